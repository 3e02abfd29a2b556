//! The arrows between the crates: each room may know the rooms before it, never its neighbours, never those after it.

use crate::project::Package;

/// The one order. Rooms on one line never know each other.
const ORDER: [&[&str]; 15] = [
    &["core"],
    &["store"],
    &["edge"],
    &["permission"],
    &["access"],
    &["shop"],
    &["profile"],
    &["collect", "audience", "recommend"],
    &["compose"],
    &["deliver"],
    &["journey"],
    &["measure", "rights", "loyalty", "places"],
    &["http"],
    &["demo"],
    &["placet"],
];

/// The arrows that break the order, and the crates that have no place in it.
pub(super) fn faults(packages: &[Package<'_>]) -> Vec<String> {
    packages.iter().flat_map(faults_of).collect()
}

fn faults_of(package: &Package<'_>) -> Vec<String> {
    let Some(own) = floor(package.folder) else {
        return vec![format!(
            "crates/{}: has no place in the order of the crates (xtask/src/tidy/arrows.rs)",
            package.folder
        )];
    };
    let expected =
        if package.folder == "placet" { "placet".to_owned() } else { format!("placet-{}", package.folder) };
    let mut faults = Vec::new();
    if package.name != expected {
        faults.push(format!(
            "crates/{}: the package is called `{}`, not `{expected}`",
            package.folder, package.name
        ));
    }
    // A crate may name itself, to have its helpers for tests in its own tests.
    for inner in package.inner.iter().filter(|inner| **inner != package.name) {
        let to = inner.strip_prefix("placet-").unwrap_or(inner);
        if floor(to).is_none_or(|floor| floor >= own) {
            faults.push(format!("crates/{}: must not depend on `{inner}` (sideways or up)", package.folder));
        }
    }
    faults
}

fn floor(folder: &str) -> Option<usize> {
    ORDER.iter().position(|rooms| rooms.contains(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package<'a>(name: &'a str, folder: &'a str, inner: &[&'a str]) -> Package<'a> {
        Package { name, folder, inner: inner.to_vec() }
    }

    #[test]
    fn an_arrow_down_is_right() {
        assert!(
            faults(&[package("placet-compose", "compose", &["placet-recommend", "placet-core"])]).is_empty()
        );
    }

    #[test]
    fn an_arrow_sideways_or_up_is_not() {
        for inner in ["placet-collect", "placet-compose", "placet", "xtask"] {
            assert_eq!(faults(&[package("placet-recommend", "recommend", &[inner])]).len(), 1, "{inner}");
        }
    }

    #[test]
    fn a_crate_without_a_place_is_named() {
        assert!(faults(&[package("placet-attic", "attic", &[])])[0].contains("no place"));
    }
}
