//! What a person gets to see, and what an erasure leaves.

use placet_core::{Id, Kind};
use placet_permission::contact::{Added, Class};
use placet_permission::policy::{self, Terms, Words};
use placet_permission::vault::Channel;
use placet_permission::{Purpose, State, Subject, ledger, suppression};
use placet_rights::Error;
use placet_rights::person::{Who, erase, export};
use placet_store::{on_both_engines, params, transaction};
use serde_json::Value as Json;

use crate::support::{Shop, sql};

async fn shown(shop: &Shop, who: Who) -> Json {
    export(shop.tenant(), &shop.keyring, &who, "request 1").await.unwrap()
}

fn category<'a>(document: &'a Json, name: &str) -> &'a Json {
    let all = document["categories"].as_array().unwrap();
    all.iter().find(|category| category["category"] == name).unwrap_or_else(|| panic!("no category {name}"))
}

on_both_engines! {
    async fn r147_r152_a_person_gets_everything_with_purpose_basis_source_term_and_recipients(on) {
        let shop = Shop::open(on).await;
        shop.shopper("other").await;
        let shopper = shop.shopper("mine").await;
        shop.fill(&shopper, "mine").await;
        let document = shown(&shop, Who::Email(" MINE-mail@Example.org ".into())).await;

        assert_eq!(document["processed"], true);
        for part in document["categories"].as_array().unwrap() {
            for fact in ["purpose", "legal_basis", "our_role", "source", "kept", "recipients"] {
                assert!(part[fact].as_str().is_some_and(|text| !text.is_empty()), "{fact} of {part}");
            }
        }
        let contact = &category(&document, "contact data")["data"]["contact"][0];
        assert_eq!(contact["address"], "mine-mail@example.org");
        assert_eq!(contact["class"], "verified");
        assert_eq!(contact["created_at"], shop.now().to_string());
        let events = category(&document, "activity in the shop")["data"]["event"].as_array().unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
        for kind in ["Products Searched", "Product Added", "Order Completed", "Link Clicked", "Subscription Confirmed"] {
            assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
        }
        let consents = category(&document, "evidence of consent")["data"]["consent_entry"].as_array().unwrap();
        let marketing = consents.iter().find(|entry| entry["purpose"] == "marketing").unwrap();
        assert!(marketing["wording"].as_str().unwrap().starts_with("Shoes may send me marketing messages"));
        assert_eq!((&marketing["act"], &marketing["version"], &marketing["place"]), (&"granted".into(), &1.into(), &"https://shoes.example/mine-place".into()));
        assert!(consents.iter().any(|entry| entry["purpose"] == "tracking"), "the device's own yes");
        let message = &category(&document, "messages and reactions to them")["data"]["message"][0];
        let content = &category(&document, "content of messages")["data"]["message"][0];
        assert_eq!(message["message_id"], content["message_id"]);
        assert_eq!((&message["state"], &content["items"]["cart"][0]), (&"accepted".into(), &"mine-items".into()));
        assert_eq!(category(&document, "orders")["data"]["orders"][0]["order_no"], "mine-order");
        assert!(!document.to_string().contains("other-"), "another person's data");
        let hidden = ["fp", "sealed", "salt", "canonical", "check_hash"];
        assert!(hidden.iter().all(|name| !document.to_string().contains(&format!("\"{name}\":"))));
        assert_eq!(shown(&shop, Who::Profile(shopper.contact.profile)).await, document);
    }

    async fn r147_a_purpose_of_the_companys_own_is_told_by_its_name(on) {
        let shop = Shop::open(on).await;
        let letters = Purpose::own(0).unwrap();
        transaction!(shop.tenant(), "test.rules", |tx| {
            let now = policy::current(tx).await?;
            let mut wanted = now.policy;
            let like = wanted.terms(Purpose::MARKETING).unwrap().clone();
            let words = vec![Words { language: "en".into(), title: "Birthday letters".into(), text: "Shoes may write to me on my birthday.".into() }];
            wanted.purposes.push(Terms { purpose: letters, title: "Birthday letters".into(), words, ..like });
            policy::change(tx, now.version, &wanted, "people asked for it", None).await
        }).unwrap();
        let shopper = shop.shopper("mine").await;
        shop.say(Subject::Address(Channel::Email, shopper.contact.fp), letters, State::Granted, "https://shoes.example/").await;
        let document = shown(&shop, Who::Profile(shopper.contact.profile)).await;
        let consents = category(&document, "evidence of consent")["data"]["consent_entry"].as_array().unwrap();
        assert!(consents.iter().any(|entry| entry["purpose"] == "Birthday letters"), "{consents:?}");
    }

    async fn r147_who_is_not_known_is_told_so(on) {
        let shop = Shop::open(on).await;
        let document = shown(&shop, Who::Email("nobody@example.org".into())).await;
        assert_eq!((&document["processed"], document["categories"].as_array().unwrap().len()), (&false.into(), 0));
        let wrong = export(shop.tenant(), &shop.keyring, &Who::Email("no address".into()), "r").await;
        assert!(matches!(wrong, Err(Error::Address(_))));
        let gone = export(shop.tenant(), &shop.keyring, &Who::Profile(Id([9; 16])), "r").await;
        assert!(matches!(gone, Err(Error::NoProfile)));
    }

    async fn r036_an_address_typed_on_anothers_device_reaches_its_own_traces_alone(on) {
        let shop = Shop::open(on).await;
        let ana = shop.shopper("ana").await;
        let Added::New(typed) = shop.contact("bob@example.org", Class::Claimed, "form", Some(ana.contact.profile)).await else { panic!() };
        let keys = shop.keys().await;
        let stream = placet_profile::inbox::contact(&keys, typed.id, typed.profile);
        shop.accept(&[shop.did(stream, Kind::SUBSCRIPTION_REQUESTED, r#"{"contact":"con_bobs"}"#)]).await;

        let bobs = shown(&shop, Who::Email("bob@example.org".into())).await.to_string();
        assert!(bobs.contains("bob@example.org") && bobs.contains("con_bobs"), "{bobs}");
        assert!(!bobs.contains("ana-"), "nothing of the person whose device it was: {bobs}");
        let anas = shown(&shop, Who::Email(ana.mail.clone())).await.to_string();
        assert!(anas.contains("ana-query") && !anas.contains("bob@example.org") && !anas.contains("con_bobs"));

        let erased = erase(shop.tenant(), &shop.keyring, &Who::Email("bob@example.org".into()), "request 2").await.unwrap();
        assert_eq!(erased.rows.get("contact"), Some(&1));
        assert_eq!(erased.rows.get("profile"), None, "the other's profile stays");
        let anas = shown(&shop, Who::Email(ana.mail.clone())).await;
        assert!(anas.to_string().contains("ana-query"));
        let again = shop.contact("bob@example.org", Class::Claimed, "form", None).await;
        assert!(matches!(again, Added::Suppressed));
    }

    async fn r150_r117_c13_the_proof_stays_the_address_is_refused_and_the_ledger_names_nobody(on) {
        let shop = Shop::open(on).await;
        let shopper = shop.shopper("mine").await;
        erase(shop.tenant(), &shop.keyring, &Who::Profile(shopper.contact.profile), "request 3").await.unwrap();

        let lines = shop.rows(&sql::ERASURES, &[]).await;
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].get::<Vec<u8>>(0).unwrap(), shopper.contact.fp.bytes());
        assert_eq!(lines[0].get::<String>(1).unwrap(), "request 3");

        let mut tx = shop.tenant().read("test.after").await.unwrap();
        let address = Subject::Address(shopper.contact.channel, shopper.contact.fp);
        for (purpose, subject) in [(Purpose::MARKETING, address), (Purpose::TRACKING, Subject::Device(shopper.device.id))] {
            let standing = ledger::standing(&mut tx, purpose, &subject).await.unwrap().unwrap();
            assert_eq!(standing.state, State::Withdrawn, "{purpose:?}");
        }
        let standing = suppression::standing(&mut tx, shopper.contact.channel, &shopper.contact.fp).await.unwrap().unwrap();
        assert_eq!((standing.reason.as_str(), standing.done_at), ("erased", Some(shop.now())));
        drop(tx);

        shop.accept(&[shop.did(shopper.device, Kind::PRODUCTS_SEARCHED, r#"{"query":"later"}"#)]).await;
        shop.fold().await;
        assert_eq!(shop.count(&sql::EVENTS, params![shopper.device.id]).await, 0, "the device is not followed on");
        let proof = shown(&shop, Who::Email(shopper.mail)).await;
        assert_eq!(proof["categories"].as_array().unwrap().len(), 2, "evidence and refusal are all there is: {proof}");
        category(&proof, "evidence of consent");
        category(&proof, "refusals");
    }

    async fn r150_an_unknown_address_is_refused_from_then_on_and_an_unknown_profile_is_an_error(on) {
        let shop = Shop::open(on).await;
        let who = Who::Email("nobody@example.org".into());
        let erased = erase(shop.tenant(), &shop.keyring, &who, "request 4").await.unwrap();
        assert_eq!(erased.total(), 0);
        assert!(matches!(shop.contact("nobody@example.org", Class::Claimed, "import", None).await, Added::Suppressed));
        let gone = erase(shop.tenant(), &shop.keyring, &Who::Profile(Id([9; 16])), "request 5").await;
        assert!(matches!(gone, Err(Error::NoProfile)));
        for reason in ["", "ana@example.org asked", &"x".repeat(201), "a\nb", "CNP 1630615123457", "says: I have diabetes"] {
            assert!(matches!(erase(shop.tenant(), &shop.keyring, &who, reason).await, Err(Error::Reason)), "{reason}");
        }
        assert_eq!(shop.rows(&sql::ERASURES, &[]).await.len(), 1);
    }

    async fn r150_profiles_that_were_merged_into_the_person_go_with_them(on) {
        let shop = Shop::open(on).await;
        let shopper = shop.shopper("mine").await;
        let keys = shop.keys().await;
        // A phone that a server first knew by its user id becomes the shopper's when the address is confirmed there.
        let (phone, user) = (placet_profile::inbox::device(&keys, "phone"), placet_profile::inbox::user(&keys, "u-1"));
        shop.say(Subject::Device(phone.id), Purpose::TRACKING, State::Granted, "banner").await;
        let mut seen = shop.did(phone, Kind::PRODUCTS_SEARCHED, r#"{"query":"on the phone"}"#);
        seen.same_person = Some(user);
        shop.accept(&[seen]).await;
        shop.fold().await;
        assert_eq!(shop.count(&sql::PROFILES, &[]).await, 2);
        let confirmed = placet_profile::inbox::What::Confirmed { device: Some(phone) };
        shop.accept(&[placet_profile::inbox::Entry::house(shop.now(), shopper.address, confirmed)]).await;
        let document = shown(&shop, Who::Email(shopper.mail.clone())).await;
        assert!(document.to_string().contains("on the phone"));
        erase(shop.tenant(), &shop.keyring, &Who::Email(shopper.mail), "request 6").await.unwrap();
        assert_eq!(shop.count(&sql::PROFILES, &[]).await, 0, "the empty profile too");
        assert_eq!(shop.count(&sql::EVENTS, params![phone.id]).await, 0);
    }
}
