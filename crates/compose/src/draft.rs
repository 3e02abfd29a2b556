//! A template while it is read: each token is judged where it stands, Liquid becomes placeholders, links get their
//! numbers, and the text part is written beside.

use crate::attribute::Href;
use crate::fault::Faults;
use crate::language::{Place, Scopes};
use crate::markup::{Attribute, Chunk, Token};
use crate::placeholder::{Context, Slots};
use crate::policy;
use crate::template::{Link, MessageKind};
use crate::text::TextWriter;

/// Elements within elements, at most: every reader of markup recurses.
const DEPTH: usize = 60;

/// The state of reading.
#[derive(Debug)]
pub(crate) struct Draft<'s> {
    pub(crate) faults: Faults<'s>,
    pub(crate) scopes: Scopes<'s>,
    pub(crate) slots: Slots,
    pub(crate) links: Vec<Link>,
    /// MJML with placeholders.
    pub(crate) mjml: String,
    /// Styles to be written into the elements.
    pub(crate) inline_css: String,
    pub(crate) text: TextWriter,
    html_fields: &'s [String],
    open: Vec<Open<'s>>,
    next_element: usize,
    /// Where each element begins in `mjml` and in the source.
    origins: Vec<(usize, usize)>,
    seen: Seen,
}

/// What every mail must show, seen so far.
#[derive(Debug, Default)]
struct Seen {
    unsubscribe: bool,
    sender_name: bool,
    sender_address: bool,
}

/// An element whose end has not come.
#[derive(Debug)]
struct Open<'s> {
    name: &'s str,
    at: usize,
    number: usize,
    /// Nobody sees what stands in it.
    is_hidden: bool,
    /// A `<tbody>` was written for the author, who left it out as one may.
    has_own_tbody: bool,
    /// The address it leads to.
    href: Option<Href>,
    /// Where its text begins in the text part.
    text_from: usize,
}

impl<'s> Draft<'s> {
    /// Begins to read `source`, in which the outputs named in `html_fields` are HTML.
    pub(crate) fn new(source: &'s str, html_fields: &'s [String]) -> Self {
        Draft {
            faults: Faults::new("mjml", source),
            scopes: Scopes::default(),
            slots: Slots::default(),
            links: Vec::new(),
            mjml: String::with_capacity(source.len() * 2),
            inline_css: String::new(),
            text: TextWriter::default(),
            html_fields,
            open: Vec::new(),
            next_element: 0,
            origins: Vec::new(),
            seen: Seen::default(),
        }
    }

