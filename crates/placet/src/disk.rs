//! The disk is looked at before the database runs into its end: nearly full means that nothing is accepted any more.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often the disk is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// Bytes that this program may still write on the disk of `path`.
///
/// # Errors
/// The system's, such as for a path that does not exist.
pub fn free(path: &Path) -> io::Result<u64> {
    let facts = rustix::fs::statvfs(path)?;
    Ok(facts.f_bavail.saturating_mul(facts.f_frsize))
}

/// Whether accepting must stop: below the reserve, and once stopped until a tenth more than the reserve is free again.
fn nearly_full(free: u64, reserve: u64, before: bool) -> bool {
    let bound = if before { reserve.saturating_add(reserve / 10) } else { reserve };
    free < bound
}

/// Looks once and sets the flag.
pub fn look(path: &Path, reserve: u64, full: &AtomicBool) {
    let free = match free(path) {
        Ok(free) => free,
        Err(error) => {
            tracing::warn!(%error, "the free space of the disk cannot be read");
            return;
        }
    };
    metrics::gauge!("placet_disk_free_bytes").set(free as f64);
    let before = full.load(Ordering::Relaxed);
    let now = nearly_full(free, reserve, before);
    if now != before {
        full.store(now, Ordering::Relaxed);
        match now {
            true => tracing::error!(
                free,
                reserve,
                "the disk is nearly full: nothing is accepted until there is room"
            ),
            false => tracing::info!(free, "there is room on the disk again"),
        }
    }
}

/// Looks every 5 s, for as long as it is polled; `ready` is the opposite of `full`.
pub async fn watch(path: PathBuf, reserve: u64, full: Arc<AtomicBool>, ready: Arc<AtomicBool>) {
    let mut every = tokio::time::interval(EVERY);
    loop {
        every.tick().await;
        look(&path, reserve, &full);
        ready.store(!full.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepting_stops_at_the_reserve_and_begins_again_a_tenth_above_it() {
        assert!(!nearly_full(100, 100, false));
        assert!(nearly_full(99, 100, false));
        assert!(nearly_full(105, 100, true));
        assert!(!nearly_full(110, 100, true));
    }

    #[test]
    fn the_free_space_of_a_folder_is_known_and_sets_the_flag() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free(folder.path()).unwrap() > 0);
        let full = AtomicBool::new(false);
        look(folder.path(), u64::MAX, &full);
        assert!(full.load(Ordering::Relaxed));
        look(folder.path(), 0, &full);
        assert!(!full.load(Ordering::Relaxed));
        look(&folder.path().join("nowhere"), u64::MAX, &full);
        assert!(!full.load(Ordering::Relaxed), "a disk that cannot be read stops nobody");
    }
}
