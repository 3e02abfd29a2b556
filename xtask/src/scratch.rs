//! Where tests write: in memory, if there is plenty. What they write is worth nothing after them, and on a disk that many share it may
//! take minutes instead of seconds.

use crate::command::capture;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The system's files in memory.
const MEMORY: &str = "/dev/shm";
/// So much must be free of it, and of the machine's memory, in KiB: a run holds less than a quarter of a GiB at a time.
const PLENTY: u64 = 2 << 20;

/// A folder for temporary files; gone with the value.
pub(crate) struct Scratch {
    home: PathBuf,
}

impl Scratch {
    /// `None` if there is no such place, too little of it, or programs may not be run there: then temporary files are where they always are.
    pub(crate) fn open() -> Option<Scratch> {
        if free_memory()? < PLENTY || free_space()? < PLENTY {
            return None;
        }
        let runs = Path::new(MEMORY).join("placet");
        sweep(&runs);
        let scratch = Scratch { home: runs.join(std::process::id().to_string()) };
        fs::create_dir_all(scratch.temporary()).ok()?;
        may_run_programs(&scratch.temporary()).then_some(scratch)
    }

    /// Gone with this value, and all that is in it.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    fn temporary(&self) -> PathBuf {
        self.home.join("tmp")
    }

    /// Lets a program have its temporary files here.
    pub(crate) fn lend(&self, command: &mut Command) {
        command.env("TMPDIR", self.temporary());
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.home);
    }
}

/// Removes what runs left that were killed.
fn sweep(runs: &Path) {
    for run in fs::read_dir(runs).into_iter().flatten().flatten() {
        if !Path::new("/proc").join(run.file_name()).exists() {
            _ = fs::remove_dir_all(run.path());
        }
    }
}

fn may_run_programs(folder: &Path) -> bool {
    let file = folder.join("may-run");
    let written = fs::write(&file, "#!/bin/sh\n").is_ok()
        && fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).is_ok();
    written
        && Command::new(&file).status().is_ok_and(|status| status.success())
        && fs::remove_file(&file).is_ok()
}

/// KiB that the machine can give without taking them from somebody.
fn free_memory() -> Option<u64> {
    let all = fs::read_to_string("/proc/meminfo").ok()?;
    let line = all.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// KiB that are free of the system's files in memory.
fn free_space() -> Option<u64> {
    let told = capture(Command::new("df").args(["--output=avail", "-k", MEMORY])).ok()?;
    told.lines().nth(1)?.trim().parse().ok()
}
