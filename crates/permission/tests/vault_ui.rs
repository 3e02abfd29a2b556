//! What the compiler refuses about the vault: see the files `ui/vault_*.rs` and what it says to each.

#[test]
fn r117_contact_data_cannot_be_printed_serialised_or_opened_without_a_permit() {
    trybuild::TestCases::new().compile_fail("tests/ui/vault_*.rs");
}
