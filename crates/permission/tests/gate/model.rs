//! In any order of events: a permit is granted if and only if a simple model says so.

use placet_core::{Id, Micros};
use placet_permission::contact::{Class, Contact};
use placet_permission::{Purpose, State, Use};
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
    Sent(Use),
    Waits(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let purpose = prop_oneof![3 => Just(Purpose::Marketing), 2 => Just(Purpose::Personalisation)];
    let act = prop_oneof![
        6 => Just(State::Granted),
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
        9 => (purpose, act).prop_map(|(purpose, act)| Step::Says(purpose, act)),
        3 => Just(Step::Confirms),
        2 => Just(Step::Suppressed),
        3 => Just(Step::Undone),
        1 => Just(Step::OptsOut),
        1 => Just(Step::ComesUpAgain),
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
    sent: Vec<Micros>,
}

impl Model {
    fn allows(&self, use_: Use, now: Micros) -> bool {
        let stands = |said: Option<(State, Micros)>, state, life| {
            said.is_some_and(|(act, at)| act == state && now - at < life)
        };
        let yes = |said| stands(said, State::Granted, 1_096 * Micros::DAY);
        let sent = |span| self.sent.iter().filter(|at| now - **at < span).count();
        let room = sent(Micros::DAY) < 2 && sent(7 * Micros::DAY) < 5;
        let marketing = self.confirmed && yes(self.marketing) && room;
        let allowed = match use_ {
            Use::Confirmation => !self.confirmed && stands(self.marketing, State::Requested, 7 * Micros::DAY),
            Use::Marketing => marketing,
            Use::Personalised => marketing && yes(self.personalisation),
        };
        allowed && self.undo_until.is_none() && !self.opted_out
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
                    Purpose::Marketing => &mut model.marketing,
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
                model.undo_until.get_or_insert(now + Micros::DAY);
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
        for use_ in [Use::Confirmation, Use::Marketing, Use::Personalised] {
            let permit = self.world.shop.permit(self.contact.id, use_, false).await.1;
            assert_eq!(permit.is_some(), self.model.allows(use_, self.world.now()), "{use_:?}");
        }
    }
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
