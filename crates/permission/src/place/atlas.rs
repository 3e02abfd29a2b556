//! The countries and their zones, from the tz database (public domain).
//!
//! `zones.txt` has a line for each country: its zones, the most people's first, those whose clocks go alike (with their former names)
//! joined by `=`. A zone belongs to the first country that names it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, OnceLock};

use jiff::tz::TimeZone;
use placet_core::Micros;
use serde::{Deserialize, Serialize};

use super::Country;

const TABLE: &str = include_str!("zones.txt");

/// A zone of the tz database in which people live. `UTC` and `Etc/GMT+3` are none: a browser that wants to hide says these.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(u16);

struct Entry {
    name: &'static str,
    country: Option<Country>,
    clock: OnceLock<TimeZone>,
}

#[derive(Default)]
struct Atlas {
    entries: Vec<Entry>,
    by_name: HashMap<&'static str, Zone>,
    by_country: HashMap<Country, Vec<Zone>>,
}

static ATLAS: LazyLock<Atlas> = LazyLock::new(Atlas::read);

impl Atlas {
    fn read() -> Atlas {
        let mut atlas = Atlas::default();
        atlas.entries.push(Entry { name: "UTC", country: None, clock: OnceLock::new() });
        for line in TABLE.lines() {
            let mut words = line.split(' ');
            let Some([a, b]) = words.next().map(str::as_bytes) else { continue };
            let country = Country([*a, *b]);
            let zones = words.filter_map(|group| atlas.group(country, group)).collect();
            atlas.by_country.insert(country, zones);
        }
        atlas
    }

    /// Takes in the zones of a group; the first of them.
    fn group(&mut self, country: Country, group: &'static str) -> Option<Zone> {
        let zones: Vec<Zone> = group.split('=').map(|name| self.zone(country, name)).collect();
        zones.first().copied()
    }

    fn zone(&mut self, country: Country, name: &'static str) -> Zone {
        let next = Zone(u16::try_from(self.entries.len()).unwrap_or(u16::MAX));
        let zone = *self.by_name.entry(name).or_insert(next);
        if zone == next {
            self.entries.push(Entry { name, country: Some(country), clock: OnceLock::new() });
        }
        zone
    }
}

impl Zone {
    /// No place's: for a tenant that said none.
    pub const UTC: Zone = Zone(0);

    /// The zone of this name, or former name, as browsers say it (`Europe/Bucharest`, `Asia/Calcutta`).
    pub fn named(name: &str) -> Option<Zone> {
        ATLAS.by_name.get(name).copied()
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The country it lies in.
    pub fn country(self) -> Option<Country> {
        self.entry().country
    }

    /// How far its clocks are ahead of UTC at `at`, as a span.
    pub(crate) fn ahead(self, at: Micros) -> i64 {
        let clock = self.clock();
        jiff::Timestamp::from_microsecond(at.0)
            .map_or(0, |at| i64::from(clock.to_offset(at).seconds()) * Micros::SECOND)
    }

    /// When its clocks are next put forward or back after `at`.
    pub(crate) fn next_change(self, at: Micros) -> Option<Micros> {
        let at = jiff::Timestamp::from_microsecond(at.0).ok()?;
        self.clock().following(at).next().map(|change| Micros(change.timestamp().as_microsecond()))
    }

    fn clock(self) -> &'static TimeZone {
        let entry = self.entry();
        // The tests look up every name there is.
        entry.clock.get_or_init(|| TimeZone::get(entry.name).unwrap_or(TimeZone::UTC))
    }

    fn entry(self) -> &'static Entry {
        &ATLAS.entries[usize::from(self.0)]
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> String {
        zone.name().to_owned()
    }
}

impl TryFrom<String> for Zone {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Zone, &'static str> {
        if text == Zone::UTC.name() {
            return Ok(Zone::UTC);
        }
        Zone::named(&text).ok_or("is not the name of a time zone")
    }
}

pub(super) fn knows(country: Country) -> bool {
    ATLAS.by_country.contains_key(&country)
}

pub(super) fn zones_of(country: Country) -> &'static [Zone] {
    ATLAS.by_country.get(&country).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
pub(super) fn every_group() -> Vec<Vec<&'static str>> {
    let groups = TABLE.lines().flat_map(|line| line.split(' ').skip(1));
    groups.map(|group| group.split('=').collect()).collect()
}
