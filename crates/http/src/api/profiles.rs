//! Profiles: people by their numbers. An address is shown for a stated reason alone, and that is written down (R183).

use axum::Json;
use axum::extract::{Path, State};
use placet_access::actions::{ContactsView, ProfilesRead};
use placet_access::audit::{self, Reason, Reference};
use placet_access::{Action, Api, Listing, May, Page, TenantPath, Time};
use placet_collect::declaration;
use placet_core::Id;
use placet_edge::{Json as Body, Problem, Query};
use placet_permission::person::{self, Consent, ContactFacts, Of};
use placet_permission::wish::Pace;
use placet_profile as profile;
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::decision::class;
use super::messages::DecisionEvidence;
use super::{ItemRef, JourneyRef, Journeys, channel, ours};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(timeline))
        .routes(routes!(disclose))
}

/// Which profiles.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// `true`: those with an address; `false`: the others.
    known: Option<bool>,
}

/// A profile in the list: somebody, by a number.
#[derive(Serialize, ToSchema)]
struct ProfileRow {
    /// Its id.
    id: String,
    /// Since when there is one.
    created_at: Time,
    /// When anything of theirs was last seen.
    last_seen_at: Option<Time>,
    /// By which channels they could be written to.
    channels: Vec<&'static str>,
    /// Whether an address of theirs was confirmed.
    verified: bool,
    /// How many different items lie in the cart.
    cart_items: usize,
}

/// One person, by a number.
#[derive(Serialize, ToSchema)]
struct Profile {
    /// Its id.
    id: String,
    /// Since when there is one.
    created_at: Time,
    /// When anything of theirs was last seen.
    last_seen_at: Option<Time>,
    /// How many devices, accounts and addresses are known to be theirs.
    streams: usize,
    /// Their addresses, none of them shown.
    contacts: Vec<Contact>,
    /// What lies in the cart.
    cart: Vec<ItemRef>,
    /// What was viewed, the newest first.
    viewed: Vec<ItemRef>,
    /// What they agreed to and what not.
    consents: Vec<ConsentRow>,
    /// Channels that no message goes by, because they said no.
    suppressed: Vec<&'static str>,
}

/// An address, without the address.
#[derive(Serialize, ToSchema)]
struct Contact {
    /// Its id.
    id: String,
    /// `email` or `sms`.
    channel: &'static str,
    /// `claimed`: typed by somebody; `verified`: confirmed by its owner.
    class: &'static str,
    /// The language to write in.
    language: String,
    /// Where it came from.
    source: String,
    /// Since when it is known.
    created_at: Time,
    /// When its owner confirmed it.
    verified_at: Option<Time>,
    /// How often at most, by its owner's wish: `week`, `month`; `null` if they wished nothing.
    pace: Option<&'static str>,
    /// Until when its owner asked for a pause.
    paused_until: Option<Time>,
}

/// Where a consent stands.
#[derive(Serialize, ToSchema)]
struct ConsentRow {
    /// For what.
    purpose: String,
    /// `email` or `sms`, if it is about writing to an address.
    channel: Option<&'static str>,
    /// `granted`, `refused`, `withdrawn`, `requested`.
    state: &'static str,
    /// Whether it is a yes that holds now: one that is too old does not.
    holds: bool,
    /// Since when.
    at: Time,
    /// The entry of the ledger that proves it.
    entry: i64,
    /// Until when a yes holds, if it is not said anew; `null` for what is no yes.
    holds_until: Option<Time>,
    /// The address it belongs to, by its id; `null` if it belongs to a device or the person.
    contact: Option<String>,
    /// What the entry says.
    evidence: Option<DecisionEvidence>,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
struct TimelineEntry {
    /// When.
    at: Time,
    /// What: the name of the event.
    kind: String,
    /// The item it is about, if the catalogue still has it.
    item: Option<ItemRef>,
    /// The message it is about.
    message: Option<String>,
    /// The journey of that message.
    journey: Option<JourneyRef>,
    /// Its other declared properties.
    #[schema(value_type = Object)]
    props: Map<String, Value>,
    /// Which of them are amounts, in minor units of the event's `currency`.
    amounts: Vec<String>,
}

/// Why an address is to be shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Disclosure {
    /// The contact's id.
    contact: String,
    /// The reason. It is written down.
    reason: Reason,
    /// The number of a ticket or a file: letters, digits, `#`, `/`, `-`.
    #[serde(default)]
    #[schema(pattern = "^[0-9A-Za-z#/-]{1,40}$")]
    reference: Option<String>,
}

