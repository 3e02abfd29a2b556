//! Takes the demo's shops into the program, as `cargo xtask` built them: one table of all their files. Without them the program is
//! built all the same, and says so where the shop would be.

#[path = "../http/gather.rs"]
mod gather;

use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/demo-shop");
    println!("cargo::rerun-if-changed={}", folder.display());
    gather::table(&folder.join("dist"), "files.rs")
}
