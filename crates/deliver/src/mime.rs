//! A message as the bytes that go to the relay (RFC 5322, MIME), for exactly one recipient (R099).

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::url::URL;
use mail_builder::mime::MimePart;
use placet_core::Micros;

use crate::smtp::flaw;

/// Longest URL that fits a header line (RFC 5322 §2.1.1 allows 998 bytes a line, and a URL is not folded).
const LONGEST_URL: usize = 900;

/// Everything a message says. There is one recipient and no field for another.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// The name the recipient sees; may be empty.
    pub from_name: &'a str,
    /// The sender's address.
    pub from: &'a str,
    /// The recipient's address.
    pub to: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The plain text.
    pub text: &'a str,
    /// The HTML, whole.
    pub html: &'a str,
    /// `Message-ID` without the angle brackets: `id@host`.
    pub message_id: &'a str,
    /// `Date`; to the second.
    pub date: Micros,
    /// What sort of message it is.
    pub sort: Sort<'a>,
    /// `Feedback-ID` (up to four fields parted by colons), by which mailbox providers count complaints.
    pub feedback_id: Option<&'a str>,
}

/// What a recipient's mail program should know about the message.
#[derive(Clone, Copy, Debug)]
pub enum Sort<'a> {
    /// Marketing: it can be unsubscribed from.
    Marketing {
        /// The `https:` address whose POST unsubscribes in one click (RFC 8058).
        unsubscribe: &'a str,
        /// `List-Id` (RFC 2919) without angle brackets: `news.shop.example`.
        list_id: &'a str,
    },
    /// A service message that nobody typed (RFC 3834): a confirmation, an order.
    Service,
}

/// The message cannot be built as asked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadContent {
    /// An address that could not be sent to.
    #[error("{0}: {1}")]
    Address(&'static str, &'static str),
    /// A line break or control character where one could forge a header, or the field is empty.
    #[error("{0} is empty or holds a character that no header may hold")]
    Header(&'static str),
}

impl Content<'_> {
    /// The message's bytes: lines of CRLF, all ASCII (bodies are quoted-printable or base64 where needed), the same
    /// for the same content.
    pub fn build(&self) -> Result<Vec<u8>, BadContent> {
        self.check()?;
        let name = (!self.from_name.is_empty()).then_some(self.from_name);
        let mut message = MessageBuilder::new()
            .from(Address::new_address(name, self.from))
            .to(self.to)
            .subject(self.subject)
            .message_id(self.message_id)
            .date(Date::new(self.date.0.div_euclid(Micros::SECOND)));
        match self.sort {
            Sort::Marketing { unsubscribe, list_id } => {
                message = message
                    .header("List-Unsubscribe", URL::new(unsubscribe))
                    .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"))
                    .header("List-Id", URL::new(list_id));
            }
            Sort::Service => message = message.header("Auto-Submitted", Raw::new("auto-generated")),
        }
        if let Some(id) = self.feedback_id {
            message = message.header("Feedback-ID", HeaderType::from(Text::new(id)));
        }
        let mut out = Vec::with_capacity(self.text.len() + self.html.len() * 5 / 4 + 2048);
        message.body(self.alternative()).serialize(&mut out);
        Ok(out)
    }

    /// Text and HTML, parted by a line made from the message id: no randomness, and nothing in a body equals it.
    fn alternative(&self) -> MimePart<'_> {
        let mark: String = self.message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        let kind = ContentType::new("multipart/alternative").attribute("boundary", format!("=_{mark}"));
        let parts = vec![MimePart::new("text/plain", self.text), MimePart::new("text/html", self.html)];
        MimePart::new(kind, parts)
    }

    fn check(&self) -> Result<(), BadContent> {
        for (field, address) in [("from", self.from), ("to", self.to)] {
            if let Some(flaw) = flaw(address) {
                return Err(BadContent::Address(field, flaw));
            }
        }
        line("sender's name", self.from_name)?;
        line("subject", self.subject)?;
        word("message id", self.message_id)?;
        if let Sort::Marketing { unsubscribe, list_id } = self.sort {
            word("unsubscribe address", unsubscribe)?;
            word("list id", list_id)?;
        }
        self.feedback_id.map_or(Ok(()), |id| word("feedback id", id))
    }
}

/// Text of one line; may be empty.
fn line(field: &'static str, text: &str) -> Result<(), BadContent> {
    match text.chars().any(char::is_control) {
        true => Err(BadContent::Header(field)),
        false => Ok(()),
    }
}

