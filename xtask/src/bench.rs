//! `cargo xtask bench NAME`: the release build measures itself, on each engine.

use crate::command::show;
use crate::demo::{add_database, build};
use crate::only;
use crate::postgres::Postgres;
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::process::{Command, ExitCode};

const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// Standard output holds the `name: value unit` lines and nothing else. Further arguments, after `--`, go to the bench.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let (args, further) = match args.iter().position(|arg| arg == "--") {
        Some(at) => (&args[..at], &args[at + 1..]),
        None => (args, &args[..0]),
    };
    let (name, options) = args.split_first().context("which bench? `cargo xtask bench ingest`")?;
    let engines = engines(options)?;
    let project = Project::open()?;
    let program = build(&project, true)?;
    let mut all_well = true;
    for engine in engines {
        eprintln!("▸ bench {name} on {engine}");
        let mut bench = Command::new(&program);
        bench.args(["bench", name]).args(further);
        let server = if engine == "postgres" { Some(Postgres::start(&project)?) } else { None };
        if let Some(server) = &server {
            add_database(&mut bench, server);
        }
        all_well &= show(&mut bench)?.success();
    }
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn engines(options: &[String]) -> Result<Vec<&str>> {
    let Some((flag, rest)) = options.split_first() else { return Ok(ENGINES.to_vec()) };
    only(std::slice::from_ref(flag), &["--engine"])?;
    match rest {
        [engine] if ENGINES.contains(&engine.as_str()) => Ok(vec![engine]),
        _ => bail!("`--engine` is one of {}", ENGINES.join(", ")),
    }
}
