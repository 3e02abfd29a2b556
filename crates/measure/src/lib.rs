//! What came of it: clicks, orders brought by them, unsubscriptions, as totals by origin and day.
//!
//! ```text
//! GET /l/{token} ──Observe──▶ inbox ──fold──▶ event ──consume──▶ tally ──▶ report
//!                                                       └─ shop: which message brought the order
//! ```
//!
//! A followed link is an *observation*: it leads on and is appended to the inbox, and that is all ([`Observe`]). [`consume`]
//! counts behind a cursor of its own, effects and cursor in one commit. What deliver counts (accepted, rejected, denied)
//! is not counted here again.
//!
//! Deliberately absent: a report with people in it. Totals are all that is read out (R118, R119), of one tenant (R120).

mod attribution;
mod consume;
mod error;
mod observe;
pub mod overview;
mod props;
pub mod report;
mod routes;
pub mod store;
mod tally;
mod target;

pub use attribution::{Credit, WINDOW, credit};
pub use consume::{Progress, QUEUE, consume};
pub use error::Error;
pub use observe::{MONTHS, Observe};
pub use routes::{Links, routes};
