//! Composing mails: templates (Liquid in MJML) checked and made ready once, rendered in microseconds, with signed links.
//!
//! ```text
//! Source ──publish──▶ Published (JSON, stored) ──parse──▶ Compiled (cached) ──render(data, links)──▶ Rendered
//! ```
//!
//! *Publishing* takes the Liquid out, judges every element, attribute and address where the author
//! wrote it, lays out the MJML, inlines styles, looks a second time at the finished HTML, and puts the Liquid back with
//! every output marked by its context. A template that lacks the unsubscribe link or the sender's identity, that puts a
//! person into an address, or that could run or load anything, is refused with line and reason.
//!
//! *Rendering* is Liquid and one pass over the marks: escaping, addresses, signed links.

mod attribute;
mod default;
mod draft;
mod engine;
mod fault;
mod language;
mod layout;
mod library;
mod link;
mod markup;
mod placeholder;
mod policy;
mod render;
mod sanitise;
pub mod store;
mod template;
mod text;

pub use default::Builtin;
pub use fault::Fault;
pub use language::ROOTS;
pub use library::{Error, Library, Ready, open, sign};
pub use link::{Action, Forged, Token};
pub use render::{Compiled, LIMIT, Links, RenderError, Rendered};
pub use template::{FORMAT, Link, MessageKind, Published, Source, Target, Template, Unusable};
