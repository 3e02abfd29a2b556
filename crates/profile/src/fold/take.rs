//! Taking entries in, one after another: events, orders, clicks, and who belongs to whom.

use std::collections::HashMap;

use placet_core::{Currency, Id, Kind, Micros, Money};
use placet_permission::place::Stated;
use placet_permission::vault::TenantKeys;
use placet_permission::{contact, reach};
use placet_shop::{Line, Order, item_id, record_order};
use placet_store::{Tx, Value};
use serde::Deserialize;

use super::Counted;
use super::consent::Allowed;
use super::streams::Streams;
use crate::Error;
use crate::identity::{self, Joined};
use crate::inbox::{Basis, Entry, StreamRef, What};
use crate::profile;
use crate::state::Click;

/// A batch on its way from entries to rows.
pub(crate) struct Taking<'k> {
    keys: &'k TenantKeys,
    streams: Streams,
    rows: Vec<Value<'static>>,
    next_seq: i64,
    month: i64,
    counted: Counted,
    /// The last day on which somebody who is known did anything: without it nothing that rests on interest is sent to them (R083).
    active: HashMap<Id, i64>,
}

/// What the fold itself reads of an event's properties; the dictionary of `collect` has checked and typed them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Props {
    quantity: Option<i64>,
    order_id: Option<String>,
    total: Option<i64>,
    revenue: Option<i64>,
    currency: Option<Currency>,
    products: Vec<Product>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Product {
    product_id: String,
    quantity: Option<i64>,
    price: Option<i64>,
}

