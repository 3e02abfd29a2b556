//! The library: a tenant's published templates in the store, compiled once per process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use placet_core::{Language, TenantId};
use placet_permission::vault::TenantKeys;
use placet_store::{Tx, params};

use crate::store::{CURRENT, NEXT_VERSION, READY, SAVE};
use crate::{Builtin, Compiled, Fault, Forged, MessageKind, Published, Source, Template, Token, Unusable};

/// How many compiled versions are kept in memory.
const KEPT: usize = 512;

/// Why a template cannot be saved or used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// Refused when saved: each fault names its field and line.
    #[error("the template is refused: {}", listed(.0))]
    Refused(Vec<Fault>),
    /// The tenant has no such template.
    #[error("no template {0} version {1}")]
    Missing(i32, i32),
    /// A stored version is of another format.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// A stored version is not what was written.
    #[error("a stored template cannot be read: {0}")]
    Document(#[from] serde_json::Error),
}

fn listed(faults: &[Fault]) -> String {
    faults
        .iter()
        .map(|f| format!("{} line {}: {}", f.field, f.line, f.message))
        .collect::<Vec<_>>()
        .join("; ")
}

/// A version in one language, ready to render.
#[derive(Debug)]
pub struct Ready {
    /// The template's name.
    pub name: String,
    /// As it was published: its kind and its links.
    pub published: Published,
    /// Compiled.
    pub compiled: Compiled,
}

type Version = (TenantId, i32, i32);
type Languages = Arc<Vec<(String, Arc<Ready>)>>;

/// Compiled templates by tenant, template and version. Versions never change, so nothing here grows old.
#[derive(Clone, Debug, Default)]
pub struct Library(Arc<Mutex<HashMap<Version, Languages>>>);

impl Builtin {
    /// The number under which a tenant has this template from the start.
    pub fn template_id(self) -> i32 {
        match self {
            Builtin::Confirm => 1,
            Builtin::CartReminder => 2,
            Builtin::ConfirmReminder => 3,
            Builtin::Renewal => 4,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Builtin::Confirm => "confirm",
            Builtin::CartReminder => "cart_reminder",
            Builtin::ConfirmReminder => "confirm_reminder",
            Builtin::Renewal => "renewal",
        }
    }

    /// The built-in template with this name.
    pub fn named(name: &str) -> Option<Builtin> {
        Builtin::ALL.into_iter().find(|builtin| builtin.name() == name)
    }
}

impl Library {
    /// Publishes a template in some languages as the next version, or refuses it whole. Answers the version.
    ///
    /// # Errors
    /// [`Error::Refused`] names every fault; nothing is saved then.
    pub async fn save(tx: &mut Tx, id: i32, name: &str, sources: &[(&str, Source)]) -> Result<i32, Error> {
        let version: i32 = match tx.query_opt(&NEXT_VERSION, params![id]).await? {
            Some(row) => row.get(0)?,
            None => 1,
        };
        let now = tx.clock().now();
        for (language, source) in sources {
            let published = Template::publish(source).map_err(Error::Refused)?;
            let kind = i64::from(source.kind == MessageKind::Marketing);
            let (source, published) = (serde_json::to_string(source)?, serde_json::to_string(&published)?);
            tx.execute(&SAVE, params![id, version, *language, name, kind, source, published, now]).await?;
        }
        Ok(version)
    }

    /// Gives a tenant the built-in templates that it does not have yet: all of them, or what a newer program brings along.
    ///
    /// # Errors
    /// The store's.
    pub async fn install(tx: &mut Tx) -> Result<(), Error> {
        for builtin in Builtin::ALL {
            if Library::current(tx, builtin.template_id()).await? > 0 {
                continue;
            }
            let sources: Vec<(&str, Source)> =
                Language::codes().map(|code| (code, builtin.source(code))).collect();
            Library::save(tx, builtin.template_id(), builtin.name(), &sources).await?;
        }
        Ok(())
    }

    /// The version that is used now; 0 if there is none.
    ///
    /// # Errors
    /// The store's.
    pub async fn current(tx: &mut Tx, id: i32) -> Result<i32, Error> {
        match tx.query_opt(&CURRENT, params![id]).await? {
            Some(row) => Ok(row.get(0)?),
            None => Ok(0),
        }
    }

    /// A version in the language wanted, or in the first there is.
    ///
    /// # Errors
    /// [`Error::Missing`]; [`Error::Unusable`].
    pub async fn ready(
        &self,
        tx: &mut Tx,
        id: i32,
        version: i32,
        language: &str,
    ) -> Result<Arc<Ready>, Error> {
        let key = (tx.tenant()?, id, version);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let languages = match known {
            Some(languages) => languages,
            None => self.load(tx, key).await?,
        };
        let wanted = languages.iter().find(|(have, _)| have == language).or(languages.first());
        wanted.map(|(_, ready)| Arc::clone(ready)).ok_or(Error::Missing(id, version))
    }

    async fn load(&self, tx: &mut Tx, key: Version) -> Result<Languages, Error> {
        let mut languages = Vec::new();
        for row in tx.query(&READY, params![key.1, key.2]).await? {
            let published: Published = serde_json::from_str(&row.get::<String>(2)?)?;
            let compiled = published.parse()?;
            languages.push((row.get(0)?, Arc::new(Ready { name: row.get(1)?, published, compiled })));
        }
        let languages = Arc::new(languages);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= KEPT {
            held.clear();
        }
        held.insert(key, Arc::clone(&languages));
        Ok(languages)
    }
}

/// The text of a signed link under the tenant's link key.
pub fn sign(keys: &TenantKeys, token: &Token) -> String {
    token.sign(|bytes| keys.link_mac("link", &[bytes]))
}

/// What a signed link of this tenant says.
///
/// # Errors
/// [`Forged`] for anything this tenant did not sign, another tenant's links among it.
pub fn open(keys: &TenantKeys, text: &str) -> Result<Token, Forged> {
    let token = Token::open(text, |bytes| keys.link_mac("link", &[bytes]))?;
    if token.tenant == keys.tenant() { Ok(token) } else { Err(Forged) }
}
