//! Feeds fetched from a real server, on both engines where the store is touched.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use placet_core::{Micros, TenantId};
use placet_edge::testing::{Served, tenant};
use placet_shop::{
    Feed, Fetch, FetchError, Fetcher, Item, Limits, NewFeed, add_feed, all_items, changed_at, feeds,
    fetch_due, fetch_feed, remove_feed,
};
use placet_store::tenants::TenantRecord;
use placet_store::testing::{Fresh, On};
use placet_store::{on_both_engines, transaction};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const HOUR: i64 = 3_600 * Micros::SECOND;
const MINUTE: i64 = 60 * Micros::SECOND;

/// What the shop's server answers, and how often it was asked.
#[derive(Default)]
struct Shop {
    status: Mutex<u16>,
    body: Mutex<Vec<u8>>,
    asked: AtomicUsize,
    unchanged: AtomicUsize,
}

struct World {
    fresh: Fresh,
    record: TenantRecord,
    shop: Arc<Shop>,
    served: Served,
}

async fn file(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    shop.asked.fetch_add(1, Ordering::SeqCst);
    let (status, body) = (*shop.status.lock().unwrap(), shop.body.lock().unwrap().clone());
    let etag = format!("\"{}\"", body.len());
    if headers.get("if-none-match").is_some_and(|known| known.to_str().unwrap() == etag) {
        shop.unchanged.fetch_add(1, Ordering::SeqCst);
        return StatusCode::NOT_MODIFIED.into_response();
    }
    (StatusCode::from_u16(status).unwrap(), [("etag", etag)], body).into_response()
}

impl World {
    async fn new(on: On) -> World {
        let fresh = Fresh::new(on).await;
        let mut record = tenant("One");
        record.id = fresh.store.add_tenant(&record, &["one.example"]).await.unwrap();
        let shop = Arc::new(Shop { status: Mutex::new(200), ..Shop::default() });
        let moved = |to: &'static str| get(move || async move { (StatusCode::FOUND, [("location", to)]) });
        let router = Router::new()
            .route("/feed", get(file))
            .route("/moved", moved("feed"))
            .route("/round", moved("/round"))
            .route("/inside", moved("http://127.0.0.2/feed"))
            .route("/metadata", moved("http://169.254.169.254/latest/meta-data/"))
            .route("/file", moved("file:///etc/hostname"))
            .with_state(Arc::clone(&shop));
        World { fresh, record, shop, served: Served::start(router).await }
    }

    fn answers(&self, status: u16, body: &str) {
        *self.shop.status.lock().unwrap() = status;
        *self.shop.body.lock().unwrap() = body.as_bytes().to_vec();
    }

    async fn add(&self, url: &str) -> Result<i32, placet_shop::Error> {
        let feed = NewFeed { url: url.to_owned(), every_minutes: 360, complete: true };
        transaction!(self.fresh.store.tenant(self.record.id), "test.add", |tx| { add_feed(tx, &feed).await })
    }

    /// Sets up the feed at a path of the shop's server.
    async fn feed_at(&self, path: &str) {
        self.add(&format!("http://{}{path}", self.served.address)).await.unwrap();
    }

    async fn feed(&self) -> Feed {
        let mut tx = self.fresh.store.tenant(self.record.id).read("test.feeds").await.unwrap();
        feeds(&mut tx).await.unwrap().remove(0)
    }

    async fn fetch(&self) -> Fetch {
        let feed = self.feed().await;
        let fetcher = fetcher(Limits::default());
        fetch_feed(self.fresh.store.tenant(self.record.id), &self.record, &fetcher, &feed, false)
            .await
            .unwrap()
    }

    async fn work(&self) -> Micros {
        let fetcher = fetcher(Limits::default());
        fetch_due(self.fresh.store.tenant(self.record.id), &self.record, &fetcher).await.unwrap()
    }

    async fn items(&self) -> Vec<Item> {
        let mut tx = self.fresh.store.tenant(self.record.id).read("test.all").await.unwrap();
        all_items(&mut tx, 0, 20_000).await.unwrap()
    }

    async fn in_stock(&self) -> usize {
        self.items().await.iter().filter(|item| item.in_stock()).count()
    }

