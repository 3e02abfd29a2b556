//! Versions of what is edited: an `ETag` goes out, and comes back as `If-Match`, so that two editors do not undo each other (RFC 9110, 13.1.1).

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use placet_edge::Problem;
use serde::Serialize;

/// The version the caller has seen. A request without one is answered 428.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(String);

impl IfMatch {
    /// Refuses a caller who has seen another version than this one.
    ///
    /// # Errors
    /// 412.
    pub fn require(&self, version: &str) -> Result<(), Problem> {
        let is = self.0 == "*" || self.0.split(',').any(|tag| tag.trim() == tagged(version));
        is.then_some(()).ok_or_else(Problem::stale)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<IfMatch, Problem> {
        let tag = parts.headers.get(header::IF_MATCH).ok_or_else(Problem::no_version)?;
        tag.to_str().map(|tag| IfMatch(tag.to_owned())).map_err(|_| Problem::no_version())
    }
}

/// An answer with the version of what it shows.
#[derive(Clone, Debug)]
pub struct Versioned<T>(pub String, pub T);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.1).into_response();
        if let Ok(tag) = HeaderValue::from_str(&tagged(&self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

fn tagged(version: &str) -> String {
    format!("\"{version}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_matches_itself_and_the_star_and_nothing_else() {
        let seen = |tag: &str| IfMatch(tag.to_owned()).require("7").is_ok();
        assert!(seen("\"7\"") && seen("\"6\", \"7\"") && seen("*"));
        assert!(!seen("7") && !seen("\"77\"") && !seen("") && !seen("W/\"7\""));
    }
}
