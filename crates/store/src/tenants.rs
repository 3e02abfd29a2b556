//! Tenants: who they are, at which hosts they answer, and which key belongs to whom.

mod brand;
mod edit;

pub use brand::{Brand, Logo, brand, logo, set_accent, set_logo};
pub use edit::{
    Changed, Key, Listed, NewKey, Settings, add_key, keys, list, revoke_key, set_settings, settings,
};

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use placet_core::{Currency, Micros, TenantId};

use crate::{Error, Result, Row, Store, params, transaction};

/// A client company, as every room needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantRecord {
    /// Its id.
    pub id: TenantId,
    /// Its name, as people see it.
    pub name: String,
    /// IANA time zone, such as `Europe/Bucharest`.
    pub time_zone: String,
    /// The currency of prices that name none.
    pub currency: Currency,
    /// The language of people whose language is not known: `en`, `ro`, `fr`.
    pub language: String,
    /// The sender's name in mails.
    pub sender_name: String,
    /// The sender's postal address, shown in every mail (R092).
    pub sender_address: String,
    /// The address mails come from.
    pub from_address: String,
    /// Where the public pages and signed links live, without a slash at the end.
    pub public_url: String,
    /// The shop itself.
    pub shop_url: String,
    /// How its pages look.
    pub brand: Brand,
}

/// What a key from outside may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyClass {
    /// A public write key of a browser or app: it makes claims only (C18).
    Write,
    /// A secret server key: it vouches for the user ids it names (C18).
    Server,
}

crate::statements! {
    "tenants";
    global NEXT_ID = "SELECT COALESCE(MAX(tenant_id), 0) + 1 FROM tenant";
    global ADD = "INSERT INTO tenant (tenant_id, name, status, time_zone, currency, language, sender_name, sender_address, from_address, public_url, shop_url, created_at)
        VALUES ($1, $2, 'active', $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    global ADD_HOST = "INSERT INTO host (host, tenant_id) VALUES ($1, $2)";
    global ALL_TENANTS = "SELECT tenant_id, name, time_zone, currency, language, sender_name, sender_address, from_address, public_url, shop_url,
            accent, logo_name, logo_width, logo_height FROM tenant WHERE status = 'active' ORDER BY tenant_id";
    global SETTINGS = "SELECT tenant_id, name, time_zone, currency, language, sender_name, sender_address, from_address, public_url, shop_url,
            accent, logo_name, logo_width, logo_height, version FROM tenant WHERE tenant_id = $1";
    global SET_SETTINGS = "UPDATE tenant SET name = $3, time_zone = $4, language = $5, sender_name = $6, sender_address = $7, from_address = $8,
            shop_url = $9, version = version + 1 WHERE tenant_id = $1 AND version = $2";
    global SET_ACCENT = "UPDATE tenant SET accent = $4 WHERE tenant_id = $1 AND accent = $2 AND logo_name = $3";
    global SET_LOGO = "UPDATE tenant SET logo_name = $4, logo_width = $5, logo_height = $6, logo = $7
        WHERE tenant_id = $1 AND accent = $2 AND logo_name = $3";
    global LOGO = "SELECT logo FROM tenant WHERE tenant_id = $1 AND logo_name = $2";
    global LIST = "SELECT tenant_id, name, status, public_url, created_at FROM tenant WHERE tenant_id < $1 ORDER BY tenant_id DESC LIMIT $2";
    global HOSTS = "SELECT host, tenant_id FROM host";
    global ADD_WRITE_KEY = "INSERT INTO write_key (hash, tenant_id, label, created_at, public) VALUES ($1, $2, $3, $4, $5)";
    global ADD_SERVER_KEY = "INSERT INTO server_key (hash, tenant_id, label, created_at) VALUES ($1, $2, $3, $4)";
    global REVOKE_WRITE_KEY = "UPDATE write_key SET revoked_at = $3 WHERE tenant_id = $1 AND hash = $2 AND revoked_at IS NULL";
    global REVOKE_SERVER_KEY = "UPDATE server_key SET revoked_at = $3 WHERE tenant_id = $1 AND hash = $2 AND revoked_at IS NULL";
    global WRITE_KEYS_OF = "SELECT hash, label, created_at, revoked_at, public FROM write_key WHERE tenant_id = $1 ORDER BY created_at";
    global SERVER_KEYS_OF = "SELECT hash, label, created_at, revoked_at FROM server_key WHERE tenant_id = $1 ORDER BY created_at";
    global WRITE_KEYS = "SELECT hash, tenant_id FROM write_key WHERE revoked_at IS NULL";
    global SERVER_KEYS = "SELECT hash, tenant_id FROM server_key WHERE revoked_at IS NULL";
    global INSTALLATION = "SELECT value FROM installation WHERE name = $1";
    global SET_INSTALLATION = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
}

/// The tenants, their hosts and their keys, read at most once a second; small, and asked at every request.
#[derive(Clone, Debug)]
pub struct Directory {
    store: Store,
    held: Arc<RwLock<Held>>,
}

#[derive(Debug, Default)]
struct Held {
    read_at: Option<Micros>,
    tenants: HashMap<TenantId, Arc<TenantRecord>>,
    hosts: HashMap<String, TenantId>,
    keys: HashMap<[u8; 32], (TenantId, KeyClass)>,
}

/// How old the directory's answer may be: a new host or a revoked key counts after a second.
const FRESH: i64 = Micros::SECOND;

impl Directory {
    /// A directory over this store.
    pub fn new(store: Store) -> Directory {
        Directory { store, held: Arc::default() }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The tenant that answers at `host` (without port, lower case).
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn by_host(&self, host: &str) -> Result<Option<Arc<TenantRecord>>> {
        self.refresh().await?;
        let held = self.held();
        Ok(held.hosts.get(host).and_then(|id| held.tenants.get(id)).cloned())
    }

    /// The tenant with this id.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn by_id(&self, id: TenantId) -> Result<Option<Arc<TenantRecord>>> {
        self.refresh().await?;
        Ok(self.held().tenants.get(&id).cloned())
    }

    /// Whose key has this SHA-256, and of which class it is.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn by_key(&self, hash: &[u8; 32]) -> Result<Option<(TenantId, KeyClass)>> {
        self.refresh().await?;
        Ok(self.held().keys.get(hash).copied())
    }

    /// Every active tenant.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn all(&self) -> Result<Vec<Arc<TenantRecord>>> {
        self.refresh().await?;
        let mut all: Vec<_> = self.held().tenants.values().cloned().collect();
        all.sort_by_key(|tenant| tenant.id);
        Ok(all)
    }

    fn held(&self) -> std::sync::RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn refresh(&self) -> Result<()> {
        let now = self.store.clock().now();
        if self.held().read_at.is_some_and(|at| now - at < FRESH && now >= at) {
            return Ok(());
        }
        let fresh = self.load(now).await?;
        *self.held.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
        Ok(())
    }

    async fn load(&self, now: Micros) -> Result<Held> {
        let mut tx = self.store.global().read("tenants.load").await?;
        let mut held = Held { read_at: Some(now), ..Held::default() };
        for row in tx.query(&ALL_TENANTS, &[]).await? {
            let record = record(&row)?;
            held.tenants.insert(record.id, Arc::new(record));
        }
        for row in tx.query(&HOSTS, &[]).await? {
            held.hosts.insert(row.get(0)?, row.get(1)?);
        }
        for row in tx.query(&WRITE_KEYS, &[]).await? {
            held.keys.insert(row.get(0)?, (row.get(1)?, KeyClass::Write));
        }
        for row in tx.query(&SERVER_KEYS, &[]).await? {
            held.keys.insert(row.get(0)?, (row.get(1)?, KeyClass::Server));
        }
        Ok(held)
    }
}

