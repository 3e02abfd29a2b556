//! `cargo xtask tidy`: the structure of the house, told in figures and held by rules.

mod arrows;
mod sizes;
mod strays;

use crate::project::Project;
use crate::{licences, only, scan};
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Prints the figures, or what is wrong.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    only(args, &[])?;
    print!("{}", check(&Project::open()?)?);
    Ok(ExitCode::SUCCESS)
}

/// The figures; every broken rule is named in the error.
pub(crate) fn check(project: &Project) -> Result<String> {
    let sources = scan::sources(project)?;
    let packages = project.packages();
    let mut faults = sizes::faults(&sources);
    faults.extend(arrows::faults(&packages));
    faults.extend(strays::paths(project)?);
    faults.extend(strays::hosts(project)?);
    faults.extend(strays::statements(&sources));
    faults.extend(unexplained_dependencies(&project.read("Cargo.toml")?));
    faults.extend(undescribed_crates(project, &packages));
    faults.extend(licences::faults(project)?);
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(sizes::figures(&sources))
}

/// Dependencies from outside say why they are there, on their line.
fn unexplained_dependencies(manifest: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| line.trim() != "[workspace.dependencies]").skip(1);
    let entries = lines.take_while(|line| !line.starts_with('[')).filter(|line| line.contains('='));
    let unexplained =
        entries.filter(|line| !line.starts_with('#') && !line.contains("path = ") && !line.contains(" # "));
    let names = unexplained.filter_map(|line| line.split('=').next());
    names.map(|name| format!("Cargo.toml: `{}` has no reason after a `#`", name.trim())).collect()
}

/// Each crate with code in it has its place in ARCHITECTURE.md.
fn undescribed_crates(project: &Project, packages: &[crate::project::Package<'_>]) -> Vec<String> {
    let Ok(text) = project.read("ARCHITECTURE.md") else {
        return vec!["ARCHITECTURE.md is missing".to_owned()];
    };
    let described =
        |folder: &str| text.contains(&format!("`{folder}`")) || text.contains(&format!("crates/{folder}"));
    let missing = packages.iter().map(|package| package.folder).filter(|folder| !described(folder));
    missing.map(|folder| format!("ARCHITECTURE.md does not name the crate `{folder}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_reason_is_named() {
        let manifest = "[workspace.dependencies]\n# Ours.\na = { path = \"a\" }\nb = \"1\" # because\nc = \"2\"\n\n[profile.dev]\nd = 1\n";
        assert_eq!(unexplained_dependencies(manifest), ["Cargo.toml: `c` has no reason after a `#`"]);
    }
}
