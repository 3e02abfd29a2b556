//! `placet serve`.

use std::process::ExitCode;

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;

/// Serves until SIGTERM or SIGINT; a second signal ends the process at once.
///
/// # Errors
/// If the node cannot be opened or the address is taken.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let shutdown = shutdown()?;
    let node = Node::open(config, Purpose::Serve).await?;
    if let Some(link) = placet_access::first_link(&node.store).await? {
        say!("There is no member yet. Who opens this link first, within a day, becomes the operator:");
        say!("{}", link.at(&config.admin_origin));
    }
    node.serve(shutdown).await?;
    Ok(ExitCode::SUCCESS)
}

/// Ready when the process is told to stop. Signals are waited for from now on.
///
/// # Errors
/// If they cannot be.
pub fn shutdown() -> anyhow::Result<impl Future<Output = ()>> {
    let failed = "signals cannot be waited for";
    let mut terminate = signal(SignalKind::terminate()).context(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).context(failed)?;
    Ok(async move {
        either(&mut terminate, &mut interrupt).await;
        tokio::spawn(async move {
            either(&mut terminate, &mut interrupt).await;
            tracing::warn!("told twice: ending at once");
            std::process::exit(130);
        });
    })
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}