/// An address that is shown.
#[derive(Serialize, ToSchema)]
struct Disclosed {
    /// It.
    address: String,
}

/// Profiles, newest first. Who nobody knows (a device without address) has none.
#[utoipa::path(get, path = "/api/tenants/{tenant}/profiles", tag = "profiles", params(TenantPath, Which, Listing),
    responses((status = 200, body = Page<ProfileRow>)), security(("session" = ["profiles:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<ProfilesRead>,
    Query(which): Query<Which>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<ProfileRow>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<Id>()?);
    let mut tx = may.tenant(api.store()).read("api.profiles").await?;
    let found = profile::list::list(&mut tx, which.known, after, limit).await.map_err(ours)?;
    Ok(Json(Page::of(found, |row| ProfileRow {
        id: row.id.text("prof"),
        created_at: Time(row.created_at),
        last_seen_at: row.last_seen.map(Time),
        channels: row.channels.into_iter().map(channel).collect(),
        verified: row.verified,
        cart_items: row.cart_items,
    })))
}

/// One person, without addresses. Looking is written down.
#[utoipa::path(get, path = "/api/tenants/{tenant}/profiles/{id}", tag = "profiles",
    params(TenantPath, ("id" = String, Path, description = "The profile's id")), responses((status = 200, body = Profile)), security(("session" = ["profiles:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<ProfilesRead>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Profile>, Problem> {
    let id = profile_id(&id)?;
    let found = transaction!(may.tenant(api.store()), "api.profile", |tx| {
        let Some(found) = profile::person::get(tx, id).await? else { return Ok(None) };
        let contacts = person::contacts(tx, id).await?;
        let consents = person::consents(tx, id, &found.devices()).await?;
        may.record(tx, &id.text("prof")).await?;
        Ok::<_, Error>(Some((found, contacts, consents)))
    });
    let (found, contacts, consents) = found.map_err(ours)?.ok_or_else(Problem::not_found)?;
    let mut suppressed: Vec<_> =
        contacts.iter().filter(|one| one.suppressed.is_some()).map(|one| channel(one.channel)).collect();
    suppressed.dedup();
    Ok(Json(Profile {
        id: id.text("prof"),
        created_at: Time(found.created_at),
        last_seen_at: found.last_seen.map(Time),
        streams: found.streams.len(),
        contacts: contacts.into_iter().map(Contact::of).collect(),
        cart: found.cart.iter().filter_map(|(_, item)| item.as_ref()).map(ItemRef::from).collect(),
        viewed: found.views.iter().filter_map(|(_, item)| item.as_ref()).map(ItemRef::from).collect(),
        consents: consents.into_iter().map(ConsentRow::of).collect(),
        suppressed,
    }))
}

/// What happened on all devices and addresses of a person, the newest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/profiles/{id}/timeline", tag = "profiles",
    params(TenantPath, ("id" = String, Path, description = "The profile's id"), Listing), responses((status = 200, body = Page<TimelineEntry>)), security(("session" = ["profiles:read"])))]
async fn timeline(
    State(api): State<Api>,
    may: May<ProfilesRead>,
    Path((_, id)): Path<(String, String)>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<TimelineEntry>>, Problem> {
    let (limit, before) = (listing.limit()?, listing.after::<i64>()?);
    let id = profile_id(&id)?;
    let mut tx = may.tenant(api.store()).read("api.timeline").await?;
    let moments = profile::person::timeline(&mut tx, id, before, limit).await.map_err(ours)?;
    let moments = moments.ok_or_else(Problem::not_found)?;
    let (journeys, names) = (Journeys::of(&mut tx).await?, declaration::names(&mut tx).await?);
    Ok(Json(Page::of(moments, |moment| TimelineEntry {
        at: Time(moment.at),
        kind: names.of(moment.kind).to_owned(),
        item: moment.item.as_ref().map(ItemRef::from),
        message: moment.message.map(|id| id.text("msg")),
        journey: moment.origin.map(|id| journeys.get(id)),
        amounts: moment.props.keys().filter(|name| names.is_amount(moment.kind, name)).cloned().collect(),
        props: moment.props,
    })))
}

/// Show an address, for a reason that is written down with who asked.
#[utoipa::path(post, path = "/api/tenants/{tenant}/profiles/{id}/disclosures", tag = "profiles", request_body = Disclosure,
    params(TenantPath, ("id" = String, Path, description = "The profile's id")), responses((status = 200, body = Disclosed)), security(("session" = ["contacts:view"])))]
