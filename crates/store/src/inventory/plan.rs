//! The statements made from the inventory: to read, to erase, to sweep. Made once, bound by tenant like any other.

use std::sync::LazyLock;

use placet_core::Micros;

use super::{Act, Path, TABLES, Table, Term, Then, Way};
use crate::{Scope, Sql, Value};

/// A statement about one person's rows of one table. Its parameter `$2` is the list of ids of its way.
#[derive(Debug)]
pub struct Step {
    /// The table.
    pub table: &'static Table,
    /// Which ids it takes.
    pub way: Way,
    /// The statement: a select of every column in order, a delete, or an update.
    pub sql: &'static Sql,
}

/// A statement about rows past their term.
#[derive(Debug)]
pub struct Sweep {
    /// The table.
    pub table: &'static Table,
    /// The column with the moment that counts.
    pub since: &'static str,
    /// The term.
    pub term: Term,
    /// What becomes of the rows.
    pub then: Then,
    /// The statement; `None` where a row is only listed.
    pub sql: Option<&'static Sql>,
    narrowed: bool,
}

static EXPORT: LazyLock<Vec<Step>> = LazyLock::new(|| steps(|table, path| Some(select(table, path))));
static ERASURE: LazyLock<Vec<Step>> = LazyLock::new(|| steps(erasing));
static SWEEPS: LazyLock<Vec<Sweep>> = LazyLock::new(sweeps);

/// How to read everything about one person: each table once for each way its rows are found.
pub fn export_plan() -> &'static [Step] {
    &EXPORT
}

/// How to erase one person. Documents that hold several people ([`Act::Rewrite`]) are not among the steps: they need code.
pub fn erasure_plan() -> &'static [Step] {
    &ERASURE
}

/// What is kept how long, and the statements that enforce it.
pub fn retention() -> &'static [Sweep] {
    &SWEEPS
}

/// Every statement made from the inventory, for the test that reads all statements.
pub fn statements() -> Vec<&'static Sql> {
    let steps = export_plan().iter().chain(erasure_plan()).map(|step| step.sql);
    steps.chain(retention().iter().filter_map(|sweep| sweep.sql)).collect()
}

impl Sweep {
    /// The parameters of the statement, from `$2` on; `None` if the term does not end by the calendar.
    pub fn params(&self, now: Micros) -> Option<Vec<Value<'static>>> {
        let cutoff = self.term.cutoff(now)?;
        let mut params = vec![Value::from(cutoff)];
        if self.narrowed {
            params.push(Value::Int(cutoff.month().saturating_add(1) << 40));
        }
        Some(params)
    }
}

fn steps(make: impl Fn(&Table, &Path) -> Option<(&'static str, String)>) -> Vec<Step> {
    let paths = TABLES.iter().flat_map(|table| table.found.iter().map(move |path| (table, path)));
    paths
        .filter_map(|(table, path)| {
            let (verb, text) = make(table, path)?;
            let own = path.column.rsplit(' ').next().unwrap_or(path.column);
            let sql = keep(format!("inventory.{verb}_{}_by_{own}", table.name), text);
            Some(Step { table, way: path.way, sql })
        })
        .collect()
}

fn select(table: &Table, path: &Path) -> (&'static str, String) {
    let columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    (
        "read",
        format!("SELECT {} FROM {} WHERE tenant_id = $1 AND {}", columns.join(", "), table.name, found(path)),
    )
}

fn erasing(table: &Table, path: &Path) -> Option<(&'static str, String)> {
    let found = found(path);
    match table.erase {
        Act::Delete => {
            Some(("erase", format!("DELETE FROM {} WHERE tenant_id = $1 AND {found}", table.name)))
        }
        Act::Strip => {
            let all: Vec<_> = table.columns.iter().map(|column| column.name).collect();
            Some((
                "strip",
                format!("UPDATE {} SET {} WHERE tenant_id = $1 AND {found}", table.name, strip(table, &all)),
            ))
        }
        Act::Rewrite | Act::Keep(_) | Act::Nothing => None,
    }
}

fn found(path: &Path) -> String {
    let list = if path.way == Way::Stream { "LIST" } else { "BLOBS" };
    format!("{} IN {list}($2)", path.column)
}

/// `a = NULL, b = ''` for those of the columns that can be stripped.
fn strip(table: &Table, columns: &[&str]) -> String {
    let parts = table.columns.iter().filter(|column| columns.contains(&column.name));
    let parts: Vec<_> =
        parts.filter_map(|column| column.stripped.map(|to| format!("{} = {to}", column.name))).collect();
    parts.join(", ")
}

fn sweeps() -> Vec<Sweep> {
    let ages = TABLES.iter().flat_map(|table| table.ages.iter().map(move |age| (table, age)));
    ages.map(|(table, age)| {
        let narrow = age.narrowed_by.map_or(String::new(), |key| format!(" AND {key} < $3"));
        let (name, old) = (table.name, format!("tenant_id = $1 AND {} < $2{narrow}", age.since));
        let sql = match age.then {
            Then::Delete => {
                Some(keep(format!("inventory.sweep_{name}"), format!("DELETE FROM {name} WHERE {old}")))
            }
            Then::Strip(columns) => {
                let (sets, still) = (strip(table, columns), still_there(table, columns));
                let text = format!("UPDATE {name} SET {sets} WHERE {old} AND ({still})");
                Some(keep(format!("inventory.sweep_{name}_{}", columns.join("_")), text))
            }
            Then::Listed(_) => None,
        };
        let narrowed = age.narrowed_by.is_some();
        Sweep { table, since: age.since, term: age.term, then: age.then, sql, narrowed }
    })
    .collect()
}

/// True of rows that have not been stripped yet, so that a sweep counts and writes each row once.
fn still_there(table: &Table, columns: &[&str]) -> String {
    let parts = table.columns.iter().filter(|column| columns.contains(&column.name));
    let parts: Vec<_> = parts
        .filter_map(|column| match column.stripped? {
            "NULL" => Some(format!("{} IS NOT NULL", column.name)),
            literal => Some(format!("{} <> {literal}", column.name)),
        })
        .collect();
    parts.join(" OR ")
}

/// Statements live as long as the program; there are a few dozen of these.
fn keep(name: String, text: String) -> &'static Sql {
    Box::leak(Box::new(Sql::new(name.leak(), text.leak(), Scope::Tenant)))
}
