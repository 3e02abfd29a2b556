//! How fast people come in by an import, half of whom said no before: rows a second, from the bytes of a part to its last commit.

use std::time::{Duration, Instant};

use anyhow::Context;
use placet_collect::import::{
    self, Basis, By, Evidence, Format, Import, Kind, NewImport, Source, SourceKind,
};
use placet_store::tenants::TenantRecord;
use placet_store::transaction;

use super::{Bench, stock};
use crate::node::Node;
use crate::out::say;

/// How many rows.
#[derive(Debug, clap::Args)]
pub struct Size {
    /// Rows; every second one is of somebody who said no
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    rows: u32,
}

/// Rows of one part.
const PART: u32 = 10_000;

pub(super) async fn run(bench: &Bench, size: &Size) -> anyhow::Result<()> {
    bench.refuse_data().await?;
    let node = bench.node().await?;
    let shop = stock::open(&node, "import", 0).await?;
    let shop = node.directory.by_id(shop.id).await?.context("the bench's shop")?;
    let said_no = begin(&node, &shop, Kind::Suppressions).await?;
    parts(&node, &shop, &said_no, (0..size.rows).step_by(2)).await?;
    node.store.analyze().await?;
    let people = begin(&node, &shop, Kind::Contacts).await?;
    let time = parts(&node, &shop, &people, 0..size.rows).await?;
    let tenant = node.store.tenant(shop.id);
    let closed = transaction!(tenant, "bench.close", |tx| { import::close(tx, people.id).await })?;
    let told = closed.map(|import| import.figures.told(import.instruction.kind));
    anyhow::ensure!(
        told.is_some_and(|told| told.added == i64::from(size.rows / 2) && told.known < 5),
        "half of them come in"
    );
    say!("import.{}: {:.0} /s", bench.engine, f64::from(size.rows) / time.as_secs_f64());
    Ok(())
}

async fn begin(node: &Node, shop: &TenantRecord, kind: Kind) -> anyhow::Result<Import> {
    let asked = NewImport {
        label: "bench".to_owned(),
        kind,
        source: Source { kind: SourceKind::Form, name: "bench".to_owned() },
        basis: Basis::Consent,
        attestation: true,
        attested_words: 1,
        evidence: Evidence {
            at: node.store.clock().now().to_string(),
            wording: "Yes, write to me.".to_owned(),
            place: "https://shop.bench.example/".to_owned(),
            method: "double opt-in".to_owned(),
            ..Evidence::default()
        },
        purposes: Vec::new(),
        channel: None,
    };
    let tenant = node.store.tenant(shop.id);
    Ok(transaction!(tenant, "bench.begin", |tx| {
        import::begin(tx, &shop.time_zone, &asked, &By::Operator).await
    })?)
}

/// Sends the rows part by part; how long that took.
async fn parts(
    node: &Node,
    shop: &TenantRecord,
    import: &Import,
    rows: impl Iterator<Item = u32>,
) -> anyhow::Result<Duration> {
    let (mut rows, mut time, mut part) = (rows.peekable(), Duration::ZERO, 0);
    while rows.peek().is_some() {
        let some = rows.by_ref().take(PART as usize);
        let csv = some.fold("email\n".to_owned(), |csv, n| csv + &format!("shopper-{n}@bench.example\n"));
        part += 1;
        let begun = Instant::now();
        let lines = import::read(Format::Csv, import.address(), csv.as_bytes())?;
        import::take(node.store.tenant(shop.id), &node.keyring, shop, import, part, &lines).await?;
        time += begun.elapsed();
    }
    Ok(time)
}
