//! `placet tenant`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Subcommand;
use placet_access::new_key;
use placet_compose::Library;
use placet_core::{Currency, TenantId};
use placet_journey::Span;
use placet_permission::vault::digest;
use placet_permission::{Denial, duty};
use placet_store::tenants::{Brand, KeyClass, NewKey, TenantRecord};
use placet_store::transaction;

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;
use crate::role::Role;

/// How long a cart waits before its owner is reminded.
const REMINDER_HOURS: u32 = 4;

/// What to do with tenants.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add a company; its keys are shown this once
    Add(Box<Add>),
    /// List the companies
    List,
    /// Write down what a company has done, or what stops it: nothing is sent before agreement, identity and domain are there
    Duty(Duty),
    /// What stands in the way of a company's sending, and what was written down of it
    Standing {
        /// Its number
        #[arg(long)]
        tenant: i32,
    },
}

/// Something to be written down of a company.
#[derive(Debug, clap::Args)]
pub struct Duty {
    /// Its number
    #[arg(long)]
    pub tenant: i32,
    /// agreed, agreement_ended, identity_verified, domain_verified, stopped, resumed
    pub act: String,
    /// Which agreement, how it was made sure, which domain, why
    pub detail: String,
}

/// A company to be added.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// The company's name, as people see it
    #[arg(long)]
    pub name: String,
    /// A host at which its pages and its tracking API answer; say it again for more
    #[arg(long = "host", required = true, value_name = "HOST")]
    pub hosts: Vec<String>,
    /// The company's postal address, shown in every mail
    #[arg(long, value_name = "ADDRESS")]
    pub sender_address: String,
    /// The sender's name in mails (default: the company's)
    #[arg(long, value_name = "NAME")]
    pub sender_name: Option<String>,
    /// The address mails come from (default: news@ its first host)
    #[arg(long, value_name = "EMAIL")]
    pub from: Option<String>,
    /// Where its public pages and links live (default: https:// its first host)
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// The shop itself
    #[arg(long, value_name = "URL")]
    pub shop_url: String,
    /// Its time zone
    #[arg(long, value_name = "ZONE", default_value = "Europe/Bucharest")]
    pub time_zone: String,
    /// The currency of prices that name none
    #[arg(long, value_name = "CODE", default_value = "EUR")]
    pub currency: String,
    /// The language of people whose language is not known: en, ro, fr
    #[arg(long, value_name = "CODE", default_value = "en")]
    pub language: String,
    /// You vouch that it accepted its duties, is who it says and owns the domain it sends from; say how you know
    #[arg(long, value_name = "HOW")]
    pub vouched: Option<String>,
}

/// A new tenant, with its keys in the clear: they are stored as hashes and cannot be shown again.
#[derive(Clone)]
pub struct NewTenant {
    /// Its number.
    pub id: TenantId,
    /// For browsers and apps.
    pub write_key: String,
    /// For its servers.
    pub server_key: String,
}

