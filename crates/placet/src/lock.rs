//! The lock on the data folder: an SQLite database is served by one process. The system drops it with the process, however that ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use anyhow::Context;

/// Held for as long as this lives.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "closing the file is what lets go")] File);

impl FolderLock {
    /// Takes the lock; `None` if another process holds it.
    ///
    /// # Errors
    /// The system's, if the folder is not there or cannot be written.
    pub fn take(folder: &Path) -> anyhow::Result<Option<FolderLock>> {
        let path = folder.join("lock");
        let failed = || format!("the data folder {} cannot be locked", folder.display());
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).with_context(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(FolderLock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).with_context(failed),
        }
    }
}

/// Makes a folder that only its owner may enter, with those above it; one that is there stays as it is.
///
/// # Errors
/// The system's.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_the_folder_until_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let held = FolderLock::take(folder.path()).unwrap();
        assert!(held.is_some());
        assert!(FolderLock::take(folder.path()).unwrap().is_none());
        drop(held);
        assert!(FolderLock::take(folder.path()).unwrap().is_some());
    }
}
