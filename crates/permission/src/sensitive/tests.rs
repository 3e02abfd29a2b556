//! Each rule with what it finds and what it lets pass: made up by the arithmetic of the check digits, or published for tests.

use proptest::prelude::*;

use super::*;

fn text(text: &str) -> Option<Found> {
    find(text, Look::Text)
}

#[track_caller]
fn all(found: Option<Found>, texts: &[&str]) {
    for one in texts {
        assert_eq!(text(one), found, "{one}");
    }
}

/// Digits with the check digit of cards behind them.
fn with_luhn(digits: &str) -> String {
    let sum: u32 = digits.bytes().rev().enumerate().fold(0, |sum, (place, digit)| {
        let value = u32::from(digit - b'0') << ((place + 1) % 2);
        sum + if value > 9 { value - 9 } else { value }
    });
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn numbers(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| byte - b'0').collect()
}

#[test]
fn r029_card_numbers_are_found_however_they_are_written() {
    for card in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "5500-0000-0000-0004",
        "5500.0000.0000.0004",
        "5500_0000_0000_0004",
        "4111 - 1111 - 1111 - 1111",
        "4111\u{a0}1111\u{202f}1111\u{2009}1111",
        "4111\u{2013}1111\u{2013}1111\u{2013}1111",
        "４１１１１１１１１１１１１１１１",
        "٤١١١١١١١١١١١١١١١",
        "4\u{200b}111111111111111",
        "x378282246310005y",
        "3782 822463 10005",
        "41 11 11 11 11 11 11 11",
        "pay 2024 4111111111111111",
        "order 12: 4111 1111 1111 1111 12/29 123",
        "4111 1111 1111 1111 1229 123",
        "/pay/4111%201111%201111%201111",
        "2223003122003222",
        "6011111111111117",
        "3530111333300000",
        "6200000000000005",
        "2200000000000053",
    ] {
        for look in [Look::Text, Look::Published, Look::Path, Look::Id] {
            assert_eq!(find(card, look), Some(Found::Card), "{card} {look:?}");
        }
    }
    all(Some(Found::Card), &["30569309025904", "3056 930902 5904", "6304000000000000000"]);
    assert!(find("411111111111111", Look::Id).is_none(), "15 digits of no network");
}

#[test]
fn what_is_nearly_a_card_number_passes() {
    all(
        None,
        &[
            "4111111111111112",
            "4111 1111 1111 1112",
            "0000000000000000",
            "1111222233334444",
            "9999999999999995",
            "14111111111111111111",
            "size 40 41 42 43 44 45 46 47",
            "4100, 4200, 4300, 4400, 4500",
            "1Z9999990205271688",
            "9400 1000 0000 0000 0000 06",
        ],
    );
}

#[test]
fn article_numbers_and_ids_of_shop_systems_are_no_cards() {
    for id in ["4006381333023", "7654321098763", "123456789012345671", "SKU-00-0000"] {
        for look in [Look::Text, Look::Published, Look::Path, Look::Id] {
            assert_eq!(find(id, look), None, "{id} {look:?}");
        }
    }
    // No article's by its check digit, and Diners Club's by first digits and check digit.
    assert_eq!((find("39072185417783", Look::Id), text("39072185417783")), (None, Some(Found::Card)));
}

#[test]
fn r029_a_number_that_may_be_another_is_a_card_beside_a_word_that_says_so() {
    let visa = with_luhn("422222222222");
    assert_eq!((text(&visa), text(&format!("card {visa}"))), (None, Some(Found::Card)));
    assert_eq!(find_in("cardNumber", &visa, Look::Published), Some(Found::Card));
    assert_eq!(find_in("card_number", &visa, Look::Published), Some(Found::Card));
    assert_eq!(text("memory card, EAN 4006381333023"), None, "an article's number by its check digit");
    assert_eq!(text("visa 4006381333023"), Some(Found::Card));
    assert_eq!(text(&format!("cardul meu: {}", with_luhn("56789012345"))), Some(Found::Card));
}

#[test]
fn r029_addresses_are_found_in_text() {
    all(
        Some(Found::Address),
        &[
            "ana@example.org",
            "mail to ana.b+c@shop.example.org!",
            "/u/ana%40example.org",
            "ana＠example.org",
            "ünal@bücher.example",
        ],
    );
    all(None, &["3 @ 2.50", "@media", "a@b", "shoes 40% off", "user@", "1@2.5"]);
    assert_eq!(find("ana@example.org", Look::Id), Some(Found::Address));
    assert_eq!(find("write to ana@example.org", Look::Published), None, "a company may name its own");
}

