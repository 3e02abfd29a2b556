//! A tenant's rules: what it must have done first, its purposes, its caps, and what of them may change.

use placet_core::{Id, Micros};
use placet_permission::cap::{Cap, Caps, Per, WhenCapped};
use placet_permission::contact::{Added, Class, Contact};
use placet_permission::hours::QuietHours;
use placet_permission::policy::{Basis, Category, Condition, Doing, Policy, Relevance, Terms, Words};
use placet_permission::reach::Priority;
use placet_permission::vault::{Address, Channel};
use placet_permission::{Ask, Denial, Error, Purpose, State, Use, Verdict, duty};
use placet_store::on_both_engines;

use crate::world::{Shop, World};

pub(crate) const REASON: &str = "agreed with the data protection officer";

/// A purpose of the tenant's own: marketing about one thing.
fn alerts() -> Terms {
    Terms {
        purpose: Purpose::own(0).unwrap(),
        title: "Price alerts".into(),
        does: Doing::Markets,
        basis: Basis::Consent,
        condition: None,
        categories: vec![Category::Contact],
        term_days: 365,
        recipients: Vec::new(),
        notice: "notice 1".into(),
        words: vec![Words {
            language: "en".into(),
            title: "Price alerts".into(),
            text: "Shop may tell me when prices fall.".into(),
        }],
        relevance: Relevance::Subscribed,
        active: true,
    }
}

pub(crate) fn with(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy::default();
    change(&mut policy);
    policy
}

fn terms(policy: &mut Policy, purpose: Purpose) -> &mut Terms {
    policy.purposes.iter_mut().find(|terms| terms.purpose == purpose).unwrap()
}

/// The field for which a change is refused.
async fn refused(shop: &Shop, policy: &Policy, reason: &str) -> String {
    match shop.rules(1, policy, reason).await {
        Err(Error::Policy(broken)) => broken.field,
        other => panic!("{other:?}"),
    }
}

async fn verdict(shop: &Shop, contact: &Contact, ask: &Ask) -> Verdict {
    shop.decides(contact, ask).await
}

