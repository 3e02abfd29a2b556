//! Kinds of events, as the integers that stand in `event.kind`. A number is given once and never means anything else.

use serde::{Deserialize, Serialize};

/// The kind of an event. Below 500: what a person does in the shop. From 500: engagement and permission, written by the house itself. From
/// [`Kind::OWN`]: a tenant's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kind(pub i32);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal;)*) => {
        impl Kind {
            $($(#[$doc])* pub const $name: Kind = Kind($number);)*
        }
        /// Every kind with its name on the wire and in exports.
        pub const ALL: &[(Kind, &str)] = &[$((Kind($number), $text)),*];
    };
}

kinds! {
    /// A page of the site was seen.
    PAGE = 1, "Page Viewed";
    /// A screen of an app was seen.
    SCREEN = 2, "Screen Viewed";
    /// A search in the shop.
    PRODUCTS_SEARCHED = 10, "Products Searched";
    /// A list of products was seen.
    PRODUCT_LIST_VIEWED = 11, "Product List Viewed";
    /// A list was filtered.
    PRODUCT_LIST_FILTERED = 12, "Product List Filtered";
    /// A promotion was seen.
    PROMOTION_VIEWED = 13, "Promotion Viewed";
    /// A promotion was clicked.
    PROMOTION_CLICKED = 14, "Promotion Clicked";
    /// A product was clicked in a list.
    PRODUCT_CLICKED = 20, "Product Clicked";
    /// A product's page was seen.
    PRODUCT_VIEWED = 21, "Product Viewed";
    /// A product went into the cart.
    PRODUCT_ADDED = 22, "Product Added";
    /// A product left the cart.
    PRODUCT_REMOVED = 23, "Product Removed";
    /// The cart was looked at.
    CART_VIEWED = 24, "Cart Viewed";
    /// Checkout began.
    CHECKOUT_STARTED = 30, "Checkout Started";
    /// A step of the checkout was seen.
    CHECKOUT_STEP_VIEWED = 31, "Checkout Step Viewed";
    /// A step of the checkout was completed.
    CHECKOUT_STEP_COMPLETED = 32, "Checkout Step Completed";
    /// Payment details were entered (never which).
    PAYMENT_INFO_ENTERED = 33, "Payment Info Entered";
    /// An order was placed.
    ORDER_COMPLETED = 40, "Order Completed";
    /// An order was changed.
    ORDER_UPDATED = 41, "Order Updated";
    /// An order was refunded.
    ORDER_REFUNDED = 42, "Order Refunded";
    /// An order was cancelled.
    ORDER_CANCELLED = 43, "Order Cancelled";
    /// A coupon was entered.
    COUPON_ENTERED = 50, "Coupon Entered";
    /// A coupon was applied.
    COUPON_APPLIED = 51, "Coupon Applied";
    /// A coupon was denied.
    COUPON_DENIED = 52, "Coupon Denied";
    /// A coupon was removed.
    COUPON_REMOVED = 53, "Coupon Removed";
    /// A product went on the wish list.
    WISHLIST_ADDED = 60, "Product Added to Wishlist";
    /// A product left the wish list.
    WISHLIST_REMOVED = 61, "Product Removed from Wishlist";
    /// A product went from the wish list into the cart.
    WISHLIST_TO_CART = 62, "Wishlist Product Added to Cart";
    /// A product was shared.
    PRODUCT_SHARED = 70, "Product Shared";
    /// A cart was shared.
    CART_SHARED = 71, "Cart Shared";
    /// A product was reviewed.
    PRODUCT_REVIEWED = 72, "Product Reviewed";

    /// A server or form named who stands behind a device.
    IDENTIFIED = 500, "Identified";
    /// An address was typed into a form: a confirmation may go out.
    SUBSCRIPTION_REQUESTED = 501, "Subscription Requested";
    /// The address was confirmed by its owner.
    SUBSCRIPTION_CONFIRMED = 502, "Subscription Confirmed";
    /// Consent for a purpose was given or taken back.
    CONSENT_CHANGED = 503, "Consent Changed";
    /// Unsubscribed.
    UNSUBSCRIBED = 504, "Unsubscribed";
    /// The receiving server accepted a message.
    MESSAGE_ACCEPTED = 510, "Message Accepted";
    /// The receiving server refused a message for good.
    MESSAGE_REJECTED = 511, "Message Rejected";
    /// A link of a message was followed.
    LINK_CLICKED = 512, "Link Clicked";
    /// A message was opened by somebody who agreed to that being noticed (C5).
    MESSAGE_OPENED = 513, "Message Opened";
}

impl Kind {
    /// The first of a tenant's own kinds. Their numbers and names are given by its declarations and mean something else at every tenant.
    pub const OWN: Kind = Kind(10_000);

    /// The name on the wire and in exports; `Unknown` for a tenant's own.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(kind, _)| *kind == self).map_or("Unknown", |(_, name)| name)
    }

    /// The kind with exactly this name.
    pub fn named(name: &str) -> Option<Kind> {
        ALL.iter().find(|(_, text)| *text == name).map(|(kind, _)| *kind)
    }

    /// Written by the house itself, never accepted from outside.
    pub fn reserved(self) -> bool {
        (500..Kind::OWN.0).contains(&self.0)
    }

    /// Whether the person did it: no line of the house, and nothing that a shop does to an order by itself.
    pub fn is_by_the_person(self) -> bool {
        !self.reserved()
            && !matches!(self, Kind::ORDER_UPDATED | Kind::ORDER_REFUNDED | Kind::ORDER_CANCELLED)
    }

    /// Declared by a tenant.
    pub fn is_own(self) -> bool {
        self >= Kind::OWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r138_neither_what_the_house_writes_nor_what_a_shop_does_to_an_order_is_done_by_the_person() {
        for kind in [Kind::LINK_CLICKED, Kind::MESSAGE_OPENED, Kind::MESSAGE_ACCEPTED, Kind::ORDER_REFUNDED] {
            assert!(!kind.is_by_the_person(), "{}", kind.name());
        }
        for kind in [Kind::PAGE, Kind::PRODUCT_VIEWED, Kind::ORDER_COMPLETED, Kind::OWN] {
            assert!(kind.is_by_the_person(), "{}", kind.name());
        }
    }

    #[test]
    fn numbers_and_names_are_given_once() {
        for (index, (kind, name)) in ALL.iter().enumerate() {
            assert!(ALL[index + 1..].iter().all(|(k, n)| k != kind && n != name), "{name}");
            assert!(!kind.is_own(), "{name}");
        }
    }
}
