//! What the consent banner asks, beside what the ledger records as asked.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use placet_permission::{Purpose, default_wordings};
use serde_json::Value;

/// The banner's words by language, as its build takes them.
fn banner() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/banner/words");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|file| {
            let language = file.file_stem().unwrap().to_str().unwrap().to_owned();
            (language, serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap())
        })
        .collect()
}

/// A yes from the banner is kept with the wording of its language, so what the banner shows of advertising and tracking, on both layers,
/// must hold exactly that.
#[test]
fn r057_r065_the_banner_asks_in_the_words_that_the_ledger_records() {
    let mut words = banner();
    for wording in default_wordings("{company}").iter().filter(|one| one.purpose == Purpose::TRACKING) {
        let language = &wording.language;
        let shown = words.remove(language).unwrap_or_else(|| panic!("the banner has no words in {language}"));
        let text = shown.pointer("/advertising/text").unwrap().as_str().unwrap();
        let recorded = &wording.text;
        assert!(text.contains(recorded), "in {language} it shows “{text}” and “{recorded}” is recorded");
    }
    assert!(words.is_empty(), "no wording is recorded for {:?}", words.keys());
}
