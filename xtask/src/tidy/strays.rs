//! What has strayed into the files: paths of somebody's machine, package hosts, statements that no register knows.

use crate::project::Project;
use crate::scan::{Source, line_at};
use anyhow::Result;
use std::path::{Component, Path};

/// Where a lock file may take packages from, by the key its addresses follow: Cargo's from its registry, npm's say nothing of it.
const HOSTS: [(&str, &str, &str); 2] =
    [("Cargo.lock", "source = \"", "registry+"), ("package-lock.json", "\"resolved\": \"", "nowhere:")];

/// Folders that every system has; naming one tells nothing of a machine.
const COMMON: [&str; 11] = ["bin", "dev", "etc", "lib", "opt", "proc", "run", "srv", "tmp", "usr", "var"];

/// Absolute paths of people's folders, or of this checkout.
pub(super) fn paths(project: &Project) -> Result<Vec<String>> {
    let needles = needles(&project.root, std::env::home_dir().as_deref());
    let mut faults = Vec::new();
    for file in project.files()? {
        let Ok(text) = project.read(&file) else { continue };
        let found = needles.iter().flat_map(|needle| paths_in(&text, needle));
        faults.extend(
            found.map(|(line, needle)| {
                format!("{}:{line}: names a machine's path, `{needle}…`", file.display())
            }),
        );
    }
    Ok(faults)
}

fn needles(root: &Path, home: Option<&Path>) -> Vec<String> {
    let mut needles: Vec<String> = ["home", "root", "Users"].map(|folder| format!("/{folder}/")).to_vec();
    if let Some(Component::Normal(first)) = root.components().nth(1) {
        let first = first.to_string_lossy();
        let is_telling = !COMMON.contains(&first.as_ref());
        needles.push(if is_telling { format!("/{first}/") } else { format!("{}/", root.display()) });
    }
    needles
        .extend(home.filter(|home| home.components().count() > 1).map(|home| format!("{}/", home.display())));
    needles.sort();
    needles.dedup();
    needles
}

/// Where the path begins in the text: not in the middle of an address or of another path.
fn paths_in<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let goes_on = |before: char| before.is_alphanumeric() || "._-~*}])>$".contains(before);
    let starts = text.match_indices(needle).filter(move |(at, _)| !text[..*at].ends_with(goes_on));
    starts.map(move |(at, _)| (line_at(text, at), needle))
}

/// Packages from anywhere but the public registries, and settings that would send them elsewhere.
pub(super) fn hosts(project: &Project) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for file in project.files()? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let Ok(text) = project.read(&file) else { continue };
        for (_, key, public) in HOSTS.iter().filter(|(lock, ..)| *lock == name) {
            faults.extend(
                strange_hosts(&text, key, public)
                    .map(|host| format!("{}: takes a package from {host}", file.display())),
            );
        }
        // This one keeps hosts out of the lock.
        let text = text.replace("omit-lockfile-registry-resolved", "");
        let is_setting =
            [".npmrc", "pip.conf", "requirements.txt"].contains(&name.as_ref()) || file.starts_with(".cargo");
        if is_setting
            && ["registry", "index-url", "find-links", "[source"].iter().any(|word| text.contains(word))
        {
            faults.push(format!(
                "{}: sets a package host; that belongs to a machine, not to the project",
                file.display()
            ));
        }
    }
    Ok(faults)
}

fn strange_hosts<'a>(text: &'a str, key: &'a str, public: &'a str) -> impl Iterator<Item = &'a str> {
    let addresses = text.lines().filter_map(move |line| line.split_once(key).map(|(_, address)| address));
    // A folder of the same workspace is no address.
    addresses.filter(move |address| address.contains(':') && !address.starts_with(public)).take(1)
}

/// `Sql` values made outside `statements!`, which the test that reads every statement would not see.
pub(super) fn statements(sources: &[Source]) -> Vec<String> {
    let elsewhere = sources.iter().filter(|source| !source.file.starts_with("crates/store"));
    let found = elsewhere.flat_map(|source| {
        let word =
            |(at, _): &(usize, &str)| !source.code[..*at].ends_with(|before: char| before.is_alphanumeric());
        let constructed = source.code.match_indices("Sql::").filter(word);
        constructed.map(|(at, _)| {
            format!(
                "{}:{}: statements are made by `statements!` alone",
                source.file.display(),
                line_at(&source.code, at)
            )
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_path_of_the_checkout_is_found_and_an_address_is_not() {
        let needles = needles(Path::new("/farm/north"), Some(Path::new("/stable/anna")));
        let text = ["see /farm/north/a.txt", "https://example.org/farm/x", "in /stable/anna/b", "src/farm/x"]
            .join("\n");
        let found: Vec<usize> =
            needles.iter().flat_map(|needle| paths_in(&text, needle)).map(|(line, _)| line).collect();
        assert_eq!(found, [1, 3]);
    }

    #[test]
    fn the_first_folder_of_a_common_path_is_no_needle() {
        assert!(!needles(Path::new("/tmp/x/y"), None).contains(&"/tmp/".to_owned()));
    }

    #[test]
    fn a_lock_file_with_a_strange_host_is_found() {
        let (_, key, public) = HOSTS[1];
        let lock = "\"resolved\": \"https://mirror.example/b\"";
        assert_eq!(strange_hosts(lock, key, public).count(), 1);
    }

    #[test]
    fn a_statement_outside_the_register_is_found() {
        let source =
            |file: &str| Source::read(PathBuf::from(file), "static A: Sql = Sql::new(\"a\");\n// Sql::new\n");
        assert_eq!(
            statements(&[source("crates/shop/src/store.rs"), source("crates/store/src/sql.rs")]).len(),
            1
        );
    }
}
