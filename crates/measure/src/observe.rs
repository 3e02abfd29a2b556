//! The one thing a GET may leave behind.

use placet_compose::Token;
use placet_core::{Id, Kind, Micros, TenantId};
use placet_deliver::ledger::{self, MessageRow};
use placet_permission::Keyring;
use placet_permission::vault::TenantKeys;
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
    /// tenant's, is not there, is older than [`MONTHS`], or has lost its person or
    /// their agreement to be written to (C15: old links lead on and record nothing).
    ///
    /// The same link followed again within one second is one click.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn click(&self, tenant: TenantId, token: &Token) -> Result<bool, Error> {
        self.append(tenant, token, Sight::Click).await
    }

    /// Appends that a message was opened, under the same conditions and one more: its reader's yes to that being noticed
    /// stands (C5). The fold asks for it again.
    ///
    /// Opened again within the hour is opened once.
    ///
    /// # Errors
    /// The store's and the vault's.
    pub async fn open(&self, tenant: TenantId, token: &Token) -> Result<bool, Error> {
        self.append(tenant, token, Sight::Open).await
    }

    async fn append(&self, tenant: TenantId, token: &Token, sight: Sight) -> Result<bool, Error> {
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
            let may = match sight {
                Sight::Click => placet_permission::may_observe(tx, contact).await?,
                Sight::Open => placet_permission::may_notice_opening(tx, contact).await?,
            };
            if !may {
                return Ok(false);
            }
            let what = sight.told(&message, contact, token)?;
            let mut entry = Entry::house(now, inbox::contact(&keys, contact, profile), what);
            entry.dedupe = Some(sight.once(&keys, token, now));
            inbox::append(tx, &[entry]).await?;
            Ok::<_, Error>(true)
        })
    }
}

/// What may be observed of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    Click,
    Open,
}

impl Sight {
    fn told(self, message: &MessageRow, contact: Id, token: &Token) -> Result<What, Error> {
        let link = (self == Sight::Click).then_some(token.link);
        let props = Props { origin: message.origin, message: message.id.text("msg"), link };
        let props = serde_json::to_string(&props)?;
        Ok(match self {
            Sight::Click => {
                let item = (token.item != 0).then_some(token.item);
                What::Event { kind: Kind::LINK_CLICKED, item, props }
            }
            Sight::Open => What::Opened { contact: contact.0, props },
        })
    }

    /// Tells the same from another one.
    fn once(self, keys: &TenantKeys, token: &Token, now: Micros) -> [u8; 16] {
        let (name, span) = match self {
            Sight::Click => ("click", Micros::SECOND),
            Sight::Open => ("open", Micros::HOUR),
        };
        let parts: [&[u8]; 4] = [
            &token.message.0,
            &token.link.to_be_bytes(),
            &token.item.to_be_bytes(),
            &now.0.div_euclid(span).to_be_bytes(),
        ];
        keys.hash128(name, &parts)
    }
}
