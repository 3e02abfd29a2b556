//! Configuration: a file, the environment and flags, with one precedence, read in this one place.

mod file;
mod settings;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use placet_core::{Clock, Micros};
use placet_deliver::smtp::{Relay, Secret, Tls, Trust};
use placet_edge::TrustedProxies;

pub use settings::{Chosen, Given, SETTINGS, Setting, Settings, Source};

use crate::role::{Role, Roles};

/// What is wrong with the configuration. No value is quoted: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named cannot be read.
    #[error("the configuration {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of the file is wrong.
    #[error("{path}, line {line}: {what}")]
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// A value is wrong.
    #[error("the setting `{key}` (from {from}) {reason}")]
    Value {
        /// The setting.
        key: String,
        /// Who said so.
        from: Source,
        /// What it must be.
        reason: String,
    },
}

/// The address of a PostgreSQL database; its password is shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(url::Url);

/// How the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// The effective configuration of this process.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the data.
    pub data: PathBuf,
    /// PostgreSQL as the program's own role; SQLite in [`Config::data`] without it.
    pub database: Option<DatabaseUrl>,
    /// PostgreSQL as the owner of the tables.
    pub owner_database: Option<DatabaseUrl>,
    /// Connections to PostgreSQL at most.
    pub database_connections: usize,
    /// The master key.
    pub key_file: PathBuf,
    /// Where the web role listens.
    pub listen: SocketAddr,
    /// Where members open the console: scheme, host and port, as a browser says them in `Origin`.
    pub admin_origin: String,
    /// How often a session may ask the console's API in a minute.
    pub api_per_minute: u32,
    /// The proxies in front.
    pub trusted_proxies: TrustedProxies,
    /// The name of this node.
    pub node: String,
    /// What this node does.
    pub roles: Roles,
    /// Whether product feeds may be fetched from this machine and its network.
    pub feeds_allow_private: bool,
    /// Bytes of the disk that stay free.
    pub disk_reserve: u64,
    /// What is logged: directives of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// Whether this is a demo.
    pub demo: bool,
    /// How far the clock stands ahead, in seconds; 0 unless this is a demo.
    pub clock_ahead: i64,
    /// Every setting as text, and where it came from.
    pub settings: Settings,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// [`ConfigError`], naming the setting and where its value came from.
    pub fn load(given: &Given) -> Result<Config, ConfigError> {
        let mut settings = Settings::gather(given)?;
        let data = settings.parse("data", absolute)?;
        settings.default_to("key_file", || beside(&data))?;
        let listen: SocketAddr = settings.parse("listen", |text| {
            text.parse().map_err(|_| "must be an address and port, such as 127.0.0.1:8080".into())
        })?;
        settings.default_to("node", || Ok(format!("{}:{}", machine(), listen.port())))?;
        settings.default_to("admin_url", || Ok(format!("http://admin.localhost:{}", listen.port())))?;
        settings.default_to("smtp.name", || Ok(machine()))?;
        let config = Config {
            database: settings.parse("database", DatabaseUrl::parse)?,
            owner_database: settings.parse("owner_database", DatabaseUrl::parse)?,
            database_connections: settings.parse("database_connections", |text| number(text, 2, 1_000))?,
            key_file: settings.parse("key_file", absolute)?,
            admin_origin: settings.parse("admin_url", admin_origin)?,
            api_per_minute: settings.parse("api_per_minute", |text| number(text, 1, 1_000_000))?,
            trusted_proxies: settings.parse("trusted_proxies", |text| {
                TrustedProxies::parse(words(text)).map_err(|error| format!("holds {error}"))
            })?,
            node: settings.parse("node", name)?,
            roles: settings.parse("role", Roles::parse)?,
            feeds_allow_private: settings.parse("feeds.allow_private", truth)?,
            disk_reserve: settings.parse("disk_reserve_mb", |text| number::<u64>(text, 0, 1 << 40))? << 20,
            log: settings.parse("log", log_filter)?,
            log_format: settings.parse("log_format", |text| match text {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("must be text or json".into()),
            })?,
            demo: settings.parse("demo", truth)?,
            clock_ahead: settings.parse("clock_ahead", |text| number(text, 0, 10 * 366 * 86_400))?,
            data,
            listen,
            settings,
        };
        config.check()?;
        Ok(config)
    }

    /// What no single setting can tell.
    fn check(&self) -> Result<(), ConfigError> {
        let refuse = |key: &str, reason: &str| self.settings.parse::<()>(key, |_| Err(reason.to_owned()));
        if self.clock_ahead != 0 && !self.demo {
            refuse("clock_ahead", "moves the clock, which only a demo may (--demo)")?;
        }
        if self.database.is_none() && self.owner_database.is_some() {
            refuse("owner_database", "needs the setting `database` beside it: the program's own role")?;
        }
        if self.database.is_none() && !self.roles.is_all() {
            refuse("role", "must be all on SQLite: one process does everything there")?;
        }
        self.relay_settings().map(|_| ())
    }

    /// The clock this configuration asks for.
    pub fn clock(&self) -> Clock {
        Clock::ahead(self.clock_ahead.saturating_mul(Micros::SECOND))
    }

    /// Whether this node does the work of `role`.
    pub fn does(&self, role: Role) -> bool {
        self.roles.has(role)
    }

    /// The relay with its password and authorities read from their files; `None` if no relay is set.
    ///
    /// # Errors
    /// [`ConfigError::Value`] if a file cannot be read.
    pub fn relay(&self) -> Result<Option<Relay>, ConfigError> {
        let Some(mut relay) = self.relay_settings()? else { return Ok(None) };
        let text =
            |path: &str| std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"));
        let user = self.settings.text("smtp.user").to_owned();
        if !user.is_empty() {
            let secret = self.settings.parse("smtp.password_file", text)?;
            relay.auth = Some((user, Secret::new(secret.trim_end_matches(['\r', '\n']))));
        }
        if !self.settings.text("smtp.authorities").is_empty() {
            relay.trust = self.settings.parse("smtp.authorities", |path| {
                Trust::pem(text(path)?.as_bytes()).map_err(|error| error.to_string())
            })?;
        }
        Ok(Some(relay))
    }

    fn relay_settings(&self) -> Result<Option<Relay>, ConfigError> {
        let host = self.settings.text("smtp.host");
        let port = self.settings.parse("smtp.port", |text| number(text, 1, 65_535))?;
        let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let tls = self.settings.parse("smtp.tls", |text| match text {
            "starttls" => Ok(Tls::StartTls),
            "implicit" => Ok(Tls::Implicit),
            "none" if local || host.is_empty() => Ok(Tls::None),
            "none" => Err("may be none only towards this machine itself".into()),
            _ => Err("must be starttls, implicit or none".to_owned()),
        })?;
        let connections = self.settings.parse("smtp.connections", |text| number(text, 1, 1_000))?;
        if host.is_empty() {
            return Ok(None);
        }
        let mut relay = Relay::new(host, port, tls);
        relay.connections = connections;
        relay.helo = self.settings.text("smtp.name").to_owned();
        Ok(Some(relay))
    }
}

