//! How visitors of a tenant's shop are asked, and how they answered.

use axum::extract::State;
use placet_access::actions::{PurposesRead, PurposesWrite};
use placet_access::{Action, Api, Day, IfMatch, May, TenantPath, Time, Versioned};
use placet_collect::banner::{Answer, Answered, answers};
use placet_edge::{Json as Body, Problem};
use placet_permission::Purpose;
use placet_permission::policy::{self, Banner, BannerWords, ShopCookie, Words};
use placet_store::tenants;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;
use super::rules::{current, write};

/// Of how many days the answers are shown.
const DAYS: u32 = 30;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// The consent banner of the tenant's shop.
#[derive(Serialize, ToSchema)]
struct BannerAndAnswers {
    /// The version of the rules.
    version: i32,
    /// Since when they hold.
    at: Time,
    /// Which question the banner puts; answers to another one count no more.
    question: u32,
    /// Where its script is served.
    script: String,
    /// What it says and asks for.
    asks: BannerAsks,
    /// How visitors answered in the last 30 days, the oldest first.
    answers: Vec<AnswersOfDay>,
}

/// What the banner says and asks for.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BannerAsks {
    /// The page that tells of the shop's cookies; empty: the tracker's own.
    #[serde(default)]
    #[schema(max_length = 500)]
    cookie_policy: String,
    /// Whether it asks for anonymous totals of visits beside advertising and tracking.
    performance: bool,
    /// Whether Google's tags are told the answer (Consent Mode, version 2).
    #[serde(default)]
    consent_mode: bool,
    /// What it says beside what it asks for, by language; none: its own words.
    #[serde(default)]
    #[schema(max_items = 3)]
    words: Vec<BannerWords>,
    /// What a yes to advertising and tracking agrees to, by language; none: the program's words. It is kept as evidence of each yes.
    #[serde(default)]
    #[schema(max_items = 3)]
    tracking: Vec<Words>,
    /// The cookies of the shop beside ours, for the public table. A new one that needs a yes asks everybody anew.
    #[serde(default)]
    #[schema(max_items = 100)]
    cookies: Vec<ShopCookie>,
}

/// The banner to be changed, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BannerChange {
    /// What it is to say and ask for.
    asks: BannerAsks,
    /// Whether these words ask for more than those before, so that everybody is asked anew. What shows by itself (another category, data
    /// of another kind, a longer term, a new recipient) asks anew whatever is said here.
    #[serde(default)]
    ask_anew: bool,
    /// Why; it is kept.
    #[schema(min_length = 1)]
    reason: String,
}

/// How many visitors answered so on a day.
#[derive(Serialize, ToSchema)]
struct AnswersOfDay {
    /// The day, UTC.
    day: Day,
    /// The question they answered; 0: one that the shop numbers itself.
    question: u32,
    /// How.
    answer: Answer,
    /// How many.
    n: i64,
}

/// How visitors are asked, and how they answered.
#[utoipa::path(get, path = "/api/tenants/{tenant}/banner", tag = "rules", params(TenantPath),
    responses((status = 200, body = BannerAndAnswers, headers(("ETag" = String)))), security(("session" = ["purposes:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<PurposesRead>,
) -> Result<Versioned<BannerAndAnswers>, Problem> {
    shown(&api, &may).await
}

/// Change how visitors are asked, for a reason that is kept.
#[utoipa::path(put, path = "/api/tenants/{tenant}/banner", tag = "rules", request_body = BannerChange,
    params(TenantPath, ("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 200, body = BannerAndAnswers, headers(("ETag" = String)))), security(("session" = ["purposes:write"])))]
async fn change(
    State(api): State<Api>,
    may: May<PurposesWrite>,
    seen: IfMatch,
    Body(wanted): Body<BannerChange>,
) -> Result<Versioned<BannerAndAnswers>, Problem> {
    let now = current(&api, &may).await?;
    seen.require(&now.version.to_string())?;
    let BannerAsks { cookie_policy, performance, consent_mode, words, tracking, cookies } = wanted.asks;
    let mut policy = now.policy.clone();
    policy.banner = Banner {
        question: now.policy.banner.question + u32::from(wanted.ask_anew),
        cookie_policy: cookie_policy.trim().to_owned(),
        performance,
        consent_mode,
        words: words.into_iter().map(BannerWords::trimmed).collect(),
        cookies: cookies.into_iter().map(ShopCookie::trimmed).collect(),
    };
    if let Some(terms) = policy.purposes.iter_mut().find(|terms| terms.purpose == Purpose::TRACKING) {
        terms.words = tracking.into_iter().map(Words::trimmed).collect();
    }
    write(&api, &may, &now, &policy, &wanted.reason, "banner", field).await?;
    shown(&api, &may).await
}

/// A field of the rules as the request names it.
fn field(of_rules: &str) -> String {
    match of_rules.strip_prefix("banner.") {
        Some(name) => format!("asks.{name}"),
        None if of_rules.starts_with("purposes[") => "asks.tracking".to_owned(),
        None => of_rules.to_owned(),
    }
}

async fn shown<A: Action>(api: &Api, may: &May<A>) -> Result<Versioned<BannerAndAnswers>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.banner").await?;
    let now = policy::current(&mut tx).await.map_err(ours)?;
    let answers = answers(&mut tx, DAYS).await.map_err(ours)?;
    let company = tenants::settings(&mut tx, may.tenant_id()).await.map_err(ours)?;
    let company = company.ok_or_else(Problem::not_found)?.record;
    let tracking = now.policy.terms(Purpose::TRACKING).map(|terms| terms.words.clone());
    let Banner { question, cookie_policy, performance, consent_mode, words, cookies } = now.policy.banner;
    let tracking = tracking.unwrap_or_default();
    let asks = BannerAsks { cookie_policy, performance, consent_mode, words, tracking, cookies };
    let of_day = |Answered { day, question, answer, n }| AnswersOfDay { day: Day(day), question, answer, n };
    let (version, at) = (now.version, Time(now.at));
    let script = format!("{}/sdk/v1/banner.js", company.public_url);
    let shown = BannerAndAnswers {
        version,
        at,
        question,
        script,
        asks,
        answers: answers.into_iter().map(of_day).collect(),
    };
    Ok(Versioned(version.to_string(), shown))
}
