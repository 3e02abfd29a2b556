//! The declared events: their names in four dialects, and what of their properties is kept.
//!
//! An event that is not declared is not stored (R061), a property that is not declared is not kept (R031); both are counted. What is declared
//! is what recommending, reminding and attributing need: which item, how many, at what price, in which cart and order. Left out on purpose,
//! because people write into them or they name people: `review_body`, `share_message`, `recipient`, `wishlist_name`, `reason`,
//! page titles, queries of URLs, payment methods. Left out because the catalogue knows them: names, brands, images, URLs of
//! products. A search's `query` is the one free text: it is what the person asked the shop for; 100 characters at most. In every text
//! that is kept, what must not be stored of a person is found and the value dropped (R029, [`placet_permission::sensitive`]).
//!
//! The names stand in `core`'s table of kinds; here are their aliases: Segment's first version, GA4, Shopify's pixel, Meta's. A tenant's own events
//! stand in its [`declaration`](crate::declaration)s; what is kept of their properties goes through the same hands.

mod declare;
mod table;

pub(crate) use declare::keep;
pub use declare::{Declared, Dropped, Why, declare, tellable};
pub(crate) use table::MOST;
pub use table::{Key, Shape, keys};

use placet_core::Kind;

/// The name under which Segment's consent wrapper reports a changed choice; the choice itself stands in `context.consent`.
pub const CONSENT_UPDATED: &str = "Segment Consent Preference Updated";

/// Names in other dialects. Compared as [`kind`] compares: `view_item` is `View Item`.
const ALIASES: &[(&str, Kind)] = &[
    // Segment's e-commerce events, first version.
    ("Viewed Product", Kind::PRODUCT_VIEWED),
    ("Added Product", Kind::PRODUCT_ADDED),
    ("Removed Product", Kind::PRODUCT_REMOVED),
    ("Clicked Product", Kind::PRODUCT_CLICKED),
    ("Viewed Product Category", Kind::PRODUCT_LIST_VIEWED),
    ("Viewed Promotion", Kind::PROMOTION_VIEWED),
    ("Clicked Promotion", Kind::PROMOTION_CLICKED),
    ("Completed Order", Kind::ORDER_COMPLETED),
    // GA4.
    ("page_view", Kind::PAGE),
    ("view_item", Kind::PRODUCT_VIEWED),
    ("view_item_list", Kind::PRODUCT_LIST_VIEWED),
    ("select_item", Kind::PRODUCT_CLICKED),
    ("view_promotion", Kind::PROMOTION_VIEWED),
    ("select_promotion", Kind::PROMOTION_CLICKED),
    ("search", Kind::PRODUCTS_SEARCHED),
    ("view_search_results", Kind::PRODUCTS_SEARCHED),
    ("add_to_cart", Kind::PRODUCT_ADDED),
    ("remove_from_cart", Kind::PRODUCT_REMOVED),
    ("view_cart", Kind::CART_VIEWED),
    ("begin_checkout", Kind::CHECKOUT_STARTED),
    ("add_shipping_info", Kind::CHECKOUT_STEP_COMPLETED),
    ("add_payment_info", Kind::PAYMENT_INFO_ENTERED),
    ("purchase", Kind::ORDER_COMPLETED),
    ("refund", Kind::ORDER_REFUNDED),
    ("add_to_wishlist", Kind::WISHLIST_ADDED),
    // Shopify's web pixel; `product_viewed`, `cart_viewed` and `checkout_started` are our own names.
    ("collection_viewed", Kind::PRODUCT_LIST_VIEWED),
    ("search_submitted", Kind::PRODUCTS_SEARCHED),
    ("product_added_to_cart", Kind::PRODUCT_ADDED),
    ("product_removed_from_cart", Kind::PRODUCT_REMOVED),
    ("checkout_contact_info_submitted", Kind::CHECKOUT_STEP_COMPLETED),
    ("checkout_address_info_submitted", Kind::CHECKOUT_STEP_COMPLETED),
    ("checkout_shipping_info_submitted", Kind::CHECKOUT_STEP_COMPLETED),
    ("payment_info_submitted", Kind::PAYMENT_INFO_ENTERED),
    ("checkout_completed", Kind::ORDER_COMPLETED),
    // Meta's pixel, and what shop plug-ins send in its words.
    ("PageView", Kind::PAGE),
    ("ViewContent", Kind::PRODUCT_VIEWED),
    ("AddToCart", Kind::PRODUCT_ADDED),
    ("AddToWishlist", Kind::WISHLIST_ADDED),
    ("InitiateCheckout", Kind::CHECKOUT_STARTED),
    ("AddPaymentInfo", Kind::PAYMENT_INFO_ENTERED),
];

