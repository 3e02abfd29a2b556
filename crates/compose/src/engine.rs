//! The one door to the Liquid engine: nothing of the `liquid` crate is seen outside this module.
//!
//! Where the crate differs from the Liquid that marketers know, this door evens it out: an unknown name is empty
//! instead of an error, no error text leaves (it would quote personal data), and what is written is bounded.
//!
//! The crate copies what a loop runs over into values of its own, which know only the names they have. A program
//! therefore keeps the names it asks for ([`Names`]), and the copy of an object has them all, nil where missing.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::sync::LazyLock;

use crate::markup::{self, Part};

mod data;

pub(crate) use data::Data;

static PARSER: LazyLock<Option<liquid::Parser>> =
    LazyLock::new(|| liquid::ParserBuilder::with_stdlib().build().ok());

/// The engine could not finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// More would be written than allowed.
    TooLarge,
    /// The template asks for something the data cannot give.
    Failed,
}

/// A template compiled once, rendered often.
pub(crate) struct Program(liquid::Template);

/// The names that programs ask objects for.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// Adds the names behind a dot in the Liquid of `source`.
    pub(crate) fn add(&mut self, source: &str) {
        for part in markup::read_plain(source).unwrap_or_default() {
            let Part::Liquid(chunk) = part else { continue };
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let behind_dots = chunk.inner.split('.').skip(1);
            let names = behind_dots.map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or(""));
            self.0.extend(
                names
                    .filter(|name| !name.is_empty() && !matches!(*name, "size" | "first" | "last"))
                    .map(str::to_owned),
            );
        }
    }

    fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }
}

impl Program {
    /// Compiles Liquid; `None` when it cannot be read.
    pub(crate) fn parse(source: &str) -> Option<Program> {
        PARSER.as_ref()?.parse(source).ok().map(Program)
    }

    /// Renders with `data`, writing at most `limit` bytes.
    pub(crate) fn run(&self, data: &Data<'_>, limit: usize) -> Result<String, Stopped> {
        let mut out = Bounded { bytes: Vec::with_capacity(16 * 1024), limit, full: false };
        let done = self.0.render_to(&mut out, data);
        match done {
            _ if out.full => Err(Stopped::TooLarge),
            Err(_) => Err(Stopped::Failed),
            Ok(()) => String::from_utf8(out.bytes).map_err(|_| Stopped::Failed),
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Program")
    }
}

struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + buffer.len() > self.limit {
            self.full = true;
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        self.bytes.extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(source: &str, data: serde_json::Value) -> Result<String, Stopped> {
        let mut names = Names::default();
        names.add(source);
        Program::parse(source).unwrap().run(&Data::new(&data, &names), 1000)
    }

    #[test]
    fn what_is_missing_is_empty() {
        let source = "[{{ a }}{{ a.b.c }}{{ x.y }}{{ l[7].q }}{% for i in none.at.all %}!{% endfor %}{% if x.z %}!{% endif %}]";
        assert_eq!(run(source, json!({"x": {"k": 1}, "l": [{"q": 1}]})).unwrap(), "[]");
        assert_eq!(run("{{ a.b | upcase | default: 'd' }}", json!({})).unwrap(), "d");
        let nested = "{% for i in l %}{{ i.a }}{{ i.none }}{% for j in i.b %}{{ j.c }}{{ j.d }}{% endfor %}{% endfor %}";
        assert_eq!(run(nested, json!({"l": [{"a": 1}, {"b": [{"c": 2}, {"d": 3}]}]})).unwrap(), "123");
    }

    #[test]
    fn values_are_seen_as_they_are() {
        let data = json!({"l": [1, 2, 3], "t": "x", "f": false, "o": {"a": "b"}});
        assert_eq!(
            run("{{ l.size }}{{ l.first }}{{ l[-1] }}{{ o.a }}{{ t.size }}", data.clone()).unwrap(),
            "313b1"
        );
        assert_eq!(
            run("{% if t == 'x' and f == false and l.size > 2 %}y{% endif %}", data.clone()).unwrap(),
            "y"
        );
        assert_eq!(run("{% if t == o.a %}same{% else %}differ{% endif %}", data.clone()).unwrap(), "differ");
        assert_eq!(
            run("{% if none == blank %}b{% endif %}{% if t == blank %}!{% endif %}", data).unwrap(),
            "b"
        );
    }

    #[test]
    fn what_is_written_is_bounded() {
        let data = json!({"l": vec!["x".repeat(20); 60]});
        assert_eq!(run("{% for i in l %}{{ i }}{% endfor %}", data), Err(Stopped::TooLarge));
    }

    #[test]
    fn a_value_cannot_forge_a_mark() {
        assert_eq!(run("{{ t }}", json!({"t": "a\u{e000}L1:\u{e001}b"})).unwrap(), "aL1:b");
    }

    #[test]
    fn a_program_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Program>();
    }
}
