//! What the compiler refuses: see the files `ui/*.rs` and what it says to each.

#[test]
fn r001_a_query_without_a_tenant_does_not_exist() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
