//! The newsletter form. Its answer is the same whoever's address was typed.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use placet_collect::cookies::Browser;
use placet_collect::form::{self, Subscription};
use placet_core::{Language, Micros};
use placet_edge::pages::view::{self, Choice, FormError, Trouble};
use placet_edge::{AtTenant, ClientAddress, Form, Problem, Reads};
use placet_permission::asking::OPEN_FOR;
use placet_permission::{Error, Purpose, duty};
use placet_store::tenants::TenantRecord;
use serde::Deserialize;

use super::asking::{self, Asking};
use super::{choices, failed, frame, notice, single, trouble};
use crate::App;
use crate::app::Looks;
use crate::bounded::wait;

/// Where it stands.
pub(super) const PATH: &str = "/f/newsletter";
/// Submissions of one network: a burst of this many, then one in ten seconds.
const BURST: u32 = 20;
const EVERY: i64 = 10 * Micros::SECOND;
/// When to ask again, in seconds, while the company may not send.
const LATER: u32 = 3_600;
/// The longest path of a shop's page that is kept as the place of a form.
const MOST_PATH: usize = 300;

#[derive(Deserialize)]
pub(crate) struct Passed {
    /// The device, passed on by the shop's page.
    #[serde(default)]
    device: Option<String>,
}

pub(crate) async fn show(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    reads: Reads,
    Query(passed): Query<Passed>,
) -> Response {
    match may_ask(&looks, &record).await {
        Ok(true) => {}
        Ok(false) => return trouble(&looks, Some(&record), &reads, Trouble::Closed),
        Err(error) => return failed(&looks, &record, &reads, &error),
    }
    let language = reads.any(&record.language);
    let device = passed.device.filter(|device| device.len() <= 200);
    page(&looks, &record, &reads, language, Typed { device, ..Typed::default() }, None).await
}

pub(crate) async fn submit(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    from: ClientAddress,
    reads: Reads,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let json = headers
        .get(header::ACCEPT)
        .and_then(|a| a.to_str().ok())
        .is_some_and(|a| a.contains("application/json"));
    // Whoever made the form has to mend it: they ask for JSON, and are told which field.
    let bad_form = |field: &str, reason: &str| match json {
        true => Problem::bad_request(field, reason).into_response(),
        false => trouble(app.looks(), Some(&record), &reads, Trouble::BadForm),
    };
    let Some(mut also) = choices(&fields) else {
        return bad_form("choice", "names a purpose that there is not");
    };
    also.retain(|purpose| *purpose != Purpose::MARKETING);
    let mut fields = single(fields);
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (email, device, website) = (take("email"), take("device"), take("website"));
    let (place, shown_in) = (take("place"), take("language"));
    let (words, country, time_zone) = (asking::numbers(&take("words")), take("country"), take("time_zone"));
    // A form of the shop's own shows the words in one language, whatever the browser prefers.
    let language = Language::parse(&shown_in).unwrap_or_else(|| reads.any(&record.language));
    let device = (!device.is_empty() && device.len() <= 200).then_some(device);
    let device = match device {
        Some(named) => Some(named),
        None => browser(app.looks(), &record, &headers).await,
    };
    if let Err(retry) = app.parts().limiter.allow("form", &from.network(), EVERY, BURST) {
        return match json {
            true => Problem::too_many(retry).into_response(),
            false => {
                let typed = Typed { device, ticked: also, email };
                let page = page(app.looks(), &record, &reads, language, typed, Some(FormError::TooMany));
                wait(page.await, retry)
            }
        };
    }
    // A field people do not see: whoever fills it in gets the usual answer and nothing happens.
    if !website.is_empty() {
        return sent(app.looks(), &record, language, json);
    }
    if let Err(error) = app.parts().collector.has_room() {
        return match json {
            true => placet_collect::problem(error).into_response(),
            false => trouble(app.looks(), Some(&record), &reads, Trouble::Unavailable),
        };
    }
    match may_ask(app.looks(), &record).await {
        Ok(true) => {}
        // Nobody is told that a mail is on its way which will never be; nothing is kept.
        Ok(false) if json => return Problem::unavailable(LATER).into_response(),
        Ok(false) => return trouble(app.looks(), Some(&record), &reads, Trouble::Closed),
        Err(error) => return failed(app.looks(), &record, &reads, &error),
    }
    let tenant = app.store().tenant(record.id);
    let place =
        stands_in_shop(&record, &place).unwrap_or_else(|| format!("{}/f/newsletter", record.public_url));
    let code = language.code().to_owned();
    let subscription = Subscription {
        email: email.clone(),
        also: also.clone(),
        device: device.clone(),
        language: code,
        place,
        words,
        country,
        time_zone,
    };
    match form::subscribe(tenant, &app.parts().keyring, &subscription).await {
        Ok(()) => sent(app.looks(), &record, language, json),
        Err(placet_collect::Error::Field { field: "email", .. }) if !json => {
            let typed = Typed { device, ticked: also, email };
            page(app.looks(), &record, &reads, language, typed, Some(FormError::Email)).await
        }
        Err(placet_collect::Error::Field { field, reason }) => bad_form(field, reason),
        Err(error) if json => placet_collect::problem(error).into_response(),
        Err(error) => failed(app.looks(), &record, &reads, &error),
    }
}

