//! What a tenant's shop sells and what was ordered: the catalogue and the orders.
//!
//! A tenant's items come by `POST /v1/catalog` or from product feeds that are fetched, through one door (`load.rs`), and are known
//! everywhere else by a number made from the sku ([`item_id`]), so that an event about an item needs no look-up. Orders are unique by their number for ever.
//!
//! Deliberately absent: anything about people. An order names at most a stream.

mod catalog;
mod error;
mod feed;
mod item;
mod listing;
mod load;
mod order;
mod plain;
mod routes;
mod search;
pub mod store;
mod words;

pub use catalog::{all_items, changed_at, changed_items, items};
pub use error::Error;
pub use feed::fetch::{FetchError, Fetcher, Limits, feed_address};
pub use feed::schedule::{
    FEED_QUEUE, Feed, Fetch, NewFeed, add_feed, feeds, fetch_due, fetch_feed, remove_feed,
};
pub use item::{Item, ItemInput, item_id};
pub use listing::{BadListing, Listing, MAX_ITEMS};
pub use load::{Break, Place, Refused, Report, load_items, put_items};
pub use order::{
    Line, Order, OrderKey, OrderRecord, Recorded, Status, attribute, cancel, list_orders, order, order_lines,
    order_of_message, record_order, refund,
};
pub use routes::routes;
pub use search::{ItemKey, item, list_items, search_items};
pub use words::words;

/// What functions of this room return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
