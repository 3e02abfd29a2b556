//! How often ordinary numbers are taken for sensitive ones, and how long a look takes: the figures of `docs/sensitive.md`.
//!
//! `cargo run --release -p placet-permission --example sensitive`
#![expect(clippy::print_stdout, reason = "a tool for people at a terminal")]

#[path = "../tests/alarms/ordinary.rs"]
mod ordinary;

use std::hint::black_box;
use std::time::Instant;

use ordinary::rates;
use placet_permission::sensitive::{Look, find};

const BATCHES: u32 = 2_000;
const BATCH: u32 = 500;

/// What ordinary events and catalogues hold.
const TEXTS: &[(&str, Look)] = &[
    ("SHOE-1", Look::Id),
    ("aeb37e4e-4608-4d05-a25b-01dc9630eb0a", Look::Id),
    ("4006381333931", Look::Id),
    ("/p/shoe-1", Look::Path),
    ("/p/running/4006381333931", Look::Path),
    ("red shoes for running", Look::Text),
    ("my size in adidași negri cu șireturi", Look::Text),
    ("4006381333931", Look::Text),
    ("WHITE HANGING HEART T-LIGHT HOLDER", Look::Published),
];

fn main() {
    for rate in rates(1_000_000) {
        println!("{rate}");
    }
    for (text, look) in TEXTS {
        // The shortest of many: what it takes when nothing else runs.
        let nanos = (0..BATCHES).map(|_| batch(text, *look)).min().unwrap_or_default() / u128::from(BATCH);
        println!("{nanos} ns: {text} as {look:?}");
    }
}

fn batch(text: &str, look: Look) -> u128 {
    let since = Instant::now();
    for _ in 0..BATCH {
        let found = find(black_box(text), look);
        assert!(black_box(found).is_none());
    }
    since.elapsed().as_nanos()
}
