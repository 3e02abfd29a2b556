//! What the compiler refuses: see the files `ui/*.rs` and what it says to each.

#[test]
fn r043_r117_permits_cannot_be_forged_kept_or_used_twice_nor_contact_data_shown() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/permit_*.rs");
    cases.compile_fail("tests/ui/vault_*.rs");
}
