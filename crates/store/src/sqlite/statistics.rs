//! What SQLite believes of the tables. Left to itself it takes any key for a narrow one, and walks through all rows of a tenant, in the
//! order of the primary key, rather than look up the few that an index names. So it is told: a tenant has many rows.
//!
//! The numbers are made up, the same everywhere and for ever, so that a plan which a test has seen is the plan of every installation.
//! `ANALYZE` would make them of what happens to be stored, and with it the plans.

use rusqlite::Connection;

use super::error;
use crate::Result;

/// How many rows a tenant has in a table, and in a partial index.
const ROWS: (u64, u64) = (1_000_000, 100_000);
/// How many rows share the values of columns that tell one from another, and yet are no whole key.
const SOME: u64 = 10;
/// Columns of a handful of values: each leaves a tenth.
const HANDFUL: &[&str] = &[
    "channel",
    "day",
    "feed_id",
    "journey_id",
    "kind",
    "origin",
    "purpose",
    "scope",
    "state",
    "step",
    "subject_kind",
    "version",
];

/// Every index of a tenant's table: table, index, unique, partial, columns in order.
const INDEXES: &str = "SELECT t.name, i.name, i.origin = 'pk' AND t.wr, i.\"unique\", i.partial,
        (SELECT group_concat(c.name ORDER BY c.seqno) FROM pragma_index_info(i.name) c)
    FROM pragma_table_list t, pragma_index_list(t.name) i WHERE t.schema = 'main' AND t.type = 'table'";

/// Writes the statistics of every index that there is and has them taken up, by other connections with the next statement.
pub(crate) fn tell(connection: &Connection) -> Result<()> {
    let failed = |e| error("migrate.statistics", e);
    connection.execute_batch("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1").map_err(failed)?;
    let mut indexes = connection.prepare(INDEXES).map_err(failed)?;
    let mut rows = indexes.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let (table, index): (String, String) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
        let (is_key, unique): (bool, bool) = (row.get(2).map_err(failed)?, row.get(3).map_err(failed)?);
        let (partial, columns): (bool, String) = (row.get(4).map_err(failed)?, row.get(5).map_err(failed)?);
        let Some(stat) = stat(&columns, unique, partial) else { continue };
        // The key of a table that is its own index goes by the name of the table.
        let index = if is_key { &table } else { &index };
        let insert = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)";
        connection.execute(insert, [&table, index, &stat]).map_err(failed)?;
    }
    connection.execute_batch("ANALYZE sqlite_schema").map_err(failed)
}

/// The number of rows, and how many of them share the first column, the first two, …; `None` for what is no tenant's.
fn stat(columns: &str, unique: bool, partial: bool) -> Option<String> {
    let columns: Vec<&str> = columns.split(',').collect();
    let (_, rest) = columns.split_first().filter(|(first, _)| **first == "tenant_id")?;
    let mut left = if partial { ROWS.1 } else { ROWS.0 };
    let mut stat = format!("{left} {left}");
    for (at, column) in rest.iter().enumerate() {
        let whole = unique && at + 1 == rest.len();
        left = if whole {
            1
        } else if HANDFUL.contains(column) {
            (left / 10).max(1)
        } else {
            left.min(SOME)
        };
        stat.push_str(&format!(" {left}"));
    }
    // Else it would try one tenant after the other where the second column is not named.
    stat.push_str(" noskipscan");
    Some(stat)
}

#[cfg(test)]
mod tests {
    use super::stat;

    #[test]
    fn each_column_of_an_index_leaves_fewer_rows() {
        assert_eq!(stat("tenant_id,seq", true, false).as_deref(), Some("1000000 1000000 1 noskipscan"));
        assert_eq!(
            stat("tenant_id,stream_id,seq", false, false).as_deref(),
            Some("1000000 1000000 10 10 noskipscan")
        );
        assert_eq!(
            stat("tenant_id,state,message_id", false, false).as_deref(),
            Some("1000000 1000000 100000 10 noskipscan")
        );
        assert_eq!(stat("tenant_id,due_at", false, true).as_deref(), Some("100000 100000 10 noskipscan"));
        assert_eq!(stat("host", true, false), None);
    }
}
