//! The answer to a mistake, of the caller or of ours: problem details (RFC 9457).

use std::error::Error as StdError;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use placet_store::Error as StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::limiter::RetryAfter;
use crate::log;

/// How long a caller is asked to wait when the database is away or its disk is full, in seconds.
const WAIT: u32 = 5;

/// A problem details object, answered as `application/problem+json`:
/// `{type, title, status, detail, field?, errors?: [{field, reason}], request?}`.
///
/// It never repeats a value that was sent and never quotes an error of ours; `request` is the id under which that error was logged.
#[derive(Clone, Debug)]
pub struct Problem(Box<Details>);

/// Why a request was not answered as asked (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Details {
    /// Which mistake it is: `/problems/` and a name that stays.
    #[serde(rename = "type")]
    kind: String,
    /// The same in words.
    #[schema(value_type = String)]
    title: &'static str,
    /// The status of the answer.
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u16)]
    status: StatusCode,
    /// What to do about it.
    detail: String,
    /// The first field that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Every field that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    /// The id under which a mistake of ours was logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's path, such as `items[2].price`; empty for the body as a whole.
    pub field: String,
    /// Why it is refused, without its value.
    pub reason: String,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl FieldError {
    /// A field and the reason it is refused for.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> FieldError {
        FieldError { field: field.into(), reason: reason.into() }
    }
}

impl Problem {
    fn new(status: StatusCode, name: &str, title: &'static str, detail: impl Into<String>) -> Problem {
        Problem(Box::new(Details {
            kind: format!("/problems/{name}"),
            title,
            status,
            detail: detail.into(),
            field: None,
            errors: Vec::new(),
            request: None,
            retry_after: None,
        }))
    }

    /// 400: one field is wrong.
    pub fn bad_request(field: impl Into<String>, reason: impl Into<String>) -> Problem {
        Problem::invalid(vec![FieldError::new(field, reason)])
    }

    /// 400: these fields are wrong.
    pub fn invalid(errors: Vec<FieldError>) -> Problem {
        let detail = errors.iter().map(FieldError::sentence).collect::<Vec<_>>().join("; ");
        let mut problem =
            Problem::new(StatusCode::BAD_REQUEST, "invalid-request", "The request is not valid", detail);
        problem.0.field = errors.first().map(|error| error.field.clone()).filter(|field| !field.is_empty());
        problem.0.errors = errors;
        problem
    }

    /// 401: no key, or none that opens anything.
    pub fn unauthorized(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "A key is needed", detail)
    }

    /// 401: not signed in, or not by what was sent.
    pub fn not_signed_in(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "Not signed in", detail)
    }

    /// 401: the password is right, and a code of the second factor is wanted.
    pub fn code_required() -> Problem {
        let detail = "Enter the code that your authenticator app shows.";
        Problem::new(StatusCode::UNAUTHORIZED, "code-required", "A code is needed", detail)
    }

    /// 403: asked by a page of another site, or by none.
    pub fn other_origin() -> Problem {
        let detail = "Changes are asked for by pages of this site alone: send its Origin.";
        Problem::new(StatusCode::FORBIDDEN, "other-origin", "Not from this site", detail)
    }

    /// 412: somebody changed it meanwhile.
    pub fn stale() -> Problem {
        let detail = "Somebody changed this meanwhile: read it again.";
        Problem::new(StatusCode::PRECONDITION_FAILED, "stale", "Changed meanwhile", detail)
    }

    /// 428: an edit must say which version was seen.
    pub fn no_version() -> Problem {
        let detail = "Send the ETag of what you have seen as If-Match.";
        Problem::new(StatusCode::PRECONDITION_REQUIRED, "version-required", "A version is needed", detail)
    }

    /// 422: the key of an earlier request, with other content.
    pub fn reused_key() -> Problem {
        let detail = "This Idempotency-Key came with another request before.";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "reused-key", "The key was used", detail)
    }

    /// 403: known, and yet not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", detail)
    }

    /// 404, the same for what does not exist and for what is another tenant's.
    pub fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", "There is nothing here.")
    }

    /// 409: the request does not fit the state of things.
    pub fn conflict(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, "conflict", "Conflict", detail)
    }

    /// 409: the company has not accepted its duties as controller.
    pub fn agreement_missing() -> Problem {
        let detail = "The company accepts its duties as controller first.";
        Problem::new(StatusCode::CONFLICT, "agreement-missing", "The agreement is missing", detail)
    }

    /// 422: what came before under this number had other content.
    pub fn other_content(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "other-content", "Other content came before", detail)
    }

    /// 413: the body is larger than this route takes.
    pub fn too_large() -> Problem {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The body is too large",
            "Send less in one request.",
        )
    }

    /// 429: asked too often.
    pub fn too_many(retry_after: RetryAfter) -> Problem {
        let detail = format!("Wait {retry_after} before the next request.");
        let mut problem =
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests", detail);
        problem.0.retry_after = Some(retry_after.seconds());
        problem
    }

    /// 503: cannot be served now; worth trying again after so many seconds.
    pub fn unavailable(seconds: u32) -> Problem {
        let mut problem = Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not available now",
            "Nothing was stored; try again later.",
        );
        problem.0.retry_after = Some(seconds);
        problem
    }

    /// What an error of any room is to the outside: 503 if the store below it asks to come again, else 500. The error is logged; the
    /// answer holds only the id of its log line.
    pub fn from_error(error: &(dyn StdError + 'static)) -> Problem {
        let id = log::request_id();
        if passing(error) {
            tracing::warn!(request = %id, error = %Chain(error), "the store is not available");
            return Problem::unavailable(WAIT);
        }
        tracing::error!(request = %id, error = %Chain(error), "a request failed");
        Problem::internal(id)
    }

    /// 500, with the id under which the reason was logged.
    pub(crate) fn internal(id: String) -> Problem {
        let detail = "The mistake is ours and has been logged.";
        let mut problem =
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong", detail);
        problem.0.request = Some(id);
        problem
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The fields that are wrong.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }
}

