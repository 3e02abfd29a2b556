//! What answers mean, measured on phrases: how often a stop is missed, and how often one is found that nobody said.
//!
//! The tables stand in `docs/replies.md` and are compared with it; `PLACET_BLESS=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod corpus;
mod robust;
mod table;

use corpus::{Expected, Phrase, phrases};
use placet_permission::reply::{Here, Meaning, Reach, Reply, read};

/// By which the words were chosen.
const CHOSEN: &str = include_str!("corpus.txt");
/// Written before that, by the same hand: what it knows of them may have led it.
const HELD_OUT: &str = include_str!("held-out.txt");
/// Written when the words stood, free wordings above all.
const UNSEEN: &str = include_str!("unseen.txt");

const PARTS: [(&str, &str); 3] = [
    ("The phrases by which the words were chosen", CHOSEN),
    ("Phrases written before the words and not used to choose them", HELD_OUT),
    ("Free wordings written when the words stood", UNSEEN),
];

fn reply(text: &str) -> Reply {
    read(text, &Here::default())
}

fn is_stop(reply: &Reply) -> bool {
    matches!(reply.meaning, Meaning::Stop(_))
}

#[test]
fn the_corpus_is_large_enough_and_its_two_parts_have_nothing_in_common() {
    let (chosen, held_out) = (phrases(CHOSEN), phrases(HELD_OUT));
    assert!(chosen.len() >= 600 && held_out.len() >= 150, "{} and {}", chosen.len(), held_out.len());
    let plain = |phrase: &Phrase| phrase.text.trim().to_lowercase();
    let known: std::collections::HashSet<_> = chosen.iter().map(plain).collect();
    let both: Vec<_> = held_out.iter().map(plain).filter(|text| known.contains(text)).collect();
    assert!(both.is_empty(), "{both:?}");
}

#[test]
fn r107_r140_no_keyword_is_missed_and_no_stop_is_found_that_nobody_said() {
    let mut wrong = Vec::new();
    for phrase in phrases(CHOSEN) {
        let reply = reply(&phrase.text);
        let fits = match phrase.expected {
            Expected::Keyword => is_stop(&reply),
            Expected::Stop(_) => is_stop(&reply) || reply.meaning == Meaning::Unclear,
            _ => !is_stop(&reply),
        };
        if !fits {
            wrong.push(format!("{:?} {}\t{}\t{:?}", phrase.expected, phrase.language, phrase.text, reply));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_stop_reaches_as_far_as_was_said() {
    let mut wrong = Vec::new();
    for phrase in phrases(CHOSEN) {
        let wanted = match phrase.expected {
            Expected::Keyword => Reach::Channel,
            Expected::Stop(reach) => reach,
            _ => continue,
        };
        let reply = reply(&phrase.text);
        if is_stop(&reply) && reply.meaning != Meaning::Stop(wanted) {
            wrong.push(format!("{wanted:?} {}\t{}\t{:?}", phrase.language, phrase.text, reply));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn other_questions_are_told_apart() {
    let mut wrong = Vec::new();
    for phrase in phrases(CHOSEN) {
        let wanted = match phrase.expected {
            Expected::Help => Meaning::Help,
            Expected::Start => Meaning::Start,
            Expected::Unclear => Meaning::Unclear,
            _ => continue,
        };
        let reply = reply(&phrase.text);
        if reply.meaning != wanted {
            wrong.push(format!("{wanted:?} {}\t{}\t{:?}", phrase.language, phrase.text, reply));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_tables_of_errors_are_those_of_the_page() {
    let page = table::page();
    let tables = table::tables(&PARTS);
    if std::env::var_os("PLACET_BLESS").is_some() {
        table::write(&page, &tables);
    } else {
        assert_eq!(table::stored(&page), tables, "PLACET_BLESS=1 writes docs/replies.md anew");
    }
}

#[test]
fn what_no_word_was_chosen_by_stays_within_bounds() {
    let held_out: Vec<_> = [HELD_OUT, UNSEEN].into_iter().flat_map(phrases).collect();
    let stops = held_out.iter().filter(|phrase| phrase.expected.is_stop());
    let missed = stops.clone().filter(|phrase| !is_stop(&reply(&phrase.text)));
    let others = held_out.iter().filter(|phrase| !phrase.expected.is_stop());
    let found = others.clone().filter(|phrase| is_stop(&reply(&phrase.text)));
    let (missed, stops, found, others) = (missed.count(), stops.count(), found.count(), others.count());
    // What a change must not make worse; the table tells what it is.
    assert!(
        missed * 100 <= stops * 25 && found * 100 <= others * 5,
        "{missed} of {stops}, {found} of {others}"
    );
    let keywords = held_out.iter().filter(|phrase| phrase.expected == Expected::Keyword);
    assert_eq!(
        keywords.filter(|phrase| !is_stop(&reply(&phrase.text))).count(),
        0,
        "a keyword is never missed"
    );
}

#[test]
#[ignore = "prints what each phrase of the corpus that is wrong was taken for"]
fn print_what_is_wrong() {
    for (_, file) in PARTS.iter().take(3).filter(|(_, file)| *file != HELD_OUT) {
        for phrase in phrases(file) {
            let reply = reply(&phrase.text);
            let right = match phrase.expected {
                Expected::Keyword => is_stop(&reply),
                Expected::Stop(reach) => reply.meaning == Meaning::Stop(reach),
                Expected::Help => reply.meaning == Meaning::Help,
                Expected::Start => reply.meaning == Meaning::Start,
                Expected::Unclear => reply.meaning == Meaning::Unclear,
                Expected::Other => reply.meaning == Meaning::Other,
            };
            if !right {
                let because = reply.because.map(|because| because.words).unwrap_or_default();
                println!(
                    "@ {:?} {} {:?} | {} | {because}",
                    phrase.expected, phrase.language, reply.meaning, phrase.text
                );
            }
        }
    }
}
