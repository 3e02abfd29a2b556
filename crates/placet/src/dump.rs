//! PostgreSQL's own tools: a dump before each migration and for `backup`, and its way back.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, bail};
use tokio::process::Command;

use crate::config::DatabaseUrl;

/// A file that only its owner may read, new on the disk.
///
/// # Errors
/// If there is one already, or it cannot be made.
pub fn private_file(path: &Path) -> anyhow::Result<File> {
    File::options().write(true).create_new(true).mode(0o600).open(path).with_context(|| {
        format!("{} cannot be written: choose a path where there is nothing yet", path.display())
    })
}

/// Dumps the database of `owner` to a new file, in PostgreSQL's custom format.
///
/// # Errors
/// If the file is there already, the tool is missing or fails; no file is left behind then.
pub async fn dump(owner: &DatabaseUrl, to: &Path) -> anyhow::Result<()> {
    let file = private_file(to)?;
    let durable = file.try_clone()?;
    let mut tool = tool("pg_dump", owner);
    tool.args(["--format=custom", "--enable-row-security", "--no-owner"]).stdout(Stdio::from(file));
    let done = run(tool, "pg_dump").await.and_then(|()| durable.sync_all().context("the dump"));
    if done.is_err() {
        // The failed run's own error matters more.
        let _ = std::fs::remove_file(to);
    }
    done
}

/// Puts a dump in the place of everything the database of `owner` holds, all of it or nothing.
///
/// # Errors
/// If the tool is missing or fails; nothing is changed then.
pub async fn restore(owner: &DatabaseUrl, from: &Path) -> anyhow::Result<()> {
    let mut tool = tool("pg_restore", owner);
    tool.args(["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]).arg(from);
    run(tool, "pg_restore").await
}

/// The password goes by the environment: arguments can be seen by others on the machine.
fn tool(program: &str, owner: &DatabaseUrl) -> Command {
    let (url, password) = owner.apart();
    let mut command = Command::new(program);
    command.arg(format!("--dbname={url}")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command.kill_on_drop(true);
    command
}

async fn run(mut command: Command, program: &str) -> anyhow::Result<()> {
    let running = match command.spawn() {
        Ok(running) => running,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("{program} is not installed: it comes with the client programs of PostgreSQL")
        }
        Err(error) => return Err(error).with_context(|| program.to_owned()),
    };
    let done = running.wait_with_output().await.with_context(|| program.to_owned())?;
    if done.status.success() {
        return Ok(());
    }
    // Its first line names the cause; later ones may quote rows.
    let said = String::from_utf8_lossy(&done.stderr);
    bail!("{program} failed: {}", said.lines().next().unwrap_or("it does not say why"))
}
