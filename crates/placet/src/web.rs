//! The web role: the application of `placet-http` behind one listener, and the metrics it shows.

use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use anyhow::Context;
use axum::Router;
use axum::serve::ListenerExt;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use placet_collect::Collector;
use placet_compose::Library;
use placet_edge::Limiter;
use placet_edge::pages::Pages;
use placet_http::{App, Parts};
use tokio::net::TcpListener;

use crate::node::Node;
use crate::stop::Stop;

/// The metrics in their text form.
pub type Prometheus = PrometheusHandle;

/// Buckets of every duration, in seconds.
const SECONDS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The recorder of this process's metrics.
///
/// # Errors
/// If another library has set one.
pub fn recorder() -> anyhow::Result<Prometheus> {
    static RECORDER: OnceLock<Prometheus> = OnceLock::new();
    if let Some(known) = RECORDER.get() {
        return Ok(known.clone());
    }
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?;
    let handle = builder.install_recorder().context("the metrics cannot be recorded")?;
    Ok(RECORDER.get_or_init(|| handle).clone())
}

/// Every route of the web role. `ready` is what `/readyz` goes by.
///
/// # Errors
/// If a template of a page is broken.
pub fn router(
    node: &Node,
    collector: Collector,
    library: Library,
    metrics: Prometheus,
    ready: Arc<AtomicBool>,
) -> anyhow::Result<Router> {
    let parts = Parts {
        directory: node.directory.clone(),
        keyring: node.keyring.clone(),
        collector,
        library,
        pages: Arc::new(Pages::new()?),
        limiter: Limiter::new(node.store.clock().clone()),
        admin_origin: node.config.admin_origin.clone(),
        api_per_minute: node.config.api_per_minute,
        proxies: node.config.trusted_proxies.clone(),
        metrics: Some(metrics),
        ready,
    };
    Ok(placet_http::router(App::new(parts)))
}

/// Answers until told to stop, and then ends what is in flight.
pub async fn serve(listener: TcpListener, router: Router, mut stop: Stop) {
    let listener = listener.tap_io(|connection| {
        // Answers are one write; waiting to fill a packet only delays them.
        let _ = connection.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let end = async move { stop.said().await };
    if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(end).await {
        tracing::error!(%error, "the web role ended");
    }
}
