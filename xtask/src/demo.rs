//! `cargo xtask demo`: builds the program and becomes its demonstration.

use crate::command::must;
use crate::postgres::Postgres;
use crate::project::Project;
use crate::web;
use anyhow::{Result, bail};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Takes `--postgres` and `--release` for itself and passes everything else on.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let project = Project::open()?;
    let own = |arg: &&String| ["--postgres", "--release"].contains(&arg.as_str());
    let asked = |flag: &str| args.iter().any(|arg| arg == flag);
    let mut demo = Command::new(build(&project, asked("--release"))?);
    demo.arg("demo").args(args.iter().filter(|arg| !own(arg)));
    if asked("--postgres") {
        let mut server = Postgres::start(&project)?;
        add_database(&mut demo, &server);
        server.hand_over(&mut demo);
    }
    // The program takes this process's place: its exit code, its signals, its terminal.
    let error = demo.exec();
    bail!("starting {}: {error}", demo.get_program().display())
}

/// Builds the program and returns its path. The development build is ready minutes earlier; the demonstration does not need more.
pub(crate) fn build(project: &Project, release: bool) -> Result<PathBuf> {
    web::build(project)?;
    let mut cargo = project.cargo(&["build", "--package", "placet", "--bin", "placet"]);
    if release {
        cargo.arg("--release");
    }
    must(&mut cargo)?;
    Ok(project.target.join(if release { "release" } else { "debug" }).join("placet"))
}

/// Tells the program which database to use, and by which role to lay out its schema.
pub(crate) fn add_database(command: &mut Command, server: &Postgres) {
    command.args(["--database", &server.app_url("placet")]);
    command.args(["--owner-database", &server.owner_url("placet")]);
    server.put_on_path(command);
}
