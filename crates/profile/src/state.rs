//! What is known of a stream without reading its events: the cart, the last views, the last click. A profile's is the fold of its streams'.

use placet_core::{Kind, Micros};
use serde::{Deserialize, Serialize};

/// How many of the last views are kept.
const VIEWS: usize = 20;
/// How many different items a cart keeps.
const LINES: usize = 50;

/// The state of a stream, or of a profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The cart, oldest line first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cart: Vec<Line>,
    /// When the cart last changed.
    #[serde(skip_serializing_if = "is_zero")]
    pub cart_at: Micros,
    /// The items viewed last, the newest last, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// When the last order was placed.
    #[serde(skip_serializing_if = "is_zero")]
    pub ordered_at: Micros,
    /// The message whose link was followed last, as `origin`, message id and time: what an order is attributed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub click: Option<Click>,
}

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The item.
    #[serde(rename = "i")]
    pub item: i64,
    /// How many.
    #[serde(rename = "q")]
    pub quantity: i64,
    /// When it was put in.
    #[serde(rename = "a")]
    pub at: Micros,
}

/// An item that was viewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The item.
    #[serde(rename = "i")]
    pub item: i64,
    /// When.
    #[serde(rename = "a")]
    pub at: Micros,
}

/// A followed link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// The journey or campaign the message came from.
    #[serde(rename = "o")]
    pub origin: i32,
    /// The message.
    #[serde(rename = "m")]
    pub message: [u8; 16],
    /// When.
    #[serde(rename = "a")]
    pub at: Micros,
}

fn is_zero(at: &Micros) -> bool {
    at.0 == 0
}

impl State {
    /// Takes in what an event says. `quantity` is how many of the item, at least one.
    pub fn take(&mut self, kind: Kind, at: Micros, item: Option<i64>, quantity: i64) {
        match (kind, item) {
            (Kind::PRODUCT_VIEWED | Kind::PRODUCT_CLICKED, Some(item)) => self.viewed(item, at),
            (Kind::PRODUCT_ADDED | Kind::WISHLIST_TO_CART, Some(item)) => self.added(item, quantity, at),
            (Kind::PRODUCT_REMOVED, Some(item)) => self.removed(item, quantity, at),
            (Kind::ORDER_COMPLETED, _) => self.ordered(at),
            _ => {}
        }
    }

    fn viewed(&mut self, item: i64, at: Micros) {
        self.views.retain(|view| view.item != item);
        self.views.push(View { item, at });
        if self.views.len() > VIEWS {
            self.views.remove(0);
        }
    }

    fn added(&mut self, item: i64, quantity: i64, at: Micros) {
        // Events may come late: what was put in before the last order was bought with it.
        if at <= self.ordered_at {
            return;
        }
        self.cart_at = self.cart_at.max(at);
        if let Some(line) = self.cart.iter_mut().find(|line| line.item == item) {
            line.quantity = (line.quantity + quantity).min(1_000_000);
        } else if self.cart.len() < LINES {
            self.cart.push(Line { item, quantity, at });
        }
    }

    fn removed(&mut self, item: i64, quantity: i64, at: Micros) {
        self.cart_at = self.cart_at.max(at);
        if let Some(line) = self.cart.iter_mut().find(|line| line.item == item) {
            line.quantity -= quantity;
        }
        self.cart.retain(|line| line.quantity > 0);
    }

    fn ordered(&mut self, at: Micros) {
        self.ordered_at = self.ordered_at.max(at);
        self.cart.retain(|line| line.at > self.ordered_at);
    }

    /// A link of a message was followed.
    pub fn clicked(&mut self, click: Click) {
        if self.click.is_none_or(|known| known.at <= click.at) {
            self.click = Some(click);
        }
    }

    /// Adds another stream's state of the same person: an order on any device empties every cart.
    pub fn join(&mut self, other: &State) {
        let ordered_at = self.ordered_at.max(other.ordered_at);
        for line in &other.cart {
            match self.cart.iter_mut().find(|mine| mine.item == line.item) {
                Some(mine) => mine.quantity = mine.quantity.max(line.quantity),
                None => self.cart.push(line.clone()),
            }
        }
        self.ordered(ordered_at);
        self.cart.sort_by_key(|line| line.at);
        self.cart.truncate(LINES);
        self.cart_at = self.cart_at.max(other.cart_at);
        self.views.extend(other.views.iter().cloned());
        self.views.sort_by_key(|view| view.at);
        let mut newest: Vec<View> = Vec::new();
        for view in self.views.drain(..).rev() {
            if newest.len() < VIEWS && newest.iter().all(|kept| kept.item != view.item) {
                newest.push(view);
            }
        }
        newest.reverse();
        self.views = newest;
        if let Some(click) = other.click {
            self.clicked(click);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_on_one_device_empties_the_cart_of_the_other() {
        let mut phone = State::default();
        phone.take(Kind::PRODUCT_ADDED, Micros(10), Some(7), 1);
        let mut laptop = State::default();
        laptop.take(Kind::ORDER_COMPLETED, Micros(20), None, 1);
        laptop.join(&phone);
        assert!(laptop.cart.is_empty());
        phone.take(Kind::PRODUCT_ADDED, Micros(30), Some(8), 2);
        laptop.join(&phone);
        assert_eq!(laptop.cart, [Line { item: 8, quantity: 2, at: Micros(30) }]);
    }

    #[test]
    fn a_late_event_does_not_fill_the_cart_again() {
        let mut state = State::default();
        state.take(Kind::ORDER_COMPLETED, Micros(20), None, 1);
        state.take(Kind::PRODUCT_ADDED, Micros(15), Some(7), 1);
        assert!(state.cart.is_empty());
    }

    #[test]
    fn removing_all_of_an_item_takes_the_line_out() {
        let mut state = State::default();
        state.take(Kind::PRODUCT_ADDED, Micros(1), Some(7), 2);
        state.take(Kind::PRODUCT_REMOVED, Micros(2), Some(7), 1);
        assert_eq!(state.cart[0].quantity, 1);
        state.take(Kind::PRODUCT_REMOVED, Micros(3), Some(7), 1);
        assert!(state.cart.is_empty());
    }
}