    /// Reads every token and then asks for what must be there.
    pub(crate) fn read(&mut self, tokens: &[Token<'s>], kind: MessageKind) {
        for token in tokens {
            match token {
                Token::Text { at, text } => self.text(*at, text),
                Token::Liquid(chunk) => self.liquid(chunk),
                Token::Open { at, name, attributes, empty } => self.open(*at, name, attributes, *empty),
                Token::Close { at, name } => self.close(*at, name),
                Token::Comment { at, text } => self.comment(*at, text),
            }
        }
        if let Some(element) = self.open.last() {
            self.faults.at(element.at, format!("<{}> is never closed", element.name));
        }
        if let Some((at, name)) = self.scopes.unclosed() {
            self.faults.at(at, format!("`{name}` is never closed with `end{name}`"));
        }
        self.ask_for_obligations(kind);
    }

    /// The place in the source of a place in the MJML with placeholders.
    pub(crate) fn origin(&self, at: usize) -> usize {
        let after = self.origins.partition_point(|(there, _)| *there <= at);
        after.checked_sub(1).and_then(|index| self.origins.get(index)).map_or(0, |(_, source)| *source)
    }

    fn ask_for_obligations(&mut self, kind: MessageKind) {
        if kind == MessageKind::Marketing && !self.seen.unsubscribe {
            self.faults.whole(
                "the unsubscribe link is missing: <a href=\"{{ unsubscribe_url }}\">…</a> with a text, visible and in no \
                 condition or loop",
            );
        }
        for (seen, name) in
            [(self.seen.sender_name, "sender.name"), (self.seen.sender_address, "sender.address")]
        {
            if !seen {
                self.faults.whole(format!(
                    "the sender's identity is missing: {{{{ {name} }}}} must stand visible and in no condition or loop"
                ));
            }
        }
    }

    fn text(&mut self, at: usize, text: &'s str) {
        let parent = self.open.last().map_or("", |element| element.name);
        if matches!(parent, "mj-style" | "mj-style inline") {
            return self.style(at, text);
        }
        if parent.is_empty() || policy::is_layout(parent) {
            let word = text.trim_start();
            if !word.is_empty() {
                self.faults.at(at + text.len() - word.len(), no_text_here(parent));
            }
            return;
        }
        self.mjml.push_str(text);
        if self.is_in_body() {
            self.text.words(text);
        }
    }

    fn style(&mut self, at: usize, css: &str) {
        if let Some(reason) = policy::style_refusal(css) {
            self.faults.at(at, reason);
        }
        if self.open.last().is_some_and(|element| element.name == "mj-style inline") {
            self.inline_css.push_str(css);
        } else {
            self.mjml.push_str(css);
        }
    }

    fn liquid(&mut self, chunk: &Chunk<'s>) {
        let (parent, number) = self.open.last().map_or(("", 0), |element| (element.name, element.number));
        if parent.starts_with("mj-style") || parent.is_empty() {
            let here = if parent.is_empty() { "outside <mjml>" } else { "in <mj-style>" };
            return self.faults.at(chunk.at, format!("Liquid cannot stand {here}"));
        }
        if chunk.is_tag {
            self.own_tbody();
            match self.scopes.tag(chunk, Place::Element(number)) {
                Ok(code) => self.put(chunk.at, code.clone(), code),
                Err(reason) => self.faults.at(chunk.at, reason),
            }
        } else {
            self.output(chunk, parent);
        }
    }

    fn output(&mut self, chunk: &Chunk<'s>, parent: &str) {
        if policy::is_layout(parent) {
            return self.faults.at(chunk.at, no_text_here(parent));
        }
        let output = match self.scopes.output(chunk) {
            Ok(output) => output,
            Err(reason) => return self.faults.at(chunk.at, reason),
        };
        let name = output.plain.as_deref().unwrap_or("");
        let is_html = self.html_fields.iter().any(|field| field == name);
        let context = if is_html { Context::Raw } else { Context::Html };
        if self.is_in_body() && self.scopes.is_outermost() && !self.is_hidden() {
            self.seen.sender_name |= name == "sender.name";
            self.seen.sender_address |= name == "sender.address";
        }
        let value = format!("{{{{ {} }}}}", chunk.inner);
        self.put(chunk.at, context.mark(&value), context.in_text().mark(&value));
    }

    /// Puts a placeholder for `html` into the content, and `text` into the text part.
    fn put(&mut self, at: usize, html: String, text: String) {
        let is_word =
            self.open.last().is_some_and(|element| matches!(element.name, "mj-title" | "mj-preview"));
        let placeholder = if is_word { self.slots.word(at, html) } else { self.slots.comment(at, html) };
        self.mjml.push_str(&placeholder);
        if self.is_in_body() {
            self.text.code(&text);
        }
    }

    fn comment(&mut self, at: usize, text: &str) {
        if !text.starts_with("<!--[if") && !text.starts_with("<!--<![endif]") {
            return; // The author's notes are nobody else's business.
        }
        let lower = text.to_ascii_lowercase();
        let outlook_runs = ["href", "src", "<script", "url(", "javascript:", "{{", "{%"];
        if let Some(word) = outlook_runs.iter().find(|word| lower.contains(**word)) {
            return self
                .faults
                .at(at, format!("`{word}`: a comment for Outlook may hold nothing but layout"));
        }
        if !self.is_in_body() {
            return self.faults.at(at, "a comment for Outlook must stand in <mj-body>");
        }
        let placeholder = self.slots.comment(at, text.to_owned());
        self.mjml.push_str(&placeholder);
    }

    fn open(&mut self, at: usize, name: &'s str, attributes: &[Attribute<'s>], empty: bool) {
        if let Some(reason) = policy::element_refusal(name) {
            self.faults.at(at, reason);
        }
        if self.open.len() >= DEPTH {
            return self.faults.at(at, format!("more than {DEPTH} elements stand in one another"));
        }
        self.check_place(at, name, attributes);
        self.text.border(name, true);
        self.origins.push((self.mjml.len(), at));
        self.next_element += 1;
        let is_inline_style = name == "mj-style" && attributes.iter().any(|a| a.literal() == Some("inline"));
        let before = self.mjml.len();
        self.mjml.push('<');
        self.mjml.push_str(name);
        let href = self.attributes(name, attributes);
        let is_leaf = empty || policy::is_void(name);
        self.mjml.push_str(if is_leaf { "/>" } else { ">" });
        if is_inline_style {
            self.mjml.truncate(before);
        }
        if is_leaf {
            return;
        }
        self.open.push(Open {
            name: if is_inline_style { "mj-style inline" } else { name },
            at,
            number: self.next_element,
            is_hidden: self.is_hidden() || hides(attributes),
            has_own_tbody: false,
            href,
            text_from: self.text.position(),
        });
    }

