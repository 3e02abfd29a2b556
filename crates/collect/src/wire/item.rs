//! One item: an event, an identification, a page.

use std::borrow::Cow;
use std::fmt;

use placet_core::{Kind, Micros};
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::context::{self, Context, raw_object, text};
use super::lax::Lax;
use super::{Call, Reason, Refusal, time};
use crate::dictionary;

/// Characters of a message id (Segment).
const MESSAGE_ID: usize = 100;
/// Characters of an anonymous or user id.
const PERSON_ID: usize = 200;
/// Characters of an event's name.
const NAME: usize = 200;

/// One well-formed item, borrowed from the body. Claims of a client: nothing in it is believed yet.
#[derive(Clone)]
pub struct Item<'a> {
    /// Which of the six calls.
    pub call: Call,
    /// The name: `event` of a track, `name` of a page or screen.
    pub name: Option<Cow<'a, str>>,
    /// The kind by the dictionary, or `None`: declared by the tenant itself, or to be counted and not stored (C17).
    pub kind: Option<Kind>,
    /// What tells duplicates; at most 100 characters.
    pub message_id: Option<Cow<'a, str>>,
    /// The device. Without a browser's cookies, this or `user_id` is always there.
    pub anonymous_id: Option<Cow<'a, str>>,
    /// The person at the tenant's shop; a claim (C18).
    pub user_id: Option<Cow<'a, str>>,
    /// When it happened, on our clock.
    pub at: Micros,
    /// When the client says it happened, on its clock.
    pub original_at: Option<Micros>,
    /// `properties`, a JSON object of at most 16 levels, unread: see [`dictionary::declare`].
    pub props: Option<&'a RawValue>,
    /// `traits` of the item itself, a JSON object, unread: see [`Item::claimed`].
    pub traits: Option<&'a RawValue>,
    /// The context, with the batch's filled in.
    pub context: Context<'a>,
}

impl fmt::Debug for Item<'_> {
    /// Without content: it is about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").field("call", &self.call).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The addresses that traits claim.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Claimed<'a> {
    /// `email`; at most 254 characters, not looked at further.
    pub email: Option<Cow<'a, str>>,
    /// `phone`; at most 32 characters, not looked at further.
    pub phone: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct RawTraits<'a> {
    #[serde(default, borrow)]
    email: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    phone: Lax<Cow<'a, str>>,
}

impl<'a> Item<'a> {
    /// The addresses claimed in the item's traits, else in its context's. Everything else in traits is left unread (R031).
    ///
    /// # Errors
    /// A refusal naming the field that is too long, of the wrong type or malformed.
    pub fn claimed(&self) -> Result<Claimed<'a>, Refusal> {
        let Some(traits) = self.traits.or(self.context.traits) else { return Ok(Claimed::default()) };
        let raw: RawTraits<'a> =
            serde_json::from_str(traits.get()).map_err(|error| Refusal::new("traits", reason_of(&error)))?;
        Ok(Claimed {
            email: text(raw.email, "traits.email", 254)?,
            phone: text(raw.phone, "traits.phone", 32)?,
        })
    }
}

/// An item as it comes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Raw<'a> {
    #[serde(default, borrow, rename = "type")]
    call: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    event: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    name: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    message_id: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    anonymous_id: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    user_id: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    timestamp: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    original_timestamp: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    sent_at: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    properties: Option<&'a RawValue>,
    #[serde(default, borrow)]
    traits: Option<&'a RawValue>,
    #[serde(default, borrow)]
    context: Lax<context::Raw<'a>>,
    #[serde(default, borrow)]
    pub(super) write_key: Lax<Cow<'a, str>>,
}

/// What surrounds an item.
pub(super) struct Around<'a, 'o> {
    pub(super) received: Micros,
    /// The request brought a browser's cookies: an item need name nobody.
    pub(super) browser: bool,
    /// When the batch was sent; an item's own `sentAt` counts only without it (some clients set that one while queueing).
    pub(super) sent: Option<Micros>,
    /// Times stand as stated.
    pub(super) history: bool,
    pub(super) context: Option<&'o Context<'a>>,
}

impl Around<'_, '_> {
    /// An item alone.
    pub(super) fn new(received: Micros, browser: bool) -> Self {
        Around { received, browser, sent: None, history: false, context: None }
    }
}

/// The reason for what the JSON reader says. Wrong types are found by [`Lax`], so that a data error is a field given twice.
pub(super) fn reason_of(error: &serde_json::Error) -> Reason {
    match error.classify() {
        Category::Data => Reason::Twice,
        Category::Io | Category::Syntax | Category::Eof => Reason::Malformed,
    }
}

impl<'a> Raw<'a> {
    /// Which call it is by its own `type`.
    pub(super) fn call(&mut self) -> Result<Call, Refusal> {
        match text(std::mem::take(&mut self.call), "type", NAME)? {
            None => Err(Refusal::new("type", Reason::Missing)),
            Some(name) => Call::named(&name).ok_or(Refusal::new("type", Reason::Unknown)),
        }
    }

    /// Checks everything and makes the item.
    pub(super) fn check(self, call: Call, around: &Around<'a, '_>) -> Result<Item<'a>, Refusal> {
        let original_at = match time_of(self.timestamp, "timestamp")? {
            None => time_of(self.original_timestamp, "originalTimestamp")?,
            stated => stated,
        };
        let sent = match around.sent {
            None => time_of(self.sent_at, "sentAt")?,
            sent => sent,
        };
        let (name, kind) = name_and_kind(call, self.event, self.name)?;
        let at = time::corrected(around.history, original_at, sent, around.received);
        time::bounded(at, kind, around.received).map_err(|reason| Refusal::new("timestamp", reason))?;
        let anonymous_id = text(self.anonymous_id, "anonymousId", PERSON_ID)?;
        let user_id = text(self.user_id, "userId", PERSON_ID)?;
        if anonymous_id.is_none() && user_id.is_none() && !around.browser {
            return Err(Refusal::new("anonymousId", Reason::Missing));
        }
        Ok(Item {
            call,
            name,
            kind,
            message_id: text(self.message_id, "messageId", MESSAGE_ID)?,
            anonymous_id,
            user_id,
            at,
            original_at,
            props: raw_object(self.properties, "properties")?,
            traits: raw_object(self.traits, "traits")?,
            context: Context::read(self.context, around.context)?,
        })
    }
}

/// Reads a time field.
pub(super) fn time_of(value: Lax<Cow<'_, str>>, field: &'static str) -> Result<Option<Micros>, Refusal> {
    let Some(text) = text(value, field, NAME)? else { return Ok(None) };
    time::read(&text).map(Some).map_err(|reason| Refusal::new(field, reason))
}

type Named<'a> = (Option<Cow<'a, str>>, Option<Kind>);

fn name_and_kind<'a>(
    call: Call,
    event: Lax<Cow<'a, str>>,
    name: Lax<Cow<'a, str>>,
) -> Result<Named<'a>, Refusal> {
    match call {
        Call::Track => {
            let event = text(event, "event", NAME)?.ok_or(Refusal::new("event", Reason::Missing))?;
            let kind = dictionary::kind(&event);
            Ok((Some(event), kind))
        }
        Call::Page => Ok((text(name, "name", NAME)?, Some(Kind::PAGE))),
        Call::Screen => Ok((text(name, "name", NAME)?, Some(Kind::SCREEN))),
        Call::Identify | Call::Group | Call::Alias => Ok((None, None)),
    }
}
