//! The routers of all rooms put together, and the pages that need several rooms at once.
//!
//! `GET` never changes a state: confirm, unsubscribe and preference links open a page, and its `POST` acts. Every route but
//! those of operations belongs to the tenant whose host was asked; an unknown host is answered 404. The console has a host of its own.

mod api;
mod app;
mod bounded;
mod console;
mod ops;
mod public;
mod sdk;

pub use app::{App, Parts};
pub use console::document;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_extractor_with_state, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use placet_edge::{AtTenant, Reads, pages};
use tower::ServiceExt;

/// Everything one listener answers: at the console's host the console, at any other what tenants show.
pub fn router(app: App) -> Router {
    let origin: Option<Uri> = app.parts().admin_origin.parse().ok();
    let host: Arc<str> = origin.as_ref().and_then(Uri::host).unwrap_or_default().into();
    let proxies = app.parts().proxies.clone();
    let (console, tenants) = (console::router(&app), of_tenants(app));
    Router::new().fallback(move |request: Request| {
        let (parts, body) = request.into_parts();
        let is_console = placet_edge::host(&parts, &proxies).is_some_and(|asked| *asked == *host);
        let router = if is_console { console.clone() } else { tenants.clone() };
        router.oneshot(Request::from_parts(parts, body))
    })
}

/// What the hosts of tenants answer.
fn of_tenants(app: App) -> Router {
    let parts = app.parts();
    let links = placet_measure::Links {
        hosts: parts.directory.clone().into(),
        store: parts.directory.store().clone().into(),
        observe: placet_measure::Observe::new(parts.directory.store().clone(), parts.keyring.clone()),
        proxies: parts.proxies.clone(),
        keyring: parts.keyring.clone(),
        library: parts.library.clone(),
        pages: parts.pages.clone(),
    };
    let by_key = Router::new()
        .merge(placet_collect::tracking(parts.collector.clone()))
        .merge(
            placet_collect::imports(parts.collector.clone())
                .merge(placet_shop::routes(parts.directory.clone()))
                .layer(from_fn_with_state(app.clone(), while_there_is_room)),
        )
        .layer(from_extractor_with_state::<AtTenant, App>(app.clone()));
    Router::new()
        .merge(ops::routes())
        .fallback(nowhere)
        .with_state(app.clone())
        .merge(sdk::routes().with_state(app.looks().clone()))
        .merge(public::routes(&app))
        .merge(pages::assets())
        .merge(by_key)
        .merge(placet_measure::routes(links).route_layer(from_fn_with_state(app, bounded::bounded)))
        .layer(placet_edge::log::layer())
}

/// Large bodies are not begun with when the disk is nearly full.
async fn while_there_is_room(State(app): State<App>, request: Request, next: Next) -> Response {
    match app.parts().collector.has_room() {
        Ok(()) => next.run(request).await,
        Err(error) => placet_collect::problem(error).into_response(),
    }
}

async fn nowhere(State(app): State<App>, uri: Uri, reads: Reads) -> Response {
    if uri.path().starts_with("/v1/") || uri.path().starts_with("/api/") {
        return placet_edge::no_route().await.into_response();
    }
    let mut response = public::not_found(app.looks(), &reads);
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
