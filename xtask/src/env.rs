//! What the tests need on this machine: installed when it is missing, below the target folder wherever that is possible.

use crate::command::{capture, find};
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The version of cargo-deny that the project's checks are written for.
const DENY: &str = "0.20.2";

/// The folder of PostgreSQL's programs, installed from Debian's packages if there is none.
pub(crate) fn postgres_programs() -> Result<PathBuf> {
    if let Some(folder) = postgres_folder() {
        return Ok(folder);
    }
    debian(&["postgresql"], "")?;
    postgres_folder().context("PostgreSQL is installed, but its `initdb` is nowhere to be found")
}

/// Debian keeps the server's programs off the PATH; there may be a link to them on it.
fn postgres_folder() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    folders.sort_by_key(|folder| folder.parent().and_then(Path::file_name)?.to_str()?.parse::<u32>().ok());
    if let Some(initdb) = find("initdb", &[]).and_then(|file| file.canonicalize().ok()) {
        folders.extend(initdb.parent().map(Path::to_owned));
    }
    let needed = ["initdb", "postgres", "psql", "pg_ctl", "pg_isready", "pg_dump"];
    folders.into_iter().rev().find(|folder| needed.iter().all(|program| folder.join(program).exists()))
}

/// Installs Postfix without letting it configure or start itself; returns the program's path.
pub(crate) fn postfix() -> Result<PathBuf> {
    let place = || find("postfix", &["/usr/sbin"]);
    if let Some(program) = place() {
        return Ok(program);
    }
    debian(&["postfix"], "postfix postfix/main_mailer_type select No configuration\n")?;
    place().context("Postfix is installed, but `postfix` is nowhere to be found")
}

/// The path of a program on the PATH, installed from this package of Debian's if there is none.
pub(crate) fn program(name: &str, package: &str) -> Result<PathBuf> {
    if let Some(program) = find(name, &[]) {
        return Ok(program);
    }
    debian(&[package], "")?;
    find(name, &[]).with_context(|| format!("{package} is installed, but `{name}` is nowhere to be found"))
}

/// Installs packages of Debian, after answering their questions.
fn debian(packages: &[&str], answers: &str) -> Result<()> {
    if find("apt-get", &[]).is_none() {
        bail!("please install {}: it is not here, and this is not a Debian system", packages.join(", "));
    }
    if !answers.is_empty() {
        feed(&mut as_root("debconf-set-selections"), answers)?;
    }
    let mut install = as_root("apt-get");
    install
        .args(["-o", "DPkg::Lock::Timeout=600", "install", "-y", "--no-install-recommends"])
        .args(packages);
    if capture(&mut install).is_err() {
        capture(as_root("apt-get").arg("update"))?;
        capture(&mut install)?;
    }
    Ok(())
}

/// A command with root's rights: as it is for root, by `sudo` without questions for others.
fn as_root(program: &str) -> Command {
    let mut command = Command::new(if is_root() { "env" } else { "sudo" });
    if !is_root() {
        command.args(["-n", "env"]);
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", program]);
    command
}

/// Whether this process belongs to root.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

fn feed(command: &mut Command, text: &str) -> Result<()> {
    use std::io::Write;
    let mut child = command.stdin(Stdio::piped()).spawn().context("starting debconf-set-selections")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    if !child.wait()?.success() {
        bail!("answering the packages' questions failed");
    }
    Ok(())
}

/// cargo-deny, from the PATH or built once into the target folder (unoptimised: it runs for a second, building takes minutes).
pub(crate) fn cargo_deny(project: &Project) -> Result<PathBuf> {
    let tools = project.target.join("tools");
    let own = tools.join("bin/cargo-deny");
    if let Some(program) = find("cargo-deny", &[]).or_else(|| own.exists().then(|| own.clone())) {
        return Ok(program);
    }
    let mut install = project.cargo(&["install", "cargo-deny", "--locked", "--version", DENY, "--root"]);
    install.arg(&tools).env("CARGO_TARGET_DIR", tools.join("build"));
    for (key, value) in [("OPT_LEVEL", "0"), ("CODEGEN_UNITS", "256"), ("LTO", "off"), ("DEBUG", "0")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    capture(&mut install)?;
    _ = std::fs::remove_dir_all(tools.join("build"));
    Ok(own)
}

/// The real tracking SDKs that the tests drive, from `tests/sdk`; `None` if there is no such folder.
/// Returns the folder with `node_modules` and `python`.
pub(crate) fn sdks(project: &Project) -> Result<Option<PathBuf>> {
    let wanted = project.root.join("tests/sdk");
    if !wanted.is_dir() {
        return Ok(None);
    }
    let home = project.target.join("sdk");
    std::fs::create_dir_all(&home)?;
    if wanted.join("package-lock.json").exists()
        && changed(&wanted, &home, &["package.json", "package-lock.json"])?
    {
        let mut npm = Command::new("npm");
        // As locked; but `npm ci` refuses a lock that leaves out the optional packages of other systems.
        npm.current_dir(&home).args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
        capture(&mut npm)?;
        done(&wanted, &home, "package-lock.json")?;
    }
    if wanted.join("requirements.txt").exists() && changed(&wanted, &home, &["requirements.txt"])? {
        let python = home.join("python");
        capture(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&python))?;
        let mut pip = Command::new(python.join("bin/pip"));
        capture(pip.args(["install", "--quiet", "-r"]).arg(home.join("requirements.txt")))?;
        done(&wanted, &home, "requirements.txt")?;
    }
    Ok(Some(home))
}

/// Copies the lists and tells whether the last of them differs from what was installed last.
fn changed(from: &Path, to: &Path, files: &[&str]) -> Result<bool> {
    let mut differs = false;
    for file in files {
        std::fs::copy(from.join(file), to.join(file)).with_context(|| format!("copying tests/sdk/{file}"))?;
        differs = std::fs::read(from.join(file))? != std::fs::read(stamp(to, file)).unwrap_or_default();
    }
    Ok(differs)
}

fn done(from: &Path, to: &Path, file: &str) -> Result<()> {
    std::fs::copy(from.join(file), stamp(to, file)).context("noting what is installed")?;
    Ok(())
}

fn stamp(home: &Path, file: &str) -> PathBuf {
    home.join(format!(".installed.{file}"))
}
