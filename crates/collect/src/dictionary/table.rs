//! Which properties each kind declares.

use placet_core::Kind;

/// One declared property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// Its name, as it is stored.
    pub name: &'a str,
    /// Its names in other dialects; a value under the own name goes before one under these.
    pub aliases: &'a [&'a str],
    /// What it holds.
    pub shape: Shape,
}

/// What a declared property holds, and how it is stored. No control characters anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The id of an item of the catalogue: text, at most 100 characters.
    Item,
    /// The number of an order: text, at most 100 characters.
    Order,
    /// Another id of the shop's own (cart, list, coupon): text, at most 100 characters.
    Id,
    /// Text of at most this many characters; longer is dropped, not cut.
    Text(usize),
    /// A whole number from 0 to 1,000,000.
    Count,
    /// A decimal number of at most three digits and two decimals, as it came.
    Rating,
    /// An amount, stored in integer minor units of the event's currency.
    Money,
    /// ISO 4217, three capitals; stored whenever an amount is.
    Currency,
    /// The path of a page, without query and fragment: at most 300 characters.
    Path,
    /// The host of a page's address, nothing else of it.
    Host,
    /// At most 200 products, each with the declared keys of a product.
    Products,
    /// At most 200 products, each with its id alone.
    Ids,
    /// Never stored: where GA4 and Meta put the one product of an event about one product.
    Lifted,
}

impl Shape {
    /// The shape with this name, of those that a property of a tenant's own event may have.
    pub fn named(name: &str) -> Option<Shape> {
        Some(match name {
            "id" => Shape::Id,
            "text" => Shape::Text(200),
            "count" => Shape::Count,
            "rating" => Shape::Rating,
            "money" => Shape::Money,
            "currency" => Shape::Currency,
            "path" => Shape::Path,
            _ => return None,
        })
    }
}

