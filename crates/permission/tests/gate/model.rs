//! In any order of events: a permit is granted if and only if a simple model says so.

use placet_core::{Id, Micros};
use placet_permission::contact::{Class, Contact};
use placet_permission::{Decision, Purpose, Ruling, State, Use, Verdict};
use placet_store::on_both_engines;
use placet_store::testing::On;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::world::{World, mail};

/// Something that happens to one address.
#[derive(Clone, Copy, Debug)]
enum Step {
    Says(Purpose, State),
    Confirms,
    Suppressed,
    Undone,
    OptsOut,
    ComesUpAgain,
    Restricted(bool),
    Objects,
    Visits,
    Sent(Use),
    Waits(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let purpose = prop_oneof![Just(Purpose::MARKETING), Just(Purpose::PERSONALISATION)];
    let act = prop_oneof![
        8 => Just(State::Granted),
        1 => Just(State::Refused),
        1 => Just(State::Withdrawn),
        2 => Just(State::Requested),
    ];
    let use_ = prop_oneof![Just(Use::Confirmation), Just(Use::Marketing), Just(Use::Personalised)];
    let span = prop_oneof![
        4 => Just(Micros::HOUR),
        4 => Just(12 * Micros::HOUR),
        2 => Just(3 * Micros::DAY),
        1 => Just(7 * Micros::DAY),
        1 => Just(548 * Micros::DAY),
    ];
    prop_oneof![
        28 => (purpose, act).prop_map(|(purpose, act)| Step::Says(purpose, act)),
        10 => Just(Step::Confirms),
        2 => Just(Step::Suppressed),
        3 => Just(Step::Undone),
        1 => Just(Step::OptsOut),
        1 => Just(Step::ComesUpAgain),
        2 => proptest::bool::weighted(0.25).prop_map(Step::Restricted),
        1 => Just(Step::Objects),
        16 => Just(Step::Visits),
        6 => use_.prop_map(Step::Sent),
        6 => span.prop_map(Step::Waits),
    ]
}

/// What one would expect, said as shortly as possible.
#[derive(Default)]
struct Model {
    confirmed: bool,
    marketing: Option<(State, Micros)>,
    personalisation: Option<(State, Micros)>,
    undo_until: Option<Micros>,
    opted_out: bool,
    restricted: bool,
    visited: Option<Micros>,
    sent: Vec<Micros>,
}

impl Model {
    fn allows(&self, use_: Use, now: Micros) -> bool {
        let visited = self.visited.map_or(Micros(0), |at| Micros(at.day() * Micros::DAY));
        let end = |said: Option<(State, Micros)>| match said {
            Some((State::Granted, at)) => at.max(visited).months_earlier(-36),
            _ => Micros(0),
        };
        let yes = |said| now < end(said);
        let requested =
            self.marketing.is_some_and(|(act, at)| act == State::Requested && now - at < 7 * Micros::DAY);
        let sent = |span| self.sent.iter().filter(|at| now - **at < span).count();
        let room = sent(Micros::DAY) < 2 && sent(7 * Micros::DAY) < 5;
        let marketing = self.confirmed && yes(self.marketing) && room;
        let active = self.visited.is_some_and(|at| now.day() - at.day() <= 90);
        let allowed = match use_ {
            Use::Confirmation => !self.confirmed && requested,
            Use::Marketing => marketing,
            Use::Renewal => marketing && end(self.marketing) <= now + 30 * Micros::DAY,
            Use::Personalised => marketing && yes(self.personalisation) && active,
            Use::Service => return !self.restricted && !self.opted_out,
            other => unreachable!("{other:?} is not asked for here"),
        };
        // What was asked after unsubscribing may be confirmed.
        let suppressed = self.undo_until.is_some() && use_ != Use::Confirmation;
        allowed && !self.restricted && !suppressed && !self.opted_out
    }
}

/// An address in the world, beside what the model thinks of it.
struct Case<'w> {
    world: &'w World,
    address: String,
    contact: Contact,
    model: Model,
}

