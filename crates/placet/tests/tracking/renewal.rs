//! Three years pass: a yes is asked about once before it ends, renewed by its owner alone, and what nobody renews goes.

use std::net::Ipv4Addr;

use placet_compose::{Action, Builtin, Library};
use placet_core::{Kind, Micros};
use placet_deliver::Courier;
use placet_deliver::sink::{Settings, Sink};
use placet_deliver::smtp::{Pool, Relay, Tls};
use placet_permission::policy::{Policy, Terms, Words};
use placet_permission::{Denial, Gate, Purpose, duty};
use placet_recommend::Recommender;
use placet_rights::renewal::{PAGE, renew_and_end};
use placet_rights::unsubscribed::clear_unsubscribed;
use placet_store::on_both_engines;
use placet_store::tenants::Directory;
use placet_store::testing::On;
use serde_json::json;

use crate::house::{Company, House, viewed};

/// A company with a mail server, and the days that pass there.
struct World {
    house: House,
    shop: Company,
    gate: Gate,
    courier: Courier,
    sink: Sink,
}

impl World {
    async fn new(on: On) -> World {
        let (house, shop) = House::with_company(on).await;
        // Noon in Bucharest or nearly: an hour at which people are written to.
        let into_the_day = house.now().0.rem_euclid(Micros::DAY);
        house.fresh.clock.advance((10 * Micros::HOUR - into_the_day).rem_euclid(Micros::DAY));
        let sink =
            Sink::listen((Ipv4Addr::LOCALHOST, 0), Settings::new(house.fresh.clock.clone())).await.unwrap();
        let gate = Gate::new(house.keyring.clone());
        let courier = Courier::new(
            gate.clone(),
            Library::default(),
            Recommender::default(),
            Directory::new(house.fresh.store.clone()),
            Pool::new(Relay::new("127.0.0.1", sink.address().port(), Tls::None)).unwrap(),
            "test/1",
        );
        World { house, shop, gate, courier, sink }
    }

    /// Somebody subscribes by the form, on this device, and confirms.
    async fn subscribes(&self, name: &str, device: &str) {
        self.house.choose(&self.shop, device, true).await;
        let body = format!(
            "email={name}%40example.org&choice.personalisation=yes&choice.open_tracking=yes&device={device}"
        );
        assert_eq!(self.house.page(&self.shop, "POST", "/f/newsletter", &body).await.status, 200);
        self.work().await;
        let confirm = self.last_link("/c/");
        assert_eq!(self.house.page(&self.shop, "POST", &confirm, "").await.status, 200);
        self.work().await;
    }

    /// Somebody is recognised in the shop.
    async fn visits(&self, device: &str, message: &str) {
        self.house.choose(&self.shop, device, true).await;
        self.house.track(&self.shop.write_key, viewed(device, message)).await;
        self.work().await;
    }

    /// All that is due now is done, but the day's walk.
    async fn work(&self) {
        self.house.work(&self.shop).await;
        let tenant = self.house.tenant(&self.shop);
        while self.courier.deliver(tenant).await.unwrap().next.is_some_and(|next| next <= self.house.now()) {}
        self.house.work(&self.shop).await;
    }

    /// The day's walk, in pages of so many.
    async fn walks(&self, page: u32) {
        while renew_and_end(self.house.tenant(&self.shop), &self.gate, page).await.unwrap()
            <= self.house.now()
        {}
    }

    /// Days pass until this one.
    async fn lives_until(&self, then: Micros) {
        while self.house.now() < then {
            let left = then - self.house.now();
            self.house.fresh.clock.advance(left.min(Micros::DAY));
            self.walks(PAGE).await;
            self.work().await;
        }
    }

    /// Time passes, and nobody looks.
    fn sleeps_until(&self, then: Micros) {
        self.house.fresh.clock.advance(then - self.house.now());
    }

    fn mails(&self) -> usize {
        self.sink.messages().len()
    }

    fn subjects(&self) -> Vec<String> {
        self.sink.messages().iter().map(|held| held.mail().subject).collect()
    }

    /// The path of a link in the last mail that has one like it.
    fn last_link(&self, like: &str) -> String {
        let (held, host) = (self.sink.messages(), format!("https://{}", self.shop.host));
        let links = held.iter().rev().flat_map(|held| held.mail().links);
        links
            .filter_map(|link| link.strip_prefix(&host).map(str::to_owned))
            .find(|path| path.starts_with(like))
            .unwrap()
    }

