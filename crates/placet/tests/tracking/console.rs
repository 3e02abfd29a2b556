//! The console's API at its own host, operation by operation as its document names them: what a stranger gets, what another tenant's member
//! gets, and what each role may.

use std::collections::BTreeMap;

use placet_access::{OPERATOR, Role, add};
use placet_core::{Id, Micros, TenantId};
use placet_deliver::ledger::decisions::{self, Denied};
use placet_permission::vault::Address;
use placet_store::{on_both_engines, transaction};
use serde_json::{Value, json};

use crate::house::{Answer, Company, House, answered, viewed};
use crate::imports::imported;

pub(crate) const HOST: &str = "admin.localhost";
pub(crate) const ORIGIN: &str = "http://admin.localhost";
const ANA: &str = "canary-ana@mail.example";

/// An operation of the document.
struct Operation {
    method: String,
    path: String,
    /// What of the permission matrix it takes; `None` if anybody may ask, empty if every member may.
    takes: Option<Vec<String>>,
}

impl Operation {
    /// Its path, with these values in place of the names.
    fn at(&self, values: &BTreeMap<&str, String>) -> String {
        self.path
            .split('/')
            .map(|part| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                None => part.to_owned(),
                Some(name) => {
                    let kind = self
                        .path
                        .split('/')
                        .rev()
                        .skip_while(|other| *other != part)
                        .nth(1)
                        .unwrap_or_default();
                    let value = values.get(kind).or_else(|| values.get(name));
                    value.unwrap_or_else(|| panic!("{}: no value for {name}", self.path)).clone()
                }
            })
            .collect::<Vec<_>>()
            .join("/")
    }
}

/// Every operation of the document that is served.
async fn operations(house: &House) -> Vec<Operation> {
    let text = console(house, "", "GET", "/api/openapi.json", &Value::Null).await.text;
    assert_eq!(text, placet_http::document());
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut out = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let takes = operation["security"].as_array().map(|all| {
                let scopes = all[0]["session"].as_array().unwrap();
                scopes.iter().map(|scope| scope.as_str().unwrap().to_owned()).collect()
            });
            out.push(Operation { method: method.to_uppercase(), path: path.clone(), takes });
        }
    }
    assert!(out.len() > 35, "{}", out.len());
    out
}

pub(crate) async fn console(house: &House, cookie: &str, method: &str, path: &str, body: &Value) -> Answer {
    let headers = [
        ("host", HOST),
        ("origin", ORIGIN),
        ("cookie", cookie),
        ("if-match", "*"),
        ("content-type", "application/json"),
    ];
    let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
    house.send(method, path, &headers, &body).await
}

