use super::*;

const MINUTE: i64 = Micros::MINUTE;
const BOUNDS: Bounds = Bounds { views: 1_000, lines: 1_000 };

fn minute(minutes: i64) -> Micros {
    Micros(minutes * MINUTE)
}

fn listing(id: i64, category: &str) -> Listing<'_> {
    Listing { id, category, in_stock: true, ..Listing::default() }
}

/// Items 1… of these categories.
fn shelf(categories: &[&str]) -> Model {
    let mut model = Model::new(BOUNDS);
    for (id, category) in (1..).zip(categories) {
        model.list(&listing(id, category));
    }
    model
}

/// Lists an item as a variant of a group.
fn variant(model: &mut Model, id: i64, category: &str, group: &str) {
    model.list(&Listing { group, ..listing(id, category) });
}

#[test]
fn what_was_seen_together_comes_before_what_is_popular() {
    let mut model = shelf(&["Shoes"; 3]);
    (0..5).for_each(|stream| model.see(stream, minute(0), 3));
    model.see(9, minute(1), 1);
    model.see(9, minute(2), 2);
    assert_eq!(model.similar(&[1], 2, &[1]), [2, 3]);
    assert_eq!(model.similar(&[1], 0, &[1]), [0i64; 0]);
    assert_eq!(model.similar(&[1], 2, &[1, 2]), [3]);
}

#[test]
fn the_later_items_of_a_question_weigh_more() {
    let mut model = Model::new(BOUNDS);
    [1, 2, 10, 20].into_iter().for_each(|id| model.list(&listing(id, "Shoes")));
    for (stream, (seen, next)) in [(1, 10), (2, 20)].into_iter().enumerate() {
        model.see(stream as i64, minute(0), seen);
        model.see(stream as i64, minute(1), next);
    }
    assert_eq!(model.similar(&[1, 2], 2, &[1, 2]), [20, 10]);
    assert_eq!(model.similar(&[2, 1], 2, &[2, 1]), [10, 20]);
}

#[test]
fn a_rest_of_more_than_half_an_hour_begins_a_new_session() {
    let mut model = shelf(&["Shoes"; 3]);
    for (at, id) in [(0, 1), (30, 2), (61, 3)] {
        model.see(7, minute(at), id);
    }
    assert_eq!(model.sessions.count(), 2);
    assert_eq!(model.sessions.items(0).len(), 2);
}

#[test]
fn an_event_that_comes_late_joins_no_session_it_did_not_belong_to() {
    let mut model = shelf(&["Shoes"; 2]);
    model.see(7, minute(1_000), 1);
    model.see(7, minute(0), 2);
    assert_eq!(model.sessions.count(), 2);
}

#[test]
fn an_item_seen_again_counts_once_and_stands_last() {
    let mut model = shelf(&["Shoes"; 3]);
    [1, 2, 3, 1].into_iter().for_each(|id| model.see(7, minute(0), id));
    let ids: Vec<i64> = model.sessions.items(0).iter().map(|slot| model.shelf.id(*slot)).collect();
    assert_eq!((ids, model.held()), (vec![2, 3, 1], 3));
}

#[test]
fn the_newest_sessions_win_where_there_is_no_room_for_all() {
    let mut model = Model::new(Bounds { views: 4, lines: 0 });
    [1, 2, 3].into_iter().for_each(|id| model.list(&listing(id, "")));
    for (stream, other) in [(1, 2), (2, 3), (3, 3)] {
        model.see(stream, minute(stream), 1);
        model.see(stream, minute(stream), other);
    }
    assert_eq!((model.held(), model.sessions.count()), (4, 2));
    assert_eq!(model.similar(&[1], 1, &[1]), [3]);
}

#[test]
fn sessions_and_baskets_past_their_term_are_forgotten_with_their_items() {
    let mut model = Model::new(BOUNDS);
    model.see(1, minute(0), 1);
    model.put_in_cart(1, minute(0), 2);
    model.order(1, minute(1), &[1, 4]);
    model.see(2, minute(100), 3);
    model.forget_before(minute(50));
    assert_eq!((model.held(), model.sessions.count(), model.baskets.count()), (1, 1, 0));
    for id in [1, 2, 4] {
        assert_eq!(model.shelf.slot(id), None);
    }
    assert!(!model.sessions.knows_item(0) && !model.baskets.knows_item(0));
}

#[test]
fn a_session_or_cart_that_is_over_names_no_stream() {
    let mut model = shelf(&["Shoes"]);
    for stream in 1..5 {
        model.see(stream, minute(31 * stream), 1);
        model.put_in_cart(10 + stream, minute(1_500 * stream), 1);
    }
    model.order(20, minute(6_001), &[1]);
    assert!(!model.sessions.knows_stream(1) && !model.sessions.knows_stream(2));
    assert!(!model.baskets.knows_stream(11) && !model.baskets.knows_stream(12));
    assert!(!model.baskets.knows_stream(20), "an order is over at once");
}

