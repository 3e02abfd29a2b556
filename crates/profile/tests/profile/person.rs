//! People as a member looks at them, on both engines: the list, one person, everything that happened.

use placet_core::{Currency, Id, Kind, Micros};
use placet_permission::person::{Of, consents, contacts};
use placet_permission::vault::Channel;
use placet_permission::{Purpose, State as Said};
use placet_profile::person::{self, Moment};
use placet_profile::{Entry, What, inbox, list, profile, reader};
use placet_shop::{ItemInput, item_id};
use placet_store::{on_both_engines, transaction};

use crate::world::World;

async fn listed(world: &World, known: Option<bool>, limit: u32) -> Vec<Id> {
    let mut tx = world.tenant().read("test.list").await.unwrap();
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let slice = list::list(&mut tx, known, after, limit).await.unwrap();
        all.extend(slice.rows.iter().map(|listed| listed.id));
        after = slice.next;
        if after.is_none() {
            return all;
        }
    }
}

async fn timeline(world: &World, id: Id, limit: u32) -> Vec<Moment> {
    let mut tx = world.tenant().read("test.timeline").await.unwrap();
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let slice = person::timeline(&mut tx, id, before, limit).await.unwrap().unwrap();
        all.extend(slice.rows);
        before = slice.next;
        if before.is_none() {
            return all;
        }
    }
}

