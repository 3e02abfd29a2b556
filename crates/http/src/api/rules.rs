//! A tenant's rules, which are one document: its purposes, its caps and quiet hours, and what was changed of them.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::{Json, http::StatusCode};
use placet_access::actions::{CapsWrite, PurposesRead, PurposesWrite};
use placet_access::audit::Change;
use placet_access::{Action, Api, IfMatch, May, TenantPath, Time, Versioned};
use placet_core::Language;
use placet_edge::{Json as Body, Problem};
use placet_permission::cap::Caps;
use placet_permission::hours::{QuietHours, Week};
use placet_permission::law::{Name, Region, Value as Law};
use placet_permission::policy::{
    self, Basis, Category, Changed, Condition, Doing, Policy, Relevance, Terms, Version, Words,
};
use placet_permission::wording::{self, Spoken};
use placet_permission::{Purpose, vault::Channel};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::differences::differences;
use super::{channel, ours};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(purposes, add))
        .routes(routes!(change))
        .routes(routes!(caps, change_caps))
        .routes(routes!(changes))
}

/// What a tenant uses data for.
#[derive(Serialize, ToSchema)]
struct Purposes {
    /// The version of the rules.
    version: i32,
    /// Since when they hold.
    at: Time,
    /// Every purpose: those that each tenant has, then its own.
    items: Vec<PurposeRow>,
}

/// A purpose.
#[derive(Serialize, ToSchema)]
struct PurposeRow {
    /// Its name: `marketing`, `own-100`.
    purpose: String,
    /// Whether it is one of the tenant's own.
    own: bool,
    /// Whether people are asked for it with a box of its own in a form.
    asked: bool,
    /// In which words they are, today: the tenant's or the program's.
    spoken: Vec<Words>,
    /// What holds of it.
    terms: PurposeTerms,
}

/// What holds of a purpose.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PurposeTerms {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// What it does; never changed, for people agreed to it.
    does: Doing,
    /// On what it rests (GDPR art. 6). Changed only for a reason of 20 characters or more, and with a new notice.
    basis: Basis,
    /// The condition under which it may use special categories (GDPR art. 9).
    #[serde(default)]
    condition: Option<Condition>,
    /// What it may use.
    categories: Vec<Category>,
    /// For how many days.
    #[schema(minimum = 1, maximum = 1096)]
    term_days: u16,
    /// Who receives data for it beside the company.
    #[schema(max_items = 50)]
    recipients: Vec<String>,
    /// Where it is told of: the notice and its version.
    #[schema(max_length = 200)]
    notice: String,
    /// The words in which it is asked for, by language; none: the program's, where it has some. A purpose of the tenant's own that an
    /// address is asked for has words.
    #[serde(default)]
    #[schema(max_items = 3)]
    words: Vec<Words>,
    /// Who gets its messages.
    relevance: Relevance,
    /// Whether anything is done for it.
    active: bool,
}

/// A purpose to be added or changed, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PurposeChange {
    /// What is to hold of it.
    terms: PurposeTerms,
    /// Why; it is kept.
    #[schema(min_length = 1)]
    reason: String,
}

/// How much people get and when.
#[derive(Serialize, ToSchema)]
struct CapsAndHours {
    /// The version of the rules.
    version: i32,
    /// Since when they hold.
    at: Time,
    /// How much.
    caps: Caps,
    /// When; a channel without hours is written by at any.
    quiet: QuietHours,
    /// The hours that law allows, which nothing widens.
    law: Vec<LawHours>,
}

/// Hours that law allows.
#[derive(Serialize, ToSchema)]
struct LawHours {
    /// ISO 3166-1, `EU`, or `*` for everywhere.
    region: String,
    /// `email` or `sms`.
    channel: &'static str,
    /// The hours, by the clocks where the person is.
    week: Week,
    /// Where that stands.
    source: String,
}

