//! The keys by which a shop speaks to Placet. A server key is shown once, when it is made, and what is kept is its hash; a write key is
//! public and shown whenever it is looked for.

use axum::Json as Answer;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use placet_edge::{Json, Problem};
use placet_permission::vault::{digest, hex, random};
use placet_store::tenants::{self, Key as Stored, KeyClass, NewKey as New};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::actions::{KeysEdit, KeysRead};
use crate::audit::Change;
use crate::{Error, May, TenantPath, Time};

/// The longest label, in characters.
const LABEL: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke))
}

/// What a key may do.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Class {
    /// Public, in the shop's pages: it makes claims only.
    Write,
    /// Secret, on the shop's server: it vouches for who a person is.
    Server,
}

/// The keys of a tenant.
#[derive(Serialize, ToSchema)]
struct Keys {
    /// The newest first, revoked ones among them.
    items: Vec<Key>,
}

/// A key; a secret one without the key itself.
#[derive(Serialize, ToSchema)]
struct Key {
    /// Its id.
    id: String,
    /// What it may do.
    class: Class,
    /// The key itself, if it is a public one; `null` for secret ones, and for public ones of which only a hash was kept.
    public: Option<String>,
    /// What it was made for.
    label: String,
    /// Since when.
    created_at: Time,
    /// Since when it opens nothing any more.
    revoked_at: Option<Time>,
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// What it may do.
    class: Class,
    /// What it is for, such as the name of a shop or a plug-in.
    #[schema(max_length = 100)]
    label: String,
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
struct MadeKey {
    /// The key itself. A secret one is shown now and never again.
    key: String,
    /// As in the list.
    #[serde(flatten)]
    row: Key,
}

/// Which keys there are.
#[utoipa::path(get, path = "/api/tenants/{tenant}/keys", tag = "keys", params(TenantPath), responses((status = 200, body = Keys)), security(("session" = ["keys:read"])))]
async fn list(State(api): State<Api>, may: May<KeysRead>) -> Result<Answer<Keys>, Problem> {
    let mut tx = may.tenant(api.store()).read("access.keys").await?;
    let keys = tenants::keys(&mut tx, may.tenant_id()).await?;
    Ok(Answer(Keys { items: keys.into_iter().map(Key::of).collect() }))
}

/// A new key of a shop, random: public ones are named `wk_…`, secret ones `sk_…`.
pub fn new_key(class: KeyClass) -> String {
    match class {
        KeyClass::Write => format!("wk_{}", hex(&random::<20>())),
        KeyClass::Server => format!("sk_{}", hex(&random::<32>())),
    }
}

/// Make a key.
#[utoipa::path(post, path = "/api/tenants/{tenant}/keys", tag = "keys", request_body = NewKey,
    params(TenantPath, ("Idempotency-Key" = Option<String>, Header, description = "The same request once")),
    responses((status = 201, body = MadeKey)), security(("session" = ["keys:edit"])))]
async fn make(
    State(api): State<Api>,
    may: May<KeysEdit>,
    Json(new): Json<NewKey>,
) -> Result<(StatusCode, Answer<MadeKey>), Problem> {
    let label = new.label.trim();
    if label.is_empty() || label.chars().count() > LABEL || label.chars().any(char::is_control) {
        return Err(Problem::bad_request(
            "label",
            format!("expected 1 to {LABEL} characters, none of them a control character"),
        ));
    }
    let class = match new.class {
        Class::Write => KeyClass::Write,
        Class::Server => KeyClass::Server,
    };
    let key = new_key(class);
    let hash = digest(key.as_bytes());
    let new_row = match class {
        KeyClass::Write => New::Write { hash: &hash, text: &key },
        KeyClass::Server => New::Server { hash: &hash },
    };
    let row = transaction!(may.tenant(api.store()), "access.make_key", |tx| {
        let made = tenants::add_key(tx, may.tenant_id(), new_row, label).await?;
        let changes =
            [Change::of("class", None, Some(name(made.class))), Change::of("label", None, Some(&made.label))];
        may.record_changes(tx, &format!("{} made", made.id), &changes).await?;
        Ok::<_, Error>(made)
    })?;
    Ok((StatusCode::CREATED, Answer(MadeKey { key, row: Key::of(row) })))
}

/// Revoke a key: within a second it opens nothing any more.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/keys/{id}", tag = "keys", params(TenantPath, ("id" = String, Path, description = "The key's id")),
    responses((status = 204)), security(("session" = ["keys:edit"])))]
async fn revoke(
    State(api): State<Api>,
    may: May<KeysEdit>,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let revoked = transaction!(may.tenant(api.store()), "access.revoke_key", |tx| {
        let revoked = tenants::revoke_key(tx, may.tenant_id(), &id).await?;
        if let Some(key) = &revoked {
            let changes = [
                Change::of("class", Some(name(key.class)), None),
                Change::of("label", Some(&key.label), None),
            ];
            may.record_changes(tx, &format!("{id} revoked"), &changes).await?;
        }
        Ok::<_, Error>(revoked)
    })?;
    if revoked.is_some() { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

fn name(class: KeyClass) -> &'static str {
    match class {
        KeyClass::Write => "write",
        KeyClass::Server => "server",
    }
}

impl Key {
    fn of(key: Stored) -> Key {
        Key {
            id: key.id,
            class: match key.class {
                KeyClass::Write => Class::Write,
                KeyClass::Server => Class::Server,
            },
            public: key.public,
            label: key.label,
            created_at: Time(key.created_at),
            revoked_at: key.revoked_at.map(Time),
        }
    }
}