    async fn acts(&self, purpose: Purpose) -> Vec<&'static str> {
        self.house.said(&self.shop, purpose).await.into_iter().map(|(act, _)| act).collect()
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.house.page(&self.shop, "GET", path, "").await;
        (answer.status, answer.text)
    }

    async fn post(&self, path: &str, body: &str) -> (u16, String) {
        let answer = self.house.page(&self.shop, "POST", path, body).await;
        (answer.status, answer.text)
    }
}

/// Three years after a day, from its beginning.
fn three_years_after_the_day(of: Micros) -> Micros {
    Micros(of.day() * Micros::DAY).months_earlier(-36)
}

on_both_engines! {
    async fn r138_r139_three_years_pass_one_question_comes_and_a_yes_renews(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        world.subscribes("ana", "phone").await;
        world.sleeps_until(house.now() + 400 * Micros::DAY);
        world.visits("phone", "m-1").await;
        let end = three_years_after_the_day(house.now());
        let mails = world.mails();
        world.lives_until(house.now() + 3 * Micros::DAY).await;
        world.sleeps_until(end - 40 * Micros::DAY + 10 * Micros::HOUR);
        world.lives_until(end - 31 * Micros::DAY + 10 * Micros::HOUR).await;
        assert_eq!(world.mails(), mails, "nobody is asked too early: {:?}", world.subjects());
        world.lives_until(end - 10 * Micros::DAY + 10 * Micros::HOUR).await;
        assert_eq!(world.mails(), mails + 1, "one question: {:?}", world.subjects());
        let mail = world.sink.messages().last().unwrap().mail();
        assert!(mail.subject.contains("go on writing to you") && mail.one_click, "{}", mail.subject);
        assert!(!mail.links.iter().any(|link| link.contains("ana")), "R099");

        let link = world.last_link("/r/");
        let before = (world.acts(Purpose::MARKETING).await, house.stored(shop).await);
        for _ in 0..3 {
            let (status, page) = world.get(&link).await;
            assert_eq!(status, 200);
            assert!(page.contains("may send me marketing messages") && page.contains("Yes, keep writing to me") && page.contains("No, unsubscribe"), "{page}");
            assert!(page.contains("newsletter"), "where it was said: {page}");
            assert_eq!(house.page(shop, "HEAD", &link, "").await.status, 200);
        }
        assert_eq!((world.acts(Purpose::MARKETING).await, house.stored(shop).await), before, "looking changes nothing");

        let words = world.get(&link).await.1.split(r#"name="words" value=""#).nth(1).unwrap().split('"').next().unwrap().replace(' ', "+");
        for _ in 0..2 {
            let (status, page) = world.post(&link, &format!("words={words}")).await;
            assert_eq!(status, 200);
            assert!(page.contains("it is agreed"), "{page}");
        }
        for purpose in [Purpose::MARKETING, Purpose::PERSONALISATION] {
            let said = house.said(shop, purpose).await;
            let acts: Vec<_> = said.iter().map(|(act, _)| *act).collect();
            assert_eq!(acts, ["requested", "confirmed", "renewed"], "pressed twice, said once");
            assert_eq!(said[2].1, said[1].1, "to the words of then");
        }
        assert!(world.get(&link).await.1.contains("it is agreed"), "the link opened again tells so");
        let renewed = house.now();
        world.lives_until(end + 3 * Micros::DAY).await;
        assert_eq!((house.may_be_written_to(shop).await, world.mails()), (None, mails + 1));

        // The new yes has three years of its own, and a question of its own.
        let end = renewed.months_earlier(-36);
        world.sleeps_until(end - 29 * Micros::DAY);
        world.lives_until(end - Micros::DAY).await;
        assert_eq!(world.mails(), mails + 2);
        assert_eq!(house.may_be_written_to(shop).await, None);
    }

    async fn a_message_is_looked_at_in_the_browser_for_six_days_and_no_longer(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        world.subscribes("canary-ana", "phone").await;
        let end = house.now().months_earlier(-36);
        world.sleeps_until(end - 20 * Micros::DAY);
        world.lives_until(house.now() + Micros::DAY).await;
        let (link, why) = (world.last_link("/w/"), world.last_link("/why/"));
        let answer = house.page(shop, "GET", &link, "").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.contains(world.last_link("/r/").as_str()), "what the mail said, its links among it: {}", answer.text);
        assert!(!answer.text.contains("canary") && !answer.text.contains("/o/"), "no address, and no pixel: {}", answer.text);
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'; style-src 'unsafe-inline'"));
        assert_eq!((answer.header("cache-control"), answer.header("referrer-policy")), ("no-store", "no-referrer"));

        // A link of another kind, a forged one, another company's host.
        assert_eq!(world.get(&why.replace("/why/", "/w/")).await.0, 404);
        assert_eq!(world.get(&format!("{link}A")).await.0, 404);
        let other = house.company("Borealis", "news.borealis.example").await;
        assert_eq!(house.page(&other, "GET", &link, "").await.status, 404);

        house.fresh.clock.advance(6 * Micros::DAY);
        let (status, page) = world.get(&link).await;
        assert!(status == 410 && page.contains("kept for six days"), "{status}: {page}");
    }

    async fn r138_r139_without_an_answer_nothing_more_is_sent_and_the_data_goes(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        world.subscribes("canary-ana", "phone").await;
        world.subscribes("ion", "laptop").await;
        let end = house.now().months_earlier(-36);
        world.sleeps_until(end - 100 * Micros::DAY);
        world.visits("laptop", "m-1").await;
        let mails = world.mails();
        world.lives_until(end - 1).await;
        assert_eq!(world.mails(), mails + 1, "{:?}", world.subjects());
        let link = world.last_link("/r/");
        assert_eq!(house.contacts(shop).await.len(), 2);
        // The question is opened, which she agreed to be noticed: that is no answer, and renews nothing.
        let html = world.sink.messages().last().unwrap().mail().html.unwrap();
        let pixel = html.split(&format!("https://{}/o/", shop.host)).nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(house.picture(shop, &format!("/o/{pixel}")).await, 200);
        world.work().await;
        assert!(house.events(shop).await.iter().any(|event| event.kind == Kind::MESSAGE_OPENED));
        // The very moment; the walk of the day comes later.
        world.sleeps_until(end + 1);
        for path in [&link, &format!("{link}/nonsense")] {
            assert!(world.post(path, "").await.0 >= 400);
        }
        let (status, page) = world.get(&link).await;
        assert!(status == 410 && page.contains("Your agreement has ended"), "{page}");
        assert_eq!(world.acts(Purpose::MARKETING).await.len(), 4, "after the end nothing is renewed");

        world.lives_until(end + 2 * Micros::DAY).await;
        assert_eq!(world.mails(), mails + 1, "and nothing is sent");
        assert_eq!(house.contacts(shop).await.len(), 1, "who was in the shop meanwhile stays");
        assert_eq!(house.profile(shop, shop.device("phone")).await, None);
        for purpose in [Purpose::MARKETING, Purpose::PERSONALISATION] {
            assert_eq!(world.acts(purpose).await.last(), Some(&"expired"), "the ledger proves it");
        }
        assert!(!house.suppressed(shop, "canary-ana@example.org").await, "nobody refused anything");
        let (status, page) = world.get(&link).await;
        assert!(status == 410 && page.contains("You can come back at any time"), "{page}");
        assert_eq!(world.post(&link, "").await.0, 410);
        assert_eq!(world.post(&format!("{link}/no"), "").await.0, 410);

        world.lives_until(end + 40 * Micros::DAY).await;
        assert_eq!(world.mails(), mails + 1, "no question comes after the end");
        world.subscribes("canary-ana", "tablet").await;
        assert_eq!(world.mails(), mails + 2, "who comes back is asked like anybody");
        assert_eq!(world.acts(Purpose::MARKETING).await.last(), Some(&"confirmed"));
    }

    async fn r140_a_no_to_the_question_unsubscribes_at_once_and_the_question_is_over(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        world.subscribes("ana", "phone").await;
        let end = house.now().months_earlier(-36);
        world.sleeps_until(end - 30 * Micros::DAY);
        world.lives_until(end - 28 * Micros::DAY).await;
        let link = world.last_link("/r/");
        let (status, page) = world.post(&format!("{link}/no"), "").await;
        assert!(status == 200 && page.contains("You are unsubscribed"), "{page}");
        assert!(house.suppressed(shop, "ana@example.org").await);
        assert_eq!(world.acts(Purpose::MARKETING).await, ["requested", "confirmed", "withdrawn", "suppressed"]);
        // Pressed in another tab, and opened once more.
        for (status, page) in [world.post(&link, "").await, world.get(&link).await] {
            assert!(status == 200 && page.contains("You are unsubscribed"), "{page}");
        }
        assert_eq!(world.acts(Purpose::MARKETING).await.len(), 4, "after a no nothing is renewed");
        let mails = world.mails();
        world.sleeps_until(house.now() + 2 * Micros::DAY);
        clear_unsubscribed(house.tenant(shop), &house.keyring, 10).await.unwrap();
        world.lives_until(end + 3 * Micros::DAY).await;
        assert_eq!(world.mails(), mails);
        assert_eq!(world.get(&link).await.0, 410);
        assert_eq!(world.acts(Purpose::MARKETING).await.len(), 4, "what was withdrawn does not expire");
    }

    async fn r139_a_walk_that_is_killed_between_pages_goes_on_and_asks_everybody_once(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        for name in ["ana", "ion", "eva", "dan", "mia"] {
            world.subscribes(name, &format!("of-{name}")).await;
        }
        let (end, mails) = (house.now().months_earlier(-36), world.mails());
        world.sleeps_until(end - 20 * Micros::DAY);
        let step = async || renew_and_end(house.tenant(shop), &world.gate, 2).await.unwrap();
        step().await;
        step().await;
        world.work().await;
        let asked = world.mails() - mails;
        assert!((1..5).contains(&asked), "{asked}");
        // Another process takes over where the first was killed; then the clock is set back, and a day begins anew.
        world.walks(2).await;
        world.work().await;
        assert_eq!(world.mails(), mails + 5);
        house.fresh.clock.advance(-3 * Micros::DAY);
        world.walks(1).await;
        world.work().await;
        assert_eq!(world.mails(), mails + 5, "everybody once");
        // The same at the end.
        world.sleeps_until(end + Micros::DAY);
        renew_and_end(house.tenant(shop), &world.gate, 2).await.unwrap();
        let left = house.contacts(shop).await.len();
        assert!((1..5).contains(&left), "{left}");
        world.walks(2).await;
        assert!(house.contacts(shop).await.is_empty());
        let expired = world.acts(Purpose::MARKETING).await.iter().filter(|act| **act == "expired").count();
        assert_eq!(expired, 5, "once each");
    }

    async fn r139_a_company_that_writes_as_often_as_it_may_asks_all_the_same(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        world.subscribes("ana", "phone").await;
        let (end, mails) = (house.now().months_earlier(-36), world.mails());
        world.sleeps_until(end - 20 * Micros::DAY);
        house.has_enough(shop).await;
        assert_eq!(house.may_be_written_to(shop).await, Some(Denial::Capped));
        world.walks(PAGE).await;
        world.work().await;
        assert_eq!(world.mails(), mails + 1);
        world.lives_until(end - 18 * Micros::DAY).await;
        assert_eq!(world.mails(), mails + 1, "once");
    }

    async fn r139_a_question_that_could_not_leave_is_asked_another_day(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        world.subscribes("ana", "phone").await;
        let (end, mails) = (house.now().months_earlier(-36), world.mails());
        world.sleeps_until(end - 20 * Micros::DAY);
        world.walks(PAGE).await;
        house.duty(shop, duty::Act::Stopped, "too many complained").await;
        world.work().await;
        world.lives_until(end - 17 * Micros::DAY).await;
        assert_eq!(world.mails(), mails, "nothing leaves a company that is stopped");
        house.duty(shop, duty::Act::Resumed, "it was looked into").await;
        world.lives_until(end - 10 * Micros::DAY).await;
        assert_eq!(world.mails(), mails + 1, "once");
    }

    async fn r139_a_question_that_no_server_took_is_asked_another_day(on) {
        let mut world = World::new(on).await;
        world.subscribes("ana", "phone").await;
        let (end, mails) = (world.house.now().months_earlier(-36), world.mails());
        world.sleeps_until(end - 20 * Micros::DAY);
        let nowhere = Courier::new(
            world.gate.clone(),
            Library::default(),
            Recommender::default(),
            Directory::new(world.house.fresh.store.clone()),
            Pool::new(Relay::new("127.0.0.1", 1, Tls::None)).unwrap(),
            "test/2",
        );
        let courier = std::mem::replace(&mut world.courier, nowhere);
        world.lives_until(end - 16 * Micros::DAY).await;
        assert_eq!(world.mails(), mails, "the server is away");
        world.courier = courier;
        world.lives_until(end - 10 * Micros::DAY).await;
        assert_eq!(world.mails(), mails + 1, "once");
    }

    async fn r139_a_company_of_an_older_program_gets_the_letter_before_anybody_is_asked(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        world.subscribes("ana", "phone").await;
        let (end, mails) = (house.now().months_earlier(-36), world.mails());
        house.loses_template(shop, Builtin::Renewal).await;
        world.sleeps_until(end - 20 * Micros::DAY);
        world.lives_until(end - 15 * Micros::DAY).await;
        assert_eq!(world.mails(), mails + 1);
    }

    async fn r138_who_turns_out_to_be_somebody_known_keeps_the_day_on_which_they_were_active(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        let vouch = async |device: &str| {
            let named = json!({ "anonymousId": device, "userId": "account-1" }).to_string();
            assert!(house.post(&shop.server_key, "/v1/identify", named).await.is_success());
            world.work().await;
        };
        house.choose(shop, "laptop", true).await;
        vouch("laptop").await;
        world.subscribes("ana", "phone").await;
        let today = house.active_day(shop).await;
        assert_eq!(today, house.now().day());
        house.fresh.clock.advance(3 * Micros::DAY);
        vouch("phone").await;
        assert_eq!(house.profile(shop, shop.device("phone")).await, house.profile(shop, shop.device("laptop")).await);
        assert_eq!(house.active_day(shop).await, today, "being named is no act of hers");
    }

    async fn r138_an_address_stays_while_another_purpose_may_write_to_it(on) {
        let world = World::new(on).await;
        let (house, shop) = (&world.house, &world.shop);
        let birthday = Purpose::own(0).unwrap();
        let words = Words { language: "en".into(), title: "Birthday letters".into(), text: "Atlas may write to me on my birthday.".into() };
        let mut policy = Policy::default();
        let markets = policy.terms(Purpose::MARKETING).unwrap().clone();
        policy.purposes.push(Terms { purpose: birthday, title: "Birthdays".into(), notice: "birthdays 1".into(), words: vec![words], ..markets });
        house.rules(shop, &policy).await;
        world.subscribes("ana", "phone").await;
        let end = house.now().months_earlier(-36);
        world.sleeps_until(house.now() + 300 * Micros::DAY);
        // Saving preferences is an act of hers: all that stays ticked holds from that day.
        let preferences = shop.link("p", Action::Preferences, *house.messages(shop).await.last().unwrap());
        let (status, _) = world.post(&preferences, "choice.marketing=yes&choice.own-100=yes").await;
        assert_eq!(status, 200);
        let (later, mails) = (three_years_after_the_day(house.now()), world.mails());
        world.lives_until(house.now() + Micros::DAY).await;
        world.sleeps_until(end + Micros::DAY);
        world.lives_until(end + 2 * Micros::DAY).await;
        assert_eq!((house.may_be_written_to(shop).await, world.mails()), (None, mails), "the end has moved");

        // Marketing ends some hours before the other yes, which was said that day: the address stays until that ends, too.
        world.sleeps_until(later + Micros::HOUR);
        world.walks(PAGE).await;
        assert_eq!(world.acts(Purpose::MARKETING).await.last(), Some(&"expired"));
        assert_eq!((world.acts(birthday).await, house.contacts(shop).await.len()), (vec!["granted"], 1));
        world.lives_until(later + 3 * Micros::DAY).await;
        assert_eq!(world.acts(birthday).await, ["granted", "expired"]);
        assert!(house.contacts(shop).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r139_no_link_but_our_own_renews_anything() {
    let world = World::new(On::Sqlite).await;
    let (house, shop) = (&world.house, &world.shop);
    world.subscribes("ana", "phone").await;
    let end = house.now().months_earlier(-36);
    world.sleeps_until(end - 20 * Micros::DAY);
    world.walks(PAGE).await;
    world.work().await;
    let link = world.last_link("/r/");
    let other = house.company("Other", "news.other.example").await;
    let token = link.strip_prefix("/r/").unwrap();
    let mut forged = token.to_owned();
    let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
    forged.push(last);
    let preferences = shop.link("p", Action::Preferences, *house.messages(shop).await.last().unwrap());
    for token in [forged.as_str(), "nonsense", preferences.strip_prefix("/p/").unwrap()] {
        for (method, path) in [
            ("GET", format!("/r/{token}")),
            ("POST", format!("/r/{token}")),
            ("POST", format!("/r/{token}/no")),
        ] {
            assert_eq!(house.page(shop, method, &path, "").await.status, 404, "{method} {path}");
        }
    }
    assert_eq!(house.page(&other, "POST", &link, "").await.status, 404, "another company's host");
    assert_eq!(
        house.page(shop, "GET", &format!("{link}/no"), "").await.status,
        405,
        "a GET unsubscribes nobody"
    );
    assert_eq!(world.acts(Purpose::MARKETING).await, ["requested", "confirmed"]);

    // In each language the same two buttons, in words of its own.
    for (language, yes) in [("ro", "Da, scrieți-mi în continuare"), ("fr", "Oui, continuez à m’écrire")]
    {
        let answer = house.page(shop, "GET", &format!("{link}?language={language}"), "").await;
        assert!(answer.text.contains(yes) && !answer.text.contains("<script"), "{}", answer.text);
    }
}
