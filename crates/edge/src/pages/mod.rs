//! The public pages: rendered here, no script, the same calm look for every tenant.
//!
//! A handler fills a struct of [`view`] and calls [`Pages::render`]. Texts stand in the files of [`Language`]; a template
//! asks for them by name. [`assets`] serves the one stylesheet; its path changes with its content.

mod brand;
pub mod view;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use placet_core::{Colour, Language, Micros, Values};
use placet_store::tenants::TenantRecord;
use serde::Serialize;

use crate::reads::choose;

pub use brand::{Logo, Shades, own_shades, shades};
pub use view::View;

/// The one stylesheet.
const STYLE: &str = include_str!("style.css");

/// Everything on a page is refused that is not listed: no script, no frame, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

macro_rules! templates {
    ($($name:literal),*) => {
        &[$(($name, include_str!(concat!("templates/", $name, ".html")))),*]
    };
}

/// Every template by its name.
const TEMPLATES: &[(&str, &str)] = templates![
    "layout",
    "parts",
    "form",
    "form_sent",
    "confirm",
    "confirmed",
    "unsubscribe",
    "unsubscribed",
    "preferences",
    "preferences_saved",
    "renewal",
    "renewal_over",
    "why",
    "notice",
    "cookies",
    "error",
    "home"
];

/// A template of the program itself is broken.
#[derive(Debug, thiserror::Error)]
#[error("a page's template is broken")]
pub struct BadTemplate(#[from] Error);

/// The templates, ready to be filled.
#[derive(Debug)]
pub struct Pages {
    environment: Environment<'static>,
}

/// What stands around a page: whose it is, in which language and time zone.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// The page's language.
    pub language: Language,
    /// The controller's name (R092); none on pages of the installation itself.
    pub controller: Option<String>,
    /// Its postal address.
    pub address: Option<String>,
    /// Its e-mail address, for questions and for the exercise of rights.
    pub contact: Option<String>,
    /// Its shop.
    pub shop_url: Option<String>,
    /// To whom people may complain.
    pub authority: Option<Authority>,
    /// IANA time zone of the times shown.
    pub time_zone: String,
    /// Its logo, in place of the name.
    pub logo: Option<Logo>,
    /// The path of the stylesheet, in the company's colour if it has one.
    pub style: String,
    /// The same page in the other languages; empty where a page is the answer to a button, and cannot be opened.
    pub others: Vec<Other>,
}

/// An authority for data protection (GDPR art. 77).
#[derive(Clone, Debug, Serialize)]
pub struct Authority {
    /// Its name.
    pub name: String,
    /// Its pages.
    pub url: String,
}

/// A page in another language.
#[derive(Clone, Debug, Serialize)]
pub struct Other {
    /// Which.
    pub language: Language,
    /// Its own name.
    pub name: String,
    /// Where.
    pub href: String,
}

impl Frame {
    /// The frame of a tenant's pages.
    pub fn of(tenant: &TenantRecord, language: Language) -> Frame {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Frame {
            language,
            controller: filled(&tenant.sender_name).or_else(|| filled(&tenant.name)),
            address: filled(&tenant.sender_address),
            contact: filled(&tenant.from_address),
            shop_url: filled(&tenant.shop_url).filter(|url| is_web(url)),
            authority: None,
            time_zone: tenant.time_zone.clone(),
            logo: tenant.brand.logo.as_ref().map(Logo::of),
            style: brand::path(Colour::parse(&tenant.brand.accent)),
            others: Vec::new(),
        }
    }

    /// The frame of a page that is opened at this path, where it can be read in other languages too.
    #[must_use]
    pub fn at(mut self, path: &str) -> Frame {
        let others = Language::all().filter(|language| *language != self.language);
        let other =
            |language: Language| Other { language, name: language.name(), href: choose(path, language) };
        self.others = others.map(other).collect();
        self
    }

    /// The frame of a page that is no tenant's.
    pub fn plain(language: Language) -> Frame {
        Frame {
            language,
            controller: None,
            address: None,
            contact: None,
            shop_url: None,
            authority: None,
            time_zone: "UTC".to_owned(),
            logo: None,
            style: brand::path(None),
            others: Vec::new(),
        }
    }
}