impl<'k> Taking<'k> {
    pub(crate) async fn begin(
        tx: &mut Tx,
        keys: &'k TenantKeys,
        first: i64,
        entries: &[Entry],
        allowed: &Allowed,
    ) -> Result<Taking<'k>, Error> {
        let refs: Vec<StreamRef> = entries
            .iter()
            .filter(|entry| (allowed.keeps(entry) || is_no(entry)) && entry.basis != Basis::Contract)
            .flat_map(|entry| {
                let device = match &entry.what {
                    What::Confirmed { device } => *device,
                    _ => None,
                };
                [Some(entry.stream), entry.same_person, device].into_iter().flatten()
            })
            .collect();
        let streams = Streams::load(tx, &refs).await?;
        let month = tx.clock().now().month();
        let (counted, active) = (Counted::default(), HashMap::new());
        Ok(Taking { keys, streams, rows: Vec::new(), next_seq: first, month, counted, active })
    }

    pub(crate) async fn take(&mut self, tx: &mut Tx, entry: &Entry, allowed: &Allowed) -> Result<(), Error> {
        // Who takes the yes back is not written to about what was seen before.
        if is_no(entry) {
            self.streams.forget(&entry.stream);
        }
        if !allowed.keeps(entry) {
            self.counted.no_consent += 1;
            return Ok(());
        }
        if entry.basis != Basis::House && matches!(entry.what, What::Event { .. }) {
            self.counted.accepted += 1;
        }
        if entry.basis == Basis::Contract {
            if let What::Event { kind, props, .. } = &entry.what {
                self.contract(tx, entry, *kind, props).await?;
            }
            return Ok(());
        }
        if self.is_of_somebody_gone(tx, entry).await? {
            return Ok(());
        }
        self.belongs(tx, entry).await?;
        let stream = self.streams.current(&entry.stream);
        match &entry.what {
            What::Event { kind, item, props } => self.event(tx, entry, stream, *kind, *item, props).await,
            What::Opened { props, .. } => {
                self.event(tx, entry, stream, Kind::MESSAGE_OPENED, None, props).await
            }
            What::Choice { .. } => Ok(()),
            What::Confirmed { device } => self.confirmed(tx, entry, *device).await,
        }
    }

    /// Writes what is left; the rows of the events go to the caller.
    pub(crate) async fn finish(mut self, tx: &mut Tx) -> Result<(Vec<Value<'static>>, Counted), Error> {
        self.streams.write(tx).await?;
        let active: Vec<(Id, i64)> = self.active.into_iter().collect();
        reach::active(tx, &active).await?;
        Ok((self.rows, self.counted))
    }

    /// An order told by the shop's own server without a yes stands alone. Taking back an order that did come with a yes is
    /// an event of that order's stream, so that what was credited for it is taken back too.
    async fn contract(&mut self, tx: &mut Tx, entry: &Entry, kind: Kind, props: &str) -> Result<(), Error> {
        let known = read(kind, props);
        let closed = self.order(tx, kind, entry.at, None, &known).await? && kind != Kind::ORDER_COMPLETED;
        let Some(order_no) = known.order_id.filter(|_| closed) else { return Ok(()) };
        let stream = placet_shop::order(tx, &order_no).await?.and_then(|record| record.order.stream_id);
        if let Some(stream) = stream {
            self.row(stream, kind, entry.at, None, props.to_owned());
        }
        Ok(())
    }

    /// Engagement of somebody who was erased between the click and its fold leaves nothing.
    async fn is_of_somebody_gone(&self, tx: &mut Tx, entry: &Entry) -> Result<bool, Error> {
        let Some(owner) = entry.stream.profile.map(Id) else { return Ok(false) };
        let known = self.streams.profile(self.streams.current(&entry.stream)).is_some();
        Ok(!known && profile::streams(tx, owner).await?.is_none())
    }

    async fn event(
        &mut self,
        tx: &mut Tx,
        entry: &Entry,
        stream: i64,
        kind: Kind,
        item: Option<i64>,
        props: &str,
    ) -> Result<(), Error> {
        let known = read(kind, props);
        if is_order(kind) && !self.order(tx, kind, entry.at, Some(stream), &known).await? {
            return Ok(());
        }
        if kind == Kind::IDENTIFIED
            && props != "{}"
            && let Some(owner) = self.streams.profile(stream)
        {
            contact::owner_is_at(tx, owner, Stated::of_props(props)).await?;
        }
        if kind.is_by_the_person() {
            self.is_active(tx, self.streams.profile(stream), entry.at);
        }
        if let Some(stream) = self.streams.change(stream, entry.at) {
            stream.state.take(kind, entry.at, item, known.quantity.unwrap_or(1).max(1));
            if kind == Kind::LINK_CLICKED
                && let Ok(click) = serde_json::from_str::<ClickProps>(props)
            {
                stream.state.clicked(click.at(entry.at));
            }
        }
        self.row(stream, kind, entry.at, item, props.to_owned());
        Ok(())
    }

    fn is_active(&mut self, tx: &Tx, profile: Option<Id>, at: Micros) {
        let Some(profile) = profile else { return };
        let day = at.min(tx.clock().now()).day();
        let last = self.active.entry(profile).or_insert(day);
        *last = day.max(*last);
    }

    /// Who turns out to be somebody known was active when either was.
    async fn is_as_active_as(&mut self, tx: &mut Tx, was: Option<Id>, to: Id) -> Result<(), Error> {
        let Some(was) = was else { return Ok(()) };
        let before = reach::of(tx, was).await?.active_day;
        let day = before.max(self.active.get(&was).copied().unwrap_or(0));
        if day > 0 {
            let last = self.active.entry(to).or_insert(day);
            *last = day.max(*last);
        }
        Ok(())
    }

    fn row(&mut self, stream: i64, kind: Kind, at: Micros, item: Option<i64>, props: String) {
        self.next_seq += 1;
        self.rows.extend([
            Value::Int((self.month << 40) | self.next_seq),
            Value::Int(stream),
            Value::from(kind),
            Value::from(at),
            Value::from(item),
            Value::from(props),
        ]);
    }

    /// Keeps an order; false if it was known, so that it is not counted twice.
    async fn order(
        &mut self,
        tx: &mut Tx,
        kind: Kind,
        at: Micros,
        stream: Option<i64>,
        props: &Props,
    ) -> Result<bool, Error> {
        let Some(order_no) = props.order_id.clone() else { return Ok(false) };
        match kind {
            Kind::ORDER_REFUNDED => Ok(placet_shop::refund(tx, &order_no).await?),
            Kind::ORDER_CANCELLED => Ok(placet_shop::cancel(tx, &order_no).await?),
            Kind::ORDER_COMPLETED => {
                let lines = props.lines();
                let total = Money {
                    minor: props.total.or(props.revenue).unwrap_or_else(|| sum(&lines)),
                    currency: props.currency.unwrap_or(Currency::EUR),
                };
                let order = Order { order_no, stream_id: stream, at, total, items: lines };
                match record_order(tx, order).await {
                    Ok(recorded) => Ok(recorded == placet_shop::Recorded::New),
                    // An order the book cannot hold must not stop the fold; it was refused, and stays out.
                    Err(placet_shop::Error::Field { .. }) => Ok(false),
                    Err(error) => Err(error.into()),
                }
            }
            _ => Ok(true),
        }
    }

    /// Streams that are known to belong to somebody: a contact's own, and a user id that a secret key vouched for.
    async fn belongs(&mut self, tx: &mut Tx, entry: &Entry) -> Result<(), Error> {
        if let Some(owner) = entry.stream.profile.map(Id)
            && self.streams.profile(self.streams.current(&entry.stream)).is_none()
        {
            self.join(tx, &entry.stream, owner, "the profile's own address", entry.at).await?;
        }
        let Some(user) = entry.same_person else { return Ok(()) };
        let (device, user_now) = (self.streams.current(&entry.stream), self.streams.current(&user));
        match (self.streams.profile(device), self.streams.profile(user_now)) {
            (Some(a), Some(b)) if a == b => {}
            (_, Some(owner)) => {
                self.join(tx, &entry.stream, owner, "vouched by a server key", entry.at).await?
            }
            (Some(owner), None) => self.join(tx, &user, owner, "vouched by a server key", entry.at).await?,
            (None, None) => {
                let owner = profile::create(tx).await?;
                self.join(tx, &user, owner, "vouched by a server key", entry.at).await?;
                self.join(tx, &entry.stream, owner, "vouched by a server key", entry.at).await?;
            }
        }
        Ok(())
    }

    async fn confirmed(
        &mut self,
        tx: &mut Tx,
        entry: &Entry,
        device: Option<StreamRef>,
    ) -> Result<(), Error> {
        if let (Some(device), Some(owner)) = (device, entry.stream.profile.map(Id)) {
            self.join(tx, &device, owner, "confirmed the address typed here", entry.at).await?;
        }
        let stream = self.streams.current(&entry.stream);
        self.is_active(tx, self.streams.profile(stream), entry.at);
        self.row(stream, Kind::SUBSCRIPTION_CONFIRMED, entry.at, None, "{}".to_owned());
        Ok(())
    }

    async fn join(
        &mut self,
        tx: &mut Tx,
        which: &StreamRef,
        to: Id,
        why: &str,
        at: Micros,
    ) -> Result<(), Error> {
        let stream = self.streams.current(which);
        let was = self.streams.profile(stream);
        self.streams.change(stream, at);
        self.streams.write(tx).await?;
        match identity::join(tx, stream, was, to, why).await? {
            Joined::Yes => self.streams.moved(&[stream], to),
            Joined::Merged { moved } => {
                self.streams.moved(&moved, to);
                self.is_as_active_as(tx, was, to).await?;
            }
            Joined::OtherPerson => {
                let fresh = self.streams.succeed(which, self.keys, to, at);
                self.streams.write(tx).await?;
                if identity::join(tx, fresh, None, to, why).await? == Joined::Yes {
                    self.streams.moved(&[fresh], to);
                }
            }
            Joined::Full => {
                tracing::warn!("a profile has reached its number of streams; the new one stays apart")
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct ClickProps {
    origin: i32,
    message: String,
}

impl ClickProps {
    fn at(&self, at: Micros) -> Click {
        let message = Id::parse("msg", &self.message).map_or([0; 16], |id| id.0);
        Click { origin: self.origin, message, at }
    }
}

impl Props {
    fn lines(&self) -> Vec<Line> {
        self.products
            .iter()
            .map(|p| Line {
                item_id: item_id(&p.product_id),
                quantity: p.quantity.unwrap_or(1),
                price_minor: p.price.unwrap_or(0),
            })
            .collect()
    }
}

fn sum(lines: &[Line]) -> i64 {
    lines.iter().map(|l| l.price_minor.saturating_mul(l.quantity)).fold(0, i64::saturating_add)
}

fn is_no(entry: &Entry) -> bool {
    matches!(entry.what, What::Choice { granted: false, .. })
}

fn is_order(kind: Kind) -> bool {
    matches!(kind, Kind::ORDER_COMPLETED | Kind::ORDER_REFUNDED | Kind::ORDER_CANCELLED)
}

/// Reads the properties where the fold needs them; most kinds need none. What cannot be read says nothing, and stops nobody.
fn read(kind: Kind, props: &str) -> Props {
    match kind {
        Kind::PRODUCT_ADDED | Kind::PRODUCT_REMOVED | Kind::WISHLIST_TO_CART => {
            serde_json::from_str(props).unwrap_or_default()
        }
        kind if is_order(kind) => serde_json::from_str(props).unwrap_or_default(),
        _ => Props::default(),
    }
}
