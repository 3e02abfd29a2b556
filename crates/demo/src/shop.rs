//! The made-up shops, each at a host of its own, beside the mailbox. Their files are those of `web/demo-shop/dist`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::client::Client;

/// The files of all shops, `SHOP/PATH`.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// What stands where the shop would be in a program that was built without it.
const MISSING: &str = "This Placet was built without its demo shop: build it with `cargo xtask web`.\n";

/// What the pages of a shop are told when they are served. All of it is known at the start.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its folder among the files: `shop` or `hearth`.
    pub folder: &'static str,
    /// The shop's own address, without a slash at its end.
    pub shop: String,
    /// The address of its tracker.
    pub tracker: String,
    /// Where that listens on this machine, such as `http://127.0.0.1:8080`.
    pub near: String,
    /// Its public key there.
    pub write_key: String,
    /// Where the mailbox is.
    pub mailbox: String,
    /// The address of the other company's shop.
    pub other: String,
    /// The wording of marketing by mail, as Placet records it.
    pub marketing: String,
    /// The wording of the personal selection, as Placet records it.
    pub personalisation: String,
}

/// A shop, ready to be served.
#[derive(Debug)]
pub struct Shop {
    host: String,
    /// By path, as a browser asks for it.
    files: HashMap<&'static str, File>,
    policy: HeaderValue,
    tracker: Client,
}

/// The banner, which the shop fetches from its tracker and serves itself: no visitor asks anything of the tracker before a yes.
const BANNER: (&str, &str) = ("/placet-banner.js", "/sdk/v1/banner.js");

#[derive(Clone, Debug)]
struct File {
    kind: &'static str,
    body: Bytes,
}