async fn disclose(
    State(api): State<Api>,
    may: May<ContactsView>,
    Path((_, id)): Path<(String, String)>,
    Body(asked): Body<Disclosure>,
) -> Result<Json<Disclosed>, Problem> {
    let id = profile_id(&id)?;
    let contact = Id::parse("con", &asked.contact)
        .map_err(|_| Problem::bad_request("contact", "is no contact's id"))?;
    let reference = asked.reference.as_deref().map(|text| {
        Reference::parse(text)
            .ok_or_else(|| Problem::bad_request("reference", "expected 1 to 40 letters, digits, #, / or -"))
    });
    let reason = (asked.reason, reference.transpose()?);
    let keys = api.keyring().keys(may.tenant(api.store())).await.map_err(ours)?;
    let permitted = transaction!(may.tenant(api.store()), "api.disclose", |tx| {
        let Some((contact, permit)) = placet_permission::may_view(tx, contact).await? else {
            return Ok(None);
        };
        if contact.profile != id {
            return Ok(None);
        }
        let object = contact.id.text("con");
        let entry = audit::New {
            member: may.member(),
            action: ContactsView::NAME,
            object: &object,
            reason: Some(reason.clone()),
            changes: &[],
        };
        audit::record(tx, &entry).await?;
        Ok::<_, Error>(Some((contact, permit)))
    });
    let (contact, permit) = permitted.map_err(ours)?.ok_or_else(Problem::not_found)?;
    let address = permit.open(&keys, &contact.sealed, "sealed", api.store().clock().now()).map_err(ours)?;
    Ok(Json(Disclosed { address: address.expose().to_owned() }))
}

fn profile_id(text: &str) -> Result<Id, Problem> {
    Id::parse("prof", text).map_err(|_| Problem::not_found())
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Profile(#[from] profile::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}

impl Contact {
    fn of(facts: ContactFacts) -> Contact {
        Contact {
            id: facts.id.text("con"),
            channel: channel(facts.channel),
            class: class(facts.class),
            language: facts.language,
            source: facts.source,
            created_at: Time(facts.created_at),
            verified_at: facts.verified_at.map(Time),
            pace: facts.wish.pace.map(Pace::name),
            paused_until: facts.wish.paused_until.map(Time),
        }
    }
}

impl ConsentRow {
    fn of(consent: Consent) -> ConsentRow {
        ConsentRow {
            purpose: consent.purpose.name().into_owned(),
            channel: match consent.of {
                Of::Contact(_, by) => Some(channel(by)),
                Of::Device(_) | Of::Profile => None,
            },
            state: consent.state.name(),
            holds: consent.holds,
            at: Time(consent.at),
            entry: consent.entry,
            holds_until: consent.until.map(Time),
            contact: match consent.of {
                Of::Contact(id, _) => Some(id.text("con")),
                Of::Device(_) | Of::Profile => None,
            },
            evidence: consent.shown.map(DecisionEvidence::of),
        }
    }
}