fn record(row: &Row) -> Result<TenantRecord> {
    Ok(TenantRecord {
        id: row.get(0)?,
        name: row.get(1)?,
        time_zone: row.get(2)?,
        currency: row.get(3)?,
        language: row.get(4)?,
        sender_name: row.get(5)?,
        sender_address: row.get(6)?,
        from_address: row.get(7)?,
        public_url: row.get(8)?,
        shop_url: row.get(9)?,
        brand: Brand::read(row, 10)?,
    })
}

impl Store {
    /// Makes a tenant with its hosts; `record.id` is ignored, the new id is returned.
    ///
    /// # Errors
    /// [`Error::Constraint`] if a host belongs to somebody already.
    pub async fn add_tenant(&self, record: &TenantRecord, hosts: &[&str]) -> Result<TenantId> {
        let now = self.clock().now();
        transaction!(self.global(), "tenants.add", |tx| {
            let id: i64 = match tx.query_opt(&NEXT_ID, &[]).await? {
                Some(row) => row.get(0)?,
                None => 1,
            };
            let values = params![
                id,
                &record.name,
                &record.time_zone,
                record.currency,
                &record.language,
                &record.sender_name,
                &record.sender_address,
                &record.from_address,
                &record.public_url,
                &record.shop_url,
                now
            ];
            tx.execute(&ADD, values).await?;
            for host in hosts {
                tx.execute(&ADD_HOST, params![*host, id]).await?;
            }
            let id = i32::try_from(id).map_err(|_| Error::Setup("no tenant ids left".into()))?;
            Ok::<_, Error>(TenantId(id))
        })
    }

    /// Gives a tenant a key.
    ///
    /// # Errors
    /// [`Error::Constraint`] if the key exists.
    pub async fn add_key(&self, tenant: TenantId, key: NewKey<'_>, label: &str) -> Result<()> {
        transaction!(self.global(), "tenants.add_key", |tx| {
            add_key(tx, tenant, key, label).await.map(drop)
        })
    }

    /// Takes a key back; it opens nothing from the next second on. False if there is no such live key.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn revoke_key(&self, tenant: TenantId, class: KeyClass, hash: &[u8; 32]) -> Result<bool> {
        transaction!(self.global(), "tenants.revoke_key", |tx| {
            edit::revoke(tx, tenant, class, hash).await
        })
    }

    /// A value of the installation itself, written once: the first writer's stands and is returned.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn installation(&self, name: &str, first: &str) -> Result<String> {
        transaction!(self.global(), "installation", |tx| {
            tx.execute(&SET_INSTALLATION, params![name, first]).await?;
            match tx.query_opt(&INSTALLATION, params![name]).await? {
                Some(row) => row.get(0),
                None => Err(Error::Setup(format!("the installation has no {name}"))),
            }
        })
    }
}