impl Shop {
    /// Fills in what the pages are told.
    ///
    /// # Errors
    /// If an address of the facts is none.
    pub fn new(facts: &Facts) -> anyhow::Result<Shop> {
        let address: axum::http::Uri = facts.shop.parse()?;
        let host = address.host().unwrap_or_default().to_owned();
        let tracker = &facts.tracker;
        // Nothing runs and nothing is asked but what the shop itself serves, and the tracker.
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src {tracker}; \
             form-action 'self' {tracker}; base-uri 'none'; frame-ancestors 'none'"
        );
        let own = |(name, bytes): &(&'static str, &'static [u8])| {
            let path = name.strip_prefix(facts.folder)?.strip_prefix('/')?;
            Some((path, File { kind: kind(path), body: facts.fill(path, bytes) }))
        };
        let files = FILES.iter().filter_map(own).collect();
        let address: axum::http::Uri = tracker.parse()?;
        let tracker = Client::new(&facts.near, address.host().unwrap_or_default());
        Ok(Shop { host, files, policy: HeaderValue::from_str(&policy)?, tracker })
    }

    /// The file at a path: by its name, or as a page without its ending.
    fn file(&self, path: &str) -> Option<&File> {
        let path = path.trim_start_matches('/');
        let page = if path.is_empty() { "index.html".to_owned() } else { format!("{path}.html") };
        self.files.get(path).filter(|file| file.kind != PAGE).or_else(|| self.files.get(page.as_str()))
    }

    /// The banner with what the company asks today; as it was built, should the tracker not say.
    async fn banner(&self) -> Option<File> {
        let answer = self.tracker.get(BANNER.1).await.ok().filter(|answer| answer.status == StatusCode::OK);
        let own = self.file(BANNER.0)?;
        Some(answer.map_or_else(|| own.clone(), |answer| File { kind: own.kind, body: answer.body }))
    }

    fn answer(&self, request: &Request) -> Response {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
        }
        let found = self.file(request.uri().path());
        // A page names each script by its content, so that a script need not be asked for again and a page always is.
        let is_named = request.uri().query().is_some_and(|query| query.starts_with("v="));
        let cache = match found {
            Some(file) if file.kind != PAGE && is_named => "public, max-age=31536000, immutable",
            Some(file) if file.kind != PAGE => "public, max-age=3600",
            _ => "no-cache",
        };
        self.dressed(found, cache)
    }

    fn dressed(&self, found: Option<&File>, cache: &'static str) -> Response {
        let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        let Some(file) = found.or_else(|| self.file("/404")) else {
            return (StatusCode::NOT_FOUND, MISSING).into_response();
        };
        let headers: [(HeaderName, HeaderValue); 5] = [
            (header::CONTENT_TYPE, HeaderValue::from_static(file.kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
            (header::CONTENT_SECURITY_POLICY, self.policy.clone()),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
        ];
        (status, headers, file.body.clone()).into_response()
    }
}

const PAGE: &str = "text/html; charset=utf-8";
const FEED: &str = "application/xml";

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => PAGE,
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("xml") => FEED,
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

impl Facts {
    /// A file with the facts in it, if it is a page or the feed.
    fn fill(&self, path: &str, bytes: &'static [u8]) -> Bytes {
        match std::str::from_utf8(bytes) {
            Ok(text) if matches!(kind(path), PAGE | FEED) => Bytes::from(self.fill_page(text)),
            _ => Bytes::from_static(bytes),
        }
    }

    fn fill_page(&self, text: &str) -> String {
        let facts = [
            ("{{shop}}", &self.shop),
            ("{{tracker}}", &self.tracker),
            ("{{write_key}}", &self.write_key),
            ("{{mailbox}}", &self.mailbox),
            ("{{other}}", &self.other),
            ("{{marketing}}", &self.marketing),
            ("{{personalisation}}", &self.personalisation),
        ];
        facts.iter().fold(text.to_owned(), |text, (place, fact)| text.replace(place, &escaped(fact)))
    }
}

/// Text as it stands in HTML and XML, also within quotation marks.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The shops at their hosts, and `others` at every other.
pub fn at_their_hosts(shops: Vec<Shop>, others: Router) -> Router {
    let shops: HashMap<String, Shop> = shops.into_iter().map(|shop| (shop.host.clone(), shop)).collect();
    others.layer(middleware::from_fn_with_state(Arc::new(shops), at_host))
}

async fn at_host(State(shops): State<Arc<HashMap<String, Shop>>>, request: Request, next: Next) -> Response {
    match host(request.headers()).and_then(|host| shops.get(&host)) {
        Some(shop) if request.uri().path() == BANNER.0 => {
            shop.dressed(shop.banner().await.as_ref(), "no-cache")
        }
        Some(shop) => shop.answer(&request),
        None => next.run(request).await,
    }
}

/// The host asked for, without its port.
fn host(headers: &HeaderMap) -> Option<String> {
    let authority: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    Some(authority.host().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            folder: "shop",
            shop: "http://shop.localhost:8025".to_owned(),
            tracker: "http://data.shop.localhost:8080".to_owned(),
            near: "http://127.0.0.1:8080".to_owned(),
            write_key: "wk_1".to_owned(),
            mailbox: "http://localhost:8025/".to_owned(),
            other: "http://hearth.localhost:8025/".to_owned(),
            marketing: "Salt & \"Pepper\" <may>".to_owned(),
            personalisation: "choose".to_owned(),
        }
    }

    fn shop() -> Shop {
        let page = |text: &'static str| File { kind: PAGE, body: Bytes::from_static(text.as_bytes()) };
        let script = File { kind: kind("a.js"), body: Bytes::from_static(b"1") };
        let files = [
            ("index.html", page("home")),
            ("products/a.html", page("a")),
            ("404.html", page("gone")),
            ("a.js", script),
        ];
        Shop { files: files.into(), ..Shop::new(&facts()).unwrap() }
    }

    fn asked(path: &str) -> (StatusCode, String) {
        let answer = shop().answer(&Request::get(path).body(axum::body::Body::empty()).unwrap());
        (answer.status(), answer.headers()[header::CACHE_CONTROL].to_str().unwrap().to_owned())
    }

    #[test]
    fn a_page_is_found_without_its_ending_and_asked_for_each_time() {
        for path in ["/", "/products/a", "/products/a?utm_source=mail"] {
            assert_eq!(asked(path), (StatusCode::OK, "no-cache".to_owned()), "{path}");
        }
        for path in ["/products/b", "/products", "/../index", "/products/a/"] {
            assert_eq!(asked(path).0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_script_named_by_its_content_is_asked_for_once() {
        assert!(asked("/a.js?v=1").1.contains("immutable"));
        assert!(!asked("/a.js").1.contains("immutable"));
    }

    #[test]
    fn what_a_page_is_told_is_escaped() {
        let page = facts().fill_page("<p data-k=\"{{write_key}}\">{{marketing}}</p>");
        assert_eq!(page, "<p data-k=\"wk_1\">Salt &amp; &quot;Pepper&quot; &lt;may&gt;</p>");
    }
}
