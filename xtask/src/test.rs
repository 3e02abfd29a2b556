//! `cargo xtask test`: every check and every test, the same on a developer's machine and in CI.

use crate::command::{Steps, capture, find, show};
use crate::postgres::Postgres;
use crate::project::Project;
use crate::scratch::Scratch;
use crate::{env, promises, tidy, web};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// A reachable PostgreSQL, as a role that may create databases. A run that finds it set uses that server instead of starting one.
const POSTGRES: &str = "PLACET_TEST_POSTGRES";
/// Its certificate.
const CERTIFICATE: &str = "PLACET_TEST_POSTGRES_CERTIFICATE";
/// The folder with `node_modules` and `python` of the real tracking SDKs.
const SDK: &str = "PLACET_TEST_SDK";
/// The path of the program `chromium`.
const CHROMIUM: &str = "PLACET_CHROMIUM";
/// The path of the program `postfix`.
const POSTFIX: &str = "PLACET_TEST_POSTFIX";
/// The path of the program `php`, for the plugins of guides.
const PHP: &str = "PLACET_TEST_PHP";
/// The path of the text browser `w3m`.
const W3M: &str = "PLACET_TEST_W3M";

/// Tests that take minutes or foreign programs stand in test binaries, or in modules, with these names.
const HEAVY: [&str; 4] = ["crash", "postfix", "sdk", "story"];

/// What the person asked for.
struct Wish {
    fast: bool,
    filters: Vec<String>,
}

/// What the tests find running and installed.
#[derive(Default)]
struct Surroundings {
    /// Before what stands in it: fields go in this order.
    server: Option<Postgres>,
    scratch: Option<Scratch>,
    sdks: Option<PathBuf>,
    postfix: Option<PathBuf>,
    chromium: Option<PathBuf>,
    php: Option<PathBuf>,
    w3m: Option<PathBuf>,
}

/// Runs every step, whatever the others say; the test runner's summary comes last.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let wish = wish(args)?;
    let project = Project::open()?;
    let mut steps = Steps::default();
    steps.step("web build", || web::build(&project));
    if wish.filters.is_empty() {
        checks(&project, &wish, &mut steps);
    }
    let surroundings = surroundings(&project, &wish, &mut steps);
    if !wish.fast && wish.filters.is_empty() {
        steps.step("web tests", || web::test(&project, surroundings.scratch.as_ref()));
        doc_tests(&project, &mut steps);
    }
    if !steps.failed().is_empty() {
        eprintln!("\n✗ failed before the tests: {}\n", steps.failed().join(", "));
    }
    if !show(&mut tests(&project, &wish, &surroundings))?.success() {
        steps.fail("tests");
    }
    Ok(if steps.failed().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn wish(args: &[String]) -> Result<Wish> {
    let mut wish = Wish { fast: false, filters: Vec::new() };
    for arg in args {
        match arg.as_str() {
            "--fast" => wish.fast = true,
            flag if flag.starts_with('-') => {
                bail!("what is `{flag}`? `cargo xtask help` lists what there is")
            }
            filter => wish.filters.push(filter.to_owned()),
        }
    }
    Ok(wish)
}

fn checks(project: &Project, wish: &Wish, steps: &mut Steps) {
    let cargo = |args: &[&str]| capture(&mut project.cargo(args));
    steps.step("fmt", || cargo(&["fmt", "--all", "--check", "--", "-l"]));
    steps.step("clippy", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--keep-going", "--quiet", "--", "-D", "warnings"])
    });
    if !wish.fast {
        steps.step("doc", || {
            let mut doc = project.cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
            capture(doc.env("RUSTDOCFLAGS", "-D warnings"))
        });
        steps.step("deny", || deny(project));
    }
    if let Some(report) = steps.step("tidy", || tidy::check(project)) {
        eprint!("{report}");
    }
    if let Some(report) = steps.step("promises", || promises::check(project)) {
        eprint!("{report}");
    }
}

fn deny(project: &Project) -> Result<String> {
    let mut deny = Command::new(env::cargo_deny(project)?);
    deny.current_dir(&project.root);
    capture(deny.args(["--log-level", "error", "check", "bans", "licenses", "sources"]))
}

/// nextest does not run the examples in the documentation.
fn doc_tests(project: &Project, steps: &mut Steps) {
    steps.step("doc tests", || capture(&mut project.cargo(&["test", "--workspace", "--doc", "--quiet"])));
}

fn surroundings(project: &Project, wish: &Wish, steps: &mut Steps) -> Surroundings {
    let mut found = Surroundings { scratch: Scratch::open(), ..Surroundings::default() };
    if std::env::var_os(POSTGRES).is_none() {
        found.server =
            steps.step("PostgreSQL", || Postgres::start_for_tests(project, found.scratch.as_ref()));
    }
    if !wish.fast {
        found.sdks = steps.step("SDKs", || env::sdks(project)).flatten();
        found.chromium = steps.step("Chromium", || env::program("chromium", "chromium"));
        found.php = steps.step("PHP", || env::program("php", "php-cli"));
        found.w3m = steps.step("w3m", || env::program("w3m", "w3m"));
        if has_tests(project, "postfix") {
            found.postfix = steps.step("Postfix", env::postfix);
        }
    }
    found
}

/// Whether a test binary, or a module of one, bears the name.
fn has_tests(project: &Project, name: &str) -> bool {
    let is_it = |file: &PathBuf| {
        file.starts_with("crates")
            && file.components().any(|part| part.as_os_str() == "tests")
            && file.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with(name))
    };
    project.files().is_ok_and(|files| files.iter().any(is_it))
}

fn tests(project: &Project, wish: &Wish, surroundings: &Surroundings) -> Command {
    let mut command =
        if find("cargo-nextest", &[]).is_some() { nextest(project, wish) } else { libtest(project, wish) };
    if let Some(scratch) = &surroundings.scratch {
        scratch.lend(&mut command);
    }
    if let Some(server) = &surroundings.server {
        command.env(POSTGRES, server.owner_url("postgres"));
        command.env(CERTIFICATE, server.certificate());
        server.put_on_path(&mut command);
    }
    let found = [
        (SDK, &surroundings.sdks),
        (CHROMIUM, &surroundings.chromium),
        (POSTFIX, &surroundings.postfix),
        (PHP, &surroundings.php),
        (W3M, &surroundings.w3m),
    ];
    for (name, path) in found {
        command.envs(path.as_ref().map(|path| (name, path)));
    }
    command
}

fn nextest(project: &Project, wish: &Wish) -> Command {
    let mut command =
        project.cargo(&["nextest", "run", "--workspace", "--no-tests", "pass", "--no-fail-fast"]);
    if wish.fast {
        // The same pattern as in .config/nextest.toml; one that matches no binary is an error, hence `xtask`. The compile-fail tests
        // build their crate once more after each change.
        let names = HEAVY.join("|");
        command.args([
            "-E",
            &format!("not ((binary(/^({names}|xtask$)/) - binary(xtask)) + test(/(^|::)({names})(_|::)/) + binary(=ui))"),
        ]);
    }
    command.args(&wish.filters);
    command
}

/// Without nextest: the same tests, told apart by their names alone.
fn libtest(project: &Project, wish: &Wish) -> Command {
    let mut command = project.cargo(&["test", "--workspace", "--all-targets", "--no-fail-fast", "--"]);
    if wish.fast {
        command.args(HEAVY.iter().flat_map(|name| ["--skip", *name]));
    }
    command.args(&wish.filters);
    command
}
