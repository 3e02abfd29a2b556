//! Bodies: JSON and HTML forms, read into a type, refused by a problem that names the field and quotes nothing.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::problem::{FieldError, Problem};

/// How much of a field's name an answer repeats, in characters.
const NAME_SHOWN: usize = 64;

/// A JSON body, whatever its content type says. The size is bounded by the route's `DefaultBodyLimit`.
///
/// Give the type `#[serde(deny_unknown_fields)]`: an unknown field is then refused by its name.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

/// The body of an HTML form; `T` may be a list of pairs, for repeated names.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = read(request, state).await?;
        parse(&body).map(Json)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(form)) => Ok(Form(form)),
            Err(refusal) if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::too_large()),
            Err(_) => Err(Problem::bad_request("", "is not the form that was asked for")),
        }
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    match Bytes::from_request(request, state).await {
        Ok(body) => Ok(body),
        Err(refusal) if refusal.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::too_large()),
        Err(_) => Err(Problem::bad_request("", "the body broke off")),
    }
}

/// Reads JSON text, as [`Json`] does.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        explain(if path == "." { "" } else { &path }, error.inner())
    })?;
    json.end().map_err(|error| explain("", &error))?;
    Ok(value)
}

fn explain(path: &str, error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let (path, (last, reason)) = match error.is_data() {
        true => (path, reason(&text)),
        false => ("", ("", "is not well-formed JSON".to_owned())),
    };
    let field = match (path, last) {
        (path, "") => path.to_owned(),
        // An unknown field is already the end of the path; a missing one is not.
        (path, last) if path == last || path.ends_with(&format!(".{last}")) => path.to_owned(),
        ("", last) => last.to_owned(),
        (path, last) => format!("{path}.{last}"),
    };
    let field: String = field.chars().filter(|c| !c.is_control()).take(NAME_SHOWN).collect();
    // Where no field is named, the place is.
    let at = match field.is_empty() {
        true => format!(" (line {}, column {})", error.line(), error.column()),
        false => String::new(),
    };
    Problem::invalid(vec![FieldError::new(field, reason + &at)])
}

/// From serde's message, the field it names (if any) and a reason that quotes no value.
///
/// Only what the program's own types wrote into the message is kept: names of fields and, after the last `expected`, what was
/// expected. What the caller sent stands before it and is dropped.
fn reason(text: &str) -> (&str, String) {
    let quoted = |rest: &'static str| -> Option<&str> { text.strip_prefix(rest)?.split('`').next() };
    if let Some(field) = quoted("unknown field `") {
        return (field, "is not known".to_owned());
    }
    if let Some(field) = quoted("missing field `") {
        return (field, "is missing".to_owned());
    }
    if let Some(field) = quoted("duplicate field `") {
        return (field, "is there twice".to_owned());
    }
    let expects = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant `"];
    let expected = expects
        .iter()
        .any(|start| text.starts_with(start))
        .then(|| text.rsplit_once(", expected "))
        .flatten()
        .map(|(_, expected)| expected.rsplit_once(" at line ").map_or(expected, |(expected, _)| expected));
    match expected {
        Some(expected) => ("", format!("expected {}", in_words(expected))),
        None => ("", "is not valid".to_owned()),
    }
}

/// What is expected, without the names that types have in the program.
fn in_words(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" => "text",
        "a boolean" => "true or false",
        expected => expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Served, body_of};
    use axum::Router;
    use axum::extract::DefaultBodyLimit;
    use axum::routing::post;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read by serde alone")]
    struct Order {
        number: String,
        lines: Vec<Line>,
        #[serde(default)]
        state: State,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read by serde alone")]
    struct Line {
        price: u32,
    }

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum State {
        #[default]
        Open,
        Paid,
    }

    fn refused(body: &[u8]) -> FieldError {
        parse::<Order>(body).unwrap_err().errors()[0].clone()
    }

    #[test]
    fn the_wrong_field_is_named_or_else_its_place_and_never_its_value() {
        let cases: [(&str, &str, &str); 7] = [
            (
                r#"{"number":"1","lines":[{"price":"canary, expected canary"}]}"#,
                "lines[0].price",
                "expected a whole number, 0 or more",
            ),
            (r#"{"number":"1","lines":[{}]}"#, "lines[0].price", "is missing"),
            (r#"{"number":"1","lines":[{"prise":1}]}"#, "lines[0].prise", "is not known"),
            (r#"{"lines":[]}"#, "number", "is missing"),
            (r#"{"number":"1","number":"canary","lines":[]}"#, "number", "is there twice"),
            (r#"{"number":"1","lines":[],"state":"canary"}"#, "state", "expected `open` or `paid`"),
            (r#"["canary"#, "", "is not well-formed JSON"),
        ];
        for (body, field, reason) in cases {
            let error = refused(body.as_bytes());
            assert_eq!(error.field, field, "{body}: {error:?}");
            assert!(error.reason.starts_with(reason), "{body}: {error:?}");
            assert_eq!(error.reason.contains("line 1"), field.is_empty(), "{body}: {error:?}");
            assert!(!error.reason.contains("canary"), "{body}: {error:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_and_text_after_the_end_are_refused() {
        assert!(refused(b"{\"number\":\"\xff\xfe\",\"lines\":[]}").reason.starts_with("is not well-formed"));
        assert!(refused(br#"{"number":"1","lines":[]} canary"#).reason.starts_with("is not well-formed"));
        assert!(parse::<Order>(&vec![b'['; 100_000]).is_err());
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_413_and_any_content_type_will_do() {
        let router = Router::new()
            .route("/", post(|Json(order): Json<Order>| async move { order.number }))
            .route(
                "/form",
                post(|Form(pairs): Form<Vec<(String, String)>>| async move { pairs.len().to_string() }),
            )
            .layer(DefaultBodyLimit::max(64));
        let served = Served::start(router).await;
        let good = served.post("/", "text/plain", br#"{"number":"7","lines":[]}"#).await;
        assert_eq!((good.status(), body_of(good).await), (StatusCode::OK, "7".into()));
        for (path, kind) in [("/", "application/json"), ("/form", "application/x-www-form-urlencoded")] {
            let large = served.post(path, kind, &[b' '; 65]).await;
            assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
            assert_eq!(large.headers()["content-type"], "application/problem+json");
        }
        let twice = served.post("/form", "application/x-www-form-urlencoded", b"c=1&c=2").await;
        assert_eq!(body_of(twice).await, "2");
    }
}
