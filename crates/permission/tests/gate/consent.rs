//! What the gate asks for, and for how long a yes holds.

use placet_core::{Id, Micros};
use placet_permission::contact::{Added, Class};
use placet_permission::vault::Address;
use placet_permission::{Denial, Expired, Purpose, State, Use};
use placet_store::on_both_engines;

use crate::world::World;

const BOTH: [Purpose; 2] = [Purpose::MARKETING, Purpose::PERSONALISATION];

on_both_engines! {
    async fn r043_no_marketing_without_prior_consent_given_to_this_shop_by_this_channel(on) {
        let world = World::new(on).await;
        let (shop, other) = (&world.shop, &world.other);
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::NoConsent), "nobody was asked");
        shop.says(&ana, Purpose::MARKETING, State::Refused).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::NoConsent), "a no is no yes");
        shop.says(&ana, Purpose::OPEN_TRACKING, State::Granted).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::NoConsent), "another purpose implies nothing");
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None);

        let phone = Address::phone("+40 721 234 567").unwrap();
        let Added::New(phone) = shop.add(&phone, ana.profile, Class::Verified, "form").await else {
            panic!("a new number is new")
        };
        assert_eq!(shop.denied(&phone, Use::Marketing).await, Some(Denial::NoConsent), "a yes to mail is none to SMS");
        let there = other.contact("ana@example.org", Class::Verified).await;
        assert_eq!(other.denied(&there, Use::Marketing).await, Some(Denial::NoConsent), "a yes to one shop is none to another");
        let (decision, permit) = other.permit(ana.id, Use::Marketing, true).await;
        assert_eq!((decision.denied, permit.is_none()), (Some(Denial::NoContact), true), "a contact of another shop is not there");
    }

    async fn r043_a_yes_nobody_confirmed_sends_nothing_but_the_request_to_confirm(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Claimed).await;
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Unconfirmed));
        assert_eq!(shop.denied(&ana, Use::Personalised).await, Some(Denial::Unconfirmed));
        shop.confirms(&ana).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None);
    }

    async fn r044_a_personalised_message_asks_for_both_permissions(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        assert_eq!(shop.denied(&ana, Use::Personalised).await, Some(Denial::NoPersonalisation));
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "what is the same for everybody needs one");
        shop.says(&ana, Purpose::PERSONALISATION, State::Granted).await;
        assert_eq!(shop.denied(&ana, Use::Personalised).await, None);
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        assert_eq!(shop.denied(&ana, Use::Personalised).await, Some(Denial::NoConsent), "personalisation alone sends nothing");

        let other = shop.friend("other@example.org", &BOTH[1..]).await;
        assert_eq!(shop.denied(&other, Use::Personalised).await, Some(Denial::NoConsent));
    }

    async fn r077_c5_opening_is_noticed_by_a_permission_of_its_own_that_no_other_implies(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &BOTH).await;
        let notices = async || {
            let (decision, permit) = shop.permit(ana.id, Use::Marketing, true).await;
            let rests_on_it = decision.evidence.iter().any(|e| e.purpose == Purpose::OPEN_TRACKING);
            let may = permit.unwrap().may_notice_opening();
            assert_eq!(may, rests_on_it, "what is used can be shown");
            may
        };
        assert!(!notices().await, "nobody was asked");
        shop.says(&ana, Purpose::OPEN_TRACKING, State::Refused).await;
        assert!(!notices().await, "a no is no yes, and stops no message");
        shop.says(&ana, Purpose::OPEN_TRACKING, State::Granted).await;
        assert!(notices().await);
        shop.says(&ana, Purpose::OPEN_TRACKING, State::Withdrawn).await;
        assert!(!notices().await, "taken back");
        shop.says(&ana, Purpose::OPEN_TRACKING, State::Granted).await;
        world.advance((3 * 365 + 2) * Micros::DAY);
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        assert!(!notices().await, "lapsed");

        let eve = shop.contact("eve@example.org", Class::Claimed).await;
        shop.says(&eve, Purpose::OPEN_TRACKING, State::Granted).await;
        shop.says(&eve, Purpose::MARKETING, State::Requested).await;
        let (_, permit) = shop.permit(eve.id, Use::Confirmation, true).await;
        assert!(!permit.unwrap().may_notice_opening(), "a request to confirm watches nobody");
    }

    async fn r050_withdrawal_acts_at_once_whatever_was_planned_before(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &BOTH).await;
        assert_eq!(shop.denied(&ana, Use::Personalised).await, None);
        shop.says(&ana, Purpose::PERSONALISATION, State::Withdrawn).await;
        assert_eq!(shop.denied(&ana, Use::Personalised).await, Some(Denial::NoPersonalisation));
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "each purpose is taken back on its own");
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        let (decision, permit) = shop.permit(ana.id, Use::Marketing, true).await;
        assert_eq!((decision.denied, permit.is_none()), (Some(Denial::NoConsent), true), "at hand-over, too");
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "a new yes is a new yes");
    }

    async fn r093_frequency_is_capped_per_person_and_channel(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &BOTH).await;
        let Added::New(second) = shop.add(&crate::world::mail("ana@work.example"), ana.profile, Class::Verified, "form").await else {
            panic!("a new address is new")
        };
        shop.says(&second, Purpose::MARKETING, State::Granted).await;
        shop.counts(&ana).await;
        assert_eq!(shop.denied(&ana, Use::Personalised).await, None);
        world.advance(Micros::HOUR);
        let stamp = shop.counts(&second).await;
        for contact in [&ana, &second] {
            assert_eq!(shop.denied(contact, Use::Marketing).await, Some(Denial::Capped), "two a day, by whatever address");
        }
        assert!(shop.permit(ana.id, Use::Marketing, true).await.1.is_some(), "a message that has counted is not counted twice");

        shop.gives_back(&second, stamp + 1).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Capped), "only what was taken is given back");
        shop.gives_back(&second, stamp).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "a message that never left does not count");

        shop.counts(&ana).await;
        world.advance(Micros::DAY - Micros::HOUR - 1);
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Capped));
        world.advance(1);
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "a day after the first of the two");
        for _ in 0..3 {
            world.advance(Micros::DAY);
            shop.counts(&ana).await;
        }
        world.advance(Micros::DAY);
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Capped), "five a week");
        world.advance(2 * Micros::DAY);
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None);
    }

    async fn an_address_is_asked_to_confirm_only_while_somebody_has_asked_for_it_within_a_week(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Claimed).await;
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, Some(Denial::NotRequested));
        shop.says(&ana, Purpose::MARKETING, State::Requested).await;
        for _ in 0..9 {
            shop.counts(&ana).await;
        }
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, None, "the answer to a question is not capped");
        world.advance(7 * Micros::DAY - 1);
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, None);
        world.advance(1);
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, Some(Denial::NotRequested), "a week is over");
        shop.says(&ana, Purpose::MARKETING, State::Requested).await;
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, None);
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, Some(Denial::RefusedLately), "taken back");
        shop.confirms(&ana).await;
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, Some(Denial::AlreadyConfirmed));
    }

    async fn a_permit_expires_after_sixty_seconds_and_opens_with_its_own_shops_keys(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("Ana@Example.org", &[Purpose::MARKETING]).await;
        let ask = async || shop.permit(ana.id, Use::Marketing, true).await.1.unwrap();
        let minute = world.now() + Micros::MINUTE;

        let permit = ask().await;
        assert_eq!((permit.contact(), permit.profile()), (ana.id, ana.profile));
        assert_eq!(permit.open(&shop.keys, minute).ok().unwrap().expose(), "ana@example.org");
        assert!(matches!(ask().await.open(&shop.keys, minute + 1), Err(Expired::Late)));
        assert!(matches!(ask().await.open(&world.other.keys, minute), Err(Expired::Vault(_))));
        shop.forgets(&ana).await;
        assert!(shop.permit(ana.id, Use::Marketing, true).await.1.is_none(), "an erased address is asked for in vain");
        assert_eq!(shop.permit(Id([7; 16]), Use::Marketing, true).await.0.denied, Some(Denial::NoContact));
    }
}
