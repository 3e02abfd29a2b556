//! Copying what was committed from SQLite's log into its file, beside the writer.
//!
//! SQLite itself does it inside the commit that fills the log, and everybody who waits for that commit waits for it too. Here a thread
//! of its own copies pages while the writer goes on. A page that was written many times is copied once, so it is left to gather.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;

use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Mutex;

use super::{connect, error};
use crate::{Error, Result};

/// The one connection that writes, shared by those who wait for their turn.
pub(super) type Writer = Arc<Mutex<Connection>>;

/// Sizes of the log, in pages of 4 KiB.
#[derive(Clone, Copy)]
struct Limits {
    /// Having grown by so much, it is copied beside the writer.
    grown: i32,
    /// Past this, the writer waits until the rest is copied too: only then does the log begin anew.
    long: i32,
}

const LIMITS: Limits = Limits { grown: 16_384, long: 65_536 };

/// Shares the writer of the database at `path`, whose log is from now on copied by a thread of its own. The thread ends with the writer.
pub(super) fn tended(path: &Path, durable: bool, mut writer: Connection) -> Result<(Writer, JoinHandle<()>)> {
    let setup = |e: rusqlite::Error| Error::Setup(format!("the log of {}: {e}", path.display()));
    let (sender, pages) = sync_channel(1);
    tell(&mut writer, LIMITS.grown, sender).map_err(setup)?;
    let copier = connect(path, OpenFlags::default(), durable)?;
    copier.execute_batch("PRAGMA wal_autocheckpoint = 0").map_err(setup)?;
    let writer = Arc::new(Mutex::new(writer));
    let weak = Arc::downgrade(&writer);
    let thread = std::thread::Builder::new()
        .name("checkpoint".into())
        .spawn(move || tend(&copier, &weak, &pages, LIMITS))
        .map_err(|e| Error::Setup(format!("a thread cannot be started: {e}")))?;
    Ok((writer, thread))
}

/// Tells after each commit how long the log is, from `grown` on. It takes the place of SQLite's own automatic checkpoint.
fn tell(writer: &mut Connection, grown: i32, sender: SyncSender<i32>) -> rusqlite::Result<()> {
    writer.wal_hook(Some(move |_: &mut Wal, pages: i32| {
        if pages >= grown {
            // Full: it is at work already, and the next commit tells it again.
            let _ = sender.try_send(pages);
        }
        Ok(())
    }))
}

fn tend(copier: &Connection, writer: &Weak<Mutex<Connection>>, pages: &Receiver<i32>, limits: Limits) {
    let mut copied = 0;
    while let Ok(pages) = pages.recv() {
        if pages < copied {
            copied = 0;
        }
        if pages - copied < limits.grown {
            continue;
        }
        copied = copy(copier);
        if pages >= limits.long {
            let Some(writer) = writer.upgrade() else { return };
            let _held = writer.blocking_lock();
            copied = copy(copier);
        }
    }
}

/// Copies what no reader stands in the way of; up to which page of the log.
fn copy(copier: &Connection) -> i32 {
    let done = copier.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(2));
    done.unwrap_or_else(|e| {
        let error = error("checkpoint", e);
        tracing::warn!(%error, "the log could not be copied; it is tried again after the next commit");
        0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes rows of about a page each, and returns how long the log was after the last.
    fn write(writer: &Mutex<Connection>, rows: i32, pages: &Receiver<i32>) -> i32 {
        let writer = writer.blocking_lock();
        let mut last = 0;
        for _ in 0..rows {
            writer.execute("INSERT INTO t VALUES (zeroblob(4000))", []).unwrap();
            last = pages.try_recv().unwrap_or(last);
        }
        last
    }

    #[test]
    fn a_long_log_is_copied_and_begins_anew() {
        let folder = std::env::temp_dir().join(format!("placet_checkpoint_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.db");
        let mut writer = connect(&path, OpenFlags::default(), false).unwrap();
        writer.execute_batch("CREATE TABLE t (x BLOB)").unwrap();
        let copier = connect(&path, OpenFlags::default(), false).unwrap();
        let (sender, pages) = sync_channel(1);
        tell(&mut writer, 1, sender).unwrap();
        let writer = Arc::new(Mutex::new(writer));

        let long = write(&writer, 300, &pages);
        assert!(long > 300, "nothing is copied inside a commit: {long}");
        let (sender, told) = sync_channel(1);
        sender.send(long).unwrap();
        drop(sender);
        tend(&copier, &Arc::downgrade(&writer), &told, Limits { grown: 100, long: 200 });
        assert!(std::fs::metadata(&path).unwrap().len() > 300 * 4_000);
        assert!(write(&writer, 1, &pages) < 20, "the log begins anew");
        let rows: i64 = copier.query_row("SELECT COUNT(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 301);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
