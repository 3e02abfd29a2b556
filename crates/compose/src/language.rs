//! The Liquid that mails may use, and what its names mean.
//!
//! A closed list of tags and filters: nothing that accumulates (`assign`, `capture`), nothing that includes, no ranges.
//! A mail's work is therefore bounded by its length times the length of the lists it loops over.

use crate::engine::Program;
use crate::markup::Chunk;

/// The names a template may use, at the root.
pub const ROOTS: [&str; 13] = [
    "sender",
    "unsubscribe_url",
    "preferences_url",
    "why_url",
    "web_url",
    "items",
    "similar",
    "complementary",
    "cart",
    "shop",
    "person",
    "confirm_url",
    "renew_url",
];

/// Addresses of the platform's own pages: allowed in an `href`, never counted.
pub(crate) const OWN_URLS: [&str; 6] =
    ["unsubscribe_url", "preferences_url", "why_url", "web_url", "confirm_url", "renew_url"];

/// Lists of products; a loop variable over one of them has an `id` and a `url`.
pub(crate) const PRODUCT_LISTS: [&str; 4] = ["items", "similar", "complementary", "cart.items"];

const FILTERS: [&str; 14] = [
    "append",
    "capitalize",
    "default",
    "downcase",
    "lstrip",
    "prepend",
    "remove",
    "rstrip",
    "size",
    "strip",
    "strip_newlines",
    "truncate",
    "truncatewords",
    "upcase",
];
const KEYWORDS: [&str; 8] = ["and", "or", "true", "false", "nil", "null", "blank", "empty"];

/// Blocks within blocks, at most.
const DEPTH: usize = 12;
/// Characters of one piece of Liquid, at most.
const LENGTH: usize = 400;

/// Where in the document a piece of Liquid stands. A block opens and closes in the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the element with this running number.
    Element(usize),
    /// In the attribute that begins at this byte.
    Attribute(usize),
    /// In the subject.
    Subject,
}

#[derive(Debug)]
struct Block<'s> {
    name: &'s str,
    at: usize,
    place: Place,
    /// A loop's variable and what it runs over.
    variable: Option<(&'s str, String)>,
}

/// The blocks open at this point of the document.
#[derive(Debug, Default)]
pub(crate) struct Scopes<'s>(Vec<Block<'s>>);

/// An output, understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// Every name in it, resolved: in `{% for item in cart.items %}`, `item.url` is `cart.items.url`.
    pub(crate) names: Vec<String>,
    /// The name, where the output is nothing but a name.
    pub(crate) plain: Option<String>,
    /// The loop variable over a list of products, where the output begins with one.
    pub(crate) product: Option<String>,
}

impl Output {
    /// Whether something of the person stands in it.
    pub(crate) fn is_personal(&self) -> bool {
        self.names.iter().any(|name| root(name) == "person")
    }

    /// Whether an address of one's own pages stands in it.
    pub(crate) fn is_own_url(&self) -> bool {
        self.names.iter().any(|name| OWN_URLS.contains(&root(name)))
    }
}

fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

impl<'s> Scopes<'s> {
    /// Whether no block is open: what stands here is in every mail.
    pub(crate) fn is_outermost(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the innermost open block stands directly in this place.
    pub(crate) fn is_block_in(&self, place: Place) -> bool {
        self.0.last().is_some_and(|block| block.place == place)
    }

    /// Understands `{{ … }}`.
    pub(crate) fn output(&self, chunk: &Chunk<'s>) -> Result<Output, String> {
        let words = words(chunk.inner)?;
        check_filters(&words)?;
        let names = self.names(&words)?;
        if Program::parse(&format!("{{{{ {} }}}}", chunk.inner)).is_none() {
            return Err(format!("`{{{{ {} }}}}` is not valid Liquid", chunk.inner));
        }
        let is_plain = words.len() == 1 && !names.is_empty() && !chunk.inner.contains(['[', '"', '\'']);
        let first = chunk.inner.split('.').next().unwrap_or("");
        let over = self.over(first);
        let product = over.filter(|list| PRODUCT_LISTS.contains(list)).map(|_| first.to_owned());
        Ok(Output { plain: is_plain.then(|| names.first().cloned()).flatten(), names, product })
    }

    /// Understands `{% … %}` and gives the text of the tag as the engine reads it.
    pub(crate) fn tag(&mut self, chunk: &Chunk<'s>, place: Place) -> Result<String, String> {
        let (name, rest) = chunk.inner.split_once(char::is_whitespace).unwrap_or((chunk.inner, ""));
        let (name, rest) = (name, rest.trim());
        match name {
            // A block is entered even when its tag is wrong, so that its end is not blamed too.
            "if" | "unless" | "case" => {
                let understood = self.condition(rest);
                self.enter(Block { name, at: chunk.at, place, variable: None })?;
                understood?;
            }
            "for" => {
                let variable = self.loop_variable(rest);
                self.enter(Block { name, at: chunk.at, place, variable: variable.as_ref().ok().cloned() })?;
                variable?;
            }
            "elsif" | "when" | "else" => {
                self.condition(rest)?;
                self.within(name, place)?;
            }
            "break" | "continue" if self.0.iter().any(|block| block.name == "for") => {}
            "cycle" => self.condition(rest)?,
            _ => self.leave(name, place)?,
        }
        self.engine_agrees(name, chunk.inner)?;
        Ok(format!("{{% {} %}}", chunk.inner))
    }

    /// Where and what was opened and never closed.
    pub(crate) fn unclosed(&self) -> Option<(usize, &'s str)> {
        self.0.last().map(|block| (block.at, block.name))
    }

    fn enter(&mut self, block: Block<'s>) -> Result<(), String> {
        if self.0.len() >= DEPTH {
            return Err(format!("more than {DEPTH} blocks stand in one another"));
        }
        self.0.push(block);
        Ok(())
    }

    fn within(&self, name: &str, place: Place) -> Result<(), String> {
        let fits = |block: &&Block<'_>| match name {
            "elsif" => block.name == "if",
            "when" => block.name == "case",
            _ => true,
        };
        match self.0.last().filter(fits) {
            None => Err(format!("`{name}` stands in no block it belongs to")),
            Some(block) if block.place != place => Err(same_place(name)),
            Some(_) => Ok(()),
        }
    }

