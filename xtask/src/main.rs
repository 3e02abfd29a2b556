//! Every chore of the project: `cargo xtask demo`, `cargo xtask test` and what they are made of.

mod bench;
mod command;
mod demo;
mod env;
mod licences;
mod postgres;
mod project;
mod promises;
mod scan;
mod scratch;
mod test;
mod tidy;
mod web;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask demo [--play] [--postgres] [--release] [--shoppers N] [--kills N] …
    Builds the program and starts the demonstration; what is not listed here goes to `placet demo`.
    --play      plays the story without a person and checks every number
    --postgres  on a PostgreSQL of its own instead of SQLite
cargo xtask test [--fast] [FILTER…]
    Installs and starts what the tests need, runs every check and every test.
    --fast      without docs, dependency checks, Postfix, real SDKs, browsers, crash and compile-fail tests
    FILTER      only the tests whose names contain it, and no checks
cargo xtask web                         builds what runs in browsers; demo, bench and test do it by themselves
cargo xtask tidy                        the structure of the code: sizes, arrows between crates, stray paths
cargo xtask promises [--check]          which requirement is proven by which test; open ones are listed as open
cargo xtask bench NAME [--engine sqlite|postgres] …
    Measures; one `name: value unit` line a figure. Both engines unless one is named.
cargo xtask licences [--check]          writes the licences of third parties into crates/placet/licences.txt
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode> {
    let Some((task, rest)) = args.split_first() else {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    match task.as_str() {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "tidy" => tidy::run(rest),
        "promises" => promises::run(rest),
        "web" => web::build(&project::Project::open()?).map(|()| ExitCode::SUCCESS),
        "bench" => bench::run(rest),
        "licences" => licences::run(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        unknown => bail!("there is no task `{unknown}`\n\n{USAGE}"),
    }
}

/// Refuses arguments a task does not know.
fn only(args: &[String], known: &[&str]) -> Result<()> {
    match args.iter().find(|arg| !known.contains(&arg.as_str())) {
        Some(stranger) => bail!("what is `{stranger}`? `cargo xtask help` lists what there is"),
        None => Ok(()),
    }
}
