//! Imports of people: what is instructed, what is kept and why, what is refused, what is told, and that a crash says nothing by halves.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use placet_access::Role;
use placet_collect::import;
use placet_core::{Id, Micros};
use placet_permission::contact::{self, Contact};
use placet_permission::policy::{self, Terms, Words};
use placet_permission::vault::{Address, Channel};
use placet_permission::{Ask, Gate, Purpose, Subject, Use, duty, law, ledger};
use placet_rights::person::{Who, export};
use placet_rights::unsubscribed::clear_unsubscribed;
use placet_store::tenants::Directory;
use placet_store::testing::{On, everything};
use placet_store::{on_both_engines, params, transaction};
use serde_json::{Value, json};

use crate::console::{HOST, ORIGIN, console, member};
use crate::house::{Answer, Company, House};

placet_store::statements! {
    "imports_test";
    tenant KEPT = "SELECT (SELECT COUNT(*) FROM contact c WHERE c.tenant_id = $1), (SELECT COUNT(*) FROM profile p WHERE p.tenant_id = $1),
        (SELECT COUNT(*) FROM consent_entry e WHERE e.tenant_id = $1), (SELECT COUNT(*) FROM consent s WHERE s.tenant_id = $1),
        (SELECT COALESCE(MAX(seq), 0) FROM consent_entry l WHERE l.tenant_id = $1)";
    tenant CHANGE = "UPDATE import SET basis = 'consent' WHERE tenant_id = $1 AND import_id = $2";
}

/// An instruction with nothing wrong in it, but for these changes.
pub(crate) fn instruction(changes: Value) -> Value {
    let mut asked = json!({
        "label": "Spring fair", "kind": "contacts", "source": { "kind": "event", "name": "the fair in Cluj" }, "basis": "consent",
        "attestation": true, "attested_words": 1,
        "evidence": { "at": "2026-01-01T00:00:00Z", "wording": "Yes, write to me.", "place": "the stand", "method": "paper form" },
    });
    for (name, value) in changes.as_object().unwrap() {
        asked[name] = value.clone();
    }
    asked
}

/// An import of one part of CSV, by a server key: what the part was answered with, and the closed import.
pub(crate) async fn imported(house: &House, shop: &Company, changes: Value, csv: &str) -> (Value, Value) {
    let id = begun(house, shop, changes).await;
    let part = read(&send(house, shop, &id, 1, "text/csv", csv).await, 200);
    (part, read(&close(house, shop, &id).await, 200))
}

async fn begun(house: &House, shop: &Company, changes: Value) -> String {
    let begun = house.post(&shop.server_key, "/v1/imports", instruction(changes).to_string()).await;
    read(&begun, 201)["id"].as_str().unwrap().to_owned()
}

async fn send(
    house: &House,
    shop: &Company,
    id: &str,
    part: i32,
    kind: &str,
    body: impl AsRef<[u8]>,
) -> Answer {
    let key = format!("Bearer {}", shop.server_key);
    let headers = [("authorization", key.as_str()), ("content-type", kind)];
    house.send("POST", &format!("/v1/imports/{id}/rows?part={part}"), &headers, body.as_ref()).await
}

async fn close(house: &House, shop: &Company, id: &str) -> Answer {
    house.post(&shop.server_key, &format!("/v1/imports/{id}/close"), "").await
}

