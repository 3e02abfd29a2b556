//! Finds the languages: each file of `languages/` is one.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("languages");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut codes = Vec::new();
    for file in fs::read_dir(&folder)? {
        if let Some(code) = file?.file_name().to_string_lossy().strip_suffix(".ftl") {
            codes.push(code.to_owned());
        }
    }
    codes.sort();
    let line = |code: &String| {
        let file = folder.join(format!("{code}.ftl"));
        format!("({code:?}, include_str!({file:?})),\n")
    };
    let list: String = codes.iter().map(line).collect();
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("languages.rs"), format!("&[\n{list}]"))
}
