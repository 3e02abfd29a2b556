//! The files of phrases.

use placet_permission::reply::Reach;

/// What a phrase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Keyword,
    Stop(Reach),
    Help,
    Start,
    Unclear,
    Other,
}

impl Expected {
    pub(crate) fn is_stop(self) -> bool {
        matches!(self, Expected::Keyword | Expected::Stop(_))
    }
}

pub(crate) struct Phrase {
    pub(crate) expected: Expected,
    pub(crate) language: &'static str,
    pub(crate) text: String,
}

pub(crate) fn phrases(file: &'static str) -> Vec<Phrase> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(phrase).collect()
}

fn phrase(line: &'static str) -> Phrase {
    let [expected, language, text] = line.splitn(3, '\t').collect::<Vec<_>>().try_into().unwrap();
    let expected = match expected {
        "keyword" => Expected::Keyword,
        "stop" => Expected::Stop(Reach::Channel),
        "all" => Expected::Stop(Reach::Company),
        "everyone" => Expected::Stop(Reach::Everyone),
        "help" => Expected::Help,
        "start" => Expected::Start,
        "unclear" => Expected::Unclear,
        "other" => Expected::Other,
        _ => panic!("{line}"),
    };
    Phrase { expected, language, text: unescaped(text) }
}

/// `\n` and `\u{200b}` as the characters they stand for.
fn unescaped(text: &str) -> String {
    let mut parts = text.replace("\\n", "\n");
    while let Some(at) = parts.find("\\u{") {
        let end = at + parts[at..].find('}').unwrap();
        let code = u32::from_str_radix(&parts[at + 3..end], 16).unwrap();
        parts.replace_range(at..=end, &char::from_u32(code).unwrap().to_string());
    }
    parts
}
