//! Accept: from the bytes of a tracking request to durable entries in the inbox, or to a count of what was not stored.
//!
//! ```text
//! bytes ─▶ wire ─▶ key → tenant ─▶ items ─▶ ids to streams ─▶ consent? ─▶ declared keys alone ─▶ group commit ─▶ 200
//! ```

use std::sync::Arc;

use placet_core::{Kind, Micros, TenantId};
use placet_permission::Keyring;
use placet_permission::place::Stated;
use placet_permission::sensitive::{self, Found, Look, Source};
use placet_permission::vault::{TenantKeys, digest};
use placet_profile::inbox::{self, StreamRef};
use placet_profile::{Basis, Entry, What, identity};
use placet_shop::item_id;
use placet_store::tenants::{Directory, KeyClass, TenantRecord};
use placet_store::{Store, Tenant};

use crate::Error;
use crate::commit::Committer;
use crate::consents::Consents;
use crate::cookies::{self, Browser};
use crate::counts::Counts;
use crate::declaration;
use crate::dictionary::{self, CONSENT_UPDATED, Declared, Why};
use crate::wire::{self, Call, Item, Limits, Route};

/// Categories of consent managers that speak of remembering what a visitor does. All that are named must have a yes.
const TRACKING: [&str; 6] = ["tracking", "advertising", "marketing", "analytics", "performance", "targeting"];
/// When the fold is this far behind, accepting stops (DESIGN §5).
const MOST_BEHIND: i64 = 60 * Micros::SECOND;

/// How the collector behaves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Bounds of requests.
    pub limits: Limits,
    /// Set when the disk is nearly full: nothing is accepted then.
    pub disk_full: Arc<std::sync::atomic::AtomicBool>,
}

/// The accepting side of the house. Clones share it.
#[derive(Clone, Debug)]
pub struct Collector {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    directory: Directory,
    keyring: Keyring,
    committer: Committer,
    pub(crate) consents: Consents,
    declarations: declaration::Cache,
    pub(crate) counts: Counts,
    behind: std::sync::Mutex<std::collections::HashMap<TenantId, (Micros, bool)>>,
    options: Options,
}

/// A tracking request as it came in.
#[derive(Debug)]
pub struct Request<'a> {
    /// Which route.
    pub route: Route,
    /// The header `Authorization`.
    pub authorization: Option<&'a str>,
    /// The query string.
    pub query: Option<&'a str>,
    /// The header `Cookie`.
    pub cookies: Option<&'a str>,
    /// Whether the browser says no, by Global Privacy Control. No earlier yes and no page outweighs that.
    pub refuses: bool,
    /// The body, perhaps gzipped.
    pub body: &'a [u8],
}

/// Whose request it is.
pub(crate) struct Caller {
    pub(crate) tenant: Arc<TenantRecord>,
    pub(crate) class: KeyClass,
    pub(crate) keys: Arc<TenantKeys>,
    received: Micros,
}

impl Collector {
    /// Starts accepting. Must be called inside a tokio runtime.
    pub fn start(directory: Directory, keyring: Keyring, options: Options) -> Collector {
        let committer = Committer::start(directory.store().clone());
        let (consents, counts) = (Consents::start(directory.store().clone()), Counts::default());
        let declarations = declaration::Cache::default();
        let behind = std::sync::Mutex::default();
        let inner = Inner { directory, keyring, committer, consents, declarations, counts, behind, options };
        Collector { inner: Arc::new(inner) }
    }

    /// The tenants and their keys.
    pub fn directory(&self) -> &Directory {
        &self.inner.directory
    }

    /// The vault's keys.
    pub fn keyring(&self) -> &Keyring {
        &self.inner.keyring
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.inner.directory.store()
    }

    /// What was not stored, so far.
    pub fn counts(&self) -> &Counts {
        &self.inner.counts
    }