on_both_engines! {
    async fn r009_r098_nothing_is_sent_before_agreement_identity_and_domain_and_nothing_while_stopped(on) {
        let world = World::new(on).await;
        let shop = world.unvouched("New").await;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        let mut expected = vec![
            (duty::Act::Agreed, "version 1", Some(Denial::NoAgreement)),
            (duty::Act::IdentityVerified, "trade register", Some(Denial::IdentityUnverified)),
            (duty::Act::DomainVerified, "other.example", Some(Denial::DomainUnverified)),
            (duty::Act::DomainVerified, "Shop.Example", Some(Denial::DomainUnverified)),
            (duty::Act::Stopped, "complaints", None),
            (duty::Act::Resumed, "mended", Some(Denial::Stopped)),
            (duty::Act::AgreementEnded, "given up", None),
        ];
        for (act, detail, before) in expected.drain(..) {
            for use_ in [Use::Marketing, Use::Service] {
                assert_eq!(shop.denied(&ana, use_).await, before, "before {act:?}");
            }
            shop.duty(act, detail).await;
        }
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::NoAgreement));
    }

    async fn r213_a_new_tenant_has_the_strictest_rules(on) {
        let world = World::new(on).await;
        let policy = world.shop.policy().await;
        assert_eq!((policy.version, policy.policy.clone()), (1, Policy::default()), "written down from the first minute");
        for terms in &policy.policy.purposes {
            let sends_or_uses = !matches!(terms.does, Doing::Informs | Doing::Keeps);
            assert_eq!(terms.basis == Basis::Consent, sends_or_uses, "{}", terms.title);
            assert!(terms.term_days <= 1_096 && terms.recipients.is_empty());
        }
        let active = |purpose| policy.policy.terms(purpose).unwrap().active;
        assert!(!active(Purpose::LOCATION) && !active(Purpose::AUDIENCES), "given to nobody unless the tenant wants it");
        assert_eq!(policy.policy.terms(Purpose::PERSONALISATION).unwrap().relevance, Relevance::Active(90));
    }

    async fn r045_r046_a_basis_is_recorded_first_and_changed_only_for_a_reason_and_with_a_notice(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let at = Purpose::BUILT_IN.iter().position(|purpose| *purpose == Purpose::SERVICE).unwrap();
        let other = with(|policy| terms(policy, Purpose::SERVICE).basis = Basis::LegitimateInterests);
        assert_eq!(refused(shop, &other, REASON).await, format!("purposes[{at}].basis"), "no notice tells of it");
        let noticed = with(|policy| {
            let service = terms(policy, Purpose::SERVICE);
            (service.basis, service.notice) = (Basis::LegitimateInterests, "notice 2, section 3".into());
        });
        assert_eq!(refused(shop, &noticed, "because").await, format!("purposes[{at}].basis"), "no reason to speak of");
        assert_eq!(refused(shop, &noticed, " ").await, "reason");
        assert_eq!(shop.rules(1, &noticed, REASON).await.unwrap(), 2);
        assert!(matches!(shop.rules(1, &noticed, REASON).await, Err(Error::PolicyChanged)), "somebody else was first");

        let consent = with(|policy| terms(policy, Purpose::MARKETING).basis = Basis::LegitimateInterests);
        assert_eq!(refused_at(shop, 2, &consent).await, "purposes[1].basis", "R043: nothing but a yes carries marketing");
        let gone = with(|policy| policy.purposes.retain(|terms| terms.purpose != Purpose::SURVEY));
        assert_eq!(refused_at(shop, 2, &gone).await, "purposes.survey");
        let history = shop.policies().await;
        assert_eq!(history.iter().map(|change| change.version.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(history[0].reason, REASON);
    }

    async fn r030_r047_special_categories_need_a_condition_of_article_9(on) {
        let world = World::new(on).await;
        let special = |condition| with(|policy| {
            policy.purposes.push(Terms { categories: vec![Category::Special], condition, ..alerts() });
        });
        let at = Purpose::BUILT_IN.len();
        assert_eq!(refused(&world.shop, &special(None), REASON).await, format!("purposes[{at}].condition"));
        let needless = with(|policy| policy.purposes.push(Terms { condition: Some(Condition::MadePublic), ..alerts() }));
        assert_eq!(refused(&world.shop, &needless, REASON).await, format!("purposes[{at}].condition"));
        assert_eq!(world.shop.rules(1, &special(Some(Condition::ExplicitConsent)), REASON).await.unwrap(), 2);
    }

    async fn r043_a_purpose_of_its_own_is_agreed_to_on_its_own(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let alert = Ask { purpose: alerts().purpose, ..Ask::new(Use::Marketing) };
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        assert_eq!(verdict(shop, &ana, &alert).await, Verdict::Denied(Denial::NoPurpose), "nobody has made it yet");
        shop.rules(1, &with(|policy| policy.purposes.push(alerts())), REASON).await.unwrap();
        assert_eq!(verdict(shop, &ana, &alert).await, Verdict::Denied(Denial::NoConsent), "another yes does not imply it");
        shop.says(&ana, alerts().purpose, State::Granted).await;
        assert_eq!(verdict(shop, &ana, &alert).await, Verdict::Granted);
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        assert_eq!(verdict(shop, &ana, &alert).await, Verdict::Granted, "nor does another no take it back");
        let given_up = with(|policy| policy.purposes.push(Terms { active: false, ..alerts() }));
        shop.rules(2, &given_up, REASON).await.unwrap();
        assert_eq!(verdict(shop, &ana, &alert).await, Verdict::Denied(Denial::NoPurpose), "it was given up");
    }

    async fn r039_who_is_not_asked_for_a_new_purpose_is_told_of_it_first(on) {
        let world = World::new(on).await;
        let told = |notice: &str| {
            let news = Terms { does: Doing::Informs, basis: Basis::LegitimateInterests, words: Vec::new(), notice: notice.into(), ..alerts() };
            with(|policy| policy.purposes.push(news))
        };
        let at = Purpose::BUILT_IN.len();
        assert_eq!(refused(&world.shop, &told(" "), REASON).await, format!("purposes[{at}].notice"));
        assert_eq!(world.shop.rules(1, &told("notice 2, section 4"), REASON).await.unwrap(), 2);
        let other = World::new(on).await;
        let asked = with(|policy| policy.purposes.push(Terms { notice: String::new(), ..alerts() }));
        assert_eq!(other.shop.rules(1, &asked, REASON).await.unwrap(), 2, "who is asked reads what for");
    }

    async fn audiences_are_given_to_somebody_by_name_or_to_nobody(on) {
        let world = World::new(on).await;
        let given = |to: &[&str]| with(|policy| {
            let audiences = terms(policy, Purpose::AUDIENCES);
            (audiences.active, audiences.recipients) = (true, to.iter().map(|name| (*name).to_owned()).collect());
        });
        let at = Purpose::BUILT_IN.iter().position(|purpose| *purpose == Purpose::AUDIENCES).unwrap();
        assert_eq!(refused(&world.shop, &given(&[]), REASON).await, format!("purposes[{at}].recipients"));
        assert_eq!(world.shop.rules(1, &given(&["Example Ads"]), REASON).await.unwrap(), 2);
    }

    async fn r104_c5_a_company_can_give_up_noticing_opens_and_then_nothing_is_noticed(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING, Purpose::OPEN_TRACKING]).await;
        let in_a_new_mail = async || shop.permit(ana.id, Use::Marketing, true).await.1.unwrap().may_notice_opening();
        let of_an_old_mail = async || {
            let mut tx = shop.tenant().read("test.notice").await.unwrap();
            placet_permission::may_notice_opening(&mut tx, ana.id).await.unwrap()
        };
        assert!(in_a_new_mail().await && of_an_old_mail().await);
        let off = with(|policy| terms(policy, Purpose::OPEN_TRACKING).active = false);
        shop.rules(1, &off, REASON).await.unwrap();
        assert!(!in_a_new_mail().await && !of_an_old_mail().await);
    }

    async fn r097_each_kind_of_message_stands_on_a_basis_of_its_own(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        assert_eq!(shop.denied(&ana, Use::Survey).await, Some(Denial::NoPurpose), "the company makes none");
        shop.rules(1, &with(|policy| terms(policy, Purpose::SURVEY).active = true), REASON).await.unwrap();
        assert_eq!(shop.denied(&ana, Use::Survey).await, Some(Denial::NoConsent));
        for use_ in [Use::Service, Use::Support] {
            assert_eq!(shop.denied(&ana, use_).await, None, "a contract carries it");
        }
        shop.says(&ana, Purpose::SURVEY, State::Granted).await;
        assert_eq!(shop.denied(&ana, Use::Survey).await, None);
        for (use_, purpose) in [(Use::Marketing, Purpose::SERVICE), (Use::Service, Purpose::MARKETING), (Use::Survey, Purpose::MARKETING)] {
            let disguised = Ask { purpose, ..Ask::new(use_) };
            assert_eq!(verdict(shop, &ana, &disguised).await, Verdict::Denied(Denial::NoPurpose), "{use_:?} in the name of {}", purpose.name());
        }
        shop.suppresses(&ana).await;
        assert_eq!(shop.denied(&ana, Use::Survey).await, Some(Denial::Suppressed));
        assert_eq!(shop.denied(&ana, Use::Service).await, None, "receipts still arrive");
    }

    async fn r040_an_address_from_a_public_directory_gets_nothing(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        for source in ["directory: chamber of commerce", ""] {
            let address = Address::email(&format!("{}@firm.example", source.len())).unwrap();
            let Added::New(listed) = shop.add(&address, Id::new(&world.fresh.clock), Class::Verified, source).await else {
                panic!("a new address is new")
            };
            shop.says(&listed, Purpose::MARKETING, State::Granted).await;
            for use_ in [Use::Marketing, Use::Service, Use::Confirmation] {
                assert_eq!(shop.denied(&listed, use_).await, Some(Denial::NoSource), "{source:?}");
            }
        }
    }

    async fn r083_who_has_shown_no_interest_gets_nothing_that_rests_on_it(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING, Purpose::PERSONALISATION]).await;
        world.advance(90 * Micros::DAY);
        assert_eq!(shop.denied(&ana, Use::Personalised).await, None);
        world.advance(Micros::DAY);
        assert_eq!(shop.denied(&ana, Use::Personalised).await, Some(Denial::NotRelevant));
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "asking for the list is the interest");
        shop.visits(ana.profile).await;
        assert_eq!(shop.denied(&ana, Use::Personalised).await, None);

        let choosy = with(|policy| terms(policy, Purpose::MARKETING).relevance = Relevance::Affinity(0.3));
        shop.rules(1, &choosy, REASON).await.unwrap();
        for (affinity, granted) in [(None, false), (Some(0.2), false), (Some(0.3), true)] {
            let ask = Ask { affinity, ..Ask::new(Use::Marketing) };
            assert_eq!(verdict(shop, &ana, &ask).await == Verdict::Granted, granted, "{affinity:?}");
        }
    }

    async fn r093_who_has_enough_waits_if_the_tenant_chose_so(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        let caps = |when_capped| with(|policy| {
            policy.caps = Caps { rules: vec![Cap { channel: None, most: 1, per: Per::Hours(24) }], when_capped };
        });
        shop.rules(1, &caps(WhenCapped::Hold(12)), REASON).await.unwrap();
        let sent = shop.counts(&ana).await;
        let (ask, until) = (Ask::new(Use::Marketing), sent + Micros::DAY);
        assert_eq!(verdict(shop, &ana, &ask).await, Verdict::Denied(Denial::Capped), "a day is longer than it may wait");
        world.advance(12 * Micros::HOUR);
        assert_eq!(verdict(shop, &ana, &ask).await, Verdict::Deferred { until, why: Denial::Capped });
        assert_eq!(verdict(shop, &ana, &Ask::new(Use::Service)).await, Verdict::Granted, "service messages are not weighed");
        world.advance(12 * Micros::HOUR);
        assert_eq!(verdict(shop, &ana, &ask).await, Verdict::Granted);
    }

    async fn r093_caps_over_all_channels_count_mail_and_text_messages_together(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        shop.rules(1, &with(|policy| policy.quiet = QuietHours { email: None, sms: None }), REASON).await.unwrap();
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        let phone = Address::phone("+40 721 000 111").unwrap();
        let Added::New(phone) = shop.add(&phone, ana.profile, Class::Verified, "form").await else { panic!("new") };
        shop.says(&phone, Purpose::MARKETING, State::Granted).await;
        for contact in [&ana, &phone, &ana] {
            assert_eq!(shop.denied(&phone, Use::Marketing).await, None);
            shop.counts(contact).await;
        }
        assert_eq!(shop.denied(&phone, Use::Marketing).await, Some(Denial::Capped), "three of all kinds on one day");
        // The shop, and so the person, is in Bucharest: midnight there is 21:00 UTC in summer.
        let midnight = Micros::parse("2026-06-01T21:00:00Z").unwrap();
        world.advance(midnight - world.now() - 1);
        assert_eq!(shop.denied(&phone, Use::Marketing).await, Some(Denial::Capped));
        world.advance(1);
        assert_eq!(shop.denied(&phone, Use::Marketing).await, None, "another day of the calendar");
    }

    async fn a_text_message_waits_for_the_hours_of_the_place_where_its_reader_is(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let phone = Address::phone("+40 721 000 111").unwrap();
        let Added::New(ana) = shop.add(&phone, Id::new(&world.fresh.clock), Class::Verified, "form").await else { panic!("new") };
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        // The first of June is a public holiday in Romania; on the second, eight in the morning there is five, UTC.
        let morning = Micros::parse("2026-06-02T05:00:00Z").unwrap();
        let waits = Verdict::Deferred { until: morning, why: Denial::QuietHours };
        assert_eq!(verdict(shop, &ana, &Ask::new(Use::Marketing)).await, waits);
        assert_eq!(verdict(shop, &ana, &Ask::new(Use::Marketing).counted()).await, waits, "at each attempt, too");
        assert_eq!(verdict(shop, &ana, &Ask::new(Use::Service)).await, Verdict::Granted, "what somebody waits for goes at once");
        world.advance(morning - world.now() - 1);
        assert_eq!(verdict(shop, &ana, &Ask::new(Use::Marketing)).await, waits);
        world.advance(1);
        assert_eq!(verdict(shop, &ana, &Ask::new(Use::Marketing)).await, Verdict::Granted);

        let never = with(|policy| {
            let Some(week) = &mut policy.quiet.sms else { panic!("text messages have hours") };
            week.days.clear();
        });
        assert_eq!(refused(shop, &never, REASON).await, "quiet.sms.days");
    }

    async fn r093_two_who_plan_in_the_same_instant_cannot_break_a_cap(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let caps = with(|policy| {
            policy.caps.rules = vec![Cap { channel: Some(Channel::Email), most: 2, per: Per::Hours(24) }];
        });
        shop.rules(1, &caps, REASON).await.unwrap();
        for round in 0..8 {
            let ana = shop.friend(&format!("ana{round}@example.org"), &[Purpose::MARKETING]).await;
            let plans = (0..6).map(|_| {
                let (shop, contact) = (shop.clone(), ana.clone());
                tokio::spawn(async move { shop.plans_and_counts(&contact, Priority::Normal).await })
            });
            let mut granted = 0;
            for plan in plans.collect::<Vec<_>>() {
                granted += usize::from(plan.await.unwrap());
            }
            assert_eq!((granted, shop.sent(ana.profile).await), (2, 2));
        }
    }

    async fn what_was_known_on_a_day_can_be_told_later(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.contact("ana@example.org", Class::Verified).await;
        let monday = world.now();
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        world.advance(10 * Micros::DAY);
        let (friday, before) = (world.now(), monday - 5 * Micros::DAY);
        shop.says_of(&ana, Purpose::PERSONALISATION, State::Granted, before).await;
        world.advance(Micros::DAY);
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;

        let state = async |at, known_at, purpose| shop.known(&ana, at, known_at).await.get(&purpose).map(|standing| standing.state);
        let (mail, personal) = (Purpose::MARKETING, Purpose::PERSONALISATION);
        assert_eq!(state(monday, monday, personal).await, None, "nobody had told us on Monday");
        assert_eq!(state(monday, friday, personal).await, Some(State::Granted), "on Friday we knew how it had stood on Monday");
        assert_eq!(state(before - 1, friday, personal).await, None, "it was not said yet");
        assert_eq!(state(world.now(), friday, mail).await, Some(State::Granted));
        assert_eq!(state(world.now(), world.now(), mail).await, Some(State::Withdrawn));
        assert_eq!(state(friday, world.now(), mail).await, Some(State::Granted), "R050: the past stays lawful and provable");
    }

    async fn a_no_that_is_said_after_the_clock_was_set_back_still_counts(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        world.advance(-Micros::HOUR);
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::NoConsent));
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None);
        shop.says_of(&ana, Purpose::MARKETING, State::Refused, world.now() - 30 * Micros::DAY).await;
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "what was said long before and is learnt of now comes before it");
    }
}

async fn refused_at(shop: &Shop, version: i32, policy: &Policy) -> String {
    let mut policy = policy.clone();
    // The rest as it stands.
    let now = shop.policy().await.policy;
    for terms in &mut policy.purposes {
        if terms.purpose == Purpose::SERVICE {
            *terms = now.terms(Purpose::SERVICE).unwrap().clone();
        }
    }
    match shop.rules(version, &policy, REASON).await {
        Err(Error::Policy(broken)) => broken.field,
        other => panic!("{other:?}"),
    }
}
