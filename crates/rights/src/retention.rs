//! What is past its term goes, by the inventory's terms (R166, R167, R177).

use placet_core::Micros;
use placet_store::{Tenant, inventory, transaction};

use crate::Error;
use crate::person::Erased;

/// Deletes and strips everything of a tenant that is past its term; answers how many rows of which table, and when to come
/// again. What is only listed with a term (the evidence) is left alone.
///
/// # Errors
/// The store's. What was swept before stays swept.
pub async fn sweep(tenant: Tenant<'_>) -> Result<(Erased, Micros), Error> {
    let now = tenant.clock().now();
    let mut swept = Erased::default();
    for sweep in inventory::retention() {
        let (Some(sql), Some(params)) = (sweep.sql, sweep.params(now)) else { continue };
        let rows =
            transaction!(tenant, "rights.sweep", |tx| { Ok::<_, Error>(tx.execute(sql, &params).await?) })?;
        swept.add(sweep.table.name, rows);
    }
    Ok((swept, now + Micros::DAY))
}
