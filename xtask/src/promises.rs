//! `cargo xtask promises`: which requirement is proven by which test.

use crate::project::Project;
use crate::{only, scan};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Number, policies, text; separated by tabs.
const LIST: &str = "docs/requirements.tsv";

/// A requirement (`R109`) or a decision (`C15`), and the tests that name it.
struct Promise {
    text: String,
    tests: Vec<String>,
}

/// A letter and a number; they sort by the letter, then by the number.
type Key = (char, u16);

type Promises = BTreeMap<Key, Promise>;

/// Prints every promise with its tests; `--check` prints the summary alone.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    only(args, &["--check"])?;
    let project = Project::open()?;
    let promises = read(&project)?;
    if args.is_empty() {
        for (key, promise) in &promises {
            let proof = if promise.tests.is_empty() {
                "  open".to_owned()
            } else {
                format!("  {}", promise.tests.join("\n  "))
            };
            println!("{} {}\n{proof}", number(*key), promise.text);
        }
    }
    print!("{}", summary(&promises));
    Ok(ExitCode::SUCCESS)
}

/// The summary; a test that names an unknown number is an error.
pub(crate) fn check(project: &Project) -> Result<String> {
    Ok(summary(&read(project)?))
}

fn read(project: &Project) -> Result<Promises> {
    let mut promises = listed(&project.read(LIST)?)?;
    let mut unknown = Vec::new();
    for (place, keys) in tests(project)? {
        for key in keys {
            match promises.get_mut(&key) {
                Some(promise) => promise.tests.push(place.clone()),
                None => unknown.push(format!("{place}: there is no {} in {LIST}", number(key))),
            }
        }
    }
    if !unknown.is_empty() {
        bail!("{}", unknown.join("\n"));
    }
    Ok(promises)
}

/// Every test with the promises it names, in Rust and in what runs in browsers.
fn tests(project: &Project) -> Result<Vec<(String, Vec<Key>)>> {
    let mut found = Vec::new();
    for source in scan::sources(project)? {
        for test in source.functions.iter().filter(|function| function.is_test) {
            let place = format!("{}:{} {}", source.file.display(), test.line, test.name);
            found.push((place, named(&test.name, &test.doc)));
        }
    }
    for file in project.files()?.into_iter().filter(|file| file.to_string_lossy().ends_with(".test.mjs")) {
        let text = project.read(&file)?;
        let titled = titles(&text).map(|title| (format!("{} {title}", file.display()), named(title, "")));
        found.extend(titled);
    }
    Ok(found)
}

/// The titles of `test("…", …)`.
fn titles(text: &str) -> impl Iterator<Item = &str> {
    text.split("test(").skip(1).filter_map(|call| {
        let call = call.trim_start();
        let quote = call.chars().next().filter(|sign| matches!(sign, '"' | '`'))?;
        call[1..].split(quote).next()
    })
}

fn listed(list: &str) -> Result<Promises> {
    let entry = |line: &str| {
        let (head, rest) = line.split_once('\t')?;
        let (_, text) = rest.split_once('\t')?;
        Some((key(head)?, Promise { text: text.to_owned(), tests: Vec::new() }))
    };
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| entry(line).with_context(|| format!("{LIST}: `{line}` is not number, policies, text")))
        .collect()
}

/// The promises that a test names: at the head of its name (`r109_r117_…`, `c15_…`) or in its comment (`R109`).
fn named(name: &str, doc: &str) -> Vec<Key> {
    let mut keys: Vec<_> = name.split(['_', ' ']).map_while(|word| key(&word.to_ascii_uppercase())).collect();
    let words = doc.split(|sign: char| !sign.is_alphanumeric());
    keys.extend(words.filter_map(key));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// `R` with three digits, or `C` with one or two.
fn key(word: &str) -> Option<Key> {
    let (letter, digits) = word.split_at_checked(1)?;
    let fits = match letter {
        "R" => digits.len() == 3,
        "C" => (1..=2).contains(&digits.len()),
        _ => false,
    };
    let value = digits.parse().ok().filter(|_| fits && digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    Some((letter.chars().next()?, value))
}

fn number((letter, value): Key) -> String {
    if letter == 'R' { format!("R{value:03}") } else { format!("{letter}{value}") }
}

fn summary(promises: &Promises) -> String {
    let of = |letter: char| promises.iter().filter(move |((head, _), _)| *head == letter);
    let proven = |letter: char| of(letter).filter(|(_, promise)| !promise.tests.is_empty()).count();
    let (requirements, decisions) = (of('R').count(), of('C').count());
    format!(
        "  {} of {requirements} requirements and {} of {decisions} decisions have a test; {} are open\n",
        proven('R'),
        proven('C'),
        requirements + decisions - proven('R') - proven('C'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_names_promises_at_its_head_and_in_its_comment() {
        assert_eq!(
            named("r109_r117_an_address", "/// Also R043, C3."),
            [('C', 3), ('R', 43), ('R', 109), ('R', 117)]
        );
        assert_eq!(named("a_click_r109", "/// RFC 8058, R1, C185"), []);
    }

    #[test]
    fn a_test_in_a_browser_names_promises_at_the_head_of_its_title() {
        let text = "test(\"r064_c16 after a no\", x); test(\n  `r065 b`, y); r.test(\"plain\"); latest(z)";
        let named: Vec<Vec<Key>> = titles(text).map(|title| named(title, "")).collect();
        assert_eq!(named, [vec![('C', 16), ('R', 64)], vec![('R', 65)], Vec::new()]);
    }

    #[test]
    fn a_line_that_is_not_an_entry_is_an_error() {
        assert!(listed("R001\t0\tOne tenant\n# a comment\n").is_ok());
        assert!(listed("R001 One tenant").is_err());
    }

    #[test]
    fn what_has_no_test_is_counted_as_open() {
        let mut promises = listed("R001\t0\tOne\nR002\t0\tTwo\nC1\t\tThree").expect("a list");
        promises.get_mut(&('R', 2)).expect("R002").tests.push("x".to_owned());
        assert_eq!(
            summary(&promises),
            "  1 of 2 requirements and 0 of 1 decisions have a test; 2 are open\n"
        );
    }
}
