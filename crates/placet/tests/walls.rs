//! The second wall between tenants: every statement of every room is bound to its tenant, and both engines know it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use placet_store::testing::{Fresh, check_statement, prepare, walks_or_sorts};
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

/// The lists that people look through: their time must not grow with what they list.
const LISTS: &[&str] = &[
    "tenants.LIST",
    "permission.OWNERS",
    "access.ENTRIES",
    "access.ENTRIES_BY",
    "access.ENTRIES_OF",
    "access.ENTRIES_BY_OF",
    "shop.NEWEST_ITEMS",
    "shop.NAMES",
    "shop.NEWEST_ORDERS",
    "shop.NEWEST_ATTRIBUTED",
    "shop.NEWEST_UNATTRIBUTED",
    "shop.OF_MESSAGE",
    "profile.NEWEST_PROFILES",
    "profile.EVENTS_OF_STREAM",
    "deliver.NEWEST",
    "deliver.NEWEST_FROM_IN",
    "deliver.NEWEST_TO",
    "collect.IMPORTS",
    "journey.LIST",
    "journey.DUE",
    "journey.NEXT_DUE",
];

on_both_engines! {
    async fn lists_are_read_in_the_order_of_an_index(on) {
        let fresh = Fresh::new(on).await;
        for name in LISTS {
            let sql = all().into_iter().find(|sql| sql.name == *name).unwrap();
            let plan = walks_or_sorts(&fresh.store, sql).await.unwrap();
            assert_eq!(plan, None, "{name}");
        }
        let unordered = all().into_iter().find(|sql| sql.name == "collect.UNDECLARED").unwrap();
        assert!(walks_or_sorts(&fresh.store, unordered).await.unwrap().is_some(), "what sorts is noticed");
    }

    async fn both_engines_know_every_statement(on) {
        let fresh = Fresh::new(on).await;
        for sql in all() {
            let known = prepare(&fresh.store, sql).await;
            assert!(known.is_ok(), "{}: {:?}", sql.name, known.err());
        }
        fresh.store.check().await.unwrap();
    }
}
