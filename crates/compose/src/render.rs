//! Rendering: a compiled template and one person's data make one mail.

use std::borrow::Cow;

use serde_json::Value;

use crate::engine::{Data, Names, Program, Stopped};
use crate::placeholder::{CLOSE, Context, OPEN};
use crate::policy;
use crate::template::{MessageKind, Published};
use crate::text::tidy;

/// Bytes of each part of a mail, at most.
pub const LIMIT: usize = 512 * 1024;

/// Makes the signed address of a counted link.
pub trait Links {
    /// The address for link `number` of the template version and catalogue item `item` (0: none).
    fn link(&self, number: u16, item: i64) -> String;
}

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line, without control characters.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain-text part.
    pub text: String,
}

/// The mail cannot be made. Nothing of the data is in the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// A part would be larger than [`LIMIT`].
    #[error("the {0} is larger than a mail may be")]
    TooLarge(&'static str),
    /// The template asks the data for something it cannot be asked for, such as a field of a word.
    #[error("the {0} does not fit the data")]
    Unfit(&'static str),
    /// Something that every mail must show is empty in the data.
    #[error("`{0}` is empty")]
    Missing(&'static str),
}

/// A published template, compiled: shared by threads, kept by the caller.
#[derive(Debug)]
pub struct Compiled {
    kind: MessageKind,
    subject: Program,
    html: Program,
    text: Program,
    names: Names,
}

impl Compiled {
    /// Compiles the three parts; `None` when one cannot be read.
    pub(crate) fn new(published: &Published) -> Option<Compiled> {
        let mut names = Names::default();
        for part in [&published.subject, &published.html, &published.text] {
            names.add(part);
        }
        Some(Compiled {
            kind: published.kind,
            subject: Program::parse(&published.subject)?,
            html: Program::parse(&published.html)?,
            text: Program::parse(&published.text)?,
            names,
        })
    }

    /// Renders a mail. `data` is an object with some of [`crate::ROOTS`]; what is missing is empty, but for what every
    /// mail must show. Products (`items`, `similar`, `complementary`, `cart.items`) carry `id`, the catalogue item, as number or text.
    pub fn render(&self, data: &Value, links: &dyn Links) -> Result<Rendered, RenderError> {
        let data = Data::new(data, &self.names);
        self.check_obligations(&data)?;
        let subject = run(&self.subject, &data, "subject", links, Part::Plain)?;
        let html = run(&self.html, &data, "html", links, Part::Html)?;
        let text = run(&self.text, &data, "text", links, Part::Plain)?;
        Ok(Rendered { subject: one_line(&subject), html, text: tidy(&text) })
    }

    fn check_obligations(&self, data: &Data<'_>) -> Result<(), RenderError> {
        for path in ["sender.name", "sender.address"] {
            data.text(path).ok_or(RenderError::Missing(path))?;
        }
        let unsubscribe = data.text("unsubscribe_url").filter(|url| policy::page(url).is_ok());
        match (self.kind, unsubscribe) {
            (MessageKind::Marketing, None) => Err(RenderError::Missing("unsubscribe_url")),
            _ => Ok(()),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Html,
    Plain,
}

fn run(
    program: &Program,
    data: &Data<'_>,
    name: &'static str,
    links: &dyn Links,
    part: Part,
) -> Result<String, RenderError> {
    let marked = program.run(data, LIMIT).map_err(|stopped| match stopped {
        Stopped::TooLarge => RenderError::TooLarge(name),
        Stopped::Failed => RenderError::Unfit(name),
    })?;
    let out = unmark(&marked, links, part);
    if out.len() > LIMIT { Err(RenderError::TooLarge(name)) } else { Ok(out) }
}

/// Replaces every marked value by what its context allows.
fn unmark(marked: &str, links: &dyn Links, part: Part) -> String {
    let mut out = String::with_capacity(marked.len() + marked.len() / 8);
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        let (value, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        rest = after;
        let mut letters = value.chars();
        let context = letters.next().and_then(Context::of);
        if let Some(context) = context {
            write_value(&mut out, context, letters.as_str(), links, part);
        }
    }
    out.push_str(rest);
    out
}

fn write_value(out: &mut String, context: Context, value: &str, links: &dyn Links, part: Part) {
    match context {
        Context::Html => escape(out, value),
        Context::Raw => out.push_str(value),
        Context::Style => out.extend(value.chars().filter(|c| is_style(*c)).take(64)),
        Context::Href => address(out, value, "#"),
        Context::Src => address(out, value, ""),
        Context::Plain => plain(out, value),
        Context::Stripped => plain(out, &stripped(value)),
        Context::PlainUrl => out.push_str(&policy::page(value).unwrap_or_default()),
        Context::Link => {
            let (number, item) = value.split_once(':').unwrap_or((value, ""));
            let link =
                links.link(number.parse().unwrap_or_default(), item.trim().parse().unwrap_or_default());
            match part {
                Part::Html => escape(out, &link),
                Part::Plain => plain(out, &link),
            }
        }
    }
}

fn escape(out: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
}

fn is_style(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, ' ' | '#' | '.' | ',' | '%' | '-' | '_')
}

/// An http(s) address, safe in an attribute and in a style; otherwise `instead`.
fn address(out: &mut String, value: &str, instead: &str) {
    let Ok(page) = policy::page(value) else { return out.push_str(instead) };
    for character in page.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("%27"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '"' | '<' | '>' | '\\' => {}
            other => out.push(other),
        }
    }
}

fn plain(out: &mut String, value: &str) {
    out.extend(value.chars().map(|c| if is_line_break(c) { ' ' } else { c }));
}

/// Control characters and the two separators that some mail programs take for the end of a line.
fn is_line_break(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// HTML without its tags.
fn stripped(html: &str) -> Cow<'_, str> {
    if !html.contains('<') {
        return Cow::Owned(crate::text::decode(html));
    }
    let mut out = String::with_capacity(html.len());
    let mut is_tag = false;
    for character in html.chars() {
        match character {
            '<' => is_tag = true,
            '>' if is_tag => {
                is_tag = false;
                out.push(' ');
            }
            other if !is_tag => out.push(other),
            _ => {}
        }
    }
    Cow::Owned(crate::text::decode(&out))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Numbers;

    impl Links for Numbers {
        fn link(&self, number: u16, item: i64) -> String {
            format!("https://l.example/?n={number}&i={item}")
        }
    }

    fn html(context: Context, value: &str) -> String {
        unmark(&context.mark(value), &Numbers, Part::Html)
    }

    #[test]
    fn a_value_is_what_its_context_allows() {
        assert_eq!(html(Context::Html, "<b a=\"'\">&\u{0}"), "&lt;b a=&quot;&#39;&quot;&gt;&amp;");
        assert_eq!(html(Context::Style, "red;x:url(\"a\")"), "redxurla");
        assert_eq!(html(Context::Href, "javascript:x"), "#");
        assert_eq!(html(Context::Src, "data:x"), "");
        assert_eq!(
            html(Context::Src, "https://x.example/a'b(c)?d=1&e=\"2\""),
            "https://x.example/a%27b%28c%29?d=1&amp;e=%222%22"
        );
        assert_eq!(html(Context::Plain, "a\r\nBcc: b\u{2028}c"), "a  Bcc: b c");
        assert_eq!(html(Context::Stripped, "<p>a &amp; b</p>").trim(), "a & b");
        assert_eq!(html(Context::Link, "3: 77"), "https://l.example/?n=3&amp;i=77");
        assert_eq!(unmark(&Context::Link.mark("3:x"), &Numbers, Part::Plain), "https://l.example/?n=3&i=0");
    }
}
