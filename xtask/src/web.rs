//! What runs in browsers: its packages, its build, its checks and tests. Node and npm are needed, nothing else.

use crate::command::{capture, find};
use crate::env;
use crate::project::Project;
use crate::scratch::Scratch;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The lock file whose content tells which packages are installed.
const LOCK: &str = "package-lock.json";

/// What the program takes in.
const BUILT: [&str; 4] =
    ["sdk/dist/placet.js", "banner/dist/banner.js", "demo-shop/dist/shop/shop.js", "admin/dist/index.html"];

/// Builds everything for browsers, so that the program can take it in. Does nothing if nothing has changed.
pub(crate) fn build(project: &Project) -> Result<()> {
    let web = install(project)?;
    let (stamp, now) = (web.join("node_modules/.placet-built"), fingerprint(project)?);
    let is_built = BUILT.iter().all(|file| web.join(file).exists());
    if is_built && fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
        return Ok(());
    }
    capture(npm(&web).args(["run", "build"]))?;
    fs::write(stamp, now).context("noting what is built")
}

/// Types, lint, and every test that needs no program of ours, in a real browser.
pub(crate) fn test(project: &Project, scratch: Option<&Scratch>) -> Result<()> {
    let web = install(project)?;
    capture(npm(&web).args(["run", "check"]))?;
    let mut tests = npm(&web);
    tests.arg("test").env("PLACET_CHROMIUM", env::program("chromium", "chromium")?);
    if let Some(scratch) = scratch {
        scratch.lend(&mut tests);
    }
    capture(&mut tests).map(drop)
}

/// Installs the packages of the lock file; answers the folder.
fn install(project: &Project) -> Result<PathBuf> {
    let web = project.root.join("web");
    if find("npm", &[]).is_none() {
        bail!("please install Node 20 or newer, with npm: what runs in browsers is built with it");
    }
    let (wanted, stamp) = (fs::read(web.join(LOCK))?, web.join("node_modules/.placet-installed"));
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(web);
    }
    // As locked; but `npm ci` refuses a lock that leaves out the optional packages of other systems.
    capture(npm(&web).args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    fs::write(stamp, wanted).context("noting what is installed")?;
    Ok(web)
}

fn npm(web: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(web);
    npm
}

/// Names and contents of all files of `web` in a few bytes (FNV-1a).
fn fingerprint(project: &Project) -> Result<String> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut files = project.files()?;
    files.sort();
    for file in files.into_iter().filter(|file| file.starts_with("web")) {
        let name = file.to_string_lossy().into_owned();
        for byte in name.into_bytes().into_iter().chain(fs::read(project.root.join(&file))?) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(format!("{hash:016x}"))
}
