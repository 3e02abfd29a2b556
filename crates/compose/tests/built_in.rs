//! The templates that come with the program: every language publishes, renders and shows what it must.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use placet_compose::{Builtin, Links, Rendered, Target, Template};
use placet_core::Language;
use serde_json::{Value, json};

struct Signed;

impl Links for Signed {
    fn link(&self, number: u16, item: i64) -> String {
        format!("https://mail.shop.example/l/{number}-{item}")
    }
}

fn product(id: &str, name: &str, price: &str) -> Value {
    let colours = ["7f9f8f", "b7a58a", "8fa3b8", "c08f7f", "9a9fb0"];
    let colour = colours[name.len() % colours.len()];
    json!({
        "id": id, "name": name, "price": price, "quantity": 1, "url": "https://shop.example/p/1",
        "image": format!("https://picture.example/{colour}.png"),
    })
}

fn data() -> Value {
    let mut shoes = product("1001", "Ridge 3 trail running shoe, women, size 39", "129.00 €");
    shoes["old_price"] = json!("149.00 €");
    shoes["quantity"] = json!(2);
    json!({
        "person": {"first_name": "Ana <3"},
        "shop": {"name": "Crestline Running"},
        "sender": {"name": "Crestline Running SRL", "address": "Strada Lungă 12, 500035 Brașov, Romania"},
        "items": [shoes, product("1002", "Merino running socks", "14.50 €"), product("1003", "Soft flask 500 ml", "19.00 €")],
        "similar": [product("2001", "Ridge 3 GTX", "149.00 €"), product("2002", "Pebble trail shoe", "99.00 €"),
            product("2003", "Summit gaiters", "34.00 €"), product("2004", "Never shown", "1.00 €")],
        "complementary": [product("3001", "Head lamp 400", "59.00 €"), product("3002", "Running belt with two flasks", "42.00 €"),
            product("3003", "Electrolyte tablets", "7.90 €"), product("3004", "Never shown", "1.00 €")],
        "cart": {"total": "291.50 €"},
        "unsubscribe_url": "https://mail.shop.example/u/abc", "preferences_url": "https://mail.shop.example/p/abc",
        "why_url": "https://mail.shop.example/w/abc", "web_url": "https://mail.shop.example/v/abc",
        "confirm_url": "https://mail.shop.example/c/abc",
    })
}

fn render(builtin: Builtin, language: &str) -> Rendered {
    let published = Template::publish(&builtin.source(language))
        .unwrap_or_else(|faults| panic!("{language}: {faults:#?}"));
    let rendered = published.parse().unwrap().render(&data(), &Signed).unwrap();
    keep(&format!("{builtin:?}.{language}").to_lowercase(), &rendered);
    rendered
}

/// Keeps the mails beside the test's other output, to be looked at.
fn keep(name: &str, rendered: &Rendered) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join(format!("{name}.html")), &rendered.html).unwrap();
    std::fs::write(folder.join(format!("{name}.txt")), format!("{}\n\n{}", rendered.subject, rendered.text))
        .unwrap();
}

#[test]
fn the_cart_reminder_shows_products_links_and_sender_in_every_language() {
    for language in Language::codes() {
        let mail = render(Builtin::CartReminder, language);
        for part in [&mail.html, &mail.text] {
            assert!(!part.contains("[[") && !part.contains("{{") && !part.contains("{%"), "{part}");
            for wanted in [
                "Ridge 3 trail",
                "Merino",
                "Soft flask",
                "129.00 €",
                "Summit gaiters",
                "Electrolyte tablets",
                "Strada Lungă 12",
                "https://mail.shop.example/u/abc",
                "https://mail.shop.example/p/abc",
                "https://mail.shop.example/w/abc",
            ] {
                assert!(part.contains(wanted), "{language}: {wanted} in {part}");
            }
            assert!(!part.contains("Never shown") && !part.contains("shop.example/p/1"));
        }
        assert!(mail.html.contains("Ana &lt;3") && mail.text.contains("Ana <3"));
        assert!(mail.subject.contains("Ridge 3 trail"));
        assert_eq!(mail.html.matches("class=\"product\"").count(), 3);
        assert!(
            mail.html.contains("-1001\"") && mail.html.contains("-2003\"") && mail.html.contains("-3003\"")
        );
        assert!(mail.html.len() < 102_000, "mail programs cut longer mails off");
    }
}