impl DatabaseUrl {
    fn parse(text: &str) -> Result<Option<DatabaseUrl>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        match url::Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => Ok(Some(DatabaseUrl(url))),
            _ => Err("must be an address such as postgres://user@host/database".into()),
        }
    }

    /// The whole address, for the driver alone.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// The address without its password, and the password: for programs whose arguments others can see.
    pub fn apart(&self) -> (String, Option<String>) {
        let mut password = self.0.password().map(str::to_owned);
        let mut bare = self.0.clone();
        // Fails only for addresses that cannot have one.
        let _ = bare.set_password(None);
        bare.set_query(None);
        for (key, value) in self.0.query_pairs() {
            match key.as_ref() {
                "password" => password = Some(value.into_owned()),
                _ => _ = bare.query_pairs_mut().append_pair(&key, &value),
            }
        }
        (bare.to_string(), password)
    }
}

impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = self.0.clone();
        if shown.password().is_some() {
            let _ = shown.set_password(Some("***"));
        }
        shown.set_query(None);
        shown.fmt(f)
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// A value as it may be shown: the passwords of database addresses are masked.
pub fn masked(key: &str, text: &str) -> String {
    match key {
        "database" | "owner_database" => match DatabaseUrl::parse(text) {
            Ok(Some(url)) => url.to_string(),
            _ => String::new(),
        },
        _ => text.to_owned(),
    }
}

/// A session's cookie is kept over TLS or on this machine alone: an address at which nobody could sign in is refused.
fn admin_origin(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).ok();
    let bare = |url: &url::Url| {
        let rest = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        rest && url.username().is_empty() && url.password().is_none()
    };
    let url =
        url.filter(bare).ok_or("must be an address such as https://admin.example.com, without a path")?;
    let host = url.host_str().unwrap_or_default();
    let is_local = host == "localhost" || host.ends_with(".localhost");
    match url.scheme() {
        "https" => Ok(url.origin().ascii_serialization()),
        "http" if is_local => Ok(url.origin().ascii_serialization()),
        _ => Err("must be https, but for localhost and the names below it".into()),
    }
}

