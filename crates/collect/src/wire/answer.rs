//! What clients are answered: Segment's two shapes, always with a body. (Some Python clients take nothing but status 200 for success.)

use std::fmt::Display;

/// The body of success, with status 200 and `application/json`.
pub const OK: &str = r#"{"success":true}"#;

/// The body of an error: `{"success":false,"message":"…"}` with what a [`super::WireError`] or a [`super::Refusal`] says, which are names of
/// fields and reasons, never values.
pub fn failure(what: &dyn Display) -> String {
    serde_json::json!({ "success": false, "message": what.to_string() }).to_string()
}
