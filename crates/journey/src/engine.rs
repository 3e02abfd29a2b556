//! The machine's own memory: the gate, and the versions of journeys it has read. A version never changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use placet_core::TenantId;
use placet_permission::Gate;
use placet_store::{Tx, params};

use crate::plan::Plan;
use crate::store::{ADD_JOURNEY, DEFINITION, LIVE, NEWEST, REPLACE};
use crate::{Definition, Error, Status};

/// How many versions are kept in memory.
const KEPT: usize = 4_096;

/// What the machine needs besides the tenant. Clones share it.
#[derive(Clone, Debug)]
pub struct Engine {
    gate: Gate,
    known: Arc<Mutex<HashMap<Version, Arc<Journey>>>>,
}

type Version = (TenantId, i32, i32);

/// One version of a journey, read and checked.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) id: i32,
    pub(crate) version: i32,
    pub(crate) plan: Plan,
}

impl Engine {
    /// A machine that asks this gate.
    pub fn new(gate: Gate) -> Engine {
        Engine { gate, known: Arc::default() }
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The journeys people may enter now. One that cannot be read is left out, with a line in the log.
    pub(crate) async fn live(&self, tx: &mut Tx) -> Result<Vec<Arc<Journey>>, Error> {
        let mut live = Vec::new();
        for row in tx.query(&LIVE, &[]).await? {
            let (id, version) = (row.get(0)?, row.get(1)?);
            match self.journey(tx, id, version).await {
                Ok(journey) => live.push(journey),
                Err(error) if error.stops_the_tenant() => return Err(error),
                Err(error) => {
                    let tenant = tx.tenant()?;
                    tracing::error!(%tenant, journey = id, version, why = error.word(), "a journey cannot be read");
                }
            }
        }
        Ok(live)
    }

    /// One version of a journey.
    pub(crate) async fn journey(&self, tx: &mut Tx, id: i32, version: i32) -> Result<Arc<Journey>, Error> {
        let key = (tx.tenant()?, id, version);
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
        let row = tx.query_opt(&DEFINITION, params![id, version]).await?;
        let text: String = row.ok_or(Error::NoJourney(id, version))?.get(0)?;
        let journey = Arc::new(Journey { id, version, plan: Definition::parse(&text)?.plan()? });
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, Arc::clone(&journey));
        Ok(journey)
    }
}

/// Saves a journey and makes it the one people enter from now on; who is on the way stays on the version they entered.
/// Answers its version; saving what stands already changes nothing. A paused journey stays paused.
///
/// # Errors
/// [`Error::Definition`] names the field that breaks a rule; nothing is saved then.
pub async fn save(tx: &mut Tx, id: i32, definition: &Definition) -> Result<i32, Error> {
    definition.check()?;
    let text = serde_json::to_string(definition)?;
    let newest = tx.query_opt(&NEWEST, params![id]).await?;
    let (mut version, mut status) = (1, Status::Live.name().to_owned());
    if let Some(row) = newest {
        let (standing, written): (i32, String) = (row.get(0)?, row.get(2)?);
        if written == text {
            return Ok(standing);
        }
        (version, status) = (standing + 1, row.get(1)?);
    }
    let now = tx.clock().now();
    tx.execute(&REPLACE, params![id]).await?;
    tx.execute(&ADD_JOURNEY, params![id, version, &definition.name, status, text, now]).await?;
    Ok(version)
}
