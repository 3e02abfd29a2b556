//! How often one link of a message may be asked. Whoever has it can ask as often as they like; nobody else shall wait for that, and
//! nothing shall be looked up for it.

use axum::RequestPartsExt;
use axum::body::to_bytes;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use placet_core::Micros;
use placet_edge::pages::view::Trouble;
use placet_edge::{Reads, RetryAfter};

use crate::app::App;
use crate::public;

/// Of one link: this many at once, then one in a second. Scanners, a person and their mail program together need far fewer.
const BURST: u32 = 60;
const EVERY: i64 = Micros::SECOND;
/// How much of a request is read that is told to wait.
const MOST_BYTES: usize = 64 * 1024;

/// Around the routes with a `{token}`. Opening and pressing are counted apart, so that no scanner keeps somebody from their button.
pub(crate) async fn bounded(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let name = if parts.method == Method::POST { "press" } else { "open" };
    // As it was decoded: spelled in another way it is the same link.
    let params = parts.extract::<RawPathParams>().await.ok();
    let token = params.iter().flatten().find(|(name, _)| *name == "token").map(|(_, token)| token);
    let allowed = token.map(|token| app.parts().limiter.allow(name, token.as_bytes(), EVERY, BURST));
    match allowed {
        Some(Err(retry)) => {
            // An answer given over an unread body may be lost with its connection. What a form sends is short.
            let _ = to_bytes(body, MOST_BYTES).await;
            let Ok(reads) = parts.extract::<Reads>().await;
            wait(public::trouble(app.looks(), None, &reads, Trouble::TooMany), retry)
        }
        _ => next.run(Request::from_parts(parts, body)).await,
    }
}

/// A page that says to wait, with the time for machines (RFC 9110, section 10.2.3).
pub(crate) fn wait(mut page: Response, retry: RetryAfter) -> Response {
    page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry.seconds()));
    page
}
