//! What stands inside columns of JSON, key by key, and in the fields of log lines.
//!
//! A key inside a list or an object is written with its path: `products.price`. Keys that are not here are not stored (R031).

use placet_core::Kind;

use super::Class;
use super::class::{BEHAVIOUR, CONSENT, CONTENT, DECISION, ENGAGEMENT, IDENTITY, MEMBER_LOG, ORDER};

/// A column of JSON, and the keys it may hold.
#[derive(Debug)]
pub struct Document {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// For which kinds of events; empty: for every row. [`Kind::OWN`] stands for all of a tenant's own.
    pub kinds: &'static [Kind],
    /// The class of all its keys.
    pub class: &'static Class,
    /// The keys, by their paths.
    pub keys: &'static [&'static str],
}

/// A field of a log line.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Why it is not about a shopper.
    pub why: &'static str,
}

const fn props(kinds: &'static [Kind], keys: &'static [&'static str]) -> Document {
    Document { table: "event", column: "props", kinds, class: &BEHAVIOUR, keys }
}

const fn reaction(kinds: &'static [Kind], keys: &'static [&'static str]) -> Document {
    Document { table: "event", column: "props", kinds, class: &ENGAGEMENT, keys }
}

const fn inside(
    table: &'static str,
    column: &'static str,
    class: &'static Class,
    keys: &'static [&'static str],
) -> Document {
    Document { table, column, kinds: &[], class, keys }
}

const PRODUCT: [Kind; 8] = [
    Kind::PRODUCT_CLICKED,
    Kind::PRODUCT_VIEWED,
    Kind::PRODUCT_ADDED,
    Kind::PRODUCT_REMOVED,
    Kind::WISHLIST_ADDED,
    Kind::WISHLIST_REMOVED,
    Kind::WISHLIST_TO_CART,
    Kind::PRODUCT_SHARED,
];
const COUPON: [Kind; 4] =
    [Kind::COUPON_ENTERED, Kind::COUPON_APPLIED, Kind::COUPON_DENIED, Kind::COUPON_REMOVED];
const ORDERS: [Kind; 4] =
    [Kind::ORDER_COMPLETED, Kind::ORDER_UPDATED, Kind::ORDER_REFUNDED, Kind::ORDER_CANCELLED];
const BASKET: [Kind; 7] = [
    Kind::CART_VIEWED,
    Kind::CART_SHARED,
    Kind::CHECKOUT_STARTED,
    Kind::ORDER_COMPLETED,
    Kind::ORDER_UPDATED,
    Kind::ORDER_REFUNDED,
    Kind::ORDER_CANCELLED,
];

/// Every document.
#[rustfmt::skip]
pub const DOCUMENTS: &[Document] = &[
    props(&[Kind::PAGE], &["path", "referrer", "name", "category"]),
    props(&[Kind::SCREEN], &["name", "category"]),
    props(&[Kind::PRODUCTS_SEARCHED], &["query"]),
    props(&[Kind::PRODUCT_LIST_VIEWED], &["list_id", "category", "products", "products.product_id"]),
    props(&[Kind::PRODUCT_LIST_FILTERED], &["list_id", "category"]),
    props(&[Kind::PROMOTION_VIEWED, Kind::PROMOTION_CLICKED], &["promotion_id", "position"]),
    props(&PRODUCT, &["product_id", "sku", "variant", "category", "quantity", "price", "currency"]),
    props(&[Kind::PRODUCT_ADDED, Kind::PRODUCT_REMOVED, Kind::WISHLIST_TO_CART, Kind::CART_VIEWED, Kind::CART_SHARED], &["cart_id"]),
    props(&COUPON, &["order_id", "cart_id", "coupon_id", "discount", "currency"]),
    props(&[Kind::WISHLIST_ADDED, Kind::WISHLIST_REMOVED, Kind::WISHLIST_TO_CART], &["wishlist_id"]),
    props(&[Kind::PRODUCT_SHARED, Kind::CART_SHARED], &["share_via"]),
    props(&[Kind::PRODUCT_REVIEWED], &["product_id", "review_id", "rating"]),
    props(&[Kind::CHECKOUT_STARTED, Kind::CHECKOUT_STEP_VIEWED, Kind::CHECKOUT_STEP_COMPLETED, Kind::PAYMENT_INFO_ENTERED], &["checkout_id"]),
    props(&[Kind::CHECKOUT_STEP_VIEWED, Kind::CHECKOUT_STEP_COMPLETED], &["step"]),
    props(&[Kind::PAYMENT_INFO_ENTERED, Kind::CHECKOUT_STARTED], &["order_id"]),
    props(&[Kind::CHECKOUT_STARTED], &["total", "revenue", "subtotal", "tax", "shipping", "discount", "coupon"]),
    props(&ORDERS, &["order_id", "checkout_id", "total", "revenue", "subtotal", "tax", "shipping", "discount", "coupon"]),
    props(&BASKET, &["currency", "products", "products.product_id", "products.sku", "products.variant", "products.category", "products.quantity", "products.price"]),
    // Which they are stands in the table `declaration`, each with its purpose; addresses and card numbers are dropped from them too.
    props(&[Kind::OWN], &["properties of the company's own events, as it declared them"]),
    props(&[Kind::IDENTIFIED], &["time_zone", "country"]),
    reaction(&[Kind::LINK_CLICKED, Kind::MESSAGE_OPENED, Kind::MESSAGE_ACCEPTED, Kind::MESSAGE_REJECTED, Kind::UNSUBSCRIBED], &["origin", "message"]),
    reaction(&[Kind::LINK_CLICKED], &["link"]),
    reaction(&[Kind::SUBSCRIPTION_REQUESTED], &["contact"]),

    inside("stream", "state", &BEHAVIOUR, &[
        "cart", "cart.i", "cart.q", "cart.a", "cart_at", "views", "views.i", "views.a", "ordered_at", "click", "click.o", "click.m", "click.a",
    ]),
    inside("inbox", "body", &BEHAVIOUR, &["a", "r", "s", "u", "d", "b", "w"]),
    inside("profile", "streams", &IDENTITY, &[]),
    inside("orders", "items", &ORDER, &["item_id", "quantity", "price_minor"]),
    inside("instance", "context", &BEHAVIOUR, &["since", "contact", "sent"]),
    inside("decision_block", "body", &DECISION, &[
        "id", "profile", "reason", "at", "decision", "decision.at", "decision.use_", "decision.denied", "decision.deferred",
        "decision.evidence", "decision.evidence.purpose", "decision.evidence.entry", "decision.evidence.at", "decision.ask",
        "decision.ask.use_", "decision.ask.purpose", "decision.ask.priority", "decision.ask.affinity", "decision.ask.counted",
        "decision.rules", "decision.zone", "decision.facts", "decision.facts.channel", "decision.facts.class",
        "decision.facts.source", "decision.facts.place", "decision.facts.opted_out", "decision.facts.active_day",
        "decision.facts.unable", "decision.facts.standings", "decision.facts.sent", "decision.facts.wish", "decision.facts.wish.pace",
        "decision.facts.wish.paused_until",
    ]),
    inside("message", "facts", &ENGAGEMENT, &[
        "at", "use_", "denied", "deferred", "evidence", "evidence.purpose", "evidence.entry", "evidence.at",
        "ask", "ask.use_", "ask.purpose", "ask.priority", "ask.affinity", "ask.counted", "rules", "zone",
        "facts", "facts.channel", "facts.class", "facts.source", "facts.place", "facts.opted_out", "facts.active_day", "facts.unable",
        "facts.standings", "facts.sent", "facts.wish", "facts.wish.pace", "facts.wish.paused_until",
    ]),
    inside("message", "items", &CONTENT, &["cart", "quantities", "similar", "complementary"]),
    inside("audit", "changes", &MEMBER_LOG, &["field", "from", "to"]),
    inside("consent_entry", "evidence", &CONSENT, &["device", "device.i", "device.c", "device.k", "device.p", "wording", "document", "import",
        "reply", "reply.words", "reply.of", "reply.how", "reply.reach", "reply.law"]),
];

/// The fields of log lines. None is about a shopper: no address, no path as asked for, no value that was stored.
pub const LOG: &[Field] = &[
    Field { name: "id", why: "the number of one request, counted by the process" },
    Field { name: "route", why: "the pattern, not the path" },
    Field { name: "method", why: "of HTTP, from a short list" },
    Field { name: "status", why: "of the answer" },
    Field { name: "millis", why: "how long it took" },
    Field { name: "tenant", why: "the company" },
    Field { name: "member", why: "the pseudonymous id of a member who looked at a message" },
    Field {
        name: "reference",
        why: "the number of a request of a data subject, kept in the company's own register",
    },
    Field { name: "error", why: "names and codes; errors carry no stored value" },
];

/// The keys that may stand in `event.props` of this kind, by their paths, sorted. None of a tenant's own: its declarations list them.
pub fn event_keys(kind: Kind) -> Vec<&'static str> {
    let of_kind =
        |document: &&Document| document.table == "event" && document.kinds.contains(&kind) && !kind.is_own();
    let mut keys: Vec<_> =
        DOCUMENTS.iter().filter(of_kind).flat_map(|document| document.keys).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
