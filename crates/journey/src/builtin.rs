//! The journeys every tenant has from the start.

use placet_core::Kind;
use placet_permission::Use;
use placet_store::{Tx, params};

use crate::store::NEWEST;
use crate::{Condition, Definition, Error, Send, Span, Step, Trigger, save};

/// The number of the journey that asks people to confirm their address; also the origin of its messages.
pub const CONFIRM: i32 = 1;
/// The number of the cart reminder; also the origin of its messages.
pub const CART_REMINDER: i32 = 2;
/// The number of the journey that reminds people, once, to confirm their address; also the origin of its messages.
pub const CONFIRM_REMINDER: i32 = 3;
/// The origin of the question whether a yes is to go on, which no journey sends; it stands in lists as `renewal`.
pub const RENEWAL: i32 = 4;

/// How long after a request to confirm its owner is reminded.
const REMINDED_AFTER: Span = Span { days: 3, hours: 0, minutes: 0, seconds: 0 };
/// How old the cart of a device may be when its owner confirms: as long as the default wait.
const CARRY_OVER: Span = Span { days: 0, hours: 4, minutes: 0, seconds: 0 };

/// Asks for confirmation as soon as somebody has typed an address.
pub fn confirm() -> Definition {
    Definition {
        name: "confirm".to_owned(),
        trigger: on(Kind::SUBSCRIPTION_REQUESTED),
        restart_on: names(&[Kind::SUBSCRIPTION_REQUESTED]),
        exit_on: names(&[Kind::SUBSCRIPTION_CONFIRMED, Kind::UNSUBSCRIBED]),
        steps: vec![Step::Send(Send::new("confirm", Use::Confirmation))],
        reentry: Span::default(),
        carry_over: Span::default(),
    }
}

/// Reminds once of a request that nobody answered. A journey of its own, so that whoever asks anew meanwhile gets their request at once.
pub fn confirm_reminder() -> Definition {
    Definition {
        name: "confirm_reminder".to_owned(),
        steps: vec![Step::Wait(REMINDED_AFTER), Step::Send(Send::new("confirm_reminder", Use::Reminder))],
        ..confirm()
    }
}

/// Reminds of what was left in the cart, `wait` after it last changed; at most once in seven days.
pub fn cart_reminder(wait: Span) -> Definition {
    Definition {
        name: "cart_reminder".to_owned(),
        trigger: on(Kind::PRODUCT_ADDED),
        restart_on: names(&[Kind::PRODUCT_ADDED, Kind::PRODUCT_REMOVED]),
        exit_on: names(&[Kind::ORDER_COMPLETED, Kind::UNSUBSCRIBED]),
        steps: vec![
            Step::Wait(wait),
            Step::Condition(Condition { cart_not_empty: true, in_stock: true }),
            Step::Send(Send::new("cart_reminder", Use::Personalised)),
        ],
        reentry: Span::days(7),
        carry_over: CARRY_OVER,
    }
}

/// Gives a tenant the built-in journeys, the cart reminder with this wait (four hours by default). Doing so again changes nothing;
/// another wait makes a new version, and who is on the way stays on the old one.
///
/// # Errors
/// The store's; [`crate::BadDefinition`] for a wait that is none.
pub async fn install(tx: &mut Tx, wait: Span) -> Result<(), Error> {
    save(tx, CONFIRM, &confirm()).await?;
    save(tx, CART_REMINDER, &cart_reminder(wait)).await?;
    complete(tx).await
}

/// Gives a tenant of an older program the built-in journeys that it does not have yet.
///
/// # Errors
/// The store's.
pub async fn complete(tx: &mut Tx) -> Result<(), Error> {
    for (id, definition) in [(CONFIRM, confirm()), (CONFIRM_REMINDER, confirm_reminder())] {
        if tx.query_opt(&NEWEST, params![id]).await?.is_none() {
            save(tx, id, &definition).await?;
        }
    }
    Ok(())
}

fn on(kind: Kind) -> Trigger {
    Trigger { event: kind.name().to_owned() }
}

fn names(kinds: &[Kind]) -> Vec<String> {
    kinds.iter().map(|kind| kind.name().to_owned()).collect()
}
