//! The company's notice, made from its rules (GDPR art. 13, R210): what is done, on what it rests, for how long, who receives it. What
//! stood in it on an earlier day can be read for ever, for who agreed on that day agreed to that.

use axum::extract::{Path, State};
use axum::response::Response;
use placet_core::Language;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::{AtTenant, Reads};
use placet_permission::Purpose;
use placet_permission::policy::{self, Banner, CookieCategory, Terms, Versions};
use placet_store::ReadTenant;
use placet_store::tenants::TenantRecord;

use super::asking::Asking;
use super::{failed, frame, trouble};
use crate::app::Looks;

/// Where it stands.
pub(crate) const PATH: &str = "/notice";

/// Where it stands as it was in some version of the rules.
pub(crate) fn path_of(version: i32) -> String {
    format!("{PATH}/{version}")
}

pub(crate) async fn show(State(looks): State<Looks>, AtTenant(record): AtTenant, reads: Reads) -> Response {
    answer(&looks, &record, &reads, None).await
}

/// The notice as it was in one version; the page for what is not there if there never was one of this number.
pub(crate) async fn show_version(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(version): Path<String>,
    reads: Reads,
) -> Response {
    match version.parse() {
        // Other ways to write the number are other addresses.
        Ok(number) if path_of(number) == format!("{PATH}/{version}") => {
            answer(&looks, &record, &reads, Some(number)).await
        }
        _ => trouble(&looks, Some(&record), &reads, Trouble::NotFound),
    }
}

async fn answer(looks: &Looks, record: &TenantRecord, reads: &Reads, version: Option<i32>) -> Response {
    let language = reads.any(&record.language);
    let path = version.map_or_else(|| PATH.to_owned(), path_of);
    match page(looks.store.tenant(record.id), language, reads, version).await {
        Ok(Some(page)) => looks.pages.render(&frame(record, language, "").at(&path), &page),
        Ok(None) => trouble(looks, Some(record), reads, Trouble::NotFound),
        Err(error) => failed(looks, record, reads, &error),
    }
}

async fn page(
    tenant: ReadTenant<'_>,
    language: Language,
    reads: &Reads,
    asked: Option<i32>,
) -> Result<Option<view::Notice>, placet_permission::Error> {
    let mut tx = tenant.read("pages.notice").await?;
    let versions = policy::versions(&mut tx).await?;
    let (version, until) = match asked {
        None => (policy::current(&mut tx).await?, None),
        Some(number) => {
            let Some((_, until)) = versions.span(number) else { return Ok(None) };
            let Some(version) = policy::of_version(&mut tx, number).await? else { return Ok(None) };
            (version, until)
        }
    };
    let asking = Asking::under(&mut tx, language, version.policy.clone(), until).await?;
    let active = version.policy.purposes.iter().filter(|terms| terms.active);
    Ok(Some(view::Notice {
        purposes: active.map(|terms| told(terms, &asking, &version.policy.banner)).collect(),
        version: version.version,
        since: version.at,
        until,
        today: until.map(|_| reads.keep(PATH)),
        earlier: earlier(&versions, version.version, reads),
        cookies: reads.keep("/cookies"),
    }))
}

/// So many earlier versions a page names; the page of the last of them names those before it.
const NAMED: usize = 20;

/// The versions before one, the newest first.
fn earlier(versions: &Versions, than: i32, reads: &Reads) -> Vec<view::NoticeVersion> {
    let before = versions.all().iter().filter(|(version, _)| *version < than);
    let spans = before.filter_map(|(version, _)| Some((*version, versions.span(*version)?)));
    let listed = spans.map(|(version, (since, until))| view::NoticeVersion {
        version,
        since,
        until: until.unwrap_or(since),
        href: reads.keep(&path_of(version)),
    });
    listed.take(NAMED).collect()
}

fn told(terms: &Terms, asking: &Asking, banner: &Banner) -> view::NoticePurpose {
    view::NoticePurpose {
        title: asking.title(terms.purpose),
        asked: asking.text(terms.purpose),
        does: terms.does.name(),
        basis: terms.basis.name(),
        uses: terms.categories.iter().map(|category| category.name()).collect(),
        days: i64::from(terms.term_days),
        recipients: recipients(terms, banner),
        more: (!terms.notice.is_empty()).then(|| terms.notice.clone()),
    }
}

/// Who receives data for a purpose; of what a device is remembered by, the third parties whose cookies the banner asks for too.
fn recipients(terms: &Terms, banner: &Banner) -> Vec<String> {
    let asked = [CookieCategory::Performance, CookieCategory::Advertising];
    let named = asked.into_iter().flat_map(|category| banner.third_parties(category));
    let named = named.filter(|_| terms.purpose == Purpose::TRACKING).map(str::to_owned);
    let mut all = terms.recipients.clone();
    for name in named {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
