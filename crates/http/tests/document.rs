//! The API's document is the reviewed one.

/// Written anew, for review, by `PLACET_BLESS=1 cargo xtask test the_apis_document`.
#[test]
fn the_apis_document_is_the_reviewed_one() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let now = placet_http::document();
    if std::env::var_os("PLACET_BLESS").is_some() {
        std::fs::write(file, now).unwrap();
    } else {
        let known = std::fs::read_to_string(file).unwrap();
        assert!(known == now, "the API has changed: review it with PLACET_BLESS=1");
    }
}
