//! A whole Placet in this process: every route on a free port, a database of its own, a clock that stands still.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use placet_collect::{Collector, Options};
use placet_compose::{Action, Builtin, Library, Token};
use placet_core::{Id, Kind, Micros, TenantId};
use placet_edge::pages::Pages;
use placet_edge::testing::{Served, body_of};
use placet_edge::{Limiter, TrustedProxies};
use placet_http::{App, Parts};
use placet_journey::{Engine, Span};
use placet_permission::policy::{self, Policy};
use placet_permission::reach::{self, Priority};
use placet_permission::vault::{Address, Channel, MasterKey, TenantKeys, digest};
use placet_permission::{
    Act, Ask, Decision, Denial, Gate, Keyring, Purpose, Use, contact, duty, suppression,
};
use placet_profile::fold::{Folded, fold};
use placet_profile::inbox;
use placet_store::tenants::{Directory, NewKey, TenantRecord};
use placet_store::testing::{Fresh, Haystack, On, everything, tenant};
use placet_store::{Sql, Tenant, Value, params, transaction};
use serde_json::json;

placet_store::statements! {
    "tracking_test";
    tenant EVENTS = "SELECT kind, stream_id, at, props FROM event WHERE tenant_id = $1 ORDER BY seq";
    tenant ORDERS = "SELECT order_no, stream_id, total_minor FROM orders WHERE tenant_id = $1 ORDER BY order_no";
    tenant STREAM = "SELECT profile_id FROM stream WHERE tenant_id = $1 AND stream_id = $2";
    tenant COUNTED = "SELECT COALESCE(CAST(SUM(n) AS BIGINT), 0) FROM tally WHERE tenant_id = $1 AND origin = 0 AND kind = $2";
    tenant MESSAGES = "SELECT message_id FROM message WHERE tenant_id = $1 ORDER BY created_at";
    tenant CONTACTS = "SELECT contact_id FROM contact WHERE tenant_id = $1 ORDER BY created_at";
    tenant LOSE_TEMPLATE = "DELETE FROM template WHERE tenant_id = $1 AND template_id = $2";
    tenant PLACES = "SELECT place FROM contact WHERE tenant_id = $1 ORDER BY created_at";
    tenant ASKED = "SELECT place, language FROM consent_entry WHERE tenant_id = $1 AND method = 'form' ORDER BY seq";
    tenant SAID = "SELECT c.act, w.text FROM consent_entry c LEFT JOIN wording w ON w.tenant_id = c.tenant_id AND w.wording_id = c.wording_id
        WHERE c.tenant_id = $1 AND c.purpose = $2 ORDER BY c.seq";
    tenant STORED = "SELECT (SELECT COUNT(*) FROM event e WHERE e.tenant_id = $1) + (SELECT COUNT(*) FROM stream s WHERE s.tenant_id = $1)
        + (SELECT COUNT(*) FROM orders o WHERE o.tenant_id = $1) + (SELECT COUNT(*) FROM consent_entry c WHERE c.tenant_id = $1)
        + (SELECT COUNT(*) FROM consent k WHERE k.tenant_id = $1) + (SELECT COUNT(*) FROM inbox i WHERE i.tenant_id = $1)
        + (SELECT COUNT(*) FROM seen n WHERE n.tenant_id = $1) + (SELECT COUNT(*) FROM contact t WHERE t.tenant_id = $1)
        + (SELECT COUNT(*) FROM profile p WHERE p.tenant_id = $1) + (SELECT COUNT(*) FROM link l WHERE l.tenant_id = $1)
        + (SELECT COUNT(*) FROM suppression u WHERE u.tenant_id = $1) + (SELECT COUNT(*) FROM message m WHERE m.tenant_id = $1)
        + (SELECT COUNT(*) FROM item a WHERE a.tenant_id = $1)";
}

/// Everything that serves, and what tests look into.
pub(crate) struct House {
    pub(crate) fresh: Fresh,
    pub(crate) keyring: Keyring,
    pub(crate) collector: Collector,
    pub(crate) disk_full: Arc<AtomicBool>,
    engine: Engine,
    served: Served,
}

/// A tenant with its keys.
pub(crate) struct Company {
    pub(crate) id: TenantId,
    pub(crate) host: &'static str,
    pub(crate) write_key: String,
    pub(crate) server_key: String,
    pub(crate) keys: Arc<TenantKeys>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The only success of the tracking API.
    pub(crate) fn is_success(&self) -> bool {
        self.status == 200
            && self.text == r#"{"success":true}"#
            && self.header("content-type") == "application/json"
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A stored event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) kind: Kind,
    pub(crate) stream: i64,
    pub(crate) at: Micros,
    pub(crate) props: String,
}

