//! What the made-up shops sell. The one list of it is `catalogue.json` of `web/demo-shop`, from which their pages are built too.

use std::sync::LazyLock;

use placet_shop::ItemInput;
use serde::Deserialize;

/// A made-up shop's products.
#[derive(Debug, Deserialize)]
pub struct Catalogue {
    /// In the order of the list.
    pub products: Vec<Product>,
    /// What people buy together, see [`crate::history`].
    pub together: Vec<Together>,
}

/// Products of a category, and what is bought with them.
#[derive(Debug, Deserialize)]
pub struct Together {
    /// The category.
    pub of: String,
    /// The others, by their sku.
    pub with: Vec<String>,
}

/// A made-up product. The list says more of it, for the shop's own pages.
#[derive(Debug, Deserialize)]
pub struct Product {
    /// The shop's own name for it.
    pub sku: String,
    /// What people read.
    pub title: String,
    /// Its category, the broad one first.
    pub category: String,
    /// Its made-up brand.
    pub brand: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// Its price in euros, decimal.
    pub price: String,
    /// How many there are.
    pub stock: i64,
}

/// The sports shop. Its first six products are running shoes.
pub static FLEETFOOT: LazyLock<Catalogue> =
    LazyLock::new(|| read(include_str!("../../../web/demo-shop/catalogue.json")));
/// The kitchen shop.
pub static HEARTH: LazyLock<Catalogue> =
    LazyLock::new(|| read(include_str!("../../../web/demo-shop/catalogue.hearth.json")));

#[expect(clippy::expect_used, reason = "the lists are part of the program, and a test reads them")]
fn read(list: &str) -> Catalogue {
    serde_json::from_str(list).expect("the list of products is readable")
}

impl Catalogue {
    /// A product by its sku.
    pub fn product(&self, sku: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.sku == sku)
    }

    /// The products as the shop at this address lists them, pages and pictures under it.
    pub fn listing(&self, shop: &str) -> Vec<ItemInput> {
        let item = |product: &Product| ItemInput {
            sku: product.sku.clone(),
            title: product.title.clone(),
            category: product.category.clone(),
            price: product.price.clone(),
            currency: Some("EUR".to_owned()),
            url: format!("{shop}/products/{}", product.sku),
            image_url: format!("{shop}/pictures/{}.svg", product.sku),
            stock: Some(product.stock),
            brand: product.brand.clone(),
            description: product.description.clone(),
            ..ItemInput::default()
        };
        self.products.iter().map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_readable_and_name_each_product_once() {
        for (list, length) in [(&FLEETFOOT, 60), (&HEARTH, 12)] {
            let mut skus: Vec<&str> = list.products.iter().map(|product| product.sku.as_str()).collect();
            skus.sort_unstable();
            skus.dedup();
            assert_eq!((list.products.len(), skus.len()), (length, length));
        }
        for list in [&FLEETFOOT, &HEARTH] {
            for Together { of, with } in &list.together {
                assert!(list.products.iter().any(|product| product.category == *of), "{of}");
                assert!(with.iter().all(|sku| list.product(sku).is_some_and(|p| p.category != *of)), "{of}");
            }
        }
        let shoes = &FLEETFOOT.products[..6];
        assert!(shoes.iter().all(|shoe| shoe.category == "Shoes > Running" && shoe.stock > 0));
    }
}