impl Pages {
    /// Reads the templates.
    ///
    /// # Errors
    /// [`BadTemplate`]: the program was built wrong.
    pub fn new() -> Result<Pages, BadTemplate> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_function("t", text);
        environment.add_function("named", named);
        environment.add_filter("when", when);
        environment.add_filter("weblink", weblink);
        for (name, source) in TEMPLATES {
            environment.add_template(name, source)?;
        }
        Ok(Pages { environment })
    }

    /// Fills a page. Its status is the view's; a page that cannot be filled is a 500 without content.
    pub fn render<V: View>(&self, frame: &Frame, view: &V) -> Response {
        match self.html(frame, view) {
            Ok(html) => {
                let mut response = (view.status(), Html(html)).into_response();
                dress(response.headers_mut(), frame.language);
                response
            }
            Err(error) => {
                tracing::error!(template = V::TEMPLATE, kind = ?error.kind(), line = error.line(), "a page failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    fn html<V: View>(&self, frame: &Frame, view: &V) -> Result<String, Error> {
        let (frame, view) = (Value::from(Serde(frame)), Value::from(Serde(view)));
        self.environment.get_template(V::TEMPLATE)?.render(context! { frame, view })
    }
}

fn dress(headers: &mut HeaderMap, language: Language) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
}

/// A file for its reader to keep, under the same strict headers as a page. `name` is one of the program's own: plain ASCII.
pub fn attachment(name: &'static str, media: &'static str, body: String, language: Language) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    dress(headers, language);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(kept) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, kept);
    }
    response
}

/// The stylesheet's routes, to be merged into the router of every public host: as it is, and in any colour; and nothing where browsers
/// look for an icon.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let kept = [(header::CACHE_CONTROL, "public, max-age=86400")];
    Router::new()
        .route(&brand::path(None), get(|| async { (STYLESHEET, STYLE) }))
        .route("/assets/{name}", get(coloured))
        .route("/favicon.ico", get(move || async move { (StatusCode::NO_CONTENT, kept) }))
}

const STYLESHEET: [(HeaderName, &str); 3] = [
    (header::CONTENT_TYPE, "text/css; charset=utf-8"),
    (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

async fn coloured(Path(name): Path<String>) -> Response {
    match brand::colour_in(&name) {
        Some(colour) => (STYLESHEET, brand::stylesheet(colour)).into_response(),
        None => (StatusCode::NOT_FOUND, "Not found\n").into_response(),
    }
}

/// Whether an address is one of the web: nothing else is ever put into a link.
fn is_web(url: &str) -> bool {
    let own = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
    own || url.starts_with("https://") || url.starts_with("http://")
}

fn frame(state: &minijinja::State) -> Value {
    state.lookup("frame").unwrap_or_default()
}

fn language(state: &minijinja::State) -> Language {
    let code = frame(state).get_attr("language").unwrap_or_default();
    code.as_str().and_then(Language::parse).unwrap_or_default()
}

/// `t("name", value=…)`: the text of this name with its values; of a number it has the form that belongs to it.
fn text(state: &mut minijinja::State, name: &str, given: Kwargs) -> Result<String, Error> {
    let mut values = Values::new();
    for name in given.args() {
        let value: Value = given.peek(name)?;
        values = match i64::try_from(value.clone()).ok().filter(|_| value.kind() == ValueKind::Number) {
            Some(number) => values.with_number(name.to_owned(), number),
            None => values.with(name.to_owned(), value.to_string()),
        };
    }
    let text = language(state).text(name, &values);
    text.ok_or_else(|| Error::new(ErrorKind::UndefinedError, "no such text, or a value is missing"))
}

/// `named("state", name)`: the text of `state_NAME` (spaces in the name count as `_`), or the name itself where a room brings one that has no text yet.
fn named(state: &mut minijinja::State, group: &str, name: &str) -> String {
    let text = language(state).text(&format!("{group}_{}", name.replace(' ', "_")), &Values::new());
    text.unwrap_or_else(|| name.replace('_', " "))
}

/// A time in microseconds, as people write it in the frame's language and time zone.
fn when(state: &mut minijinja::State, micros: i64) -> Result<String, Error> {
    let zone = frame(state).get_attr("time_zone")?;
    let zone = jiff::tz::TimeZone::get(zone.as_str().unwrap_or("UTC")).unwrap_or(jiff::tz::TimeZone::UTC);
    Ok(language(state).moment(Micros(micros), &zone))
}

/// An address for `href` and `action`, escaped; empty unless it is one of the web. Slashes stay, so that the source can be read.
fn weblink(url: String) -> Value {
    let url = if is_web(&url) { url } else { String::new() };
    let escaped = url.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#x27;");
    Value::from_safe_string(escaped.replace('<', "&lt;").replace('>', "&gt;"))
}

#[cfg(test)]
mod tests;