impl House {
    /// Opens it with nobody in it.
    pub(crate) async fn open(on: On) -> House {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let directory = Directory::new(fresh.store.clone());
        let disk_full = Arc::new(AtomicBool::new(false));
        let options = Options { disk_full: Arc::clone(&disk_full), ..Options::default() };
        let collector = Collector::start(directory.clone(), keyring.clone(), options);
        let parts = Parts {
            directory,
            keyring: keyring.clone(),
            collector: collector.clone(),
            library: Library::default(),
            pages: Arc::new(Pages::new().unwrap()),
            limiter: Limiter::new(fresh.clock.clone()),
            proxies: TrustedProxies::default(),
            admin_origin: "http://admin.localhost".to_owned(),
            api_per_minute: 600,
            metrics: None,
            ready: Arc::new(AtomicBool::new(true)),
        };
        let served = Served::start(placet_http::router(App::new(parts))).await;
        let engine = Engine::new(Gate::new(keyring.clone()));
        House { fresh, keyring, collector, disk_full, engine, served }
    }

    /// Opens it with one company in it.
    pub(crate) async fn with_company(on: On) -> (House, Company) {
        let house = House::open(on).await;
        let company = house.company("Atlas", "news.atlas.example").await;
        (house, company)
    }

    /// A company moves in, as `placet tenant add` does it.
    pub(crate) async fn company(&self, name: &str, host: &'static str) -> Company {
        let record = TenantRecord {
            from_address: format!("news@{host}"),
            public_url: format!("https://{host}"),
            ..tenant(name)
        };
        let store = &self.fresh.store;
        // The first company also answers where requests go that name no host of their own.
        let id = match store.add_tenant(&record, &[host, "test.example"]).await {
            Ok(id) => id,
            Err(_) => store.add_tenant(&record, &[host]).await.unwrap(),
        };
        let tenant = store.tenant(id);
        transaction!(tenant, "test.set_up", |tx| {
            placet_permission::found(tx, &self.keyring, id, &record.name).await?;
            placet_permission::duty::vouch(tx, &record.from_address, "test").await?;
            for queue in ["fold", "journey", "deliver", "measure", "rights"] {
                tx.ensure_queue(queue).await?;
            }
            Ok::<_, placet_permission::Error>(())
        })
        .unwrap();
        transaction!(tenant, "test.templates", |tx| { Library::install(tx).await }).unwrap();
        transaction!(tenant, "test.journeys", |tx| { placet_journey::install(tx, Span::hours(4)).await })
            .unwrap();
        let (write_key, server_key) = (format!("wk_{id}_public"), format!("sk_{id}_secret"));
        store
            .add_key(id, NewKey::Write { hash: &digest(write_key.as_bytes()), text: &write_key }, "first")
            .await
            .unwrap();
        store.add_key(id, NewKey::Server { hash: &digest(server_key.as_bytes()) }, "first").await.unwrap();
        // The directory may be a second old.
        self.fresh.clock.advance(2 * Micros::SECOND);
        let keys = self.keyring.keys(tenant).await.unwrap();
        Company { id, host, write_key, server_key, keys }
    }