/// Caps and hours to be changed, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CapsChange {
    /// How much.
    caps: Caps,
    /// When.
    quiet: QuietHours,
    /// Why; it is kept.
    #[schema(min_length = 1)]
    reason: String,
}

/// What was changed of the rules.
#[derive(Serialize, ToSchema)]
struct RuleChanges {
    /// The newest first.
    items: Vec<RuleChange>,
}

/// A change of the rules.
#[derive(Serialize, ToSchema)]
struct RuleChange {
    /// The version it made.
    version: i32,
    /// When.
    at: Time,
    /// Why.
    reason: String,
    /// The member's id; nobody where the program or its command line did it.
    member: Option<String>,
    /// Their e-mail address, while they belong here.
    email: Option<String>,
    /// What was changed, from what to what.
    changes: Vec<Change>,
}

/// What the tenant uses data for.
#[utoipa::path(get, path = "/api/tenants/{tenant}/purposes", tag = "rules", params(TenantPath),
    responses((status = 200, body = Purposes, headers(("ETag" = String)))), security(("session" = ["purposes:read"])))]
async fn purposes(State(api): State<Api>, may: May<PurposesRead>) -> Result<Versioned<Purposes>, Problem> {
    let now = current(&api, &may).await?;
    let spoken = spoken(&api, &may).await?;
    let items = now.policy.purposes.iter().map(|terms| PurposeRow::of(&now.policy, terms, &spoken)).collect();
    Ok(Versioned(now.version.to_string(), Purposes { version: now.version, at: Time(now.at), items }))
}