    /// Takes one tracking request. When it answers, what it took is durable; the answer is what the browser's cookies change to.
    ///
    /// # Errors
    /// [`Error::Wire`] and [`Error::UnknownKey`] for what can never be taken; [`Error::Busy`], [`Error::DiskFull`] and the
    /// store's for what can be sent again. Nothing was taken then.
    pub async fn track(&self, request: &Request<'_>) -> Result<Vec<String>, Error> {
        self.has_room()?;
        let received = self.store().clock().now();
        let limits = &self.inner.options.limits;
        let text = wire::body(request.body, limits)?;
        let cookies = request.cookies.filter(|header| cookies::any(header));
        let parsed = wire::parse(request.route, &text, received, cookies.is_some(), limits)?;
        let key = wire::key(request.authorization, request.query, parsed.write_key)?;
        let caller = self.caller(key.reveal(), received).await?;
        self.not_too_far_behind(&caller).await?;

        let browser = cookies.and_then(|header| Browser::read(&caller.keys, header, received));
        let device = browser.as_ref().map(Browser::device);
        let named = |item| (item, who(&caller, item, device.as_deref()));
        let items: Vec<_> = parsed.items.iter().map(|item| item.as_ref().map(named)).collect();
        // What a shop's server passes on says nothing of whose browser asked it.
        let refused = request.refuses && caller.class == KeyClass::Write;
        let tenant: Tenant<'_> = self.store().tenant(caller.tenant.id);
        let standing = items.iter().flatten().filter(|(item, _)| mapped(item) != Some(true));
        let streams: Vec<i64> = standing.flat_map(|(_, who)| who).map(|(stream, _)| stream.id).collect();
        self.inner.consents.learn(tenant, &streams).await?;

        let mut entries = Vec::with_capacity(items.len());
        for item in &items {
            match item {
                Ok((item, who)) => match self.entry(&caller, item, *who).await? {
                    // A no is taken from everybody.
                    Ok(entry) if refused && !matches!(entry.what, What::Choice { granted: false, .. }) => {
                        self.count(&caller, "refused:browser".to_owned());
                    }
                    Ok(entry) => entries.push(entry),
                    Err(reason) => self.count(&caller, reason),
                },
                // One alone: the client is told. In a batch the others are taken, and this one is counted.
                Err(refusal) if items.len() == 1 && refusal.index.is_none() => {
                    let (field, reason) = (refusal.field, refusal.reason);
                    return Err(wire::WireError::Field { field, reason }.into());
                }
                Err(refusal) => self.count(&caller, format!("refused:{}", refusal.reason.label())),
            }
        }
        if !entries.is_empty() {
            self.inner.committer.commit(caller.tenant.id, entries).await?;
        }
        match browser.filter(|_| !refused) {
            Some(browser) => Ok(browser.again(&caller.keys, received)?.into_iter().collect()),
            None => Ok(Vec::new()),
        }
    }

    /// The tenant and class of a key.
    pub(crate) async fn key_of(&self, key: &str) -> Result<(Arc<TenantRecord>, KeyClass), Error> {
        let directory = &self.inner.directory;
        let (id, class) = directory.by_key(&digest(key.as_bytes())).await?.ok_or(Error::UnknownKey)?;
        let tenant = directory.by_id(id).await?.ok_or(Error::UnknownKey)?;
        Ok((tenant, class))
    }

    pub(crate) async fn caller(&self, key: &str, received: Micros) -> Result<Caller, Error> {
        let (tenant, class) = self.key_of(key).await?;
        let keys = self.inner.keyring.keys(self.store().tenant(tenant.id)).await?;
        Ok(Caller { tenant, class, keys, received })
    }

