//! What a message says: its template over today's facts of its items, with signed links. Made when it goes, and made anew for its web view:
//! no body is ever stored.

use std::sync::Arc;

use placet_compose::{Action, Library, Links, Ready, RenderError, Rendered, Token, sign};
use placet_core::{Colour, Id, Language, Micros, Money};
use placet_permission::vault::TenantKeys;
use placet_shop::Item;
use placet_store::Tx;
use placet_store::tenants::TenantRecord;
use serde_json::{Value, json};

use crate::ledger::{Items, MessageRow, State};

/// For how long after a message went it can be looked at on the web: the term of contents (C6).
pub const SHOWN_FOR: i64 = 6 * Micros::DAY;

/// A message to be made.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    /// The templates.
    pub library: &'a Library,
    /// Whose message.
    pub record: &'a TenantRecord,
    /// The keys that links are signed with.
    pub keys: &'a TenantKeys,
    /// Which message.
    pub id: Id,
    /// Its template.
    pub template: i32,
    /// The template's version.
    pub version: i32,
    /// The language it is written in.
    pub language: &'a str,
    /// What it shows.
    pub items: &'a Items,
}

impl std::fmt::Debug for Letter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a message cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Unmade {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The catalogue's.
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
    /// There is no such template.
    #[error(transparent)]
    Library(#[from] placet_compose::Error),
    /// The template does not fit the data.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// The contrast that text on a button needs (WCAG 2.2, success criterion 1.4.3); it is white in the built-in templates.
const TEXT: f64 = 4.5;

/// What a template knows of the company. Its logo is left out: a mail would ask our host for it when it is opened, and who opens what is
/// nobody's to know (C5, R077).
fn shop(record: &TenantRecord) -> Value {
    let mut shop = json!({ "name": record.name, "url": record.shop_url });
    if let Some(colour) = Colour::parse(&record.brand.accent) {
        let shade = colour.standing_out(TEXT, &[Colour::WHITE], Colour::BLACK);
        shop["color"] = json!(shade.to_string());
    }
    shop
}

impl Letter<'_> {
    /// Makes it.
    ///
    /// # Errors
    /// [`Unmade`].
    pub async fn make(&self, tx: &mut Tx) -> Result<(Arc<Ready>, Rendered), Unmade> {
        let ready = self.library.ready(tx, self.template, self.version, self.language).await?;
        let cart = placet_shop::items(tx, &self.items.cart).await?;
        let similar = placet_shop::items(tx, &self.items.similar).await?;
        let complementary = placet_shop::items(tx, &self.items.complementary).await?;
        let rendered = ready.compiled.render(&self.data(&cart, &similar, &complementary), self)?;
        Ok((ready, rendered))
    }

    /// The address of one of the message's own pages.
    pub fn page(&self, action: Action) -> String {
        self.address(action, 0, 0)
    }

    fn data(&self, cart: &[Item], similar: &[Item], complementary: &[Item]) -> Value {
        let record = self.record;
        let shown = |items: &[Item]| items.iter().map(|item| self.product(item, 1)).collect::<Vec<_>>();
        let lines: Vec<Value> = cart.iter().map(|item| self.product(item, self.quantity(item.id))).collect();
        json!({
            "sender": { "name": record.sender_name, "address": record.sender_address },
            "shop": shop(record),
            "unsubscribe_url": self.page(Action::Unsubscribe),
            "preferences_url": self.page(Action::Preferences),
            "why_url": self.page(Action::Why),
            "web_url": self.page(Action::Web),
            "confirm_url": self.page(Action::Confirm),
            "renew_url": self.page(Action::Renew),
            "items": lines,
            "similar": shown(similar),
            "complementary": shown(complementary),
            "cart": { "items": lines, "url": record.shop_url, "total": self.total(cart) },
            "person": {},
        })
    }

    /// How many of an item lie in the cart.
    fn quantity(&self, item: i64) -> i64 {
        let at = self.items.cart.iter().position(|id| *id == item);
        at.and_then(|at| self.items.quantities.get(at)).copied().unwrap_or(1)
    }

    /// What the cart comes to at today's prices; empty if they are in several currencies.
    fn total(&self, cart: &[Item]) -> String {
        let Some(first) = cart.first() else { return String::new() };
        if cart.iter().any(|item| item.price.currency != first.price.currency) {
            return String::new();
        }
        let sum = |sum: i64, item: &Item| {
            sum.saturating_add(item.price.minor.saturating_mul(self.quantity(item.id)))
        };
        self.money(Money { minor: cart.iter().fold(0, sum), currency: first.price.currency })
    }

    /// An amount as the reader's language writes it.
    fn money(&self, amount: Money) -> String {
        Language::parse(self.language).unwrap_or_default().money(amount)
    }

    fn product(&self, item: &Item, quantity: i64) -> Value {
        json!({
            "quantity": quantity,
            "id": item.id.to_string(),
            "name": item.title,
            "category": item.category,
            "price": self.money(item.price),
            "image": item.image_url,
            "url": item.url,
        })
    }

    /// A signed address on the tenant's public host.
    fn address(&self, action: Action, link: u16, item: i64) -> String {
        let token = Token { action, tenant: self.record.id, message: self.id, link, item };
        format!("{}/{}/{}", self.record.public_url, action.path(), sign(self.keys, &token))
    }
}

impl Links for Letter<'_> {
    fn link(&self, number: u16, item: i64) -> String {
        self.address(Action::Click, number, item)
    }
}

/// Whether a message can still be looked at on the web: it went, and not so long ago that its content is gone.
pub fn can_be_shown(message: &MessageRow, now: Micros) -> bool {
    let went = matches!(message.state, State::Accepted | State::InDoubt);
    went && now < message.due_at + SHOWN_FOR
}

#[cfg(test)]
mod tests {
    use placet_store::inventory::{self, Term};

    use super::*;

    #[test]
    fn r077_a_mail_has_the_companys_colour_and_asks_for_no_logo_when_it_is_opened() {
        let mut record = placet_store::testing::tenant("Atlas");
        assert_eq!(shop(&record)["color"], Value::Null, "the template's own");
        record.brand.accent = "#ffee00".into();
        record.brand.logo =
            Some(placet_store::tenants::Logo { name: "logo-00.png".into(), width: 1, height: 1 });
        let shop = shop(&record);
        let colour = Colour::parse(shop["color"].as_str().unwrap()).unwrap();
        assert!(colour.contrast(Colour::WHITE) >= TEXT, "white text is read on it: {colour}");
        assert!(!shop.to_string().contains("logo"), "{shop}");
        record.brand.accent = "\"><script>".into();
        assert!(!super::shop(&record).to_string().contains("script"));
    }

    #[test]
    fn c6_a_message_can_be_looked_at_for_as_long_as_its_content_is_kept() {
        let items = inventory::table("message").unwrap().column("items").unwrap();
        let Term::Days(days) = items.class().unwrap().term else { panic!("days") };
        assert_eq!(SHOWN_FOR, days * Micros::DAY);
    }
}
