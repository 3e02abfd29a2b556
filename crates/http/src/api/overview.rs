//! The dashboard.

use axum::Json;
use axum::extract::State;
use placet_access::{Api, Day, May, Money, TenantPath, actions::OverviewRead};
use placet_core::{Currency, Money as Amount};
use placet_edge::{Problem, Query};
use placet_measure::overview as measure;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(overview))
}

/// Over which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// How many days, today among them; 30 if not said.
    #[param(minimum = 1, maximum = 366)]
    days: Option<u32>,
}

impl Span {
    pub(super) fn days(&self, usual: u32) -> Result<u32, Problem> {
        let days = self.days.unwrap_or(usual);
        let wrong = || Problem::bad_request("days", "expected a number from 1 to 366");
        (1..=366).contains(&days).then_some(days).ok_or_else(wrong)
    }
}

/// A tenant at a glance, in totals.
#[derive(Serialize, ToSchema)]
struct Overview {
    /// The first day.
    from_day: Day,
    /// The last day: today.
    to_day: Day,
    /// Everything together.
    totals: OverviewTotals,
    /// Every day, the oldest first.
    days: Vec<OverviewDay>,
    /// The journeys, newest first.
    journeys: Vec<OverviewJourney>,
    /// How many people wait in journeys now.
    waiting: i64,
}

/// What is counted.
#[derive(Serialize, ToSchema)]
struct OverviewTotals {
    /// Events that were kept.
    events: i64,
    /// Addresses that were confirmed.
    subscribed: i64,
    /// Messages that a receiving server took.
    accepted: i64,
    /// Those of them whose clicks are counted: all but requests to confirm.
    clickable: i64,
    /// Messages refused for good.
    rejected: i64,
    /// Messages of which a link was followed.
    clicked: i64,
    /// Messages that were opened, of those who agreed to that being noticed.
    opened: i64,
    /// Orders that are credited to a message.
    orders: i64,
    /// What they came to, by currency.
    revenue: Vec<Money>,
    /// Unsubscriptions.
    unsubscribed: i64,
    /// Messages that were not sent because the gate said no.
    denied: i64,
}

/// What is counted of one day.
#[derive(Serialize, ToSchema)]
struct OverviewDay {
    /// The day.
    day: Day,
    /// Events kept.
    events: i64,
    /// Messages a receiving server took.
    accepted: i64,
    /// Messages of which a link was followed.
    clicked: i64,
    /// Orders credited.
    orders: i64,
    /// What they came to in the tenant's own currency, in minor units.
    revenue_minor: i64,
    /// Unsubscriptions.
    unsubscribed: i64,
}

/// What is counted of one journey.
#[derive(Serialize, ToSchema)]
struct OverviewJourney {
    /// Its number.
    id: i32,
    /// Its name.
    name: String,
    /// `live` or `paused`.
    status: String,
    /// Whether a click on its messages is counted: that on the button of a request to confirm is not.
    clickable: bool,
    /// Messages a receiving server took.
    accepted: i64,
    /// Messages of which a link was followed.
    clicked: i64,
    /// Orders credited.
    orders: i64,
}

/// Totals of the last days.
#[utoipa::path(get, path = "/api/tenants/{tenant}/overview", tag = "overview", params(TenantPath, Span),
    responses((status = 200, body = Overview)), security(("session" = ["overview:read"])))]
async fn overview(
    State(api): State<Api>,
    may: May<OverviewRead>,
    Query(span): Query<Span>,
) -> Result<Json<Overview>, Problem> {
    let days = span.days(30)?;
    let mut tx = may.tenant(api.store()).read("api.overview").await?;
    let seen = measure::overview(&mut tx, days).await.map_err(ours)?;
    let totals = seen.totals;
    Ok(Json(Overview {
        from_day: Day(seen.from_day),
        to_day: Day(seen.to_day),
        totals: OverviewTotals {
            events: totals.events,
            subscribed: totals.subscribed,
            accepted: totals.accepted,
            clickable: totals.clickable,
            rejected: totals.rejected,
            clicked: totals.clicked,
            opened: totals.opened,
            orders: totals.orders,
            revenue: totals.revenue.iter().filter_map(|(code, minor)| money(code, *minor)).collect(),
            unsubscribed: totals.unsubscribed,
            denied: totals.denied,
        },
        days: seen.days.iter().map(OverviewDay::of).collect(),
        journeys: seen.journeys.into_iter().map(OverviewJourney::of).collect(),
        waiting: seen.waiting,
    }))
}

/// An amount under its code; a code that is none is no money.
fn money(code: &str, minor: i64) -> Option<Money> {
    Some(Amount { minor, currency: Currency::parse(code).ok()? }.into())
}

impl OverviewDay {
    fn of(day: &measure::DayOf) -> OverviewDay {
        let measure::DayOf { day, events, accepted, clicked, orders, revenue_minor, unsubscribed } = *day;
        OverviewDay { day: Day(day), events, accepted, clicked, orders, revenue_minor, unsubscribed }
    }
}

impl OverviewJourney {
    fn of(journey: measure::JourneyOf) -> OverviewJourney {
        let measure::JourneyOf { id, name, status, clickable, accepted, clicked, orders } = journey;
        OverviewJourney { id, name, status: status.name().to_owned(), clickable, accepted, clicked, orders }
    }
}
