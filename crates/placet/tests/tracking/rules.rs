//! Permission in the console: why somebody was not written to, a person's ledger, purposes, caps and hours, duties, suppressions in numbers.

use placet_access::{OPERATOR, Role};
use placet_core::{Id, Micros};
use placet_deliver::ledger::decisions::{self, Denied};
use placet_permission::vault::{Channel, Fingerprint};
use placet_permission::{duty, suppression};
use placet_store::{on_both_engines, transaction};
use serde_json::{Value, json};

use crate::console::{HOST, ORIGIN, console, live, member};
use crate::house::{Answer, Company, House};

placet_store::statements! {
    "rules_test";
    tenant REACHED = "SELECT COUNT(*) FROM reach WHERE tenant_id = $1";
}

const REASON: &str = "the notice was rewritten by counsel";

/// A member at a company, who asks by the console's API.
pub(crate) struct Desk<'h> {
    house: &'h House,
    cookie: String,
    at: String,
}

impl<'h> Desk<'h> {
    pub(crate) async fn of(house: &'h House, shop: &Company, role: Role) -> Desk<'h> {
        let cookie = member(house, &format!("{}@atlas.example", role.name()), shop.id, role).await;
        Desk { house, cookie, at: format!("/api/tenants/{}", shop.id) }
    }

    pub(crate) async fn look(&self, path: &str) -> (Value, String) {
        let answer =
            console(self.house, &self.cookie, "GET", &format!("{}/{path}", self.at), &Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        (serde_json::from_str(&answer.text).unwrap(), answer.header("etag").to_owned())
    }

    pub(crate) async fn read(&self, path: &str) -> Value {
        self.look(path).await.0
    }

    pub(crate) async fn write(&self, method: &str, path: &str, tag: &str, body: &Value) -> Answer {
        let headers = [
            ("host", HOST),
            ("origin", ORIGIN),
            ("cookie", self.cookie.as_str()),
            ("if-match", tag),
            ("content-type", "application/json"),
        ];
        self.house.send(method, &format!("{}/{path}", self.at), &headers, body.to_string().as_bytes()).await
    }

    /// The terms of a purpose, and the version of the rules.
    pub(crate) async fn terms(&self, purpose: &str) -> (Value, String) {
        let (rules, tag) = self.look("purposes").await;
        let found = rules["items"].as_array().unwrap().iter().find(|one| one["purpose"] == purpose);
        (found.unwrap()["terms"].clone(), tag)
    }
}

pub(crate) fn field(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{answer:?}");
    let problem: Value = serde_json::from_str(&answer.text).unwrap();
    problem["field"].as_str().unwrap_or_default().to_owned()
}

/// A campaign that wanted to write to somebody who said nothing: the decision as the gate makes it, kept as a denial.
async fn turned_away(house: &House, shop: &Company, profile: Id) {
    use placet_permission::{Ask, Gate, Use, contact};
    let (tenant, gate) = (house.tenant(shop), Gate::new(house.keyring.clone()));
    transaction!(tenant, "test.turned_away", |tx| {
        let rules = gate.rules(tx).await?;
        let contact = contact::of_profile(tx, profile).await?.remove(0);
        let decision = gate.ask(tx, &shop.keys, &rules, &contact, &Ask::new(Use::Marketing)).await?;
        let (reason, at) = (decision.denied.unwrap().name(), tx.clock().now());
        let denied = Denied { profile, reason, at, decision: Some(Box::new(decision)) };
        decisions::append(tx, 1, &[denied]).await.unwrap();
        Ok::<_, placet_permission::Error>(())
    })
    .unwrap();
}

/// How many people messages were counted of.
async fn reached(house: &House, shop: &Company) -> i64 {
    let mut tx = house.tenant(shop).read("test.reach").await.unwrap();
    tx.query_opt(&REACHED, &[]).await.unwrap().unwrap().get(0).unwrap()
}

async fn known_profile(desk: &Desk<'_>) -> String {
    desk.read("profiles?known=true").await["items"][0]["id"].as_str().unwrap().to_owned()
}

fn came(decision: &Value, check: &str) -> Value {
    let checks = decision["checks"].as_array().unwrap();
    checks.iter().find(|one| one["check"] == check).map_or(Value::Null, |one| one["came"].clone())
}

on_both_engines! {
    async fn who_was_not_written_to_is_told_with_every_question_of_the_gate_and_the_same_answer_again(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        live(&house, &shop).await;
        let desk = Desk::of(&house, &shop, Role::Support).await;
        let person = known_profile(&desk).await;
        let profile = Id::parse("prof", &person).unwrap();
        for _ in 0..3 {
            turned_away(&house, &shop, profile).await;
            house.fresh.clock.advance(Micros::MINUTE);
        }
        let first = desk.read("decisions?limit=2").await;
        let rest = desk.read(&format!("decisions?limit=2&cursor={}", first["next"].as_str().unwrap())).await;
        let rows: Vec<&Value> = [&first, &rest].into_iter().flat_map(|page| page["items"].as_array().unwrap()).collect();
        assert_eq!((rows.len(), &rest["next"]), (3, &Value::Null));
        assert!(rows.is_sorted_by(|one, other| one["at"].as_str() > other["at"].as_str()), "newest first");
        assert_eq!(desk.read("decisions?reason=capped").await["items"], json!([]));
        let nonsense = console(&house, &desk.cookie, "GET", &format!("{}/decisions?reason=nonsense", desk.at), &Value::Null).await;
        assert_eq!((nonsense.status, field(&nonsense)), (400, "reason".to_owned()));
        assert_eq!(desk.read(&format!("decisions?profile={person}&journey=1")).await["items"].as_array().unwrap().len(), 3);

        let opened = desk.read(&format!("decisions/{}", rows[2]["id"].as_str().unwrap())).await;
        let decision = &opened["decision"];
        assert_eq!((&opened["reason"], &decision["denial"]), (&json!("unconfirmed"), &json!("unconfirmed")));
        assert_eq!((came(decision, "source"), came(decision, "address"), came(decision, "consent")), (json!("passed"), json!("no"), json!("not_reached")));
        assert_eq!(decision["again"], json!({ "outcome": "denied", "denial": "unconfirmed", "same": true }));
        assert_eq!((&decision["facts"]["channel"], &decision["rules"]), (&json!("email"), &json!(1)));
        assert_eq!(decision["facts"]["caps"][0]["counted"], 0);
        assert!(!opened.to_string().contains('@'), "{opened}");

        // The rules have changed since: the decision is told by those of its day.
        let officer = Desk::of(&house, &shop, Role::PrivacyOfficer).await;
        let (mut given_up, tag) = officer.terms("marketing").await;
        given_up["active"] = json!(false);
        assert_eq!(officer.write("PUT", "purposes/marketing", &tag, &json!({ "terms": given_up, "reason": REASON })).await.status, 200);
        let again = desk.read(&format!("decisions/{}", rows[2]["id"].as_str().unwrap())).await;
        assert_eq!(again["decision"]["again"]["same"], true);
        assert_eq!(console(&house, &desk.cookie, "GET", &format!("{}/decisions/dec_00000000000000000000000000", desk.at), &Value::Null).await.status, 404);
    }

    async fn whether_somebody_could_be_written_to_is_asked_of_the_gate_and_changes_nothing(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        live(&house, &shop).await;
        let desk = Desk::of(&house, &shop, Role::Owner).await;
        let person = known_profile(&desk).await;
        let before = (house.stored(&shop).await, reached(&house, &shop).await);
        let possible = desk.read(&format!("profiles/{person}/possible")).await;
        let answers: Vec<_> = possible["items"].as_array().unwrap().iter().map(|one| (one["use"].as_str().unwrap(), one["decision"]["denial"].as_str())).collect();
        assert_eq!(answers, [
            ("marketing", Some("unconfirmed")), ("personalised", Some("unconfirmed")), ("service", None), ("support", None),
        ]);
        assert_eq!(before, (house.stored(&shop).await, reached(&house, &shop).await), "nothing is held, and nothing counted");
        let log = desk.read("audit?limit=1").await;
        assert_eq!((&log["items"][0]["action"], &log["items"][0]["object"]), (&json!("decisions:read"), &json!(person)));
    }

    async fn a_ledger_is_told_as_it_was_known_on_a_day(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        live(&house, &shop).await;
        let desk = Desk::of(&house, &shop, Role::PrivacyOfficer).await;
        let person = known_profile(&desk).await;
        let ledger = desk.read(&format!("profiles/{person}/ledger")).await;
        let acts: Vec<&str> = ledger["entries"].as_array().unwrap().iter().map(|one| one["act"].as_str().unwrap()).collect();
        assert!(acts.contains(&"requested"), "{acts:?}");
        let asked = ledger["entries"].as_array().unwrap().iter().find(|one| one["act"] == "requested").unwrap();
        assert!(asked["wording"].as_str().unwrap().contains("Atlas") && asked["contact"].is_string() && asked["known_at"].is_string(), "{asked}");
        assert!(!ledger.to_string().contains('@') && !ledger.to_string().contains("\"device\":{"), "{ledger}");
        let day_before = Micros(house.now().0 - Micros::DAY).to_string();
        let then = desk.read(&format!("profiles/{person}/ledger?known={}", &day_before[..10])).await;
        assert_eq!((&then["entries"], &then["standings"]), (&json!([]), &json!([])), "nothing was known");
        let day_after = Micros(house.now().0 + Micros::DAY).to_string();
        for wrong in ["yesterday", &day_after[..10]] {
            let wrong = console(&house, &desk.cookie, "GET", &format!("{}/profiles/{person}/ledger?known={wrong}", desk.at), &Value::Null).await;
            assert_eq!(field(&wrong), "known");
        }
    }

    async fn r046_a_purpose_is_changed_for_a_reason_that_is_kept_by_who_may_and_saw_it_last(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        let (officer, marketer) = (Desk::of(&house, &shop, Role::PrivacyOfficer).await, Desk::of(&house, &shop, Role::Marketer).await);
        let (mut terms, tag) = officer.terms("service").await;
        terms["basis"] = json!("legitimate_interests");
        let changed = |terms: &Value, reason: &str| json!({ "terms": terms, "reason": reason });
        assert_eq!(field(&officer.write("PUT", "purposes/service", &tag, &changed(&terms, REASON)).await), "terms.basis", "no notice tells of it");
        terms["notice"] = json!("notice 2, section 3");
        assert_eq!(field(&officer.write("PUT", "purposes/service", &tag, &changed(&terms, " ")).await), "reason");
        assert_eq!(field(&officer.write("PUT", "purposes/service", &tag, &changed(&terms, "because")).await), "terms.basis");
        assert_eq!(field(&officer.write("PUT", "purposes/service", &tag, &changed(&terms, "because\u{0}")).await), "reason", "no database keeps that");
        assert_eq!(marketer.write("PUT", "purposes/service", &tag, &changed(&terms, REASON)).await.status, 403);
        assert_eq!(officer.write("PUT", "purposes/service", &tag, &changed(&terms, REASON)).await.status, 200);
        assert_eq!(officer.write("PUT", "purposes/service", &tag, &changed(&terms, REASON)).await.status, 412);

        let (own, tag) = officer.terms("marketing").await;
        let mut wrong = own.clone();
        (wrong["title"], wrong["basis"]) = (json!("Alerts"), json!("contract"));
        assert_eq!(field(&officer.write("POST", "purposes", &tag, &changed(&wrong, REASON)).await), "terms.basis", "nothing but a yes carries marketing");
        wrong["basis"] = json!("consent");
        assert_eq!(field(&officer.write("POST", "purposes", &tag, &changed(&wrong, REASON)).await), "terms.words");
        wrong["words"] = json!([{ "language": "en", "title": " Alerts ", "text": "Atlas may tell me when prices fall." }]);
        let made = officer.write("POST", "purposes", &tag, &changed(&wrong, REASON)).await;
        assert!(made.status == 201 && made.text.contains("own-100"), "{made:?}");
        let spoken = json!([{ "language": "en", "title": "Alerts", "text": "Atlas may tell me when prices fall." }]);
        assert_eq!(serde_json::from_str::<Value>(&made.text).unwrap()["spoken"], spoken);

        let (as_it_is, tag) = officer.terms("own-100").await;
        assert_eq!(officer.write("PUT", "purposes/own-100", &tag, &changed(&as_it_is, REASON)).await.status, 200);
        let history = officer.read("rule-changes").await;
        let versions: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| one["version"].as_i64().unwrap()).collect();
        assert_eq!(versions, [3, 2, 1], "what changes nothing makes no version");
        let change = &history["items"][1];
        assert_eq!((&change["reason"], &change["email"]), (&json!(REASON), &json!("privacy_officer@atlas.example")));
        assert_eq!(change["changes"], json!([
            { "field": "service.basis", "from": "contract", "to": "legitimate_interests" },
            { "field": "service.notice", "from": "", "to": "notice 2, section 3" },
        ]));
        let log = officer.read("audit?action=purposes:write").await;
        assert_eq!((&log["items"][1]["object"], &log["items"][1]["changes"]), (&json!("service, rules 2"), &change["changes"]));
    }

    async fn r093_caps_and_hours_are_changed_by_a_marketer_and_law_is_told_beside_them(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        let desk = Desk::of(&house, &shop, Role::Marketer).await;
        placet_permission::law::learn(&house.fresh.store).await.unwrap();
        let (stands, tag) = desk.look("caps").await;
        assert!(stands["quiet"]["email"].is_null() && stands["quiet"]["sms"]["from"] == "08:00", "{stands}");
        let french = stands["law"].as_array().unwrap().iter().find(|one| one["region"] == "FR" && one["channel"] == "sms");
        assert!(french.is_some_and(|law| !law["source"].as_str().unwrap().is_empty()), "{stands}");
        let wanted = |most: i64, to: &str| json!({
            "caps": { "rules": [{ "channel": "email", "most": most, "per": { "hours": 168 } }], "when_capped": { "hold": 12 } },
            "quiet": { "sms": { "from": "09:00", "to": to, "days": ["mon", "sat"], "on": { "sat": { "from": "10:00", "to": "12:00" } } } },
            "reason": "fewer in autumn",
        });
        assert_eq!(field(&desk.write("PUT", "caps", &tag, &wanted(31, "18:00")).await), "caps.rules[0].most");
        assert_eq!(field(&desk.write("PUT", "caps", &tag, &wanted(2, "09:00")).await), "quiet.sms.to");
        assert_eq!(field(&desk.write("PUT", "caps", &tag, &wanted(2, "late")).await), "quiet.sms.to");
        let changed = desk.write("PUT", "caps", &tag, &wanted(2, "18:00")).await;
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(desk.write("PUT", "caps", &tag, &wanted(3, "18:00")).await.status, 412);
        let now = desk.read("caps").await;
        assert_eq!((&now["version"], &now["caps"]["when_capped"], &now["quiet"]["email"]), (&json!(2), &json!({ "hold": 12 }), &Value::Null));
        let owner = Desk::of(&house, &shop, Role::Owner).await;
        let log = owner.read("audit?action=caps:write").await;
        let rules = log["items"][0]["changes"].as_array().unwrap().iter().find(|change| change["field"] == "caps.rules").unwrap().clone();
        assert_eq!(rules["to"], "channel email, most 2, per hours 168");
    }

    async fn r009_duties_are_accepted_by_the_owner_and_what_is_missing_is_told(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        let (owner, analyst) = (Desk::of(&house, &shop, Role::Owner).await, Desk::of(&house, &shop, Role::Analyst).await);
        assert_eq!((&analyst.read("duties").await["ready"], &analyst.read("duties").await["missing"]), (&json!(true), &json!([])));
        for (act, detail) in [(duty::Act::AgreementEnded, "given up"), (duty::Act::Stopped, "complaints")] {
            transaction!(house.tenant(&shop), "test.duty", |tx| { duty::record(tx, act, detail, None).await }).unwrap();
        }
        let duties = analyst.read("duties").await;
        assert_eq!((&duties["missing"], &duties["stopped"]), (&json!(["stopped", "no_agreement"]), &json!("complaints")));
        assert!(duties["agreement"]["accepted"].is_null() && duties["agreement"]["duties"].as_array().unwrap().len() > 3);
        let accepted = json!({ "version": duties["agreement"]["version"] });
        assert_eq!(analyst.write("POST", "duties/agreement", "", &accepted).await.status, 403);
        assert_eq!(owner.write("POST", "duties/agreement", "", &json!({ "version": 99 })).await.status, 409);
        for _ in 0..2 {
            assert_eq!(owner.write("POST", "duties/agreement", "", &accepted).await.status, 204);
        }
        let duties = owner.read("duties").await;
        assert_eq!((&duties["missing"], &duties["agreement"]["accepted"]["email"]), (&json!(["stopped"]), &json!("owner@atlas.example")));
        let times = duties["history"].as_array().unwrap().iter().filter(|one| one["act"] == "agreed" && one["member"].is_string()).count();
        assert_eq!(times, 1, "twice is once");
    }

    async fn r117_suppressed_addresses_are_numbers_and_few_are_no_number(on) {
        let house = House::open(on).await;
        let shop = house.company("Atlas", "news.atlas.example").await;
        transaction!(house.tenant(&shop), "test.suppress", |tx| {
            for n in 0_u8..9 {
                let (fp, reason) = (Fingerprint::from_bytes(&[n; 32]).unwrap(), if n < 7 { "unsubscribed" } else { "complained" });
                suppression::suppress(tx, Channel::Email, &fp, suppression::Scope::Marketing, reason, None).await?;
            }
            Ok::<_, placet_permission::Error>(())
        })
        .unwrap();
        let desk = Desk::of(&house, &shop, Role::Analyst).await;
        let told = desk.read("suppressions").await;
        let rows: Vec<_> = told["items"].as_array().unwrap().iter().map(|one| (one["reason"].as_str().unwrap(), one["n"].as_i64())).collect();
        assert_eq!((rows, &told["total"]), (vec![("complained", None), ("unsubscribed", Some(5))], &json!(5)), "in steps: one more tells nothing");
        assert!(told["items"][0]["month"].as_str().unwrap().ends_with("-01"));
        let refused = console(&house, &desk.cookie, "GET", "/api/opt-outs", &Value::Null).await;
        assert_eq!(refused.status, 403);
        let operator = member(&house, "operator@placet.example", OPERATOR, Role::Operator).await;
        let all = console(&house, &operator, "GET", "/api/opt-outs", &Value::Null).await;
        assert_eq!(all.text, r#"{"floor":5,"n":0}"#);
    }
}
