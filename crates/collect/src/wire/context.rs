//! The part of `context` that is needed; address, user agent, device and campaign are never read.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::MapAccess;
use serde_json::value::RawValue;

use super::lax::{Lax, Shape, object};
use super::{Reason, Refusal};

/// Longest URL, in characters, its query not counted.
const URL: usize = 2_000;
/// Most entries of a list in the context.
const ENTRIES: usize = 64;

/// What of an item's context is used, the batch's own context filled in where the item has none (key by key, as Segment merges).
#[derive(Clone, Default)]
pub struct Context<'a> {
    /// `consent`, if the client sent one.
    pub consent: Option<Consent<'a>>,
    /// `page`.
    pub page: Option<Page<'a>>,
    /// `locale`, such as `ro-RO`; at most 35 characters.
    pub locale: Option<Cow<'a, str>>,
    /// `timezone`, a tzdata name; at most 64 characters.
    pub timezone: Option<Cow<'a, str>>,
    /// `externalIds`.
    pub external_ids: Vec<ExternalId<'a>>,
    /// `traits`, an object, unread: see [`super::Item::claimed`].
    pub traits: Option<&'a RawValue>,
}

/// The categories with a yes or a no: Segment's `context.consent.categoryPreferences`, and RudderStack's
/// `context.consentManagement` with its lists `allowedConsentIds` and `deniedConsentIds`. Where both come, both are heard.
///
/// A consent object without preferences is all categories refused (Segment's rule); no consent object is `None` in [`Context`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent<'a>(pub Vec<(Cow<'a, str>, bool)>);

impl Consent<'_> {
    /// Whether this category has a yes. One never named is a no, one named twice needs each to be a yes.
    pub fn granted(&self, category: &str) -> bool {
        let mut named = self.0.iter().filter(|(name, _)| name == category).peekable();
        named.peek().is_some() && named.all(|(_, yes)| *yes)
    }
}

/// The page, every address cut before its query and fragment and without user information: those carry addresses and tokens.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Page<'a> {
    /// Where it is.
    pub url: Option<Cow<'a, str>>,
    /// Its path.
    pub path: Option<Cow<'a, str>>,
    /// The page before.
    pub referrer: Option<Cow<'a, str>>,
}

/// One of `context.externalIds`.
#[derive(Clone, PartialEq, Eq)]
pub struct ExternalId<'a> {
    /// The id; at most 200 characters.
    pub id: Cow<'a, str>,
    /// What kind of id the client says it is; at most 64 characters.
    pub kind: Cow<'a, str>,
}

impl fmt::Debug for Context<'_> {
    /// Without content: it is about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

/// `context` as it comes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Raw<'a> {
    #[serde(default, borrow)]
    consent: Lax<RawConsent<'a>>,
    #[serde(default, borrow)]
    consent_management: Lax<RawLists<'a>>,
    #[serde(default, borrow)]
    page: Lax<RawPage<'a>>,
    #[serde(default, borrow)]
    locale: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    timezone: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    external_ids: Lax<Vec<Lax<RawExternalId<'a>>>>,
    #[serde(default, borrow)]
    traits: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawConsent<'a> {
    #[serde(default, borrow)]
    category_preferences: Lax<Preferences<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawLists<'a> {
    #[serde(default, borrow)]
    allowed_consent_ids: Lax<Vec<Lax<Cow<'a, str>>>>,
    #[serde(default, borrow)]
    denied_consent_ids: Lax<Vec<Lax<Cow<'a, str>>>>,
}

struct Preferences<'a>(Vec<(Cow<'a, str>, Lax<bool>)>);

#[derive(Deserialize)]
struct RawPage<'a> {
    #[serde(default, borrow)]
    url: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    path: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    referrer: Lax<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct RawExternalId<'a> {
    #[serde(default, borrow)]
    id: Lax<Cow<'a, str>>,
    #[serde(default, borrow, rename = "type")]
    kind: Lax<Cow<'a, str>>,
}

object!(Raw);
object!(RawConsent);
object!(RawLists);
object!(RawPage);
object!(RawExternalId);

