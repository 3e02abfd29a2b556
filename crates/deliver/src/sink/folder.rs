//! Messages as files: `ID-MICROS.eml`, first two lines the envelope, then the message as it came.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use bytes::Bytes;
use placet_core::Micros;

use super::Received;

/// What a file's name ends with once it is whole.
const WHOLE: &str = "eml";

/// Writes one message so that it is on disk, with its name, when this returns.
pub(super) fn write(folder: &Path, message: &Received) -> io::Result<()> {
    let name = format!("{:016}-{}", message.id, message.at.0);
    let partial = folder.join(&name).with_extension("partial");
    let mut file = File::create(&partial)?;
    file.write_all(
        format!("Return-Path: <{}>\r\nDelivered-To: {}\r\n", message.from, message.to).as_bytes(),
    )?;
    file.write_all(&message.raw)?;
    file.sync_all()?;
    fs::rename(&partial, folder.join(&name).with_extension(WHOLE))?;
    File::open(folder)?.sync_all()
}

/// The messages a sink wrote into this folder, by id; what it was writing when it was killed is left out.
///
/// # Errors
/// When the folder cannot be read.
pub fn held(folder: &Path) -> io::Result<Vec<Received>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|kind| kind == WHOLE)
            && let Some((id, at)) = stem.split_once('-')
            && let (Ok(id), Ok(at)) = (id.parse(), at.parse())
            && let Some(message) = read(id, Micros(at), fs::read(&path)?)
        {
            found.push(message);
        }
    }
    found.sort_by_key(|message| message.id);
    Ok(found)
}

fn read(id: u64, at: Micros, bytes: Vec<u8>) -> Option<Received> {
    let mut lines = bytes.split_inclusive(|b| *b == b'\n');
    let (first, second) = (lines.next()?, lines.next()?);
    let from =
        std::str::from_utf8(first).ok()?.strip_prefix("Return-Path: <")?.strip_suffix(">\r\n")?.to_owned();
    let to =
        std::str::from_utf8(second).ok()?.strip_prefix("Delivered-To: ")?.strip_suffix("\r\n")?.to_owned();
    let head = first.len() + second.len();
    Some(Received { id, at, from, to, raw: Bytes::from(bytes).slice(head..) })
}
