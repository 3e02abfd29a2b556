//! `placet licences`.

use std::io::Write;
use std::process::ExitCode;

/// Prints the licences of the packages this program is made of.
///
/// # Errors
/// Those of standard output.
pub fn run() -> anyhow::Result<ExitCode> {
    std::io::stdout().lock().write_all(crate::licences::text().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