on_both_engines! {
    async fn profiles_are_listed_newest_first_with_and_without_a_contact(on) {
        let world = World::new(on).await;
        let (mut known, mut unknown, mut all) = (Vec::new(), Vec::new(), Vec::new());
        for n in 0..7 {
            world.fresh.clock.advance(Micros::MINUTE);
            let id = if n % 3 == 1 {
                let made = transaction!(world.tenant(), "test.profile", |tx| { profile::create(tx).await });
                unknown.insert(0, made.unwrap());
                unknown[0]
            } else {
                known.insert(0, world.person(&format!("p{n}")).await.profile);
                known[0]
            };
            all.insert(0, id);
        }
        for limit in [1, 2, 7, 200] {
            assert_eq!(listed(&world, None, limit).await, all);
            assert_eq!(listed(&world, Some(true), limit).await, known);
            assert_eq!(listed(&world, Some(false), limit).await, unknown);
        }
        world.fresh.clock.advance(Micros::MINUTE);
        let anna = world.person("anna").await;
        let device = world.device("phone", Said::Granted).await;
        world.confirms(&anna, device).await;
        world.fresh.clock.advance(Micros::MINUTE);
        world.append(&[world.event(device, Kind::PRODUCT_ADDED, Some(7), "{}")]).await;
        world.fold().await;
        let mut tx = world.tenant().read("test.list").await.unwrap();
        let first = list::list(&mut tx, None, None, 1).await.unwrap().rows.remove(0);
        assert_eq!((first.id, first.channels.as_slice(), first.verified), (anna.profile, &[Channel::Email][..], true));
        assert_eq!((first.last_seen, first.cart_items, first.streams), (Some(world.now()), 1, 2));
    }

    async fn one_person_is_shown_with_cart_views_and_all_that_happened_on_every_stream(on) {
        let world = World::new(on).await;
        let item = |sku: &str| ItemInput {
            sku: sku.into(), title: format!("Shoe {sku}"), price: "5".into(), url: "https://shop.example/".into(), ..ItemInput::default()
        };
        placet_shop::load_items(world.tenant(), &[item("a"), item("b")], Currency::EUR).await.unwrap();
        let anna = world.person("anna").await;
        let (phone, laptop) = (world.device("phone", Said::Granted).await, world.device("laptop", Said::Granted).await);
        world.confirms(&anna, phone).await;
        world.confirms(&anna, laptop).await;
        let message = Id::new(&world.fresh.clock);
        let click = format!(r#"{{"origin":2,"message":"{}","link":3}}"#, message.text("msg"));
        let mut happened = Vec::new();
        for n in 0..3 {
            world.fresh.clock.advance(Micros::MINUTE);
            happened.push(world.view(if n % 2 == 0 { phone } else { laptop }, item_id("a")));
        }
        happened.push(world.event(laptop, Kind::PRODUCT_ADDED, Some(item_id("b")), r#"{"quantity":2}"#));
        happened.push(world.event(laptop, Kind::PRODUCT_ADDED, Some(item_id("gone")), "{}"));
        let what = What::Event { kind: Kind::LINK_CLICKED, item: None, props: click };
        happened.push(Entry::house(world.now(), anna.address, what));
        for entry in &happened {
            world.append(std::slice::from_ref(entry)).await;
        }
        world.fold().await;

        let mut tx = world.tenant().read("test.person").await.unwrap();
        let shown = person::get(&mut tx, anna.profile).await.unwrap().unwrap();
        let title = |item: &Option<placet_shop::Item>| item.as_ref().map(|item| item.title.clone());
        assert_eq!((shown.streams.len(), shown.devices().len(), shown.last_seen), (3, 2, Some(world.now())));
        assert_eq!(shown.cart.iter().map(|(line, item)| (line.quantity, title(item))).collect::<Vec<_>>(), [(2, Some("Shoe b".into())), (1, None)]);
        assert_eq!(shown.views.iter().map(|(_, item)| title(item)).collect::<Vec<_>>(), [Some("Shoe a".into())]);
        assert_eq!(shown.click.map(|click| click.message), Some(message.0));
        assert_eq!(person::get(&mut tx, message).await.unwrap(), None);
        assert!(person::timeline(&mut tx, message, None, 5).await.unwrap().is_none());

        let whole = timeline(&world, anna.profile, 100).await;
        assert_eq!(timeline(&world, anna.profile, 1).await, whole);
        assert!(whole.is_sorted_by_key(|moment| std::cmp::Reverse(moment.seq)));
        let kinds: Vec<_> = whole.iter().map(|moment| moment.kind.name()).collect();
        let added = Kind::PRODUCT_ADDED.name();
        let viewed = Kind::PRODUCT_VIEWED.name();
        assert_eq!(kinds[..6], [Kind::LINK_CLICKED.name(), added, added, viewed, viewed, viewed]);
        assert_eq!((whole[0].message, whole[0].origin, whole[0].props["link"].as_i64()), (Some(message), Some(2), Some(3)));
        assert!(!whole[0].props.contains_key("message"));
        assert_eq!((title(&whole[2].item), whole[1].item.is_none()), (Some("Shoe b".into()), true));
    }

    async fn a_persons_consents_are_shown_wherever_they_belong_and_no_address_with_them(on) {
        let world = World::new(on).await;
        let anna = world.person("anna").await;
        let phone = world.device("phone", Said::Granted).await;
        world.confirms(&anna, phone).await;
        world.fresh.clock.advance(Micros::MINUTE);
        world.says(phone, Said::Withdrawn).await;
        let mut tx = world.tenant().read("test.consents").await.unwrap();
        let devices = person::get(&mut tx, anna.profile).await.unwrap().unwrap().devices();
        let shown = consents(&mut tx, anna.profile, &devices).await.unwrap();
        assert_eq!(shown.len(), 1);
        assert_eq!((shown[0].purpose, shown[0].of, shown[0].state), (Purpose::TRACKING, Of::Device(phone.id), Said::Withdrawn));
        assert_eq!((shown[0].holds, shown[0].at, shown[0].entry, shown[0].until), (false, world.now(), 2, None));
        assert_eq!(shown[0].shown.as_ref().map(|entry| (entry.seq, entry.version)), Some((2, None)));
        let own = contacts(&mut tx, anna.profile).await.unwrap();
        assert_eq!((own.len(), own[0].source.as_str(), own[0].suppressed.is_none()), (1, "form", true));
        assert!(!format!("{own:?} {shown:?}").contains("anna"));
    }

    async fn how_far_each_reader_is_behind_is_told(on) {
        let world = World::new(on).await;
        let phone = world.device("phone", Said::Granted).await;
        world.append(&[world.view(phone, 7), world.view(phone, 8)]).await;
        world.fold().await;
        transaction!(world.tenant(), "test.read", |tx| {
            reader::next(tx, "behind", 1).await?;
            let batch = reader::next(tx, "there", 9).await?;
            reader::advance(tx, "there", &batch).await
        })
        .unwrap();
        let mut tx = world.tenant().read("test.lags").await.unwrap();
        assert_eq!(reader::lags(&mut tx).await.unwrap(), [("behind".to_owned(), 2), ("there".to_owned(), 0)]);
        assert_eq!(inbox::backlog(&mut tx).await.unwrap(), (0, None));
    }
}
