//! Suppressed addresses as counts, in steps: an exact number would tell, by what one more address adds to it, whether that one said no.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use placet_access::actions::{OptOutsRead, SuppressionsRead};
use placet_access::{Api, Day, May, TenantPath};
use placet_core::Micros;
use placet_edge::Problem;
use placet_permission::suppression;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{channel, ours};

/// Numbers are told in steps of so many, and fewer as few.
const FLOOR: i64 = 5;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(counts)).routes(routes!(opt_outs))
}

/// How many addresses are suppressed.
#[derive(Serialize, ToSchema)]
struct Suppressions {
    /// Numbers are told in steps of this one, rounded down; smaller ones are not told, and are in no sum.
    floor: i64,
    /// How many in all, of those that are told.
    total: i64,
    /// By month, the newest first.
    items: Vec<SuppressionCount>,
}

/// How many addresses are suppressed since a month.
#[derive(Serialize, ToSchema)]
struct SuppressionCount {
    /// The first day of the month.
    month: Day,
    /// `email` or `sms`.
    channel: &'static str,
    /// `marketing`: receipts still arrive; `everything`.
    scope: &'static str,
    /// Why.
    reason: String,
    /// How many, in steps of the floor; nothing below it.
    n: Option<i64>,
}

/// How many opted out of every company's messages.
#[derive(Serialize, ToSchema)]
struct OptOuts {
    /// Numbers are told in steps of this one, rounded down; smaller ones are not told.
    floor: i64,
    /// How many; nothing below the floor.
    n: Option<i64>,
}

/// How many addresses are suppressed at the tenant: by channel, scope, reason and month. Never which.
#[utoipa::path(get, path = "/api/tenants/{tenant}/suppressions", tag = "suppressions", params(TenantPath),
    responses((status = 200, body = Suppressions)), security(("session" = ["suppressions:read"])))]
async fn counts(State(api): State<Api>, may: May<SuppressionsRead>) -> Result<Json<Suppressions>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.suppressions").await?;
    let mut months = BTreeMap::new();
    for one in suppression::counts(&mut tx).await.map_err(ours)? {
        let key = (-month_of(one.day), channel(one.channel), one.scope.name(), one.reason);
        *months.entry(key).or_insert(0) += one.n;
    }
    let items: Vec<SuppressionCount> = months
        .into_iter()
        .map(|((month, channel, scope, reason), n)| SuppressionCount {
            month: Day(-month),
            channel,
            scope,
            reason,
            n: told(n),
        })
        .collect();
    let total = items.iter().filter_map(|one| one.n).sum();
    Ok(Json(Suppressions { floor: FLOOR, total, items }))
}

/// How many addresses opted out of every company's messages. For the operator alone, and one number.
#[utoipa::path(get, path = "/api/opt-outs", tag = "suppressions",
    responses(
        (status = 200, body = OptOuts),
        (status = 403, description = "Not the operator", body = placet_edge::Details, content_type = "application/problem+json")
    ), security(("session" = ["opt_outs:read"])))]
async fn opt_outs(State(api): State<Api>, _may: May<OptOutsRead>) -> Result<Json<OptOuts>, Problem> {
    let mut tx = api.store().global().read("api.opt_outs").await?;
    let n = suppression::opted_out_everywhere(&mut tx).await.map_err(ours)?;
    Ok(Json(OptOuts { floor: FLOOR, n: told(n) }))
}

fn told(n: i64) -> Option<i64> {
    (n >= FLOOR || n == 0).then_some(n / FLOOR * FLOOR)
}

/// The first day of the month of a day, both counted since 1970-01-01.
fn month_of(day: i64) -> i64 {
    let text = Micros(day.saturating_mul(Micros::DAY)).to_string();
    let of_month = text.get(8..10).and_then(|of_month| of_month.parse::<i64>().ok()).unwrap_or(1);
    day - of_month + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_told_as_few_and_a_month_begins_on_its_first_day() {
        assert_eq!([told(0), told(1), told(4), told(5)], [Some(0), None, None, Some(5)]);
        let day = |text: &str| Micros::parse(text).unwrap().day();
        assert_eq!(month_of(day("2026-11-22T16:00:00Z")), day("2026-11-01T00:00:00Z"));
        assert_eq!(month_of(day("2028-02-29T00:00:00Z")), day("2028-02-01T00:00:00Z"));
    }
}
