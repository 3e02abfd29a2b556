//! What must not be stored of a person is refused at every door (R029): not stored, not logged, and counted by where it came in.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use placet_access::{OPERATOR, Role};
use placet_store::on_both_engines;
use placet_store::testing::everything;
use serde_json::{Value, json};

use crate::console::{HOST, ORIGIN, console, member};
use crate::house::{Answer, Company, House, answered, viewed};
use crate::imports::imported;

/// Numbers made by the arithmetic of their check digits or published for tests, in a writing that no address changes, and how each is counted.
const NUMBERS: [(&str, &str); 6] = [
    ("4111111111111111", "card"),
    ("378282246310005", "card"),
    ("DE89370400440532013000", "iban"),
    ("1630615123457", "national_id"),
    ("253072B07300470", "national_id"),
    ("078-05-1120", "national_id"),
];

/// Everything that any test of this program logs, from the first call on.
fn logged() -> Arc<Mutex<Vec<u8>>> {
    #[derive(Clone)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    static LINES: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    let lines = LINES.get_or_init(|| {
        let lines = Lines(Arc::default());
        let sink = lines.clone();
        let to = move || sink.clone();
        let subscriber =
            tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(to).finish();
        let _ = tracing::subscriber::set_global_default(subscriber);
        lines.0
    });
    Arc::clone(lines)
}

/// Whether neither database nor log holds any of these.
async fn assert_gone(house: &House, values: &[&str]) {
    house.collector.counts().flush(&house.fresh.store).await.unwrap();
    let (stored, logged) = (everything(&house.fresh.store).await.unwrap(), logged().lock().unwrap().clone());
    let logged = String::from_utf8_lossy(&logged);
    assert!(logged.contains("answered"), "the log is heard");
    for value in values {
        assert!(!stored.holds(value), "{value} is stored");
        assert!(!logged.contains(value), "{value} is logged");
    }
}

fn problem(answer: &Answer) -> (u16, Value) {
    let read: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer.status, read["field"].clone())
}

