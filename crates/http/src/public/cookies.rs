//! The public table of cookies, made from the inventory (R066).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use placet_edge::AtTenant;
use placet_edge::pages::{Frame, Language, view};
use placet_store::inventory::{COOKIES, Category, SetBy};

use crate::App;

pub(crate) async fn show(State(app): State<App>, AtTenant(record): AtTenant, headers: HeaderMap) -> Response {
    let host = |set_by: SetBy| match set_by {
        SetBy::Tracker => host_of(&record.public_url),
        SetBy::Banner => host_of(&record.shop_url),
    };
    let cookies = COOKIES.iter().map(|cookie| view::Cookie {
        name: cookie.name.to_owned(),
        key: cookie.key.to_owned(),
        category: match cookie.category {
            Category::Necessary => "necessary",
            Category::Advertising => "advertising",
        }
        .to_owned(),
        host: host(cookie.set_by),
        days: cookie.days,
        days_refused: cookie.days_refused,
    });
    let language = Language::wanted(&headers, &record.language);
    app.parts().pages.render(&Frame::of(&record, language), &view::Cookies { cookies: cookies.collect() })
}

/// The host of an address of ours, without scheme and port.
fn host_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default().to_owned()
}
