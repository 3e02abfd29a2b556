//! The one table of settings, and where the value of each came from: flag before environment before file before default.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::ConfigError;
use super::file;

/// A setting as it is called everywhere.
#[derive(Debug)]
pub struct Setting {
    /// In the file: `smtp.host` is `host` under `[smtp]`.
    pub key: &'static str,
    /// On the command line, without the dashes.
    pub flag: &'static str,
    /// In the environment.
    pub env: &'static str,
    /// What stands for the value in the help.
    pub shape: &'static str,
    /// If nobody says anything.
    pub default: &'static str,
    /// One line.
    pub help: &'static str,
}

macro_rules! settings {
    ($($key:literal $flag:literal $env:literal $shape:literal $default:literal $help:literal;)*) => {
        &[$(Setting { key: $key, flag: $flag, env: $env, shape: $shape, default: $default, help: $help }),*]
    };
}

/// Every setting, in the order in which they are shown.
pub static SETTINGS: &[Setting] = settings! {
    "data" "data" "PLACET_DATA" "FOLDER" "./.data" "Folder of the data";
    "database" "database" "PLACET_DATABASE" "URL" "" "PostgreSQL as the program's own role (postgres://…); without it, SQLite in the data folder";
    "owner_database" "owner-database" "PLACET_OWNER_DATABASE" "URL" "" "PostgreSQL as the owner of the tables, for migrations, backup and restore alone";
    "database_connections" "database-connections" "PLACET_DATABASE_CONNECTIONS" "N" "16" "Connections to PostgreSQL at most";
    "key_file" "key-file" "PLACET_KEY_FILE" "FILE" "" "The master key [default: beside the data folder, FOLDER.key]";
    "listen" "listen" "PLACET_LISTEN" "ADDRESS" "127.0.0.1:8080" "Where the web role listens";
    "admin_url" "admin-url" "PLACET_ADMIN_URL" "URL" "" "Where members open the console: an address of its own, no tenant's [default: http://admin.localhost:PORT]";
    "api_per_minute" "api-per-minute" "PLACET_API_PER_MINUTE" "N" "600" "How often a session may ask the console's API in a minute";
    "trusted_proxies" "trusted-proxies" "PLACET_TRUSTED_PROXIES" "NETWORKS" "" "Networks of the proxies in front, whose X-Forwarded-For and -Host are believed, with commas between";
    "node" "node" "PLACET_NODE" "NAME" "" "Name of this node, unlike every other's [default: name of the machine and port]";
    "role" "role" "PLACET_ROLE" "ROLES" "all" "What this node does: web, fold, journey, deliver, measure, feed, rights, with commas between";
    "smtp.host" "smtp-host" "PLACET_SMTP_HOST" "HOST" "" "The relay that takes the mail; without one, messages wait";
    "smtp.port" "smtp-port" "PLACET_SMTP_PORT" "PORT" "25" "Its port";
    "smtp.tls" "smtp-tls" "PLACET_SMTP_TLS" "WAY" "starttls" "How the connection is protected: starttls, implicit, or none (to this machine alone)";
    "smtp.authorities" "smtp-authorities" "PLACET_SMTP_AUTHORITIES" "FILE" "" "PEM file of the authorities that sign its certificate, in place of the public ones";
    "smtp.user" "smtp-user" "PLACET_SMTP_USER" "USER" "" "User, if it asks for one";
    "smtp.password_file" "smtp-password-file" "PLACET_SMTP_PASSWORD_FILE" "FILE" "" "File with the password";
    "smtp.name" "smtp-name" "PLACET_SMTP_NAME" "NAME" "" "The name given in EHLO [default: name of the machine]";
    "smtp.connections" "smtp-connections" "PLACET_SMTP_CONNECTIONS" "N" "8" "Connections to it at most";
    "feeds.allow_private" "feeds-allow-private" "PLACET_FEEDS_ALLOW_PRIVATE" "" "false" "Product feeds may be fetched from this machine and its network: for demos and tests";
    "disk_reserve_mb" "disk-reserve-mb" "PLACET_DISK_RESERVE_MB" "MB" "512" "Nothing is accepted while less of the disk is free";
    "log" "log" "PLACET_LOG" "FILTER" "info" "What is logged, such as info or info,placet_collect=debug";
    "log_format" "log-format" "PLACET_LOG_FORMAT" "FORMAT" "text" "How: text or json";
    "demo" "demo" "PLACET_DEMO" "" "false" "This is a demo: the clock may be moved";
    "clock_ahead" "clock-ahead" "PLACET_CLOCK_AHEAD" "SECONDS" "0" "How far the clock stands ahead, in a demo";
};

/// The file that is read if it is there and no other is named.
const DEFAULT_FILE: &str = "placet.toml";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// A line of the file.
    File(PathBuf, usize),
    /// A variable of the environment.
    Environment(&'static str),
    /// A flag, without its dashes.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Default => f.write_str("default"),
            Source::File(path, line) => write!(f, "{}, line {line}", path.display()),
            Source::Environment(name) => f.write_str(name),
            Source::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// A value and where it came from.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// As text; lists with commas between.
    pub text: String,
    /// Where from.
    pub source: Source,
}