impl Case<'_> {
    async fn happens(&mut self, step: Step) {
        let Case { world, contact, model, .. } = self;
        let (shop, now) = (&world.shop, world.now());
        match step {
            Step::Says(purpose, act) => {
                shop.says(contact, purpose, act).await;
                let said = match purpose {
                    Purpose::MARKETING => &mut model.marketing,
                    _ => &mut model.personalisation,
                };
                *said = Some((act, now));
            }
            Step::Confirms => {
                shop.confirms(contact).await;
                model.confirmed = true;
            }
            Step::Suppressed => {
                assert_eq!(shop.suppresses(contact).await, model.undo_until.is_none());
                if model.undo_until.replace(model.undo_until.unwrap_or(now + Micros::DAY)).is_none() {
                    for said in [&mut model.marketing, &mut model.personalisation] {
                        // What was asked before is answered by it.
                        if matches!(said, Some((State::Requested, _))) {
                            *said = Some((State::Refused, now));
                        }
                    }
                }
            }
            Step::Undone => {
                let in_time = model.undo_until.is_some_and(|until| now < until);
                assert_eq!(shop.undoes(contact).await, in_time);
                model.undo_until.take_if(|_| in_time);
            }
            Step::OptsOut => {
                world.opts_out_everywhere(&self.address).await;
                model.opted_out = true;
            }
            Step::ComesUpAgain => {
                shop.add(&mail(&self.address), contact.profile, Class::Verified, "import").await;
            }
            Step::Restricted(restricted) => {
                shop.restricts(contact.profile, restricted).await;
                model.restricted = restricted;
            }
            Step::Objects => {
                shop.says(contact, Purpose::MARKETING, State::Objected).await;
                model.marketing = Some((State::Objected, now));
            }
            Step::Visits => {
                shop.visits(contact.profile).await;
                model.visited = Some(now);
            }
            Step::Sent(use_) => {
                let permitted = shop.denied(contact, use_).await.is_none();
                if permitted && use_.is_marketing() {
                    model.sent.push(shop.counts(contact).await);
                }
            }
            Step::Waits(span) => world.advance(span),
        }
    }

    async fn agrees(&self) {
        let Case { world, contact, model, .. } = self;
        for use_ in [Use::Confirmation, Use::Marketing, Use::Personalised, Use::Service, Use::Renewal] {
            let (decision, permit) = world.shop.permit(contact.id, use_, false).await;
            assert_eq!(permit.is_some(), model.allows(use_, world.now()), "{use_:?}");
            let again = world.shop.decides_again(&decision).await;
            assert_eq!(again, ruling(&decision), "a decision made again on its facts is the same");
            // Plans do not look at the list of global opt-outs: it is copied to whoever knows the address, and looked at again at sending.
            if !model.opted_out {
                assert_eq!(
                    world.shop.plans(contact, use_).await,
                    again,
                    "a plan is what a single decision is: {use_:?}"
                );
            }
        }
    }
}

fn ruling(decision: &Decision) -> Ruling {
    let verdict = match (decision.denied, decision.deferred) {
        (Some(denial), _) => Verdict::Denied(denial),
        (None, Some((until, why))) => Verdict::Deferred { until, why },
        (None, None) => Verdict::Granted,
    };
    Ruling { verdict, evidence: decision.evidence.clone() }
}

/// Plays a story; whether the person was ever permitted a personalised message: stories of nothing but no prove little.
async fn play(world: &World, steps: &[Step]) -> bool {
    let address = format!("{}@example.org", Id::new(&world.fresh.clock).text("who"));
    let contact = world.shop.contact(&address, Class::Claimed).await;
    let mut case = Case { world, address, contact, model: Model::default() };
    let mut permitted = false;
    for step in steps {
        case.happens(*step).await;
        case.agrees().await;
        permitted |= case.model.allows(Use::Personalised, world.now());
    }
    permitted
}

on_both_engines! {
    async fn r043_r109_in_any_order_of_events_a_permit_is_granted_if_and_only_if_the_model_says_so(on) {
        let world = World::new(on).await;
        let cases = if on == On::Sqlite { 64 } else { 16 };
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let runtime = tokio::runtime::Handle::current();
        let permitted = std::cell::Cell::new(0);
        let property = |steps: Vec<Step>| {
            let some = tokio::task::block_in_place(|| runtime.block_on(play(&world, &steps)));
            permitted.set(permitted.get() + u32::from(some));
            Ok(())
        };
        runner.run(&proptest::collection::vec(step(), 1..40), property).unwrap();
        assert!(permitted.get() * 5 >= cases, "of {cases} stories only {} held a permit at all", permitted.get());
    }
}
