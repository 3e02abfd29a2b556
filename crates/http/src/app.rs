//! What every handler may need, made once at start.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;
use placet_collect::Collector;
use placet_compose::Library;
use placet_edge::pages::Pages;
use placet_edge::{Hosts, Limiter, TrustedProxies};
use placet_permission::Keyring;
use placet_store::tenants::Directory;
use placet_store::{ReadStore, Store};

/// The parts of the application.
#[derive(Debug)]
pub struct Parts {
    /// Tenants, hosts and keys.
    pub directory: Directory,
    /// The vault.
    pub keyring: Keyring,
    /// The accepting side.
    pub collector: Collector,
    /// Templates of messages.
    pub library: Library,
    /// Templates of pages.
    pub pages: Arc<Pages>,
    /// Where members open the console, such as `https://admin.example`.
    pub admin_origin: String,
    /// How often a session may ask the console's API in a minute.
    pub api_per_minute: u32,
    /// Limits per network.
    pub limiter: Limiter,
    /// Who may name a client in its stead.
    pub proxies: TrustedProxies,
    /// The metrics' text.
    pub metrics: Option<PrometheusHandle>,
    /// Whether this node takes requests: set at start, cleared when it stops or the disk is nearly full.
    pub ready: Arc<AtomicBool>,
}

/// The application. Clones share it.
#[derive(Clone, Debug)]
pub struct App {
    parts: Arc<Parts>,
    looks: Looks,
}

/// What opening a page takes: it looks, and has nothing by which it could change anything. A person's link is opened by scanners too.
#[derive(Clone, Debug)]
pub(crate) struct Looks {
    hosts: Hosts,
    proxies: TrustedProxies,
    pub(crate) store: ReadStore,
    pub(crate) keyring: Keyring,
    pub(crate) pages: Arc<Pages>,
    pub(crate) library: Library,
}

impl App {
    /// An application of these parts.
    pub fn new(parts: Parts) -> App {
        let looks = Looks {
            hosts: parts.directory.clone().into(),
            proxies: parts.proxies.clone(),
            store: parts.directory.store().clone().into(),
            keyring: parts.keyring.clone(),
            pages: Arc::clone(&parts.pages),
            library: parts.library.clone(),
        };
        App { parts: Arc::new(parts), looks }
    }

    /// Its parts.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(crate) fn looks(&self) -> &Looks {
        &self.looks
    }

    pub(crate) fn store(&self) -> &Store {
        self.parts.directory.store()
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.parts.ready.load(Ordering::Relaxed)
    }
}

impl FromRef<App> for Hosts {
    fn from_ref(app: &App) -> Hosts {
        app.looks.hosts.clone()
    }
}

impl FromRef<App> for TrustedProxies {
    fn from_ref(app: &App) -> TrustedProxies {
        app.parts.proxies.clone()
    }
}

impl FromRef<Looks> for Hosts {
    fn from_ref(looks: &Looks) -> Hosts {
        looks.hosts.clone()
    }
}

impl FromRef<Looks> for TrustedProxies {
    fn from_ref(looks: &Looks) -> TrustedProxies {
        looks.proxies.clone()
    }
}