#[test]
fn r029_ibans_are_found_in_any_writing() {
    all(
        Some(Found::Iban),
        &[
            "RO49AAAA1B31007593840000",
            "RO49 AAAA 1B31 0075 9384 0000",
            "iban:ro49aaaa1b31007593840000",
            "IBANRO49AAAA1B31007593840000.",
            "MD24AG000225100013104168",
            "FR14 2004 1010 0505 0001 3M02 606",
            "DE89370400440532013000",
            "DE 89 3704 0044 0532 0130 00",
            "GB29-NWBK-6016-1331-9268-19",
            "my account BE68 5390 0754 7034 please",
        ],
    );
    all(
        None,
        &[
            "RO49AAAA1B31007593840001",
            "RO49AAAA1B3100759384000",
            "DE89370400440532013001",
            "DE893704004405320130001",
            "QX49AAAA1B31007593840000",
        ],
    );
    assert_eq!(find("DE89370400440532013000", Look::Id), None, "an id is looked at for cards alone");
}

#[test]
fn r029_romanian_and_moldovan_numbers_are_found_where_they_can_be_no_other() {
    all(
        Some(Found::NationalId),
        &["1630615123457", "1 630615 123457", "born 1630615123457!", "x1630615123457", "CNP 1630615123457"],
    );
    // Not a day, not a county, not the check digit, the number nought; and born in a century long past.
    all(None, &["1630231123454", "1630615993454", "1630615123458", "1630615120000"]);
    let cnp = |head: &str| {
        (0..10)
            .map(|last| format!("{head}{last}"))
            .find(|n| cnp::is_valid(&numbers(n)[..].try_into().unwrap()))
    };
    let old = cnp("351022815001").unwrap();
    assert_eq!((text(&old), text(&format!("cod numeric personal {old}"))), (None, Some(Found::NationalId)));
    let idnp = |head: &str| {
        (0..10)
            .map(|last| format!("{head}{last}"))
            .find(|n| idnp::is_valid(&numbers(n)[..].try_into().unwrap()))
    };
    for head in ["200450012345", "097280489123", "202103300045"] {
        let number = idnp(head).unwrap();
        assert_eq!(text(&format!("IDNP: {number}")), Some(Found::NationalId), "{number}");
        let alone = (!card::is_article(&numbers(&number))).then_some(Found::NationalId);
        assert_eq!(text(&number), alone, "{number}");
    }
    assert_eq!(text("1008600038413"), None, "a company's");
}

#[test]
fn an_article_or_a_page_that_has_a_persons_check_digit_passes_without_a_word() {
    let both =
        (0..1_000).map(|n| format!("296{:02}{:02}12{:03}", 1 + n % 12, 1 + n % 28, 1 + n)).find_map(|head| {
            (0..10).map(|last| format!("{head}{last}")).find(|n| {
                let digits = numbers(n);
                card::is_article(&digits) && cnp::is_valid(&digits[..].try_into().unwrap())
            })
        });
    let both = both.unwrap();
    assert_eq!((text(&both), find_in("cnp", &both, Look::Published)), (None, Some(Found::NationalId)));
    assert_eq!(find("/p/1630615123457", Look::Path), None);
    assert_eq!(find("/cnp/1630615123457", Look::Path), Some(Found::NationalId));
}

#[test]
fn r029_french_numbers_are_found_corsican_ones_too() {
    all(
        Some(Found::NationalId),
        &[
            "295109912611193",
            "2 95 10 99 126 111 93",
            "253072B07300470",
            "253072A07300443",
            "2 53 07 2a 073 004 43",
            "numero de sécurité sociale 2 95 10 99 126 111",
        ],
    );
    all(
        None,
        &["295109912611194", "253072C07300443", "253072A07300444", "295139912611193", "2 95 10 99 126 111"],
    );
}

#[test]
fn r029_american_numbers_are_found_as_they_are_written_or_named() {
    all(
        Some(Found::NationalId),
        &[
            "123-45-6789",
            "my number is 078-05-1120.",
            "123‑45‑6789",
            "SSN 123456789",
            "social security: 123 45 6789",
        ],
    );
    all(
        None,
        &[
            "000-12-3456",
            "666-12-3456",
            "900-12-3456",
            "123-00-4567",
            "123-45-0000",
            "123456789",
            "123 45 6789",
            "1-123-45-6789",
            "123-45-6789-0",
            "123-456-7890",
            "SSN 123-45-678",
            "lessness 123456789",
        ],
    );
}

#[test]
fn r029_words_about_somebodys_health_are_found_in_three_languages() {
    all(
        Some(Found::Medical),
        &[
            "I was diagnosed with type 2 diabetes last year",
            "my son has asthma and my diagnosis is clear",
            "creams for my psoriasis",
            "I'm pregnant, which vitamins?",
            "he is HIV-positive",
            "what helps after my chemotherapy",
            "MY PRESCRIPTION for glasses",
            "Am fost diagnosticată cu cancer",
            "sufăr de diabet",
            "sunt însărcinată în luna a treia",
            "iau insulină",
            "rezultatele analizelor mele",
            "je souffre de dépression",
            "j'ai un cancer",
            "j’ai eu une fausse couche",
            "je suis enceinte",
            "elle est séropositive",
            "mon ordonnance",
            "ma sclérose en plaques",
            "je suis diabe\u{301}tique",
        ],
    );
}

