//! The command line.

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bench;
use crate::commands::{
    self, backup, contact, demo, doctor, feed, keys, law, member, migrate, person, report, restore, tenant,
};
use crate::config::{Config, Given};
use crate::logging;

/// Permission-based marketing communication: nothing is stored and nothing is sent without a yes, and every yes can be shown.
#[derive(Debug, Parser)]
#[command(name = "placet", version, max_term_width = 110)]
pub struct Cli {
    /// The settings that every command has.
    #[command(flatten)]
    pub given: Given,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve: answer HTTP and do the work, until told to stop
    Serve,
    /// Show a made-up shop with a mailbox, or play its story and compare every number
    Demo(demo::Args),
    /// Bring the schema of the database up to date, after a backup
    Migrate,
    /// Look at everything this installation needs, and say what to do about what is missing
    Doctor,
    /// Copy the database to a file, while it is in use; the key is not in it
    Backup(backup::Args),
    /// Put a backup in the database's place
    Restore(restore::Args),
    /// Export the master key, or give a tenant a new data key
    #[command(subcommand)]
    Keys(keys::Command),
    /// Add or list the companies that use this installation
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Add people who use the admin application
    #[command(subcommand)]
    Member(member::Command),
    /// Answer a person's request: everything that is kept about them, or its erasure
    #[command(subcommand)]
    Person(person::Command),
    /// Import contacts
    #[command(subcommand)]
    Contact(contact::Command),
    /// Fetch a shop's product feeds by themselves, or now
    #[command(subcommand)]
    Feed(feed::Command),
    /// List numbers from law with their sources, or add one
    #[command(subcommand)]
    Law(law::Command),
    /// Print a tenant's totals: what was sent, clicked, bought, refused
    Report(report::Args),
    /// Measure this machine, in an installation made for it
    #[command(subcommand)]
    Bench(bench::Command),
    /// Print the effective configuration, and where each value came from
    Config,
    /// Print the licences of the packages this program is made of
    Licences,
}

/// Reads the command line and does what it says. Exit codes: 0 done, 1 failed (the reason is printed), 2 not understood.
pub fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(code) => code,
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if standard error is closed.
            let _ = writeln!(std::io::stderr(), "placet: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whoever read our output has read enough.
fn broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    if matches!(cli.command, Command::Licences) {
        return commands::licences::run();
    }
    let config = Config::load(&cli.given)?;
    logging::start(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(command(cli, &config));
    // What a cut-off task still does must not keep the process.
    runtime.shutdown_background();
    done
}

async fn command(cli: &Cli, config: &Config) -> anyhow::Result<ExitCode> {
    match &cli.command {
        Command::Serve => commands::serve::run(config).await,
        Command::Demo(args) => demo::run(config, &cli.given, args).await,
        Command::Migrate => migrate::run(config).await,
        Command::Doctor => doctor::run(config).await,
        Command::Backup(args) => backup::run(config, args).await,
        Command::Restore(args) => restore::run(config, args).await,
        Command::Keys(what) => keys::run(config, what).await,
        Command::Tenant(what) => tenant::run(config, what).await,
        Command::Member(what) => member::run(config, what).await,
        Command::Person(what) => person::run(config, what).await,
        Command::Contact(what) => contact::run(config, what).await,
        Command::Feed(what) => feed::run(config, what).await,
        Command::Law(what) => law::run(config, what).await,
        Command::Report(args) => report::run(config, args).await,
        Command::Bench(what) => bench::run(config, what).await,
        Command::Config => commands::config::run(config),
        Command::Licences => commands::licences::run(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
