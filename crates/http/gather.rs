//! For build scripts: a table of the files of a folder, to be taken into the program.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Writes `name` of the build's output: an array of (path from the folder, bytes), in order; empty if the folder is not there.
pub(crate) fn table(folder: &Path, name: &str) -> io::Result<()> {
    let mut files = Vec::new();
    if folder.is_dir() {
        gather(&folder.canonicalize()?, &mut files)?;
    }
    let mut table = String::from("&[\n");
    for (name, file) in files {
        writeln!(table, "    ({name:?}, include_bytes!({file:?})),").map_err(io::Error::other)?;
    }
    table.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join(name), table)
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
