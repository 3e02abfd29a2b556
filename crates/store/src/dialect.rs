//! Everything in which the two engines' SQL differs, in one place.
//!
//! | written | SQLite | PostgreSQL |
//! |---|---|---|
//! | `$2` | `?2` | `$2` |
//! | `IN LIST($2)` | `IN (SELECT value FROM json_each(?2))` | `= ANY($2)` |
//! | `IN BLOBS($2)` | `IN (SELECT unhex(value) FROM json_each(?2))` | `= ANY($2)` |
//! | `IN EACH LIST($2)`, `IN EACH BLOBS($2)` | `= ?2`, run for each value | a look-up for each value, see [`each`] |
//! | `GREATEST(`, `LEAST(` | `max(`, `min(` | as written |
//! | `FOR UPDATE`, `SKIP LOCKED` | dropped: there is one writer | as written |
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
    /// The texts made so far, for 1, 2, 4 … rows.
    texts: [OnceLock<String>; Many::SIZES],
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
        let start = text.find("VALUES (")? + "VALUES ".len();
        let length = text[start..].find(')')? + 1;
        let (head, rest) = text.split_at(start);
        let (tuple, tail) = rest.split_at(length);
        if tail.contains('$') {
            return None;
        }
        let tuple = pieces(tuple);
        let width = tuple.iter().filter(|p| matches!(p, Piece::Param(n) if *n > 1)).count();
        let texts = Default::default();
        Some(Many { head: head.to_owned(), tuple, tail: tail.to_owned(), texts, width })
    }

    /// How many sizes there are: PostgreSQL takes 65,535 parameters in a statement, and 256 rows at once is where more stops helping.
    const SIZES: usize = 9;

    /// The largest size of which there are as many rows as `rows`, and its text.
    pub(crate) fn at_most(&self, rows: usize) -> (usize, &str) {
        let power = (rows.max(1).ilog2() as usize).min(Many::SIZES - 1);
        (1 << power, self.texts[power].get_or_init(|| self.text(1 << power)))
    }

    /// The text for `rows` rows: `$1` stays the tenant, the others count on.
    fn text(&self, rows: usize) -> String {
        let mut out = self.head.clone();
        for row in 0..rows {
            if row > 0 {
                out.push(',');
            }
            for piece in &self.tuple {
                match piece {
                    Piece::Text(text) => out.push_str(text),
                    Piece::Param(1) => out.push_str("$1"),
                    Piece::Param(n) => out.push_str(&format!("${}", n + row * self.width)),
                }
            }
        }
        out.push_str(&self.tail);
        out
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
    fn an_insert_is_repeated_for_many_rows() {
        let many = Many::split("INSERT INTO t (tenant_id, a, b) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .unwrap();
        assert_eq!(many.width, 2);
        assert_eq!(
            many.text(2),
            "INSERT INTO t (tenant_id, a, b) VALUES ($1, $2, $3),($1, $4, $5) ON CONFLICT DO NOTHING"
        );
        assert!(Many::split("UPDATE t SET a = $2 WHERE tenant_id = $1").is_none());
    }
}
