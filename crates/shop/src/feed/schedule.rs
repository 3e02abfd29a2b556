//! Feeds that are fetched by themselves: every few hours, sooner after a failure, and never so that a bad night of the shop's server
//! empties a catalogue.

use placet_core::Micros;
use placet_permission::vault::random;
use placet_store::tenants::TenantRecord;
use placet_store::{Row, Tenant, Tx, params, transaction};

use super::fetch::{FetchError, Fetched, Fetcher, Marks, feed_address};
use super::load_file;
use crate::load::{Ending, Report};
use crate::{Error, Result, store};

/// The queue of the worker that fetches.
pub const FEED_QUEUE: &str = "feed";

/// How many feeds a tenant may have.
const MAX_FEEDS: usize = 20;
/// The shortest and the longest time between two fetches, in minutes.
const EVERY: std::ops::RangeInclusive<u32> = 15..=7 * 24 * 60;
const MINUTE: i64 = 60 * Micros::SECOND;
/// The pause after a failure; doubled each time, up to the feed's own.
const PAUSE: i64 = 5 * MINUTE;
/// How long a fetch may be taken in hand: whoever dies over it does not begin again before.
const IN_HAND: i64 = 15 * MINUTE;
/// For how long a feed must leave out more than half before it is believed.
const BELIEVED: i64 = 24 * 60 * MINUTE;

/// A feed that is to be fetched.
#[derive(Clone, Debug)]
pub struct NewFeed {
    /// Where it is: http(s), without user and password.
    pub url: String,
    /// Minutes between two fetches, 15 to 10,080 (a week).
    pub every_minutes: u32,
    /// Whether it names all there is: what it no longer names is out of stock.
    pub complete: bool,
}

/// A feed, and how it fares.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its number at its tenant.
    pub id: i32,
    /// How it was set up.
    pub set: NewFeed,
    /// When it is fetched next.
    pub next_due_at: Micros,
    /// How often in a row it has failed.
    pub failures: i64,
    /// When it was last asked for.
    pub fetched_at: Option<Micros>,
    /// When that last went well.
    pub loaded_at: Option<Micros>,
    /// Items of the last load: stored, refused, gone, held back.
    pub counts: [i64; 4],
    /// What came of the last fetch, in words.
    pub outcome: String,
    marks: Marks,
    /// Until when an unchanged file says the same.
    valid_until: Micros,
    held_since: Option<Micros>,
}

/// What came of a fetch.
#[derive(Debug)]
pub enum Fetch {
    /// The file is as it was.
    Unchanged,
    /// It was loaded, as far as it could be read.
    Loaded(Report),
    /// It could not be fetched; the catalogue is as it was.
    Failed(FetchError),
}

impl Fetch {
    /// Whether the file was there and could be read to its end.
    pub fn is_whole(&self) -> bool {
        match self {
            Fetch::Unchanged => true,
            Fetch::Loaded(report) => report.broke_off.is_none(),
            Fetch::Failed(_) => false,
        }
    }

    /// In words.
    pub fn outcome(&self) -> String {
        match self {
            Fetch::Unchanged => "unchanged".to_owned(),
            Fetch::Failed(error) => error.to_string(),
            Fetch::Loaded(Report { broke_off: Some(at), .. }) => format!("line {}: {}", at.line, at.reason),
            Fetch::Loaded(Report { held_back: 0, .. }) => "loaded".to_owned(),
            Fetch::Loaded(_) => "loaded; it leaves out more than half of what it named before, which is believed after 24 hours".to_owned(),
        }
    }
}