    async fn changed_at(&self) -> Option<Micros> {
        let mut tx = self.fresh.store.tenant(self.record.id).read("test.changed").await.unwrap();
        changed_at(&mut tx).await.unwrap()
    }
}

fn this_machine(address: IpAddr) -> bool {
    address == IpAddr::from(Ipv4Addr::LOCALHOST)
}

fn fetcher(limits: Limits) -> Fetcher {
    Fetcher::with(this_machine, limits, RootCertStore::empty()).unwrap()
}

fn table(range: std::ops::Range<usize>) -> String {
    let rows: String = range.map(|n| format!("s{n},Shoe {n},https://shop.example/{n},5\n")).collect();
    format!("id,title,link,price\n{rows}")
}

/// A server that says this to whoever asks, and then keeps the connection or closes it.
async fn raw(answer: &'static str, keep: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket.write_all(answer.as_bytes()).await;
            if keep {
                kept.push(socket);
            }
        }
    });
    format!("http://{address}/feed")
}

on_both_engines! {
    async fn a_feed_is_fetched_asked_for_changes_and_survives_the_servers_bad_hours(on) {
        let world = World::new(on).await;
        world.feed_at("/moved").await;
        world.answers(200, &table(0..3));
        let now = world.fresh.clock.now();
        let next = world.work().await;
        assert!((now + 6 * HOUR..=now + 7 * HOUR).contains(&next), "six hours and at most a tenth more");
        let (before, feed) = (world.changed_at().await, world.feed().await);
        assert_eq!((feed.counts, feed.outcome.as_str(), feed.failures), ([3, 0, 0, 0], "loaded", 0));

        assert!(matches!(world.fetch().await, Fetch::Unchanged));
        assert_eq!(world.shop.unchanged.load(Ordering::SeqCst), 1);
        world.answers(500, "no");
        for (failures, pause) in [(1, 5), (2, 10), (3, 20)] {
            assert!(matches!(world.fetch().await, Fetch::Failed(FetchError::Status(500))));
            let feed = world.feed().await;
            let now = world.fresh.clock.now();
            assert_eq!((feed.failures, feed.outcome.as_str()), (failures, "the server answered 500"));
            assert!((now + pause * MINUTE..=now + pause * MINUTE * 11 / 10).contains(&feed.next_due_at));
        }
        assert_eq!((world.changed_at().await, world.in_stock().await), (before, 3), "the old catalogue stands");

        world.answers(200, &table(1..3));
        let Fetch::Loaded(report) = world.fetch().await else { panic!("not loaded") };
        assert_eq!((report.stored, report.gone), (2, 1));
        assert_eq!((world.feed().await.failures, world.in_stock().await), (0, 2));
    }

    async fn what_is_not_due_is_not_fetched_and_without_feeds_there_is_nothing_to_do(on) {
        let world = World::new(on).await;
        assert_eq!(world.work().await, Micros::NEVER);
        world.feed_at("/feed").await;
        world.answers(200, &table(0..1));
        let due = world.work().await;
        assert_eq!(world.work().await, due);
        assert_eq!(world.shop.asked.load(Ordering::SeqCst), 1);
        let removed = transaction!(world.fresh.store.tenant(world.record.id), "test.remove", |tx| { remove_feed(tx, 1).await });
        assert!(removed.unwrap());
        assert_eq!((world.work().await, world.in_stock().await), (Micros::NEVER, 1));
        world.feed_at("/feed").await;
        assert_eq!(world.feed().await.id, 2, "numbers are never used again");
    }

    async fn an_answer_that_is_no_feed_or_breaks_off_takes_nothing_out(on) {
        let world = World::new(on).await;
        world.feed_at("/feed").await;
        world.answers(200, &table(0..3));
        world.work().await;
        world.answers(200, "<!doctype html><html><body>Be back soon</body></html>");
        assert!(!world.fetch().await.is_whole());
        assert_eq!(world.feed().await.outcome, "line 1: is a page (HTML) and no feed");
        world.answers(200, "<rss><channel><item><id>x</id><title>X</title><link>https://shop.example/x</link><price>1</price></item><item><id>s0</i");
        let Fetch::Loaded(report) = world.fetch().await else { panic!("not loaded") };
        assert_eq!((report.stored, report.gone, report.broke_off.is_some()), (1, 0, true));
        assert_eq!((world.in_stock().await, world.feed().await.failures), (4, 2));
        assert_eq!(world.shop.unchanged.load(Ordering::SeqCst), 0, "what broke off is asked for anew");
        world.fetch().await;
        assert_eq!(world.shop.unchanged.load(Ordering::SeqCst), 0);
    }

    async fn a_feed_that_leaves_out_more_than_half_is_believed_after_a_day(on) {
        let world = World::new(on).await;
        world.feed_at("/feed").await;
        world.answers(200, &table(0..40));
        world.work().await;
        world.answers(200, &table(0..10));
        for hours in [0, 6, 17] {
            world.fresh.clock.advance(hours * HOUR);
            let Fetch::Loaded(report) = world.fetch().await else { panic!("not loaded: it must be read again") };
            assert_eq!((report.held_back, report.gone, world.in_stock().await), (30, 0, 40));
        }
        world.fresh.clock.advance(HOUR);
        let Fetch::Loaded(report) = world.fetch().await else { panic!("not loaded") };
        assert_eq!((report.held_back, report.gone, world.in_stock().await), (0, 30, 10));
        assert!(matches!(world.fetch().await, Fetch::Unchanged));
    }

    async fn a_sale_begins_and_ends_though_the_file_stays_as_it_is(on) {
        let world = World::new(on).await;
        world.feed_at("/feed").await;
        // The test's clock stands at 2026-06-01T10:00Z.
        world.answers(200, "id,title,link,price,sale price,sale price effective date\n\
            a,A,https://shop.example/a,20.00,15.00,2026-06-01T11:00Z/2026-06-01T12:30Z\n");
        let mut prices = Vec::new();
        for _ in 0..3 {
            let due = world.work().await;
            prices.push(world.items().await[0].price.minor);
            world.fresh.clock.advance(due - world.fresh.clock.now());
        }
        assert_eq!(prices, [2_000, 1_500, 2_000]);
        assert!(matches!(world.fetch().await, Fetch::Unchanged));
    }

    async fn r001_a_feed_is_its_tenants_alone(on) {
        let world = World::new(on).await;
        world.feed_at("/feed").await;
        let mut tx = world.fresh.store.tenant(TenantId(world.record.id.0 + 1)).read("test.feeds").await.unwrap();
        assert!(feeds(&mut tx).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_address_that_leads_inside_is_refused_at_every_step_and_never_asked() {
    let world = World::new(On::Sqlite).await;
    let port = world.served.address.port();
    let public = Fetcher::new(false).unwrap();
    for url in [
        format!("http://127.0.0.1:{port}/feed"),
        format!("http://localhost:{port}/feed"),
        format!("http://shop.localhost:{port}/feed"),
        format!("http://2130706433:{port}/feed"),
        format!("http://0x7f.1:{port}/feed"),
        format!("http://0.0.0.0:{port}/feed"),
        format!("http://[::1]:{port}/feed"),
        format!("http://[::ffff:127.0.0.1]:{port}/feed"),
        "https://169.254.169.254/latest/meta-data/".to_owned(),
    ] {
        let refused = attempt(&world, &public, &url).await;
        assert!(matches!(refused, Fetch::Failed(FetchError::Private)), "{url}: {refused:?}");
    }
    assert_eq!(world.shop.asked.load(Ordering::SeqCst), 0);
    for path in ["/inside", "/metadata"] {
        let refused =
            attempt(&world, &fetcher(Limits::default()), &format!("http://127.0.0.1:{port}{path}")).await;
        assert!(matches!(refused, Fetch::Failed(FetchError::Private)), "{path}: {refused:?}");
    }
    let refused =
        attempt(&world, &fetcher(Limits::default()), &format!("http://127.0.0.1:{port}/file")).await;
    assert!(matches!(refused, Fetch::Failed(FetchError::Address(_))), "{refused:?}");
    let refused =
        attempt(&world, &fetcher(Limits::default()), &format!("http://127.0.0.1:{port}/round")).await;
    assert!(matches!(refused, Fetch::Failed(FetchError::Redirect)), "{refused:?}");
}

/// Sets a feed up, fetches it and removes it.
async fn attempt(world: &World, fetcher: &Fetcher, url: &str) -> Fetch {
    let id = world.add(url).await.unwrap();
    let handle = world.fresh.store.tenant(world.record.id);
    let fetch = fetch_feed(handle, &world.record, fetcher, &world.feed().await, false).await.unwrap();
    assert!(!world.feed().await.outcome.contains("127.0.0.1"), "no address is written down");
    transaction!(handle, "test.remove", |tx| { remove_feed(tx, id).await }).unwrap();
    fetch
}

#[tokio::test]
async fn a_server_that_is_slow_endless_or_breaks_off_is_given_up() {
    let world = World::new(On::Sqlite).await;
    let hasty = Limits { idle: Duration::from_millis(200), bytes: 1_000, ..Limits::default() };
    let impatient = Limits { total: Duration::from_millis(200), ..Limits::default() };
    let cases = [
        (raw("", true).await, hasty, "the server took too long"),
        (raw("", true).await, impatient, "the server took too long"),
        (
            raw("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\nid,title", true).await,
            hasty,
            "the server took too long",
        ),
        (
            raw("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\nid,title", false).await,
            hasty,
            "the answer broke off",
        ),
        (raw("", false).await, hasty, "the answer broke off"),
        (raw("SSH-2.0-nothing for us\r\n", false).await, hasty, "the answer broke off"),
        (
            raw("HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 1\r\n\r\nx", false).await,
            hasty,
            "the answer is packed in another way than gzip",
        ),
        (raw("HTTP/1.1 304 Not Modified\r\n\r\n", false).await, hasty, "the server answered 304"),
        ("http://nowhere.invalid/feed".to_owned(), hasty, "the server's name is not known"),
    ];
    for (url, limits, wanted) in cases {
        let Fetch::Failed(error) = attempt(&world, &fetcher(limits), &url).await else { panic!("{wanted}") };
        assert_eq!(error.to_string(), wanted);
    }
    world.answers(200, &table(0..1_000));
    let url = format!("http://{}/feed", world.served.address);
    assert!(matches!(attempt(&world, &fetcher(hasty), &url).await, Fetch::Failed(FetchError::TooLarge)));
    assert!(world.items().await.is_empty());
}

#[tokio::test]
async fn an_address_with_a_password_or_of_another_kind_is_refused_with_advice() {
    let world = World::new(On::Sqlite).await;
    for (url, wanted) in [
        ("https://user:secret@shop.example/feed", "token"),
        ("ftp://shop.example/feed", "https://"),
        ("shop.example/feed", "https://"),
        ("file:///etc/hostname", "https://"),
    ] {
        let error = world.add(url).await.unwrap_err().to_string();
        assert!(error.contains(wanted) && !error.contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn over_tls_the_servers_certificate_must_be_good() {
    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deliver/tests/smtp/fixtures");
    let world = World::new(On::Sqlite).await;
    let chain = CertificateDer::pem_file_iter(format!("{FIXTURES}/relay.pem"))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let key = PrivateKeyDer::from_pem_file(format!("{FIXTURES}/relay.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let (acceptor, listener) =
        (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let url = format!("https://localhost:{}/feed", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let Ok(mut socket) = acceptor.accept(socket).await else { continue };
            let _ = socket.read(&mut [0; 4096]).await;
            let body = table(0..2);
            let head =
                format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = socket.write_all((head + &body).as_bytes()).await;
            let _ = socket.shutdown().await;
        }
    });
    let mut roots = RootCertStore::empty();
    for authority in CertificateDer::pem_file_iter(format!("{FIXTURES}/authority.pem")).unwrap() {
        roots.add(authority.unwrap()).unwrap();
    }
    let trusting = Fetcher::with(this_machine, Limits::default(), roots).unwrap();
    let Fetch::Loaded(report) = attempt(&world, &trusting, &url).await else { panic!("not loaded") };
    assert_eq!(report.stored, 2);
    let refused = attempt(&world, &Fetcher::new(true).unwrap(), &url).await;
    assert!(matches!(refused, Fetch::Failed(FetchError::Tls)), "{refused:?}");
}