/// What the command line and the environment say: for `#[command(flatten)]`.
#[derive(Clone, Debug, Default)]
pub struct Given {
    file: Option<PathBuf>,
    values: BTreeMap<&'static str, Chosen>,
}

/// The effective value of every setting.
#[derive(Clone, Debug)]
pub struct Settings(BTreeMap<&'static str, Chosen>);

impl Given {
    /// One value, as if given by its flag: for tests and for commands that start a node of their own.
    #[must_use]
    pub fn with(mut self, key: &str, text: &str) -> Given {
        if let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) {
            let source = Source::Flag(setting.flag);
            self.values.insert(setting.key, Chosen { text: text.to_owned(), source });
        }
        self
    }
}

impl Given {
    /// What was given as a command line that gives it again, for a process that is started.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        let file = self.file.iter().flat_map(|path| ["--config".to_owned(), path.display().to_string()]);
        let values = self.values.iter().filter(|(key, _)| !matches!(**key, "demo" | "clock_ahead"));
        let flags = values.filter_map(|(key, chosen)| {
            let setting = SETTINGS.iter().find(|setting| setting.key == *key)?;
            Some([format!("--{}", setting.flag), chosen.text.clone()])
        });
        file.chain(flags.flatten()).collect()
    }
}

impl Settings {
    /// Puts together what was given, the file and the defaults.
    ///
    /// # Errors
    /// A named file that cannot be read, and every line of a file that says nothing we know.
    pub fn gather(given: &Given) -> Result<Settings, ConfigError> {
        let mut values = BTreeMap::new();
        for setting in SETTINGS {
            values.insert(setting.key, Chosen { text: setting.default.to_owned(), source: Source::Default });
        }
        let (path, named) = match &given.file {
            Some(path) => (path.as_path(), true),
            None => (Path::new(DEFAULT_FILE), false),
        };
        if named || path.exists() {
            values.extend(file::read(path)?);
        }
        values.extend(given.values.iter().map(|(key, chosen)| (*key, chosen.clone())));
        Ok(Settings(values))
    }

    /// The text of a setting; empty for one that does not exist.
    pub fn text(&self, key: &str) -> &str {
        self.0.get(key).map_or("", |chosen| chosen.text.as_str())
    }

    /// Puts a computed default in the place of an empty one.
    pub(super) fn default_to(
        &mut self,
        key: &str,
        text: impl FnOnce() -> Result<String, ConfigError>,
    ) -> Result<(), ConfigError> {
        if let Some(chosen) = self.0.get_mut(key)
            && chosen.text.is_empty()
        {
            chosen.text = text()?;
        }
        Ok(())
    }

    /// The value of a setting, read by `parse`, which says what is wrong with it without quoting it.
    pub(super) fn parse<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        let from = self.0.get(key).map_or(Source::Default, |chosen| chosen.source.clone());
        parse(self.text(key)).map_err(|reason| ConfigError::Value { key: key.to_owned(), from, reason })
    }

    /// Each setting with its value, in the order of the table.
    pub fn all(&self) -> impl Iterator<Item = (&'static Setting, &Chosen)> {
        SETTINGS.iter().filter_map(|setting| Some((setting, self.0.get(setting.key)?)))
    }
}

fn argument(setting: &'static Setting) -> Arg {
    let mut help = setting.help.to_owned();
    if !setting.default.is_empty() {
        help.push_str(&format!(" [default: {}]", setting.default));
    }
    let arg = Arg::new(setting.key).long(setting.flag).env(setting.env).global(true).help(help);
    let arg = arg.help_heading("Settings").hide_short_help(true).hide_env_values(true).hide_env(true);
    match setting.shape {
        "" => arg.num_args(0..=1).require_equals(true).default_missing_value("true").value_name("BOOL"),
        shape => arg.value_name(shape),
    }
}

impl clap::Args for Given {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .env("PLACET_CONFIG")
            .global(true)
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .action(ArgAction::Set)
            .help("File with settings [default: placet.toml, if there is one]")
            .help_heading("Settings")
            .hide_short_help(true)
            .hide_env(true);
        SETTINGS.iter().fold(command.arg(file), |command, setting| command.arg(argument(setting)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Given::augment_args(command)
    }
}

impl clap::FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Given, clap::Error> {
        let mut given =
            Given { file: matches.get_one::<PathBuf>("config").cloned(), values: BTreeMap::new() };
        for setting in SETTINGS {
            // A command may have an argument of this name for itself (`member add --role`): that is no setting.
            let Ok(Some(text)) = matches.try_get_one::<String>(setting.key) else { continue };
            let source = match matches.value_source(setting.key) {
                Some(ValueSource::EnvVariable) => Source::Environment(setting.env),
                _ => Source::Flag(setting.flag),
            };
            given.values.insert(setting.key, Chosen { text: text.clone(), source });
        }
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Given::from_arg_matches(matches)?;
        Ok(())
    }
}
