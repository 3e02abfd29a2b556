//! One precedence: flag before environment before file before default.

use crate::support::Installation;

fn line<'o>(out: &'o str, key: &str) -> &'o str {
    let begin = format!("{key} = ");
    out.lines().find(|line| line.starts_with(&begin)).unwrap_or_else(|| panic!("no line for {key}:\n{out}"))
}

#[test]
fn a_flag_wins_over_the_environment_over_the_file_over_the_default() {
    let here = Installation::new();
    std::fs::write(
        here.path("placet.toml"),
        "log = \"error\"\nlog_format = \"json\"\nnode = \"of-the-file\"\n[smtp]\nport = 2525\n",
    )
    .unwrap();
    let mut command = here.command(&["config", "--log", "debug"]);
    command.env("PLACET_LOG", "warn").env("PLACET_LOG_FORMAT", "text");
    let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(line(&out, "log").contains("\"debug\"") && line(&out, "log").ends_with("# --log"), "{out}");
    assert!(
        line(&out, "log_format").contains("\"text\"")
            && line(&out, "log_format").ends_with("# PLACET_LOG_FORMAT")
    );
    assert!(
        line(&out, "node").contains("of-the-file") && line(&out, "node").ends_with("# placet.toml, line 3")
    );
    assert!(line(&out, "smtp.port").contains("2525") && line(&out, "smtp.port").ends_with("line 5"));
    assert!(line(&out, "disk_reserve_mb").ends_with("# default"));
}

#[test]
fn flags_stand_before_or_behind_the_command() {
    let here = Installation::new();
    for args in [["--node", "a", "config"], ["config", "--node", "a"]] {
        assert!(line(&here.ok(&args), "node").contains("\"a\""));
    }
}

#[test]
fn what_config_prints_is_a_file_that_can_be_read_again() {
    let here = Installation::new();
    let out =
        here.ok(&["config", "--smtp-host", "localhost", "--demo", "--trusted-proxies", "10.0.0.0/8, ::1"]);
    std::fs::write(here.path("again.toml"), &out).unwrap();
    let again = here.ok(&["config", "--config", "again.toml"]);
    let values = |text: &str| {
        text.lines().map(|line| line.split(" # ").next().unwrap().trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(values(&out), values(&again));
}

#[test]
fn passwords_are_not_printed() {
    let here = Installation::new();
    let url = "postgres://app:s3cret@db.example/placet";
    let out = here.ok(&["config", "--database", url, "--owner-database", url]);
    assert!(!out.contains("s3cret") && line(&out, "database").contains("db.example"), "{out}");
}

#[test]
fn a_mistake_in_the_file_is_named_with_its_key_and_line() {
    let here = Installation::new();
    let wrong = [
        ("\n\nlisten = \"somewhere\"\n", "`listen` (from f.toml, line 3) must be an address and port"),
        (
            "node = \"n\"\n[smtp]\nhots = \"x\"\n",
            "f.toml, line 3: there is no setting `smtp.hots`; perhaps `smtp.host`",
        ),
        ("node = \"n\"\nnode = \"m\"\n", "f.toml, line 2: "),
        ("data = 2026-01-01\n", "f.toml, line 1: `data` is not a text"),
        ("smtp = 5\n", "f.toml, line 1: there is no setting `smtp`"),
        (
            "database = \"mysql://app:s3cret@x/y\"\n",
            "`database` (from f.toml, line 1) must be an address such as",
        ),
        ("= 5\n", "f.toml, line 1: "),
    ];
    for (text, expected) in wrong {
        std::fs::write(here.path("f.toml"), text).unwrap();
        let said = here.fails(&["config", "--config", "f.toml"]);
        assert!(
            said.starts_with("placet: ") && said.contains(expected) && !said.contains("s3cret"),
            "{text}: {said}"
        );
    }
    assert!(here.fails(&["config", "--config", "nowhere.toml"]).contains("nowhere.toml"));
}

#[test]
fn roles_are_divided_on_postgresql_alone() {
    let here = Installation::new();
    assert!(here.fails(&["config", "--role", "web"]).contains("must be all on SQLite"));
    assert!(here.fails(&["config", "--role", "web,sing"]).contains("--role"));
    here.ok(&["config", "--role", "web,fold", "--database", "postgres://app@db.example/placet"]);
}
