//! Everything in which the two engines' SQL differs, in one place.
//!
//! | written | SQLite | PostgreSQL |
//! |---|---|---|
//! | `$2` | `?2` | `$2` |
//! | `IN LIST($2)` | `IN (SELECT value FROM json_each(?2))` | `= ANY($2)` |
//! | `IN BLOBS($2)` | `IN (SELECT unhex(value) FROM json_each(?2))` | `= ANY($2)` |
//! | `IN EACH LIST($2)`, `IN EACH BLOBS($2)` | `= ?2`, run for each value | a look-up for each value, see [`each`] |
//! | `GREATEST(`, `LEAST(` | `max(`, `min(` | as written |
//! | `FOR UPDATE`, `FOR SHARE`, `SKIP LOCKED` | dropped: there is one writer | as written |
//! | in migrations: `BYTES`, `BIGINT` | `BLOB`, `INTEGER` | `BYTEA`, `BIGINT` |
//! | `) CLUSTERED;`, `) HEAP;` | `) STRICT, WITHOUT ROWID;`, `) STRICT;` | `);` |

use std::sync::OnceLock;

/// A statement's text for SQLite.
pub(crate) fn sqlite(text: &str) -> String {
    let text = list(text, "IN EACH LIST(", "= ", "");
    let text = list(&text, "IN EACH BLOBS(", "= ", "");
    let text = list(&text, "IN LIST(", "IN (SELECT value FROM json_each(", "))");
    let text = list(&text, "IN BLOBS(", "IN (SELECT unhex(value) FROM json_each(", "))");
    text.replace(" FOR UPDATE SKIP LOCKED", "")
        .replace(" FOR UPDATE", "")
        .replace(" FOR SHARE", "")
        .replace("GREATEST(", "max(")
        .replace("LEAST(", "min(")
        .replace('$', "?")
}

/// A statement's text for PostgreSQL.
pub(crate) fn postgres(text: &str) -> String {
    let text = each(text, "LIST(", "bigint[]")
        .or_else(|| each(text, "BLOBS(", "bytea[]"))
        .unwrap_or_else(|| text.to_owned());
    let text = list(&text, "IN LIST(", "= ANY(", ")");
    list(&text, "IN BLOBS(", "= ANY(", ")")
}

/// `SELECT … WHERE … AND key IN EACH LIST($2)`, the list at the end, for values that together with what stands before them are a whole key.
///
/// With `= ANY` PostgreSQL chooses between the index of the whole key and a walk through all of the tenant's rows, by what it believes of
/// their number; of a new or fast-growing tenant it believes there are none. A look-up per value leaves it no choice.
fn each(text: &str, open: &str, array: &str) -> Option<String> {
    let (select, parameter) = text.trim_end().strip_suffix(')')?.rsplit_once(&format!(" IN EACH {open}"))?;
    Some(format!(
        "SELECT found.* FROM (SELECT DISTINCT unnest({parameter}::{array}) AS key) AS wanted \
         CROSS JOIN LATERAL ({select} = wanted.key OFFSET 0) AS found"
    ))
}

/// The number of the parameter whose values are looked up one by one: the 2 of `IN EACH LIST($2)`.
pub(crate) fn each_parameter(text: &str) -> Option<usize> {
    let (_, list) = text.split_once(" IN EACH ")?;
    let (_, number) = list.split_once("($")?;
    number.split_once(')')?.0.parse().ok()
}

/// Replaces `open … )` around a parameter by another pair.
fn list(text: &str, open: &str, new_open: &str, new_close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let inside = &rest[start + open.len()..];
        let Some(end) = inside.find(')') else { break };
        out.push_str(&rest[..start]);
        out.push_str(new_open);
        out.push_str(&inside[..end]);
        out.push_str(new_close);
        rest = &inside[end + 1..];
    }
    out.push_str(rest);
    out
}

/// A migration's text for SQLite.
pub(crate) fn migration_sqlite(text: &str) -> String {
    text.replace(" BYTES", " BLOB")
        .replace(" BIGINT", " INTEGER")
        .replace(") CLUSTERED;", ") STRICT, WITHOUT ROWID;")
        .replace(") HEAP;", ") STRICT;")
}

/// A migration's text for PostgreSQL.
pub(crate) fn migration_postgres(text: &str) -> String {
    text.replace(" BYTES", " BYTEA").replace(") CLUSTERED;", ");").replace(") HEAP;", ");")
}

/// `INSERT … VALUES (…) tail`, taken apart so that PostgreSQL gets many rows in one statement.
#[derive(Debug)]
pub(crate) struct Many {
    head: String,
    tuple: Vec<Piece>,
    tail: String,
    text: OnceLock<String>,
    /// How many parameters one row has, the tenant not counted.
    pub(crate) width: usize,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Param(usize),
}

