//! How does the engine find the rows of a statement?

use crate::handle::Engine;
use crate::{Result, Sql, Store};

/// Whether the engine can find a statement's rows in the order asked for by indexes alone: it walks through no table and sorts nothing.
/// The lines of its plan if it cannot.
///
/// PostgreSQL weighs what costs less, and an empty table costs nothing to walk through: here it is asked what it would do if that and
/// sorting were dear.
///
/// # Errors
/// Those of the engine, with the statement's name.
pub async fn walks_or_sorts(store: &Store, sql: &'static Sql) -> Result<Option<String>> {
    let (lines, bad): (Vec<String>, &[&str]) = match &store.inner.engine {
        Engine::Sqlite(sqlite) => {
            let connection = sqlite.writer().await;
            let error = |error| crate::sqlite::error(sql.name, error);
            let mut plan =
                connection.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.sqlite())).map_err(error)?;
            let mut rows = plan.raw_query();
            let mut lines = Vec::new();
            while let Some(row) = rows.next().map_err(error)? {
                lines.push(row.get::<_, String>("detail").map_err(error)?);
            }
            (lines, &["SCAN ", "TEMP B-TREE", "ANY("])
        }
        Engine::Postgres(postgres) => {
            let text = sql.postgres();
            let parameters = (1..).take_while(|n| text.contains(&format!("${n}"))).count();
            let nothing = vec!["NULL"; parameters].join(", ");
            let script = format!(
                "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; \
                 SET LOCAL enable_bitmapscan = off; PREPARE asked AS {text}; EXPLAIN EXECUTE asked ({nothing}); DEALLOCATE asked; ROLLBACK"
            );
            let rows = postgres.rows(sql.name, &script).await?;
            (rows.into_iter().flatten().flatten().collect(), &["Seq Scan", "Sort"])
        }
    };
    let is_bad = lines.iter().any(|line| bad.iter().any(|word| line.contains(word)));
    Ok(is_bad.then(|| lines.join("\n")))
}