    /// One item as an entry, or the reason why it is not stored.
    async fn entry(
        &self,
        caller: &Caller,
        item: &Item<'_>,
        who: Who,
    ) -> Result<Result<Entry, String>, Error> {
        let (stream, same_person) = match who {
            Ok(streams) => streams,
            Err(reason) => return Ok(Err(reason.to_owned())),
        };
        let own = self.own(caller, item).await?;
        let Some((what, is_order)) = what(caller, item, own.as_deref(), &self.inner.counts) else {
            return Ok(Err(undeclared(item)));
        };
        let asked = match (&what, mapped(item)) {
            // A no where there was never a yes leaves nothing behind, not even for a moment (C16).
            (What::Choice { granted: false, .. }, _) => {
                let tenant: Tenant<'_> = self.store().tenant(caller.tenant.id);
                self.inner.consents.allow(tenant, stream.id).await?.then_some(Basis::Mapped)
            }
            (What::Choice { .. }, _) | (_, Some(true)) => Some(Basis::Mapped),
            (_, Some(false)) => None,
            (_, None) => {
                let tenant: Tenant<'_> = self.store().tenant(caller.tenant.id);
                self.inner.consents.allow(tenant, stream.id).await?.then_some(Basis::Standing)
            }
        };
        let basis = match asked {
            Some(basis) => basis,
            // An order may stand on the contract of sale, told by the shop's own server; it then feeds nothing else (C17).
            None if is_order && caller.class == KeyClass::Server => Basis::Contract,
            None => return Ok(Err("refused:no_consent".to_owned())),
        };
        // An order under its contract is nobody's: it names no device even on its way to the book (C16).
        let (stream, same_person) =
            if basis == Basis::Contract { (StreamRef::NOBODY, None) } else { (stream, same_person) };
        let dedupe = item.message_id.as_ref().map(|id| caller.keys.hash128("message", &[id.as_bytes()]));
        Ok(Ok(Entry { at: item.at, received: caller.received, stream, same_person, dedupe, basis, what }))
    }

    /// What the tenant itself declared of an event that the dictionary does not know.
    async fn own(&self, caller: &Caller, item: &Item<'_>) -> Result<Option<Arc<declaration::Own>>, Error> {
        match (item.call, item.kind, item.name.as_deref()) {
            (Call::Track, None, Some(name)) if name != CONSENT_UPDATED => {
                self.inner.declarations.find(self.store().tenant(caller.tenant.id), name).await
            }
            _ => Ok(None),
        }
    }

    /// Whether anything may be taken in: not when the disk is nearly full, so that the database can go on with what it has.
    ///
    /// # Errors
    /// [`Error::DiskFull`].
    pub fn has_room(&self) -> Result<(), Error> {
        let full = self.inner.options.disk_full.load(std::sync::atomic::Ordering::Relaxed);
        if full { Err(Error::DiskFull) } else { Ok(()) }
    }

    async fn not_too_far_behind(&self, caller: &Caller) -> Result<(), Error> {
        let tenant = caller.tenant.id;
        let known = self.behind().get(&tenant).copied();
        let late = match known {
            Some((at, late)) if caller.received - at < Micros::SECOND => late,
            known => {
                // The others go by what was known until this one has looked.
                self.behind().insert(tenant, (caller.received, known.is_some_and(|(_, late)| late)));
                let mut tx = self.store().tenant(tenant).read("collect.backlog").await?;
                let oldest = inbox::oldest(&mut tx).await?;
                let late = oldest.is_some_and(|at| caller.received - at > MOST_BEHIND);
                self.behind().insert(tenant, (caller.received, late));
                late
            }
        };
        if late { Err(Error::Busy(5)) } else { Ok(()) }
    }