/// Sets a feed up, to be fetched at once; its number.
///
/// # Errors
/// [`Error::Field`] for an address or a time that cannot be, and for one feed too many; those of the store.
pub async fn add_feed(tx: &mut Tx, feed: &NewFeed) -> Result<i32> {
    feed_address(&feed.url)?;
    if !EVERY.contains(&feed.every_minutes) {
        return Err(Error::Field { field: "every", reason: "must be from 15 minutes to a week" });
    }
    if feeds(tx).await?.len() >= MAX_FEEDS {
        return Err(Error::Field { field: "feed", reason: "there are 20 already: remove one first" });
    }
    let now = tx.clock().now();
    let row = tx.query_opt(&store::NEXT_FEED, &[]).await?.ok_or(Error::Reader)?;
    let id: i64 = row.get(0)?;
    let id = i32::try_from(id).map_err(|_| row.corrupt(0))?;
    let complete = i64::from(feed.complete);
    tx.execute(&store::ADD_FEED, params![id, feed.url.trim(), complete, i64::from(feed.every_minutes), now])
        .await?;
    tx.ensure_queue(FEED_QUEUE).await?;
    tx.wake(FEED_QUEUE, now).await?;
    Ok(id)
}

/// The tenant's feeds, by number.
///
/// # Errors
/// Those of the store.
pub async fn feeds(tx: &mut Tx) -> Result<Vec<Feed>> {
    tx.query(&store::FEEDS, &[]).await?.iter().map(read).collect()
}

/// Fetches a feed no more. Its items stay as they are; what is pushed answers for them from now. False if there is none.
///
/// # Errors
/// Those of the store.
pub async fn remove_feed(tx: &mut Tx, id: i32) -> Result<bool> {
    let removed = tx.execute(&store::REMOVE_FEED, params![id]).await? == 1;
    tx.execute(&store::RELEASE_ITEMS, params![id]).await?;
    Ok(removed)
}

/// Fetches the tenant's next feed that is due; when the next one is.
///
/// # Errors
/// Those of the store. A fetch that fails is written down and tried again later.
pub async fn fetch_due(tenant: Tenant<'_>, record: &TenantRecord, fetcher: &Fetcher) -> Result<Micros> {
    let all = feeds(&mut tenant.read("shop.feeds").await?).await?;
    if let Some(feed) =
        all.iter().filter(|feed| feed.next_due_at <= tenant.clock().now()).min_by_key(|feed| feed.next_due_at)
    {
        let fetch = fetch_feed(tenant, record, fetcher, feed, false).await?;
        if !fetch.is_whole() {
            tracing::warn!(tenant = %tenant.id(), feed = feed.id, outcome = fetch.outcome(), "a feed could not be loaded whole");
        }
    }
    let all = feeds(&mut tenant.read("shop.feeds").await?).await?;
    Ok(all.iter().map(|feed| feed.next_due_at).min().unwrap_or(Micros::NEVER))
}

/// Fetches a feed now, loads it and writes down what came of it. `shrink`: even if it leaves out more than half.
///
/// # Errors
/// Those of the store.
pub async fn fetch_feed(
    tenant: Tenant<'_>,
    record: &TenantRecord,
    fetcher: &Fetcher,
    feed: &Feed,
    shrink: bool,
) -> Result<Fetch> {
    let now = tenant.clock().now();
    transaction!(tenant, "shop.feed_in_hand", |tx| {
        tx.execute(&store::FEED_IN_HAND, params![feed.id, now, now + IN_HAND]).await?;
        Ok::<_, Error>(())
    })?;
    let (fetch, marks, until) = match fetcher.fetch(&feed.set.url, &feed.known(now)).await {
        Err(error) => (Fetch::Failed(error), Marks::default(), None),
        Ok(Fetched::Unchanged) => (Fetch::Unchanged, feed.marks.clone(), Some(feed.valid_until)),
        Ok(Fetched::File(file, marks)) => {
            let believed = feed.held_since.is_some_and(|since| now - since >= BELIEVED);
            let ending = Ending { complete: feed.set.complete, shrink: shrink || believed };
            let source = if feed.set.complete { feed.id } else { 0 };
            let (report, until) = load_file(tenant, record, file, source, ending).await?;
            (Fetch::Loaded(report), marks, until)
        }
    };
    count(&fetch);
    let next = feed.after(&fetch, marks, until.unwrap_or(Micros::NEVER), tenant.clock().now());
    transaction!(tenant, "shop.feed_fetched", |tx| {
        next.write(tx).await?;
        tx.wake(FEED_QUEUE, next.next_due_at).await?;
        Ok::<_, Error>(())
    })?;
    Ok(fetch)
}