    fn leave(&mut self, name: &str, place: Place) -> Result<(), String> {
        let Some(opened) = name.strip_prefix("end").filter(|n| ["if", "unless", "case", "for"].contains(n))
        else {
            return Err(format!("the tag `{name}` cannot be used in a mail"));
        };
        match self.0.last() {
            Some(block) if block.name == opened && block.place == place => {
                self.0.pop();
                Ok(())
            }
            Some(block) if block.name == opened => {
                self.0.pop();
                Err(same_place(name))
            }
            _ => Err(format!("`{name}` closes nothing")),
        }
    }

    fn condition(&self, text: &str) -> Result<(), String> {
        let words = words(text)?;
        if words.iter().any(|word| matches!(word, Word::Filter(_))) {
            return Err("a condition takes no filters".to_owned());
        }
        if words.contains(&Word::Name("contains")) {
            return Err("`contains` cannot be used in a mail: compare with ==".to_owned());
        }
        self.names(&words).map(drop)
    }

    fn loop_variable(&self, text: &'s str) -> Result<(&'s str, String), String> {
        const SHAPE: &str =
            "a loop is written {% for item in items %}, with `limit:3` or `reversed` where wanted";
        let mut words = text.split_whitespace();
        let (variable, list) = match (words.next(), words.next(), words.next()) {
            (Some(variable), Some("in"), Some(list)) => (variable, list),
            _ => return Err(SHAPE.to_owned()),
        };
        let is_name = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name(variable) || !list.split('.').all(|part| is_name(part) && !part.is_empty()) {
            return Err(SHAPE.to_owned());
        }
        let taken = ROOTS.contains(&variable) || KEYWORDS.contains(&variable) || variable == "forloop";
        if taken || !variable.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(format!("`{variable}` cannot name what a loop runs over"));
        }
        let options = words.collect::<Vec<_>>().join(" ").replace(": ", ":");
        let is_option = |word: &str| {
            word == "reversed"
                || word.strip_prefix("limit:").is_some_and(|n| n.parse::<u8>().is_ok_and(|n| n > 0))
        };
        if !options.split_whitespace().all(is_option) {
            return Err(SHAPE.to_owned());
        }
        Ok((variable, self.resolve(list)?))
    }

    fn names(&self, words: &[Word<'_>]) -> Result<Vec<String>, String> {
        let paths = words.iter().filter_map(|word| match word {
            Word::Name(path) if !KEYWORDS.contains(path) => Some(*path),
            _ => None,
        });
        paths.map(|path| self.resolve(path)).collect()
    }

    /// The name with its loop variable replaced by what the loop runs over.
    fn resolve(&self, path: &str) -> Result<String, String> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let base = match self.over(first) {
            // The engine would stop where the first of two fields is missing.
            Some(_) if rest.is_some_and(|rest| rest.contains('.')) => {
                return Err(format!(
                    "`{path}`: what a loop runs over has fields, and these have none of their own"
                ));
            }
            Some(list) => list.to_owned(),
            None if ROOTS.contains(&first) => first.to_owned(),
            None if first == "forloop" && self.0.iter().any(|block| block.name == "for") => first.to_owned(),
            None => return Err(format!("`{first}` is not known; known are {}", ROOTS.join(", "))),
        };
        Ok(rest.map_or(base.clone(), |rest| format!("{base}.{rest}")))
    }

    /// What the loop variable `name` runs over.
    fn over(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find_map(|block| {
            block.variable.as_ref().filter(|(variable, _)| *variable == name).map(|(_, list)| list.as_str())
        })
    }

    fn engine_agrees(&self, name: &str, inner: &str) -> Result<(), String> {
        let probe = match name {
            "if" | "unless" | "for" => format!("{{% {inner} %}}{{% end{name} %}}"),
            "elsif" => format!("{{% if true %}}{{% {inner} %}}{{% endif %}}"),
            "case" => format!("{{% {inner} %}}{{% when 1 %}}{{% endcase %}}"),
            "when" => format!("{{% case 1 %}}{{% {inner} %}}{{% endcase %}}"),
            "cycle" => format!("{{% {inner} %}}"),
            _ if inner == name => return Ok(()),
            _ => return Err(format!("`{name}` takes nothing behind it")),
        };
        match Program::parse(&probe) {
            Some(_) => Ok(()),
            None => Err(format!("`{{% {inner} %}}` is not valid Liquid")),
        }
    }
}

