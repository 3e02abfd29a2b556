//! The public table of cookies: ours, made from the inventory (R066), and those the shop named beside them (R076).

use axum::extract::State;
use axum::response::Response;
use placet_edge::pages::view;
use placet_edge::{AtTenant, Reads};
use placet_permission::policy::{self, ShopCookie};
use placet_store::inventory::{COOKIES, Category, Cookie, SetBy};
use placet_store::tenants::TenantRecord;

use super::{failed, frame};
use crate::app::Looks;

pub(crate) async fn show(State(looks): State<Looks>, AtTenant(record): AtTenant, reads: Reads) -> Response {
    let read = async {
        let mut tx = looks.store.tenant(record.id).read("pages.cookies").await?;
        policy::current(&mut tx).await
    };
    let banner = match read.await {
        Ok(rules) => rules.policy.banner,
        Err(error) => return failed(&looks, &record, &reads, &error),
    };
    let ours = COOKIES.iter().map(|cookie| ours(cookie, &record));
    let cookies = ours.chain(banner.cookies.into_iter().map(of_the_shop)).collect();
    let language = reads.any(&record.language);
    looks.pages.render(&frame(&record, language, "").at("/cookies"), &view::Cookies { cookies })
}

fn ours(cookie: &Cookie, company: &TenantRecord) -> view::Cookie {
    let host = match cookie.set_by {
        SetBy::Tracker => host_of(&company.public_url),
        SetBy::Banner => host_of(&company.shop_url),
    };
    let category = match cookie.category {
        Category::Necessary => "necessary",
        Category::Advertising => "advertising",
    };
    view::Cookie {
        name: cookie.name.to_owned(),
        key: Some(cookie.key.to_owned()),
        told: None,
        category: category.to_owned(),
        supplier: format!("{} ({host})", company.name),
        days: Some(cookie.days),
        days_refused: cookie.days_refused,
        policy: None,
    }
}

fn of_the_shop(cookie: ShopCookie) -> view::Cookie {
    view::Cookie {
        name: cookie.name,
        key: None,
        told: Some(cookie.purpose),
        category: cookie.category.name().to_owned(),
        supplier: cookie.supplier,
        days: cookie.days.map(i64::from),
        days_refused: None,
        policy: (!cookie.policy.is_empty()).then_some(cookie.policy),
    }
}

/// The host of an address of ours, without scheme and port.
fn host_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default().to_owned()
}
