//! `cargo xtask licences`: the licences of everything that is linked into the program, for `placet licences`.

use crate::only;
use crate::project::{Project, cargo_metadata};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `crates/placet/src/licences.rs` includes.
const FILE: &str = "crates/placet/licences.txt";

const HEAD: &str = "\
THIRD-PARTY SOFTWARE IN PLACET

Placet itself is licensed under the Apache License 2.0. It contains the packages below, each under the licence named beside it;
where several are offered with OR, any of them may be chosen. The source of each package is in the registry that Cargo.lock names.
The numbers in brackets point at the texts that follow.

";

/// How packages' licence files begin.
const NAMES: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

/// The text of the MIT licence after its line of copyright, for packages that name it and bring no text.
const MIT: &str = "\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the \"Software\"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.";

/// A package that is linked into the program.
struct Linked {
    /// `name version`.
    title: String,
    licence: String,
    authors: String,
    /// The texts that came with it.
    texts: Vec<String>,
}

/// Writes the file; `--check` only tells whether it is as it would be written.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    only(args, &["--check"])?;
    let project = Project::open()?;
    if !args.is_empty() {
        let faults = faults(&project)?;
        if !faults.is_empty() {
            bail!("{}", faults.join("\n"));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let linked = linked()?;
    let text = document(&linked);
    std::fs::write(project.root.join(FILE), &text)?;
    println!("{FILE}: {} packages, {} KB", linked.len(), text.len() / 1024);
    Ok(ExitCode::SUCCESS)
}

/// Packages that the file lacks, or that are gone.
pub(crate) fn faults(project: &Project) -> Result<Vec<String>> {
    let written = project.read(FILE).unwrap_or_default();
    let written: BTreeSet<&str> =
        written.lines().take_while(|line| !line.starts_with("===")).filter_map(title).collect();
    let metadata = metadata()?;
    let titles: Vec<String> = packages(&metadata)?.into_iter().map(title_of).collect();
    let linked: BTreeSet<&str> = titles.iter().map(String::as_str).collect();
    let different: Vec<&str> = linked.symmetric_difference(&written).copied().take(5).collect();
    if different.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "{FILE} is not what Cargo.lock says ({}, …): run `cargo xtask licences`",
        different.join(", ")
    )])
}

/// The head of a line of the list, `name version`.
fn title(line: &str) -> Option<&str> {
    line.split_once(" · ").map(|(title, _)| title)
}

fn title_of(package: &Value) -> String {
    format!(
        "{} {}",
        package["name"].as_str().unwrap_or_default(),
        package["version"].as_str().unwrap_or_default()
    )
}

fn metadata() -> Result<Value> {
    cargo_metadata(&["--locked", "--filter-platform", "x86_64-unknown-linux-gnu"])
}

fn linked() -> Result<Vec<Linked>> {
    let mut linked = packages(&metadata()?)?.into_iter().map(read).collect::<Result<Vec<Linked>>>()?;
    let texts: HashMap<String, Vec<String>> =
        linked.iter().rev().map(|one| (one.licence.clone(), one.texts.clone())).collect();
    for package in linked.iter_mut().filter(|package| package.texts.is_empty()) {
        package.texts = if package.licence.contains("MIT") {
            vec![format!("MIT License\n\nCopyright (c) {}\n\n{MIT}", package.authors)]
        } else {
            texts.get(&package.licence).cloned().unwrap_or_default()
        };
        if package.texts.is_empty() {
            bail!(
                "{} brings no text of its licence {}, and no other package does",
                package.title,
                package.licence
            );
        }
    }
    Ok(linked)
}

/// The packages from outside that the program is made of: what it depends on, and they, for other uses than building and testing.
fn packages(metadata: &Value) -> Result<Vec<&Value>> {
    let (packages, nodes) = (items(&metadata["packages"])?, items(&metadata["resolve"]["nodes"])?);
    let (package_of, node_of) = (by_id(packages), by_id(nodes));
    let root = packages
        .iter()
        .find(|package| package["name"] == "placet")
        .and_then(|package| package["id"].as_str());
    let mut ahead = vec![root.context("there is no package `placet`")?];
    let mut reached = BTreeSet::new();
    while let Some(id) = ahead.pop() {
        if reached.insert(id) {
            ahead.extend(node_of.get(id).into_iter().flat_map(|node| linked_by(node)));
        }
    }
    let mut found: Vec<&Value> = reached.iter().filter_map(|id| package_of.get(id).copied()).collect();
    found.retain(|package| package["source"].is_string());
    found.sort_by_key(|package| title_of(package));
    Ok(found)
}

