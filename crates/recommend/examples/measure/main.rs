//! How good are the recommendations, and how fast? Four measurements; files may be gzipped.
//!
//! - `measure sessions TRAIN TEST [DAYS]`: a session a line (item numbers, oldest first), and a question a line (what was seen, a tab, the
//!   item that came next); or both tables of `SessionId ItemId Time`. The sessions of text without times are spread evenly over DAYS (138).
//! - `measure baskets CSV [FROM [UNTIL]]`: the order lines of a shop (InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice).
//!   Invoices before FROM (2011-11-11) teach; of each later one the last item is to be found from the others.
//! - `measure cold CSV [FROM]`: the same table; items first sold from FROM (2011-08-01) on are to be found among each other by their words.
//! - `measure made-up [ITEMS [VIEWS]]`: a made-up shop with known complements, 100,000 items and 1,000,000 views: time and memory, too.
//!
//! Prints `name: value unit` lines. Beside our figures stand those of plain methods on the same questions, written here.
#![expect(clippy::print_stdout, reason = "its output is the measurement")]

mod baselines;
mod baskets;
mod files;
mod made_up;
mod score;
mod sessions;

/// What a measurement may fail with: a file that is not there or not of this shape.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["sessions", train, test] => sessions::measure(train, test, 138),
        ["sessions", train, test, days] => sessions::measure(train, test, days.parse()?),
        ["baskets", lines] => baskets::measure(lines, "2011-11-11", "9999"),
        ["baskets", lines, from] => baskets::measure(lines, from, "9999"),
        ["baskets", lines, from, until] => baskets::measure(lines, from, until),
        ["cold", lines] => baskets::measure_cold(lines, "2011-08-01"),
        ["cold", lines, from] => baskets::measure_cold(lines, from),
        ["made-up"] => made_up::measure(100_000, 1_000_000),
        ["made-up", items, views] => made_up::measure(items.parse()?, views.parse()?),
        _ => Err("measure sessions TRAIN TEST [DAYS] | baskets CSV [FROM [UNTIL]] | cold CSV [FROM] | made-up [ITEMS [VIEWS]]".into()),
    }
}