    /// Rows may stand in a table without `<tbody>`, as HTML allows; and a column that may come several times or not
    /// at all must say how wide it is, since the layout is made once, from the columns written.
    fn check_place(&mut self, at: usize, name: &str, attributes: &[Attribute<'s>]) {
        let Some(parent) = self.open.last() else { return };
        let (table, number, own) = (parent.name, parent.number, parent.has_own_tbody);
        if name == "tr" && matches!(table, "table" | "mj-table") {
            self.own_tbody();
        } else if own && matches!(name, "tbody" | "thead" | "tfoot") {
            self.faults.at(at, format!("<{name}> and rows without <tbody> cannot stand in one table"));
        }
        let is_loose = name == "mj-column" && self.scopes.is_block_in(Place::Element(number));
        if is_loose && !attributes.iter().any(|attribute| attribute.name == "width") {
            self.faults.at(at, "a column in a loop or condition needs a width, such as width=\"33.33%\"");
        }
    }

    fn own_tbody(&mut self) {
        if let Some(table) = self.open.last_mut()
            && matches!(table.name, "table" | "mj-table")
            && !table.has_own_tbody
        {
            table.has_own_tbody = true;
            self.mjml.push_str("<tbody>");
        }
    }

    fn close(&mut self, at: usize, name: &str) {
        let Some(element) = self.open.pop_if(|element| element.name.split(' ').next() == Some(name)) else {
            if !policy::is_void(name) {
                self.faults.at(at, format!("</{name}> closes nothing that is open here"));
            }
            return;
        };
        if element.has_own_tbody {
            self.mjml.push_str("</tbody>");
        }
        if element.name != "mj-style inline" {
            self.mjml.push_str("</");
            self.mjml.push_str(name);
            self.mjml.push('>');
        }
        if let Some(href) = &element.href
            && self.text.has_written_since(element.text_from)
        {
            let is_shown = self.scopes.is_outermost() && !element.is_hidden;
            self.seen.unsubscribe |= is_shown && href.is_unsubscribe;
            if let Some(text) = &href.text {
                self.text.address(text);
            }
        }
        self.text.border(name, false);
    }

    fn is_in_body(&self) -> bool {
        self.open.iter().any(|element| element.name == "mj-body")
    }

    /// Whether the head, with its defaults for every element, is being read.
    pub(crate) fn is_in_head(&self) -> bool {
        self.open.iter().any(|element| element.name == "mj-head")
    }

    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|element| element.is_hidden)
    }
}

fn no_text_here(parent: &str) -> String {
    match parent {
        "" => "nothing but <mjml> can stand here".to_owned(),
        "mj-table" | "table" | "tbody" | "thead" | "tfoot" | "tr" => {
            format!("text cannot stand in <{parent}> directly: put it in a <td>")
        }
        _ => format!("text cannot stand in <{parent}> directly: put it in an <mj-text>"),
    }
}

fn hides(attributes: &[Attribute<'_>]) -> bool {
    attributes.iter().any(|attribute| match (attribute.name, attribute.literal()) {
        ("style", Some(style)) => policy::is_hidden(style),
        ("font-size" | "height", Some(size)) => policy::is_zero(size),
        _ => false,
    })
}
