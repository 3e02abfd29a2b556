//! `placet demo`: a node with made-up shops and a mailbox for somebody who watches; or the story played by made-up shoppers.

mod keys;
mod story;
mod watch;

use std::net::SocketAddr;
use std::process::ExitCode;

use placet_core::{Currency, TenantId};
use placet_demo::catalogue::{Catalogue, FLEETFOOT, HEARTH};
use placet_journey::Span;
use placet_store::tenants::{Brand, TenantRecord};
use placet_store::transaction;

use crate::config::{Config, Given};
use crate::node::Node;

use super::tenant::{self, NewTenant};

/// How the demo runs.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Play the story without anybody watching, and compare every number at the end
    #[arg(long)]
    play: bool,
    /// How many made-up shoppers play
    #[arg(long, value_name = "N", default_value_t = 240)]
    shoppers: usize,
    /// How often the node is killed while they play
    #[arg(long, value_name = "N", default_value_t = 0)]
    kills: u32,
    /// How many seconds a full cart waits for its reminder, when somebody watches
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u32,
    /// Where the mailbox and the shops are shown
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8025")]
    mailbox: SocketAddr,
}

/// Does it.
///
/// # Errors
/// If something of it cannot be started, or the story cannot be played to its end.
pub async fn run(config: &Config, given: &Given, args: &Args) -> anyhow::Result<ExitCode> {
    if args.play { story::play(given, args).await } else { watch::watch(config, given, args).await }
}

/// A made-up company.
#[derive(Clone, Copy)]
struct Company {
    name: &'static str,
    address: &'static str,
    from: &'static str,
    catalogue: fn() -> &'static Catalogue,
}

const SPORTS: Company = Company {
    name: "Fleetfoot Sports",
    address: "Fleetfoot Sports SRL, 12 Strada Exemplului, Bucharest, Romania",
    from: "news@fleetfoot.example",
    catalogue: || &FLEETFOOT,
};
const KITCHEN: Company = Company {
    name: "Hearth & Loaf",
    address: "Hearth & Loaf SRL, 3 Strada Modelului, Cluj-Napoca, Romania",
    from: "news@hearth.example",
    catalogue: || &HEARTH,
};

impl Company {
    /// Its record, with its public pages at `public_url` and its shop at `shop_url`.
    fn record(self, public_url: &str, shop_url: &str) -> anyhow::Result<TenantRecord> {
        Ok(TenantRecord {
            id: TenantId(0),
            name: self.name.to_owned(),
            time_zone: "Europe/Bucharest".to_owned(),
            currency: Currency::parse("EUR")?,
            language: "en".to_owned(),
            sender_name: self.name.to_owned(),
            sender_address: self.address.to_owned(),
            from_address: self.from.to_owned(),
            public_url: public_url.to_owned(),
            shop_url: shop_url.to_owned(),
            brand: Brand::default(),
        })
    }

    /// Makes it a tenant that answers at `hosts`, with its catalogue; its carts wait `wait`.
    async fn found(
        self,
        node: &Node,
        record: &TenantRecord,
        hosts: &[String],
        wait: Span,
    ) -> anyhow::Result<NewTenant> {
        let new = tenant::create(node, record, hosts).await?;
        transaction!(node.store.tenant(new.id), "demo.vouch", |tx| {
            placet_permission::duty::vouch(tx, &record.from_address, "made up for the demonstration").await
        })?;
        self.stock(node, new.id, record, wait).await?;
        Ok(new)
    }

    /// Has its catalogue and its carts' wait as this program knows them.
    async fn stock(self, node: &Node, id: TenantId, record: &TenantRecord, wait: Span) -> anyhow::Result<()> {
        let store = &node.store;
        transaction!(store.tenant(id), "demo.journeys", |tx| { placet_journey::install(tx, wait).await })?;
        let listing = (self.catalogue)().listing(&record.shop_url);
        placet_shop::load_items(store.tenant(id), &listing, record.currency).await?;
        Ok(())
    }
}