fn absolute(text: &str) -> Result<PathBuf, String> {
    std::path::absolute(text).map_err(|_| "must be a path".into())
}

/// The key file's default place: beside the data folder and named after it.
fn beside(data: &Path) -> Result<String, ConfigError> {
    let path = data.file_name().map(|name| {
        let mut name = name.to_owned();
        name.push(".key");
        data.with_file_name(name)
    });
    path.and_then(|path| path.to_str().map(str::to_owned)).ok_or_else(|| ConfigError::Value {
        key: "key_file".into(),
        from: Source::Default,
        reason: "has no default beside this data folder: name one with --key-file".into(),
    })
}

/// The name of the machine; a node's name is made from it.
fn machine() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if name.is_empty() { "localhost".into() } else { name }
}

fn name(text: &str) -> Result<String, String> {
    match text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err("must be a name of at most 100 letters, digits and signs, without spaces".into()),
    }
}

fn number<N: TryFrom<i64>>(text: &str, least: i64, most: i64) -> Result<N, String> {
    let value = text.trim().parse().ok().filter(|value| (least..=most).contains(value));
    value
        .and_then(|value| N::try_from(value).ok())
        .ok_or_else(|| format!("must be a number from {least} to {most}"))
}

fn truth(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be true or false".into()),
    }
}

fn log_filter(text: &str) -> Result<String, String> {
    match text.parse::<tracing_subscriber::filter::EnvFilter>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("must be a level or a list such as info,placet_collect=debug".into()),
    }
}

/// The parts of a list with commas between.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_address_never_shows_its_password() {
        let url =
            DatabaseUrl::parse("postgres://app:s3cret@db.example/placet?password=s3cret").unwrap().unwrap();
        for shown in [url.to_string(), format!("{url:?}"), masked("database", url.expose())] {
            assert!(
                !shown.contains("s3cret") && shown.contains("app") && shown.contains("db.example"),
                "{shown}"
            );
        }
        let (bare, password) = url.apart();
        assert!(!bare.contains("s3cret") && password.as_deref() == Some("s3cret"), "{bare}");
        assert!(url.expose().contains("s3cret"));
    }

    #[test]
    fn the_console_is_opened_over_tls_or_on_this_machine() {
        let admin = |text: &str| {
            Config::load(&Given::default().with("admin_url", text)).map(|config| config.admin_origin)
        };
        assert_eq!(admin("https://Admin.Example/").unwrap(), "https://admin.example");
        let port = Given::default().with("listen", "127.0.0.1:9090");
        assert_eq!(Config::load(&port).unwrap().admin_origin, "http://admin.localhost:9090");
        for wrong in
            ["http://admin.example", "https://admin.example/x", "admin.example", "https://a:b@admin.example"]
        {
            assert!(admin(wrong).unwrap_err().to_string().contains("admin_url"), "{wrong}");
        }
    }

    #[test]
    fn the_clock_moves_only_in_a_demo() {
        let given = Given::default().with("clock_ahead", "60");
        let error = Config::load(&given).unwrap_err().to_string();
        assert!(error.contains("--demo") && error.contains("--clock-ahead"), "{error}");
        assert_eq!(Config::load(&given.with("demo", "true")).unwrap().clock().offset(), 60 * Micros::SECOND);
    }

    #[test]
    fn a_relay_elsewhere_is_never_spoken_to_without_tls() {
        let given = Given::default().with("smtp.host", "mail.example").with("smtp.tls", "none");
        assert!(Config::load(&given).unwrap_err().to_string().contains("smtp.tls"));
        let local = Given::default().with("smtp.host", "127.0.0.1").with("smtp.tls", "none");
        assert_eq!(Config::load(&local).unwrap().relay().unwrap().unwrap().tls, Tls::None);
    }

    #[test]
    fn the_key_file_stands_beside_the_data_folder_by_default() {
        let config = Config::load(&Given::default().with("data", "/srv/placet/data/")).unwrap();
        assert_eq!(config.key_file, Path::new("/srv/placet/data.key"));
        assert!(
            Config::load(&Given::default().with("data", "/")).unwrap_err().to_string().contains("--key-file")
        );
    }
}