#[test]
fn the_confirmation_and_its_reminder_have_one_button_and_no_unsubscribe_link() {
    let both = [Builtin::Confirm, Builtin::ConfirmReminder].into_iter();
    for (builtin, language) in both.flat_map(|one| Language::codes().map(move |code| (one, code))) {
        let mail = render(builtin, language);
        assert!(!mail.html.contains("[[") && !mail.subject.contains("[["), "{language}");
        assert_eq!(mail.html.matches("<a ").count(), 1);
        assert_eq!(mail.html.matches("href=\"https://mail.shop.example/c/abc\"").count(), 1);
        assert!(mail.text.contains("https://mail.shop.example/c/abc") && !mail.text.contains("/u/abc"));
        assert!(mail.html.contains("Strada Lungă 12") && mail.html.contains("Crestline Running SRL"));
    }
}

#[test]
fn a_companys_hostile_name_is_text_in_every_built_in_mail() {
    let sharp = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";
    let mut data = data();
    data["renew_url"] = json!("https://mail.shop.example/r/abc");
    for (of, key) in [("shop", "name"), ("sender", "name"), ("sender", "address")] {
        data[of][key] = json!(sharp);
    }
    for (builtin, language) in
        [Builtin::CartReminder, Builtin::Confirm, Builtin::ConfirmReminder, Builtin::Renewal]
            .into_iter()
            .flat_map(|one| Language::codes().map(move |code| (one, code)))
    {
        let published = Template::publish(&builtin.source(language)).unwrap();
        let mail = published.parse().unwrap().render(&data, &Signed).unwrap();
        let lower = mail.html.to_lowercase();
        assert!(!lower.contains("<script") && !lower.contains("<img src=x"), "{builtin:?} {language}");
        assert!(mail.html.contains("&lt;script&gt;"), "{builtin:?} {language}: {}", mail.html);
    }
}

#[test]
fn every_language_has_the_same_links() {
    let links = |language| Template::publish(&Builtin::CartReminder.source(language)).unwrap().links;
    for language in Language::codes() {
        assert_eq!(links(language), links("en"));
    }
    let targets: Vec<Target> = links("en").into_iter().map(|link| link.target).collect();
    let products = [Target::Item, Target::Item];
    let expected = [&[Target::Shop][..], &products, &[Target::Cart], &products, &products].concat();
    assert_eq!(targets, expected);
}

#[test]
fn a_row_of_recommendations_is_headed_in_every_language_and_gone_when_it_is_empty() {
    let titles = [
        ("en", ["You may also like", "Goes well with it"]),
        ("ro", ["S-ar putea să vă placă și", "Se potrivesc cu ce ați ales"]),
        ("fr", ["Cela pourrait aussi vous plaire", "Pour aller avec"]),
    ];
    for (language, titles) in titles {
        let compiled = Template::publish(&Builtin::CartReminder.source(language)).unwrap().parse().unwrap();
        for shown in [[true, true], [true, false], [false, true], [false, false]] {
            let mut data = data();
            for (row, _) in ["similar", "complementary"].into_iter().zip(shown).filter(|(_, shown)| !shown) {
                data[row] = json!([]);
            }
            let mail = compiled.render(&data, &Signed).unwrap();
            for part in [&mail.html, &mail.text] {
                assert_eq!(titles.map(|title| part.contains(title)), shown, "{language}: {part}");
            }
        }
    }
}

#[test]
fn an_unknown_language_is_english() {
    assert_eq!(Builtin::Confirm.source("xx"), Builtin::Confirm.source("en-GB"));
    assert_ne!(Builtin::Confirm.source("ro-RO"), Builtin::Confirm.source("en"));
}