/// The declared kind of an event by its name: exact, or with case, `_`, `-` and space taken for one another. `None`: not declared. Kinds that
/// the house writes itself are never found: nobody outside can say a message was accepted or an address confirmed.
pub fn kind(name: &str) -> Option<Kind> {
    if let Some(kind) = Kind::named(name) {
        return (!kind.reserved()).then_some(kind);
    }
    let all = placet_core::kind::ALL.iter().map(|(kind, text)| (*text, *kind)).chain(ALIASES.iter().copied());
    all.filter(|(_, kind)| !kind.reserved()).find(|(text, _)| same(text, name)).map(|(_, kind)| kind)
}

/// Whether the name is the house's: a declared event's in any dialect, or one that it writes itself.
pub(crate) fn taken(name: &str) -> bool {
    kind(name).is_some()
        || same(name, CONSENT_UPDATED)
        || placet_core::kind::ALL.iter().any(|(_, text)| same(text, name))
}

/// Whether two names are one event's: case, `_`, `-` and space taken for one another.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.chars().map(fold).eq(b.chars().map(fold))
}

/// A name as all that are the [`same`] are written.
pub(crate) fn folded(name: &str) -> String {
    name.chars().map(fold).collect()
}

fn fold(letter: char) -> char {
    match letter {
        '_' | '-' => ' ',
        other => other.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_dialects_are_ours() {
        assert_eq!(kind("Product Viewed"), Some(Kind::PRODUCT_VIEWED));
        assert_eq!(kind("product_viewed"), Some(Kind::PRODUCT_VIEWED));
        assert_eq!(kind("Completed Order"), Some(Kind::ORDER_COMPLETED));
        assert_eq!(kind("view_item"), Some(Kind::PRODUCT_VIEWED));
        assert_eq!(kind("checkout_completed"), Some(Kind::ORDER_COMPLETED));
        assert_eq!(kind("AddToCart"), Some(Kind::PRODUCT_ADDED));
        assert_eq!(kind("Purchase"), Some(Kind::ORDER_COMPLETED));
    }

    #[test]
    fn r061_an_undeclared_event_has_no_kind() {
        for name in ["", "Signed Up", "Product  Viewed", "product viewed ", "Email Opened", "Unknown"] {
            assert_eq!(kind(name), None, "{name}");
        }
    }

    #[test]
    fn nobody_outside_can_say_what_only_the_house_says() {
        for (kind_of, name) in placet_core::kind::ALL.iter().filter(|(kind, _)| kind.reserved()) {
            assert_eq!(kind(name), None, "{kind_of:?}");
            assert_eq!(kind(&name.to_lowercase().replace(' ', "_")), None, "{kind_of:?}");
        }
    }

    #[test]
    fn no_alias_is_a_name_or_stands_twice() {
        for (index, (alias, _)) in ALIASES.iter().enumerate() {
            assert!(placet_core::kind::ALL.iter().all(|(_, name)| !same(name, alias)), "{alias}");
            assert!(ALIASES[index + 1..].iter().all(|(other, _)| !same(other, alias)), "{alias}");
        }
    }
}