/// Whether the company may send at all, and so ask somebody to confirm.
async fn may_ask(looks: &Looks, record: &TenantRecord) -> Result<bool, Error> {
    let mut tx = looks.store.tenant(record.id).read("form.standing").await?;
    Ok(duty::standing(&mut tx).await?.against(&record.from_address).is_none())
}

/// The page of the shop on which its own form stands: an address there, without query and fragment, of bounded length.
fn stands_in_shop(record: &TenantRecord, place: &str) -> Option<String> {
    let path = place.strip_prefix(&record.shop_url)?;
    let plain =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'@' | b'<' | b'>' | b'"');
    let fits = path.starts_with('/') && path.len() <= MOST_PATH && path.bytes().all(plain);
    fits.then(|| place.to_owned())
}

/// The device of the browser that typed, if it is known by its cookies (R056).
async fn browser(looks: &Looks, record: &TenantRecord, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let keys = looks.keyring.keys(looks.store.tenant(record.id)).await.ok()?;
    Browser::read(&keys, cookies, looks.store.clock().now()).map(|browser| browser.device())
}

fn sent(looks: &Looks, record: &TenantRecord, language: Language, json: bool) -> Response {
    if json {
        return axum::Json(serde_json::json!({ "sent": true })).into_response();
    }
    let days = u32::try_from(OPEN_FOR / Micros::DAY).unwrap_or(7);
    looks.pages.render(&frame(record, language, ""), &view::FormSent { days })
}

/// What somebody has typed so far.
#[derive(Default)]
struct Typed {
    device: Option<String>,
    ticked: Vec<Purpose>,
    email: String,
}

async fn page(
    looks: &Looks,
    record: &TenantRecord,
    reads: &Reads,
    language: Language,
    typed: Typed,
    error: Option<FormError>,
) -> Response {
    match form_of(looks, record, reads, language, typed, error).await {
        Ok(form) => {
            // The device goes along to the page in another language.
            let plain =
                |device: &&String| device.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
            let device = form.device.as_ref().filter(plain).map(|device| format!("{PATH}?device={device}"));
            looks.pages.render(&frame(record, language, "").at(device.as_deref().unwrap_or(PATH)), &form)
        }
        Err(error) => failed(looks, record, reads, &error),
    }
}

async fn form_of(
    looks: &Looks,
    record: &TenantRecord,
    reads: &Reads,
    language: Language,
    typed: Typed,
    error: Option<FormError>,
) -> Result<view::Form, Error> {
    let mut tx = looks.store.tenant(record.id).read("pages.form").await?;
    let asking = Asking::read(&mut tx, language).await?;
    let purposes = asking.purposes();
    let separate = purposes.iter().filter(|purpose| **purpose != Purpose::MARKETING);
    let choice = |purpose: &Purpose| Choice {
        key: purpose.name().into_owned(),
        wording: asking.text(*purpose),
        ticked: typed.ticked.contains(purpose),
    };
    Ok(view::Form {
        action: reads.keep(PATH),
        wording: asking.text(Purpose::MARKETING),
        words: asking.numbers(&purposes),
        choices: separate.map(choice).collect(),
        device: typed.device,
        email: typed.email,
        error,
        notice_url: Some(reads.keep(notice::PATH)),
    })
}
