//! The licences of the packages that this program is made of, for `placet licences`.

/// The list of packages and their licences, then the text of each licence. Written by `cargo xtask licences`.
pub fn text() -> &'static str {
    include_str!("../licences.txt")
}
