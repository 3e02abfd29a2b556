//! What every handler may need, made once at start.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;
use placet_collect::Collector;
use placet_compose::Library;
use placet_edge::pages::Pages;
use placet_edge::{Limiter, TrustedProxies};
use placet_permission::Keyring;
use placet_store::Store;
use placet_store::tenants::Directory;

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
pub struct App(Arc<Parts>);

impl App {
    /// An application of these parts.
    pub fn new(parts: Parts) -> App {
        App(Arc::new(parts))
    }

    /// Its parts.
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    pub(crate) fn store(&self) -> &Store {
        self.0.directory.store()
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Relaxed)
    }
}

impl FromRef<App> for Directory {
    fn from_ref(app: &App) -> Directory {
        app.0.directory.clone()
    }
}

impl FromRef<App> for TrustedProxies {
    fn from_ref(app: &App) -> TrustedProxies {
        app.0.proxies.clone()
    }
}