async fn form(house: &House, shop: &Company, body: &str) -> Answer {
    let headers = [
        ("host", shop.host),
        ("accept", "application/json"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    house.send("POST", "/f/newsletter", &headers, body.as_bytes()).await
}

on_both_engines! {
    async fn r029_an_event_is_answered_and_what_is_sensitive_in_it_is_not_stored(on) {
        logged();
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "device", true).await;
        let health = ("I was diagnosed with diabetes", "medical");
        for (n, (value, found)) in NUMBERS.into_iter().chain([health]).enumerate() {
            let before = house.counted(&shop, &format!("sensitive:track:{found}")).await;
            let search = json!({ "type": "track", "event": "Products Searched", "anonymousId": "device", "messageId": format!("m-{n}"), "properties": { "query": format!("for {value}!") } });
            house.track(&shop.write_key, search).await;
            assert_eq!(house.counted(&shop, &format!("sensitive:track:{found}")).await, before + 1, "{value}");
        }
        for event in ["path", "name", "category"] {
            let properties = json!({ event: "/pay/4111%201111%201111%201111" });
            let page = json!({ "type": "page", "anonymousId": "device", "messageId": event, "properties": properties });
            assert!(house.post(&shop.write_key, "/v1/page", page.to_string()).await.is_success());
        }
        // As an id, as the name of an event, of a property, and of the page of a choice.
        let card = NUMBERS[0].0;
        house.track(&shop.write_key, answered(viewed(card, "m-20"), true)).await;
        assert_eq!(house.counted(&shop, "refused:card_as_id").await, 1);
        house.track(&shop.write_key, json!({ "type": "track", "event": format!("paid {card}"), "anonymousId": "device", "messageId": "m-21", "properties": {} })).await;
        let mut named = viewed("device", "m-22");
        named["properties"][card] = json!(1);
        house.track(&shop.write_key, named).await;
        let mut choice = answered(json!({ "type": "track", "event": "Segment Consent Preference Updated", "anonymousId": "other", "messageId": "m-23" }), true);
        choice["context"]["page"]["url"] = json!(format!("https://shop.example/{card}"));
        house.track(&shop.write_key, choice).await;
        house.fold(&shop).await;
        let events = house.events(&shop).await;
        assert_eq!(events.len(), 11, "the events stand without it");
        assert!(events.iter().filter(|event| event.props == "{}").count() >= 10, "{events:?}");
        let all: Vec<&str> = NUMBERS.iter().map(|(value, _)| *value).chain([health.0, "4111%201111", "4111 1111"]).collect();
        assert_gone(&house, &all).await;
    }

    async fn r029_forms_banners_imports_and_catalogues_refuse_a_number_by_its_field(on) {
        logged();
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        for (value, found) in NUMBERS {
            let asked = form(&house, &shop, &format!("email={value}%40example.org")).await;
            assert_eq!(problem(&asked), (400, json!("email")), "{asked:?}");
            assert!(asked.text.contains("it is not stored") && !asked.text.contains(value), "{asked:?}");
            let place = format!("email=ana%40example.org&place=https://shop.example/cnp-ssn-nir/{value}");
            assert_eq!(problem(&form(&house, &shop, &place).await), (400, json!("place")));
            assert_eq!(house.counted(&shop, &format!("sensitive:form:{found}")).await % 2, 0);
            house.fresh.clock.advance(60 * placet_core::Micros::SECOND);

            let (part, closed) = imported(&house, &shop, json!({}), &format!("email,place\nana@example.org,till {value}\n")).await;
            assert_eq!((&part["invalid"][0]["field"], &closed["added"]), (&json!("place"), &json!(0)), "{part}");
            assert!(!part.to_string().contains(value) && !closed.to_string().contains(value));

            let item = json!({ "sku": "SHOE-1", "title": "Shoe", "description": format!("call {value}"), "price": "5", "url": "https://shop.example/1" });
            let answer = house.post(&shop.server_key, "/v1/catalog", json!({ "items": [item] }).to_string()).await;
            let read: Value = serde_json::from_str(&answer.text).unwrap();
            assert_eq!((&read["refused"][0]["field"], &read["stored"]), (&json!("description"), &json!(0)), "{answer:?}");
            let feed = format!("id,title,link,price\nSHOE-2,Shoe {value},https://shop.example/2,5 EUR\n");
            let key = format!("Bearer {}", shop.server_key);
            let headers = [("authorization", key.as_str()), ("content-type", "text/csv")];
            let answer = house.send("POST", "/v1/catalog", &headers, feed.as_bytes()).await;
            let read: Value = serde_json::from_str(&answer.text).unwrap();
            assert_eq!((&read["refused"][0]["field"], &read["stored"]), (&json!("title"), &json!(0)), "{answer:?}");
            assert!(!answer.text.contains(value));
        }
        let yes = json!({ "anonymousId": "device", "granted": true, "place": "https://shop.example/4111111111111111", "language": "en" });
        assert_eq!(house.post(&shop.write_key, "/v1/consent", yes.to_string()).await.status, 400);
        assert_eq!(house.stored(&shop).await, before, "nothing of it stands anywhere");
        for (kind, n) in [("form:card", 4), ("import:card", 2), ("catalogue:card", 4), ("form:iban", 2), ("catalogue:national_id", 6), ("banner:card", 1)] {
            assert_eq!(house.counted(&shop, &format!("sensitive:{kind}")).await, n, "{kind}");
        }
        assert_gone(&house, &NUMBERS.map(|(value, _)| value)).await;
    }

    async fn r029_a_no_is_taken_wherever_it_was_said_and_goods_for_the_sick_are_listed(on) {
        logged();
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "device", true).await;
        let no = json!({ "anonymousId": "device", "granted": false, "place": "https://shop.example/4111111111111111", "language": "en" });
        assert!(house.post(&shop.write_key, "/v1/consent", no.to_string()).await.is_success());
        house.track(&shop.write_key, viewed("device", "m-1")).await;
        house.fold(&shop).await;
        assert!(house.events(&shop).await.is_empty());
        let socks = json!({ "sku": "4006381333931", "title": "Diabetic socks, first aid kit", "description": "For people who suffer from diabetes. EAN 4006381333931, call 0722 123 456", "price": "5", "url": "https://shop.example/p/4006381333931" });
        let answer = house.post(&shop.server_key, "/v1/catalog", json!({ "items": [socks] }).to_string()).await;
        assert!(answer.text.contains(r#""stored":1"#), "{answer:?}");
        assert_gone(&house, &["4111111111111111"]).await;
    }

    async fn r029_every_text_of_every_operation_of_the_console_refuses_a_card_number(on) {
        logged();
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        let owner = member(&house, "owner@atlas.example", shop.id, Role::Owner).await;
        let operator = member(&house, "operator@placet.example", OPERATOR, Role::Operator).await;
        let document: Value = serde_json::from_str(&placet_http::document()).unwrap();
        let (mut looked, mut at_the_tenant) = (0, 0);
        for (path, method, schema) in bodies(&document) {
            let asked = path.replace("{tenant}", &shop.id.to_string()).replace("{id}", "1").replace("{name}", "x");
            let mut fields = Vec::new();
            texts(&document, schema, "", &mut fields, 0);
            for field in fields.iter().filter(|field| !SECRETS.contains(&field.rsplit('.').next().unwrap())) {
                looked += 1;
                let body = holding(field, "4111 1111 1111 1111");
                for cookie in [owner.as_str(), operator.as_str(), ""] {
                    let answer = console(&house, cookie, &method, &asked, &body).await;
                    assert_eq!(problem(&answer), (400, json!(field)), "{method} {path} {field}: {answer:?}");
                    assert!(answer.text.contains("looks like a card number; it is not stored") && !answer.text.contains("4111"));
                }
                at_the_tenant += i64::from(path.starts_with("/api/tenants/{tenant}"));
            }
        }
        assert!(looked > 25, "{looked}");
        assert_eq!(house.counted(&shop, "sensitive:console:card").await, at_the_tenant, "those of its own members alone");
        let headers = [("host", HOST), ("origin", ORIGIN), ("content-type", "application/json"), ("user-agent", "card 4111111111111111")];
        let body = json!({ "email": "owner@atlas.example", "password": "correct-horse-1" }).to_string();
        assert_eq!(house.send("POST", "/api/sign-in", &headers, body.as_bytes()).await.status, 200);
        assert_gone(&house, &["4111 1111", "4111111111111111"]).await;
        let ingest = console(&house, &owner, "GET", &format!("/api/tenants/{}/ingest", shop.id), &Value::Null).await;
        let ingest: Value = serde_json::from_str(&ingest.text).unwrap();
        assert_eq!(ingest["sensitive"], json!([{ "source": "console", "found": "card", "n": at_the_tenant }]));
    }
}

/// Fields that are secrets: only their hash is stored, if that, and a secret may be any text.
const SECRETS: [&str; 3] = ["password", "current", "token"];

/// Whose rows are no JSON: the import looks at each by itself, and refuses it by its field (`imports.rs` tries it).
const LOOKS_ITSELF: &str = "/api/tenants/{tenant}/imports/{id}/rows";

/// Path, method and schema of every body that the document names. All others are JSON.
fn bodies(document: &Value) -> Vec<(String, String, &Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|_| path != LOOKS_ITSELF) {
            let Some(content) = operation["requestBody"]["content"].as_object() else { continue };
            // A picture is no text: it is read by its head alone, and what is none is refused.
            for (kind, body) in content.iter().filter(|(kind, _)| !kind.starts_with("image/")) {
                assert_eq!(kind, "application/json", "{method} {path}: the guard looks through JSON alone");
                all.push((path.clone(), method.to_uppercase(), &body["schema"]));
            }
        }
    }
    all
}

/// The paths of all fields of a schema that hold text.
fn texts(document: &Value, schema: &Value, path: &str, out: &mut Vec<String>, depth: usize) {
    assert!(depth < 16, "{path}");
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        return texts(document, &document["components"]["schemas"][name], path, out, depth + 1);
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for part in schema[key].as_array().into_iter().flatten() {
            texts(document, part, path, out, depth + 1);
        }
    }
    if (schema["type"] == "string"
        || schema["type"].as_array().is_some_and(|all| all.contains(&json!("string"))))
        && !out.iter().any(|known| known == path)
    {
        out.push(path.to_owned());
    }
    if schema["items"].is_object() {
        texts(document, &schema["items"], &format!("{path}[0]"), out, depth + 1);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        texts(document, field, &path, out, depth + 1);
    }
}

/// A body with this value at this path.
fn holding(path: &str, value: &str) -> Value {
    path.rsplit('.').fold(json!(value), |inner, part| {
        let (name, lists) =
            part.split_once('[').map_or((part, 0), |(name, rest)| (name, 1 + rest.matches('[').count()));
        let inner = (0..lists).fold(inner, |inner, _| json!([inner]));
        if name.is_empty() { inner } else { json!({ name: inner }) }
    })
}
