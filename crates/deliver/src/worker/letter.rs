//! One letter: facts of the items, signed links, the template, and the bytes that go.

use placet_compose::{Action, Library, Links, MessageKind, RenderError, Token, sign};
use placet_core::{Id, Money};
use placet_permission::SendPermit;
use placet_permission::vault::{Address, Plain, TenantKeys};
use placet_shop::Item;
use placet_store::Tenant;
use placet_store::tenants::TenantRecord;
use serde_json::{Value, json};

use crate::ledger::Claimed;
use crate::mime::{BadContent, Content, Sort};

/// Everything a letter is made of.
pub(super) struct Letter<'a> {
    pub(super) library: &'a Library,
    pub(super) record: &'a TenantRecord,
    pub(super) keys: &'a TenantKeys,
    pub(super) claimed: &'a Claimed,
}

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unwritten {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
    #[error(transparent)]
    Library(#[from] placet_compose::Error),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Content(#[from] BadContent),
    #[error("the permit could not be used: {0}")]
    Permit(String),
}

impl Unwritten {
    pub(super) fn label(&self) -> &'static str {
        match self {
            Unwritten::Store(_) | Unwritten::Shop(_) => "the store failed while composing",
            Unwritten::Library(_) => "the template is missing",
            Unwritten::Render(_) => "the template does not fit the data",
            Unwritten::Content(_) => "the message cannot be built",
            Unwritten::Permit(_) => "the permit could not be used",
        }
    }
}

impl Letter<'_> {
    /// The address, opened by using the permit up, and the message's bytes.
    pub(super) async fn write(
        &self,
        tenant: Tenant<'_>,
        permit: SendPermit,
    ) -> Result<(Plain<Address>, Vec<u8>), Unwritten> {
        let claimed = self.claimed;
        let mut tx = tenant.read("deliver.compose").await?;
        let ready = self.library.ready(&mut tx, claimed.template, claimed.version, &claimed.language).await?;
        let cart = placet_shop::items(&mut tx, &claimed.items.cart).await?;
        let similar = placet_shop::items(&mut tx, &claimed.items.similar).await?;
        let complementary = placet_shop::items(&mut tx, &claimed.items.complementary).await?;
        drop(tx);
        let rendered = ready.compiled.render(&self.data(&cart, &similar, &complementary), self)?;
        let html = match permit.may_notice_opening() {
            true => with_pixel(&rendered.html, &self.page(Action::Open)),
            false => rendered.html,
        };
        let now = tenant.clock().now();
        let address = permit.open(self.keys, now).map_err(|e| Unwritten::Permit(e.to_string()))?;
        let host = host_of(&self.record.from_address);
        let (message_id, list_id) =
            (format!("{}@{host}", claimed.id().text("msg")), format!("t{}.{host}", self.record.id));
        let unsubscribe = self.page(Action::Unsubscribe);
        let sort = match ready.published.kind {
            MessageKind::Marketing => Sort::Marketing { unsubscribe: &unsubscribe, list_id: &list_id },
            MessageKind::Service => Sort::Service,
        };
        let feedback = format!("{}:{}:{}:placet", claimed.origin, claimed.template, self.record.id);
        let content = Content {
            from_name: &self.record.sender_name,
            from: &self.record.from_address,
            to: address.expose(),
            subject: &rendered.subject,
            text: &rendered.text,
            html: &html,
            message_id: &message_id,
            date: now,
            sort,
            feedback_id: Some(&feedback),
        };
        let bytes = content.build()?;
        Ok((address, bytes))
    }

    fn data(&self, cart: &[Item], similar: &[Item], complementary: &[Item]) -> Value {
        let record = self.record;
        let shown = |items: &[Item]| items.iter().map(|item| product(item, 1)).collect::<Vec<_>>();
        let lines: Vec<Value> = cart.iter().map(|item| product(item, self.quantity(item.id))).collect();
        json!({
            "sender": { "name": record.sender_name, "address": record.sender_address },
            "shop": { "name": record.name, "url": record.shop_url },
            "unsubscribe_url": self.page(Action::Unsubscribe),
            "preferences_url": self.page(Action::Preferences),
            "why_url": self.page(Action::Why),
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
        let items = &self.claimed.items;
        items
            .cart
            .iter()
            .position(|id| *id == item)
            .and_then(|at| items.quantities.get(at))
            .copied()
            .unwrap_or(1)
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
        Money { minor: cart.iter().fold(0, sum), currency: first.price.currency }.to_string()
    }

    fn page(&self, action: Action) -> String {
        address(self.record, self.keys, self.claimed.id(), action, 0, 0)
    }
}

impl Links for Letter<'_> {
    fn link(&self, number: u16, item: i64) -> String {
        address(self.record, self.keys, self.claimed.id(), Action::Click, number, item)
    }
}

/// A signed address on the tenant's public host.
fn address(
    record: &TenantRecord,
    keys: &TenantKeys,
    message: Id,
    action: Action,
    link: u16,
    item: i64,
) -> String {
    let token = Token { action, tenant: record.id, message, link, item };
    format!("{}/{}/{}", record.public_url, action.path(), sign(keys, &token))
}

/// Puts a picture of nothing at the end, by whose fetching the opening is noticed.
fn with_pixel(html: &str, address: &str) -> String {
    let pixel = format!("<img src=\"{address}\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\">");
    match html.rfind("</body>") {
        Some(end) => format!("{}{pixel}{}", &html[..end], &html[end..]),
        None => format!("{html}{pixel}"),
    }
}

fn product(item: &Item, quantity: i64) -> Value {
    json!({
        "quantity": quantity,
        "id": item.id.to_string(),
        "name": item.title,
        "category": item.category,
        "price": item.price.to_string(),
        "image": item.image_url,
        "url": item.url,
    })
}

fn host_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("localhost", |(_, host)| host)
}
