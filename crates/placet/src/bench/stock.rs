//! Shops for the bench: a tenant each, with devices that have said yes.

use placet_core::{Currency, TenantId};
use placet_permission::{Act, Purpose, Subject, ledger};
use placet_profile::inbox;
use placet_store::tenants::{Brand, TenantRecord};
use placet_store::transaction;

use crate::commands::tenant;
use crate::node::Node;

/// How many entries of the ledger one transaction writes.
const AT_ONCE: usize = 500;

/// A tenant under load.
pub(super) struct Shop {
    pub(super) id: TenantId,
    pub(super) host: String,
    pub(super) write_key: String,
    /// Ids of devices, each 36 characters.
    pub(super) devices: Vec<String>,
}

/// Opens a shop with so many devices, each with a tracking consent in the ledger.
pub(super) async fn open(node: &Node, name: &str, devices: usize) -> anyhow::Result<Shop> {
    let host = format!("{name}.bench.example");
    let record = TenantRecord {
        id: TenantId(0),
        name: name.to_owned(),
        time_zone: "Europe/Bucharest".into(),
        currency: Currency::EUR,
        language: "en".into(),
        sender_name: name.to_owned(),
        sender_address: "1 Bench Street".into(),
        from_address: format!("news@{host}"),
        public_url: format!("http://{host}"),
        shop_url: format!("http://shop.{host}"),
        brand: Brand::default(),
    };
    let made = tenant::create(node, &record, std::slice::from_ref(&host)).await?;
    transaction!(node.store.tenant(made.id), "bench.vouch", |tx| {
        placet_permission::duty::vouch(tx, &record.from_address, "made up for the bench").await
    })?;
    let shop = Shop {
        id: made.id,
        host,
        write_key: made.write_key,
        devices: (0..devices as u64).map(device).collect(),
    };
    consent(node, &shop).await?;
    Ok(shop)
}

async fn consent(node: &Node, shop: &Shop) -> anyhow::Result<()> {
    let handle = node.store.tenant(shop.id);
    let keys = node.keyring.keys(handle).await?;
    for devices in shop.devices.chunks(AT_ONCE) {
        transaction!(handle, "bench.consent", |tx| {
            for device in devices {
                let entry = ledger::Entry {
                    at: tx.clock().now(),
                    purpose: Purpose::TRACKING,
                    subject: Subject::Device(inbox::device(&keys, device).id),
                    act: Act::Granted,
                    wording: None,
                    language: "en",
                    place: "https://shop.bench.example/",
                    method: "banner",
                    evidence: "{}",
                };
                ledger::record(tx, &entry).await?;
            }
            Ok::<_, placet_permission::Error>(())
        })?;
    }
    Ok(())
}

/// The id of a device: 36 characters, as long as those that browsers make; letters alone, so that none looks like a card number.
pub(super) fn device(number: u64) -> String {
    let (a, b) = (mixed(2 * number), mixed(2 * number + 1));
    let letter = |n: u64, at: u32| char::from(b'a' + ((n >> (at % 16 * 4)) & 15) as u8);
    (0..36)
        .map(|at| match at {
            8 | 13 | 18 | 23 => '-',
            at if at < 18 => letter(a, at),
            at => letter(b, at),
        })
        .collect()
}

/// A number that looks drawn by lot, the same for the same `n` (SplitMix64).
pub(super) fn mixed(n: u64) -> u64 {
    let n = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_apart() {
        let all: std::collections::HashSet<String> = (0..10_000).map(device).collect();
        assert_eq!(all.len(), 10_000);
        assert!(all.iter().all(|id| id.len() == 36));
    }
}
