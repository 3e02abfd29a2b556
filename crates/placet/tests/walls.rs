//! The second wall between tenants: every statement of every room is bound to its tenant, and both engines know it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use placet_store::testing::{Fresh, check_statement, prepare};
use placet_store::{Scope, Sql, inventory, on_both_engines};

/// Every statement there is.
fn all() -> Vec<&'static Sql> {
    let rooms = [
        placet_store::tenants::ALL,
        placet_store::work::ALL,
        placet_permission::store::ALL,
        placet_access::store::ALL,
        placet_shop::store::ALL,
        placet_profile::store::ALL,
        placet_collect::store::ALL,
        placet_recommend::store::ALL,
        placet_compose::store::ALL,
        placet_deliver::store::ALL,
        placet_journey::store::ALL,
        placet_measure::store::ALL,
        placet_rights::store::ALL,
        placet_demo::store::ALL,
        placet::store::ALL,
    ];
    rooms.into_iter().flatten().copied().chain(inventory::statements()).collect()
}

#[test]
fn r001_every_statement_about_a_tenants_rows_is_bound_to_the_tenant() {
    let faults: Vec<String> = all().into_iter().filter_map(|sql| check_statement(sql).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let tenants = all().iter().filter(|sql| sql.scope == Scope::Tenant).count();
    assert!(tenants > 100, "the list of statements is not whole: {tenants}");
}

on_both_engines! {
    async fn both_engines_know_every_statement(on) {
        let fresh = Fresh::new(on).await;
        for sql in all() {
            let known = prepare(&fresh.store, sql).await;
            assert!(known.is_ok(), "{}: {:?}", sql.name, known.err());
        }
        fresh.store.check().await.unwrap();
    }
}
