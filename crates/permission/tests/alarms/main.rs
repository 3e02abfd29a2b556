//! How often ordinary numbers and texts of shops are refused: fewer than one in ten thousand (R029). The example
//! `sensitive` prints the rates of a million that stand in `docs/sensitive.md`.

mod ordinary;

use std::collections::HashSet;
use std::io::Read as _;

use flate2::read::GzDecoder;
use placet_permission::sensitive::{Look, find};

/// How many numbers are looked at; the example `sensitive` looks at a million.
const NUMBERS: usize = 100_000;
/// One in so many may be refused.
const ONE_IN: usize = 10_000;

#[test]
fn r029_fewer_than_one_in_ten_thousand_ordinary_numbers_is_refused() {
    let mut all = [0; 2];
    for rate in ordinary::rates(NUMBERS) {
        println!("{rate}");
        all = [all[0] + rate.refused[0], all[1] + rate.refused[1]];
    }
    assert!(all.iter().all(|refused| refused * ONE_IN < NUMBERS), "{all:?} of {NUMBERS}");
}

#[test]
#[ignore = "needs a public data set: its file online_retail.csv.gz, named in PLACET_TEST_RETAIL"]
fn r029_fewer_than_one_in_ten_thousand_descriptions_and_invoice_numbers_is_refused() {
    let file = std::env::var_os("PLACET_TEST_RETAIL").unwrap();
    let file = std::fs::File::open(file).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    // InvoiceNo and StockCode are ids, Description is text. Each different value is looked at once.
    let mut different: [HashSet<String>; 3] = Default::default();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        different.iter_mut().zip(&row).filter(|(known, value)| !known.contains(*value)).for_each(
            |(known, value)| {
                known.insert(value.to_owned());
            },
        );
    }
    let looks = [&[Look::Id, Look::Text][..], &[Look::Id, Look::Text], &[Look::Text, Look::Published]];
    let all = different.iter().zip(looks).flat_map(|(values, looks)| {
        values.iter().flat_map(move |value| looks.iter().map(move |look| (value, find(value, *look))))
    });
    let all: Vec<_> = all.collect();
    let refused: Vec<_> = all.iter().filter(|(_, found)| found.is_some()).collect();
    let values = all.len();
    println!("online-retail: {} of {values} refused: {refused:?}", refused.len());
    assert!(values > 60_000 && refused.len() * ONE_IN < values, "{refused:?}");
}
