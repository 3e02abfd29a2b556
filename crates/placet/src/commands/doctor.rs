//! `placet doctor`: one line for each thing an installation needs, with what to do where it is missing. It changes nothing.

use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;
use std::time::Duration;

use placet_core::{Clock, Micros};
use placet_deliver::smtp::Pool;
use placet_permission::Keyring;
use placet_permission::vault::{KeyFileError, MasterKey, key_stands_apart};
use placet_store::tenants::{Directory, TenantRecord};
use placet_store::{Store, params};

use crate::config::Config;
use crate::lock::FolderLock;
use crate::out::say;
use crate::role::Role;
use crate::store::{CLOCK, OVERDUE};
use crate::{disk, node};

use super::backup::human;
use placet_permission::vault::hex;

/// How long the relay may take to answer.
const RELAY: Duration = Duration::from_secs(10);
/// How far the clocks of this machine and the database may be apart.
const SKEW: i64 = 2 * Micros::SECOND;
/// How long work may be overdue before somebody should look.
const OVERDUE_FOR: i64 = Micros::MINUTE;

/// What was found out about one thing: how it is, or what is wrong and what to do.
type Finding = Result<String, String>;

/// The lines so far.
#[derive(Default)]
struct Sheet {
    wrong: usize,
}

impl Sheet {
    fn line(&mut self, about: &str, finding: &Finding) -> anyhow::Result<()> {
        match finding {
            Ok(well) => say!("✓ {about}: {well}"),
            Err(wrong) => {
                self.wrong += 1;
                say!("✗ {about}: {wrong}");
            }
        }
        Ok(())
    }
}

