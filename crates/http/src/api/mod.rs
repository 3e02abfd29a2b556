//! The console's operations at a tenant: what several rooms know together, told in the API's words. A handler says by [`May`] what it
//! takes to be asked, opens one transaction, calls the rooms and answers; nothing here decides anything.

mod banner;
mod decision;
mod decisions;
mod declarations;
mod differences;
mod duties;
mod imports;
mod ingest;
mod items;
mod journeys;
mod ledger;
mod messages;
mod orders;
mod overview;
mod profiles;
mod rules;
mod suppressions;

use std::collections::BTreeMap;

use placet_access::Api;
use placet_edge::Problem;
use placet_permission::vault::Channel;
use placet_shop::Item;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// Every operation at a tenant.
pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .merge(overview::routes())
        .merge(profiles::routes())
        .merge(journeys::routes())
        .merge(messages::routes())
        .merge(orders::routes())
        .merge(items::routes())
        .merge(ingest::routes())
        .merge(declarations::routes())
        .merge(decisions::routes())
        .merge(ledger::routes())
        .merge(rules::routes())
        .merge(banner::routes())
        .merge(duties::routes())
        .merge(suppressions::routes())
        .merge(imports::routes())
}

/// A journey or campaign, where something else speaks of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct JourneyRef {
    /// Its number.
    id: i32,
    /// Its name.
    name: String,
}

/// An item of the catalogue, where something else speaks of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ItemRef {
    /// The shop's own name for it.
    sku: String,
    /// What people read.
    title: String,
}

/// Names of journeys by their numbers.
struct Journeys(BTreeMap<i32, String>);

impl Journeys {
    async fn of(tx: &mut placet_store::Tx) -> Result<Journeys, Problem> {
        placet_journey::names(tx).await.map(Journeys).map_err(ours)
    }

    /// The journey of this number, under its number if it is not there any more.
    fn get(&self, id: i32) -> JourneyRef {
        JourneyRef { id, name: self.0.get(&id).cloned().unwrap_or_else(|| id.to_string()) }
    }
}

impl From<&Item> for ItemRef {
    fn from(item: &Item) -> ItemRef {
        ItemRef { sku: item.sku.clone(), title: item.title.clone() }
    }
}

/// A channel's name.
fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Sms => "sms",
    }
}

/// What an error of a room is to the caller: never its text.
fn ours<E: std::error::Error + 'static>(error: E) -> Problem {
    Problem::from_error(&error)
}
