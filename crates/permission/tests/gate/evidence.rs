//! What is kept to show a yes: the ledger and the facts of a decision.

use placet_core::Micros;
use placet_permission::contact::Class;
use placet_permission::{Decision, Error, Purpose, State, Subject, Use, default_wordings, ledger};
use placet_store::{Row, on_both_engines, params, transaction};

use crate::world::{Shop, World, said, subject};

mod sql {
    placet_store::statements! {
        "test";
        tenant ENTRIES = "SELECT seq, at, purpose, channel, subject_kind, subject_id, act, wording_id, language, place, method, evidence, salt, canonical
            FROM consent_entry WHERE tenant_id = $1 ORDER BY seq";
        tenant CHANGE_ACT = "UPDATE consent_entry SET act = 2 WHERE tenant_id = $1 AND seq = $2";
        tenant CHANGE_TIME = "UPDATE consent_entry SET at = at - 1 WHERE tenant_id = $1 AND seq = $2";
        tenant CHANGE_BYTES = "UPDATE consent_entry SET canonical = salt WHERE tenant_id = $1 AND seq = $2";
        tenant MOVE = "UPDATE consent_entry SET seq = seq + 1000 WHERE tenant_id = $1 AND seq = $2";
    }
}

async fn entries(shop: &Shop) -> Vec<Row> {
    let mut tx = shop.tenant().read("test.entries").await.unwrap();
    tx.query(&sql::ENTRIES, &[]).await.unwrap()
}

async fn numbers(shop: &Shop) -> Vec<i64> {
    entries(shop).await.iter().map(|row| row.get(0).unwrap()).collect()
}

/// The canonical bytes of an entry, put together again from the row alone, field by field.
fn rebuilt(tenant: i32, row: &Row) -> String {
    let int = |column| row.get::<i64>(column).unwrap();
    let text = |column| serde_json::to_string(&row.get::<String>(column).unwrap()).unwrap();
    let bytes = |column| serde_json::to_string(&row.get::<Vec<u8>>(column).unwrap()).unwrap();
    let wording = row.get::<Option<i64>>(7).unwrap().map_or("null".to_owned(), |id| id.to_string());
    let purpose = Purpose::from_code(int(2)).unwrap().name();
    let act = State::from_code(int(6)).unwrap().name();
    format!(
        r#"{{"v":1,"tenant":{tenant},"seq":{},"at":{},"purpose":"{purpose}","channel":{},"subject_kind":{},"subject":{},"act":"{act}","wording":{wording},"language":{},"place":{},"method":{},"evidence":{},"salt":{}}}"#,
        int(0),
        int(1),
        int(3),
        int(4),
        bytes(5),
        text(8),
        text(9),
        text(10),
        text(11),
        bytes(12),
    )
}