/// A key that borrows where it can.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Shape<'de> for Preferences<'a> {
    fn object<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut all = Vec::new();
        while let Some((key, yes)) = map.next_entry::<Key<'a>, Lax<bool>>()? {
            all.push((key.0, yes));
        }
        Ok(Some(Preferences(all)))
    }
}

impl<'a> Context<'a> {
    /// Checks a context and fills in from the batch's.
    pub(super) fn read(raw: Lax<Raw<'a>>, outer: Option<&Context<'a>>) -> Result<Context<'a>, Refusal> {
        let raw = match raw {
            Lax::Absent => return Ok(outer.cloned().unwrap_or_default()),
            Lax::Wrong => return Err(Refusal::new("context", Reason::WrongType)),
            Lax::Given(raw) => raw,
        };
        let mut own = Context {
            consent: both(consent(raw.consent)?, lists(raw.consent_management)?),
            page: page(raw.page)?,
            locale: text(raw.locale, "context.locale", 35)?,
            timezone: text(raw.timezone, "context.timezone", 64)?,
            external_ids: external_ids(raw.external_ids)?,
            traits: raw_object(raw.traits, "context.traits")?,
        };
        if let Some(outer) = outer {
            own.fill(outer);
        }
        Ok(own)
    }

    fn fill(&mut self, outer: &Context<'a>) {
        fn or<T: Clone>(own: &mut Option<T>, outer: &Option<T>) {
            if own.is_none() {
                own.clone_from(outer);
            }
        }
        or(&mut self.consent, &outer.consent);
        or(&mut self.page, &outer.page);
        or(&mut self.locale, &outer.locale);
        or(&mut self.timezone, &outer.timezone);
        or(&mut self.traits, &outer.traits);
        if self.external_ids.is_empty() {
            self.external_ids.clone_from(&outer.external_ids);
        }
    }
}

/// Checked text: empty is none, numbers are their digits.
pub(super) fn text<'a>(
    value: Lax<Cow<'a, str>>,
    field: &'static str,
    longest: usize,
) -> Result<Option<Cow<'a, str>>, Refusal> {
    let text = match value {
        Lax::Absent => return Ok(None),
        Lax::Wrong => return Err(Refusal::new(field, Reason::WrongType)),
        Lax::Given(text) => text,
    };
    if text.len() > longest && text.chars().count() > longest {
        return Err(Refusal::new(field, Reason::TooLong));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::new(field, Reason::Control));
    }
    Ok((!text.trim_ascii().is_empty()).then_some(text))
}

/// An object that is passed on unread: bounded in depth, null is none.
pub(super) fn raw_object<'a>(
    value: Option<&'a RawValue>,
    field: &'static str,
) -> Result<Option<&'a RawValue>, Refusal> {
    let Some(raw) = value else { return Ok(None) };
    if !raw.get().starts_with('{') {
        return Err(Refusal::new(field, Reason::WrongType));
    }
    if depth_over(raw.get(), DEPTH) {
        return Err(Refusal::new(field, Reason::TooDeep));
    }
    Ok(Some(raw))
}

/// How deep properties and traits may nest.
const DEPTH: usize = 16;

/// Whether valid JSON nests deeper than `limit`. Few opening brackets settle it without looking at strings.
fn depth_over(json: &str, limit: usize) -> bool {
    let opens = |b: &u8| matches!(b, b'{' | b'[');
    if json.bytes().filter(opens).count() <= limit {
        return false;
    }
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return true;
        }
    }
    false
}

fn consent<'a>(raw: Lax<RawConsent<'a>>) -> Result<Option<Consent<'a>>, Refusal> {
    const FIELD: &str = "context.consent.categoryPreferences";
    let raw = match raw {
        Lax::Absent => return Ok(None),
        Lax::Wrong => return Err(Refusal::new("context.consent", Reason::WrongType)),
        Lax::Given(raw) => raw,
    };
    let preferences = match raw.category_preferences {
        Lax::Absent => return Ok(Some(Consent::default())),
        Lax::Wrong => return Err(Refusal::new(FIELD, Reason::WrongType)),
        Lax::Given(preferences) => preferences.0,
    };
    if preferences.len() > ENTRIES {
        return Err(Refusal::new(FIELD, Reason::TooMany));
    }
    let entry = |(name, yes)| match yes {
        Lax::Given(yes) => Ok((text(Lax::Given(name), FIELD, 100)?.unwrap_or_default(), yes)),
        Lax::Absent | Lax::Wrong => Err(Refusal::new(FIELD, Reason::WrongType)),
    };
    preferences.into_iter().map(entry).collect::<Result<_, _>>().map(|all| Some(Consent(all)))
}

