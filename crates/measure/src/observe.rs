//! The one thing a GET may leave behind.

use placet_compose::Token;
use placet_core::{Kind, TenantId};
use placet_deliver::ledger;
use placet_permission::Keyring;
use placet_profile::{Entry, What, inbox};
use placet_store::{Store, transaction};

use crate::Error;
use crate::props::Props;

/// For how many months after a message was made its clicks are recorded: the term of events (C6).
pub const MONTHS: i32 = 13;

/// The handle by which answering GET may append an observation, to the inbox alone (DESIGN §5). No observation by itself
/// grants, extends, confirms or withdraws anything: mail programs and scanners follow links too.
#[derive(Clone, Debug)]
pub struct Observe {
    store: Store,
    keyring: Keyring,
}

impl Observe {
    /// A handle over this store.
    pub fn new(store: Store, keyring: Keyring) -> Observe {
        Observe { store, keyring }
    }

    /// Appends that a link was followed, durable when it answers. False, and nothing appended, if the message is another
    /// tenant's, is not there, is older than [`MONTHS`], or has lost its person (C15: old links lead on and record nothing).
    ///
    /// The same link followed again within one second is one click.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn click(&self, tenant: TenantId, token: &Token) -> Result<bool, Error> {
        if token.tenant != tenant {
            return Ok(false);
        }
        let tenant = self.store.tenant(tenant);
        let keys = self.keyring.keys(tenant).await?;
        transaction!(tenant, "measure.observe", |tx| {
            let Some(message) = ledger::get(tx, token.message).await? else { return Ok(false) };
            let (Some(contact), Some(profile)) = (message.contact, message.profile) else { return Ok(false) };
            let now = tx.clock().now();
            if message.created_at < now.months_earlier(MONTHS) {
                return Ok(false);
            }
            let props =
                Props { origin: message.origin, message: message.id.text("msg"), link: Some(token.link) };
            let what = What::Event {
                kind: Kind::LINK_CLICKED,
                item: (token.item != 0).then_some(token.item),
                props: serde_json::to_string(&props)?,
            };
            let second = now.0.div_euclid(placet_core::Micros::SECOND);
            let parts: [&[u8]; 4] = [
                &token.message.0,
                &token.link.to_be_bytes(),
                &token.item.to_be_bytes(),
                &second.to_be_bytes(),
            ];
            let mut entry = Entry::house(now, inbox::contact(&keys, contact, profile), what);
            entry.dedupe = Some(keys.hash128("click", &parts));
            inbox::append(tx, &[entry]).await?;
            Ok::<_, Error>(true)
        })
    }
}