/// Add a purpose of the tenant's own, for which people are asked on its own.
#[utoipa::path(post, path = "/api/tenants/{tenant}/purposes", tag = "rules", request_body = PurposeChange,
    params(TenantPath, ("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 201, body = PurposeRow, headers(("ETag" = String)))), security(("session" = ["purposes:write"])))]
async fn add(
    State(api): State<Api>,
    may: May<PurposesWrite>,
    seen: IfMatch,
    Body(wanted): Body<PurposeChange>,
) -> Result<(StatusCode, Versioned<PurposeRow>), Problem> {
    let now = current(&api, &may).await?;
    seen.require(&now.version.to_string())?;
    let own = now.policy.purposes.iter().filter(|terms| terms.purpose.is_own()).count();
    let purpose = Purpose::own(own).ok_or_else(|| Problem::conflict("There are too many purposes."))?;
    let terms = wanted.terms.of(purpose);
    let mut policy = now.policy.clone();
    policy.purposes.push(terms.clone());
    let version = write(&api, &may, &now, &policy, &wanted.reason, &purpose.name(), field).await?;
    let row = PurposeRow::of(&policy, &terms, &spoken(&api, &may).await?);
    Ok((StatusCode::CREATED, Versioned(version.to_string(), row)))
}

/// Change a purpose, for a reason that is kept.
#[utoipa::path(put, path = "/api/tenants/{tenant}/purposes/{purpose}", tag = "rules", request_body = PurposeChange,
    params(TenantPath, ("purpose" = String, Path, description = "The purpose's name"), ("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 200, body = PurposeRow, headers(("ETag" = String)))), security(("session" = ["purposes:write"])))]
async fn change(
    State(api): State<Api>,
    may: May<PurposesWrite>,
    Path((_, purpose)): Path<(String, String)>,
    seen: IfMatch,
    Body(wanted): Body<PurposeChange>,
) -> Result<Versioned<PurposeRow>, Problem> {
    let now = current(&api, &may).await?;
    let mut policy = now.policy.clone();
    let stands = policy.purposes.iter_mut().find(|terms| terms.purpose.name() == purpose);
    let stands = stands.ok_or_else(Problem::not_found)?;
    seen.require(&now.version.to_string())?;
    *stands = wanted.terms.of(stands.purpose);
    let terms = stands.clone();
    let version = write(&api, &may, &now, &policy, &wanted.reason, &purpose, field).await?;
    let row = PurposeRow::of(&policy, &terms, &spoken(&api, &may).await?);
    Ok(Versioned(version.to_string(), row))
}

/// How much people get and at which hours.
#[utoipa::path(get, path = "/api/tenants/{tenant}/caps", tag = "rules", params(TenantPath),
    responses((status = 200, body = CapsAndHours, headers(("ETag" = String)))), security(("session" = ["purposes:read"])))]
async fn caps(State(api): State<Api>, may: May<PurposesRead>) -> Result<Versioned<CapsAndHours>, Problem> {
    let now = current(&api, &may).await?;
    shown(&api, &may, now).await
}

/// Change caps and quiet hours, for a reason that is kept.
#[utoipa::path(put, path = "/api/tenants/{tenant}/caps", tag = "rules", request_body = CapsChange,
    params(TenantPath, ("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 200, body = CapsAndHours, headers(("ETag" = String)))), security(("session" = ["caps:write"])))]
async fn change_caps(
    State(api): State<Api>,
    may: May<CapsWrite>,
    seen: IfMatch,
    Body(wanted): Body<CapsChange>,
) -> Result<Versioned<CapsAndHours>, Problem> {
    let now = current(&api, &may).await?;
    seen.require(&now.version.to_string())?;
    let policy = Policy { caps: wanted.caps, quiet: wanted.quiet, ..now.policy.clone() };
    write(&api, &may, &now, &policy, &wanted.reason, "caps", field).await?;
    let now = current(&api, &may).await?;
    shown(&api, &may, now).await
}

/// What was changed of the rules, by whom and why.
#[utoipa::path(get, path = "/api/tenants/{tenant}/rule-changes", tag = "rules", params(TenantPath),
    responses((status = 200, body = RuleChanges)), security(("session" = ["purposes:read"])))]
async fn changes(State(api): State<Api>, may: May<PurposesRead>) -> Result<Json<RuleChanges>, Problem> {
    let emails = api.colleagues(may.tenant(api.store())).await.map_err(ours)?;
    let mut tx = may.tenant(api.store()).read("api.rule_changes").await?;
    let all = policy::changes(&mut tx).await.map_err(ours)?;
    let before = all.iter().skip(1).map(|one| Some(&one.version.policy)).chain([None]);
    let items = all.iter().zip(before).map(|(one, before)| {
        let Changed { version, reason, member } = one;
        RuleChange {
            version: version.version,
            at: Time(version.at),
            reason: reason.clone(),
            member: member.map(|id| id.text("mem")),
            email: member.and_then(|id| emails.get(&id).cloned()),
            changes: before.map(|before| differences(before, &version.policy)).unwrap_or_default(),
        }
    });
    Ok(Json(RuleChanges { items: items.collect() }))
}

/// The rules that hold now.
pub(super) async fn current<A: Action>(api: &Api, may: &May<A>) -> Result<Version, Problem> {
    let mut tx = may.tenant(api.store()).read("api.rules").await?;
    policy::current(&mut tx).await.map_err(ours)
}

async fn shown<A: Action>(api: &Api, may: &May<A>, now: Version) -> Result<Versioned<CapsAndHours>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.law").await?;
    let (laws, moment) = (api.gate().laws(&mut tx).await.map_err(ours)?, tx.clock().now());
    let mut law = BTreeMap::new();
    for (name, by) in [(Name::QuietEmail, Channel::Email), (Name::QuietSms, Channel::Sms)] {
        let regions = laws.rules().filter(|rule| rule.name == name).map(|rule| rule.region);
        for region in regions.collect::<std::collections::BTreeSet<Region>>() {
            let rule = laws.in_region(region, name, moment, moment);
            if let Some((Law::Week(week), source)) = rule.map(|rule| (&rule.value, &rule.source)) {
                let (region, week, source) = (region.code().to_owned(), week.clone(), source.clone());
                law.insert(
                    (region.clone(), channel(by)),
                    LawHours { region, channel: channel(by), week, source },
                );
            }
        }
    }
    Ok(Versioned(
        now.version.to_string(),
        CapsAndHours {
            version: now.version,
            at: Time(now.at),
            caps: now.policy.caps,
            quiet: now.policy.quiet,
            law: law.into_values().collect(),
        },
    ))
}

/// Makes these the rules, in one transaction with the entry of the log that tells from what to what. What changes nothing makes no version.
/// `field` names a field of the rules as the request does.
pub(super) async fn write<A: Action>(
    api: &Api,
    may: &May<A>,
    from: &Version,
    policy: &Policy,
    reason: &str,
    object: &str,
    field: fn(&str) -> String,
) -> Result<i32, Problem> {
    if *policy == from.policy {
        return Ok(from.version);
    }
    let changes = differences(&from.policy, policy);
    let written = transaction!(may.tenant(api.store()), "api.set_rules", |tx| {
        let member = Some(may.member());
        let version = policy::change(tx, from.version, policy, reason.trim(), member).await?;
        may.record_changes(tx, &format!("{object}, rules {version}"), &changes).await?;
        Ok::<_, Error>(version)
    });
    match written {
        Ok(version) => Ok(version),
        Err(Error::Permission(placet_permission::Error::Policy(broken))) => {
            Err(Problem::bad_request(field(&broken.field), broken.why))
        }
        Err(Error::Permission(placet_permission::Error::PolicyChanged)) => Err(Problem::stale()),
        Err(error) => Err(ours(error)),
    }
}

/// A field of the rules as the request names it: `purposes[3].basis` is `terms.basis`.
fn field(of_rules: &str) -> String {
    let of_purpose = of_rules.strip_prefix("purposes[").and_then(|rest| rest.split_once("]."));
    of_purpose.map_or_else(|| of_rules.to_owned(), |(_, field)| format!("terms.{field}"))
}

/// What people are asked in, by language.
async fn spoken<A: Action>(api: &Api, may: &May<A>) -> Result<Vec<Spoken>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.wordings").await?;
    let mut all = Vec::new();
    for language in Language::codes() {
        all.push(wording::spoken(&mut tx, language).await.map_err(ours)?);
    }
    Ok(all)
}

