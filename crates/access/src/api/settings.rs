//! A tenant's settings: its name and the identity it sends with.

use axum::extract::State;
use jiff::tz::TimeZone;
use placet_edge::{FieldError, Json, Problem};
use placet_permission::vault::Address;
use placet_store::tenants::{self, Changed, Settings as Stored, TenantRecord};
use placet_store::{Tx, transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::actions::{SettingsEdit, SettingsRead};
use crate::{Error, IfMatch, May, TenantPath, Versioned};

/// The longest any of them may be, in characters.
const LONGEST: usize = 200;
/// Languages that pages and built-in mails are written in.
const LANGUAGES: [&str; 3] = ["en", "ro", "fr"];

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
    let faults = wanted.faults();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let stands = {
        let mut tx = may.tenant(api.store()).read("access.settings").await?;
        read(&mut tx).await?.0
    };
    seen.require(&stands.version.to_string())?;
    let record = wanted.over(&stands.record);
    let changed = transaction!(may.tenant(api.store()), "access.set_settings", |tx| {
        let changed = tenants::set_settings(tx, &record, stands.version).await?;
        if let Changed::Done(_) = changed {
            may.record(tx, "settings").await?;
        }
        Ok::<_, Error>(changed)
    })?;
    match changed {
        Changed::Done(version) => Ok(Found(Stored { record, version }).shown()),
        Changed::Conflict(_) => Err(Problem::stale()),
        Changed::Unknown => Err(Problem::not_found()),
    }
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

    /// What is wrong with them, by field.
    fn faults(&self) -> Vec<FieldError> {
        let line = |text: &str| {
            let long = text.chars().count() > LONGEST;
            let said = !text.trim().is_empty() && !long && !text.chars().any(char::is_control);
            (!said).then_some("expected 1 to 200 characters, none of them a control character")
        };
        let web = |text: &str| {
            let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            let good =
                text.len() <= 1000 && url.is_some_and(|url| url.has_host() && url.username().is_empty());
            (!good).then_some("expected an address that begins with https:// or http://")
        };
        let zone = TimeZone::get(&self.time_zone)
            .is_err()
            .then_some("is no IANA time zone, such as Europe/Bucharest");
        let language = (!LANGUAGES.contains(&self.language.as_str())).then_some("expected en, ro or fr");
        [
            ("name", line(&self.name)),
            ("sender_name", line(&self.sender_name)),
            ("sender_address", line(&self.sender_address)),
            ("from_address", Address::email(&self.from_address).err().map(|_| "is no e-mail address")),
            ("shop_url", web(&self.shop_url)),
            ("time_zone", zone),
            ("language", language),
        ]
        .into_iter()
        .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
        .collect()
    }
}