fn items(value: &Value) -> Result<&[Value]> {
    value.as_array().map(Vec::as_slice).context("cargo metadata lacks a list")
}

fn by_id(items: &[Value]) -> HashMap<&str, &Value> {
    items.iter().filter_map(|item| Some((item["id"].as_str()?, item))).collect()
}

fn linked_by(node: &Value) -> Vec<&str> {
    let is_normal = |dependency: &&Value| {
        dependency["dep_kinds"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
    };
    let all = node["deps"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(is_normal).filter_map(|dependency| dependency["pkg"].as_str()).collect()
}

fn read(package: &Value) -> Result<Linked> {
    let title = title_of(package);
    let folder = package["manifest_path"].as_str().and_then(|file| Path::new(file).parent());
    let folder = folder.with_context(|| format!("{title} has no folder"))?;
    let mut files = licence_files(folder)?;
    files.extend(licence_files(&folder.join("LICENSES")).unwrap_or_default());
    let texts = files.iter().map(|file| Ok(tidied(&String::from_utf8_lossy(&std::fs::read(file)?))));
    let authors = package["authors"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(Linked {
        texts: texts.collect::<Result<_>>().with_context(|| format!("reading the licence of {title}"))?,
        licence: package["license"].as_str().with_context(|| format!("{title} names no licence"))?.to_owned(),
        authors: authors.iter().filter_map(Value::as_str).map(without_address).collect::<Vec<_>>().join(", "),
        title,
    })
}

fn licence_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file() && (folder.ends_with("LICENSES") || is_licence(file)));
    files.sort();
    Ok(files)
}

fn is_licence(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    NAMES.iter().any(|begins| name.starts_with(begins)) && !name.ends_with(".RS")
}

fn tidied(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn without_address(author: &str) -> &str {
    author.split('<').next().unwrap_or(author).trim()
}

/// The list, then every text once.
fn document(linked: &[Linked]) -> String {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut texts: Vec<&str> = Vec::new();
    let mut out = HEAD.to_owned();
    for package in linked {
        let mut own: Vec<usize> = Vec::new();
        for text in &package.texts {
            // Two texts that differ in their line breaks alone are one.
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            own.push(*numbers.entry(words).or_insert_with(|| {
                texts.push(text);
                texts.len()
            }));
        }
        own.sort_unstable();
        own.dedup();
        let own: Vec<String> = own.iter().map(usize::to_string).collect();
        _ = writeln!(out, "{} · {} · [{}]", package.title, package.licence, own.join(", "));
    }
    for (at, text) in texts.iter().enumerate() {
        _ = write!(out, "\n==================== [{}] ====================\n\n{text}\n", at + 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(title: &str, texts: &[&str]) -> Linked {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Linked { title: title.to_owned(), licence: "MIT".to_owned(), authors: "Anna".to_owned(), texts }
    }

    #[test]
    fn a_text_stands_once_and_every_package_points_at_it() {
        let document = document(&[
            linked("a 1", &["Do as\nyou like"]),
            linked("b 2", &["Do as you like", "But"]),
            linked("c 3", &[]),
        ]);
        assert!(document.contains("a 1 · MIT · [1]\nb 2 · MIT · [1, 2]\n"));
        assert_eq!(document.matches("you like").count(), 1);
    }

    #[test]
    fn what_only_builds_or_tests_is_not_linked() {
        let metadata = serde_json::json!({
            "packages": [
                {"id": "p", "name": "placet", "version": "1", "source": null},
                {"id": "a", "name": "a", "version": "1", "source": "r"},
                {"id": "b", "name": "b", "version": "1", "source": "r"},
            ],
            "resolve": {"nodes": [{"id": "p", "deps": [
                {"pkg": "a", "dep_kinds": [{"kind": null}]},
                {"pkg": "b", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]},
            ]}]},
        });
        let found: Vec<String> = packages(&metadata).expect("packages").into_iter().map(title_of).collect();
        assert_eq!(found, ["a 1"]);
    }
}
