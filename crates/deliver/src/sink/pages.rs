//! The mailbox as web pages: a list, and one mail as phone and desktop show it. No script.

use std::sync::{Arc, LazyLock};

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use url::Url;

use super::{Mail, Received, Sink};

/// The list shows as many, the newest first.
const LISTED: usize = 500;

/// What our own pages may do: show themselves and their frames.
const PAGE_POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
/// What a mail may do: show itself and its pictures; its links open outside the frame.
const MAIL_POLICY: &str = "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; \
    font-src 'none'; form-action 'none'; frame-ancestors 'self'; \
    sandbox allow-popups allow-popups-to-escape-sandbox";

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    for (name, source) in [
        ("layout.html", include_str!("pages/layout.html")),
        ("list.html", include_str!("pages/list.html")),
        ("mail.html", include_str!("pages/mail.html")),
    ] {
        // A test renders each of them.
        let _ = templates.add_template(name, source);
    }
    templates
});

/// One line of the list.
#[derive(Serialize)]
struct Listed {
    id: u64,
    at: String,
    /// The envelope's recipient.
    to: String,
    /// The envelope's sender.
    sender: String,
    unsubscribe_at: Option<String>,
    #[serde(flatten)]
    mail: Mail,
}

/// The mailbox's routes: `/`, `/messages.json`, `/mail/{id}`, `/mail/{id}/html`. Links are relative, so that they may be
/// nested anywhere; below a prefix the list is at the prefix with a slash.
///
/// They show every mail to everybody: serve them where only the right people look.
pub fn pages(sink: Sink) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/messages.json", get(json))
        .route("/mail/{id}", get(mail))
        .route("/mail/{id}/html", get(body))
        .with_state(sink)
}

async fn list(State(sink): State<Sink>) -> Response {
    let messages: Vec<Listed> = sink.messages().iter().rev().take(LISTED).map(listed).collect();
    let messages = Serde(messages);
    let mut shown = page("list.html", "Mailbox", context! { messages, total => sink.total() }, PAGE_POLICY);
    // Mail comes by itself, as in any mail program.
    shown.headers_mut().insert(header::REFRESH, HeaderValue::from_static("5"));
    shown
}

async fn json(State(sink): State<Sink>) -> Json<Vec<Listed>> {
    Json(sink.messages().iter().map(listed).collect())
}

async fn mail(State(sink): State<Sink>, Path(id): Path<u64>) -> Response {
    let Some(message) = sink.message(id) else { return missing() };
    let listed = listed(&message);
    // The one-click form may post to the address in the mail and nowhere else.
    let target = listed.unsubscribe_at.as_deref().and_then(|address| Url::parse(address).ok());
    let forms = target.map_or("'none'".to_owned(), |url| url.origin().ascii_serialization());
    let raw = String::from_utf8_lossy(&message.raw).into_owned();
    let (title, policy) = (listed.mail.subject.clone(), format!("{PAGE_POLICY}; form-action {forms}"));
    page("mail.html", &title, context! { mail => Serde(listed), raw }, &policy)
}

async fn body(State(sink): State<Sink>, Path(id): Path<u64>) -> Response {
    match sink.message(id).and_then(|message| message.mail().html) {
        Some(html) => guarded(Html(outward(&html)), MAIL_POLICY),
        None => missing(),
    }
}

fn listed(message: &Arc<Received>) -> Listed {
    let mail = message.mail();
    Listed {
        id: message.id,
        at: message.at.to_string(),
        to: message.to.clone(),
        sender: message.from.clone(),
        unsubscribe_at: mail.one_click_address().map(str::to_owned),
        mail,
    }
}

/// Lets the links of a mail open in a tab of their own.
fn outward(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    let lower = html.to_ascii_lowercase();
    let head = lower.find("<head").and_then(|at| Some(at + lower[at..].find('>')? + 1));
    match head {
        Some(at) => format!("{}{BASE}{}", &html[..at], &html[at..]),
        None => format!("{BASE}{html}"),
    }
}

/// A page: the named template inside the layout.
fn page(name: &str, title: &str, values: Value, policy: &str) -> Response {
    let inner = TEMPLATES.get_template(name).and_then(|template| template.render(values));
    let whole = inner.and_then(|html| {
        let layout = TEMPLATES.get_template("layout.html")?;
        layout.render(context! { title, body => Value::from_safe_string(html) })
    });
    match whole {
        Ok(html) => guarded(Html(html), policy),
        Err(error) => {
            tracing::error!(template = name, kind = ?error.kind(), "page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such mail (any more).").into_response()
}

fn guarded(content: Html<String>, policy: &str) -> Response {
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_there() {
        assert_eq!(TEMPLATES.templates().count(), 3);
    }

    #[test]
    fn links_of_a_mail_open_outside_its_frame() {
        assert_eq!(outward("<html><HEAD lang=en><p>"), "<html><HEAD lang=en><base target=\"_blank\"><p>");
        assert_eq!(outward("<p>ă"), "<base target=\"_blank\"><p>ă");
    }
}
