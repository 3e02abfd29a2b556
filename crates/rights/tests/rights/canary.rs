//! Canary erasure (DESIGN §8): a unique string in every personal field, found before the erasure and nowhere after it.

use placet_core::{Id, Kind};
use placet_permission::contact::{Added, Class};
use placet_rights::person::{Who, erase, export, maintain};
use placet_store::inventory::{Act, DOCUMENTS, table};
use placet_store::testing::everything;
use placet_store::{on_both_engines, params};

use crate::support::{Shop, Shopper, sql};

const MARK: &str = "c4n4ry";

/// Where each canary stands: the column, and what follows the mark.
const PLANTED: &[(&str, &str)] = &[
    ("contact.source", "source"),
    ("event.props", "query"),
    ("event.props", "sku"),
    ("event.props", "coupon"),
    ("stream.state", "state"),
    ("inbox.body", "waiting"),
    ("message.facts", "facts"),
    ("message.items", "items"),
    ("message.reply", "reply"),
    ("instance.context", "context"),
    ("instance.ended_as", "ended"),
    ("reach.sent", "sent"),
    ("orders.items", "lines"),
    ("decision_block.body", "reason"),
];

#[test]
fn every_document_that_an_erasure_reaches_has_its_canary() {
    for document in DOCUMENTS.iter().filter(|document| document.column != "streams") {
        let act = table(document.table).unwrap().erase;
        let name = format!("{}.{}", document.table, document.column);
        let erasable = !matches!(act, Act::Keep(_) | Act::Nothing);
        assert!(!erasable || PLANTED.iter().any(|(column, _)| *column == name), "no canary in {name}");
    }
}

/// What other people left in the same blocks, and what waits to be folded.
async fn plant(shop: &Shop, mark: &str) -> Shopper {
    let shopper = shop.shopper(mark).await;
    shop.fill(&shopper, mark).await;
    let line = |id: Id, reason: &str| {
        format!("{{\"profile\":\"{}\",\"reason\":\"{reason}\",\"at\":5}}\n", id.text("prof"))
    };
    let body =
        line(shopper.contact.profile, &format!("{mark}-reason")) + &line(Id([7; 16]), "somebody else's");
    shop.run(&sql::DECISIONS, params![1, body]).await;
    shopper
}

on_both_engines! {
    async fn r150_r116_after_an_erasure_no_canary_is_left_but_in_the_evidence(on) {
        let shop = Shop::open(on).await;
        let other = shop.shopper("bystander").await;
        let shopper = plant(&shop, MARK).await;
        let waiting = format!(r#"{{"query":"{MARK}-waiting"}}"#);
        for n in 0..3 {
            let order = format!(r#"{{"order_id":"late-{n}","total":5}}"#);
            shop.accept(&[
                shop.did(shopper.device, Kind::PRODUCTS_SEARCHED, &waiting),
                shop.did(other.device, Kind::PRODUCTS_SEARCHED, r#"{"query":"bystander-late"}"#),
                shop.did(shopper.device, Kind::ORDER_COMPLETED, &order),
            ]).await;
        }
        let queued = Id::new(&shop.fresh.clock);
        shop.message(queued, &shopper.contact, 1, MARK).await;

        let before = everything(&shop.fresh.store).await.unwrap();
        for (column, what) in PLANTED {
            assert!(before.holds(format!("{MARK}-{what}")), "{column} holds no canary");
        }
        let ids: [(&str, &[u8]); 3] = [
            ("sealed", shopper.contact.sealed.bytes()), ("contact", &shopper.contact.id.0), ("profile", &shopper.contact.profile.0),
        ];
        for (name, bytes) in ids {
            assert!(before.holds(bytes), "{name}");
        }
        assert!(!before.holds(&shopper.mail), "an address stands unsealed");
        let shown = export(shop.tenant(), &shop.keyring, &Who::Email(shopper.mail.clone()), "request 1").await.unwrap();
        assert!(shown.to_string().contains(&shopper.mail), "the sealed canary is found by opening it");
        // The export folded what waited. More blocks than one fold takes, so that some are still in the inbox when the person goes.
        for n in 3..550 {
            let order = format!(r#"{{"order_id":"late-{n}","total":5}}"#);
            shop.accept(&[
                shop.did(shopper.device, Kind::PRODUCTS_SEARCHED, &waiting),
                shop.did(other.device, Kind::PRODUCTS_SEARCHED, r#"{"query":"bystander-late"}"#),
                shop.did(shopper.device, Kind::ORDER_COMPLETED, &order),
            ]).await;
        }

        let erased = erase(shop.tenant(), &shop.keyring, &Who::Email(shopper.mail.clone()), "request 2").await.unwrap();
        for table in ["contact", "event", "stream", "link", "profile", "reach", "instance", "message", "orders", "decision_block", "inbox"] {
            assert!(erased.rows.contains_key(table), "{table} was not touched: {erased:?}");
        }
        assert!(shop.count(&sql::WAITING, &[]).await > 0, "the others' entries still wait");
        maintain(&shop.fresh.store).await.unwrap();

        let after = everything(&shop.fresh.store).await.unwrap();
        for (column, what) in PLANTED {
            assert!(!after.holds(format!("{MARK}-{what}")), "{column} still holds its canary");
        }
        for (name, bytes) in ids {
            assert!(!after.holds(bytes), "{name}");
        }
        assert!(!after.holds(shopper.contact.profile.text("prof")), "the profile's name");
        assert!(after.holds(format!("{MARK}-place")), "C13: where the yes was given stays with the evidence");
        assert!(after.holds(shopper.contact.fp.bytes()), "C15: the fingerprint stays, to refuse");
        for theirs in ["bystander-query", "bystander-late", "bystander-facts", "bystander-source", "somebody else's"] {
            assert!(after.holds(theirs), "{theirs} is another person's");
        }

        shop.fold().await;
        let late = shop.rows(&sql::ORDER, params!["late-139"]).await;
        assert_eq!((late[0].get::<Option<i64>>(0).unwrap(), late[0].get::<i64>(3).unwrap()), (None, 5), "an order stays under its contract");
        assert_eq!(shop.count(&sql::EVENTS, params![shopper.device.id]).await, 0);
        assert!(shop.count(&sql::EVENTS, params![other.device.id]).await > 140);
        for row in shop.rows(&sql::MESSAGES, &[]).await {
            if row.get::<Option<Id>>(1).unwrap() == Some(other.contact.id) { continue }
            assert!(matches!(row.get::<i64>(0).unwrap(), 3 | 9), "what waited is withdrawn, what was sent stays counted");
            assert_eq!(row.get::<String>(3).unwrap() + &row.get::<String>(4).unwrap() + &row.get::<String>(5).unwrap(), "{}{}");
        }
        assert_eq!(shop.count(&sql::WITHDRAWN, &[]).await, 1);
        let again = shop.contact(&shopper.mail, Class::Claimed, "import", None).await;
        assert!(matches!(again, Added::Suppressed), "R109: the address is refused from now on");
    }
}
