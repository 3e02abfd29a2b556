//! `GET /l/{token}`: a link of a mail is followed. `GET /o/{token}`: the pixel of a mail is fetched.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use placet_compose::{Action, Library, Token};
use placet_edge::pages::{Frame, Pages, view};
use placet_edge::{AtTenant, Hosts, Reads, TrustedProxies};
use placet_permission::Keyring;
use placet_store::ReadStore;
use placet_store::tenants::TenantRecord;

use crate::Error;
use crate::observe::Observe;
use crate::target::target;

/// What following links needs, and no more: it looks, and it observes. Clones share it.
#[derive(Clone, Debug)]
pub struct Links {
    /// Whose host was asked.
    pub hosts: Hosts,
    /// Messages, templates and items.
    pub store: ReadStore,
    /// What may be left behind.
    pub observe: Observe,
    /// Who may name the host in a request's stead.
    pub proxies: TrustedProxies,
    /// The keys that links are signed with.
    pub keyring: Keyring,
    /// The templates whose links these are.
    pub library: Library,
    /// For the page that a forged link ends at.
    pub pages: Arc<Pages>,
}

impl FromRef<Links> for Hosts {
    fn from_ref(links: &Links) -> Hosts {
        links.hosts.clone()
    }
}

impl FromRef<Links> for TrustedProxies {
    fn from_ref(links: &Links) -> TrustedProxies {
        links.proxies.clone()
    }
}

/// `GET /l/{token}` on every host of a tenant: 302 to the link's target, or 404 for anything this tenant did not sign. HEAD
/// and a browser that fetches ahead are answered the same, and nothing is recorded.
///
/// `GET /o/{token}`: a picture of nothing, whatever was asked for; what is recorded, if anything, decides [`Observe::open`].
pub fn routes(links: Links) -> Router {
    Router::new().route("/l/{token}", get(follow)).route("/o/{token}", get(pixel)).with_state(links)
}

/// One transparent point (GIF89a).
const NOTHING: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// The answer tells nobody whether the text was a pixel of ours, nor whether its reader agreed to anything.
async fn pixel(
    State(links): State<Links>,
    AtTenant(tenant): AtTenant,
    method: Method,
    headers: HeaderMap,
    Path(text): Path<String>,
) -> Response {
    if is_somebody(&method, &headers) {
        links.opened(&tenant, &text).await;
    }
    let headers = [
        (header::CONTENT_TYPE, "image/gif"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, NOTHING).into_response()
}

async fn follow(
    State(links): State<Links>,
    AtTenant(tenant): AtTenant,
    method: Method,
    headers: HeaderMap,
    reads: Reads,
    Path(text): Path<String>,
) -> Response {
    let sorry = |trouble| {
        let frame = Frame::of(&tenant, reads.any(&tenant.language));
        links.pages.render(&frame, &view::Error { trouble, request: None })
    };
    match links.open(&tenant, &text, Action::Click).await {
        Ok(Some(token)) => {
            let to = links.target(&tenant, &token).await;
            if is_somebody(&method, &headers) {
                links.observe(&token).await;
            }
            lead(&to).unwrap_or_else(|| sorry(view::Trouble::NotFound))
        }
        Ok(None) => sorry(view::Trouble::NotFound),
        Err(error) => {
            tracing::warn!(%error, "a tenant's link key cannot be had");
            sorry(view::Trouble::Unavailable)
        }
    }
}

/// Whether there may be somebody who followed the link: not where the head alone is asked for, nor where a browser fetches ahead of a click that
/// may never come (`Sec-Purpose`, Fetch standard; `Purpose`, `X-Purpose` and `X-Moz` of older ones).
fn is_somebody(method: &Method, headers: &HeaderMap) -> bool {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let ahead = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map(said);
    method == Method::GET
        && !ahead.iter().any(|said| said.starts_with("prefetch") || said.starts_with("preview"))
}

impl Links {
    /// What the text of a link says; `None` unless this tenant signed it for this.
    async fn open(&self, tenant: &TenantRecord, text: &str, action: Action) -> Result<Option<Token>, Error> {
        let keys = self.keyring.keys(self.store.tenant(tenant.id)).await?;
        let token = placet_compose::open(&keys, text).ok();
        Ok(token.filter(|token| token.action == action))
    }

    /// Where to lead. Whatever goes wrong on our side, the person arrives at the shop.
    async fn target(&self, tenant: &TenantRecord, token: &Token) -> String {
        let handle = self.store.tenant(tenant.id);
        let found = target(handle, tenant, &self.library, token).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a link's target cannot be had");
            None
        });
        found.unwrap_or_else(|| tenant.shop_url.clone())
    }

    /// Recorded before the answer goes: an order that follows the click is then always behind it in the log.
    async fn observe(&self, token: &Token) {
        if let Err(error) = self.observe.click(token.tenant, token).await {
            tracing::warn!(%error, "a click could not be recorded");
        }
    }

    async fn opened(&self, tenant: &TenantRecord, text: &str) {
        let done = match self.open(tenant, text, Action::Open).await {
            Ok(Some(token)) => self.observe.open(token.tenant, &token).await.map(drop),
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "an opened message could not be recorded");
        }
    }
}

/// 302, kept by nobody and naming no referrer; `None` unless it leads to an address of the web.
fn lead(to: &str) -> Option<Response> {
    let is_web = to.starts_with("https://") || to.starts_with("http://");
    let location = HeaderValue::from_str(to).ok().filter(|_| is_web)?;
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Some((StatusCode::FOUND, headers).into_response())
}
