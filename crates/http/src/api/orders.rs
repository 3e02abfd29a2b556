//! Orders, and which message brought them.

use axum::Json;
use axum::extract::{Path, State};
use placet_access::{Api, Listing, May, Money, Page, TenantPath, Time, actions::OrdersRead};
use placet_core::Money as Amount;
use placet_edge::{Problem, Query};
use placet_measure as measure;
use placet_shop::{OrderKey, OrderRecord, Status};
use placet_store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{JourneyRef, Journeys, ours};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// Which orders.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// `true`: those credited to a message; `false`: the others.
    attributed: Option<bool>,
}

/// An order in the list.
#[derive(Serialize, ToSchema)]
struct OrderRow {
    /// The shop's number for it.
    number: String,
    /// When it was placed.
    at: Time,
    /// What it came to.
    total: Money,
    /// `completed`, `refunded` or `cancelled`.
    status: &'static str,
    /// How many lines it has.
    items: usize,
    /// The journey it is credited to.
    journey: Option<JourneyRef>,
    /// The message it is credited to; nothing once the person is forgotten.
    message: Option<String>,
}

/// An order with its lines.
#[derive(Serialize, ToSchema)]
struct Order {
    /// As in the list.
    #[serde(flatten)]
    row: OrderRow,
    /// What was bought.
    lines: Vec<OrderLine>,
    /// Whether it stands on the contract of sale alone: no device and no person is kept with it, so it is credited to nothing.
    contract_only: bool,
    /// Why it is credited to a message, if it is.
    attribution: Option<Attribution>,
}

/// A line of an order.
#[derive(Serialize, ToSchema)]
struct OrderLine {
    /// The shop's own name for the item, if the catalogue still has it.
    sku: Option<String>,
    /// What people read, if the catalogue still has it.
    title: Option<String>,
    /// How many.
    quantity: i64,
    /// The price of one.
    price: Money,
}

/// Why an order is credited: the last link that was followed before it.
#[derive(Serialize, ToSchema)]
struct Attribution {
    /// The journey.
    journey: JourneyRef,
    /// The message; nothing once the person is forgotten.
    message: Option<String>,
    /// When its link was followed, if the log still holds that.
    clicked_at: Option<Time>,
    /// How many days before the order a link counts.
    window_days: i64,
}

/// Orders, newest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/orders", tag = "orders", params(TenantPath, Which, Listing),
    responses((status = 200, body = Page<OrderRow>)), security(("session" = ["orders:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<OrdersRead>,
    Query(which): Query<Which>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<OrderRow>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<OrderKey>()?);
    let mut tx = may.tenant(api.store()).read("api.orders").await?;
    let journeys = Journeys::of(&mut tx).await?;
    let found = placet_shop::list_orders(&mut tx, which.attributed, after, limit).await.map_err(ours)?;
    Ok(Json(Page::of(found, |record| OrderRow::of(&record, &journeys))))
}

/// One order, with its lines and why it is credited to a message.
#[utoipa::path(get, path = "/api/tenants/{tenant}/orders/{number}", tag = "orders", params(TenantPath, ("number" = String, Path, description = "The shop's number for it")),
    responses((status = 200, body = Order)), security(("session" = ["orders:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<OrdersRead>,
    Path((_, number)): Path<(String, String)>,
) -> Result<Json<Order>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.order").await?;
    let record = match placet_shop::order(&mut tx, &number).await {
        Ok(Some(record)) => record,
        Ok(None) | Err(placet_shop::Error::Field { .. }) => return Err(Problem::not_found()),
        Err(error) => return Err(ours(error)),
    };
    let journeys = Journeys::of(&mut tx).await?;
    let credit = measure::credit(&mut tx, &record).await.map_err(ours)?;
    let attribution = credit.map(|credit| Attribution {
        journey: journeys.get(credit.origin),
        message: credit.message.map(|id| id.text("msg")),
        clicked_at: credit.clicked_at.map(Time),
        window_days: measure::WINDOW / placet_core::Micros::DAY,
    });
    let lines = lines(&mut tx, &record).await?;
    let contract_only = record.order.stream_id.is_none() && attribution.is_none();
    Ok(Json(Order { row: OrderRow::of(&record, &journeys), lines, contract_only, attribution }))
}

async fn lines(tx: &mut Tx, record: &OrderRecord) -> Result<Vec<OrderLine>, Problem> {
    let currency = record.order.total.currency;
    let lines = placet_shop::order_lines(tx, record).await.map_err(ours)?;
    let line = |(line, item): (placet_shop::Line, Option<placet_shop::Item>)| {
        let (sku, title) = item.map(|item| (item.sku, item.title)).unzip();
        OrderLine {
            sku,
            title,
            quantity: line.quantity,
            price: Amount { minor: line.price_minor, currency }.into(),
        }
    };
    Ok(lines.into_iter().map(line).collect())
}

impl OrderRow {
    fn of(record: &OrderRecord, journeys: &Journeys) -> OrderRow {
        let order = &record.order;
        OrderRow {
            number: order.order_no.clone(),
            at: Time(order.at),
            total: order.total.into(),
            status: match record.status {
                Status::Completed => "completed",
                Status::Refunded => "refunded",
                Status::Cancelled => "cancelled",
            },
            items: order.items.len(),
            journey: record.origin.map(|id| journeys.get(id)),
            message: record.message_id.map(|id| id.text("msg")),
        }
    }
}
