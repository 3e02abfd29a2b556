//! Fetching a feed over HTTP: bounded in time, size and redirects, and from public addresses alone.
//!
//! The name is looked up here, each answer is judged, and the connection goes to one of the addresses that were judged: a name that
//! changes its answer in between leads nowhere else. Every redirect begins anew.

use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HOST, HeaderMap, HeaderName, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION, USER_AGENT,
};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use placet_permission::sensitive::{self, Look};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::public::is_public;
use super::spool::Spool;

/// How long an address may be.
const MAX_URL: usize = 1_000;
/// How long a mark of the server's (`ETag`, `Last-Modified`) may be to be kept.
const MAX_MARK: usize = 200;
/// How many addresses of one name are tried.
const TRIED: usize = 4;

/// What a fetch is bounded by.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a connection, its TLS included.
    pub connect: Duration,
    /// For an answer to begin, and between two pieces of it.
    pub idle: Duration,
    /// For all of it, redirects included.
    pub total: Duration,
    /// Bytes as they are sent.
    pub bytes: u64,
    /// Redirects that are followed.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(600),
            bytes: super::source::MAX_UNPACKED,
            redirects: 5,
        }
    }
}

/// Why a feed could not be fetched. No word of the address or of the answer is in it.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It is no address that is fetched from.
    #[error("the address {0}")]
    Address(&'static str),
    /// Its name is not known.
    #[error("the server's name is not known")]
    Name,
    /// It leads into a network that is not public.
    #[error(
        "the address leads to a machine that is not on the public internet (--feeds-allow-private lets it)"
    )]
    Private,
    /// Nobody answers there.
    #[error("the server cannot be reached")]
    Connect,
    /// Nobody answers whose certificate is good.
    #[error("the server's certificate is not good, or it speaks no TLS")]
    Tls,
    /// It took too long.
    #[error("the server took too long")]
    TooSlow,
    /// The connection broke, or it spoke no HTTP.
    #[error("the answer broke off")]
    BrokeOff,
    /// It said something else than 200.
    #[error("the server answered {0}")]
    Status(u16),
    /// It led on and on.
    #[error("the server redirects too often, from https to http, or to nowhere")]
    Redirect,
    /// It packed the answer in an unknown way.
    #[error("the answer is packed in another way than gzip")]
    Encoding,
    /// It sent too much.
    #[error("the answer is larger than 256 MB")]
    TooLarge,
    /// The disk failed.
    #[error("the answer could not be kept on this machine")]
    Disk,
}

/// What the server said of a file, to ask next time whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub etag: String,
    pub last_modified: String,
}

/// What came of a fetch.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// Nothing has changed.
    Unchanged,
    /// The file, whole.
    File(File, Marks),
}

/// Fetches feeds.
#[derive(Clone)]
pub struct Fetcher {
    limits: Limits,
    allowed: fn(IpAddr) -> bool,
    tls: TlsConnector,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// Reads the address of a feed: http(s), at most 1,000 characters, without user and password.
///
/// # Errors
/// What is wrong with it.
pub fn feed_address(text: &str) -> Result<Url, FetchError> {
    let url =
        Url::parse(text.trim()).map_err(|_| FetchError::Address("must begin with https:// or http://"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(FetchError::Address("must begin with https:// or http://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let advice = "must not hold a user name or password, which would be stored in the clear: let the shop make an address with \
                      a token that opens this file alone";
        return Err(FetchError::Address(advice));
    }
    if url.as_str().len() > MAX_URL {
        return Err(FetchError::Address("must be at most 1,000 characters"));
    }
    if let Some(found) = sensitive::find(url.as_str(), Look::Path) {
        return Err(FetchError::Address(found.reason()));
    }
    Ok(url)
}

impl Fetcher {
    /// A fetcher that trusts the authorities browsers trust. `allow_private` lets it into this machine and its network: for demos and tests.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(allow_private: bool) -> Result<Fetcher, rustls::Error> {
        let allowed: fn(IpAddr) -> bool = if allow_private { |_| true } else { is_public };
        Fetcher::with(allowed, Limits::default(), webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect())
    }

    /// A fetcher that goes to the addresses that are `allowed`, within these bounds, trusting these authorities.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn with(
        allowed: fn(IpAddr) -> bool,
        limits: Limits,
        roots: RootCertStore,
    ) -> Result<Fetcher, rustls::Error> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Fetcher { limits, allowed, tls: TlsConnector::from(Arc::new(config)) })
    }

    /// Fetches the file at an address into a temporary file, unless it is as `known`.
    pub(crate) async fn fetch(&self, address: &str, known: &Marks) -> Result<Fetched, FetchError> {
        let url = feed_address(address)?;
        timeout(self.limits.total, self.follow(url, known)).await.map_err(|_| FetchError::TooSlow)?
    }