impl Many {
    /// `None` if the text is no such insert or its tail has parameters.
    pub(crate) fn split(text: &str) -> Option<Many> {
        let start = text.find("VALUES (")?;
        let inside = start + "VALUES (".len();
        let length = text[inside..].find(')')?;
        let (tuple, tail) = (&text[inside..inside + length], &text[inside + length + 1..]);
        if tail.contains('$') {
            return None;
        }
        let tuple = pieces(tuple);
        let last = tuple.iter().map(|piece| if let Piece::Param(n) = piece { *n } else { 1 }).max();
        let (head, tail, width) = (text[..start].to_owned(), tail.to_owned(), last.unwrap_or(1) - 1);
        Some(Many { head, tuple, tail, text: OnceLock::new(), width })
    }

    /// The text that takes each column as a list: `$1` stays the tenant. `types` are those of the parameters of the single insert. A list of
    /// thousands of values is read several times as fast as thousands of parameters.
    pub(crate) fn text(&self, types: &[&str]) -> &str {
        self.text.get_or_init(|| {
            let mut out = format!("{}SELECT ", self.head);
            for piece in &self.tuple {
                match piece {
                    Piece::Text(text) => out.push_str(text),
                    Piece::Param(1) => out.push_str("$1"),
                    Piece::Param(n) => out.push_str(&format!("many.v{n}")),
                }
            }
            let numbered = || (1..).zip(types).skip(1);
            let lists: Vec<String> = numbered().map(|(n, name)| format!("${n}::{name}[]")).collect();
            let names: Vec<String> = numbered().map(|(n, _)| format!("v{n}")).collect();
            let (lists, names, tail) = (lists.join(", "), names.join(", "), &self.tail);
            out.push_str(&format!(" FROM unnest({lists}) AS many ({names}){tail}"));
            out
        })
    }
}

fn pieces(tuple: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut parts = tuple.split('$');
    out.push(Piece::Text(parts.next().unwrap_or("").to_owned()));
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        out.push(Piece::Param(part[..digits].parse().unwrap_or(0)));
        out.push(Piece::Text(part[digits..].to_owned()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_becomes_two() {
        let text = "SELECT a FROM t WHERE tenant_id = $1 AND b IN LIST($2) AND c IN BLOBS($3) FOR UPDATE SKIP LOCKED";
        assert_eq!(
            sqlite(text),
            "SELECT a FROM t WHERE tenant_id = ?1 AND b IN (SELECT value FROM json_each(?2)) \
             AND c IN (SELECT unhex(value) FROM json_each(?3))"
        );
        assert_eq!(
            postgres(text),
            "SELECT a FROM t WHERE tenant_id = $1 AND b = ANY($2) AND c = ANY($3) FOR UPDATE SKIP LOCKED"
        );
    }

    #[test]
    fn each_value_of_a_list_is_looked_up_by_itself() {
        let text = "SELECT a FROM t WHERE tenant_id = $1 AND b IN EACH BLOBS($2)";
        assert_eq!(sqlite(text), "SELECT a FROM t WHERE tenant_id = ?1 AND b = ?2");
        assert_eq!(each_parameter(text), Some(2));
        assert_eq!(each_parameter("SELECT a FROM t WHERE tenant_id = $1 AND b IN LIST($2)"), None);
        assert_eq!(
            postgres(text),
            "SELECT found.* FROM (SELECT DISTINCT unnest($2::bytea[]) AS key) AS wanted \
             CROSS JOIN LATERAL (SELECT a FROM t WHERE tenant_id = $1 AND b = wanted.key OFFSET 0) AS found"
        );
    }

    #[test]
    fn an_insert_of_many_rows_takes_lists() {
        let many = Many::split("INSERT INTO t (tenant_id, a, b) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .unwrap();
        assert_eq!(many.width, 2);
        assert_eq!(
            many.text(&["int4", "int8", "bytea"]),
            "INSERT INTO t (tenant_id, a, b) SELECT $1, many.v2, many.v3 FROM unnest($2::int8[], $3::bytea[]) AS many (v2, v3) \
             ON CONFLICT DO NOTHING"
        );
        let twice = Many::split("INSERT INTO t VALUES ($1, $2, 7, $2, $3)").unwrap();
        assert_eq!(twice.width, 2);
        assert!(
            twice.text(&["int4", "int8", "text"]).contains("SELECT $1, many.v2, 7, many.v2, many.v3 FROM")
        );
        assert!(Many::split("UPDATE t SET a = $2 WHERE tenant_id = $1").is_none());
    }
}
