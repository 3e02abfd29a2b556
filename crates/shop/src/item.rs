//! An item of the catalogue: its number, and the rules a listed item keeps.

use placet_core::{Currency, Micros, Money};
use placet_permission::sensitive::{Found, Look, find_in};
use url::Url;

use crate::plain::plain;

/// An item as it stands in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The number made from the sku, see [`item_id`].
    pub id: i64,
    /// The shop's own name for it, at most 100 characters; the `product_id` of events.
    pub sku: String,
    /// What people read, at most 200 characters.
    pub title: String,
    /// A path such as `Shoes > Running`, at most 200 characters; empty if the shop names none.
    pub category: String,
    /// The price now, never negative.
    pub price: Money,
    /// Its page: http(s), at most 1,000 characters.
    pub url: String,
    /// Its picture, as `url`; empty if there is none.
    pub image_url: String,
    /// Pieces left; `None` where the shop does not count and the item can be had.
    pub stock: Option<i64>,
    /// Who makes it, at most 100 characters; empty if the shop does not say.
    pub brand: String,
    /// What its variants (sizes, colours) share, Google's `item_group_id`: at most 100 characters; empty if it has no variants.
    pub item_group: String,
    /// Plain text, the first 1,000 characters; empty if there is none.
    pub description: String,
    /// When the catalogue last heard of it. Grows with every change of the catalogue.
    pub updated_at: Micros,
}

/// An item as somebody lists it: not yet looked at. Name what is known and leave the rest to `..ItemInput::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemInput {
    /// As in [`Item`].
    pub sku: String,
    /// As in [`Item`].
    pub title: String,
    /// As in [`Item`].
    pub category: String,
    /// Decimal text such as `19.90`.
    pub price: String,
    /// ISO 4217; the tenant's currency if there is none.
    pub currency: Option<String>,
    /// As in [`Item`].
    pub url: String,
    /// As in [`Item`].
    pub image_url: String,
    /// As in [`Item`]; below zero (oversold) counts as none left.
    pub stock: Option<i64>,
    /// As in [`Item`].
    pub brand: String,
    /// As in [`Item`].
    pub item_group: String,
    /// Text or HTML of any length: tags are left out and what is longer than kept is cut off.
    pub description: String,
}

/// Which field breaks a rule, and the rule.
pub(crate) type Fault = (&'static str, &'static str);

const MAX_SKU: usize = 100;
const MAX_NAME: usize = 100;
const MAX_TEXT: usize = 200;
const MAX_URL: usize = 1_000;
const MAX_DESCRIPTION: usize = 1_000;

/// The number of the item with this sku (blanks around it do not count): positive, of 63 bits, the same for ever and at every tenant.
///
/// FNV-1a (64 bit), then the finaliser of SplitMix64, then the upper 63 bits. Stored rows hold it: it must never change. Two skus of
/// one number are possible (for a million items: one in twenty million) and refused by the catalogue.
pub fn item_id(sku: &str) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in sku.trim().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    i64::try_from(hash >> 1).unwrap_or(i64::MAX).max(1)
}

impl Item {
    /// Whether it can be had now.
    pub fn in_stock(&self) -> bool {
        self.stock.is_none_or(|pieces| pieces > 0)
    }

    /// The first field that holds what must not be stored of a person (R029). Words pass: goods for the sick are nobody's illness.
    pub(crate) fn sensitive(&self) -> Option<(&'static str, Found)> {
        let fields = [
            ("sku", &self.sku, Look::Id),
            ("item_group", &self.item_group, Look::Id),
            ("title", &self.title, Look::Published),
            ("category", &self.category, Look::Published),
            ("brand", &self.brand, Look::Published),
            ("description", &self.description, Look::Published),
            ("url", &self.url, Look::Path),
            ("image_url", &self.image_url, Look::Path),
        ];
        fields.into_iter().find_map(|(field, text, look)| Some((field, find_in(field, text, look)?)))
    }

    /// The first step of the category's path: `Shoes` of `Shoes > Running`.
    pub fn top_category(&self) -> &str {
        self.category.split('>').next().unwrap_or("").trim()
    }
}