    async fn follow(&self, mut url: Url, known: &Marks) -> Result<Fetched, FetchError> {
        for _ in 0..=self.limits.redirects {
            let response = self.ask(&url, known).await?;
            match response.status() {
                StatusCode::OK => return self.take(response).await,
                StatusCode::NOT_MODIFIED if *known != Marks::default() => return Ok(Fetched::Unchanged),
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => url = onward(&url, response.headers())?,
                other => return Err(FetchError::Status(other.as_u16())),
            }
        }
        Err(FetchError::Redirect)
    }

    async fn ask(&self, url: &Url, known: &Marks) -> Result<Response<Incoming>, FetchError> {
        let mut sender = self.connect(url).await?;
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let mut request = Request::get(path)
            .header(HOST, host)
            .header(USER_AGENT, concat!("placet/", env!("CARGO_PKG_VERSION")))
            .header(ACCEPT, "application/xml, text/csv, text/tab-separated-values, application/json, */*")
            .header(ACCEPT_ENCODING, "gzip");
        for (name, mark) in [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)] {
            if !mark.is_empty() {
                request = request.header(name, mark);
            }
        }
        let request = request.body(Empty::new()).map_err(|_| FetchError::Address("cannot be asked for"))?;
        let answer = timeout(self.limits.idle, sender.send_request(request)).await;
        answer.map_err(|_| FetchError::TooSlow)?.map_err(|_| FetchError::BrokeOff)
    }

    async fn connect(&self, url: &Url) -> Result<SendRequest<Empty<Bytes>>, FetchError> {
        let name = url.host().ok_or(FetchError::Name)?.to_owned();
        let port = url.port_or_known_default().ok_or(FetchError::Name)?;
        let connecting = async {
            let stream = self.reach(&name, port).await?;
            if url.scheme() == "http" {
                return shake(stream).await;
            }
            let name = match name {
                Host::Domain(name) => ServerName::try_from(name).map_err(|_| FetchError::Name)?,
                Host::Ipv4(address) => ServerName::from(IpAddr::from(address)),
                Host::Ipv6(address) => ServerName::from(IpAddr::from(address)),
            };
            shake(self.tls.connect(name, stream).await.map_err(|_| FetchError::Tls)?).await
        };
        timeout(self.limits.connect, connecting).await.map_err(|_| FetchError::TooSlow)?
    }

    /// A connection to one of the addresses of a name that may be asked.
    async fn reach(&self, name: &Host<String>, port: u16) -> Result<TcpStream, FetchError> {
        let found: Vec<SocketAddr> = match name {
            // This machine itself, whatever the system's resolver knows of it (RFC 6761, 6.3).
            Host::Domain(name) if name.ends_with(".localhost") => {
                vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]
            }
            Host::Domain(name) => {
                lookup_host((name.as_str(), port)).await.map_err(|_| FetchError::Name)?.collect()
            }
            Host::Ipv4(address) => vec![SocketAddr::from((*address, port))],
            Host::Ipv6(address) => vec![SocketAddr::from((*address, port))],
        };
        let allowed = found.into_iter().filter(|address| (self.allowed)(address.ip()));
        let mut failed = FetchError::Private;
        for address in allowed.take(TRIED) {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(_) => failed = FetchError::Connect,
            }
        }
        Err(failed)
    }

    /// Takes the body into a file.
    async fn take(&self, response: Response<Incoming>) -> Result<Fetched, FetchError> {
        let headers = response.headers();
        let packed = headers.get(CONTENT_ENCODING).map_or("", |value| value.to_str().unwrap_or("?"));
        if !matches!(packed, "" | "identity" | "gzip" | "x-gzip") {
            return Err(FetchError::Encoding);
        }
        let marks = Marks { etag: mark(headers, ETAG), last_modified: mark(headers, LAST_MODIFIED) };
        let mut spool = Spool::new(self.limits.bytes).map_err(|_| FetchError::Disk)?;
        let mut body = response.into_body();
        loop {
            let piece = timeout(self.limits.idle, body.frame()).await.map_err(|_| FetchError::TooSlow)?;
            let Some(piece) = piece else { break };
            let Ok(bytes) = piece.map_err(|_| FetchError::BrokeOff)?.into_data() else { continue };
            if !spool.write(&bytes).await.map_err(|_| FetchError::Disk)? {
                return Err(FetchError::TooLarge);
            }
        }
        Ok(Fetched::File(spool.done().await.map_err(|_| FetchError::Disk)?, marks))
    }
}

/// HTTP over a connection; it ends when the sender and the answer's body are dropped.
async fn shake<S>(stream: S) -> Result<SendRequest<Empty<Bytes>>, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| FetchError::BrokeOff)?;
    tokio::spawn(async move {
        // What goes wrong on it shows in the answer.
        let _ = connection.await;
    });
    Ok(sender)
}

/// Where a redirect leads.
fn onward(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok()).ok_or(FetchError::Redirect)?;
    let to = from.join(location).map_err(|_| FetchError::Redirect)?;
    if from.scheme() == "https" && to.scheme() != "https" {
        return Err(FetchError::Redirect);
    }
    feed_address(to.as_str())
}

fn mark(headers: &HeaderMap, name: HeaderName) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    if value.len() <= MAX_MARK { value.to_owned() } else { String::new() }
}
