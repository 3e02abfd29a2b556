//! The store itself runs nothing: a statement needs a transaction, and a transaction the handle it was begun on.
use placet_store::{Sql, Store, Tenant};

async fn on_the_store(store: &Store, sql: &'static Sql) {
    let _ = store.query(sql, &[]).await;
    let _ = store.begin("test.begin", None, false).await;
}

async fn on_the_handle(tenant: Tenant<'_>, sql: &'static Sql) {
    let _ = tenant.query(sql, &[]).await;
}

fn main() {}
