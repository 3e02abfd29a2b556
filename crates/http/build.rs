//! Takes what runs in browsers into the program, the SDK, the banner and the console, as `cargo xtask` built them.

mod gather;

use std::path::Path;
use std::{env, fs, io};

/// Folder under `web` and file in its `dist`.
const SCRIPTS: [(&str, &str); 2] = [("sdk", "placet.js"), ("banner", "banner.js")];

/// What a page is told by a program that was built without them.
const MISSING: &str = "console.error(\"This Placet was built without its browser scripts: build them with `cargo xtask web`.\");\n";

fn main() -> io::Result<()> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    for (folder, name) in SCRIPTS {
        let folder = web.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let script =
            fs::read_to_string(folder.join("dist").join(name)).unwrap_or_else(|_| MISSING.to_owned());
        fs::write(Path::new(&out).join(name), script)?;
    }
    let console = web.join("admin");
    println!("cargo::rerun-if-changed={}", console.display());
    gather::table(&console.join("dist"), "console.rs")
}