/// Whether an item can be had, as schema.org, Google and exports of shops say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Availability {
    /// It cannot.
    Out,
    /// It can; the count of pieces has the last word.
    In,
    /// It can be ordered, though there may be none in stock.
    Later,
}

impl Availability {
    /// Reads `in_stock`, `out of stock`, `https://schema.org/PreOrder` and the like.
    pub(crate) fn read(word: &str) -> Result<Availability, Fault> {
        let word = word.trim().rsplit('/').next().unwrap_or("");
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        match word.to_ascii_lowercase().as_str() {
            "outofstock" | "soldout" | "discontinued" | "unavailable" | "notavailable" | "false" | "no"
            | "0" => Ok(Availability::Out),
            "instock"
            | "instoreonly"
            | "onlineonly"
            | "limitedavailability"
            | "available"
            | "true"
            | "yes"
            | "1" => Ok(Availability::In),
            "preorder" | "presale" | "backorder" | "onbackorder" => Ok(Availability::Later),
            _ => Err(("availability", "must be a word such as in_stock or out_of_stock")),
        }
    }
}

impl ItemInput {
    /// The item, if every field keeps its rule; prices without a currency are in `currency`.
    pub(crate) fn check(&self, currency: Currency, updated_at: Micros) -> Result<Item, Fault> {
        let sku = text("sku", &self.sku, MAX_SKU)?;
        if sku.is_empty() {
            return Err(("sku", "is missing"));
        }
        let title = text("title", &self.title, MAX_TEXT)?;
        if title.is_empty() {
            return Err(("title", "is missing"));
        }
        Ok(Item {
            id: item_id(sku),
            sku: sku.to_owned(),
            title: title.to_owned(),
            category: category(text("category", &self.category, MAX_TEXT)?),
            price: self.price(currency)?,
            url: address("url", &self.url)?.ok_or(("url", "is missing"))?,
            image_url: address("image_url", &self.image_url)?.unwrap_or_default(),
            stock: self.stock.map(|pieces| pieces.max(0)),
            brand: text("brand", &self.brand, MAX_NAME)?.to_owned(),
            item_group: text("item_group", &self.item_group, MAX_NAME)?.to_owned(),
            description: plain(&self.description, MAX_DESCRIPTION),
            updated_at,
        })
    }

    fn price(&self, currency: Currency) -> Result<Money, Fault> {
        let currency = match self.currency.as_deref().map(str::trim) {
            None | Some("") => currency,
            Some(code) => Currency::parse(code)
                .map_err(|_| ("currency", "must be a code of three letters (ISO 4217)"))?,
        };
        if self.price.trim().is_empty() {
            return Err(("price", "is missing"));
        }
        match Money::parse(&self.price, currency) {
            Ok(price) if price.minor >= 0 => Ok(price),
            Ok(_) => Err(("price", "must not be negative")),
            Err(_) => Err(("price", "must be a decimal number such as 19.90")),
        }
    }
}

/// Trimmed text without control characters (PostgreSQL stores no NUL, a mail's subject no line break).
pub(crate) fn text<'t>(field: &'static str, value: &'t str, max: usize) -> Result<&'t str, Fault> {
    let value = value.trim();
    if value.chars().any(char::is_control) {
        return Err((field, "must not hold control characters"));
    }
    match value.chars().count() {
        count if count <= max => Ok(value),
        _ if max == 100 => Err((field, "must be at most 100 characters")),
        _ => Err((field, "must be at most 200 characters")),
    }
}

/// The path with one blank around each `>` and no empty steps, so that two spellings are one category.
fn category(path: &str) -> String {
    path.split('>').map(str::trim).filter(|step| !step.is_empty()).collect::<Vec<_>>().join(" > ")
}