fn same_place(name: &str) -> String {
    format!("`{name}` must stand in the same element, or the same attribute, as the tag that opens its block")
}

fn check_filters(words: &[Word<'_>]) -> Result<(), String> {
    for word in words {
        match word {
            Word::Filter("escape" | "escape_once") => {
                return Err("every output is escaped already: leave `escape` out".to_owned());
            }
            Word::Filter(name) if !FILTERS.contains(name) => {
                return Err(format!(
                    "the filter `{name}` cannot be used in a mail; there are {}",
                    FILTERS.join(", ")
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Word<'s> {
    /// A path: `item.name`.
    Name(&'s str),
    /// A filter's name.
    Filter(&'s str),
    /// A string, number or sign.
    Other,
}

/// The words of an expression. What stands in brackets is read as words of its own.
fn words(text: &str) -> Result<Vec<Word<'_>>, String> {
    if text.len() > LENGTH {
        return Err(format!("a piece of Liquid is at most {LENGTH} characters long"));
    }
    if text.contains("..") {
        return Err("ranges cannot be used: a loop runs over a list of the data".to_owned());
    }
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    let mut after_bar = false;
    while let Some(first) = rest.chars().next() {
        let length = word_length(rest, first);
        let word = rest.get(..length).unwrap_or("");
        if first.is_ascii_alphabetic() || first == '_' {
            words.push(if after_bar { Word::Filter(word) } else { Word::Name(word) });
        } else if first != '.' {
            words.push(Word::Other);
        }
        after_bar = first == '|';
        rest = rest.get(length..).unwrap_or("").trim_start();
    }
    Ok(words)
}

fn word_length(rest: &str, first: char) -> usize {
    let tail = rest.get(first.len_utf8()..).unwrap_or("");
    match first {
        '"' | '\'' => tail.find(first).map_or(rest.len(), |end| end + 2),
        '.' | '_' | 'a'..='z' | 'A'..='Z' | '0'..='9' => {
            let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        }
        _ => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(inner: &str) -> Chunk<'_> {
        Chunk { at: 0, is_tag: false, inner }
    }

    #[test]
    fn names_are_resolved_through_loops() {
        let mut scopes = Scopes::default();
        scopes.tag(&chunk("for line in cart.items limit: 3 reversed"), Place::Subject).unwrap();
        scopes.tag(&chunk("for v in line.variants"), Place::Subject).unwrap();
        let output = scopes.output(&chunk("v.size")).unwrap();
        assert_eq!(output.plain.as_deref(), Some("cart.items.variants.size"));
        assert_eq!(output.product, None);
        let output = scopes.output(&chunk("line.url")).unwrap();
        assert_eq!(output.product.as_deref(), Some("line"));
        let output = scopes.output(&chunk("line.name | append: person.first_name")).unwrap();
        assert!(output.is_personal() && output.plain.is_none());
        scopes.tag(&chunk("endfor"), Place::Subject).unwrap();
        assert!(scopes.output(&chunk("v.size")).is_err());
    }

    #[test]
    fn what_a_mail_may_not_use_is_refused() {
        for tag in [
            "assign a = 1",
            "capture a",
            "include 'x'",
            "render 'x'",
            "raw",
            "tablerow i in items",
            "increment a",
            "for i in (1..9)",
            "for items in items",
            "for i in items offset:1",
            "for i in items limit:0",
            "for i of items",
            "if a",
            "if items ==",
            "else",
            "endif",
            "when 1",
            "break",
            "if shop.a | upcase",
            "endfor x",
            "if shop.tags contains 'x'",
        ] {
            assert!(Scopes::default().tag(&chunk(tag), Place::Subject).is_err(), "{tag}");
        }
        let scopes = Scopes::default();
        for output in [
            "a",
            "items | replace: 'a', 'b'",
            "shop.name | escape",
            "shop.name |",
            "",
            "items[secret]",
            "shop.name | times: 2",
            "person.name || x",
        ] {
            assert!(scopes.output(&chunk(output)).is_err(), "{output}");
        }
        assert!(scopes.output(&chunk(&"a".repeat(500))).is_err());
    }

    #[test]
    fn a_block_closes_where_it_opened() {
        let mut scopes = Scopes::default();
        scopes.tag(&chunk("if shop.name == 'a.b'"), Place::Element(1)).unwrap();
        assert!(scopes.tag(&chunk("else"), Place::Element(2)).is_err());
        assert!(scopes.tag(&chunk("endif"), Place::Element(2)).is_err());
    }
}
