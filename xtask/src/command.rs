//! Running other programs: quietly, timed, and with an error that names them.

use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Instant;

/// Runs a program to its end and returns what it wrote; an error holds what it complained of.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("starting {}", name(command)))?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        bail!("{} failed ({})\n{}", name(command), output.status, String::from_utf8_lossy(&said).trim_end());
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} wrote something that is not UTF-8", name(command)))
}

/// Runs a program that talks to the person directly.
pub(crate) fn show(command: &mut Command) -> Result<ExitStatus> {
    command.status().with_context(|| format!("starting {}", name(command)))
}

/// As [`show`], but failing is an error.
pub(crate) fn must(command: &mut Command) -> Result<()> {
    let status = show(command)?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// The first place on the PATH, or in the further folders, that has the program.
pub(crate) fn find(program: &str, further: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(further.iter().map(PathBuf::from));
    folders.map(|folder| folder.join(program)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args().take(3));
    format!("`{}`", words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" "))
}

/// The steps of a run: one timed line each on standard error, and the names of those that failed.
#[derive(Default)]
pub(crate) struct Steps {
    failed: Vec<String>,
}

impl Steps {
    /// Does one step; its failure is printed and remembered, and the run goes on.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        eprint!("▸ {name} … ");
        _ = std::io::stderr().flush();
        let begun = Instant::now();
        let result = work();
        let took = duration(begun);
        match result {
            Ok(value) => {
                eprintln!("{took}");
                Some(value)
            }
            Err(error) => {
                eprintln!("FAILED after {took}\n{error:#}\n");
                self.fail(name);
                None
            }
        }
    }

    /// Remembers a failure that was printed already.
    pub(crate) fn fail(&mut self, name: &str) {
        self.failed.push(name.to_owned());
    }

    /// The names of the steps that failed.
    pub(crate) fn failed(&self) -> &[String] {
        &self.failed
    }
}

fn duration(begun: Instant) -> String {
    let seconds = begun.elapsed().as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}