fn read(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

fn field(answer: &Answer) -> Value {
    read(answer, 400)["field"].clone()
}

async fn found(house: &House, shop: &Company, address: &str) -> Option<Contact> {
    let channel = if address.contains('@') { Channel::Email } else { Channel::Sms };
    let fp = shop.keys.fingerprint(&Address::parse(channel, address).unwrap());
    let mut tx = house.tenant(shop).read("test.found").await.unwrap();
    contact::find(&mut tx, channel, &fp).await.unwrap()
}

/// Contacts, profiles, entries of the ledger, standings, and the last entry's number.
async fn kept(house: &House, shop: &Company) -> [i64; 5] {
    let mut tx = house.tenant(shop).read("test.kept").await.unwrap();
    let row = &tx.query(&KEPT, &[]).await.unwrap()[0];
    [0, 1, 2, 3, 4].map(|column| row.get(column).unwrap())
}

/// Whether a message of this kind may go to a contact.
async fn may(house: &House, shop: &Company, contact: Id, use_: Use) -> bool {
    let gate = Gate::new(house.keyring.clone());
    let mut tx = house.tenant(shop).begin("test.decide").await.unwrap();
    let rules = gate.rules(&mut tx).await.unwrap();
    gate.decide(&mut tx, &shop.keys, &rules, contact, &Ask::new(use_)).await.unwrap().is_granted()
}

async fn says_no(house: &House, shop: &Company, addresses: &[&str]) {
    let list = format!("email\n{}\n", addresses.join("\n"));
    imported(house, shop, json!({ "kind": "suppressions", "basis": "none" }), &list).await;
}

/// Polls a future as often as it wakes, at most so often, and drops it: what a crash leaves of it.
async fn cut_off<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let (mut future, mut left) = (pin!(future), polls);
    std::future::poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

on_both_engines! {
    async fn r009_nobody_is_imported_before_the_company_accepted_its_duties(on) {
        let (house, shop) = House::with_company(on).await;
        transaction!(house.tenant(&shop), "test.end", |tx| { duty::record(tx, duty::Act::AgreementEnded, "left", None).await }).unwrap();
        let refused = house.post(&shop.server_key, "/v1/imports", instruction(json!({})).to_string()).await;
        assert_eq!(read(&refused, 409)["type"], "/problems/agreement-missing");
        transaction!(house.tenant(&shop), "test.agree", |tx| { duty::record(tx, duty::Act::Agreed, "terms 2", None).await }).unwrap();
        begun(&house, &shop, json!({})).await;
    }

    async fn r010_r054_an_import_is_a_numbered_instruction_on_somebodys_word_and_is_never_changed(on) {
        let (house, shop) = House::with_company(on).await;
        let nothing = json!({});
        for (changes, wrong) in [
            (json!({ "attestation": false }), "attestation"),
            (json!({ "attested_words": 99 }), "attested_words"),
            (json!({ "label": " " }), "label"),
            (json!({ "label": "list of ana@mail.example" }), "label"),
            (json!({ "source": { "kind": "list", "name": "" } }), "source.name"),
            (json!({ "source": { "kind": "rumour", "name": "x" } }), "source.kind"),
            (json!({ "basis": "because" }), "basis"),
            (json!({ "source": { "kind": "directory", "name": "chamber of commerce" } }), "basis"),
            (json!({ "channel": "pigeon" }), "channel"),
            (json!({ "evidence": { "at": "2099-01-01" } }), "evidence.at"),
            (json!({ "evidence": { "language": "xx" } }), "evidence.language"),
            (json!({ "purposes": ["own-900"] }), "purposes"),
            (json!({ "purposes": ["tracking"] }), "purposes"),
            (json!({ "purposes": ["marketing"], "basis": "contract" }), "purposes"),
            (json!({ "purposes": ["marketing"], "basis": "none" }), "purposes"),
            (json!({ "force": true }), "force"),
        ] {
            let refused = house.post(&shop.server_key, "/v1/imports", instruction(changes.clone()).to_string()).await;
            assert_eq!(field(&refused), wrong, "{changes}");
        }
        let by_key = begun(&house, &shop, nothing.clone()).await;
        let owner = member(&house, "owner@atlas.example", shop.id, Role::Marketer).await;
        let at = format!("/api/tenants/{}/imports", shop.id);
        let by_member = read(&console(&house, &owner, "POST", &at, &instruction(nothing.clone())).await, 201);
        let list = read(&console(&house, &owner, "GET", &format!("{at}?limit=1"), &nothing).await, 200);
        assert_eq!(list["items"][0], by_member);
        let shown = read(&console(&house, &owner, "GET", &format!("{at}/{}", by_member["id"].as_str().unwrap()), &nothing).await, 200);
        assert_eq!((&shown["attested_by_email"], &by_member["attested_by_email"]), (&json!("owner@atlas.example"), &Value::Null));
        let next = format!("{at}?cursor={}", list["next"].as_str().unwrap());
        let older = &read(&console(&house, &owner, "GET", &next, &nothing).await, 200)["items"][0];
        assert_eq!((&older["id"], &older["instruction"], &by_member["instruction"]), (&json!(by_key), &json!("INS-1"), &json!("INS-2")));
        assert!(older["attested_by"].as_str().unwrap().starts_with("key ") && by_member["attested_by"].as_str().unwrap().starts_with("mem_"));
        assert_eq!((&older["attested_words"], &older["evidence"]["wording"]), (&json!(1), &json!("Yes, write to me.")));
        let words = read(&console(&house, &owner, "GET", &format!("{at}/attestation"), &nothing).await, 200);
        assert_eq!(words["version"], 1);
        let boss = member(&house, "boss@atlas.example", shop.id, Role::Owner).await;
        let log = console(&house, &boss, "GET", &format!("/api/tenants/{}/audit", shop.id), &nothing).await.text;
        assert!(log.contains("imports:write") && log.contains("instruction INS-2"), "{log}");
        let id = Id::parse("imp", &by_key).unwrap();
        let changed = transaction!(house.tenant(&shop), "test.change", |tx| { tx.execute(&CHANGE, params![id]).await });
        assert!(changed.is_err(), "the database itself keeps an instruction as it was given");
    }

    async fn r034_r040_c2_an_address_without_evidence_is_kept_with_its_source_and_never_written_to(on) {
        let (house, shop) = House::with_company(on).await;
        law::learn(&house.fresh.store).await.unwrap();
        let bought = json!({ "basis": "none", "source": { "kind": "list", "name": "bought in 2024" }, "evidence": {} });
        let (_, closed) = imported(&house, &shop, bought, "email\nana@mail.example\n").await;
        assert_eq!((&closed["added"], &closed["without_evidence"]), (&json!(0), &json!(1)));
        assert_eq!(closed["inform_by"], "2026-07-01T10:00:02Z", "one month, from the day it came in");
        let no_date = json!({ "evidence": {} });
        let (_, closed) = imported(&house, &shop, no_date, "email\nion@mail.example\n").await;
        assert_eq!(closed["without_evidence"], 1);
        for (address, source) in [("ana@mail.example", "without basis: list"), ("ion@mail.example", "without basis: event")] {
            let contact = found(&house, &shop, address).await.unwrap();
            assert_eq!(contact.source, source);
            for use_ in [Use::Marketing, Use::Personalised, Use::Service, Use::Survey, Use::Support, Use::Confirmation] {
                assert!(!may(&house, &shop, contact.id, use_).await, "{use_:?}");
            }
        }
        // The owner comes by themselves, and is asked to confirm.
        assert_eq!(house.page(&shop, "POST", "/f/newsletter", "email=ana%40mail.example").await.status, 200);
        let own = found(&house, &shop, "ana@mail.example").await.unwrap();
        assert_eq!((own.source.as_str(), may(&house, &shop, own.id, Use::Confirmation).await), ("form", true));
        // And evidence makes good what was missing.
        imported(&house, &shop, json!({}), "email\nion@mail.example\n").await;
        let made_good = found(&house, &shop, "ion@mail.example").await.unwrap();
        assert_eq!((made_good.source.as_str(), may(&house, &shop, made_good.id, Use::Marketing).await), ("event", true));
        // Customers hear of what they ordered, and of nothing else.
        let customers = json!({ "basis": "contract", "source": { "kind": "shop", "name": "the till" }, "evidence": {} });
        let (part, closed) = imported(&house, &shop, customers, "email,consent_at\ncust@mail.example,\nsly@mail.example,2026-01-01\n").await;
        assert_eq!((&closed["added"], &part["invalid"][0]["field"], &closed["inform_by"]), (&json!(1), &json!("consent_at"), &Value::Null));
        let customer = found(&house, &shop, "cust@mail.example").await.unwrap();
        assert!(may(&house, &shop, customer.id, Use::Service).await);
        assert!(!may(&house, &shop, customer.id, Use::Marketing).await);
    }

    async fn r054_r057_the_evidence_of_each_row_is_checked_and_kept_and_the_rows_own_wins(on) {
        let (house, shop) = House::with_company(on).await;
        law::learn(&house.fresh.store).await.unwrap();
        transaction!(house.tenant(&shop), "test.purposes", |tx| {
            let now = policy::current(tx).await?;
            let mut wanted = now.policy;
            let like = wanted.terms(Purpose::MARKETING).cloned().unwrap();
            let (title, text) = ("Price alerts".to_owned(), "Atlas may tell me when prices fall.".to_owned());
            let words = vec![Words { language: "en".into(), title: title.clone(), text }];
            wanted.purposes.push(Terms { purpose: Purpose::own(0).unwrap(), title, words, ..like });
            wanted.purposes.iter_mut().for_each(|terms| terms.active |= terms.purpose == Purpose::SURVEY);
            policy::change(tx, now.version, &wanted, "a purpose of our own", None).await
        })
        .unwrap();
        let csv = "email,consent_at,wording,place,method,document,language,purposes\n\
            shared@mail.example,,,,,,,\n\
            own@mail.example,2026-05-01T10:00:00Z,Own words,the till,double opt-in,form 17,ro,price alerts;survey\n\
            future@mail.example,2027-01-01T00:00:00Z,,,,,,\n\
            old@mail.example,2021-01-01,,,,,,\n\
            odd@mail.example,yesterday,,,,,,\n\
            unknown@mail.example,,,,,,,own-900\n\
            cookie@mail.example,,,,,,,tracking\n\
            no address,,,,,,,\n\
            tongue@mail.example,,,,,,xx,\n";
        let (part, closed) = imported(&house, &shop, json!({}), csv).await;
        let invalid: Vec<(i64, &str)> = part["invalid"].as_array().unwrap().iter()
            .map(|one| (one["row"].as_i64().unwrap(), one["field"].as_str().unwrap())).collect();
        let expected = [(4, "consent_at"), (5, "consent_at"), (6, "consent_at"), (7, "purposes"), (8, "purposes"), (9, "email"), (10, "language")];
        assert_eq!(invalid, expected);
        assert_eq!((&closed["added"], &closed["invalid"], &closed["invalid_first"][0]["row"]), (&json!(2), &json!(7), &json!(4)));
        let bare = json!({ "evidence": { "at": "2026-01-01" } });
        let (part, _) = imported(&house, &shop, bare, "email,place,method\nbare@mail.example,fair,paper\n").await;
        assert_eq!(part["invalid"][0]["field"], "wording", "{part}");
        let mut tx = house.tenant(&shop).read("test.ledger").await.unwrap();
        for (address, count, place, wording, language) in [
            ("shared@mail.example", 1, "the stand", "Yes, write to me.", "en"), ("own@mail.example", 2, "the till", "Own words", "ro"),
        ] {
            let fp = shop.keys.fingerprint(&Address::email(address).unwrap());
            let entries = ledger::entries(&mut tx, &Subject::Address(Channel::Email, fp), Micros::NEVER).await.unwrap();
            assert_eq!((entries.len(), entries[0].place.as_str(), entries[0].language.as_str()), (count, place, language));
            let evidence: Value = serde_json::from_str(&ledger::evidence(&mut tx, entries[0].seq).await.unwrap().unwrap()).unwrap();
            assert_eq!((&evidence["wording"], evidence["import"].is_string()), (&json!(wording), true));
        }
    }

    async fn r109_r115_who_said_no_is_not_brought_back_and_not_named(on) {
        let (house, shop) = House::with_company(on).await;
        let gone: Vec<String> = (0..7).map(|n| format!("gone-{n}@mail.example")).collect();
        says_no(&house, &shop, &gone.iter().map(String::as_str).collect::<Vec<_>>()).await;
        imported(&house, &shop, json!({}), "email\nknown@mail.example\n").await;
        let before = kept(&house, &shop).await;
        let told = async |address: &str| {
            let (mut part, mut closed) = imported(&house, &shop, json!({}), &format!("email\n{address}\n")).await;
            for changing in ["id", "instruction", "attested_at", "created_at", "closed_at"] {
                closed[changing] = json!("");
                part["id"] = json!("");
            }
            (part, closed)
        };
        assert_eq!(told("gone-0@mail.example").await, told("known@mail.example").await, "one row tells nothing");
        let rows = |news: usize| gone.iter().cloned().chain((0..news).map(|n| format!("new-{n}@mail.example"))).fold("email\n".to_owned(), |rows, one| rows + &one + "\n");
        let (part, closed) = imported(&house, &shop, json!({}), &rows(0)).await;
        assert_eq!((&closed["suppressed"], &closed["known"], &part["invalid"]), (&json!(0), &json!(7), &json!([])), "nor do seven, all refused");
        assert_eq!(kept(&house, &shop).await, before);
        let id = begun(&house, &shop, json!({})).await;
        let part = send(&house, &shop, &id, 1, "text/csv", rows(6)).await.text;
        let open = read(&house.send("GET", &format!("/v1/imports/{id}"), &[("authorization", &format!("Bearer {}", shop.server_key))], b"").await, 200);
        assert!(["added", "known", "without_evidence", "suppressed"].iter().all(|name| open[name].is_null()), "{open}");
        let closed = read(&close(&house, &shop, &id).await, 200);
        assert_eq!((&closed["added"], &closed["suppressed"], &closed["known"]), (&json!(6), &json!(5), &json!(2)), "in steps of five");
        assert!(!part.contains("gone") && !closed.to_string().contains("gone"));
        assert!(found(&house, &shop, "gone-3@mail.example").await.is_none());
    }

    async fn r109_an_old_list_does_not_undo_a_no_and_a_later_withdrawal_stands(on) {
        let (house, shop) = House::with_company(on).await;
        imported(&house, &shop, json!({}), "email\nana@mail.example\n").await;
        let ana = found(&house, &shop, "ana@mail.example").await.unwrap();
        let subject = Subject::Address(Channel::Email, ana.fp);
        transaction!(house.tenant(&shop), "test.withdraw", |tx| {
            let entry = ledger::Entry {
                at: tx.clock().now(), purpose: Purpose::MARKETING, subject, act: placet_permission::Act::Withdrawn, wording: None,
                language: "en", place: "", method: "preferences", evidence: "{}",
            };
            ledger::record(tx, &entry).await
        })
        .unwrap();
        let before = kept(&house, &shop).await;
        imported(&house, &shop, json!({}), "email\nana@mail.example\nANA@mail.example\n").await;
        assert_eq!(kept(&house, &shop).await, before);
        assert!(!may(&house, &shop, ana.id, Use::Marketing).await);
        house.fresh.clock.advance(Micros::DAY);
        let later = format!("email,consent_at\nana@mail.example,{}\n", house.now());
        imported(&house, &shop, json!({}), &later).await;
        assert!(may(&house, &shop, ana.id, Use::Marketing).await, "a yes that is newer than the no");
    }

    async fn r117_a_list_of_those_who_said_no_elsewhere_is_kept_as_fingerprints_alone(on) {
        let (house, shop) = House::with_company(on).await;
        imported(&house, &shop, json!({}), "email\ncanary-ana@mail.example\n").await;
        let ana = found(&house, &shop, "canary-ana@mail.example").await.unwrap();
        let list = json!({ "kind": "suppressions", "basis": "none", "source": { "kind": "list", "name": "the former system" } });
        let (_, closed) = imported(&house, &shop, list.clone(), "email\ncanary-ana@mail.example\ncanary-ion@mail.example\ncanary-ion@mail.example\n").await;
        assert_eq!((&closed["rows"], &closed["inform_by"]), (&json!(3), &Value::Null));
        assert!(!may(&house, &shop, ana.id, Use::Marketing).await);
        house.work(&shop).await;
        clear_unsubscribed(house.tenant(&shop), &house.keyring, 10).await.unwrap();
        assert!(found(&house, &shop, "canary-ana@mail.example").await.is_none(), "what was kept of them is cleared away");
        let bytes = everything(&house.fresh.store).await.unwrap();
        assert!(!bytes.holds("canary-ana") && !bytes.holds("canary-ion"));
        let entries = kept(&house, &shop).await[2];
        imported(&house, &shop, list, "email\ncanary-ion@mail.example\n").await;
        assert_eq!(kept(&house, &shop).await[2], entries, "saying it twice changes nothing");
        for address in ["canary-ana@mail.example", "canary-ion@mail.example"] {
            imported(&house, &shop, json!({}), &format!("email\n{address}\n")).await;
            assert!(found(&house, &shop, address).await.is_none());
        }
    }

    async fn a_part_is_taken_once_and_an_import_is_closed_when_all_are_there(on) {
        let (house, shop) = House::with_company(on).await;
        let id = begun(&house, &shop, json!({})).await;
        let rows = "email\na@mail.example\nnot an address\n";
        let first = send(&house, &shop, &id, 1, "text/csv", rows).await;
        let before = kept(&house, &shop).await;
        let again = send(&house, &shop, &id, 1, "text/csv", rows).await;
        assert_eq!((again.status, &again.text), (first.status, &first.text));
        let other = send(&house, &shop, &id, 1, "text/csv", "email\nb@mail.example\n").await;
        assert_eq!(read(&other, 422)["type"], "/problems/other-content");
        assert_eq!(kept(&house, &shop).await, before);
        for part in [0, -1, 1_001] {
            assert_eq!(field(&send(&house, &shop, &id, part, "text/csv", rows).await), "part");
        }
        send(&house, &shop, &id, 3, "application/x-ndjson", r#"{"email":"c@mail.example"}"#).await;
        assert!(read(&close(&house, &shop, &id).await, 409)["detail"].as_str().unwrap().contains("part 2"));
        read(&send(&house, &shop, &id, 2, "text/csv", "email\n").await, 200);
        let closed = close(&house, &shop, &id).await;
        assert_eq!((&read(&closed, 200)["rows"], &read(&closed, 200)["added"]), (&json!(3), &json!(2)));
        assert_eq!(close(&house, &shop, &id).await.text, closed.text);
        assert_eq!(send(&house, &shop, &id, 4, "text/csv", "email\nd@mail.example\n").await.status, 409);
        assert_eq!(send(&house, &shop, &id, 1, "text/csv", rows).await.text, first.text, "what came before is answered as before");
        assert_eq!(send(&house, &shop, "imp_00000000000000000000000000", 1, "text/csv", rows).await.status, 404);
    }

    async fn a_part_that_breaks_off_anywhere_goes_on_there_and_nothing_is_said_twice(on) {
        let (house, shop) = House::with_company(on).await;
        let gone: Vec<String> = (0..100).map(|n| format!("gone-{n}@mail.example")).collect();
        says_no(&house, &shop, &gone.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let [.., before] = kept(&house, &shop).await;
        let id = Id::parse("imp", &begun(&house, &shop, json!({})).await).unwrap();
        let rows = (0..1_700).map(|n| match n % 17 {
            0 => format!("gone-{}@mail.example\n", n / 17),
            1 => "not an address\n".to_owned(),
            _ => format!("row-{n}@mail.example\n"),
        });
        let csv: String = std::iter::once("email\n".to_owned()).chain(rows).collect();
        let lines = import::read(import::Format::Csv, "email", csv.as_bytes()).unwrap();
        let record = Directory::new(house.fresh.store.clone()).by_id(shop.id).await.unwrap().unwrap();
        let begun = import::get(&mut house.tenant(&shop).read("test.import").await.unwrap(), id).await.unwrap().unwrap();
        let take = || import::take(house.tenant(&shop), &house.keyring, &record, &begun, 1, &lines);
        let mut broke_off = 0;
        let mut polls = 0;
        let done = loop {
            match cut_off(take(), polls).await {
                Some(done) => break done.unwrap(),
                None => broke_off += 1,
            }
            let [contacts, profiles, entries, standings, last] = kept(&house, &shop).await;
            assert_eq!((contacts, entries, last), (profiles, before + contacts, before + contacts), "all of a row, or nothing");
            assert_eq!(standings, contacts);
            polls += 3;
        };
        assert!(broke_off > 0 || matches!(on, On::Sqlite), "it was cut off at least once");
        assert_eq!((done.rows, done.invalid), (1_700, 100));
        assert_eq!(kept(&house, &shop).await[0], 1_500);
        assert_eq!(take().await.unwrap(), done);
        let closed = transaction!(house.tenant(&shop), "test.close", |tx| { import::close(tx, id).await }).unwrap().unwrap();
        let told = closed.figures.told(closed.instruction.kind);
        assert_eq!((told.added, told.known, told.suppressed, closed.figures.invalid), (1_500, 0, 100, 100));
    }

    async fn two_who_send_the_same_part_at_once_have_it_taken_once(on) {
        let (house, shop) = House::with_company(on).await;
        let id = begun(&house, &shop, json!({})).await;
        let csv = (0..1_200).fold("email\n".to_owned(), |csv, n| csv + &format!("row-{n}@mail.example\n"));
        let one = || send(&house, &shop, &id, 1, "text/csv", &csv);
        let (a, b, c) = tokio::join!(one(), one(), one());
        assert_eq!((a.status, &a.text, &a.text), (200, &b.text, &c.text), "{a:?} {b:?} {c:?}");
        assert_eq!(kept(&house, &shop).await[..3], [1_200, 1_200, 1_200]);
        let other = begun(&house, &shop, json!({})).await;
        let (left, right) = tokio::join!(send(&house, &shop, &other, 1, "text/csv", csv.replace("row", "new")), send(&house, &shop, &other, 2, "text/csv", csv.replace("row", "new")));
        assert_eq!((left.status, right.status), (200, 200));
        assert_eq!(kept(&house, &shop).await[..3], [2_400, 2_400, 2_400]);
        assert_eq!(read(&close(&house, &shop, &other).await, 200)["known"], 1_200);
    }

    async fn phones_come_in_with_their_place_and_addresses_with_the_columns_of_theirs(on) {
        let (house, shop) = House::with_company(on).await;
        let (part, closed) = imported(&house, &shop, json!({ "channel": "sms" }), "phone;language;country\n+40 721 234 567;ro;\n0721234568;;\n").await;
        assert_eq!((&part["invalid"][0]["field"], &closed["added"], &closed["channel"]), (&json!("phone"), &json!(1), &json!("sms")));
        let phone = found(&house, &shop, "+40721234567").await.unwrap();
        assert_eq!((phone.place.as_str(), phone.language.as_str()), ("-|-|RO", "ro"));
        let rows = "email,country,time_zone\nana@mail.example,fr,\nion@mail.example,US,America/New_York\nx@mail.example,Narnia,\ny@mail.example,,Moon/Base\n";
        let (part, _) = imported(&house, &shop, json!({}), rows).await;
        assert_eq!((&part["invalid"][0]["field"], &part["invalid"][1]["field"]), (&json!("country"), &json!("time_zone")));
        assert_eq!(found(&house, &shop, "ana@mail.example").await.unwrap().place, "FR|-|");
        assert_eq!(found(&house, &shop, "ion@mail.example").await.unwrap().place, "US America/New_York|-|");
    }

    async fn r036_a_persons_copy_names_the_import_their_address_came_with(on) {
        let (house, shop) = House::with_company(on).await;
        imported(&house, &shop, json!({}), "email\nana@mail.example\n").await;
        let copy = export(house.tenant(&shop), &house.keyring, &Who::Email("ana@mail.example".into()), "DSR-1").await.unwrap().to_string();
        for told in [r#""label":"Spring fair""#, r#""source":"event""#, r#""source_name":"the fair in Cluj""#, r#""basis":"consent""#, r#""at":"2026-06-01"#] {
            assert!(copy.contains(told), "{told}: {copy}");
        }
        assert!(copy.contains("Yes, write to me.") && !copy.contains("import_id"), "{copy}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_part_is_refused_and_nothing_of_it_repeated() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let id = begun(&house, &shop, json!({})).await;
    let rows = |count: usize| "e@mail.example\n".repeat(count);
    let many = format!("email\n{}", rows(10_001));
    for (kind, body) in [
        ("text/csv", &b"canary@mail.example,x\n"[..]),
        ("text/csv", b"email\ncanary@mail.example\n\xff\n"),
        ("application/x-ndjson", b"\xff\xfe{\0}\0"),
        ("text/csv", many.as_bytes()),
        ("application/pdf", b"email\ncanary@mail.example\n"),
    ] {
        let refused = send(&house, &shop, &id, 1, kind, body).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        assert!(!refused.text.contains("canary"), "{refused:?}");
    }
    let large = format!("email,wording\n{}", format!("e@mail.example,{}\n", "x".repeat(2_000)).repeat(600));
    assert_eq!(send(&house, &shop, &id, 1, "text/csv", &large).await.status, 413);
    let owner = member(&house, "owner@atlas.example", shop.id, Role::Owner).await;
    let path = format!("/api/tenants/{}/imports/{id}/rows?part=1", shop.id);
    let at_console = async |kind: &str, body: &[u8]| {
        let headers =
            [("host", HOST), ("origin", ORIGIN), ("cookie", owner.as_str()), ("content-type", kind)];
        house.send("POST", &path, &headers, body).await
    };
    assert_eq!(at_console("text/csv", large.as_bytes()).await.status, 413);
    assert_eq!(at_console("text/csv; charset=utf-8", b"email\nana@mail.example\n").await.status, 200);
    assert_eq!(kept(&house, &shop).await[0], 1);
    let card = at_console("text/csv", b"email,wording\nion@mail.example,4111 1111 1111 1111\n").await;
    assert_eq!(card.status, 422, "the same part with other rows: {card:?}");
    let other = path.replace("part=1", "part=2");
    let headers = [
        ("host", HOST),
        ("origin", ORIGIN),
        ("cookie", owner.as_str()),
        ("content-type", "application/x-ndjson"),
    ];
    let rows = "{\"email\":\"ion@mail.example\",\"wording\":\"4111 1111 1111 1111\"}\n{\"email\":\"4111111111111111@mail.example\"}\n";
    let card = read(&house.send("POST", &other, &headers, rows.as_bytes()).await, 200);
    assert_eq!(
        (&card["invalid"][0]["field"], &card["invalid"][1]["field"]),
        (&json!("wording"), &json!("email")),
        "{card}"
    );
    assert!(
        !card.to_string().contains("4111")
            && !everything(&house.fresh.store).await.unwrap().holds("4111 1111")
    );
    let none = house.post(&shop.write_key, "/v1/imports", instruction(json!({})).to_string()).await;
    assert_eq!(none.status, 401, "a public key imports nobody");
}
