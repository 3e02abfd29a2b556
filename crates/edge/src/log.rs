//! One log line and two metrics per request, and no panic that ends a connection.
//!
//! A line holds the request's id, its route *pattern*, method, status and time. Never a path as it was asked for, a query, a header or
//! an address.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method};
use axum::middleware::{FromFnLayer, Next, from_fn};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tracing::Instrument;

use crate::problem::Problem;

tokio::task_local! {
    static REQUEST: String;
}

/// The type of [`layer`].
pub type Layer = FromFnLayer<fn(Request, Next) -> BoxFuture<'static, Response>, (), (Request,)>;

/// The layer for `Router::layer`, around all routes: gives each request an id (answered as `X-Request-Id`), logs it, counts it in
/// `placet_http_requests_total{route,method,status}` and `placet_http_seconds{route}`, and turns a panic into a 500 problem.
pub fn layer() -> Layer {
    from_fn(|request, next| watched(request, next).boxed())
}

/// The id of the running request, or a new one outside of any.
pub fn request_id() -> String {
    REQUEST.try_with(String::clone).unwrap_or_else(|_| new_id())
}

/// A number that starts at random and counts on: unique among the log lines of an installation, secret to nobody.
fn new_id() -> String {
    static START: OnceLock<AtomicU64> = OnceLock::new();
    let counter = START.get_or_init(|| AtomicU64::new(RandomState::new().build_hasher().finish()));
    format!("{:016x}", counter.fetch_add(1, Ordering::Relaxed))
}

async fn watched(request: Request, next: Next) -> Response {
    let id = new_id();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = known(request.method());
    let span = tracing::info_span!("request", %id, method, route);
    let since = Instant::now();
    let answer = REQUEST.scope(id.clone(), answered(request, next, &id)).instrument(span.clone()).await;
    let (status, taken) = (answer.status(), since.elapsed());
    span.in_scope(|| {
        let millis = taken.as_secs_f64() * 1000.0;
        tracing::info!(status = status.as_u16(), millis, "answered");
    });
    let code = status.as_str().to_owned();
    metrics::histogram!("placet_http_seconds", "route" => route.clone()).record(taken.as_secs_f64());
    metrics::counter!("placet_http_requests_total", "route" => route, "method" => method, "status" => code)
        .increment(1);
    answer
}

/// The handler's answer, or a problem in place of its panic. What the panic said is not logged here: it may quote anything.
async fn answered(request: Request, next: Next, id: &str) -> Response {
    let mut answer = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::error!("a handler panicked");
            Problem::internal(id.to_owned()).into_response()
        }
    };
    if let Ok(id) = HeaderValue::from_str(id) {
        answer.headers_mut().insert("x-request-id", id);
    }
    answer
}

/// The method's name from a short list: a caller may make up methods, and each would be a metric of its own.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Served, body_of};
    use axum::Router;
    use axum::routing::get;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use std::io;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn router() -> Router {
        Router::new()
            .route("/c/{token}", get(|| async { request_id() }))
            .route("/bang", get(bang))
            .fallback(crate::no_route)
            .layer(layer())
    }

    async fn bang() -> &'static str {
        panic!("canary in a panic")
    }

    /// Runs the requests and returns what was logged and what the metrics say.
    fn after<F: Future<Output = ()>>(requests: F) -> (String, String) {
        let recorder = PrometheusBuilder::new().build_recorder();
        let lines = Lines::default();
        let sink = lines.clone();
        let subscriber = tracing_subscriber::fmt().json().with_writer(move || sink.clone()).finish();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        metrics::with_local_recorder(&recorder, || {
            tracing::subscriber::with_default(subscriber, || runtime.block_on(requests));
        });
        let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        (logged, recorder.handle().render())
    }

    #[test]
    fn logs_and_metrics_hold_the_pattern_and_nothing_that_was_sent() {
        let (logged, metrics) = after(async {
            let served = Served::start(router()).await;
            let headers =
                [("host", "canary.example"), ("user-agent", "canary"), ("x-forwarded-for", "9.9.9.9")];
            let answer = served.send("GET", "/c/canary?email=canary@x.example", &headers, b"").await;
            let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
            assert_eq!(body_of(answer).await, id);
            assert_eq!(served.send("GET", "/canary/path", &headers, b"").await.status().as_u16(), 404);
            assert_eq!(served.send("CANARY", "/c/1", &headers, b"canary").await.status().as_u16(), 405);
        });
        assert!(logged.contains("/c/{token}") && logged.contains("unmatched"), "{logged}");
        for text in [&logged, &metrics] {
            assert!(!text.to_lowercase().contains("canary"), "{text}");
            assert!(!text.contains("9.9.9.9") && !text.contains("127.0.0.1"), "{text}");
        }
        let count = r#"placet_http_requests_total{route="/c/{token}",method="GET",status="200"} 1"#;
        assert!(metrics.contains(count), "{metrics}");
        assert!(metrics.contains(r#"route="unmatched",method="GET",status="404""#), "{metrics}");
        assert!(metrics.contains(r#"method="OTHER",status="405""#), "{metrics}");
        assert!(metrics.contains(r#"placet_http_seconds_count{route="/c/{token}"}"#), "{metrics}");
    }

    #[test]
    fn a_panic_is_a_500_with_the_logged_id_and_the_next_request_is_served() {
        let (logged, _) = after(async {
            let served = Served::start(router()).await;
            let answer = served.send("GET", "/bang", &[], b"").await;
            assert_eq!(answer.status().as_u16(), 500);
            let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
            let body = body_of(answer).await;
            assert!(body.contains(&id) && !body.contains("canary"), "{body}");
            assert_eq!(served.send("GET", "/c/1", &[], b"").await.status().as_u16(), 200);
        });
        assert!(logged.contains("a handler panicked") && !logged.contains("canary"), "{logged}");
    }
}
