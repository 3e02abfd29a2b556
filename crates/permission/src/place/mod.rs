//! Where a recipient is: the country whose law holds, and the zone whose clocks count.
//!
//! Nobody is located. What is believed is what the person said in a form, what their browser told under a consent, the country of a phone
//! number, and, if there is nothing else, where the shop is. [`candidates`] puts these in order; where more than one place is left, whatever
//! is asked of [`hours`](crate::hours) must suit all of them.

mod atlas;
mod authority;
mod calling;
mod known;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use atlas::Zone;
pub use authority::Authority;
pub use calling::countries_of;
pub use known::Known;

/// A country by its two letters (ISO 3166-1), one that the atlas knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// Reads two letters in either case; `None` for what is no country.
    pub fn parse(text: &str) -> Option<Country> {
        let [a, b] = *text.as_bytes() else { return None };
        let country = Country([a.to_ascii_uppercase(), b.to_ascii_uppercase()]);
        atlas::knows(country).then_some(country)
    }

    /// The country in a language tag: `BE` of `fr-BE`, nothing of `fr`.
    pub fn of_locale(tag: &str) -> Option<Country> {
        tag.split(['-', '_']).skip(1).find(|part| part.len() == 2).and_then(Country::parse)
    }

    /// Its two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// One zone for each of the ways its clocks go, the most people's first.
    pub fn zones(self) -> &'static [Zone] {
        atlas::zones_of(self)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Country> for String {
    fn from(country: Country) -> String {
        country.code().to_owned()
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Country, &'static str> {
        Country::parse(&text).ok_or("is not the two letters of a country")
    }
}

/// A country and a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Whose law holds; `None` of nowhere, where the law of everywhere does.
    pub country: Option<Country>,
    /// Whose clocks count.
    pub zone: Zone,
}

/// What one source says: a country, a zone, both, or nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// The country.
    pub country: Option<Country>,
    /// The zone.
    pub zone: Option<Zone>,
}

impl Stated {
    /// Reads a country and the name of a zone, as stored or as a browser says them; what is neither counts as not said.
    pub fn parse(country: Option<&str>, zone: Option<&str>) -> Stated {
        Stated { country: country.and_then(Country::parse), zone: zone.and_then(Zone::named) }
    }

    /// Reads `context.locale` and `context.timezone` of the tracking API. A zone says where somebody is and a locale which language they
    /// read, so the locale's country counts only without a zone.
    pub fn of_context(locale: Option<&str>, zone: Option<&str>) -> Stated {
        match zone.and_then(Zone::named) {
            Some(zone) => Stated { country: None, zone: Some(zone) },
            None => Stated { country: locale.and_then(Country::of_locale), zone: None },
        }
    }

    /// As the properties of an event, which [`Stated::of_props`] reads: `{"time_zone": "Europe/Paris"}`, `{"country": "RO"}`, `{}`.
    pub fn as_props(&self) -> String {
        let zone = self.zone.map(|zone| ("time_zone", zone.name()));
        let country = self.country.as_ref().map(|country| ("country", country.code()));
        let said: serde_json::Map<_, _> =
            zone.into_iter().chain(country).map(|(name, text)| (name.to_owned(), text.into())).collect();
        serde_json::Value::Object(said).to_string()
    }

    /// Reads the properties of an event; what is neither counts as not said.
    pub fn of_props(props: &str) -> Stated {
        let said: serde_json::Value = serde_json::from_str(props).unwrap_or_default();
        Stated::parse(said["country"].as_str(), said["time_zone"].as_str())
    }

    /// Whether it says anything.
    pub fn is_empty(&self) -> bool {
        self.country.is_none() && self.zone.is_none()
    }

    fn places(&self, out: &mut Vec<Place>) {
        match (self.country, self.zone) {
            (Some(_), Some(zone)) => out.push(Place { country: self.country, zone }),
            (Some(country), None) => everywhere_in(country, out),
            (None, Some(zone)) => out.push(Place { country: zone.country(), zone }),
            (None, None) => {}
        }
    }
}

/// Everything that speaks for a place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clues<'a> {
    /// What the person said in a form.
    pub form: Stated,
    /// What their browser or app told, under their consent to tracking.
    pub context: Stated,
    /// The countries of the phone number that is written to ([`countries_of`]); none for e-mail.
    pub phone: &'a [Country],
    /// Where the tenant is.
    pub tenant: Stated,
}

/// The places where a recipient may be. Equal sets compare equal, whatever led to them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Candidates {
    places: Vec<Place>,
    /// The places without the tenant's, where that stands beside those of a phone number.
    by_phone: Vec<Place>,
}

impl Candidates {
    /// The places, each once.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The places of the phone number alone; `None` unless the tenant's stand beside them.
    pub fn by_phone(&self) -> Option<&[Place]> {
        (!self.by_phone.is_empty()).then_some(self.by_phone.as_slice())
    }
}

/// Where the recipient may be. In this order the first that says anything is believed:
///
/// 1. the form. A country without a zone takes the zone that the context tells, if it is one of that country's, else all of its zones;
/// 2. the context, told under a consent;
/// 3. the country of the phone number and the tenant's own place: *both* are candidates, for neither is sure. A calling code that
///    countries share gives each of them.
///
/// There is always one: with nothing at all, UTC in no country.
pub fn candidates(clues: &Clues<'_>) -> Candidates {
    let (mut places, mut by_phone) = (Vec::new(), Vec::new());
    let context = clues.context;
    match clues.form {
        Stated { country: Some(country), zone: None } => match context.zone {
            Some(zone) if zone.country() == Some(country) => {
                places.push(Place { country: Some(country), zone })
            }
            _ => everywhere_in(country, &mut places),
        },
        form => form.places(&mut places),
    }
    if places.is_empty() {
        context.places(&mut places);
    }
    if places.is_empty() {
        clues.phone.iter().for_each(|country| everywhere_in(*country, &mut places));
        let phone = places.len();
        clues.tenant.places(&mut places);
        if phone > 0 && places[phone..].iter().any(|place| !places[..phone].contains(place)) {
            by_phone = each_once(places[..phone].to_vec());
        }
    }
    if places.is_empty() {
        places.push(Place { country: None, zone: Zone::UTC });
    }
    Candidates { places: each_once(places), by_phone }
}

fn everywhere_in(country: Country, out: &mut Vec<Place>) {
    out.extend(country.zones().iter().map(|zone| Place { country: Some(country), zone: *zone }));
}

fn each_once(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable();
    places.dedup();
    places
}

#[cfg(test)]
mod tests;