/// A member who is signed in: their cookie.
pub(crate) async fn member(house: &House, email: &str, tenant: TenantId, role: Role) -> String {
    let address = Address::email(email).unwrap();
    let link = add(&house.fresh.store, &house.keyring, &address, tenant, role).await.unwrap();
    let chosen = json!({ "token": link.secret(), "password": "correct-horse-1" });
    let answer = console(house, "", "POST", "/api/welcome", &chosen).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn ask(house: &House, cookie: &str, path: &str) -> Value {
    let answer = console(house, cookie, "GET", path, &Value::Null).await;
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

/// Somebody subscribes and confirms, looks at a pair of shoes, puts it in the cart and buys it.
pub(crate) async fn live(house: &House, shop: &Company) {
    let item = json!({ "items": [{ "sku": "SHOE-1", "title": "Shoe <b>1</b>", "price": "89.90", "url": "https://shop.example/shoe-1" }] });
    assert_eq!(house.post(&shop.server_key, "/v1/catalog", item.to_string()).await.status, 200);
    house.choose(shop, "device", true).await;
    house.track(&shop.write_key, viewed("device", "m-1")).await;
    let form = format!("email={}&anonymousId=device", ANA.replace('@', "%40"));
    assert_eq!(house.page(shop, "POST", "/f/newsletter", &form).await.status, 200);
    house.work(shop).await;
    let identify =
        json!({ "type": "identify", "userId": "customer-1", "anonymousId": "device", "messageId": "m-2" });
    assert!(
        house.post(&shop.server_key, "/v1/identify", answered(identify, true).to_string()).await.is_success()
    );
    let mut bought = viewed("device", "m-3");
    bought["event"] = json!("Order Completed");
    bought["properties"] = json!({ "order_id": "1001", "total": 89.9, "currency": "EUR", "products": [{ "product_id": "SHOE-1", "quantity": 1, "price": 89.9 }] });
    house.track(&shop.server_key, bought).await;
    house.track(&shop.write_key, json!({ "type": "track", "event": "Wheel Spun", "anonymousId": "device", "messageId": "m-4", "properties": {} })).await;
    house.work(shop).await;
    imported(house, shop, json!({}), &format!("email\n{ANA}\n")).await;
    house.collector.counts().flush(&house.fresh.store).await.unwrap();
}

/// Somebody whom a journey wanted to write to, and did not.
async fn turned_away(house: &House, shop: &Company) {
    let (profile, at) = (Id([7; 16]), house.now());
    let denied = Denied { profile, reason: "no_contact", at, decision: None };
    transaction!(house.tenant(shop), "test.denied", |tx| {
        decisions::append(tx, 1, std::slice::from_ref(&denied)).await
    })
    .unwrap();
}

/// Real ids of a tenant's things, by the kind of thing that stands before them in a path.
async fn things(house: &House, cookie: &str, shop: &Company) -> BTreeMap<&'static str, String> {
    let at = format!("/api/tenants/{}", shop.id);
    let first = async |path: &str, field: &str| {
        let list = ask(house, cookie, &format!("{at}/{path}")).await;
        let value = &list["items"][0][field];
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    };
    turned_away(house, shop).await;
    let new = json!({ "name": "Wheel Spun", "purpose": "tracking" });
    assert_eq!(console(house, cookie, "POST", &format!("{at}/declarations"), &new).await.status, 201);
    BTreeMap::from([
        ("tenants", shop.id.to_string()),
        ("profiles", first("profiles", "id").await),
        ("journeys", first("journeys", "id").await),
        ("messages", first("messages", "id").await),
        ("decisions", first("decisions", "id").await),
        ("purposes", "marketing".to_owned()),
        ("orders", first("orders", "number").await),
        ("items", first("items", "sku").await),
        ("declarations", "Wheel%20Spun".to_owned()),
        ("imports", first("imports", "id").await),
        ("keys", first("keys", "id").await),
        ("members", first("members", "id").await),
        ("sessions", {
            let sessions = ask(house, cookie, "/api/me/sessions").await;
            sessions["items"][0]["id"].as_str().unwrap().to_owned()
        }),
    ])
}

on_both_engines! {
    async fn no_operation_tells_a_stranger_or_another_tenant_anything(on) {
        let house = House::open(on).await;
        let (atlas, borealis) = (house.company("Atlas", "news.atlas.example").await, house.company("Borealis", "news.borealis.example").await);
        live(&house, &atlas).await;
        let owner = member(&house, "owner@atlas.example", atlas.id, Role::Owner).await;
        let other = member(&house, "owner@borealis.example", borealis.id, Role::Owner).await;
        let things = things(&house, &owner, &atlas).await;
        let at_home = BTreeMap::from_iter(things.clone().into_iter().chain([("tenants", borealis.id.to_string())]));
        for operation in operations(&house).await {
            let (method, path) = (operation.method.as_str(), operation.at(&things));
            let stranger = console(&house, "", method, &path, &json!({})).await;
            let forged = console(&house, &format!("__Host-placet-session={}", "0".repeat(64)), method, &path, &json!({})).await;
            match operation.takes {
                Some(_) => assert_eq!((stranger.status, forged.status), (401, 401), "{method} {path}"),
                None => assert!(stranger.status == 400, "{method} {path}: {stranger:?}"),
            }
            if !operation.path.starts_with("/api/tenants/{tenant}") {
                continue;
            }
            let theirs = console(&house, &other, method, &path, &json!({})).await;
            assert_eq!(theirs.status, 404, "{method} {path}: {theirs:?}");
            assert!(theirs.text.contains("/problems/not-found"), "{theirs:?}");
            // Journeys and purposes have the same numbers and names at every company.
            let alike = ["/journeys/", "/purposes/"].iter().any(|kind| operation.path.contains(kind));
            if operation.path.matches('{').count() == 2 && !alike {
                let mixed = operation.at(&at_home);
                let body = match mixed.rsplit('/').next() {
                    Some("disclosures") => json!({ "contact": "con_00000000000000000000000000", "reason": "support" }),
                    _ if mixed.contains("/members/") => json!({ "role": "analyst" }),
                    _ => json!({}),
                };
                let answer = console(&house, &other, method, &mixed, &body).await;
                assert_eq!(answer.status, 404, "{method} {mixed}: another's id at home: {answer:?}");
            }
        }
        assert_eq!(ask(&house, &owner, &format!("/api/tenants/{}/members", atlas.id)).await["items"].as_array().unwrap().len(), 1);
    }

    async fn each_role_may_do_what_the_matrix_says_and_nothing_else(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        let nothing: BTreeMap<&str, String> = ["profiles", "journeys", "messages", "decisions", "purposes", "orders", "items", "declarations", "imports", "keys", "members", "sessions"]
            .into_iter().map(|kind| (kind, "none".to_owned())).chain([("tenants", shop.id.to_string())]).collect();
        let operations = operations(&house).await;
        for role in Role::ALL {
            let tenant = if role == Role::Operator { OPERATOR } else { shop.id };
            let cookie = member(&house, &format!("{}@atlas.example", role.name()), tenant, role).await;
            let may = role.may();
            for operation in &operations {
                let Some(takes) = operation.takes.as_ref().filter(|takes| !takes.is_empty()) else { continue };
                let path = operation.at(&nothing);
                let answer = console(&house, &cookie, &operation.method, &path, &json!({})).await;
                let allowed = takes.iter().all(|scope| may.contains(&scope.as_str()));
                let refused = match role {
                    Role::Operator if path.starts_with("/api/tenants/") => answer.status == 404,
                    _ => answer.status == 403,
                };
                assert_eq!(refused, !allowed, "{role:?} {} {path}: {answer:?}", operation.method);
            }
        }
    }

    async fn r118_r183_no_answer_shows_an_address_but_the_one_that_is_asked_for_with_a_reason(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        live(&house, &shop).await;
        let owner = member(&house, "owner@atlas.example", shop.id, Role::Owner).await;
        let things = things(&house, &owner, &shop).await;
        for operation in operations(&house).await.iter().filter(|operation| operation.method == "GET") {
            let path = operation.at(&things);
            let answer = console(&house, &owner, "GET", &path, &Value::Null).await;
            assert!(matches!(answer.status, 200 | 403), "{path}: {answer:?}");
            assert!(!answer.text.contains("canary-ana"), "{path} shows an address");
        }
        let at = format!("/api/tenants/{}/profiles", shop.id);
        let known = ask(&house, &owner, &format!("{at}?known=true")).await["items"][0]["id"].as_str().unwrap().to_owned();
        let profile = format!("{at}/{known}");
        let contact = ask(&house, &owner, &profile).await["contacts"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("{profile}/disclosures");
        for (body, field) in [
            (json!({ "contact": contact }), "reason"),
            (json!({ "contact": contact, "reason": "curiosity" }), "reason"),
            (json!({ "contact": "ana", "reason": "support" }), "contact"),
            (json!({ "contact": contact, "reason": "support", "reference": ANA }), "reference"),
        ] {
            let answer = console(&house, &owner, "POST", &path, &body).await;
            assert_eq!(answer.status, 400);
            let problem: Value = serde_json::from_str(&answer.text).unwrap();
            assert_eq!(problem["field"], field);
            assert!(!answer.text.contains("canary"), "{answer:?}");
        }
        let support = member(&house, "support@atlas.example", shop.id, Role::Support).await;
        let asked = json!({ "contact": contact, "reason": "support", "reference": "SUP-4711" });
        let shown = console(&house, &support, "POST", &path, &asked).await;
        assert_eq!((shown.status, shown.text.as_str()), (200, format!(r#"{{"address":"{ANA}"}}"#).as_str()));
        let log = ask(&house, &owner, &format!("/api/tenants/{}/audit?limit=1", shop.id)).await;
        let entry = &log["items"][0];
        assert_eq!((&entry["action"], &entry["object"]), (&json!("contacts:view"), &json!(contact)));
        assert_eq!((&entry["reason"], &entry["reference"], &entry["email"]), (&json!("support"), &json!("SUP-4711"), &json!("support@atlas.example")));
    }

    async fn the_console_tells_what_happened_and_why(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        live(&house, &shop).await;
        let owner = member(&house, "owner@atlas.example", shop.id, Role::Owner).await;
        let at = format!("/api/tenants/{}", shop.id);
        let undeclared = ask(&house, &owner, &format!("{at}/undeclared")).await;
        assert_eq!((&undeclared["items"][0]["name"], &undeclared["items"][0]["n"]), (&json!("Wheel Spun"), &json!(1)));
        let things = things(&house, &owner, &shop).await;
        assert_eq!(ask(&house, &owner, &format!("{at}/undeclared")).await["items"], json!([]), "declared since");
        house.fresh.clock.advance(Micros::SECOND);
        house.track(&shop.write_key, json!({ "type": "track", "event": "wheel_spun", "anonymousId": "device", "messageId": "m-5", "properties": {} })).await;
        house.work(&shop).await;

        let overview = ask(&house, &owner, &format!("{at}/overview?days=2")).await;
        assert_eq!((overview["days"].as_array().unwrap().len(), &overview["totals"]["events"]), (2, &json!(4)), "{overview}");
        let ingest = ask(&house, &owner, &format!("{at}/ingest")).await;
        assert_eq!((&ingest["refused"][0], &ingest["lag"]["entries"]), (&json!({ "reason": "undeclared", "n": 1 }), &json!(0)));
        let order = ask(&house, &owner, &format!("{at}/orders/1001")).await;
        assert_eq!((&order["total"], &order["lines"][0]["title"]), (&json!({ "minor": 8990, "currency": "EUR" }), &json!("Shoe <b>1</b>")));
        assert_eq!(order["contract_only"], false);
        let mut unasked = viewed("a-stranger's", "m-6");
        unasked["event"] = json!("Order Completed");
        unasked["properties"] = json!({ "order_id": "1002", "total": 12.5, "currency": "EUR" });
        house.track(&shop.server_key, unasked).await;
        house.work(&shop).await;
        let order = ask(&house, &owner, &format!("{at}/orders/1002")).await;
        assert_eq!((&order["contract_only"], &order["attribution"]), (&json!(true), &Value::Null));
        let message = ask(&house, &owner, &format!("{at}/messages/{}", things["messages"])).await;
        assert_eq!((&message["state"], &message["decision"]["outcome"]), (&json!("queued"), &json!("granted")));
        let evidence = &message["decision"]["evidence"][0];
        assert!(evidence["act"] == "requested" && evidence["wording"].as_str().unwrap().contains("Atlas"), "{evidence}");

        let profiles = ask(&house, &owner, &format!("{at}/profiles")).await;
        let (mut consents, mut amounts) = (Vec::new(), Vec::new());
        for row in profiles["items"].as_array().unwrap() {
            let profile = ask(&house, &owner, &format!("{at}/profiles/{}", row["id"].as_str().unwrap())).await;
            consents.extend(profile["consents"].as_array().unwrap().clone());
            let timeline = ask(&house, &owner, &format!("{at}/profiles/{}/timeline", row["id"].as_str().unwrap())).await;
            let bought = timeline["items"].as_array().unwrap().iter().filter(|moment| moment["kind"] == "Order Completed");
            amounts.extend(bought.map(|moment| moment["amounts"].clone()));
        }
        assert_eq!(amounts, [json!(["total"])]);
        let requested = consents.iter().find(|consent| consent["state"] == "requested").unwrap();
        assert!(requested["holds"] == false && requested["holds_until"].is_null() && requested["contact"].is_string(), "{requested}");
        let yes = consents.iter().find(|consent| consent["state"] == "granted").unwrap();
        assert!(yes["holds"] == true && yes["holds_until"].is_string() && yes["evidence"]["entry"] == yes["entry"], "{yes}");
        assert!(!console(&house, &owner, "GET", &format!("{at}/profiles?cursor=x"), &Value::Null).await.is_success());
    }

    async fn a_journey_is_paused_by_who_saw_it_last_and_settings_are_changed_so(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        let owner = member(&house, "owner@atlas.example", shop.id, Role::Owner).await;
        let at = format!("/api/tenants/{}", shop.id);
        let put = async |path: &str, tag: &str, body: Value| {
            let headers = [("host", HOST), ("origin", ORIGIN), ("cookie", owner.as_str()), ("if-match", tag), ("content-type", "application/json")];
            house.send("PUT", path, &headers, body.to_string().as_bytes()).await
        };
        let id = ask(&house, &owner, &format!("{at}/journeys")).await["items"][0]["id"].to_string();
        let journey = format!("{at}/journeys/{id}");
        let seen = console(&house, &owner, "GET", &journey, &Value::Null).await.header("etag").to_owned();
        let paused = json!({ "status": "paused" });
        assert_eq!(put(&format!("{journey}/status"), &seen, paused.clone()).await.status, 204);
        assert_eq!(put(&format!("{journey}/status"), &seen, paused).await.status, 412);
        assert_eq!(ask(&house, &owner, &journey).await["status"], "paused");

        let settings = console(&house, &owner, "GET", &format!("{at}/settings"), &Value::Null).await;
        let (seen, mut body): (String, Value) = (settings.header("etag").to_owned(), serde_json::from_str(&settings.text).unwrap());
        body["public_url"] = json!("https://elsewhere.example");
        body["sender_name"] = json!("Atlas & <Sons>");
        let wrong = json!({ "time_zone": "Mars/Base", "from_address": "canary", "name": " " });
        let merged = body.as_object().unwrap().clone().into_iter().chain(wrong.as_object().unwrap().clone()).collect::<serde_json::Map<_, _>>();
        let refused = put(&format!("{at}/settings"), &seen, Value::from(merged)).await;
        assert!(refused.status == 400 && ["\"name\"", "\"from_address\"", "\"time_zone\""].iter().all(|field| refused.text.contains(field)), "{refused:?}");
        assert!(!refused.text.contains("canary"));
        let changed = put(&format!("{at}/settings"), &seen, body.clone()).await;
        assert!(changed.status == 200 && changed.text.contains("Atlas & <Sons>"), "{changed:?}");
        assert!(!changed.text.contains("elsewhere"), "sent links rest on the public address");
        assert_eq!(put(&format!("{at}/settings"), &seen, body).await.status, 412);

        let made = console(&house, &owner, "POST", &format!("{at}/keys"), &json!({ "class": "write", "label": "pop-up" })).await;
        let key: Value = serde_json::from_str(&made.text).unwrap();
        house.fresh.clock.advance(2 * Micros::SECOND);
        house.track(key["key"].as_str().unwrap(), answered(viewed("device", "m-1"), true)).await;
        assert_eq!(console(&house, &owner, "DELETE", &format!("{at}/keys/{}", key["id"].as_str().unwrap()), &Value::Null).await.status, 204);
        house.fresh.clock.advance(2 * Micros::SECOND);
        let revoked = house.post(key["key"].as_str().unwrap(), "/v1/track", answered(viewed("device", "m-2"), true).to_string()).await;
        assert_eq!(revoked.status, 401);
    }
}
