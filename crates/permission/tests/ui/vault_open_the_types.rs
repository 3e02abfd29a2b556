use placet_permission::vault::{Address, Plain};

fn inside(plain: Plain<Address>) -> String {
    plain.0.text
}

fn copy(plain: &Plain<Address>) -> Plain<Address> {
    plain.clone()
}

fn main() {}