/// Does it.
///
/// # Errors
/// If something about the company is not possible, or a host belongs to another.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let purpose = if matches!(command, Command::Add(_)) { Purpose::SetUp } else { Purpose::Command };
    let node = Node::open(config, purpose).await?;
    match command {
        Command::Add(add) => {
            let record = record(config, add)?;
            let hosts: Vec<String> = add.hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
            let new = create(&node, &record, &hosts).await?;
            say!("Tenant {} is {}.", new.id, record.name);
            say!("write key (for browsers and apps):   {}", new.write_key);
            say!("server key (secret, for its servers): {}", new.server_key);
            say!("The keys are shown this once.");
            match &add.vouched {
                Some(how) => {
                    let tenant = node.store.tenant(new.id);
                    transaction!(tenant, "tenant.vouch", |tx| {
                        duty::vouch(tx, &record.from_address, how).await
                    })?;
                }
                None => say!("Nothing is sent yet: see `placet tenant standing --tenant {}`.", new.id),
            }
        }
        Command::Duty(what) => write_down(&node, what).await?,
        Command::Standing { tenant } => show_standing(&node, TenantId(*tenant)).await?,
        Command::List => {
            for tenant in node.directory.all().await? {
                say!("{:>5}  {}  {}  {}", tenant.id, tenant.name, tenant.public_url, tenant.from_address);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn write_down(node: &Node, what: &Duty) -> anyhow::Result<()> {
    let id = known(node, TenantId(what.tenant)).await?.id;
    let Some(act) = duty::Act::named(&what.act) else {
        let names: Vec<&str> = duty::Act::ALL.iter().map(|act| act.name()).collect();
        bail!("`{}` is none of {}", what.act, names.join(", "));
    };
    let detail = what.detail.trim();
    let wrong = transaction!(node.store.tenant(id), "tenant.duty", |tx| {
        let wrong = duty::wrong(act, detail, &duty::standing(tx).await?);
        if wrong.is_none() {
            duty::record(tx, act, detail, None).await?;
        }
        Ok::<_, placet_permission::Error>(wrong)
    })?;
    if let Some(wrong) = wrong {
        bail!("{}: {wrong}", act.name());
    }
    show_standing(node, id).await
}

async fn show_standing(node: &Node, id: TenantId) -> anyhow::Result<()> {
    let record = known(node, id).await?;
    let mut tx = node.store.tenant(id).read("tenant.standing").await?;
    let history = duty::history(&mut tx).await?;
    for entry in &history {
        say!("{}  {:<18} {}", entry.known_at, entry.act.name(), entry.detail);
    }
    let standing = duty::Standing::after(&history);
    match standing.against(&record.from_address) {
        None => say!("{} may send from {}.", record.name, record.from_address),
        Some(_) => say!("{} may not send from {}:", record.name, record.from_address),
    }
    for why in standing.all_against(&record.from_address) {
        say!("- {}", in_words(why));
    }
    Ok(())
}

fn in_words(why: Denial) -> &'static str {
    match why {
        Denial::Stopped => "it is stopped (`tenant duty … resumed WHY` lets it go on).",
        Denial::NoAgreement => "it has not accepted its duties (`tenant duty … agreed WHICH`).",
        Denial::IdentityUnverified => "nobody made sure who it is (`tenant duty … identity_verified HOW`).",
        Denial::DomainUnverified => {
            "the domain is not known to be its own (`tenant duty … domain_verified DOMAIN`)."
        }
        other => other.name(),
    }
}

async fn known(node: &Node, id: TenantId) -> anyhow::Result<Arc<TenantRecord>> {
    node.directory.by_id(id).await?.with_context(|| format!("there is no tenant {id}"))
}

/// Makes a tenant: its keys, wordings, templates and queues, and one key of each class.
///
/// # Errors
/// If a host belongs to another tenant; those of the rooms.
pub async fn create(node: &Node, record: &TenantRecord, hosts: &[String]) -> anyhow::Result<NewTenant> {
    let store = &node.store;
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let id = match store.add_tenant(record, &hosts).await {
        Err(placet_store::Error::Constraint { .. }) => bail!("one of these hosts belongs to another tenant"),
        other => other?,
    };
    transaction!(store.tenant(id), "tenant.set_up", |tx| {
        placet_permission::found(tx, &node.keyring, id, &record.name).await?;
        for queue in Role::all_queues() {
            tx.ensure_queue(queue).await?;
        }
        Ok::<_, placet_permission::Error>(())
    })?;
    transaction!(store.tenant(id), "tenant.templates", |tx| { Library::install(tx).await })?;
    transaction!(store.tenant(id), "tenant.journeys", |tx| {
        placet_journey::install(tx, Span::hours(REMINDER_HOURS)).await
    })?;
    new_keys(node, id, "first").await
}

/// Gives a tenant one more key of each class.
///
/// # Errors
/// Those of the store.
pub async fn new_keys(node: &Node, id: TenantId, label: &str) -> anyhow::Result<NewTenant> {
    let store = &node.store;
    let (write_key, server_key) = (new_key(KeyClass::Write), new_key(KeyClass::Server));
    store.add_key(id, NewKey::Write { hash: &digest(write_key.as_bytes()), text: &write_key }, label).await?;
    store.add_key(id, NewKey::Server { hash: &digest(server_key.as_bytes()) }, label).await?;
    Ok(NewTenant { id, write_key, server_key })
}

/// The record of a company, each field looked at.
fn record(config: &Config, add: &Add) -> anyhow::Result<TenantRecord> {
    for host in &add.hosts {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        if host.is_empty() || !host.bytes().all(fits) {
            bail!(
                "--host {host}: must be a host name such as news.shop.example, without scheme, port or path"
            );
        }
    }
    let console = url::Url::parse(&config.admin_origin).ok();
    let console = console.as_ref().and_then(url::Url::host_str);
    if let Some(host) = add.hosts.iter().find(|host| console == Some(host.to_ascii_lowercase().as_str())) {
        bail!("--host {host}: is where the console is opened (--admin-url)");
    }
    let first = add.hosts.first().context("--host is needed")?;
    let from = add.from.clone().unwrap_or_else(|| format!("news@{first}"));
    let record = TenantRecord {
        id: TenantId(0),
        name: add.name.clone(),
        time_zone: add.time_zone.clone(),
        currency: Currency::parse(&add.currency).context("--currency")?,
        language: add.language.clone(),
        sender_name: add.sender_name.clone().unwrap_or_else(|| add.name.clone()),
        sender_address: add.sender_address.clone(),
        from_address: from,
        public_url: add.public_url.clone().unwrap_or_else(|| format!("https://{first}")),
        shop_url: add.shop_url.clone(),
        brand: Brand::default(),
    };
    placet_access::checked(record).map_err(|faults| {
        let said = faults.iter().map(|fault| format!("{}: {}", flag(&fault.field), fault.reason));
        anyhow::anyhow!("{}", said.collect::<Vec<_>>().join("\n"))
    })
}

/// The flag that sets a field of the record.
fn flag(field: &str) -> String {
    match field {
        "from_address" => "--from".to_owned(),
        other => format!("--{}", other.replace('_', "-")),
    }
}