impl PurposeRow {
    fn of(policy: &Policy, terms: &Terms, spoken: &[Spoken]) -> PurposeRow {
        let words = |(language, spoken): (&str, &Spoken)| {
            let words = spoken.of(terms.purpose).filter(|words| words.language == language)?;
            let (title, text) = (wording::title(policy, terms.purpose, language), words.text.clone());
            Some(Words { language: language.to_owned(), title, text })
        };
        PurposeRow {
            spoken: Language::codes().zip(spoken).filter_map(words).collect(),
            purpose: terms.purpose.name().into_owned(),
            own: terms.purpose.is_own(),
            asked: terms.does.is_asked_of_an_address(),
            terms: PurposeTerms::from(terms.clone()),
        }
    }
}

impl From<Terms> for PurposeTerms {
    fn from(terms: Terms) -> PurposeTerms {
        let Terms {
            title,
            does,
            basis,
            condition,
            categories,
            term_days,
            recipients,
            notice,
            words,
            relevance,
            active,
            purpose: _,
        } = terms;
        PurposeTerms {
            title,
            does,
            basis,
            condition,
            categories,
            term_days,
            recipients,
            notice,
            words,
            relevance,
            active,
        }
    }
}

impl PurposeTerms {
    fn of(self, purpose: Purpose) -> Terms {
        let trimmed = |text: String| text.trim().to_owned();
        Terms {
            purpose,
            title: trimmed(self.title),
            does: self.does,
            basis: self.basis,
            condition: self.condition,
            categories: self.categories,
            term_days: self.term_days,
            recipients: self.recipients.into_iter().map(trimmed).collect(),
            notice: trimmed(self.notice),
            words: self.words.into_iter().map(|words| words.trimmed()).collect(),
            relevance: self.relevance,
            active: self.active,
        }
    }
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}
