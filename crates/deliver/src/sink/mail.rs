//! A received message as its reader sees it.

use mail_parser::{Message, MessageParser, PartType};
use serde::Serialize;

use super::Received;

/// The parts of a message that a person, or a test, looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// `From`, name and address.
    pub from: String,
    /// `Subject`, decoded.
    pub subject: String,
    /// The HTML body, if there is one.
    pub html: Option<String>,
    /// The plain text body, if there is one.
    pub text: Option<String>,
    /// Every header as it came, unfolded.
    pub headers: Vec<(String, String)>,
    /// The addresses of `List-Unsubscribe`.
    pub unsubscribe: Vec<String>,
    /// Whether `List-Unsubscribe-Post` promises that one POST is enough (RFC 8058).
    pub one_click: bool,
    /// The `http(s)` targets of the HTML's links, in order, each once; without HTML, those in the text.
    pub links: Vec<String>,
}

impl Received {
    /// Reads the message; one that is no MIME shows as empty.
    pub fn mail(&self) -> Mail {
        let Some(parsed) = MessageParser::default().parse(&self.raw[..]) else { return Mail::default() };
        let headers: Vec<(String, String)> =
            parsed.headers_raw().map(|(name, value)| (name.to_owned(), unfold(value))).collect();
        let all = |wanted: &str| -> Vec<String> {
            let named = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
            named.map(|(_, value)| value.clone()).collect()
        };
        let unsubscribe = all("List-Unsubscribe").iter().flat_map(|value| bracketed(value)).collect();
        let one_click = all("List-Unsubscribe-Post").iter().any(|v| v == "List-Unsubscribe=One-Click");
        let (html, text) = bodies(&parsed);
        let links = match (&html, &text) {
            (Some(html), _) => hrefs(html),
            (None, Some(text)) => addresses(text),
            (None, None) => Vec::new(),
        };
        let subject = parsed.subject().unwrap_or_default().to_owned();
        Mail { from: sender(&parsed), subject, html, text, unsubscribe, one_click, links, headers }
    }
}

impl Mail {
    /// Where one POST unsubscribes: the first web address of `List-Unsubscribe`, if one click is promised.
    pub fn one_click_address(&self) -> Option<&str> {
        let web = |address: &&String| is_web(address);
        self.unsubscribe.iter().find(web).filter(|_| self.one_click).map(String::as_str)
    }
}

fn sender(mail: &Message<'_>) -> String {
    let Some(sender) = mail.from().and_then(|from| from.first()) else { return String::new() };
    let address = sender.address().unwrap_or_default();
    match sender.name() {
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    }
}

/// The HTML and the text that were sent, not what the parser makes of one for lack of the other.
fn bodies(mail: &Message<'_>) -> (Option<String>, Option<String>) {
    let html = mail.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.to_string()),
        _ => None,
    });
    let text = mail.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.to_string()),
        _ => None,
    });
    (html, text)
}

fn unfold(value: &str) -> String {
    value.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What stands between angle brackets.
fn bracketed(value: &str) -> Vec<String> {
    let inside = value.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    inside.map(|(inside, _)| inside.trim().to_owned()).collect()
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// The targets of quoted `href` attributes.
fn hrefs(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lower = html.to_ascii_lowercase();
    for (at, attribute) in lower.match_indices("href=") {
        let rest = &html[at + attribute.len()..];
        let quoted = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quoted.and_then(|quote| rest[1..].split_once(quote)).map(|(value, _)| value);
        add(&mut found, &decode(value.unwrap_or_default()));
    }
    found
}

/// The web addresses in plain text.
fn addresses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')')) {
        add(&mut found, word);
    }
    found
}

fn add(found: &mut Vec<String>, address: &str) {
    if is_web(address) && !found.iter().any(|known| known == address) {
        found.push(address.to_owned());
    }
}

fn decode(value: &str) -> String {
    let plain = value.trim().replace("&#38;", "&").replace("&#x26;", "&").replace("&#x3D;", "=");
    plain.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x2f;", "/").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use placet_core::Micros;

    fn mail(raw: &str) -> Mail {
        let raw = raw.replace('\n', "\r\n").into();
        Received { id: 1, at: Micros(0), from: String::new(), to: "a@b".into(), raw }.mail()
    }

    #[test]
    fn links_and_unsubscribe_addresses_are_found() {
        let mail = mail(concat!(
            "From: =?utf-8?Q?=C8=98osete?= <a@shop.example>\nSubject: =?utf-8?Q?co=C8=99?=\n",
            "List-Unsubscribe: <mailto:u@shop.example>,\n <https://shop.example/u/1>\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\nContent-Type: text/html; charset=utf-8\n\n",
            "<A HREF='https://x.example/?a=1&amp;b=2'>x</A> <a href=\"mailto:y\">y</a> <a href=\"https://z.example/\">",
            "<a href=\"https://z.example/\">"
        ));
        assert_eq!((mail.from.as_str(), mail.subject.as_str()), ("Șosete <a@shop.example>", "coș"));
        assert_eq!(mail.unsubscribe, ["mailto:u@shop.example", "https://shop.example/u/1"]);
        assert_eq!(mail.one_click_address(), Some("https://shop.example/u/1"));
        assert_eq!(mail.links, ["https://x.example/?a=1&b=2", "https://z.example/"]);
        assert_eq!(mail.text, None);
    }

    #[test]
    fn a_plain_text_mail_has_no_html_and_its_links_count() {
        let mail = mail("Subject: hi\n\nsee https://x.example/a and (https://x.example/b)\n");
        assert_eq!((mail.html.as_deref(), mail.one_click_address()), (None, None));
        assert_eq!(mail.links, ["https://x.example/a", "https://x.example/b"]);
    }

    #[test]
    fn what_is_no_mail_reads_as_empty() {
        for raw in ["", "\n", "no headers at all", "Subject: \u{0}\n\n\u{0}"] {
            assert_eq!(mail(raw).html, None);
        }
    }
}
