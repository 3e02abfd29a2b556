//! What is kept to show a yes: the ledger and the facts of a decision.

use placet_core::Micros;
use placet_permission::contact::Class;
use placet_permission::policy::{Policy, Terms, Words};
use placet_permission::{Decision, Error, Purpose, State, Subject, Use, default_wordings, ledger, wording};
use placet_store::{Row, on_both_engines, params, transaction};

use crate::world::{Shop, World, said, subject};

mod sql {
    placet_store::statements! {
        "test";
        tenant ENTRIES = "SELECT seq, at, purpose, channel, subject_kind, subject_id, act, wording_id, language, place, method, evidence, salt, canonical, known_at
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
        r#"{{"v":2,"tenant":{tenant},"seq":{},"at":{},"known_at":{},"purpose":"{purpose}","channel":{},"subject_kind":{},"subject":{},"act":"{act}","wording":{wording},"language":{},"place":{},"method":{},"evidence":{},"salt":{}}}"#,
        int(0),
        int(1),
        int(14),
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
        let seq = shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        world.advance(400 * Micros::DAY);
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;

        let mut tx = shop.tenant().read("test.shown").await.unwrap();
        let shown = ledger::shown(&mut tx, seq).await.unwrap().unwrap();
        assert_eq!((shown.seq, shown.at, shown.purpose, shown.act), (seq, at, Purpose::MARKETING, "granted"));
        let asked = default_wordings("Shop").into_iter().find(|w| w.purpose == Purpose::MARKETING && w.language == "ro").unwrap();
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
        let asked = default_wordings("Shop").into_iter().find(|words| words.purpose == Purpose::MARKETING).unwrap();
        let names = async |name: &str| {
            let done: Result<(), Error> =
                transaction!(shop.tenant(), "test.words", |tx| { wording::say(tx, name, &Policy::default()).await });
            done.unwrap();
        };
        for name in ["Somebody else", "Somebody else", "Shop"] {
            names(name).await;
        }
        let mut tx = shop.tenant().read("test.wording").await.unwrap();
        assert_eq!(wording::get(&mut tx, asked.id).await.unwrap().as_ref(), Some(&asked));
        let spoken = wording::spoken(&mut tx, "en").await.unwrap();
        let newest = spoken.of(Purpose::MARKETING).unwrap();
        assert_eq!((newest.version, &newest.text), (3, &asked.text), "the old name again is a version of its own");
        assert_eq!(spoken.shown(Purpose::MARKETING, &[7, asked.id]), Some(&asked), "what a page showed counts");
        assert_eq!(spoken.shown(Purpose::SURVEY, &[asked.id]), spoken.of(Purpose::SURVEY), "of its own purpose alone");
    }

    async fn r057_a_page_speaks_the_next_best_language_if_a_company_has_not_written_its_own(on) {
        let world = World::new(on).await;
        let mut rules = Policy::default();
        let asked = |language: &str| Words { language: language.into(), title: "Ziua de naștere".into(), text: "Shop îmi scrie de ziua mea.".into() };
        let markets = rules.terms(Purpose::MARKETING).unwrap().clone();
        let own = Terms { purpose: Purpose::own(0).unwrap(), notice: "1".into(), words: vec![asked("ro")], ..markets };
        rules.purposes.push(own.clone());
        world.shop.rules(1, &rules, "a new letter for birthdays").await.unwrap();
        let mut tx = world.shop.tenant().read("test.wording").await.unwrap();
        for language in ["ro", "fr", "tlh"] {
            let spoken = wording::spoken(&mut tx, language).await.unwrap();
            assert_eq!(spoken.of(own.purpose).unwrap().language, "ro", "{language}");
            assert_eq!(spoken.asked_of_an_address(&rules).last(), Some(&own.purpose));
            let marketing = &spoken.of(Purpose::MARKETING).unwrap().language;
            assert_eq!(marketing, if language == "tlh" { "en" } else { language });
        }
        drop(tx);
        // A language is given up, and one of a purpose that every company has goes back to the program's words.
        let english = Words { language: "en".into(), title: "Birthdays".into(), text: "Shop writes to me on my birthday.".into() };
        let mut other = rules.clone();
        other.purposes.last_mut().unwrap().words = vec![english.clone()];
        let marketing = other.purposes.iter_mut().find(|terms| terms.purpose == Purpose::MARKETING).unwrap();
        marketing.words = vec![Words { text: "Shop may write to me.".into(), ..english }];
        for (from, version, text) in [(2, &other, "Shop may write to me."), (3, &Policy { purposes: {
            let mut back = other.purposes.clone();
            back.iter_mut().find(|terms| terms.purpose == Purpose::MARKETING).unwrap().words.clear();
            back
        }, ..other.clone() }, "Shop may send me marketing messages")] {
            world.shop.rules(from, version, "other words").await.unwrap();
            let mut tx = world.shop.tenant().read("test.wording").await.unwrap();
            let spoken = wording::spoken(&mut tx, "en").await.unwrap();
            assert!(spoken.of(Purpose::MARKETING).unwrap().text.starts_with(text), "{:?}", spoken.of(Purpose::MARKETING));
            let romanian = wording::spoken(&mut tx, "ro").await.unwrap();
            assert_eq!(romanian.of(own.purpose).unwrap().language, "en", "Romanian was given up");
            assert_eq!(romanian.of(Purpose::MARKETING).unwrap().language, "ro", "the program's words stay beside the company's");
        }
        let wrong = [Vec::new(), vec![asked("de")], vec![asked("ro"), asked("ro")], vec![Words { text: "Short".into(), ..asked("ro") }]];
        for asked in wrong {
            rules.purposes.last_mut().unwrap().words = asked;
            let Err(Error::Policy(broken)) = world.shop.rules(4, &rules, "another letter").await else { panic!("refused") };
            assert_eq!(broken.field, format!("purposes[{}].words", Purpose::BUILT_IN.len()));
        }
    }

