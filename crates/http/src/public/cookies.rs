//! The public table of cookies, made from the inventory (R066).

use axum::extract::State;
use axum::response::Response;
use placet_edge::pages::view;
use placet_edge::{AtTenant, Reads};
use placet_store::inventory::{COOKIES, Category, SetBy};

use super::frame;
use crate::app::Looks;

pub(crate) async fn show(State(looks): State<Looks>, AtTenant(record): AtTenant, reads: Reads) -> Response {
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
    let language = reads.any(&record.language);
    looks
        .pages
        .render(&frame(&record, language, "").at("/cookies"), &view::Cookies { cookies: cookies.collect() })
}

/// The host of an address of ours, without scheme and port.
fn host_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default().to_owned()
}