    pub(crate) fn tenant(&self, of: &Company) -> Tenant<'_> {
        self.fresh.store.tenant(of.id)
    }

    pub(crate) fn now(&self) -> Micros {
        self.fresh.clock.now()
    }

    pub(crate) fn fill_the_disk(&self) {
        self.disk_full.store(true, Ordering::SeqCst);
    }

    /// As at a company of a program that did not bring this template.
    pub(crate) async fn loses_template(&self, of: &Company, which: Builtin) {
        let tenant = self.tenant(of);
        let id = which.template_id();
        transaction!(tenant, "test.no_template", |tx| { tx.execute(&LOSE_TEMPLATE, params![id]).await })
            .unwrap();
    }

    /// Any request.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let answer = self.served.send(method, path, headers, body).await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, text: body_of(answer).await }
    }

    /// A request to a tracking route with a key, as a server SDK sends it.
    pub(crate) async fn post(&self, key: &str, path: &str, body: impl AsRef<[u8]>) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode(format!("{key}:")));
        let headers = [("authorization", basic.as_str()), ("content-type", "application/json")];
        self.send("POST", path, &headers, body.as_ref()).await
    }

    /// One event, which must be answered as a success.
    pub(crate) async fn track(&self, key: &str, item: serde_json::Value) {
        let answer = self.post(key, "/v1/track", item.to_string()).await;
        assert!(answer.is_success(), "{answer:?}");
    }

    /// A choice made on a banner.
    pub(crate) async fn choose(&self, of: &Company, device: &str, granted: bool) {
        let choice = json!({ "anonymousId": device, "granted": granted, "place": "https://shop.example/?utm=1", "language": "en" });
        let answer = self.post(&of.write_key, "/v1/consent", choice.to_string()).await;
        assert!(answer.is_success(), "{answer:?}");
    }

    /// A page of this company.
    pub(crate) async fn page(&self, of: &Company, method: &str, path: &str, body: &str) -> Answer {
        let form = ("content-type", "application/x-www-form-urlencoded");
        self.send(method, path, &[("host", of.host), form, ("accept-language", "en")], body.as_bytes()).await
    }

    /// Fetches a file of this company; its bytes.
    pub(crate) async fn bytes(&self, of: &Company, path: &str) -> Vec<u8> {
        let answer = self.served.send("GET", path, &[("host", of.host)], b"").await;
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// Fetches a picture; the status.
    pub(crate) async fn picture(&self, of: &Company, path: &str) -> u16 {
        self.served.send("GET", path, &[("host", of.host)], b"").await.status().as_u16()
    }

    /// Sends the form as a script does, which is answered in JSON.
    pub(crate) async fn posts_form(&self, of: &Company, body: &str) -> Answer {
        let json = [
            ("host", of.host),
            ("accept", "application/json"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.send("POST", "/f/newsletter", &json, body.as_bytes()).await
    }

    /// Folds what waits, and writes down what was counted.
    pub(crate) async fn fold(&self, of: &Company) -> Folded {
        let mut all = Folded::default();
        loop {
            let done = fold(self.tenant(of), &self.keyring).await.unwrap();
            if done.blocks == 0 {
                break;
            }
            all.blocks += done.blocks;
            all.events += done.events;
            all.duplicates += done.duplicates;
            all.refused += done.refused;
        }
        self.collector.counts().flush(&self.fresh.store).await.unwrap();
        all
    }

    /// Folds, and has the journeys go on.
    pub(crate) async fn work(&self, of: &Company) {
        self.fold(of).await;
        placet_journey::work(self.tenant(of), &self.engine).await.unwrap();
    }

    pub(crate) async fn events(&self, of: &Company) -> Vec<Event> {
        let rows = self.rows(of, &EVENTS, &[]).await;
        let event = |row: &placet_store::Row| Event {
            kind: Kind(row.get(0).unwrap()),
            stream: row.get(1).unwrap(),
            at: Micros(row.get(2).unwrap()),
            props: row.get(3).unwrap(),
        };
        rows.iter().map(event).collect()
    }

    /// Order numbers, streams and totals.
    pub(crate) async fn orders(&self, of: &Company) -> Vec<(String, Option<i64>, i64)> {
        let rows = self.rows(of, &ORDERS, &[]).await;
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap())).collect()
    }

    /// The messages made so far, the oldest first.
    pub(crate) async fn messages(&self, of: &Company) -> Vec<Id> {
        self.rows(of, &MESSAGES, &[]).await.iter().map(|row| row.get(0).unwrap()).collect()
    }

    /// The contacts known, the oldest first.
    pub(crate) async fn contacts(&self, of: &Company) -> Vec<Id> {
        self.rows(of, &CONTACTS, &[]).await.iter().map(|row| row.get(0).unwrap()).collect()
    }

    /// What is written of where the owners of the contacts are, the oldest first.
    pub(crate) async fn places(&self, of: &Company) -> Vec<String> {
        self.rows(of, &PLACES, &[]).await.iter().map(|row| row.get(0).unwrap()).collect()
    }

    /// Where and in which language each request of a form was read, the oldest first.
    pub(crate) async fn asked(&self, of: &Company) -> Vec<(String, String)> {
        let rows = self.rows(of, &ASKED, &[]).await;
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }

    /// What was said to a purpose, the oldest first, and to which words.
    pub(crate) async fn said(&self, of: &Company, purpose: Purpose) -> Vec<(&'static str, String)> {
        let rows = self.rows(of, &SAID, params![purpose.code()]).await;
        let act = |row: &placet_store::Row| Act::from_code(row.get(0).unwrap()).unwrap().name();
        rows.iter().map(|row| (act(row), row.get::<Option<String>>(1).unwrap().unwrap_or_default())).collect()
    }

    /// Whether the company refuses an address.
    pub(crate) async fn suppressed(&self, of: &Company, address: &str) -> bool {
        let fp = of.keys.fingerprint(&Address::email(address).unwrap());
        let mut tx = self.tenant(of).read("test.suppressed").await.unwrap();
        suppression::standing(&mut tx, Channel::Email, &fp).await.unwrap().is_some()
    }

    /// What stands against marketing to the company's one contact.
    pub(crate) async fn may_be_written_to(&self, of: &Company) -> Option<Denial> {
        let [contact] = self.contacts(of).await[..] else { panic!("one contact") };
        let gate = Gate::new(self.keyring.clone());
        let decision: Decision = transaction!(self.tenant(of), "test.decide", |tx| {
            let rules = gate.rules(tx).await?;
            gate.decide(tx, &of.keys, &rules, contact, &Ask::new(Use::Marketing)).await
        })
        .map_err(|error: placet_permission::Error| error)
        .unwrap();
        decision.denied
    }

    /// The owner of the company's one contact got as much today as anybody gets.
    pub(crate) async fn has_enough(&self, of: &Company) {
        let [contact] = self.contacts(of).await[..] else { panic!("one contact") };
        let done: Result<(), placet_permission::Error> = transaction!(self.tenant(of), "test.enough", |tx| {
            let Some(contact) = contact::get(tx, contact).await? else { panic!("it is there") };
            for _ in 0..2 {
                reach::count(tx, contact.profile, contact.channel, Priority::Normal).await?;
            }
            Ok(())
        });
        done.unwrap();
    }

    /// The day on which the owner of the company's one contact was last active.
    pub(crate) async fn active_day(&self, of: &Company) -> i64 {
        let [contact] = self.contacts(of).await[..] else { panic!("one contact") };
        let mut tx = self.tenant(of).read("test.active").await.unwrap();
        let owner = contact::get(&mut tx, contact).await.unwrap().unwrap().profile;
        reach::of(&mut tx, owner).await.unwrap().active_day
    }

    /// Makes these the rules of the company.
    pub(crate) async fn rules(&self, of: &Company, rules: &Policy) {
        let done: Result<i32, placet_permission::Error> = transaction!(self.tenant(of), "test.rules", |tx| {
            let from = policy::current(tx).await?.version;
            policy::change(tx, from, rules, "a test has a reason of its own", None).await
        });
        done.unwrap();
    }

    /// Writes down what stops a company or lets it go on.
    pub(crate) async fn duty(&self, of: &Company, act: duty::Act, detail: &str) {
        let done: Result<i64, placet_permission::Error> =
            transaction!(self.tenant(of), "test.duty", |tx| { duty::record(tx, act, detail, None).await });
        done.unwrap();
    }

    /// Rows about anybody in all tables of the company.
    pub(crate) async fn stored(&self, of: &Company) -> i64 {
        self.rows(of, &STORED, &[]).await[0].get(0).unwrap()
    }

    /// How often something was not stored, by reason.
    pub(crate) async fn counted(&self, of: &Company, reason: &str) -> i64 {
        self.collector.counts().flush(&self.fresh.store).await.unwrap();
        self.rows(of, &COUNTED, params![reason]).await[0].get(0).unwrap()
    }

    /// The profile of a device or user; `None` if it has none, or there is no such stream.
    pub(crate) async fn profile(&self, of: &Company, stream: i64) -> Option<Id> {
        let rows = self.rows(of, &STREAM, params![stream]).await;
        rows.first().and_then(|row| row.get(0).unwrap())
    }

    /// Whether the database holds the id of a device, or its number, in any form, anywhere.
    pub(crate) async fn remembers(&self, of: &Company, device: &str) -> bool {
        let bytes: Haystack = everything(&self.fresh.store).await.unwrap();
        let stream = inbox::device(&of.keys, device);
        bytes.holds(device)
            || [stream.id, stream.check]
                .iter()
                .any(|n| bytes.holds(n.to_string()) || bytes.holds(n.to_be_bytes()))
    }

    async fn rows(&self, of: &Company, sql: &'static Sql, values: &[Value<'_>]) -> Vec<placet_store::Row> {
        let mut tx = self.tenant(of).read("test.rows").await.unwrap();
        tx.query(sql, values).await.unwrap()
    }
}

impl Company {
    /// The path of one of a person's pages.
    pub(crate) fn link(&self, page: &str, action: Action, message: Id) -> String {
        let token = Token { action, tenant: self.id, message, link: 0, item: 0 };
        format!("/{page}/{}", placet_compose::sign(&self.keys, &token))
    }

    /// The number of a device's stream.
    pub(crate) fn device(&self, id: &str) -> i64 {
        inbox::device(&self.keys, id).id
    }

    /// The number of a user's stream.
    pub(crate) fn user(&self, id: &str) -> i64 {
        inbox::user(&self.keys, id).id
    }
}

/// A product was looked at on this device.
pub(crate) fn viewed(device: &str, message: &str) -> serde_json::Value {
    json!({
        "type": "track", "event": "Product Viewed", "anonymousId": device, "messageId": message,
        "properties": { "product_id": "SHOE-1", "price": 89.9, "currency": "EUR" },
    })
}

/// The same with a consent manager's answer.
pub(crate) fn answered(mut item: serde_json::Value, tracking: bool) -> serde_json::Value {
    item["context"]["consent"]["categoryPreferences"]["tracking"] = json!(tracking);
    item
}
