//! The company's notice, made from its rules (GDPR art. 13, R210): what is done, on what it rests, for how long, who receives it.

use axum::extract::State;
use axum::response::Response;
use placet_core::Language;
use placet_edge::pages::view;
use placet_edge::{AtTenant, Reads};
use placet_permission::policy::{self, Terms};
use placet_store::ReadTenant;

use super::asking::Asking;
use super::{failed, frame};
use crate::app::Looks;

/// Where it stands.
pub(crate) const PATH: &str = "/notice";

pub(crate) async fn show(State(looks): State<Looks>, AtTenant(record): AtTenant, reads: Reads) -> Response {
    let language = reads.any(&record.language);
    match page(looks.store.tenant(record.id), language, &reads).await {
        Ok(page) => looks.pages.render(&frame(&record, language, "").at(PATH), &page),
        Err(error) => failed(&looks, &record, &reads, &error),
    }
}

async fn page(
    tenant: ReadTenant<'_>,
    language: Language,
    reads: &Reads,
) -> Result<view::Notice, placet_permission::Error> {
    let mut tx = tenant.read("pages.notice").await?;
    let asking = Asking::read(&mut tx, language).await?;
    let version = policy::current(&mut tx).await?;
    let active = version.policy.purposes.iter().filter(|terms| terms.active);
    Ok(view::Notice {
        purposes: active.map(|terms| told(terms, &asking)).collect(),
        version: version.version,
        since: version.at,
        cookies: reads.keep("/cookies"),
    })
}

fn told(terms: &Terms, asking: &Asking) -> view::NoticePurpose {
    view::NoticePurpose {
        title: asking.title(terms.purpose),
        asked: asking.text(terms.purpose),
        does: terms.does.name(),
        basis: terms.basis.name(),
        uses: terms.categories.iter().map(|category| category.name()).collect(),
        days: i64::from(terms.term_days),
        recipients: terms.recipients.clone(),
        more: (!terms.notice.is_empty()).then(|| terms.notice.clone()),
    }
}
