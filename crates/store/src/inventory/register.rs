//! What is published from the inventory: the register of processing (GDPR 30) and the annex of the notice (R018).

use std::collections::BTreeSet;
use std::fmt::Write;

use super::class::ALL;
use super::{Act, COOKIES, Class, DOCUMENTS, TABLES, Table};

/// The record of processing activities (GDPR 30), as a table in Markdown: one line for each class of data.
pub fn article_30() -> String {
    let mut out = String::from(
        "| category | people | purpose | legal basis | our role | source | kept | recipients | where it stands | on erasure |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for class in ALL {
        let tables: Vec<_> = TABLES.iter().filter(|table| holds(table, class)).collect();
        let names: Vec<_> = tables.iter().map(|table| table.name).collect();
        let acts: BTreeSet<_> = tables.iter().map(|table| act(table.erase)).collect();
        let acts: Vec<_> = acts.into_iter().collect();
        let Class { category, subject, purpose, basis, role, source, term, recipients } = class;
        let (role, names, acts) = (role.name(), names.join(", "), acts.join("; "));
        let cells =
            [*category, subject, purpose, basis, role, source, &term.to_string(), recipients, &names, &acts];
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

/// The annex of a notice, in Markdown: every class of data in words, with everything that is kept of it.
pub fn annex() -> String {
    let mut out = String::from("# What is stored, and why\n");
    for class in ALL {
        let Class { category, subject, purpose, basis, role, source, term, recipients } = class;
        let _ = write!(
            out,
            "\n## {}\n\n- About: {subject}\n- Purpose: {purpose}\n- Legal basis: {basis}\n- Our role: {}\n- Source: {source}\n\
             - Kept: {term}\n- Recipients: {recipients}\n- Stored: {}\n",
            capital(category),
            role.name(),
            stored(class).join(", "),
        );
    }
    out
}

fn holds(table: &Table, class: &Class) -> bool {
    table.columns.iter().any(|column| column.class() == Some(class))
}

fn act(act: Act) -> String {
    match act {
        Act::Delete => "deleted".to_owned(),
        Act::Strip => "made anonymous".to_owned(),
        Act::Rewrite => "written anew without the person".to_owned(),
        Act::Keep(why) => format!("kept ({why})"),
        Act::Nothing => String::new(),
    }
}

/// Columns and keys of a class, by their names, each once.
fn stored(class: &Class) -> Vec<String> {
    let columns = TABLES.iter().flat_map(|table| {
        let mine = table.columns.iter().filter(|column| column.class() == Some(class));
        mine.map(|column| format!("{} {}", table.name, column.name))
    });
    let keys = DOCUMENTS.iter().filter(|document| document.class == class).flat_map(|document| {
        document.keys.iter().map(|key| format!("{} {}: {key}", document.table, document.column))
    });
    let cookies = COOKIES.iter().filter(|cookie| cookie.class == class);
    let cookies = cookies.map(|cookie| format!("cookie {}", cookie.name));
    let all: BTreeSet<String> =
        columns.chain(keys).map(|name| name.replace('_', " ")).chain(cookies).collect();
    all.into_iter().collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
