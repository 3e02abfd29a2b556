//! A yes or a no to being remembered, made on a banner.

use placet_core::Micros;
use placet_permission::sensitive::{self, Look, Source};
use placet_permission::{Purpose, State, Subject, ledger, wording};
use placet_profile::{Entry, What, identity, inbox};
use placet_store::tenants::KeyClass;
use placet_store::transaction;

use crate::Error;
use crate::accept::{Caller, Collector};
use crate::banner::Answer;
use crate::cookies::{self, Browser};
use crate::wire;

/// A choice made on a banner.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Choice {
    /// The device; left out, it is the browser that asks.
    pub anonymous_id: Option<String>,
    /// Yes or no to being remembered.
    pub granted: bool,
    /// Where the banner stood: an address, kept without its query.
    #[serde(default)]
    pub place: String,
    /// The language it was asked in.
    #[serde(default)]
    pub language: String,
    /// The number of the words that were shown; without it the newest in that language are taken to have been.
    #[serde(default)]
    pub words: Option<i64>,
    /// The question that was answered, for the day's totals.
    #[serde(default)]
    pub notice: String,
    /// The key, where no header can be set.
    #[serde(default)]
    pub write_key: String,
}

impl Collector {
    /// Writes a choice made on a banner of ours to the ledger, at once. A no where there was never a yes leaves nothing (C16); a no
    /// is taken even when the disk is nearly full. A choice that names no device is this browser's: a yes gives it cookies, a no ends them.
    /// Answers what the browser's cookies change to. `refuses`: the browser says no by itself, whatever its page says (Global Privacy Control);
    /// what a server says is the server's word.
    ///
    /// # Errors
    /// [`Error::Field`], [`Error::UnknownKey`], [`Error::DiskFull`], the store's.
    pub async fn choose(
        &self,
        key: &str,
        choice: &Choice,
        cookies: Option<&str>,
        refuses: bool,
    ) -> Result<Vec<String>, Error> {
        let received = self.store().clock().now();
        let caller = self.caller(key, received).await?;
        let granted = choice.granted && !(refuses && caller.class == KeyClass::Write);
        if granted {
            self.has_room()?;
        }
        let Some((id, set)) = device(&caller, choice.anonymous_id.as_deref(), granted, cookies, received)?
        else {
            // A no of a browser that was never known: there is nothing to write and nothing to end (C16).
            return Ok(Vec::new());
        };
        let stream = inbox::device(&caller.keys, &id);
        let subject = Subject::Device(stream.id);
        let mut place: String = choice.place.chars().filter(|c| !c.is_control()).take(200).collect();
        place.truncate(wire::before_query(&place).len());
        if !is_of(&caller.tenant.shop_url, &place) {
            // The key stands in the page: whoever copies it shall not write another's address into the proof.
            place.clear();
        }
        if let Some(found) = sensitive::find(&place, Look::Path) {
            self.inner.counts.add(caller.tenant.id, sensitive::tally(Source::Banner, found));
            if granted {
                return Err(Error::Field { field: "place", reason: found.reason() });
            }
            // A no is taken wherever it was said.
            place.clear();
        }
        let language: String = choice.language.chars().filter(char::is_ascii_alphabetic).take(2).collect();
        let told = transaction!(self.store().tenant(caller.tenant.id), "collect.choose", |tx| {
            let standing = ledger::standing(tx, Purpose::TRACKING, &subject).await?;
            let act = match (granted, standing.map(|s| s.state)) {
                // One that has lapsed is said anew.
                (true, _) if standing.is_some_and(|yes| yes.holds_on_a_device(received)) => return Ok(None),
                (true, _) => State::Granted,
                (false, Some(State::Granted)) => State::Withdrawn,
                (false, _) => return Ok(None),
            };
            let spoken = wording::spoken(tx, &language).await?;
            let shown: Vec<i64> = choice.words.into_iter().collect();
            if granted && !shown.is_empty() && !spoken.names(Purpose::TRACKING, &shown) {
                return Err(Error::Field {
                    field: "words",
                    reason: "must be the number of words that ask for this",
                });
            }
            let shown = spoken.shown(Purpose::TRACKING, &shown);
            let entry = ledger::Entry {
                at: received,
                purpose: Purpose::TRACKING,
                subject,
                act: act.into(),
                wording: shown.map(|words| words.id),
                language: shown.filter(|_| choice.words.is_some()).map_or(&language, |words| &words.language),
                place: &place,
                method: "banner",
                evidence: "{}",
            };
            ledger::record(tx, &entry).await?;
            if act == State::Withdrawn {
                // The fold forgets cart and views in its own order: what was accepted before comes before.
                let no = What::Choice { granted: false, place: String::new() };
                inbox::append(tx, &[Entry::house(received, stream, no)]).await?;
            }
            let answer = if granted { Answer::Yes } else { Answer::TakenBack };
            Ok::<_, Error>(Some(answer.tally(&choice.notice, spoken.question())))
        })?;
        if let Some(tally) = told {
            self.inner.counts.add(caller.tenant.id, tally);
        }
        self.inner.consents.forget(caller.tenant.id, stream.id);
        Ok(set)
    }
}

/// Whether a page may be one of the shop: at its host, or at one below or above it. What is no address of the web, as of an app, may be.
fn is_of(shop: &str, place: &str) -> bool {
    let host = |address: &str| {
        let uri: Option<axum::http::Uri> = address.parse().ok();
        uri.filter(|uri| uri.scheme().is_some()).and_then(|uri| Some(uri.host()?.to_ascii_lowercase()))
    };
    let below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    match (host(shop), host(place)) {
        (Some(shop), Some(place)) => shop == place || below(&place, &shop) || below(&shop, &place),
        _ => !place.starts_with("http"),
    }
}

/// The device that chose, and what its cookies change to. `None`: a browser that is not known and shall not be.
fn device(
    caller: &Caller,
    named: Option<&str>,
    granted: bool,
    cookies: Option<&str>,
    now: Micros,
) -> Result<Option<(String, Vec<String>)>, Error> {
    if let Some(id) = named {
        let id = id.trim();
        if id.is_empty() || id.len() > 200 || identity::blocked(id) || sensitive::find(id, Look::Id).is_some()
        {
            return Err(Error::Field { field: "anonymousId", reason: "must name a device" });
        }
        return Ok(Some((id.to_owned(), Vec::new())));
    }
    if caller.class == KeyClass::Server {
        return Err(Error::Field { field: "anonymousId", reason: "is needed with a server key" });
    }
    let known = cookies.and_then(|header| Browser::read(&caller.keys, header, now));
    match (granted, known) {
        (true, known) => {
            let browser = known.unwrap_or_else(|| Browser::new(now));
            Ok(Some((browser.device(), browser.set(&caller.keys, now)?)))
        }
        (false, Some(browser)) => Ok(Some((browser.device(), cookies::ended()))),
        (false, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn a_page_of_the_shop_is_at_its_host_or_at_one_below_or_above_it() {
        let shop = "https://www.shop.example";
        for own in [
            "https://www.shop.example/a",
            "http://WWW.shop.example:8080/",
            "https://shop.example/",
            "https://m.www.shop.example",
            "",
            "the app",
        ] {
            assert!(is_of(shop, own), "{own}");
        }
        for foreign in [
            "https://evil.example/",
            "https://evilshop.example/",
            "https://www.shop.example.evil.example/",
            "http://",
            "https:evil",
        ] {
            assert!(!is_of(shop, foreign), "{foreign}");
        }
    }
}