impl FieldError {
    fn sentence(&self) -> String {
        match self.field.as_str() {
            "" => self.reason.clone(),
            field => format!("{field}: {}", self.reason),
        }
    }
}

/// The store's errors that pass by themselves, at any depth of the error.
fn passing(error: &(dyn StdError + 'static)) -> bool {
    StoreError::asks_to_retry(error)
        || causes(error).any(|error| {
            matches!(error.downcast_ref(), Some(StoreError::Unavailable(_) | StoreError::DiskFull))
        })
}

/// The error, what it comes from, and so on.
fn causes<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// An error and all that it comes from.
struct Chain<'e>(&'e (dyn StdError + 'static));

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        causes(self.0).skip(1).try_for_each(|error| write!(f, ": {error}"))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        Problem::from_error(&error)
    }
}

impl From<RetryAfter> for Problem {
    fn from(retry_after: RetryAfter) -> Problem {
        Problem::too_many(retry_after)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (self.0.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The fallback of an API's router: 404 as a problem.
pub async fn no_route() -> Problem {
    Problem::not_found()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the room could not")]
    struct RoomError(#[source] StoreError);

    #[test]
    fn an_error_that_passes_asks_to_come_again_at_any_depth() {
        for error in [StoreError::DiskFull, StoreError::Unavailable("away".into())] {
            let problem = Problem::from_error(&RoomError(error));
            assert_eq!(problem.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(problem.into_response().headers()[header::RETRY_AFTER], "5");
        }
    }

    #[test]
    fn an_error_of_ours_shows_an_id_and_nothing_else() {
        let engine = StoreError::Engine { statement: "room.SECRET", code: "23505 canary".into() };
        let body = serde_json::to_string(&Problem::from(engine).0).unwrap();
        assert!(!body.contains("canary") && !body.contains("SECRET"), "{body}");
        assert!(body.contains(r#""status":500"#) && body.contains(r#""request":"#), "{body}");
    }

    #[test]
    fn the_first_wrong_field_stands_alone_and_all_stand_in_the_list() {
        let problem = Problem::invalid(vec![
            FieldError::new("email", "is missing"),
            FieldError::new("items[0].price", "expected a number"),
        ]);
        let body = serde_json::to_value(&problem.0).unwrap();
        assert_eq!(body["type"], "/problems/invalid-request");
        assert_eq!(body["field"], "email");
        assert_eq!(body["errors"][1]["field"], "items[0].price");
        assert_eq!(body["detail"], "email: is missing; items[0].price: expected a number");
    }
}