#[test]
fn r029_what_shops_sell_for_the_sick_is_nobodys_illness() {
    all(
        None,
        &[
            "first aid kit",
            "diabetic socks",
            "diabetes test strips",
            "cancer charity t-shirt",
            "Cancer zodiac necklace",
            "hearing aids",
            "pregnancy pillow",
            "pregnant women jeans",
            "asthma inhaler case",
            "ciorapi pentru diabetici",
            "test de sarcină",
            "vêtements pour femme enceinte",
            "chaussettes diabète",
            "depression glass bowl",
            "my new shoes",
            "prescription sunglasses",
            "I have a question about my order",
        ],
    );
    assert_eq!(find("I have diabetes", Look::Published), None, "a company writes for many");
}

#[test]
fn r029_a_body_is_looked_through_wherever_a_text_stands() {
    let look = |field: &str| (field != "password").then_some(Look::Published);
    let found = |json: &str| in_json(json.as_bytes(), look);
    let card = "4111 1111 1111 1111";
    let at = |path: &str| Some((path.to_owned(), Found::Card));
    assert_eq!(found(&format!(r#"{{"name":"{card}"}}"#)), at("name"));
    assert_eq!(found(&format!(r#"{{"a":[{{"b":1}},{{"b":["x","{card}"]}}]}}"#)), at("a[1].b[1]"));
    assert_eq!(
        found(&format!(r#"{{"name":"{card}","name":"good"}}"#)),
        at("name"),
        "a value that another one hides"
    );
    assert_eq!(found(r#"{"name":"\u0034111111111111111"}"#), at("name"));
    assert_eq!(found(r#"{"n":4111111111111111}"#), at("n"));
    assert_eq!(found(&format!(r#"{{"o":{{"{card}":1}}}}"#)), at("o"), "a name is not told");
    assert_eq!(found(&format!(r#"{{"name":"{card}""#)), at("name"), "a text that breaks off");
    assert_eq!(found(&format!(r#"{{"password":"{card}"}}"#)), None);
    assert_eq!(found(r#"{"a":null,"b":true,"c":-1.5,"d":"shoe","e":[]}"#), None);
    assert_eq!(found(r#"{"cnp":"1630615123457"}"#), Some(("cnp".to_owned(), Found::NationalId)));
}

#[test]
fn names_of_properties_that_tell_a_person_are_known() {
    for name in ["email", "user_email", "cnp", "first_name", "nir"] {
        assert!(names_a_person(name), "{name}");
    }
    assert!(!names_a_person("gift_card_id") && !names_a_person("named"));
}

/// An account number of Romania with its check digits.
fn romanian(bank: &str, account: &str) -> String {
    let remainder = iban::remainder(format!("RO00{bank}{account}").as_bytes());
    format!("RO{:02}{bank}{account}", 98 - remainder)
}

proptest! {
    #[test]
    fn r029_every_number_of_a_networks_range_is_found_in_any_gap(
        head in prop::sample::select(vec!["4", "51", "55", "2221", "2720", "6011", "65", "3528", "62", "2200", "50", "67"]),
        tail in "[0-9]{15}",
        gap in prop::sample::select(vec!["", " ", "-", ".", "\u{a0}", " - ", "_", "  "]),
        glue in "[a-zăé]{0,3}",
    ) {
        let digits: String = head.chars().chain(tail.chars()).take(15).collect();
        let card = with_luhn(&digits);
        let groups: Vec<&str> = (0..4).map(|at| &card[at * 4..at * 4 + 4]).collect();
        let written = format!("{glue}{}{glue}", groups.join(gap));
        prop_assert_eq!(text(&written), Some(Found::Card));
        let last = (card.as_bytes()[15] - b'0' + 1) % 10;
        let wrong = format!("{}{last}", &card[..15]);
        prop_assert_ne!(text(&wrong), Some(Found::Card));
    }

    #[test]
    fn r029_every_account_number_is_found_and_none_with_a_wrong_sign(bank in "[A-Z]{4}", account in "[0-9]{8}[A-Z0-9]{8}", at in 4usize..24) {
        let number = romanian(&bank, &account);
        prop_assert!(text(&number).is_some());
        let mut wrong = number.into_bytes();
        wrong[at] = match wrong[at] { b'9' => b'0', b'Z' => b'A', other => other + 1 };
        let wrong = String::from_utf8(wrong).unwrap();
        prop_assert_ne!(text(&wrong), Some(Found::Iban));
    }

    #[test]
    fn no_text_makes_it_panic(any: String, digits in "[0-9 .%/A-Z@-]{0,60}") {
        for one in [any, digits] {
            for look in [Look::Text, Look::Published, Look::Path, Look::Id] {
                let _ = find_in(&one, &one, look);
            }
            let _ = in_json(one.as_bytes(), |_| Some(Look::Text));
        }
    }
}
