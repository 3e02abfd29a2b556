//! Whatever arrives is read, and quickly.

use placet_permission::reply::{Here, Meaning, Reach, read};
use proptest::prelude::*;

use crate::reply;

proptest! {
    #[test]
    fn any_text_is_read(text in ".{0,300}") {
        read(&text, &Here::default());
    }

    #[test]
    fn any_dress_of_a_keyword_is_a_stop(before in "[ .!,*\\-\u{200b}\u{feff}\n😡🙏]{0,6}", after in "[ .!,*\\-\u{200b}\n😡🙏]{0,6}", loud in any::<[bool; 4]>()) {
        let word: String = "stop".chars().zip(loud).map(|(c, loud)| if loud { c.to_ascii_uppercase() } else { c }).collect();
        let text = format!("{before}{word}{after}");
        prop_assert_eq!(reply(&text).meaning, Meaning::Stop(Reach::Channel), "{}", text);
    }

    #[test]
    fn pieces_of_what_people_write_are_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        let text = pieces.join(" ");
        let reply = reply(&text);
        prop_assert!(reply.meaning != Meaning::Other || reply.because.is_none());
    }
}

const PIECES: &[&str] = &[
    "stop",
    "don't",
    "please",
    "STOP",
    ",",
    ".",
    "text",
    "me",
    "nu",
    "mai",
    "не",
    "пишите",
    "plus",
    "ne",
    "m'",
    "?",
    "\n",
    "> ",
    "--",
    "ș?i",
    "\u{fffd}",
    "🛑",
    "“",
    "0",
    "12345",
    "unsubscribe",
    "dezabon?re",
    "l'",
    "'",
    "$",
    "$t",
    "@",
    "ЅТ",
    "ǆ",
    "ﬁ",
    "İ",
    "ß",
    "\0",
];

#[test]
fn a_signature_stands_below_something() {
    assert_eq!(reply("--\nstop").meaning, Meaning::Stop(Reach::Channel));
    assert_eq!(reply("thanks\n--\nstop smoking clinic").meaning, Meaning::Other);
}

#[test]
fn a_huge_text_costs_no_more_than_its_beginning() {
    let long = "stop texting me don't stop ".repeat(400_000);
    let reply = reply(&long);
    assert!(matches!(reply.meaning, Meaning::Stop(_)));
    let hidden = format!("{} stop", "word ".repeat(100_000));
    assert_eq!(crate::reply(&hidden).meaning, Meaning::Other, "what stands far below is not looked at");
    assert_eq!(crate::reply(&"a".repeat(1_000_000)).meaning, Meaning::Other);
}

#[test]
fn an_answer_of_a_telephone_or_of_a_machine_is_no_stop() {
    for text in ["Liked “Reply STOP to end”", "👍 to “STOP to end”", "I'm driving and will answer later.", ""]
    {
        assert_eq!(reply(text).meaning, Meaning::Other, "{text}");
    }
}

#[test]
fn a_stop_beside_a_machines_phrase_is_read_by_somebody() {
    for text in [
        "Out of office until 4 May. STOP.",
        "Răspuns automat: stop",
        "I'm driving. Stop texting me!",
        "Can't talk now. Unsubscribe me please",
    ] {
        assert_eq!(reply(text).meaning, Meaning::Unclear, "{text}");
    }
}

#[test]
fn the_reason_is_a_line_of_the_lists_and_never_the_text() {
    let told = |text: &str| {
        let because = reply(text).because.unwrap();
        format!("{} {}: {}", because.of, because.how.name(), because.words)
    };
    assert_eq!(told("STOP"), "en keyword: stop");
    assert_eq!(told("stop please"), "en keyword in a short text: stop");
    assert_eq!(told("STPO"), "en misspelt keyword: stop");
    assert_eq!(
        told("please don't text me anymore, I am Ann Smith"),
        "en phrase: dont|not|never text*|txt*|messag*|msg*|contact*|spam*|bother*|bug|harass*|disturb* me|us|this|my|again|any|anymore|number|here"
    );
}
