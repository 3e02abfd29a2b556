//! A tenant's settings: its name and the identity it sends with.

use axum::extract::State;
use jiff::tz::TimeZone;
use placet_core::Language;
use placet_edge::{FieldError, Json, Problem};
use placet_permission::sensitive::{self, Look};
use placet_permission::vault::Address;
use placet_permission::{policy, wording};
use placet_store::tenants::{self, Changed, Settings as Stored, TenantRecord};
use placet_store::{Tx, transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::actions::{SettingsEdit, SettingsRead};
use crate::audit::Change;
use crate::{Error, IfMatch, May, TenantPath, Versioned};

/// The longest any of them may be, in characters.
const LONGEST: usize = 200;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// A tenant's settings.
#[derive(Serialize, ToSchema)]
struct Settings {
    /// What can be changed.
    #[serde(flatten)]
    editable: Editable,
    /// Where its public pages and signed links live.
    public_url: String,
    /// ISO 4217: the currency of its totals.
    currency: String,
}

/// What of the settings can be changed. The rest of what was read may be sent along and changes nothing.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
struct Editable {
    /// Its name, as people see it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The sender's name in mails.
    #[schema(min_length = 1, max_length = 200)]
    sender_name: String,
    /// The sender's postal address, shown in every mail.
    #[schema(min_length = 1, max_length = 200)]
    sender_address: String,
    /// The address mails come from.
    from_address: String,
    /// The shop itself: http or https.
    shop_url: String,
    /// IANA time zone, such as `Europe/Bucharest`.
    time_zone: String,
    /// The language of people whose language is not known: `en`, `ro`, `fr`.
    language: String,
}

/// A tenant's settings.
#[utoipa::path(get, path = "/api/tenants/{tenant}/settings", tag = "settings", params(TenantPath),
    responses((status = 200, body = Settings, headers(("ETag" = String)))), security(("session" = ["settings:read"])))]
async fn show(State(api): State<Api>, may: May<SettingsRead>) -> Result<Versioned<Settings>, Problem> {
    let mut tx = may.tenant(api.store()).read("access.settings").await?;
    Ok(read(&mut tx).await?.shown())
}

/// Change a tenant's settings.
#[utoipa::path(put, path = "/api/tenants/{tenant}/settings", tag = "settings", request_body = Editable,
    params(TenantPath, ("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 200, body = Settings, headers(("ETag" = String)))), security(("session" = ["settings:edit"])))]
async fn change(
    State(api): State<Api>,
    may: May<SettingsEdit>,
    seen: IfMatch,
    Json(wanted): Json<Editable>,
) -> Result<Versioned<Settings>, Problem> {
    let stands = {
        let mut tx = may.tenant(api.store()).read("access.settings").await?;
        read(&mut tx).await?.0
    };
    seen.require(&stands.version.to_string())?;
    let record = checked(wanted.over(&stands.record)).map_err(Problem::invalid)?;
    let changed = transaction!(may.tenant(api.store()), "access.set_settings", |tx| {
        let changed = tenants::set_settings(tx, &record, stands.version).await?;
        if let Changed::Done(_) = changed {
            may.record_changes(tx, "settings", &changes(&stands.record, &record)).await?;
            // People are asked in the company's name.
            let rules = policy::current(tx).await?.policy;
            wording::say(tx, &record.name, &rules).await?;
        }
        Ok::<_, Error>(changed)
    })?;
    match changed {
        Changed::Done(version) => Ok(Found(Stored { record, version }).shown()),
        Changed::Conflict(_) => Err(Problem::stale()),
        Changed::Unknown => Err(Problem::not_found()),
    }
}

/// What is written down of a change: that the sender's addresses were changed is told, to what is not.
fn changes(from: &TenantRecord, to: &TenantRecord) -> Vec<Change> {
    let told = [
        ("name", &from.name, &to.name),
        ("sender_name", &from.sender_name, &to.sender_name),
        ("shop_url", &from.shop_url, &to.shop_url),
        ("time_zone", &from.time_zone, &to.time_zone),
        ("language", &from.language, &to.language),
    ];
    let hidden = [
        ("sender_address", &from.sender_address, &to.sender_address),
        ("from_address", &from.from_address, &to.from_address),
    ];
    let told = told.into_iter().filter(|(_, from, to)| from != to);
    let hidden = hidden.into_iter().filter(|(_, from, to)| from != to);
    told.map(|(field, from, to)| Change::of(field, Some(from), Some(to)))
        .chain(hidden.map(|(field, ..)| Change::hidden(field)))
        .collect()
}

struct Found(Stored);

async fn read(tx: &mut Tx) -> Result<Found, Problem> {
    let tenant = tx.tenant()?;
    tenants::settings(tx, tenant).await?.map(Found).ok_or_else(Problem::not_found)
}

impl Found {
    fn shown(self) -> Versioned<Settings> {
        let record = self.0.record;
        let (public_url, currency) = (record.public_url.clone(), record.currency.code().to_owned());
        Versioned(
            self.0.version.to_string(),
            Settings { editable: Editable::of(record), public_url, currency },
        )
    }
}

impl Editable {
    fn of(record: TenantRecord) -> Editable {
        Editable {
            name: record.name,
            sender_name: record.sender_name,
            sender_address: record.sender_address,
            from_address: record.from_address,
            shop_url: record.shop_url,
            time_zone: record.time_zone,
            language: record.language,
        }
    }

    /// The record with these changes.
    fn over(self, stands: &TenantRecord) -> TenantRecord {
        TenantRecord {
            name: self.name,
            sender_name: self.sender_name,
            sender_address: self.sender_address,
            from_address: self.from_address,
            shop_url: self.shop_url,
            time_zone: self.time_zone,
            language: self.language,
            ..stands.clone()
        }
    }
}

/// A tenant's record as it may be kept: addresses of pages without a slash at the end, texts without spaces around them. For the API and the
/// command line alike.
///
/// # Errors
/// What is wrong, by field, without the values.
pub fn checked(mut record: TenantRecord) -> Result<TenantRecord, Vec<FieldError>> {
    for text in [&mut record.name, &mut record.sender_name, &mut record.sender_address] {
        *text = text.trim().to_owned();
    }
    for url in [&mut record.public_url, &mut record.shop_url] {
        *url = url.trim_end_matches('/').to_owned();
    }
    let faults = [
        ("name", line(&record.name)),
        ("sender_name", line(&record.sender_name)),
        ("sender_address", line(&record.sender_address)),
        ("from_address", Address::email(&record.from_address).err().map(|_| "must be an e-mail address")),
        ("public_url", page(&record.public_url)),
        ("shop_url", page(&record.shop_url)),
        ("time_zone", zone(&record.time_zone)),
        (
            "language",
            (!Language::has(&record.language)).then_some("must be a language that pages are written in"),
        ),
    ];
    let faults: Vec<FieldError> =
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect();
    if faults.is_empty() { Ok(record) } else { Err(faults) }
}

fn line(text: &str) -> Option<&'static str> {
    if let Some(found) = sensitive::find(text, Look::Published) {
        return Some(found.reason());
    }
    let good = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    (!good).then_some("must say something, in one line of at most 200 characters")
}

fn page(text: &str) -> Option<&'static str> {
    let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let plain = |url: &url::Url| url.has_host() && url.username().is_empty() && url.query().is_none();
    let good = text.len() <= 1000 && url.as_ref().is_some_and(plain);
    (!good).then_some("must be an address such as https://shop.example")
}

fn zone(name: &str) -> Option<&'static str> {
    TimeZone::get(name).is_err().then_some("must be a zone of the IANA list, such as Europe/Bucharest")
}