#[test]
fn variants_of_one_product_are_one_product() {
    let mut model = shelf(&["Shoes"; 3]);
    for id in [10, 11, 12] {
        variant(&mut model, id, "Shoes", "ridge");
    }
    for id in [20, 21] {
        variant(&mut model, id, "Shoes", "pebble");
    }
    for (stream, ids) in [(1, [10, 20]), (2, [11, 21]), (3, [12, 1])] {
        ids.into_iter().for_each(|id| model.see(stream, minute(0), id));
    }
    assert_eq!(
        model.similar(&[10], 9, &[10]),
        [20, 1, 2, 3],
        "what was seen with any of its sizes, one size of each"
    );
    assert_eq!(model.similar(&[20], 1, &[20]), [10]);
    assert_eq!(model.similar(&[1], 9, &[1, 21]), [10, 2, 3], "a size of what is excluded is excluded");
    variant(&mut model, 20, "Shoes", "");
    assert_eq!(model.similar(&[10], 2, &[10, 21]), [1, 20], "until the catalogue parts them");
}

#[test]
fn the_variant_shown_is_the_best_known_that_is_to_be_had() {
    let mut model = shelf(&["Shoes"]);
    for id in [10, 11, 12] {
        variant(&mut model, id, "Shoes", "ridge");
    }
    for (stream, id) in [(1, 12), (2, 12), (3, 11)] {
        model.see(stream, minute(0), 1);
        model.see(stream, minute(0), id);
    }
    assert_eq!(model.similar(&[1], 9, &[1]), [12]);
    model.list(&Listing { group: "ridge", in_stock: false, ..listing(12, "Shoes") });
    assert_eq!(model.similar(&[1], 9, &[1]), [11]);
}

#[test]
fn what_two_orders_hold_together_goes_together_and_one_order_alone_does_not() {
    let mut model = shelf(&["Shoes", "Socks", "Flasks"]);
    model.order(1, minute(0), &[1, 2]);
    assert_eq!(model.complementary(&[1], 3, &[]), [0i64; 0]);
    model.order(2, minute(0), &[1, 2, 3]);
    assert_eq!(model.complementary(&[1], 3, &[]), [2]);
    assert_eq!(model.complementary(&[2], 3, &[]), [1]);
    assert_eq!(model.complementary(&[1], 3, &[2]), [0i64; 0]);
    assert_eq!(model.complementary(&[1, 2], 3, &[]), [0i64; 0], "a pair with neither of them is known");
}

#[test]
fn a_cart_weighs_less_than_an_order_and_an_order_takes_the_place_of_its_cart() {
    let mut model = shelf(&["Shoes", "Socks", "Flasks"]);
    for stream in 0..4 {
        model.put_in_cart(stream, minute(0), 1);
        model.put_in_cart(stream, minute(1), 2);
    }
    assert_eq!(model.complementary(&[1], 3, &[]), [0i64; 0], "four carts are as much as one order");
    model.order(0, minute(2), &[1, 3]);
    model.order(1, minute(2), &[1, 3]);
    assert_eq!(model.complementary(&[1], 3, &[]), [3]);
    assert_eq!(model.baskets.lines(), 8);
    (4..10).for_each(|stream| [1, 2].into_iter().for_each(|id| model.put_in_cart(stream, minute(3), id)));
    let mut both = model.complementary(&[1], 3, &[]);
    both.sort_unstable();
    assert_eq!(both, [2, 3], "many carts tell, too");
}

#[test]
fn what_goes_with_it_is_of_another_category_to_be_had_and_no_variant_of_it() {
    let mut model =
        shelf(&["Shoes > Running", "Shoes > Running", "Shoes", "Shoes > Running > Kids", "Socks", "Socks"]);
    variant(&mut model, 10, "Gifts", "ridge");
    variant(&mut model, 11, "Gifts", "ridge");
    for stream in 0..3 {
        model.order(stream, minute(stream), &[1, 2, 3, 4, 5, 6, 10, 11]);
    }
    model.list(&Listing { in_stock: false, ..listing(6, "Socks") });
    assert_eq!(model.complementary(&[1], 9, &[]), [5, 10]);
    assert_eq!(model.complementary(&[1, 11], 9, &[]), [5]);
}

#[test]
fn where_no_pair_is_known_the_category_speaks_and_otherwise_nobody() {
    let mut model = Model::new(BOUNDS);
    (1..=10).for_each(|id| model.list(&listing(id, "Shoes > Running")));
    (11..=20).for_each(|id| model.list(&listing(id, "Socks")));
    (21..=40).for_each(|id| model.list(&listing(id, "Books")));
    for n in 1..10 {
        model.order(n, minute(n), &[n, 10 + n]);
    }
    for n in 0..60 {
        model.order(n, minute(20 + n), &[21 + n % 20, 21 + (n * 7 + 1) % 20]);
    }
    let with_a_new_shoe = model.complementary(&[10], 3, &[]);
    assert_eq!(with_a_new_shoe.len(), 3);
    assert!(with_a_new_shoe.iter().all(|id| (11..=20).contains(id)), "{with_a_new_shoe:?}");
    model.list(&listing(50, "Lamps"));
    assert_eq!(model.complementary(&[50], 3, &[]), [0i64; 0], "never what is merely popular");
    assert_eq!(model.complementary(&[99], 3, &[]), [0i64; 0]);
}

