//! What tenants have declared, known for at most a second. Only an event that the dictionary does not know is asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use placet_core::{Kind, Micros, TenantId};
use placet_store::Tenant;

use super::{Declaration, declarations};
use crate::Error;
use crate::dictionary::{Key, Shape, folded};

/// How old an answer may be.
const FRESH: i64 = Micros::SECOND;

/// A declared event, as accepting needs it.
#[derive(Debug)]
pub(crate) struct Own {
    pub(crate) kind: Kind,
    properties: Vec<(String, Shape)>,
}

impl Own {
    /// What is kept of it.
    pub(crate) fn keys(&self) -> Vec<Key<'_>> {
        self.properties.iter().map(|(name, shape)| Key { name, aliases: &[], shape: *shape }).collect()
    }
}

/// The declarations of every tenant that was asked about.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<TenantId, Arc<tokio::sync::Mutex<Held>>>>);

/// One tenant's, by their folded names. Whoever finds them old reads them; the others wait for it.
#[derive(Debug, Default)]
struct Held {
    read_at: Option<Micros>,
    events: HashMap<String, Arc<Own>>,
}

impl Cache {
    /// The tenant's own event of this name.
    pub(crate) async fn find(&self, tenant: Tenant<'_>, name: &str) -> Result<Option<Arc<Own>>, Error> {
        let held =
            Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(tenant.id()).or_default());
        let mut held = held.lock().await;
        let now = tenant.clock().now();
        if !held.read_at.is_some_and(|at| now - at < FRESH && now >= at) {
            let mut tx = tenant.read("collect.declarations").await?;
            let events = declarations(&mut tx).await?.into_iter().map(own).collect();
            *held = Held { read_at: Some(now), events };
        }
        Ok(held.events.get(&folded(name)).cloned())
    }
}

fn own(declaration: Declaration) -> (String, Arc<Own>) {
    let shaped = declaration.properties.into_iter();
    let properties = shaped.filter_map(|property| Some((property.name, Shape::named(&property.shape)?)));
    let own = Own { kind: declaration.kind, properties: properties.collect() };
    (folded(&declaration.name), Arc::new(own))
}
