//! Product data as RSS 2.0 or Atom with Google's fields, read an element at a time.
//!
//! No document type is looked at and no entity of one is known: `&this;` stays as it is written, and nothing outside is ever fetched.

use std::mem::take;

use quick_xml::NsReader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::Sink;
use super::field::{Fields, Key, Reading};
use super::source::Text;
use crate::load::{Break, Place};

/// How deep elements may stand in one another.
const MAX_DEPTH: usize = 32;
/// The namespaces whose fields count. A prefix that is bound to none, as in many feeds, counts like Google's.
const NAMESPACES: [&str; 4] = [
    "http://base.google.com/ns/1.0",
    "https://base.google.com/ns/1.0",
    "http://www.w3.org/2005/Atom",
    "http://purl.org/rss/1.0/",
];

/// Reads all items.
pub(super) fn read(text: Text, reading: &Reading, sink: &mut dyn Sink) -> Result<(), Break> {
    let mut reader = NsReader::from_reader(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().next_piece();
        let line = reader.get_ref().line();
        let broken = |reason| Break { line, reason };
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(_) if reader.get_ref().is_too_large() => {
                return Err(broken("an element is larger than 1 MB"));
            }
            Err(quick_xml::Error::Io(_)) => {
                return Err(broken("the data ends in the middle or cannot be unpacked"));
            }
            Err(quick_xml::Error::Syntax(_)) => return Err(broken("ends in the middle of an element")),
            Err(_) => return Err(broken("is not well-formed XML")),
        };
        match event {
            Event::Start(element) => {
                let (namespace, name) = reader.resolver().resolve_element(element.name());
                let counts = match namespace {
                    ResolveResult::Unbound | ResolveResult::Unknown(_) => true,
                    ResolveResult::Bound(namespace) => NAMESPACES.contains(&namespace.as_ref()),
                };
                state.start(counts.then_some(name.as_ref()), &element, line).map_err(broken)?;
            }
            Event::End(_) => {
                let Some((place, fields)) = state.end() else { continue };
                if !sink.take(place, &fields, reading) {
                    return Ok(());
                }
            }
            Event::Text(text) => state.text(&text),
            Event::CData(text) => state.text(&text),
            Event::GeneralRef(name) => state.text(&character(&name)),
            Event::Eof if state.depth > 0 => {
                return Err(broken("ends in the middle: an element is not closed"));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// What a reference stands for: characters alone, of XML and of HTML; any other stays as it is.
fn character(name: &str) -> String {
    let code = name.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    });
    let known = match code {
        Some(code) => code.ok().and_then(char::from_u32).map(String::from),
        None => resolve_html5_entity(name).map(str::to_owned),
    };
    known.unwrap_or_else(|| format!("&{name};"))
}

/// Where in the document the reader is.
#[derive(Default)]
struct State {
    depth: usize,
    /// The item that is open: the depth of its element, its place, what it said so far.
    item: Option<(usize, Place, Fields)>,
    /// The field that is open, and its text. What stands deeper, such as the price of a `shipping`, is no field of the item.
    field: Option<(Key, String)>,
    items: u32,
}

impl State {
    /// `name` is the local name of an element whose namespace counts.
    fn start(&mut self, name: Option<&str>, element: &BytesStart<'_>, line: u32) -> Result<(), &'static str> {
        self.depth += 1;
        match name {
            _ if self.depth > MAX_DEPTH => return Err("elements stand too deep in one another"),
            Some("html" | "HTML") if self.depth == 1 => return Err("is a page (HTML) and no feed"),
            _ => {}
        }
        let Some((depth, _, fields)) = &mut self.item else {
            if matches!(name, Some("item" | "entry")) {
                self.item = Some((self.depth, Place { index: self.items, line }, Fields::default()));
                self.items += 1;
            }
            return Ok(());
        };
        if self.depth == *depth + 1 {
            // Of a field that comes twice the first that says something counts.
            let key = name.and_then(Key::google).filter(|key| fields.get(*key).is_empty());
            self.field = key.map(|key| (key, String::new()));
            if let Some((Key::Link, text)) = &mut self.field {
                text.push_str(&href(element));
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let (Some((_, _, fields)), Some((key, open))) = (&mut self.item, &mut self.field) {
            // Kept in the item at once, so that its bound holds.
            fields.add(*key, &take(open));
            fields.add(*key, text);
        }
    }

    /// The item that is closed, if it is one.
    fn end(&mut self) -> Option<(Place, Fields)> {
        let depth = take(&mut self.depth);
        self.depth = depth.saturating_sub(1);
        let open = self.item.as_ref().map(|(depth, ..)| *depth)?;
        if depth == open + 1 {
            self.text("");
            self.field = None;
        }
        let (_, place, fields) = if depth == open { self.item.take()? } else { return None };
        Some((place, fields))
    }
}

/// Where an Atom link leads, unless it says that it is something else than the item's page.
fn href(element: &BytesStart<'_>) -> String {
    let value = |name| {
        let attribute = element.try_get_attribute(name).ok().flatten()?;
        attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok().map(|value| value.into_owned())
    };
    match value("rel").as_deref() {
        None | Some("alternate") => value("href").unwrap_or_default(),
        Some(_) => String::new(),
    }
}