/// Printable ASCII without space and angle brackets, short enough for one header line.
fn word(field: &'static str, text: &str) -> Result<(), BadContent> {
    let fits = (1..=LONGEST_URL).contains(&text.len());
    match fits && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>')) {
        true => Ok(()),
        false => Err(BadContent::Header(field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::{Message, MessageParser};

    fn content() -> Content<'static> {
        Content {
            from_name: "Șosete & Fii, \"Cluj\"",
            from: "stiri@shop.example",
            to: "ana@mail.example",
            subject: "Ana, pantofii tăi de alergare te așteaptă în coș – și încă ceva ce li se potrivește 👟",
            text: "Bună,\n\n.un rând cu punct\nhttps://shop.example/c/abc\n",
            html: "<!doctype html><p>Bună, <a href=\"https://shop.example/c/abc?x=1&amp;y=2\">coș</a></p>",
            message_id: "msg_01j9z3n0q8e3vt2k6w5x4y7z8a@shop.example",
            date: Micros(1_795_000_000_500_000),
            sort: Sort::Marketing { unsubscribe: "https://shop.example/u/abc", list_id: "news.shop.example" },
            feedback_id: Some("camp7:t12:mail:placet"),
        }
    }

    fn parse(bytes: &[u8]) -> Message<'_> {
        MessageParser::default().parse(bytes).expect("a message")
    }

    #[test]
    fn what_was_said_is_read_back() {
        let bytes = content().build().unwrap();
        let mail = parse(&bytes);
        let sender = mail.from().and_then(|a| a.first()).unwrap();
        assert_eq!(sender.name(), Some(content().from_name));
        assert_eq!(sender.address(), Some("stiri@shop.example"));
        assert_eq!(mail.subject(), Some(content().subject));
        assert_eq!(mail.message_id(), Some(content().message_id));
        assert_eq!(mail.date().unwrap().to_timestamp(), 1_795_000_000);
        assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), content().text);
        assert_eq!(mail.body_html(0).unwrap().trim_end(), content().html);
        let raw = |name: &str| mail.header_raw(name.to_owned()).map(|v| v.trim().to_owned());
        assert_eq!(raw("List-Unsubscribe").as_deref(), Some("<https://shop.example/u/abc>"));
        assert_eq!(raw("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        assert_eq!(raw("List-Id").as_deref(), Some("<news.shop.example>"));
        assert_eq!(raw("Feedback-ID").as_deref(), Some("camp7:t12:mail:placet"));
        assert_eq!(raw("Auto-Submitted"), None);
        assert_eq!(bytes, content().build().unwrap(), "the same content, the same bytes");
    }

    #[test]
    fn a_sharp_name_is_a_name_and_no_further_address_or_header() {
        for name in [
            "Atlas\" <evil@mail.example>, \"",
            "<script>alert(1)</script>",
            "Atlas, evil@mail.example",
            "Atlas \\ \"",
        ] {
            let bytes = Content { from_name: name, ..content() }.build().unwrap();
            let mail = parse(&bytes);
            let senders: Vec<_> =
                mail.from().unwrap().iter().map(|one| (one.name(), one.address())).collect();
            assert_eq!(senders, [(Some(name), Some("stiri@shop.example"))]);
        }
        for name in ["Atlas\r\nBcc: evil@mail.example", "Atlas\n", "\0"] {
            assert!(
                matches!(Content { from_name: name, ..content() }.build(), Err(BadContent::Header(_))),
                "{name:?}"
            );
        }
    }

    #[test]
    fn r099_a_message_names_one_recipient_and_no_other() {
        let bytes = content().build().unwrap();
        let mail = parse(&bytes);
        let to: Vec<_> = mail.all_to().flat_map(|a| a.iter()).filter_map(|a| a.address()).collect();
        assert_eq!(to, ["ana@mail.example"]);
        assert!(mail.cc().is_none() && mail.bcc().is_none());
        let two = Content { to: "ana@mail.example, eva@mail.example", ..content() };
        assert!(matches!(two.build(), Err(BadContent::Address("to", _))));
    }

    #[test]
    fn a_service_message_is_marked_automatic_and_has_no_list() {
        let bytes = Content { sort: Sort::Service, feedback_id: None, ..content() }.build().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\r\nAuto-Submitted: auto-generated\r\n"));
        assert!(!text.contains("List-") && !text.contains("Feedback-ID"));
    }

    #[test]
    fn everything_is_ascii_in_lines_that_any_server_takes() {
        let html = format!("<p>{}</p>", "ă".repeat(40_000));
        let long = Content { html: &html, text: &"x".repeat(5000), ..content() };
        for content in [content(), long] {
            let bytes = content.build().unwrap();
            assert!(bytes.is_ascii());
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.ends_with("\r\n"));
            assert!(text.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.split("\r\n").all(|line| line.len() <= 120), "{head}");
        }
    }

    #[test]
    fn nothing_forges_a_header() {
        let evil = "x\r\nBcc: eva@mail.example";
        let all = [
            Content { subject: evil, ..content() },
            Content { from_name: evil, ..content() },
            Content { message_id: evil, ..content() },
            Content { feedback_id: Some(evil), ..content() },
            Content { from: "a@b\r\nBcc: x@y", ..content() },
            Content { sort: Sort::Marketing { unsubscribe: evil, list_id: "a.b" }, ..content() },
            Content { sort: Sort::Marketing { unsubscribe: "https://x", list_id: evil }, ..content() },
            Content {
                sort: Sort::Marketing { unsubscribe: "https://x>,<mailto:y", list_id: "a.b" },
                ..content()
            },
            Content { subject: "a\u{0}b", ..content() },
        ];
        for content in all {
            assert!(content.build().is_err(), "{content:?}");
        }
    }
}
