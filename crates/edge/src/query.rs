//! Queries, read into a type, refused by a problem that names the parameter and quotes nothing.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The parameters after the `?`. Give the type `#[serde(deny_unknown_fields)]` if an unknown one is a mistake.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Problem> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        read.map(|query| Query(query.0)).map_err(|refusal| {
            let text = refusal.body_text();
            let is_missing = missing(&text);
            is_missing.map_or_else(
                || Problem::bad_request(named(&text), "is not valid"),
                |name| Problem::bad_request(name, "is missing"),
            )
        })
    }
}

/// The parameter that a refusal names: what stands alone before a colon, a name of the type's own.
fn named(text: &str) -> &str {
    let is_name = |part: &&str| {
        !part.is_empty()
            && part.len() <= 40
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    text.split(": ").find(is_name).unwrap_or("query")
}

/// The parameter that had to be there.
fn missing(text: &str) -> Option<&str> {
    text.split_once("missing field `")?.1.split('`').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Served, body_of};
    use axum::Router;
    use axum::routing::get;

    #[derive(serde::Deserialize)]
    struct Asked {
        limit: Option<u32>,
    }

    #[derive(serde::Deserialize)]
    struct Needed {
        part: u32,
    }

    #[tokio::test]
    async fn a_parameter_that_is_not_there_is_named() {
        let answer = |Query(asked): Query<Needed>| async move { asked.part.to_string() };
        let served = Served::start(Router::new().route("/", get(answer))).await;
        let body = body_of(served.get("/?parts=7").await).await;
        assert!(body.contains(r#""field":"part""#) && body.contains("is missing"), "{body}");
    }

    #[tokio::test]
    async fn a_wrong_parameter_is_named_and_not_quoted() {
        let answer = |Query(asked): Query<Asked>| async move { asked.limit.unwrap_or(0).to_string() };
        let served = Served::start(Router::new().route("/", get(answer))).await;
        assert_eq!(body_of(served.get("/?limit=7").await).await, "7");
        let refused = served.get("/?limit=canary").await;
        assert_eq!(refused.status().as_u16(), 400);
        let body = body_of(refused).await;
        assert!(body.contains(r#""field":"limit""#) && !body.contains("canary"), "{body}");
    }
}
