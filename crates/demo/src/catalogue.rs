//! Made-up products of a made-up sports shop, with drawn pictures.

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use placet_shop::ItemInput;

/// A made-up product.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    /// The shop's own name for it.
    pub sku: &'static str,
    /// What people read.
    pub title: &'static str,
    /// Its category.
    pub category: &'static str,
    /// Its price, decimal.
    pub price: &'static str,
    /// The colour of its picture.
    colour: &'static str,
}

const fn product(
    sku: &'static str,
    title: &'static str,
    category: &'static str,
    price: &'static str,
    colour: &'static str,
) -> Product {
    Product { sku, title, category, price, colour }
}

/// All of them.
pub const PRODUCTS: [Product; 24] = [
    product("run-01", "Aria Road 3 running shoes", "Shoes > Running", "119.90", "#2f6fde"),
    product("run-02", "Aria Trail GT running shoes", "Shoes > Running", "134.50", "#3c8f5a"),
    product("run-03", "Brisk Tempo running shoes", "Shoes > Running", "99.00", "#d9483b"),
    product("run-04", "Brisk Daily running shoes", "Shoes > Running", "84.90", "#8a5fd1"),
    product("run-05", "Nimbo Cushion running shoes", "Shoes > Running", "149.00", "#e08a2e"),
    product("run-06", "Nimbo Race Carbon running shoes", "Shoes > Running", "219.00", "#111827"),
    product("hike-01", "Ridge Mid hiking boots", "Shoes > Hiking", "159.00", "#7a5230"),
    product("hike-02", "Ridge Low hiking shoes", "Shoes > Hiking", "129.00", "#5d6d3f"),
    product("hike-03", "Talus Pro hiking boots", "Shoes > Hiking", "189.00", "#444b57"),
    product("ten-01", "Volley Clay tennis shoes", "Shoes > Tennis", "109.00", "#c2542d"),
    product("ten-02", "Volley Court tennis shoes", "Shoes > Tennis", "104.00", "#2a9d8f"),
    product("top-01", "Featherweight running shirt", "Clothing > Tops", "39.90", "#3f83c8"),
    product("top-02", "Merino long-sleeve top", "Clothing > Tops", "69.00", "#6b7280"),
    product("top-03", "Reflective night vest", "Clothing > Tops", "24.50", "#f2c230"),
    product("sho-01", "Split running shorts", "Clothing > Shorts", "34.90", "#1f2937"),
    product("sho-02", "Trail shorts with pockets", "Clothing > Shorts", "44.90", "#4b6b4f"),
    product("jac-01", "Drizzle packable jacket", "Clothing > Jackets", "89.00", "#d1495b"),
    product("jac-02", "Gale windproof jacket", "Clothing > Jackets", "99.00", "#30638e"),
    product("sock-01", "Cushioned running socks, 3 pairs", "Clothing > Socks", "19.90", "#9ca3af"),
    product("sock-02", "Merino hiking socks, 2 pairs", "Clothing > Socks", "24.90", "#7c5c46"),
    product("acc-01", "Soft flask 500 ml", "Accessories > Hydration", "17.50", "#38bdf8"),
    product("acc-02", "Running belt", "Accessories > Carrying", "22.00", "#111827"),
    product("acc-03", "Head torch 400 lm", "Accessories > Light", "49.00", "#ef4444"),
    product("acc-04", "Foam roller", "Accessories > Recovery", "27.90", "#0d9488"),
];

/// The products as a shop lists them; pages stand under `shop`, pictures under `pictures`.
pub fn listing(shop: &str, pictures: &str) -> Vec<ItemInput> {
    PRODUCTS
        .iter()
        .map(|p| ItemInput {
            sku: p.sku.to_owned(),
            title: p.title.to_owned(),
            category: p.category.to_owned(),
            price: p.price.to_owned(),
            url: format!("{shop}/products/{}", p.sku),
            image_url: format!("{pictures}/pictures/{}.svg", p.sku),
            stock: Some(25),
            ..ItemInput::default()
        })
        .collect()
}

/// The drawn pictures, at `/pictures/SKU.svg`.
pub fn pictures() -> Router {
    Router::new().route("/pictures/{file}", get(picture))
}

async fn picture(Path(file): Path<String>) -> Response {
    let sku = file.trim_end_matches(".svg");
    match PRODUCTS.iter().find(|p| p.sku == sku) {
        Some(product) => {
            let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=3600")];
            (headers, drawn(product)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A calm drawing: the silhouette of the kind of thing, in the product's colour.
fn drawn(product: &Product) -> String {
    let shape = match product.category.split(" > ").next().unwrap_or("") {
        "Shoes" => SHOE,
        "Clothing" => SHIRT,
        _ => THING,
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 300\" role=\"img\" aria-label=\"{}\">\
         <rect width=\"400\" height=\"300\" fill=\"#f3f4f6\"/><g fill=\"{}\">{shape}</g></svg>",
        product.title, product.colour
    )
}

const SHOE: &str = "<path d=\"M60 190c0-30 8-62 26-84 14 16 40 20 60 8 22 30 60 52 118 60 46 6 76 18 76 40v6H60z\"/>\
    <path d=\"M56 226h288a14 14 0 0 1-14 20H74a20 20 0 0 1-18-20z\" fill=\"#1f2937\" fill-opacity=\".85\"/>\
    <path d=\"M168 134l26-20M192 150l26-20M218 164l24-20\" stroke=\"#fff\" stroke-width=\"7\" stroke-linecap=\"round\"/>";
const SHIRT: &str = "<path d=\"M140 60l60 26 60-26 70 44-28 54-34-16v104H132V142l-34 16-28-54z\"/>\
    <path d=\"M164 68q36 38 72 0\" fill=\"none\" stroke=\"#fff\" stroke-opacity=\".7\" stroke-width=\"8\"/>";
const THING: &str = "<rect x=\"150\" y=\"60\" width=\"100\" height=\"180\" rx=\"34\"/>\
    <rect x=\"172\" y=\"40\" width=\"56\" height=\"36\" rx=\"10\" fill=\"#1f2937\"/>\
    <path d=\"M170 130h60M170 160h60\" stroke=\"#fff\" stroke-opacity=\".7\" stroke-width=\"8\"/>";