    async fn r050_withdrawal_leaves_the_past_record_provable(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        let yes = shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        let before = entries(shop).await;
        world.advance(Micros::DAY);
        let no = shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        let after = entries(shop).await;
        assert_eq!(after.len(), 2);
        assert_eq!(before[0].values(), after[0].values(), "the yes stands as it stood");
        let mut tx = shop.tenant().read("test.standing").await.unwrap();
        let standing = ledger::standing(&mut tx, Purpose::MARKETING, &subject(&ana)).await.unwrap().unwrap();
        assert_eq!((standing.state, standing.entry, standing.at), (State::Withdrawn, no, world.now()));
        assert!(yes < no);
    }

    async fn r057_an_entry_cannot_be_changed_by_the_program(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        let seq = shop.says(&ana, Purpose::MARKETING, State::Granted).await;
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
                let mut entry = said(tx.clock().now(), Purpose::PERSONALISATION, about, State::Refused);
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
                        let entry = said(tx.clock().now(), Purpose::TRACKING, about, State::Granted);
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
        shop.friend("somebody@example.org", &[Purpose::MARKETING]).await;
        let ana = shop.contact("ana@example.org", Class::Claimed).await;
        let (asked, at_first) = (shop.says(&ana, Purpose::MARKETING, State::Requested).await, world.now());
        let (decision, permit) = shop.permit(ana.id, Use::Confirmation, false).await;
        assert_eq!(facts(&decision), [(Purpose::MARKETING, asked, at_first)]);
        assert_eq!(permit.unwrap().evidence(), Some(asked));

        world.advance(Micros::HOUR);
        shop.confirms(&ana).await;
        let yes = shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        let confirmed = world.now();
        world.advance(Micros::HOUR);
        let (partial, _) = shop.permit(ana.id, Use::Personalised, false).await;
        assert_eq!(facts(&partial), [(Purpose::MARKETING, yes, confirmed)], "a no shows how far it came");
        shop.visits(ana.profile).await;
        let personal = shop.says(&ana, Purpose::PERSONALISATION, State::Granted).await;
        let (decision, permit) = shop.permit(ana.id, Use::Personalised, false).await;
        assert_eq!((decision.at, decision.denied), (world.now(), None));
        assert_eq!(facts(&decision), [(Purpose::MARKETING, yes, confirmed), (Purpose::PERSONALISATION, personal, world.now())]);
        assert_eq!(permit.unwrap().evidence(), Some(yes));

        let kept = serde_json::to_string(&decision).unwrap();
        assert_eq!(serde_json::from_str::<Decision>(&kept).unwrap(), decision, "what is stored is the decision");
        assert!(!kept.contains("example.org"));
    }

    async fn c10_a_device_may_be_remembered_while_its_own_yes_stands_and_thirteen_months_at_most(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let choices = [(1, State::Granted), (2, State::Refused), (3, State::Granted), (3, State::Withdrawn)];
        let done: Result<Vec<i64>, Error> = transaction!(shop.tenant(), "test.devices", |tx| {
            let mut seqs = Vec::new();
            for (device, act) in choices {
                let entry = said(tx.clock().now(), Purpose::TRACKING, Subject::Device(device), act);
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
        drop((tx, there));
        world.advance(390 * Micros::DAY - 1);
        let last = async || ledger::track_permits(&mut shop.tenant().read("test.permits").await.unwrap(), &[1]).await.unwrap().len();
        assert_eq!(last().await, 1);
        world.advance(1);
        assert_eq!(last().await, 0, "as long as the cookie stands");
    }
}

fn facts(decision: &Decision) -> Vec<(Purpose, i64, Micros)> {
    decision.evidence.iter().map(|e| (e.purpose, e.entry, e.at)).collect()
}