/// Looks at everything. Exit code 1 if something is wrong.
///
/// # Errors
/// Those of standard output.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut sheet = Sheet::default();
    let key = MasterKey::read(&config.key_file);
    let keyring = key.as_ref().ok().map(Keyring::new);
    sheet.line("key file", &key_file(config, key.as_ref().err()))?;
    if config.database.is_none() {
        sheet.line("data folder", &data_folder(config))?;
        if config.data.exists() {
            sheet.line("disk", &space(config))?;
        }
    }
    let store = database(config).await;
    sheet.line("database", &store.as_ref().map(|store| store_line(config, store)).map_err(Clone::clone))?;
    if let Ok(store) = &store {
        sheet.line("key of the database", &key_fits(store, keyring.as_ref()).await)?;
        sheet.line("clock", &clock(store).await)?;
        sheet.line("work", &work(store).await)?;
        tenants(&mut sheet, store, keyring.as_ref()).await?;
    }
    if config.does(Role::Deliver) {
        sheet.line("relay", &relay(config).await)?;
    }
    match sheet.wrong {
        0 => say!("All is well."),
        1 => say!("One thing is wrong."),
        n => say!("{n} things are wrong."),
    }
    Ok(if sheet.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn key_file(config: &Config, error: Option<&KeyFileError>) -> Finding {
    match error {
        Some(KeyFileError::Missing(_)) => {
            return Err(format!(
                "there is none at {}; the first start over an empty database makes it",
                config.key_file.display()
            ));
        }
        Some(error) => return Err(error.to_string()),
        None => {}
    }
    key_stands_apart(&config.key_file, &config.data)
        .map_err(|warning| format!("{warning}; move it and name it with --key-file"))?;
    Ok(format!("{} (readable by its owner alone)", config.key_file.display()))
}

fn data_folder(config: &Config) -> Finding {
    let folder = &config.data;
    let facts = std::fs::metadata(folder).map_err(|_| {
        format!("{} is not there; `placet serve` makes it, or name another with --data", folder.display())
    })?;
    if facts.permissions().mode() & 0o077 != 0 {
        return Err(format!("{} can be entered by others; set its mode to 700", folder.display()));
    }
    match FolderLock::take(folder) {
        Ok(Some(_)) => Ok(format!("{} (nobody serves it now)", folder.display())),
        Ok(None) => Ok(format!("{} (served now)", folder.display())),
        Err(error) => Err(format!("{error:#}; its owner must be who runs placet")),
    }
}

fn space(config: &Config) -> Finding {
    let free = disk::free(&config.data).map_err(|error| format!("free space cannot be read: {error}"))?;
    let text = format!("{} free, {} are kept free", human(free), human(config.disk_reserve));
    if free < config.disk_reserve {
        Err(format!("{text}; nothing is accepted until there is room"))
    } else {
        Ok(text)
    }
}

/// Opens the database if there is one: its schema and, on PostgreSQL, the role are looked at.
async fn database(config: &Config) -> Result<Store, String> {
    let file = node::sqlite_file(config);
    if config.database.is_none() && !file.exists() {
        return Err(format!(
            "there is none at {} yet; `placet serve` or `placet migrate` makes it",
            file.display()
        ));
    }
    let store = node::open_store(config).await.map_err(|error| format!("{error:#}"))?;
    store.check().await.map_err(|error| error.to_string())?;
    Ok(store)
}

fn store_line(config: &Config, store: &Store) -> String {
    let schema = placet_store::SCHEMA_VERSION;
    match &config.database {
        Some(url) => format!("{url}, schema {schema}, a role that is bound by row-level security"),
        None => format!("{} in the data folder, schema {schema}", store.engine_name()),
    }
}

async fn key_fits(store: &Store, keyring: Option<&Keyring>) -> Finding {
    let known = node::known_key(store).await.map_err(|error| error.to_string())?;
    match (known, keyring) {
        (None, _) => Ok("none yet; the first start writes its check value".into()),
        (Some(_), None) => Err("cannot be compared without the key file".into()),
        (Some(known), Some(keyring)) if known == hex(&keyring.vault().check_value()) => {
            Ok("is that of the key file".into())
        }
        (Some(_), Some(_)) => {
            Err("is another than that of the key file; name the right one with --key-file".into())
        }
    }
}

/// The database's clock against this machine's.
async fn clock(store: &Store) -> Finding {
    let failed = |error: placet_store::Error| error.to_string();
    let mut tx = store.global().read("doctor.clock").await.map_err(failed)?;
    let row = tx.query_opt(&CLOCK, &[]).await.map_err(failed)?.ok_or("the database tells no time")?;
    let text: String = row.get(0).map_err(failed)?;
    let zoned = text.replace(' ', "T");
    let zoned = if zoned.len() > 19 && zoned[19..].contains(['+', '-']) { zoned } else { zoned + "Z" };
    let there = Micros::parse(&zoned).ok_or("the database's time cannot be read")?;
    let apart = (Clock::system().now() - there).abs();
    let seconds = apart as f64 / Micros::SECOND as f64;
    match apart <= SKEW {
        true => Ok("this machine and the database agree".into()),
        false => Err(format!("this machine and the database are {seconds:.0} s apart; set both by NTP")),
    }
}

/// Work that nobody has taken for a while.
async fn work(store: &Store) -> Finding {
    let failed = |error: placet_store::Error| error.to_string();
    let now = store.clock().now();
    let mut tx = store.global().read("doctor.work").await.map_err(failed)?;
    let mut late = Vec::new();
    for row in tx.query(&OVERDUE, params![now]).await.map_err(failed)? {
        let (queue, since, tenants): (String, Micros, i64) =
            (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?, row.get(2).map_err(failed)?);
        if now - since > OVERDUE_FOR {
            late.push(format!(
                "{queue} waits for {} min at {tenants} tenants",
                (now - since) / Micros::MINUTE
            ));
        }
    }
    match late.is_empty() {
        true => Ok("nothing waits longer than a minute".into()),
        false => Err(format!("{}; is a node with this role running?", late.join(", "))),
    }
}

async fn tenants(sheet: &mut Sheet, store: &Store, keyring: Option<&Keyring>) -> anyhow::Result<()> {
    let directory = Directory::new(store.clone());
    let all = directory.all().await?;
    if all.is_empty() {
        sheet.line("tenants", &Err("there are none; `placet tenant add` makes one".into()))?;
    }
    for tenant in all {
        let about = format!("tenant {} ({})", tenant.id, tenant.name);
        sheet.line(&about, &of_tenant(store, &directory, keyring, &tenant).await)?;
    }
    Ok(())
}

async fn of_tenant(
    store: &Store,
    directory: &Directory,
    keyring: Option<&Keyring>,
    tenant: &TenantRecord,
) -> Finding {
    let host = url::Url::parse(&tenant.public_url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let host = host.ok_or("its public address has no host")?;
    match directory.by_host(&host).await.map_err(|error| error.to_string())? {
        Some(found) if found.id == tenant.id => {}
        _ => return Err(format!("its public address {} is not among its hosts", tenant.public_url)),
    }
    for (what, text) in [
        ("sender's name", &tenant.sender_name),
        ("postal address", &tenant.sender_address),
        ("sender", &tenant.from_address),
    ] {
        if text.trim().is_empty() {
            return Err(format!("its {what} is missing, and every mail must show it"));
        }
    }
    if let Some(keyring) = keyring {
        keyring
            .keys(store.tenant(tenant.id))
            .await
            .map_err(|error| format!("its keys cannot be used: {error}"))?;
    }
    Ok(format!("answers at {host}, sends as {}", tenant.from_address))
}

/// Opens a connection as the courier does: greeting, TLS and sign-in are gone through, no mail is handed over.
async fn relay(config: &Config) -> Finding {
    let relay = config.relay().map_err(|error| error.to_string())?;
    let relay = relay.ok_or("none is set, and messages wait; name one with --smtp-host")?;
    let name = format!("{}:{}", relay.host, relay.port);
    let pool = Pool::new(relay).map_err(|error| error.to_string())?;
    match tokio::time::timeout(RELAY, pool.open()).await {
        Ok(Ok(_)) => Ok(format!("{name} answers")),
        Ok(Err(away)) => Err(format!("{name}: {}; messages wait until it answers", away.why)),
        Err(_) => Err(format!("{name} does not answer; messages wait until it does")),
    }
}
