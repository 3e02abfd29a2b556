//! What a shop's page loads by one tag, from every tenant's host: the browser SDK and the consent banner.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use placet_collect::banner::{self, Notice};
use placet_edge::AtTenant;

use crate::app::Looks;

const SDK: &str = include_str!(concat!(env!("OUT_DIR"), "/placet.js"));
const BANNER: &str = include_str!(concat!(env!("OUT_DIR"), "/banner.js"));

/// `GET /sdk/v1/placet.js` and `/sdk/v1/banner.js`.
pub(crate) fn routes() -> Router<Looks> {
    Router::new().route("/sdk/v1/placet.js", get(sdk)).route("/sdk/v1/banner.js", get(banner))
}

async fn sdk() -> Response {
    script("public, max-age=3600", SDK)
}

/// The banner with what the company asks: one file, so that a shop which serves it itself copies both.
async fn banner(State(looks): State<Looks>, AtTenant(company): AtTenant) -> Response {
    let read = async {
        let mut tx = looks.store.tenant(company.id).read("sdk.banner").await?;
        banner::notice(&mut tx, &company).await
    };
    match read.await {
        // A change of its words is seen on the shop's pages within five minutes.
        Ok(notice) => script("public, max-age=300", format!("{}{BANNER}", told(&notice))),
        Err(error) => {
            tracing::error!(tenant = %company.id, %error, "the banner cannot be told what to ask");
            // Nobody is asked, and so nothing is remembered.
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// The notice as a line of script. Nothing in it ends a script element, should somebody write it into a page.
fn told(notice: &Notice) -> String {
    let json = serde_json::to_string(notice).unwrap_or_else(|_| "null".to_owned());
    format!("var placetNotice={};\n", json.replace('<', "\\u003c"))
}

/// Any page may load it, also by `crossorigin` and under a policy that asks for it.
fn script(kept: &'static str, text: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, kept),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, text).into_response()
}
