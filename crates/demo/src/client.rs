//! A small HTTP client that does what a patient one does: it sends again until it is answered.

use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::client::legacy::Client as Legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// How often something is sent before it is given up: through a node that is killed and comes back.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(50);

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// `Location`, if there is one.
    pub location: Option<String>,
    /// Its body.
    pub body: Bytes,
}

/// A client of one node, speaking to one tenant's host. Clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Legacy<HttpConnector, Full<Bytes>>,
    base: String,
    host: String,
    network: String,
}

impl Client {
    /// A client for the node at `base` (`http://127.0.0.1:PORT`), asking for `host`.
    pub fn new(base: &str, host: &str) -> Client {
        let inner = Legacy::builder(TokioExecutor::new()).build_http();
        Client { inner, base: base.to_owned(), host: host.to_owned(), network: "198.18.0.1".to_owned() }
    }

    /// The same, as somebody else: each number asks from a network of its own, through a proxy the node trusts.
    #[must_use]
    pub fn of(&self, number: usize) -> Client {
        let network = format!("10.{}.{}.7", number / 256 % 256, number % 256);
        Client { network, ..self.clone() }
    }

    /// Asks for a page.
    ///
    /// # Errors
    /// If the node does not answer at all, however often it is asked.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(Method::GET, path, &[], Bytes::new()).await
    }

    /// Posts a form as a page does.
    ///
    /// # Errors
    /// If the node does not answer at all.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let encode = |text: &str| -> String {
            text.bytes()
                .map(|b| match b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_') {
                    true => char::from(b).to_string(),
                    false => format!("%{b:02X}"),
                })
                .collect()
        };
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let kind = (header::CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded");
        self.send(Method::POST, path, &[kind], Bytes::from(body.join("&"))).await
    }

    /// Posts JSON with a key.
    ///
    /// # Errors
    /// If the node does not answer at all.
    pub async fn json(&self, path: &str, key: &str, body: &serde_json::Value) -> anyhow::Result<Answer> {
        self.sent(path, key, "application/json", body.to_string()).await
    }

    /// A body of some kind, with a key.
    ///
    /// # Errors
    /// If the node does not answer at all.
    pub async fn sent(&self, path: &str, key: &str, kind: &str, body: String) -> anyhow::Result<Answer> {
        let bearer = format!("Bearer {key}");
        let headers =
            [(header::CONTENT_TYPE.as_str(), kind), (header::AUTHORIZATION.as_str(), bearer.as_str())];
        self.send(Method::POST, path, &headers, Bytes::from(body)).await
    }

    /// Sends until there is an answer that is no failure of the moment: a client's duty, as the SDKs do it.
    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        for _ in 0..TRIES {
            match self.once(&method, path, headers, body.clone()).await {
                Ok(answer)
                    if answer.status.is_server_error() || answer.status == StatusCode::TOO_MANY_REQUESTS => {}
                Ok(answer) => return Ok(answer),
                Err(_) => {}
            }
            tokio::time::sleep(PAUSE).await;
        }
        bail!("{method} {}: no answer", path.split('/').nth(1).unwrap_or_default())
    }

    async fn once(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        request = request.header(header::HOST, &self.host).header("x-forwarded-for", &self.network);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.inner.request(request.body(Full::new(body))?).await?;
        let status = response.status();
        let location =
            response.headers().get(header::LOCATION).and_then(|l| l.to_str().ok()).map(str::to_owned);
        let body = response.into_body().collect().await.context("the answer broke off")?.to_bytes();
        Ok(Answer { status, location, body })
    }
}
