//! Reading Rust well enough to count: comments and strings are blanked out, functions found by their braces.

use crate::project::Project;
use anyhow::Result;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// A Rust file, read.
pub(crate) struct Source {
    /// Relative to the root.
    pub(crate) file: PathBuf,
    /// The text with comments, strings and characters turned to blanks; the lines stay where they are.
    pub(crate) code: String,
    /// Lines in all.
    pub(crate) lines: usize,
    /// Lines of documentation.
    pub(crate) doc_lines: usize,
    /// The lines (from 1) that are tests.
    tests: Vec<RangeInclusive<usize>>,
    /// Its functions that have a body.
    pub(crate) functions: Vec<Function>,
}

/// A function with a body.
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// The line it begins on, from 1.
    pub(crate) line: usize,
    /// From `fn` to the closing brace.
    pub(crate) lines: usize,
    /// It is a test, or stands among tests.
    pub(crate) is_test: bool,
    /// The comment before it.
    pub(crate) doc: String,
}

/// Every Rust file of the checkout.
pub(crate) fn sources(project: &Project) -> Result<Vec<Source>> {
    let mut files = project.files()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "rs"));
    files.into_iter().map(|file| project.read(&file).map(|text| Source::read(file, &text))).collect()
}

impl Source {
    /// Reads a file's text.
    pub(crate) fn read(file: PathBuf, text: &str) -> Source {
        let code = blank(text);
        let lines = text.lines().count();
        let mut source = Source {
            tests: if is_all_tests(&file) { vec![1..=lines] } else { test_modules(&code) },
            functions: Vec::new(),
            doc_lines: text.lines().filter(|line| is_doc(line.trim_start())).count(),
            file,
            code,
            lines,
        };
        source.functions = functions(&source, text);
        source
    }

    /// How many lines are tests.
    pub(crate) fn test_lines(&self) -> usize {
        self.tests.iter().map(|range| range.end() + 1 - range.start()).sum()
    }

    /// Whether the line, from 1, stands among tests.
    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&line))
    }
}

fn is_all_tests(file: &Path) -> bool {
    file.components()
        .any(|part| ["tests", "tests.rs"].contains(&part.as_os_str().to_str().unwrap_or_default()))
}

fn is_doc(line: &str) -> bool {
    line.starts_with("///") || line.starts_with("//!")
}

/// The lines of each `#[cfg(test)] mod … { … }`.
fn test_modules(code: &str) -> Vec<RangeInclusive<usize>> {
    let starts = code.match_indices("#[cfg(test)]").map(|(at, _)| at);
    let with_body = starts.filter_map(|at| {
        let rest = &code[at..];
        let open = rest.find('{')?;
        let is_module = !rest[..open].contains(';') && rest[..open].contains("mod ");
        is_module.then(|| line_at(code, at)..=line_at(code, at + closing(rest, open)))
    });
    with_body.collect()
}

fn functions(source: &Source, text: &str) -> Vec<Function> {
    let code = source.code.as_str();
    let text_lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let begins_a_word = !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let name: String =
            code[at + 3..].chars().take_while(|next| next.is_alphanumeric() || *next == '_').collect();
        let Some(open) = body(&code[at..]).filter(|_| begins_a_word && !name.is_empty()) else { continue };
        let line = line_at(code, at);
        let before = head(&text_lines, line);
        found.push(Function {
            name,
            line,
            lines: line_at(code, at + closing(&code[at..], open)) + 1 - line,
            is_test: source.is_test(line)
                || before.iter().any(|line| line.starts_with("#[") && line.contains("test")),
            doc: before.into_iter().filter(|line| line.starts_with("//")).collect::<Vec<_>>().join("\n"),
        });
    }
    found
}

/// Where the body of the function at the beginning of `code` opens; `None` if it has none.
fn body(code: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, sign) in code.char_indices() {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where the brace that opens at `open` closes; the end if it never does.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, sign) in code[open..].char_indices() {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        if depth == 0 {
            return open + at;
        }
    }
    code.len()
}

/// The comments and attributes directly above a line.
fn head<'a>(lines: &[&'a str], line: usize) -> Vec<&'a str> {
    let above = lines[..line - 1].iter().rev().map(|line| line.trim());
    let mut head: Vec<&str> =
        above.take_while(|line| line.starts_with("//") || line.starts_with("#[")).collect();
    head.reverse();
    head
}

/// The number, from 1, of the line at a byte.
pub(crate) fn line_at(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Turns everything that is not code to blanks, byte for byte, line for line.
fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_code = code.ends_with(|before: char| before.is_alphanumeric() || before == '_');
        match foreign(rest, is_code) {
            Some(length) => {
                code.extend(rest[..length].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
                rest = &rest[length..];
            }
            None => {
                code.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    code
}

/// How long the comment, string or character at the beginning is; `None` if it is code.
fn foreign(rest: &str, inside_word: bool) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    if !inside_word {
        let plain = rest.trim_start_matches(['b', 'c']);
        if let Some(raw) = plain.strip_prefix('r') {
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            if raw[hashes..].starts_with('"') {
                let end = format!("\"{}", "#".repeat(hashes));
                let begun = rest.len() - raw.len() + hashes + 1;
                return Some(rest[begun..].find(&end).map_or(rest.len(), |at| begun + at + end.len()));
            }
        }
    }
    match rest.as_bytes() {
        [b'"', ..] => Some(quoted(rest, '"')),
        [b'\'', b'\\', ..] => Some(quoted(rest, '\'')),
        [b'\'', ..] => {
            // A character, unless it is the name of a lifetime.
            let second = rest[1..].chars().next()?.len_utf8();
            rest[1 + second..].starts_with('\'').then_some(second + 2)
        }
        _ => None,
    }
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let step = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if sign == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Source {
        Source::read(PathBuf::from("crates/x/src/x.rs"), text)
    }

    #[test]
    fn braces_in_strings_comments_and_characters_do_not_count() {
        let source = read(
            "fn a() {\n  let x = \"}\"; // }\n  let y = r#\"}\"#; /* } */\n  let z = '}';\n}\nfn b<'a>(x: &'a str) {}\n",
        );
        let found: Vec<_> = source.functions.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
        assert_eq!(found, [("a", 1, 5), ("b", 6, 1)]);
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_string() {
        let source = read("fn a() { let x = \"\\\"}\"; let y = '\\''; let z = b'\\\\'; }\nfn b() {}");
        assert_eq!(source.functions.len(), 2);
    }

    #[test]
    fn declarations_and_function_types_are_not_functions() {
        let source =
            read("trait T { fn a(&self) -> [u8; 2]; }\ntype F = fn (u8);\nfn b(x: [u8; 3]) -> u8 { 1 }");
        assert_eq!(source.functions.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn tests_are_told_from_other_functions_and_bring_their_comments() {
        let source = read(
            "fn a() {}\n\n/// Proves R109.\n#[tokio::test]\nasync fn b() {}\n\n#[cfg(test)]\nmod tests {\n  fn c() {}\n}\n",
        );
        let found: Vec<_> =
            source.functions.iter().map(|f| (f.name.as_str(), f.is_test, f.doc.as_str())).collect();
        assert_eq!(found, [("a", false, ""), ("b", true, "/// Proves R109."), ("c", true, "")]);
        assert_eq!(source.test_lines(), 4);
    }

    #[test]
    fn text_beyond_ascii_keeps_its_lines() {
        let source = read("// ți-am zis\nfn a() { \"…\n…\"; 'ț'; }\nfn b() {}");
        assert_eq!(source.functions.iter().map(|f| f.line).collect::<Vec<_>>(), [2, 4]);
    }
}
