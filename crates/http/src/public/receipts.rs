//! What a person ever agreed to and refused, as a file that they take along: the machine-readable twin of "why did I get this?".

use axum::extract::{Path, State};
use axum::response::Response;
use placet_compose::Action;
use placet_edge::{AtTenant, Reads, pages};
use placet_rights::receipt::{self, Issuer};

use super::letter::{self, Letter};
use super::{country, notice};
use crate::app::Looks;

/// JSON-LD 1.1 (W3C), section 6.
const MEDIA: &str = "application/ld+json";
/// What the file is called where it is saved.
const NAME: &str = "consent-receipts.jsonld";

/// Where a person's file is.
pub(crate) fn path(letter: &Letter) -> String {
    letter.beyond(Action::Why, "/receipts")
}

pub(crate) async fn take(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(&looks, record, reads, &token, Action::Why).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    match written(&looks, &letter).await {
        Ok(text) => pages::attachment(NAME, MEDIA, text, letter.language),
        Err(error) => letter.failed(&looks, &error),
    }
}

async fn written(looks: &Looks, letter: &Letter) -> Result<String, placet_rights::Error> {
    let host = &letter.record.public_url;
    let issuer = Issuer {
        record: &letter.record,
        keys: &letter.keys,
        country: country(&letter.record, &letter.contact.place),
        language: letter.language,
        preferences: format!("{host}{}", letter.path(Action::Preferences)),
        notice: &|version, language| {
            let path = version.map_or_else(|| notice::PATH.to_owned(), notice::path_of);
            format!("{host}{}", Reads::chose(language).keep(&path))
        },
    };
    let mut tx = looks.store.tenant(letter.record.id).read("pages.receipts").await?;
    let receipts = receipt::write(&mut tx, &letter.contact, &issuer).await?;
    Ok(serde_json::to_string_pretty(&receipts)?)
}