#[test]
fn an_item_without_history_can_be_asked_about_and_found() {
    let mut model = Model::new(BOUNDS);
    for (id, title) in [
        (1, "Trail shoe Ridge, blue"),
        (2, "Trail shoe Ridge, red"),
        (3, "Sandal"),
        (4, "Șlapi de plajă"),
        (5, "Slapi plaja"),
    ] {
        model.list(&Listing { title, ..listing(id, "Shoes") });
    }
    for stream in 0..9 {
        model.see(stream, minute(0), 3);
    }
    assert_eq!(model.similar(&[1], 2, &[1]), [2, 3], "what reads alike before what is popular");
    assert_eq!(model.similar(&[4], 1, &[4]), [5]);
}

#[test]
fn of_items_that_read_alike_the_one_of_a_like_price_comes_first() {
    let mut model = Model::new(BOUNDS);
    for (id, minor) in [(1, 10_000), (2, 90_000), (3, 11_000)] {
        let price = Some(Money { minor, currency: placet_core::Currency::EUR });
        model.list(&Listing { title: "Trail shoe", price, ..listing(id, "Shoes") });
    }
    assert_eq!(model.similar(&[1], 2, &[1]), [3, 2]);
}

#[test]
fn some_answers_leave_their_last_place_to_what_is_new_and_no_more_than_that() {
    let mut model = Model::new(Bounds { views: 10_000, lines: 0 });
    for id in 1..=40 {
        model.list(&Listing { title: "Trail shoe", ..listing(id, "Shoes") });
        model.list(&Listing { title: "Trail shoe, new", ..listing(100 + id, "Shoes") });
    }
    for stream in 0..400 {
        (0..5).for_each(|step| model.see(stream, minute(stream), 1 + (stream + step) % 40));
    }
    let answers: Vec<Vec<i64>> = (1..=40).map(|id| model.similar(&[id], 4, &[id])).collect();
    let with_new = answers.iter().filter(|answer| answer[3] > 100).count();
    assert!(answers.iter().all(|answer| answer.len() == 4 && answer[..3].iter().all(|id| *id <= 40)));
    assert!((4..=18).contains(&with_new), "{with_new} of 40");
}

#[test]
fn through_any_history_the_counts_agree_and_the_bounds_hold() {
    let mut model = Model::new(Bounds { views: 500, lines: 200 });
    let mut dice = 42u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((dice >> 33) % sides) as i64
    };
    let categories = ["Shoes > Running", "Shoes", "Socks", ""];
    for step in 0..20_000 {
        let (stream, id, at) = (roll(40), roll(100), minute(step / 10 - roll(90)));
        match roll(10) {
            0 => model.put_in_cart(stream, at, id),
            1 => {
                let ids: Vec<i64> = (0..roll(5)).map(|_| roll(100)).collect();
                model.order(stream, at, &ids);
            }
            _ => model.see(stream, at, id),
        }
        if roll(50) == 0 {
            let group = ["", "a", "b", "c"][roll(4) as usize];
            let category = categories[roll(4) as usize];
            let listing = Listing {
                id: roll(100),
                group,
                category,
                title: group,
                in_stock: roll(2) == 0,
                ..Listing::default()
            };
            model.list(&listing);
        }
        if roll(500) == 0 {
            model.forget_before(minute(step / 10 - 200));
        }
        if step % 100 == 0 {
            model.sessions.check(&model.shelf);
            model.baskets.check(&model.shelf);
            model.shelf.check();
            let (asked, excluded) = ([roll(100), roll(100)], [roll(100)]);
            keeps_its_word(&model, &[], &excluded, &model.similar(&asked, 5, &excluded));
            keeps_its_word(&model, &asked, &excluded, &model.complementary(&asked, 5, &excluded));
        }
    }
    model.forget_before(Micros::NEVER);
    assert_eq!((model.held(), model.sessions.count(), model.baskets.count()), (0, 0, 0));
    model.shelf.check();
}

/// No variant twice, none of what was asked about or excluded, all to be had.
fn keeps_its_word(model: &Model, asked: &[i64], excluded: &[i64], answer: &[i64]) {
    let product = |id: &i64| model.shelf.slot(*id).map(|slot| model.shelf.product(slot));
    let mut gone: Vec<_> = asked.iter().chain(excluded).filter_map(product).collect();
    assert!(answer.len() <= 5);
    for id in answer {
        let listed = model.shelf.slot(*id).and_then(|slot| model.shelf.listed(slot));
        assert!(listed.is_some_and(|listed| listed.in_stock));
        let product = product(id).unwrap();
        assert!(!gone.contains(&product), "{id} is a variant of what is there");
        gone.push(product);
    }
}
