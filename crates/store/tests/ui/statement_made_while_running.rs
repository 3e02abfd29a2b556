//! A statement stands in a static, where the test that reads every statement finds it: none is made while running.
use placet_store::{Scope, Sql, Tx};

async fn made_here(tx: &mut Tx, text: &'static str) {
    let sql = Sql::new("test.MADE", text, Scope::Tenant);
    let _ = tx.query(&sql, &[]).await;
}

fn main() {}
