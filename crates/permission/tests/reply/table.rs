//! The tables of errors, and the page in which they stand.

use std::fmt::Write as _;
use std::path::PathBuf;

use placet_permission::reply::Meaning;

use crate::corpus::{Expected, phrases};
use crate::{is_stop, reply};

const BEGIN: &str = "<!-- tables: begin -->\n";
const END: &str = "<!-- tables: end -->";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/replies.md")
}

pub(crate) fn page() -> String {
    std::fs::read_to_string(path()).unwrap()
}

fn parts(page: &str) -> (&str, &str, &str) {
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (tables, after) = rest.split_once(END).unwrap();
    (before, tables, after)
}

pub(crate) fn stored(page: &str) -> &str {
    parts(page).1
}

pub(crate) fn write(page: &str, tables: &str) {
    let (before, _, after) = parts(page);
    std::fs::write(path(), format!("{before}{BEGIN}{tables}{END}{after}")).unwrap();
}

/// The counts of one language.
#[derive(Clone, Copy, Default)]
struct Row {
    keywords: usize,
    keywords_missed: usize,
    own: usize,
    own_unclear: usize,
    own_missed: usize,
    others: usize,
    found: usize,
    needless: usize,
}

impl Row {
    fn of(file: &'static str, language: Option<&str>) -> Row {
        let mut row = Row::default();
        for phrase in phrases(file).iter().filter(|phrase| language.is_none_or(|of| phrase.language == of)) {
            let reply = reply(&phrase.text);
            let (stop, unclear) = (is_stop(&reply), reply.meaning == Meaning::Unclear);
            match phrase.expected {
                Expected::Keyword => {
                    row.keywords += 1;
                    row.keywords_missed += usize::from(!stop);
                }
                Expected::Stop(_) => {
                    row.own += 1;
                    row.own_unclear += usize::from(unclear);
                    row.own_missed += usize::from(!stop && !unclear);
                }
                expected => {
                    row.others += 1;
                    row.found += usize::from(stop);
                    row.needless += usize::from(unclear && expected != Expected::Unclear);
                }
            }
        }
        row
    }

    fn line(&self, name: &str) -> String {
        let Row { keywords, keywords_missed, own, own_unclear, own_missed, others, found, needless } = self;
        format!(
            "| {name} | {keywords} | {keywords_missed} | {own} | {own_unclear} | {own_missed} | {others} | {found} | {needless} |\n"
        )
    }
}

pub(crate) fn tables(files: &[(&str, &'static str)]) -> String {
    let mut out = String::new();
    for (title, file) in files {
        let _ = write!(
            out,
            "\n**{title}**\n\n| language | keywords | missed | stops in own words | shown to a member | missed | no stops | taken for one | shown needlessly |\n\
             |---|---|---|---|---|---|---|---|---|\n"
        );
        for (code, name) in [("en", "English"), ("ro", "Romanian"), ("fr", "French"), ("ru", "Russian")] {
            out.push_str(&Row::of(file, Some(code)).line(name));
        }
        out.push_str(&Row::of(file, None).line("all"));
    }
    out.push('\n');
    out
}
