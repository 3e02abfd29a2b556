//! One person's way through one version of a journey.

use placet_core::{Id, Micros};
use placet_deliver::ledger::Tally;
use placet_store::{Row, Tx, params};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::counts::{ENDED, ENTERED, reached};
use crate::engine::Journey;
use crate::store::{ADD, END, MOVE};

/// Over, and nothing was sent.
const OVER: i64 = 2;
/// Over, after something was sent.
const OVER_AND_SENT: i64 = 3;

/// An instance that is not over: it stands at `step`, whose turn (or, of a wait, whose end) is at `due_at`; while its journey is
/// paused, `rest` after that goes on.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) id: Id,
    pub(crate) journey: i32,
    pub(crate) version: i32,
    pub(crate) profile: Id,
    pub(crate) step: usize,
    pub(crate) due_at: Micros,
    pub(crate) rest: Option<i64>,
    pub(crate) context: Context,
}

/// What an instance remembers; stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Context {
    /// When that happened which it last began or began anew for.
    pub(crate) since: Micros,
    /// The contact its event named (`con_…`), if it named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<String>,
    /// How many messages it has sent.
    #[serde(default)]
    pub(crate) sent: u32,
}

impl Instance {
    /// Enters a journey for something that happened at `since`.
    pub(crate) async fn enter(
        tx: &mut Tx,
        journey: &Journey,
        profile: Id,
        context: Context,
        tally: &mut Tally,
    ) -> Result<Instance, Error> {
        let instance = Instance {
            id: Id::new(tx.clock()),
            journey: journey.id,
            version: journey.version,
            profile,
            step: 0,
            due_at: context.since + journey.plan.wait(0),
            rest: None,
            context,
        };
        let text = serde_json::to_string(&instance.context)?;
        let now = tx.clock().now();
        let values =
            params![instance.id, journey.id, journey.version, profile, 0, instance.due_at, text, now];
        tx.execute(&ADD, values).await?;
        tally.add(journey.id, ENTERED, 1);
        tally.add(journey.id, reached(journey.version, 0), 1);
        Ok(instance)
    }

    /// Begins the wait it stands in anew, for something that happened at `since`. False for what is older than it knows.
    pub(crate) fn restart(
        &mut self,
        journey: &Journey,
        since: Micros,
        now: Micros,
        contact: Option<String>,
    ) -> bool {
        if since <= self.context.since {
            return false;
        }
        self.context.since = since;
        self.context.contact = contact.or(self.context.contact.take());
        let wait = journey.plan.wait(self.step);
        if wait > 0 {
            match &mut self.rest {
                Some(rest) => *rest = (*rest).max(since + wait - now),
                None => self.due_at = self.due_at.max(since + wait),
            }
        }
        true
    }

    /// Writes down where it stands.
    pub(crate) async fn save(&self, tx: &mut Tx) -> Result<(), Error> {
        let (step, text) =
            (i64::try_from(self.step).unwrap_or(i64::MAX), serde_json::to_string(&self.context)?);
        tx.execute(&MOVE, params![self.id, step, self.due_at, text, self.rest]).await?;
        Ok(())
    }

    /// Ends it, and counts why.
    pub(crate) async fn end(&self, tx: &mut Tx, reason: &str, tally: &mut Tally) -> Result<(), Error> {
        end(tx, self.id, self.context.sent > 0, reason, tally).await
    }
}

/// Ends an instance by its id.
pub(crate) async fn end(
    tx: &mut Tx,
    id: Id,
    sent: bool,
    reason: &str,
    tally: &mut Tally,
) -> Result<(), Error> {
    let now = tx.clock().now();
    let state = if sent { OVER_AND_SENT } else { OVER };
    if let Some(row) = tx.query_opt(&END, params![id, state, reason, now]).await? {
        // `failed: why` is counted as `failed`.
        let counted = reason.split_once(": ").map_or(reason, |(word, _)| word);
        tally.add(row.get(0)?, format!("{ENDED}{counted}"), 1);
    }
    Ok(())
}

/// Reads a row of `instance_id, journey_id, version, profile_id, step, due_at, context, rest`.
pub(crate) fn read(row: &Row) -> Result<Instance, Error> {
    Ok(Instance {
        id: row.get(0)?,
        journey: row.get(1)?,
        version: row.get(2)?,
        profile: row.get(3)?,
        step: row.get(4)?,
        due_at: row.get(5)?,
        context: serde_json::from_str(&row.get::<String>(6)?).map_err(|_| row.corrupt(6))?,
        rest: row.get(7)?,
    })
}
