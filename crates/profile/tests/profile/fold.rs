//! The fold through its public doors, on both engines: what goes into the inbox, and what becomes of it.

use placet_core::{Currency, Id, Kind, Micros, Money};
use placet_permission::{Purpose, State as Said, Subject, ledger};
use placet_profile::fold::fold;
use placet_profile::inbox::{self, StreamRef};
use placet_profile::{Basis, Entry, State, What, identity};
use placet_store::testing::{Fresh, prepare};
use placet_store::{on_both_engines, params, transaction};

use crate::world::{World, sql};

on_both_engines! {
    async fn a_message_id_counts_once_in_a_block_and_in_every_later_one(on) {
        let world = World::new(on).await;
        let device = world.device("anna", Said::Granted).await;
        let (one, two) = (world.view_once(device, 7, "one"), world.view_once(device, 8, "two"));
        world.append(&[one.clone(), one.clone(), two.clone()]).await;
        world.append(std::slice::from_ref(&two)).await;
        let first = world.fold().await;
        assert_eq!((first.blocks, first.events, first.duplicates), (2, 2, 2));

        // A client that got no answer sends the same once more, with the time at which it happened.
        world.fresh.clock.advance(3 * Micros::DAY);
        let third = world.view_once(device, 9, "three");
        world.append(&[one, third.clone(), two, third]).await;
        let second = world.fold().await;
        assert_eq!((second.events, second.duplicates), (1, 3));
        assert_eq!(world.events().await.iter().map(|e| e.item.unwrap()).collect::<Vec<_>>(), [7, 8, 9]);
    }

    async fn a_duplicate_is_told_from_an_event_without_a_message_id(on) {
        let world = World::new(on).await;
        let device = world.device("anna", Said::Granted).await;
        world.append(&[world.view(device, 7), world.view(device, 7), world.view_once(device, 7, "one")]).await;
        let done = world.fold().await;
        assert_eq!((done.events, done.duplicates), (3, 0));
    }

    async fn a_yes_taken_back_before_the_fold_drops_the_event(on) {
        let world = World::new(on).await;
        let (anna, ben) = (world.device("anna", Said::Granted).await, world.device("ben", Said::Granted).await);
        let never = inbox::device(&world.keys, "carol");
        world.append(&[world.view(anna, 1), world.view(ben, 2), world.view(never, 3)]).await;
        world.says(anna, Said::Withdrawn).await;
        let done = world.fold().await;
        assert_eq!((done.events, done.refused), (1, 2));
        assert_eq!(world.events().await[0].stream, ben.id);
        assert_eq!(world.streams().await, [ben.id]);
        assert_eq!(world.tally("refused:no_consent").await, 2);
    }

    async fn r050_a_no_empties_cart_and_views_and_begins_nothing_where_nothing_was(on) {
        let world = World::new(on).await;
        let ana = world.person("ana").await;
        let phone = world.device("phone", Said::Granted).await;
        world.confirms(&ana, phone).await;
        let added = world.event(phone, Kind::PRODUCT_ADDED, Some(7), r#"{"quantity":1}"#);
        world.append(&[added, world.view(phone, 8)]).await;
        world.fold().await;
        let state = world.state(ana.profile).await;
        assert_eq!((state.cart.len(), state.views.len()), (1, 1));

        let no = |device| {
            let what = What::Choice { granted: false, place: String::new() };
            Entry::house(world.now(), device, what)
        };
        let stranger = world.device("stranger", Said::Withdrawn).await;
        let before = world.streams().await;
        world.says(phone, Said::Withdrawn).await;
        world.append(&[no(phone), no(stranger)]).await;
        // A new yes before the no is folded stands: the ledger knows the order.
        world.says(phone, Said::Granted).await;
        world.append(&[world.view(phone, 9)]).await;
        world.fold().await;
        let state = world.state(ana.profile).await;
        let seen: Vec<i64> = state.views.iter().map(|view| view.item).collect();
        assert_eq!((state.cart.len(), seen), (0, vec![9]), "nothing from before is left to remind of");
        assert_eq!(world.streams().await, before, "a no begins no stream");
    }

    async fn r050_a_no_empties_the_cart_of_whoever_used_the_device_before(on) {
        let world = World::new(on).await;
        let (ana, ben) = (world.person("ana").await, world.person("ben").await);
        let shared = world.device("shared", Said::Granted).await;
        for person in [&ana, &ben] {
            world.confirms(person, shared).await;
            world.append(&[world.event(shared, Kind::PRODUCT_ADDED, Some(7), r#"{"quantity":1}"#)]).await;
            world.fold().await;
            assert_eq!(world.state(person.profile).await.cart.len(), 1);
        }
        world.says(shared, Said::Withdrawn).await;
        let no = What::Choice { granted: false, place: String::new() };
        world.append(&[Entry::house(world.now(), shared, no)]).await;
        world.fold().await;
        for person in [&ana, &ben] {
            assert!(world.state(person.profile).await.cart.is_empty());
        }
    }

    async fn a_choice_in_a_block_decides_about_the_whole_block(on) {
        let world = World::new(on).await;
        let (anna, ben) = (inbox::device(&world.keys, "anna"), world.device("ben", Said::Granted).await);
        world.fresh.clock.advance(Micros::SECOND);
        let choice = |stream, granted| {
            let what = What::Choice { granted, place: "https://shop.example/".into() };
            Entry { basis: Basis::Mapped, what, ..world.view(stream, 0) }
        };
        world.append(&[choice(anna, true), world.view(anna, 1), choice(ben, false), world.view(ben, 2)]).await;
        world.fold().await;
        assert_eq!(world.events().await.iter().map(|e| e.stream).collect::<Vec<_>>(), [anna.id]);
    }

    async fn a_yes_that_came_with_the_event_is_written_down_once(on) {
        let world = World::new(on).await;
        let device = inbox::device(&world.keys, "anna");
        let mapped = |item| Entry { basis: Basis::Mapped, ..world.view(device, item) };
        world.append(&[mapped(1), mapped(2)]).await;
        world.append(&[mapped(3)]).await;
        assert_eq!(world.fold().await.events, 3);
        let mut tx = world.tenant().read("test.standing").await.unwrap();
        let standing = ledger::standing(&mut tx, Purpose::TRACKING, &Subject::Device(device.id)).await.unwrap().unwrap();
        assert_eq!((standing.state, standing.entry), (Said::Granted, 1));
    }

    async fn two_devices_that_share_a_number_keep_apart(on) {
        let world = World::new(on).await;
        let anna = world.device("anna", Said::Granted).await;
        let twin = StreamRef { check: anna.check ^ 1, ..anna };
        world.append(&[world.view(anna, 1), world.view(twin, 2)]).await;
        world.fold().await;
        world.append(&[world.view(twin, 3), world.view(anna, 4)]).await;
        world.fold().await;
        let events = world.events().await;
        let of = |stream: i64| -> Vec<i64> { events.iter().filter(|e| e.stream == stream).map(|e| e.item.unwrap()).collect() };
        let mut both = vec![of(anna.id), of(anna.id + 1)];
        both.sort();
        assert_eq!(both, [vec![1, 4], vec![2, 3]]);
    }

    async fn a_device_is_joined_by_the_person_who_confirmed_on_it(on) {
        let world = World::new(on).await;
        let (anna, device) = (world.person("anna").await, world.device("phone", Said::Granted).await);
        world.append(&[world.view(device, 7)]).await;
        world.confirms(&anna, device).await;
        assert_eq!(world.owner(device.id).await, Some(anna.profile));
        assert_eq!(world.state(anna.profile).await.views[0].item, 7);
        let last = world.events().await.pop().unwrap();
        assert_eq!((last.kind, last.stream), (Kind::SUBSCRIPTION_CONFIRMED, anna.address.id));
    }

    async fn another_person_on_the_device_begins_a_new_stream(on) {
        let world = World::new(on).await;
        let (anna, ben) = (world.person("anna").await, world.person("ben").await);
        let device = world.device("the family's", Said::Granted).await;
        world.append(&[world.view(device, 1)]).await;
        world.confirms(&anna, device).await;
        world.confirms(&ben, device).await;
        world.append(&[world.view(device, 2)]).await;
        world.fold().await;

        let views = |state: State| state.views.iter().map(|view| view.item).collect::<Vec<_>>();
        assert_eq!(views(world.state(anna.profile).await), [1]);
        assert_eq!(views(world.state(ben.profile).await), [2]);
        assert_eq!(world.owner(device.id).await, Some(anna.profile));
    }

    async fn a_merge_brings_both_pasts_together_and_undo_parts_them(on) {
        let world = World::new(on).await;
        let device = world.device("phone", Said::Granted).await;
        let user = inbox::user(&world.keys, "customer-1");
        let signed_in = Entry { same_person: Some(user), ..world.view(device, 1) };
        world.append(&[signed_in]).await;
        world.fold().await;
        let claimed = world.owner(device.id).await.unwrap();
        assert_eq!(world.owner(user.id).await, Some(claimed));

        let anna = world.person("anna").await;
        world.confirms(&anna, device).await;
        assert_eq!(world.owner(device.id).await, Some(anna.profile));
        assert_eq!(world.owner(user.id).await, Some(anna.profile));
        assert_eq!(world.streams_of(claimed).await, Vec::<i64>::new());
        assert_eq!(world.state(anna.profile).await.views[0].item, 1);

        let seen = world.events().await;
        let link: i64 = {
            let mut tx = world.tenant().read("test.link").await.unwrap();
            tx.query_opt(&sql::LAST_LINK, &[]).await.unwrap().unwrap().get(0).unwrap()
        };
        let moved = transaction!(world.tenant(), "test.undo", |tx| { identity::undo(tx, link, "by hand").await }).unwrap();
        assert!(moved);
        let (phone, customer) = (world.owner(device.id).await, world.owner(user.id).await);
        assert_eq!([phone, customer].iter().filter(|owner| **owner == Some(claimed)).count(), 1);
        assert_eq!(world.streams_of(claimed).await.len(), 1);
        assert_eq!(world.events().await, seen);
    }

    async fn an_order_counts_once_whoever_tells_of_it(on) {
        let world = World::new(on).await;
        let (anna, ben) = (world.device("anna", Said::Granted).await, world.device("ben", Said::Granted).await);
        world.append(&[world.buys(anna, "A-1"), world.buys(ben, "A-1"), world.buys(anna, "A-2")]).await;
        world.fold().await;
        world.append(&[world.buys(anna, "A-1")]).await;
        world.fold().await;
        assert_eq!(world.events().await.len(), 2);
        let order = world.order("A-1").await.unwrap().order;
        assert_eq!((order.stream_id, order.total), (Some(anna.id), Money { minor: 8990, currency: Currency::EUR }));
    }

    async fn an_order_under_the_contract_feeds_nothing_else(on) {
        let world = World::new(on).await;
        let device = inbox::device(&world.keys, "anna");
        world.append(&[Entry { basis: Basis::Contract, ..world.buys(device, "A-1") }]).await;
        let done = world.fold().await;
        assert_eq!((done.events, done.refused), (0, 0));
        assert_eq!(world.order("A-1").await.unwrap().order.stream_id, None);
        assert!(world.events().await.is_empty() && world.streams().await.is_empty());
    }

    async fn a_followed_link_is_remembered_for_the_order_it_brings(on) {
        let world = World::new(on).await;
        let anna = world.person("anna").await;
        let message = Id::new(&world.fresh.clock);
        let props = format!(r#"{{"origin":2,"message":"{}"}}"#, message.text("msg"));
        let what = What::Event { kind: Kind::LINK_CLICKED, item: None, props };
        world.append(&[Entry::house(world.now(), anna.address, what)]).await;
        world.fold().await;
        let click = world.state(anna.profile).await.click.unwrap();
        assert_eq!((click.origin, click.message, click.at), (2, message.0, world.now()));
    }

    async fn a_number_carries_the_month_and_rises_with_every_event(on) {
        let world = World::new(on).await;
        let device = world.device("anna", Said::Granted).await;
        world.append(&[world.view(device, 1), world.view(device, 2)]).await;
        world.fold().await;
        world.fresh.clock.advance(40 * Micros::DAY);
        world.append(&[world.view(device, 3)]).await;
        world.fold().await;
        let seqs: Vec<i64> = world.events().await.iter().map(|event| event.seq).collect();
        assert!(seqs.is_sorted_by(|a, b| a < b), "{seqs:?}");
        assert_eq!(seqs.iter().map(|seq| seq & ((1 << 40) - 1)).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(seqs[0] >> 40, 2026 * 12 + 5, "June 2026");
        assert_eq!(seqs[2] >> 40, 2026 * 12 + 6, "July 2026");
    }

    async fn what_is_folded_leaves_the_inbox_and_large_backlogs_go_in_steps(on) {
        let world = World::new(on).await;
        let device = world.device("anna", Said::Granted).await;
        let block: Vec<Entry> = (0..500).map(|n| world.view_once(device, n % 40 + 1, &n.to_string())).collect();
        for part in 0..20 {
            let renamed = |(n, entry): (usize, &Entry)| {
                let dedupe = Some(world.keys.hash128("message", &[format!("{part}/{n}").as_bytes()]));
                Entry { dedupe, ..entry.clone() }
            };
            world.append(&block.iter().enumerate().map(renamed).collect::<Vec<_>>()).await;
        }
        assert_eq!(world.waiting().await, 10_000);
        let step = fold(world.tenant(), &world.keyring).await.unwrap();
        assert_eq!((step.blocks, step.events), (16, 8_000));
        assert_eq!(world.waiting().await, 2_000);
        assert_eq!(world.fold().await.events, 2_000);
        assert_eq!((world.waiting().await, world.events().await.len()), (0, 10_000));
    }

    async fn one_large_block_is_folded_whole(on) {
        let world = World::new(on).await;
        let mut entries = Vec::new();
        for number in 0..900 {
            let device = inbox::device(&world.keys, &format!("device {number}"));
            entries.extend((0..10).map(|item| Entry { basis: Basis::House, ..world.view(device, item + 1) }));
        }
        world.append(&entries).await;
        let done = fold(world.tenant(), &world.keyring).await.unwrap();
        assert_eq!((done.blocks, done.events), (1, 9_000));
        assert_eq!(world.streams().await.len(), 900);
    }

    async fn two_folders_at_once_never_double_an_event(on) {
        let world = World::new(on).await;
        let device = world.device("anna", Said::Granted).await;
        for block in 0..120 {
            let entries: Vec<Entry> = (0..5).map(|n| world.view(device, block * 5 + n + 1)).collect();
            world.append(&entries).await;
        }
        let (one, two) = tokio::join!(world.fold(), world.fold());
        assert_eq!(one.events + two.events, 600);
        let mut items: Vec<i64> = world.events().await.iter().map(|event| event.item.unwrap()).collect();
        items.sort_unstable();
        assert_eq!(items, (1..=600).collect::<Vec<i64>>());
    }

    async fn a_block_that_cannot_be_read_stops_the_fold_and_loses_nothing(on) {
        let world = World::new(on).await;
        let device = world.device("anna", Said::Granted).await;
        world.append(&[world.view(device, 1)]).await;
        transaction!(world.tenant(), "test.damage", |tx| { tx.execute(&sql::DAMAGE, params![b"[{".to_vec()]).await }).unwrap();
        assert!(fold(world.tenant(), &world.keyring).await.is_err());
        assert_eq!(world.waiting().await, 1);
    }

    async fn every_statement_of_the_room_is_understood(on) {
        let fresh = Fresh::new(on).await;
        for statement in placet_profile::store::ALL {
            prepare(&fresh.store, statement).await.unwrap();
        }
    }
}
