//! Product feeds: files in the formats that shops already make for others.
//!
//! ```text
//! a file (pushed or fetched) ─▶ source: unpacked, UTF-8 ─▶ xml | table | JSON, told by the first byte ─▶ field ─▶ load
//! ```
//!
//! Reading is synchronous and stands on a thread of its own; a bounded channel leads to the load, so that memory does not grow with
//! the file. What cannot be read ends the reading and not the load: what came before is good.

pub(crate) mod fetch;
mod field;
mod price;
mod public;
pub(crate) mod schedule;
mod source;
pub(crate) mod spool;
mod table;
#[cfg(test)]
mod tests;
mod xml;

use std::fs::File;
use std::io::Read;

use jiff::tz::TimeZone;
use placet_core::Micros;
use placet_store::Tenant;
use placet_store::tenants::TenantRecord;
use tokio::sync::mpsc;
use url::Url;

use crate::item::Fault;
use crate::listing::Listing;
use crate::load::{Break, CHUNK, Ending, Listed, Load, Place, Report, Unreadable};
use crate::{Error, Result};
use field::{Fields, Reading};
use source::{BadSource, Text};

/// How large a feed in JSON may be, in bytes: it is read as a whole.
pub(crate) const MAX_JSON: usize = 5 * 1024 * 1024;

/// Where items go that were read. An answer of `false` says that nobody wants more.
trait Sink {
    fn put(&mut self, listed: Listed) -> bool;

    fn take(&mut self, place: Place, fields: &Fields, reading: &Reading) -> bool {
        fields.make(reading).is_none_or(|(item, until)| self.put(Listed { place, item, until }))
    }

    fn refuse(&mut self, place: Place, fields: &Fields, fault: Fault) -> bool {
        self.put(Listed { place, item: Err(Unreadable { sku: fields.sku().to_owned(), fault }), until: None })
    }
}

/// Loads a file into the tenant's catalogue for `feed` (0: it was pushed). The report, and until when what was read holds: the next
/// beginning or end of a sale, if there is one.
///
/// # Errors
/// Those of the store. A file that cannot be read is no error: the report says so.
pub(crate) async fn load_file(
    tenant: Tenant<'_>,
    record: &TenantRecord,
    file: File,
    feed: i32,
    ending: Ending,
) -> Result<(Report, Option<Micros>)> {
    let reading = Reading {
        now: tenant.clock().now(),
        zone: TimeZone::get(&record.time_zone).unwrap_or(TimeZone::UTC),
        currency: record.currency,
        shop: Url::parse(&record.shop_url).ok(),
    };
    let mut load = Load::begin(tenant, record.currency, feed).await?;
    let (sender, mut chunks) = mpsc::channel(2);
    let reader = tokio::task::spawn_blocking(move || {
        let mut batch = Batch { items: Vec::new(), sender };
        let ended = read(file, &reading, &mut batch);
        batch.send();
        ended
    });
    while let Some(chunk) = chunks.recv().await {
        load.add(chunk).await?;
    }
    match reader.await {
        Ok(Ok(())) => {}
        Ok(Err(at)) => load.break_off(at),
        Err(_) => return Err(Error::Reader),
    }
    let until = load.until();
    Ok((load.finish(ending).await?, until))
}

/// Items on their way from the reading thread, a chunk at a time.
struct Batch {
    items: Vec<Listed>,
    sender: mpsc::Sender<Vec<Listed>>,
}

impl Batch {
    fn send(&mut self) -> bool {
        self.sender.blocking_send(std::mem::take(&mut self.items)).is_ok()
    }
}

impl Sink for Batch {
    fn put(&mut self, listed: Listed) -> bool {
        self.items.push(listed);
        self.items.len() < CHUNK || self.send()
    }
}

/// Reads a file of any format.
fn read(file: File, reading: &Reading, sink: &mut dyn Sink) -> std::result::Result<(), Break> {
    let mut text = Text::open(file).map_err(|bad| Break {
        line: 1,
        reason: match bad {
            BadSource::TooLarge => "is larger than 256 MB unpacked",
            BadSource::Disk => "could not be kept while it was read",
        },
    })?;
    match text.peek().first() {
        None => Err(Break { line: 1, reason: "is empty" }),
        Some(b'<') => xml::read(text, reading, sink),
        Some(b'{' | b'[') => json(text, sink),
        Some(_) => table::read(text, reading, sink),
    }
}

/// The list of `POST /v1/catalog`, with its bounds.
fn json(mut text: Text, sink: &mut dyn Sink) -> std::result::Result<(), Break> {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    loop {
        text.next_piece();
        match text.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(&piece[..read]),
            Err(_) => {
                return Err(Break {
                    line: text.line(),
                    reason: "the data ends in the middle or cannot be unpacked",
                });
            }
        }
        if bytes.len() > MAX_JSON {
            return Err(Break { line: 1, reason: "is JSON of more than 5 MB: make it XML or CSV" });
        }
    }
    let listing = Listing::read(&bytes).map_err(|bad| bad.at())?;
    listing.listed().all(|listed| sink.put(listed));
    Ok(())
}
