//! Takes the browser SDK into the program, as `cargo xtask` built it.

use std::path::Path;
use std::{env, fs, io};

/// What a page is told by a program that was built without it.
const MISSING: &str =
    "console.error(\"This Placet was built without its browser SDK: build it with `cargo xtask web`.\");\n";

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/sdk");
    println!("cargo::rerun-if-changed={}", folder.display());
    let script = fs::read_to_string(folder.join("dist/placet.js")).unwrap_or_else(|_| MISSING.to_owned());
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("placet.js"), script)
}
