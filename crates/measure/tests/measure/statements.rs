//! The room's SQL, read statement by statement.

use placet_measure::store::ALL;
use placet_store::on_both_engines;
use placet_store::testing::{Fresh, check_statement, prepare};

on_both_engines! {
    async fn every_statement_is_bound_by_its_tenant_and_known_to_the_engine(on) {
        let fresh = Fresh::new(on).await;
        for sql in ALL {
            check_statement(sql).unwrap();
            prepare(&fresh.store, sql).await.unwrap();
        }
    }
}