impl Feed {
    /// What the server is told to be known. Nothing if the same file would say something else by now.
    fn known(&self, now: Micros) -> Marks {
        let same = now < self.valid_until && self.held_since.is_none();
        if same { self.marks.clone() } else { Marks::default() }
    }

    /// The feed after a fetch.
    fn after(&self, fetch: &Fetch, marks: Marks, until: Micros, now: Micros) -> Feed {
        let every = i64::from(self.set.every_minutes) * MINUTE;
        let mut next = Feed { fetched_at: Some(now), outcome: fetch.outcome(), ..self.clone() };
        if let Fetch::Loaded(report) = fetch {
            let counts = [report.stored, report.refused_count, report.gone, report.held_back];
            next.counts = counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        }
        if fetch.is_whole() {
            (next.failures, next.loaded_at, next.marks, next.valid_until) = (0, Some(now), marks, until);
            let held = matches!(fetch, Fetch::Loaded(report) if report.held_back > 0);
            next.held_since = held.then(|| self.held_since.unwrap_or(now));
            // A sale that begins or ends is not waited for until the next turn.
            next.next_due_at = (now + spread(every)).min(until.max(now + MINUTE));
        } else {
            next.failures = self.failures + 1;
            if matches!(fetch, Fetch::Loaded(_)) {
                next.marks = Marks::default();
            }
            let pause = PAUSE.saturating_mul(1 << self.failures.clamp(0, 12));
            next.next_due_at = now + spread(pause.min(every));
        }
        next
    }

    async fn write(&self, tx: &mut Tx) -> Result<()> {
        let [stored, refused, gone, held_back] = self.counts;
        let values = params![
            self.id,
            self.next_due_at,
            self.failures,
            &self.marks.etag,
            &self.marks.last_modified,
            self.valid_until,
            self.fetched_at,
            self.loaded_at,
            self.held_since,
            stored,
            refused,
            gone,
            held_back,
            &self.outcome
        ];
        tx.execute(&store::FEED_FETCHED, values).await?;
        Ok(())
    }
}

/// A time and up to a tenth more, so that feeds of many tenants do not come at the same moment.
fn spread(time: i64) -> i64 {
    time + time / 10 * i64::from(u16::from_be_bytes(random())) / i64::from(u16::MAX)
}

fn count(fetch: &Fetch) {
    let outcome = match fetch {
        Fetch::Unchanged => "unchanged",
        Fetch::Loaded(report) if report.broke_off.is_none() => "loaded",
        Fetch::Loaded(_) => "broke_off",
        Fetch::Failed(_) => "failed",
    };
    metrics::counter!("placet_feed_fetches_total", "outcome" => outcome).increment(1);
    if let Fetch::Loaded(report) = fetch {
        for (what, count) in
            [("stored", report.stored), ("refused", report.refused_count), ("gone", report.gone)]
        {
            metrics::counter!("placet_feed_items_total", "what" => what).increment(count as u64);
        }
    }
}

fn read(row: &Row) -> Result<Feed> {
    let every: i64 = row.get(3)?;
    let complete: i64 = row.get(2)?;
    Ok(Feed {
        id: i32::try_from(row.get::<i64>(0)?).map_err(|_| row.corrupt(0))?,
        set: NewFeed {
            url: row.get(1)?,
            complete: complete != 0,
            every_minutes: u32::try_from(every).map_err(|_| row.corrupt(3))?,
        },
        next_due_at: row.get(4)?,
        failures: row.get(5)?,
        marks: Marks { etag: row.get(6)?, last_modified: row.get(7)? },
        valid_until: row.get(8)?,
        fetched_at: row.get(9)?,
        loaded_at: row.get(10)?,
        held_since: row.get(11)?,
        counts: [row.get(12)?, row.get(13)?, row.get(14)?, row.get(15)?],
        outcome: row.get(16)?,
    })
}
