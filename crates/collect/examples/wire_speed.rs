//! How long one tracking request of 700 bytes, and one event of a batch, takes from bytes to kept properties.
//!
//! `cargo run --release -p placet-collect --example wire_speed`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool for people at a terminal")]

use std::hint::black_box;
use std::time::Instant;

use placet_collect::dictionary::declare;
use placet_collect::wire::{self, Call, Limits, Route};
use placet_core::{Currency, Micros};

/// A product view as a browser sends it, about 700 bytes.
const EVENT: &str = r#"{"timestamp":"2026-11-22T06:56:21.744Z","type":"track","event":"Product Viewed","properties":{"product_id":"SHOE-1","sku":"S-1-42","name":"Runner","category":"Shoes","price":89.9,"currency":"EUR","url":"https://shop.example/p/shoe-1"},"context":{"page":{"path":"/p/shoe-1","referrer":"https://search.example/","title":"Shoes","url":"https://shop.example/p/shoe-1"},"consent":{"categoryPreferences":{"Analytics":true}},"locale":"en-US","timezone":"Europe/Bucharest","library":{"name":"analytics.js","version":"1.84.3"}},"messageId":"ajs-next-1795330581744-7e4e4608-8d05-425b-81dc-9630eb0a6828","anonymousId":"aeb37e4e-4608-4d05-a25b-01dc9630eb0a","writeKey":"wk_golden","userId":null,"sentAt":"2026-11-22T06:56:21.748Z"}"#;

const ROUNDS: u32 = 200_000;

fn main() {
    let batch =
        format!(r#"{{"sentAt":"2026-11-22T06:56:21.748Z","batch":[{}]}}"#, vec![EVENT; 100].join(","));
    println!("wire.event.bytes: {} B", EVENT.len());
    report("wire.single.parse", 1, || read(Route::One(Call::Track), EVENT, false));
    report("wire.single.parse_and_declare", 1, || read(Route::One(Call::Track), EVENT, true));
    report("wire.batch.parse_and_declare", 100, || read(Route::Batch, &batch, true));
}

fn read(route: Route, bytes: &str, declared: bool) -> usize {
    let limits = Limits::default();
    let body = wire::body(bytes.as_bytes(), &limits).expect("a good body");
    let received = Micros(1_795_330_582_000_000);
    let parsed = wire::parse(route, &body, received, false, &limits).expect("a good request");
    let mut kept = 0;
    for item in &parsed.items {
        let item = item.as_ref().expect("a good item");
        if let (true, Some(kind)) = (declared, item.kind) {
            kept += declare(kind, item.props, Currency::EUR).props.len();
        }
    }
    kept
}

/// Prints the time per event, the best of five runs.
fn report(name: &str, events: u32, work: impl Fn() -> usize) {
    let rounds = ROUNDS / events;
    let best = (0..5).map(|_| {
        let start = Instant::now();
        for _ in 0..rounds {
            black_box(work());
        }
        start.elapsed().as_nanos() / u128::from(rounds * events)
    });
    println!("{name}: {} ns", best.min().unwrap_or_default());
}