    fn behind(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<TenantId, (Micros, bool)>> {
        self.inner.behind.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn count(&self, caller: &Caller, reason: String) {
        self.inner.counts.add(caller.tenant.id, reason);
    }
}

/// The stream of an item and the second one of the same person, or the reason why it has none.
type Who = Result<(StreamRef, Option<StreamRef>), &'static str>;

/// The stream of an item, and the second one that a secret key vouches for. A public key vouches for nobody (C18). `browser` is the
/// device of the cookies: it stands where the item names none.
fn who(caller: &Caller, item: &Item<'_>, browser: Option<&str>) -> Who {
    let named = |id: &Option<std::borrow::Cow<'_, str>>| -> Option<String> {
        let id = id.as_deref()?.trim();
        (!identity::blocked(id)).then(|| id.to_owned())
    };
    let (device, user) = (named(&item.anonymous_id), named(&item.user_id));
    let device = device.or_else(|| browser.map(str::to_owned));
    for id in [&device, &user].into_iter().flatten() {
        match sensitive::find(id, Look::Id) {
            Some(Found::Address) => return Err("refused:address_as_id"),
            Some(_) => return Err("refused:card_as_id"),
            None => {}
        }
    }
    let user = user.filter(|_| caller.class == KeyClass::Server).map(|id| inbox::user(&caller.keys, &id));
    let device = device.map(|id| inbox::device(&caller.keys, &id));
    match (device, user) {
        (Some(device), user) => Ok((device, user)),
        (None, Some(user)) => Ok((user, None)),
        (None, None) => Err("refused:names_nobody"),
    }
}

/// What an item says, and whether it is an order. `None` if it is not declared.
fn what(
    caller: &Caller,
    item: &Item<'_>,
    own: Option<&declaration::Own>,
    counts: &Counts,
) -> Option<(What, bool)> {
    if item.call == Call::Track && item.name.as_deref() == Some(CONSENT_UPDATED) {
        let place = item.context.page.as_ref().and_then(|p| p.url.as_deref()).unwrap_or_default();
        // The choice stands whatever the page is called.
        let found = sensitive::find(place, Look::Path);
        found
            .into_iter()
            .for_each(|found| counts.add(caller.tenant.id, sensitive::tally(Source::Track, found)));
        let place = if found.is_some() { String::new() } else { place.to_owned() };
        return Some((What::Choice { granted: mapped(item).unwrap_or(false), place }, false));
    }
    if item.call == Call::Identify {
        let at = Stated::of_context(item.context.locale.as_deref(), item.context.timezone.as_deref());
        return Some((What::Event { kind: Kind::IDENTIFIED, item: None, props: at.as_props() }, false));
    }
    let (props, currency) = (item.props, caller.tenant.currency);
    match (item.kind, own) {
        (Some(kind), _) => Some(kept(caller, kind, dictionary::declare(kind, props, currency), counts)),
        (None, Some(own)) => {
            let keys = own.keys();
            Some(kept(caller, own.kind, dictionary::keep(&[&keys], props, currency), counts))
        }
        (None, None) => None,
    }
}

/// An event of this kind with its declared properties, and whether it is an order.
fn kept(caller: &Caller, kind: Kind, declared: Declared<'_>, counts: &Counts) -> (What, bool) {
    for dropped in &declared.dropped {
        counts.add(caller.tenant.id, format!("dropped:{}:{}", dropped.why.label(), dropped.key));
        if let Why::Sensitive(found) = dropped.why {
            counts.add(caller.tenant.id, sensitive::tally(Source::Track, found));
        }
    }
    let is_order = matches!(kind, Kind::ORDER_COMPLETED | Kind::ORDER_REFUNDED | Kind::ORDER_CANCELLED);
    let item = declared.item.as_deref().map(item_id);
    (What::Event { kind, item, props: declared.props }, is_order)
}

/// A consent manager's answer about tracking that came with the item; `None` if it says nothing of it.
fn mapped(item: &Item<'_>) -> Option<bool> {
    let consent = item.context.consent.as_ref()?;
    let speaks = |name: &str| TRACKING.iter().any(|known| name.eq_ignore_ascii_case(known));
    let mut named = consent.0.iter().filter(|(name, _)| speaks(name)).map(|(_, yes)| *yes).peekable();
    Some(named.peek().is_some() && named.all(|yes| yes))
}

fn undeclared(item: &Item<'_>) -> String {
    match item.name.as_deref().filter(|name| dictionary::tellable(name)) {
        Some(name) => format!("undeclared:{name}"),
        None => "undeclared:…".to_owned(),
    }
}
