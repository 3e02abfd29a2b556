//! The newsletter form. Its answer is the same whoever's address was typed.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use placet_collect::cookies::Browser;
use placet_collect::form::{self, Subscription};
use placet_core::Micros;
use placet_edge::pages::view::{self, Choice, FormError, Trouble};
use placet_edge::pages::{Frame, Language};
use placet_edge::{AtTenant, ClientAddress, Form, Problem};
use placet_permission::{Purpose, default_wordings, wording_id};
use placet_store::tenants::TenantRecord;
use serde::Deserialize;

use super::{choices, failed, single, trouble};
use crate::App;

/// Submissions of one network: a burst of this many, then one in ten seconds.
const BURST: u32 = 20;
const EVERY: i64 = 10 * Micros::SECOND;
/// The longest path of a shop's page that is kept as the place of a form.
const MOST_PATH: usize = 300;
/// The separate purposes the form asks for, beside marketing.
const ASKED: [Purpose; 2] = [Purpose::Personalisation, Purpose::OpenTracking];

#[derive(Deserialize)]
pub(crate) struct Passed {
    /// The device, passed on by the shop's page.
    #[serde(default)]
    device: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    headers: HeaderMap,
    Query(passed): Query<Passed>,
) -> Response {
    let language = language(&record, &headers);
    let page = page(&record, language, passed.device.filter(|d| d.len() <= 200), &[], String::new(), None);
    app.parts().pages.render(&Frame::of(&record, language), &page)
}

pub(crate) async fn submit(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    from: ClientAddress,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let also: Vec<Purpose> = choices(&fields).into_iter().filter(|p| ASKED.contains(p)).collect();
    let mut fields = single(fields);
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (email, device, website) = (take("email"), take("device"), take("website"));
    let (place, shown_in) = (take("place"), take("language"));
    // A form of the shop's own shows the words in one language, whatever the browser prefers.
    let language = Language::parse(&shown_in).unwrap_or_else(|| language(&record, &headers));
    let device = (!device.is_empty() && device.len() <= 200).then_some(device);
    let device = match device {
        Some(named) => Some(named),
        None => browser(&app, &record, &headers).await,
    };
    let json = headers
        .get(header::ACCEPT)
        .and_then(|a| a.to_str().ok())
        .is_some_and(|a| a.contains("application/json"));

    if let Err(retry) = app.parts().limiter.allow("form", &from.network(), EVERY, BURST) {
        return match json {
            true => Problem::too_many(retry).into_response(),
            false => {
                let page = page(&record, language, device, &also, email, Some(FormError::TooMany));
                app.parts().pages.render(&Frame::of(&record, language), &page)
            }
        };
    }
    // A field people do not see: whoever fills it in gets the usual answer and nothing happens.
    if !website.is_empty() {
        return sent(&app, &record, language, json);
    }
    if let Err(error) = app.parts().collector.has_room() {
        return match json {
            true => placet_collect::problem(error).into_response(),
            false => trouble(&app, Some(&record), &headers, Trouble::Unavailable),
        };
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
    };
    match form::subscribe(tenant, &app.parts().keyring, &subscription).await {
        Ok(()) => sent(&app, &record, language, json),
        Err(placet_collect::Error::Field { field, reason }) if json => {
            Problem::bad_request(field, reason).into_response()
        }
        Err(placet_collect::Error::Field { .. }) => {
            let page = page(&record, language, device, &also, email, Some(FormError::Email));
            app.parts().pages.render(&Frame::of(&record, language), &page)
        }
        Err(error) if json => placet_collect::problem(error).into_response(),
        Err(error) => failed(&app, &record, &headers, &error),
    }
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
async fn browser(app: &App, record: &TenantRecord, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let keys = app.parts().keyring.keys(app.store().tenant(record.id)).await.ok()?;
    Browser::read(&keys, cookies, app.store().clock().now()).map(|browser| browser.device())
}

fn sent(app: &App, record: &TenantRecord, language: Language, json: bool) -> Response {
    if json {
        return axum::Json(serde_json::json!({ "sent": true })).into_response();
    }
    let days = u32::try_from(form::OPEN_FOR / Micros::DAY).unwrap_or(7);
    app.parts().pages.render(&Frame::of(record, language), &view::FormSent { days })
}

fn language(record: &TenantRecord, headers: &HeaderMap) -> Language {
    Language::wanted(headers, &record.language)
}

fn page(
    record: &TenantRecord,
    language: Language,
    device: Option<String>,
    ticked: &[Purpose],
    email: String,
    error: Option<FormError>,
) -> view::Form {
    let wordings = default_wordings(&record.name);
    let words = |purpose: Purpose| {
        let id = wording_id(purpose, language.code());
        wordings.iter().find(|w| w.id == id).map(|w| w.text.clone()).unwrap_or_default()
    };
    view::Form {
        action: "/f/newsletter".to_owned(),
        wording: words(Purpose::Marketing),
        version: "1".to_owned(),
        choices: ASKED
            .iter()
            .map(|p| Choice { key: p.name().to_owned(), wording: words(*p), ticked: ticked.contains(p) })
            .collect(),
        device,
        email,
        error,
        notice_url: None,
    }
}
