//! A text is no statement: every statement is registered, so that one test reads them all.
use placet_store::{Scope, Sql, Tx};

async fn a_text(tx: &mut Tx) {
    let _ = tx.query("SELECT seq FROM event", &[]).await;
}

async fn put_together(tx: &mut Tx, table: &str) {
    let _ = tx.query(&format!("SELECT seq FROM {table}"), &[]).await;
}

fn by_literal() -> Sql {
    Sql { name: "test.LITERAL", text: "SELECT seq FROM event", scope: Scope::Global }
}

fn main() {}
