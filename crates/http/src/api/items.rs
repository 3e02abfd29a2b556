//! The catalogue.

use axum::Json;
use axum::extract::{Path, State};
use placet_access::{Api, Listing, May, Money, Page, TenantPath, Time, actions::ItemsRead};
use placet_edge::{Problem, Query};
use placet_shop::{Item as Stored, ItemKey};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// Which items.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The beginning of a sku, or of words of the title or the brand.
    #[param(max_length = 200)]
    search: Option<String>,
}

/// An item in the list.
#[derive(Serialize, ToSchema)]
struct ItemRow {
    /// The shop's own name for it.
    sku: String,
    /// What people read.
    title: String,
    /// A path such as `Shoes > Running`.
    category: String,
    /// Who makes it.
    brand: String,
    /// The price now.
    price: Money,
    /// Pieces left; `null` where the shop does not count.
    stock: Option<i64>,
    /// Its page.
    url: String,
    /// Its picture; empty if there is none.
    image_url: String,
    /// When the catalogue last heard of it.
    updated_at: Time,
}

/// An item.
#[derive(Serialize, ToSchema)]
struct Item {
    /// As in the list.
    #[serde(flatten)]
    row: ItemRow,
    /// Plain text.
    description: String,
    /// What its variants share; empty if it has none.
    item_group: String,
}

/// The catalogue, what changed last first; or what is searched for.
#[utoipa::path(get, path = "/api/tenants/{tenant}/items", tag = "items", params(TenantPath, Which, Listing),
    responses((status = 200, body = Page<ItemRow>)), security(("session" = ["items:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<ItemsRead>,
    Query(which): Query<Which>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<ItemRow>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<ItemKey>()?);
    let typed = which.search.unwrap_or_default();
    if typed.chars().count() > 200 {
        return Err(Problem::bad_request("search", "is longer than 200 characters"));
    }
    let mut tx = may.tenant(api.store()).read("api.items").await?;
    let found = placet_shop::search_items(&mut tx, &typed, after, limit).await.map_err(ours)?;
    Ok(Json(Page::of(found, ItemRow::of)))
}

/// One item.
#[utoipa::path(get, path = "/api/tenants/{tenant}/items/{sku}", tag = "items", params(TenantPath, ("sku" = String, Path, description = "The shop's own name for it")),
    responses((status = 200, body = Item)), security(("session" = ["items:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<ItemsRead>,
    Path((_, sku)): Path<(String, String)>,
) -> Result<Json<Item>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.item").await?;
    let item = placet_shop::item(&mut tx, &sku).await.map_err(ours)?.ok_or_else(Problem::not_found)?;
    let (description, item_group) = (item.description.clone(), item.item_group.clone());
    Ok(Json(Item { row: ItemRow::of(item), description, item_group }))
}

impl ItemRow {
    fn of(item: Stored) -> ItemRow {
        ItemRow {
            sku: item.sku,
            title: item.title,
            category: item.category,
            brand: item.brand,
            price: item.price.into(),
            stock: item.stock,
            url: item.url,
            image_url: item.image_url,
            updated_at: Time(item.updated_at),
        }
    }
}