on_both_engines! {
    async fn r057_evidence_is_kept_with_wording_version_place_time_and_method(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        let at = world.now();
        let seq = shop.says(&ana, Purpose::Marketing, State::Granted).await;
        world.advance(400 * Micros::DAY);
        shop.says(&ana, Purpose::Marketing, State::Withdrawn).await;

        let mut tx = shop.tenant().read("test.shown").await.unwrap();
        let shown = ledger::shown(&mut tx, seq).await.unwrap().unwrap();
        assert_eq!((shown.seq, shown.at, shown.purpose, shown.act), (seq, at, "marketing", "granted"));
        let asked = default_wordings("Shop").into_iter().find(|w| w.purpose == Purpose::Marketing && w.language == "ro").unwrap();
        assert_eq!((shown.wording, shown.version), (Some(asked.text), Some(asked.version)));
        assert_eq!((shown.language.as_str(), shown.place.as_str(), shown.method.as_str()), ("ro", "https://shop.example/join", "form"));
        assert_eq!(ledger::evidence(&mut tx, seq).await.unwrap().as_deref(), Some(r#"{"form":"footer"}"#));
        assert!(ledger::shown(&mut tx, 99).await.unwrap().is_none());
        let mut there = world.other.tenant().read("test.shown").await.unwrap();
        assert!(ledger::shown(&mut there, seq).await.unwrap().is_none(), "another shop's ledger is another's");
    }

    async fn r057_a_wording_that_was_asked_with_is_never_rewritten(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let done: Result<(), Error> = transaction!(shop.tenant(), "test.words", |tx| {
            ledger::add_wordings(tx, &default_wordings("Somebody else")).await
        });
        done.unwrap();
        let asked = &default_wordings("Shop")[0];
        let mut tx = shop.tenant().read("test.wording").await.unwrap();
        assert_eq!(ledger::wording(&mut tx, asked.id).await.unwrap().as_ref(), Some(asked));
    }

    async fn r050_withdrawal_leaves_the_past_record_provable(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        let yes = shop.says(&ana, Purpose::Marketing, State::Granted).await;
        let before = entries(shop).await;
        world.advance(Micros::DAY);
        let no = shop.says(&ana, Purpose::Marketing, State::Withdrawn).await;
        let after = entries(shop).await;
        assert_eq!(after.len(), 2);
        assert_eq!(before[0].values(), after[0].values(), "the yes stands as it stood");
        let mut tx = shop.tenant().read("test.standing").await.unwrap();
        let standing = ledger::standing(&mut tx, Purpose::Marketing, &subject(&ana)).await.unwrap().unwrap();
        assert_eq!((standing.state, standing.entry, standing.at), (State::Withdrawn, no, world.now()));
        assert!(yes < no);
    }

    async fn r057_an_entry_cannot_be_changed_by_the_program(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        let seq = shop.says(&ana, Purpose::Marketing, State::Granted).await;
        let before = entries(shop).await;
        for change in [&sql::CHANGE_ACT, &sql::CHANGE_TIME, &sql::CHANGE_BYTES, &sql::MOVE] {
            let changed: Result<u64, Error> = transaction!(shop.tenant(), "test.change", |tx| {
                Ok(tx.execute(change, params![seq]).await?)
            });
            assert!(changed.is_err(), "{}", change.name);
        }
        assert_eq!(before[0].values(), entries(shop).await[0].values());
    }

    async fn r057_the_canonical_bytes_reproduce_from_the_row_and_its_salt(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        let about = [subject(&ana), subject(&ana), Subject::Device(-5), Subject::Profile(ana.profile)];
        let done: Result<(), Error> = transaction!(shop.tenant(), "test.record", |tx| {
            for about in about {
                let mut entry = said(tx.clock().now(), Purpose::Personalisation, about, State::Refused);
                entry.place = "a \"quoted\"\n place, în română";
                if about == Subject::Device(-5) {
                    entry.wording = None;
                }
                ledger::record(tx, &entry).await?;
            }
            Ok(())
        });
        done.unwrap();
        let rows = entries(shop).await;
        for row in &rows {
            let canonical = String::from_utf8(row.get(13).unwrap()).unwrap();
            assert_eq!(canonical, rebuilt(shop.id.0, row));
        }
        let salts: Vec<[u8; 16]> = rows.iter().map(|row| row.get(12).unwrap()).collect();
        assert_ne!(salts[0], salts[1], "the same words said twice are told apart, and not guessed");
    }

    async fn the_ledger_has_no_gaps_under_writers_at_once_and_transactions_that_fail(on) {
        let world = World::new(on).await;
        let writers: Vec<_> = (0..6).map(|writer| {
            let shop = world.shop.clone();
            tokio::spawn(async move {
                for round in 0..10i64 {
                    let about = Subject::Device(writer * 100 + round);
                    let fails = (writer + round) % 3 == 0;
                    let done: Result<i64, Error> = transaction!(shop.tenant(), "test.write", |tx| {
                        let entry = said(tx.clock().now(), Purpose::Tracking, about, State::Granted);
                        let seq = ledger::record(tx, &entry).await?;
                        if fails {
                            return Err(placet_store::Error::Setup("changed my mind".into()).into());
                        }
                        Ok(seq)
                    });
                    assert_eq!(done.is_err(), fails);
                }
            })
        }).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(numbers(&world.shop).await, (1..=40).collect::<Vec<i64>>());
        assert_eq!(numbers(&world.other).await, Vec::<i64>::new(), "each shop counts for itself");
        let mut tx = world.shop.tenant().read("test.devices").await.unwrap();
        let permits = ledger::track_permits(&mut tx, &(0..600).collect::<Vec<i64>>()).await.unwrap();
        assert_eq!(permits.len(), 40, "what failed left no yes either");
    }

    async fn the_facts_of_a_decision_name_the_entries_it_rests_on(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        shop.friend("somebody@example.org", &[Purpose::Marketing]).await;
        let ana = shop.contact("ana@example.org", Class::Claimed).await;
        let (asked, at_first) = (shop.says(&ana, Purpose::Marketing, State::Requested).await, world.now());
        let (decision, permit) = shop.permit(ana.id, Use::Confirmation, false).await;
        assert_eq!(facts(&decision), [("marketing", asked, at_first)]);
        assert_eq!(permit.unwrap().evidence(), Some(asked));

        world.advance(Micros::HOUR);
        shop.confirms(&ana).await;
        let yes = shop.says(&ana, Purpose::Marketing, State::Granted).await;
        let confirmed = world.now();
        world.advance(Micros::HOUR);
        let (partial, _) = shop.permit(ana.id, Use::Personalised, false).await;
        assert_eq!(facts(&partial), [("marketing", yes, confirmed)], "a no shows how far it came");
        let personal = shop.says(&ana, Purpose::Personalisation, State::Granted).await;
        let (decision, permit) = shop.permit(ana.id, Use::Personalised, false).await;
        assert_eq!((decision.at, decision.denied), (world.now(), None));
        assert_eq!(facts(&decision), [("marketing", yes, confirmed), ("personalisation", personal, world.now())]);
        assert_eq!(permit.unwrap().evidence(), Some(yes));

        let kept = serde_json::to_string(&decision).unwrap();
        assert_eq!(serde_json::from_str::<Decision>(&kept).unwrap(), decision, "what is stored is the decision");
        assert!(!kept.contains("example.org"));
    }

    async fn a_device_may_be_remembered_while_its_own_yes_stands(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let choices = [(1, State::Granted), (2, State::Refused), (3, State::Granted), (3, State::Withdrawn)];
        let done: Result<Vec<i64>, Error> = transaction!(shop.tenant(), "test.devices", |tx| {
            let mut seqs = Vec::new();
            for (device, act) in choices {
                let entry = said(tx.clock().now(), Purpose::Tracking, Subject::Device(device), act);
                seqs.push(ledger::record(tx, &entry).await?);
            }
            Ok(seqs)
        });
        let seqs = done.unwrap();
        let mut tx = shop.tenant().read("test.permits").await.unwrap();
        let permits = ledger::track_permits(&mut tx, &[1, 2, 3, 4]).await.unwrap();
        let permits: Vec<_> = permits.iter().map(|p| (p.tenant(), p.device(), p.evidence())).collect();
        assert_eq!(permits, [(shop.id, 1, seqs[0])]);
        let mut there = world.other.tenant().read("test.permits").await.unwrap();
        assert!(ledger::track_permits(&mut there, &[1]).await.unwrap().is_empty(), "at this shop alone");
    }
}

fn facts(decision: &Decision) -> Vec<(&str, i64, Micros)> {
    decision.evidence.iter().map(|e| (e.purpose.as_str(), e.entry, e.at)).collect()
}
