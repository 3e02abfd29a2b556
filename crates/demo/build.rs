//! Takes the demo's shops into the program, as `cargo xtask` built them: one table of all their files.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/demo-shop");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    // Without them the program is built all the same, and says so where the shop would be.
    if folder.join("dist").is_dir() {
        gather(&folder.join("dist").canonicalize()?, &mut files)?;
    }
    let mut table = String::from("&[\n");
    for (name, file) in files {
        writeln!(table, "    ({name:?}, include_bytes!({file:?})),").map_err(io::Error::other)?;
    }
    table.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("files.rs"), table)
}

/// Every file below `root`, by its path from there, in order.
fn gather(root: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                files.push((name.replace('\\', "/"), path));
            }
        }
    }
    files.sort();
    Ok(())
}
