//! Whose host was asked: the tenant of a public route.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use placet_store::tenants::{Directory, TenantRecord};

use crate::address::TrustedProxies;
use crate::problem::Problem;

/// Which tenant answers at which host, and nothing else of the directory: whoever answers GET needs no more.
#[derive(Clone, Debug)]
pub struct Hosts(Directory);

impl From<Directory> for Hosts {
    fn from(directory: Directory) -> Hosts {
        Hosts(directory)
    }
}

/// The tenant at whose host the request arrived. An unknown host is answered 404, in plain text.
#[derive(Clone, Debug)]
pub struct AtTenant(pub Arc<TenantRecord>);

impl<S> FromRequestParts<S> for AtTenant
where
    S: Send + Sync,
    Hosts: FromRef<S>,
    TrustedProxies: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let unknown = || (StatusCode::NOT_FOUND, "Not found\n").into_response();
        let host = host(parts, &TrustedProxies::from_ref(state)).ok_or_else(unknown)?;
        match Hosts::from_ref(state).0.by_host(&host).await {
            Ok(Some(tenant)) => Ok(AtTenant(tenant)),
            Ok(None) => Err(unknown()),
            Err(error) => Err(Problem::from(error).into_response()),
        }
    }
}

/// The host asked for, lower case and without port: from a trusted proxy the one it names, else the request's own (RFC 9112, 3.2.2).
pub fn host(parts: &Parts, proxies: &TrustedProxies) -> Option<String> {
    let forwarded = if proxies.brought(parts) { last(&parts.headers, "x-forwarded-host") } else { None };
    match forwarded {
        Some(forwarded) => bare(forwarded),
        None => match parts.uri.authority() {
            Some(authority) => bare(authority.as_str()),
            None => only(&parts.headers).and_then(bare),
        },
    }
}

/// What the nearest proxy wrote: the last of a list.
fn last<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next().map(str::trim)
}

/// The `Host` header, unless there are two.
fn only(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::HOST).iter();
    let host = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(host)
}

fn bare(text: &str) -> Option<String> {
    let authority: Authority = text.parse().ok()?;
    let host = authority.host();
    Some(host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Served, body_of, tenant};
    use axum::Router;
    use axum::routing::get;
    use placet_store::testing::{Fresh, On};

    #[derive(Clone)]
    struct State(Directory, TrustedProxies);
    impl FromRef<State> for Hosts {
        fn from_ref(state: &State) -> Hosts {
            state.0.clone().into()
        }
    }
    impl FromRef<State> for TrustedProxies {
        fn from_ref(state: &State) -> TrustedProxies {
            state.1.clone()
        }
    }

    async fn served(fresh: &Fresh, proxies: &[&str]) -> Served {
        let proxies = TrustedProxies::parse(proxies.iter().copied()).unwrap();
        let state = State(Directory::new(fresh.store.clone()), proxies);
        let answer = |AtTenant(tenant): AtTenant| async move { tenant.name.clone() };
        Served::start(Router::new().route("/", get(answer)).with_state(state)).await
    }

    async fn ask(served: &Served, headers: &[(&str, &str)]) -> (u16, String) {
        let answer = served.send("GET", "/", headers, b"").await;
        (answer.status().as_u16(), body_of(answer).await)
    }

    #[tokio::test]
    async fn a_host_belongs_to_its_tenant_and_an_unknown_one_is_404() {
        let fresh = Fresh::new(On::Sqlite).await;
        fresh.store.add_tenant(&tenant("Atlas"), &["news.atlas.example"]).await.unwrap();
        let served = served(&fresh, &[]).await;
        assert_eq!(ask(&served, &[("host", "news.atlas.example")]).await, (200, "Atlas".into()));
        assert_eq!(ask(&served, &[("host", "NEWS.Atlas.example.:8443")]).await, (200, "Atlas".into()));
        for host in ["other.example", "", "a@b@c", "atlas.example"] {
            assert_eq!(ask(&served, &[("host", host)]).await, (404, "Not found\n".into()), "{host}");
        }
        let two = [("host", "news.atlas.example"), ("host", "other.example")];
        assert_ne!(ask(&served, &two).await.0, 200);
    }

    #[tokio::test]
    async fn the_host_a_proxy_names_counts_only_from_a_trusted_one() {
        let fresh = Fresh::new(On::Sqlite).await;
        fresh.store.add_tenant(&tenant("Atlas"), &["news.atlas.example"]).await.unwrap();
        let headers = [("host", "inner"), ("x-forwarded-host", "news.atlas.example")];
        assert_eq!(ask(&served(&fresh, &["127.0.0.0/8"]).await, &headers).await.0, 200);
        assert_eq!(ask(&served(&fresh, &["10.0.0.0/8"]).await, &headers).await.0, 404);
    }
}