fn lists<'a>(raw: Lax<RawLists<'a>>) -> Result<Option<Consent<'a>>, Refusal> {
    let raw = match raw {
        Lax::Absent => return Ok(None),
        Lax::Wrong => return Err(Refusal::new("context.consentManagement", Reason::WrongType)),
        Lax::Given(raw) => raw,
    };
    let mut all = Vec::new();
    for (field, list, yes) in [
        ("context.consentManagement.allowedConsentIds", raw.allowed_consent_ids, true),
        ("context.consentManagement.deniedConsentIds", raw.denied_consent_ids, false),
    ] {
        let names = match list {
            Lax::Absent => continue,
            Lax::Wrong => return Err(Refusal::new(field, Reason::WrongType)),
            Lax::Given(names) => names,
        };
        if names.len() > ENTRIES {
            return Err(Refusal::new(field, Reason::TooMany));
        }
        for name in names {
            all.push((text(name, field, 100)?.unwrap_or_default(), yes));
        }
    }
    Ok(Some(Consent(all)))
}

/// A yes of one and a no of the other is a no: see [`Consent::granted`].
fn both<'a>(one: Option<Consent<'a>>, other: Option<Consent<'a>>) -> Option<Consent<'a>> {
    match (one, other) {
        (Some(Consent(mut all)), Some(Consent(more))) => {
            all.extend(more);
            Some(Consent(all))
        }
        (one, other) => one.or(other),
    }
}

fn page<'a>(raw: Lax<RawPage<'a>>) -> Result<Option<Page<'a>>, Refusal> {
    let raw = match raw {
        Lax::Absent => return Ok(None),
        Lax::Wrong => return Err(Refusal::new("context.page", Reason::WrongType)),
        Lax::Given(raw) => raw,
    };
    let read = |value, field| text(bare(value), field, URL);
    Ok(Some(Page {
        url: read(raw.url, "context.page.url")?,
        path: read(raw.path, "context.page.path")?,
        referrer: read(raw.referrer, "context.page.referrer")?,
    }))
}

/// An address without query, fragment and user information.
fn bare(value: Lax<Cow<'_, str>>) -> Lax<Cow<'_, str>> {
    match value {
        Lax::Given(Cow::Borrowed(url)) => Lax::Given(without_user(before_query(url))),
        Lax::Given(Cow::Owned(url)) => Lax::Given(Cow::Owned(without_user(before_query(&url)).into_owned())),
        other => other,
    }
}

/// The part of a URL before `?` and `#`.
pub(crate) fn before_query(url: &str) -> &str {
    url.find(['?', '#']).map_or(url, |end| &url[..end])
}

fn without_user(url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = url.split_once("//") else { return Cow::Borrowed(url) };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => Cow::Owned(format!("{scheme}//{host}{path}")),
        None => Cow::Borrowed(url),
    }
}

fn external_ids<'a>(raw: Lax<Vec<Lax<RawExternalId<'a>>>>) -> Result<Vec<ExternalId<'a>>, Refusal> {
    const FIELD: &str = "context.externalIds";
    let list = match raw {
        Lax::Absent => return Ok(Vec::new()),
        Lax::Wrong => return Err(Refusal::new(FIELD, Reason::WrongType)),
        Lax::Given(list) => list,
    };
    if list.len() > ENTRIES {
        return Err(Refusal::new(FIELD, Reason::TooMany));
    }
    let entry = |entry| {
        let Lax::Given(RawExternalId { id, kind }) = entry else {
            return Err(Refusal::new(FIELD, Reason::WrongType));
        };
        let missing = Refusal::new(FIELD, Reason::Missing);
        let id = text(id, "context.externalIds.id", 200)?.ok_or(missing)?;
        let kind = text(kind, "context.externalIds.type", 64)?.ok_or(missing)?;
        Ok(ExternalId { id, kind })
    };
    list.into_iter().map(entry).collect()
}
