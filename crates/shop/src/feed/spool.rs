//! A temporary file for what comes in from the network: a feed is read when all of it is there, and never held in memory.

use std::fs::File;
use std::io;

use tokio::io::AsyncWriteExt;

/// A file without a name, gone with its last handle, in the system's folder for temporary files.
pub(crate) struct Spool {
    file: tokio::fs::File,
    left: u64,
}

impl Spool {
    /// A file that takes `most` bytes.
    pub(crate) fn new(most: u64) -> io::Result<Spool> {
        Ok(Spool { file: tokio::fs::File::from_std(tempfile::tempfile()?), left: most })
    }

    /// Adds to it; false, with nothing written, if that is more than it takes.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<bool> {
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else { return Ok(false) };
        self.left = left;
        self.file.write_all(bytes).await?;
        Ok(true)
    }

    /// The file, whole.
    pub(crate) async fn done(mut self) -> io::Result<File> {
        self.file.flush().await?;
        Ok(self.file.into_std().await)
    }
}
