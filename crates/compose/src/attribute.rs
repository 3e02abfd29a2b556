//! The attributes of a template: addresses, styles, and Liquid in them.

use crate::draft::Draft;
use crate::language::{OWN_URLS, Output, Place};
use crate::markup::{Attribute, Chunk, Part};
use crate::placeholder::Context;
use crate::policy::{self, Address};
use crate::template::{Link, Target};

/// Where an element leads to.
#[derive(Debug)]
pub(crate) struct Href {
    /// What the address is in the text part, as Liquid; `None` for a place in the mail itself.
    pub(crate) text: Option<String>,
    /// Whether it is the unsubscribe link.
    pub(crate) is_unsubscribe: bool,
}

/// Elements that may lead somewhere.
const LINKING: [&str; 4] = ["a", "mj-button", "mj-image", "mj-social-element"];
/// Names whose own `url` a link may be, beside those of products.
const LANDING: [(&str, Target); 2] = [("cart.url", Target::Cart), ("shop.url", Target::Shop)];

impl<'s> Draft<'s> {
    /// Writes the attributes of `element`, with placeholders, and gives its address.
    pub(crate) fn attributes(&mut self, element: &str, attributes: &[Attribute<'s>]) -> Option<Href> {
        self.check_picture(element, attributes);
        let mut href = None;
        for attribute in attributes {
            if let Some(reason) = policy::attribute_refusal(element, attribute.name) {
                self.faults.at(attribute.at, reason);
                continue;
            }
            let value = match attribute.name {
                "href" => {
                    let (value, found) = self.href(element, attribute);
                    href = found;
                    value
                }
                "src" | "background-url" => self.src(attribute),
                _ => self.value(element, attribute),
            };
            self.mjml.push(' ');
            self.mjml.push_str(attribute.name);
            self.mjml.push_str("=\"");
            self.mjml.push_str(&value);
            self.mjml.push('"');
        }
        href
    }

    fn check_picture(&mut self, element: &str, attributes: &[Attribute<'s>]) {
        let value = |name: &str| attributes.iter().find(|a| a.name == name).and_then(Attribute::literal);
        if !matches!(element, "img" | "mj-image" | "mj-social-element") {
            return;
        }
        let at = attributes.first().map_or(0, |attribute| attribute.at);
        if !attributes.iter().any(|attribute| attribute.name == "src") && !self.is_in_head() {
            self.faults.at(at, format!("<{element}> needs a `src`"));
        }
        if element != "mj-social-element" && policy::is_pixel(value("width"), value("height"), value("style"))
        {
            self.faults.at(at, "a picture nobody sees only reports that the mail is read: leave it out");
        }
    }

    /// A counted link, an address of the platform's own pages, or a literal that leads to no page.
    fn href(&mut self, element: &str, attribute: &Attribute<'s>) -> (String, Option<Href>) {
        if !LINKING.contains(&element) || self.is_in_head() {
            self.faults.at(attribute.at, format!("<{element}> here cannot have an `href`"));
            return (String::new(), None);
        }
        let found = match attribute.value.as_slice() {
            [Part::Text(text)] => self.literal_href(attribute.at, text),
            [Part::Liquid(chunk)] if !chunk.is_tag => self.liquid_href(chunk),
            _ => Err("an `href` is an address or one output, such as {{ item.url }}".to_owned()),
        };
        found.unwrap_or_else(|reason| {
            self.blame_for_person(attribute);
            self.faults.at(attribute.at, reason);
            (String::new(), None)
        })
    }

    fn literal_href(&mut self, at: usize, text: &str) -> Result<(String, Option<Href>), String> {
        match policy::href(text)? {
            Address::Page(page) => Ok(self.counted(at, Target::Literal(page), "")),
            Address::Other => {
                let address = text.split_once(':').map(|(_, address)| address.trim().to_owned());
                Ok((encoded(text.trim()), Some(Href { text: address, is_unsubscribe: false })))
            }
        }
    }

    fn liquid_href(&mut self, chunk: &Chunk<'s>) -> Result<(String, Option<Href>), String> {
        let output = self.scopes.output(chunk)?;
        let name = output.plain.as_deref().unwrap_or("");
        if OWN_URLS.contains(&name) {
            let value = format!("{{{{ {name} }}}}");
            let word = self.slots.word(chunk.at, Context::Href.mark(&value));
            let text = Some(Context::PlainUrl.mark(&value));
            return Ok((word, Some(Href { text, is_unsubscribe: name == "unsubscribe_url" })));
        }
        if let Some((_, target)) = LANDING.iter().find(|(landing, _)| *landing == name) {
            return Ok(self.counted(chunk.at, target.clone(), ""));
        }
        match &output.product {
            Some(item) if chunk.inner == format!("{item}.url") => {
                Ok(self.counted(chunk.at, Target::Item, &format!("{{{{ {item}.id }}}}")))
            }
            _ => Err(format!(
                "`{{{{ {} }}}}` cannot be an `href`: there are the `url` of a product in a loop, cart.url, shop.url and {}",
                chunk.inner,
                OWN_URLS.join(", ")
            )),
        }
    }

    /// Gives the link its number.
    fn counted(&mut self, at: usize, target: Target, item: &str) -> (String, Option<Href>) {
        let Ok(number) = u16::try_from(self.links.len()) else {
            self.faults.at(at, "a mail has no room for more links");
            return (String::new(), None);
        };
        self.links.push(Link { number, target });
        let mark = Context::Link.mark(&format!("{number}:{item}"));
        (self.slots.word(at, mark.clone()), Some(Href { text: Some(mark), is_unsubscribe: false }))
    }

    /// The address of a picture: a literal, or one name that is not about the person.
    fn src(&mut self, attribute: &Attribute<'s>) -> String {
        let found = match attribute.value.as_slice() {
            [Part::Text(text)] => policy::page(text).map(|page| encoded(&page)),
            [Part::Liquid(chunk)] if !chunk.is_tag => self.liquid_src(chunk),
            _ => Err(format!(
                "a `{}` is an address or one output, such as {{{{ item.image }}}}",
                attribute.name
            )),
        };
        let found = if self.is_in_head() { Err("an address cannot be a default".to_owned()) } else { found };
        found.unwrap_or_else(|reason| {
            self.blame_for_person(attribute);
            self.faults.at(attribute.at, reason);
            String::new()
        })
    }

    fn liquid_src(&mut self, chunk: &Chunk<'s>) -> Result<String, String> {
        let output = self.scopes.output(chunk)?;
        if output.plain.is_none() || output.is_personal() || output.is_own_url() {
            return Err("the address of a picture is one name, such as {{ item.image }}".to_owned());
        }
        Ok(self.slots.word(chunk.at, Context::Src.mark(&format!("{{{{ {} }}}}", chunk.inner))))
    }

    /// The reason that matters most: an address travels through logs, proxies and other people's hands.
    fn blame_for_person(&mut self, attribute: &Attribute<'s>) {
        let chunks = attribute.value.iter().filter_map(|part| match part {
            Part::Liquid(chunk) => Some(chunk),
            Part::Text(_) => None,
        });
        for chunk in chunks {
            let is_personal = self.scopes.output(chunk).is_ok_and(|output| output.is_personal());
            if is_personal || chunk.inner.split_whitespace().any(|word| word.starts_with("person.")) {
                self.faults.at(
                    chunk.at,
                    format!("`{}`: nothing about a person may stand in an address", chunk.inner),
                );
            }
        }
    }

    /// Any other value.
    fn value(&mut self, element: &str, attribute: &Attribute<'s>) -> String {
        let mut value = String::new();
        let mut literal = String::new();
        for part in &attribute.value {
            match part {
                Part::Text(text) => {
                    value.push_str(&encoded(text));
                    literal.push_str(text);
                }
                Part::Liquid(chunk) => match self.part(element, attribute, chunk) {
                    Ok(word) => value.push_str(&word),
                    Err(reason) => self.faults.at(chunk.at, reason),
                },
            }
        }
        let is_style = attribute.name == "style" || (element.starts_with("mj") && attribute.name != "alt");
        if let Some(reason) = policy::style_refusal(&literal).filter(|_| is_style) {
            self.faults.at(attribute.at, reason);
        }
        if attribute.literal().is_none() && literal.contains("url(") {
            self.faults.at(attribute.at, "Liquid cannot stand beside `url(…)`");
        }
        if self.scopes.is_block_in(Place::Attribute(attribute.at)) {
            self.faults.at(attribute.at, format!("a block in `{}` is not closed in it", attribute.name));
        }
        value
    }

    fn part(
        &mut self,
        element: &str,
        attribute: &Attribute<'s>,
        chunk: &Chunk<'s>,
    ) -> Result<String, String> {
        let Some(context) = policy::attribute_context(element, attribute.name) else {
            return Err(format!(
                "Liquid cannot stand in `{}`: the layout is made once, for all",
                attribute.name
            ));
        };
        if chunk.is_tag {
            let code = self.scopes.tag(chunk, Place::Attribute(attribute.at))?;
            return Ok(self.slots.word(chunk.at, code));
        }
        let output = self.scopes.output(chunk)?;
        if context == Context::Style && is_private(&output) {
            return Err(format!("`{}` cannot stand in `{}`", chunk.inner, attribute.name));
        }
        Ok(self.slots.word(chunk.at, context.mark(&format!("{{{{ {} }}}}", chunk.inner))))
    }
}

fn is_private(output: &Output) -> bool {
    output.is_personal() || output.is_own_url()
}

/// The value as the layout engine keeps it: it writes attributes with the escapes of a programming language, which in
/// HTML would be wrong for quotes, backslashes and invisible characters.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push('\''),
            '\n' | '\t' => out.push(' '),
            other if other.escape_debug().len() == 1 => out.push(other),
            other => out.push_str(&format!("&#{};", u32::from(other))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_the_layout_engine() {
        assert_eq!(encoded("a\"b\\c\u{a0}é'<"), "a&quot;b&#92;c&#160;é'&lt;");
    }
}
