//! The no that stays, and how it is undone: suppressions and opt-outs.

use placet_core::{Id, Micros};
use placet_permission::contact::{Added, Class};
use placet_permission::suppression::{self, Scope};
use placet_permission::vault::Channel;
use placet_permission::{Denial, Error, Purpose, State, Use};
use placet_store::testing::everything;
use placet_store::{on_both_engines, transaction};

use crate::world::{World, mail};

const ANA: &str = "ana@example.org";
const BOTH: [Purpose; 2] = [Purpose::MARKETING, Purpose::PERSONALISATION];
const USES: [Use; 3] = [Use::Confirmation, Use::Marketing, Use::Personalised];

on_both_engines! {
    async fn r109_an_unsubscribed_address_is_not_added_again_by_any_way(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend(ANA, &BOTH).await;
        shop.suppresses(&ana).await;
        shop.forgets(&ana).await;
        for source in ["form", "import", "api", "staff"] {
            for class in [Class::Claimed, Class::Verified] {
                for spelling in [ANA, "  ana@EXAMPLE.org "] {
                    let added = shop.add(&mail(spelling), Id::new(&world.fresh.clock), class, source).await;
                    assert!(matches!(added, Added::Suppressed), "{source}: {added:?}");
                }
            }
        }
        assert!(!shop.knows(&mail(ANA)).await, "nothing was stored");
        world.advance(1_096 * Micros::DAY);
        let added = shop.add(&mail(ANA), ana.profile, Class::Verified, "import").await;
        assert!(matches!(added, Added::Suppressed), "years do not soften it");
        let added = world.other.add(&mail(ANA), ana.profile, Class::Claimed, "form").await;
        assert!(matches!(added, Added::New(_)), "another shop was told nothing");
    }

    async fn r109_a_no_and_an_address_that_come_at_once_find_each_other(on) {
        let world = World::new(on).await;
        for n in 0..24 {
            let address = format!("race{n}@example.org");
            let (adding, refusing) = (world.shop.clone(), world.shop.clone());
            let (typed, refused, profile) = (address.clone(), mail(&address), Id::new(&world.fresh.clock));
            let adds = tokio::spawn(async move {
                let new = adding.add(&mail(&typed), profile, Class::Verified, "form").await;
                if let Added::New(contact) = new { Some(contact) } else { None }
            });
            let says_no = tokio::spawn(async move {
                let fp = refusing.keys.fingerprint(&refused);
                let done: Result<bool, Error> = transaction!(refusing.tenant(), "test.refuse", |tx| {
                    suppression::suppress(tx, Channel::Email, &fp, Scope::Marketing, "a list of the former system", None).await
                });
                done.unwrap()
            });
            let (added, refused) = (adds.await.unwrap(), says_no.await.unwrap());
            assert!(refused);
            let Some(contact) = added else { continue };
            assert_eq!(world.shop.denied(&contact, Use::Marketing).await, Some(Denial::Suppressed), "its row says so");
        }
    }

    async fn r109_no_new_yes_gets_past_a_suppression_while_it_stands(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend(ANA, &BOTH).await;
        shop.suppresses(&ana).await;
        for state in [State::Granted, State::Requested] {
            for purpose in BOTH {
                shop.says(&ana, purpose, state).await;
            }
            for use_ in USES {
                // Her address is confirmed: there is nothing to confirm, and so nothing that a request would lift.
                let asks = (use_, state) == (Use::Confirmation, State::Requested);
                let why = if asks { Denial::AlreadyConfirmed } else { Denial::Suppressed };
                assert_eq!(shop.denied(&ana, use_).await, Some(why), "{state:?} {use_:?}");
            }
        }
        let (decision, permit) = shop.permit(ana.id, Use::Marketing, true).await;
        assert_eq!((decision.denied, permit.is_none()), (Some(Denial::Suppressed), true), "at hand-over, too");
    }

    async fn r110_a_global_opt_out_stops_all_shops_and_is_copied_where_the_address_comes_up(on) {
        let world = World::new(on).await;
        let (shop, other) = (&world.shop, &world.other);
        let here = shop.friend(ANA, &BOTH).await;
        let there = other.friend(ANA, &BOTH).await;
        let bystander = shop.friend("bob@example.org", &BOTH).await;
        assert!(shop.permit(here.id, Use::Marketing, true).await.1.is_some());

        world.opts_out_everywhere("ana@EXAMPLE.org").await;
        for (shop, contact) in [(shop, &here), (other, &there)] {
            for use_ in USES {
                assert_eq!(shop.denied(contact, use_).await, Some(Denial::OptedOut), "{use_:?}");
                assert!(shop.permit(contact.id, use_, true).await.1.is_none(), "looked at again at hand-over");
            }
        }
        assert_eq!(shop.denied(&bystander, Use::Personalised).await, None);

        assert!(matches!(shop.add(&mail(ANA), here.profile, Class::Verified, "import").await, Added::Suppressed));
        let copy = shop.suppression(ANA).await.unwrap();
        assert_eq!((copy.scope, copy.reason.as_str()), (Scope::Everything, "opted out everywhere"));
        assert!(!shop.undoes(&here).await, "the undo of an unsubscription does not undo it");
        assert_eq!(shop.denied(&here, Use::Confirmation).await, Some(Denial::Suppressed));
        assert!(other.suppression(ANA).await.is_none(), "copied where the address came up");
    }

    async fn r110_an_opted_out_address_is_not_even_stored_by_a_shop_that_never_knew_it(on) {
        let world = World::new(on).await;
        world.opts_out_everywhere(ANA).await;
        let added = world.shop.add(&mail(ANA), Id::new(&world.fresh.clock), Class::Claimed, "form").await;
        assert!(matches!(added, Added::Suppressed));
        assert!(!world.shop.knows(&mail(ANA)).await);
    }

    async fn r117_c3_only_a_fingerprint_survives_that_serves_to_refuse_and_joins_no_two_shops(on) {
        let world = World::new(on).await;
        let (shop, other) = (&world.shop, &world.other);
        for of in [shop, other] {
            let ana = of.friend(ANA, &BOTH).await;
            of.suppresses(&ana).await;
            of.forgets(&ana).await;
        }
        assert!(!everything(&world.fresh.store).await.unwrap().holds(ANA), "the address stands nowhere in the clear");
        assert!(!shop.knows(&mail(ANA)).await);
        assert!(shop.suppression(ANA).await.is_some(), "and is refused all the same");
        let (here, there) = (shop.keys.fingerprint(&mail(ANA)), other.keys.fingerprint(&mail(ANA)));
        assert_ne!(here.bytes(), there.bytes());
        let everywhere = world.gate.keyring().vault().platform_fingerprint(&mail(ANA));
        assert!(everywhere.bytes() != here.bytes() && everywhere.bytes() != there.bytes());
    }

    async fn r171_an_unsubscription_is_undone_within_its_grace_period_only(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend(ANA, &BOTH).await;
        assert!(!shop.undoes(&ana).await, "nothing to undo");
        assert!(shop.suppresses(&ana).await);
        world.advance(12 * Micros::HOUR);
        assert!(!shop.suppresses(&ana).await, "a second click changes nothing, nor does it prolong the period");
        world.advance(12 * Micros::HOUR - 1);
        assert!(shop.undoes(&ana).await, "the last moment");
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None);
        assert!(!shop.undoes(&ana).await);

        shop.suppresses(&ana).await;
        world.advance(24 * Micros::HOUR);
        assert!(!shop.undoes(&ana).await, "a day is over");
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Suppressed));
    }

    async fn r171_the_undo_of_an_unsubscription_is_no_yes(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend(ANA, &BOTH).await;
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        shop.suppresses(&ana).await;
        assert!(shop.undoes(&ana).await);
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::NoConsent), "the yes is written anew or not at all");
    }

    async fn every_reason_to_deny_is_reached_and_named(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let mut reached = Vec::new();
        let claimed = shop.contact("claimed@example.org", Class::Claimed).await;
        let gone = shop.friend("gone@example.org", &BOTH).await;
        shop.forgets(&gone).await;
        let silent = shop.contact("silent@example.org", Class::Verified).await;
        let plain = shop.friend("plain@example.org", &BOTH[..1]).await;
        let (lapsed, busy) = (shop.friend("lapsed@example.org", &BOTH).await, shop.contact("busy@example.org", Class::Verified).await);
        let no = shop.friend("no@example.org", &BOTH).await;
        let nowhere = shop.friend("nowhere@example.org", &BOTH).await;
        shop.suppresses(&no).await;
        world.opts_out_everywhere("nowhere@example.org").await;
        for (contact, use_) in [
            (&gone, Use::Marketing),
            (&claimed, Use::Marketing),
            (&plain, Use::Confirmation),
            (&claimed, Use::Confirmation),
            (&no, Use::Marketing),
            (&nowhere, Use::Marketing),
            (&silent, Use::Marketing),
            (&plain, Use::Personalised),
        ] {
            reached.extend(shop.denied(contact, use_).await);
        }
        world.advance(1_096 * Micros::DAY);
        reached.extend(shop.denied(&lapsed, Use::Marketing).await);
        shop.says(&busy, Purpose::MARKETING, State::Granted).await;
        shop.counts(&busy).await;
        shop.counts(&busy).await;
        reached.extend(shop.denied(&busy, Use::Marketing).await);
        let names: Vec<&str> = reached.iter().map(|denial| denial.name()).collect();
        let expected = [
            "no_contact", "unconfirmed", "already_confirmed", "not_requested", "suppressed", "opted_out",
            "no_consent", "no_personalisation", "consent_lapsed", "capped",
        ];
        assert_eq!(names, expected);
        for denial in reached {
            assert_eq!(serde_json::to_value(denial).unwrap(), denial.name(), "one name everywhere");
        }
    }
}