/// An http(s) address in its normal form: what stands in it may go into an attribute of a mail.
fn address(field: &'static str, value: &str) -> Result<Option<String>, Fault> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    if value.len() > MAX_URL {
        return Err((field, "must be at most 1,000 characters"));
    }
    let url = Url::parse(value)
        .map_err(|_| (field, "must be a whole address beginning with https:// or http://"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err((field, "must be a whole address beginning with https:// or http://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err((field, "must not hold a user name or password"));
    }
    let normal = String::from(url);
    if normal.len() > MAX_URL { Err((field, "must be at most 1,000 characters")) } else { Ok(Some(normal)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shoe() -> ItemInput {
        ItemInput {
            sku: "SHOE-1".into(),
            title: "Trail shoe".into(),
            category: "Shoes>Running".into(),
            price: "89.90".into(),
            url: "https://shop.example/shoe 1?a=\"b\"".into(),
            brand: " Aria ".into(),
            item_group: "SHOE".into(),
            description: "<p>Light &amp;\n<b>fast</b>.</p>".into(),
            ..ItemInput::default()
        }
    }

    fn fault(change: impl FnOnce(&mut ItemInput)) -> &'static str {
        let mut input = shoe();
        change(&mut input);
        input.check(Currency::EUR, Micros(1)).unwrap_err().0
    }

    #[test]
    fn the_number_of_a_sku_never_changes() {
        let golden = [
            ("", 8_832_978_290_816_513_101),
            ("1", 2_541_128_369_176_532_975),
            ("SHOE-1", 5_224_400_531_327_073_753),
            ("Größe 42", 7_248_250_386_252_007_297),
            ("507f1f77bcf86cd799439011", 3_330_269_862_020_762_567),
        ];
        for (sku, id) in golden {
            assert_eq!(item_id(sku), id, "{sku:?}");
        }
        assert_eq!(item_id(" SHOE-1\n"), item_id("SHOE-1"));
        assert_ne!(item_id("shoe-1"), item_id("SHOE-1"));
    }

    #[test]
    fn numbers_of_many_skus_differ_and_are_positive() {
        let ids: std::collections::HashSet<i64> = (0..200_000).map(|n| item_id(&n.to_string())).collect();
        assert_eq!(ids.len(), 200_000);
        assert!(ids.iter().all(|id| *id > 0));
    }

    #[test]
    fn a_listed_item_is_brought_into_its_normal_form() {
        let item = shoe().check(Currency::EUR, Micros(1)).unwrap();
        assert_eq!(item.category, "Shoes > Running");
        assert_eq!(item.top_category(), "Shoes");
        assert_eq!(item.price.to_string(), "89.90 EUR");
        assert_eq!(item.url, "https://shop.example/shoe%201?a=%22b%22");
        assert!(item.in_stock());
        assert_eq!((item.brand.as_str(), item.item_group.as_str()), ("Aria", "SHOE"));
        assert_eq!(item.description, "Light & fast.");
        let oversold = ItemInput { stock: Some(-3), currency: Some("ron".into()), ..shoe() }
            .check(Currency::EUR, Micros(1))
            .unwrap();
        assert_eq!((oversold.stock, oversold.in_stock()), (Some(0), false));
        assert_eq!(oversold.price.to_string(), "89.90 RON");
    }

    #[test]
    fn a_field_that_breaks_a_rule_is_named() {
        assert_eq!(fault(|i| i.sku = " ".into()), "sku");
        assert_eq!(fault(|i| i.sku = "x".repeat(101)), "sku");
        assert_eq!(fault(|i| i.title = "a\0b".into()), "title");
        assert_eq!(fault(|i| i.title = "ü".repeat(201)), "title");
        assert_eq!(fault(|i| i.category = "c".repeat(201)), "category");
        assert_eq!(fault(|i| i.brand = "b".repeat(101)), "brand");
        assert_eq!(fault(|i| i.item_group = "a\nb".into()), "item_group");
        for price in ["", "free", "1,5", "-1", "1e3", "NaN"] {
            assert_eq!(fault(|i| i.price = price.into()), "price");
        }
        assert_eq!(fault(|i| i.currency = Some("EURO".into())), "currency");
        for url in
            ["", "/shoe", "javascript:alert(1)", "ftp://a.example/", "https://u:p@a.example/", "https://"]
        {
            assert_eq!(fault(|i| i.url = url.into()), "url", "{url}");
        }
        assert_eq!(fault(|i| i.image_url = format!("https://a.example/{}", "x".repeat(1000))), "image_url");
    }
}