const fn key(name: &'static str, aliases: &'static [&'static str], shape: Shape) -> Key<'static> {
    Key { name, aliases, shape }
}

const LIST: &[&str] = &["items", "contents", "content_ids"];

/// A product, alone or in a list.
pub(super) const PRODUCT: &[Key<'static>] = &[
    key("product_id", &["item_id", "id"], Shape::Item),
    key("sku", &[], Shape::Id),
    key("variant", &["item_variant"], Shape::Text(100)),
    key("category", &["item_category"], Shape::Text(200)),
    key("quantity", &[], Shape::Count),
    key("price", &["item_price"], Shape::Money),
];
/// A product of a list of which only the ids are kept.
pub(super) const PRODUCT_ID: &[Key<'static>] = &[key("product_id", &["item_id", "id"], Shape::Item)];

const CURRENCY: &[Key<'static>] = &[key("currency", &[], Shape::Currency)];
const LIFTED: &[Key<'static>] = &[key("products", LIST, Shape::Lifted)];
const PRODUCTS: &[Key<'static>] = &[key("products", LIST, Shape::Products)];
const IDS: &[Key<'static>] = &[key("products", LIST, Shape::Ids)];
const CART: &[Key<'static>] = &[key("cart_id", &[], Shape::Id)];
const WISHLIST: &[Key<'static>] = &[key("wishlist_id", &[], Shape::Id)];
const CHECKOUT: &[Key<'static>] = &[key("checkout_id", &[], Shape::Id)];
const STEP: &[Key<'static>] = &[key("step", &["checkout_step"], Shape::Count)];
const ORDER_ID: &[Key<'static>] = &[key("order_id", &["transaction_id"], Shape::Order)];
const AMOUNTS: &[Key<'static>] = &[
    key("total", &["value"], Shape::Money),
    key("revenue", &[], Shape::Money),
    key("subtotal", &[], Shape::Money),
    key("tax", &[], Shape::Money),
    key("shipping", &[], Shape::Money),
    key("discount", &[], Shape::Money),
    key("coupon", &[], Shape::Id),
];
const COUPON: &[Key<'static>] =
    &[key("coupon_id", &["coupon"], Shape::Id), key("discount", &[], Shape::Money)];
const PAGE: &[Key<'static>] = &[
    key("path", &["url", "page_location"], Shape::Path),
    key("referrer", &["page_referrer"], Shape::Host),
    key("name", &[], Shape::Text(100)),
    key("category", &[], Shape::Text(200)),
];
const SCREEN: &[Key<'static>] = &[key("name", &[], Shape::Text(100)), key("category", &[], Shape::Text(200))];
const QUERY: &[Key<'static>] = &[key("query", &["search_term", "search_string"], Shape::Text(100))];
const LIST_HEAD: &[Key<'static>] =
    &[key("list_id", &["item_list_id"], Shape::Id), key("category", &[], Shape::Text(200))];
const PROMOTION: &[Key<'static>] =
    &[key("promotion_id", &[], Shape::Id), key("position", &[], Shape::Text(50))];
const SHARED: &[Key<'static>] = &[key("share_via", &[], Shape::Text(50))];
const REVIEW: &[Key<'static>] = &[
    key("product_id", &["item_id"], Shape::Item),
    key("review_id", &[], Shape::Id),
    key("rating", &[], Shape::Rating),
];

/// Most keys any kind declares, the house's or a tenant's own.
pub(crate) const MOST: usize = 20;

/// The groups of keys a kind declares, in the order they are stored.
pub(super) fn groups(kind: Kind) -> &'static [&'static [Key<'static>]] {
    match kind {
        Kind::PAGE => &[PAGE],
        Kind::SCREEN => &[SCREEN],
        Kind::PRODUCTS_SEARCHED => &[QUERY],
        Kind::PRODUCT_LIST_VIEWED => &[LIST_HEAD, IDS],
        Kind::PRODUCT_LIST_FILTERED => &[LIST_HEAD],
        Kind::PROMOTION_VIEWED | Kind::PROMOTION_CLICKED => &[PROMOTION],
        Kind::PRODUCT_CLICKED | Kind::PRODUCT_VIEWED => &[PRODUCT, CURRENCY, LIFTED],
        Kind::PRODUCT_ADDED | Kind::PRODUCT_REMOVED => &[PRODUCT, CURRENCY, CART, LIFTED],
        Kind::CART_VIEWED => &[CART, CURRENCY, PRODUCTS],
        Kind::CHECKOUT_STARTED => &[ORDER_ID, CHECKOUT, AMOUNTS, CURRENCY, PRODUCTS],
        Kind::CHECKOUT_STEP_VIEWED | Kind::CHECKOUT_STEP_COMPLETED => &[CHECKOUT, STEP],
        Kind::PAYMENT_INFO_ENTERED => &[CHECKOUT, ORDER_ID],
        Kind::ORDER_COMPLETED | Kind::ORDER_UPDATED | Kind::ORDER_REFUNDED | Kind::ORDER_CANCELLED => {
            &[ORDER_ID, CHECKOUT, AMOUNTS, CURRENCY, PRODUCTS]
        }
        Kind::COUPON_ENTERED | Kind::COUPON_APPLIED | Kind::COUPON_DENIED | Kind::COUPON_REMOVED => {
            &[ORDER_ID, CART, COUPON, CURRENCY]
        }
        Kind::WISHLIST_ADDED | Kind::WISHLIST_REMOVED => &[PRODUCT, CURRENCY, WISHLIST, LIFTED],
        Kind::WISHLIST_TO_CART => &[PRODUCT, CURRENCY, WISHLIST, CART, LIFTED],
        Kind::PRODUCT_SHARED => &[PRODUCT, CURRENCY, SHARED, LIFTED],
        Kind::CART_SHARED => &[CART, SHARED, PRODUCTS, CURRENCY],
        Kind::PRODUCT_REVIEWED => &[REVIEW],
        _ => &[],
    }
}

/// The properties a kind declares: what an inventory of stored keys lists. A kind that is not declared has none.
pub fn keys(kind: Kind) -> impl Iterator<Item = &'static Key<'static>> {
    groups(kind).iter().copied().flatten().filter(|key| key.shape != Shape::Lifted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_from_outside_declares_keys_and_no_other_does() {
        for (kind, name) in placet_core::kind::ALL {
            assert_eq!(keys(*kind).next().is_none(), kind.reserved(), "{name}");
            let all: Vec<_> = groups(*kind).iter().copied().flatten().collect();
            assert!(all.len() <= MOST, "{name}");
            let names = |key: &Key<'static>| [&[key.name], key.aliases].concat();
            for (index, key) in all.iter().enumerate() {
                for other in &all[index + 1..] {
                    assert!(
                        names(key).iter().all(|name| !names(other).contains(name)),
                        "{name}: {}",
                        key.name
                    );
                }
            }
        }
    }

    #[test]
    fn r031_nothing_people_write_to_each_other_is_declared() {
        let written =
            ["review_body", "share_message", "recipient", "wishlist_name", "email", "title", "search"];
        for (kind, name) in placet_core::kind::ALL {
            assert!(keys(*kind).all(|key| !written.contains(&key.name)), "{name}");
        }
    }
}
