//! The checkout: where it is, what Cargo and git know of it.

use crate::command::capture;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout that the current folder belongs to.
pub(crate) struct Project {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder; everything that xtask installs or starts stays below it.
    pub(crate) target: PathBuf,
    /// `cargo metadata` of the workspace alone.
    pub(crate) metadata: Value,
}

/// A package of the workspace.
pub(crate) struct Package<'a> {
    /// Its name, `placet-store`.
    pub(crate) name: &'a str,
    /// Its folder's name, `store`.
    pub(crate) folder: &'a str,
    /// The names of the workspace's packages it depends on, for whatever use.
    pub(crate) inner: Vec<&'a str>,
}

impl Project {
    /// Asks Cargo.
    pub(crate) fn open() -> Result<Project> {
        let metadata = cargo_metadata(&["--no-deps"])?;
        let path = |key: &str| -> Result<PathBuf> {
            Ok(PathBuf::from(
                metadata[key].as_str().with_context(|| format!("cargo metadata names no {key}"))?,
            ))
        };
        Ok(Project { root: path("workspace_root")?, target: path("target_directory")?, metadata })
    }

    /// A command in the root of the checkout.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The same for Cargo, with its arguments.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(args);
        command
    }

    /// Every file that is, or is about to be, in git; relative to the root.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let mut git = self.command("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listing = capture(&mut git)?;
        let mut files: Vec<PathBuf> =
            listing.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect();
        files.retain(|file| self.root.join(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The text of a file of the checkout.
    pub(crate) fn read(&self, file: impl AsRef<Path>) -> Result<String> {
        let path = self.root.join(file.as_ref());
        std::fs::read_to_string(&path).with_context(|| format!("reading {}", file.as_ref().display()))
    }

    /// The packages of the workspace under `crates/`.
    pub(crate) fn packages(&self) -> Vec<Package<'_>> {
        let all = self.metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(package).collect()
    }
}

fn package(value: &Value) -> Option<Package<'_>> {
    let folder = Path::new(value["manifest_path"].as_str()?).parent()?;
    if folder.parent()?.file_name()? != "crates" {
        return None;
    }
    let inner = value["dependencies"].as_array()?.iter().filter(|dependency| dependency["path"].is_string());
    Some(Package {
        name: value["name"].as_str()?,
        folder: folder.file_name()?.to_str()?,
        inner: inner.filter_map(|dependency| dependency["name"].as_str()).collect(),
    })
}

/// `cargo metadata` with further arguments.
pub(crate) fn cargo_metadata(args: &[&str]) -> Result<Value> {
    let mut command = Command::new("cargo");
    command.args(["metadata", "--format-version=1"]).args(args);
    serde_json::from_str(&capture(&mut command)?).context("reading what cargo metadata says")
}
