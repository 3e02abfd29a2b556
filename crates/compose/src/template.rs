//! Publishing: from what an author writes to what is rendered a million times.

use placet_permission::sensitive::{self, Look};
use serde::{Deserialize, Serialize};

use crate::draft::Draft;
use crate::fault::{Fault, Faults};
use crate::language::{Place, Scopes};
use crate::layout;
use crate::markup::{self, Part};
use crate::placeholder::{self, Context};
use crate::render::Compiled;
use crate::sanitise;

/// The version of [`Published`] this code writes and reads.
pub const FORMAT: u16 = 1;

/// Bytes of a template's MJML, at most.
const SOURCE: usize = 256 * 1024;
/// Characters of a subject's source, at most.
const SUBJECT: usize = 500;

/// Why a message is sent; it decides what the mail must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Advertising of any kind: unsubscribe link and sender's identity.
    Marketing,
    /// About something the person asked for, such as a confirmation: sender's identity.
    Service,
}

/// What an author writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Why messages of this template are sent.
    pub kind: MessageKind,
    /// The subject, in Liquid.
    pub subject: String,
    /// The body: MJML with Liquid inside.
    pub mjml: String,
    /// Names whose values are HTML, such as `items.description`. They are not escaped: whoever stores such a value
    /// has cleaned it. Every other output is escaped.
    #[serde(default)]
    pub html_fields: Vec<String>,
}

/// A link that clicks are counted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its number in the template version, in the order of the document, from 0.
    pub number: u16,
    /// Where it leads.
    pub target: Target,
}

/// Where a link leads, looked up when it is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "url", rename_all = "snake_case")]
pub enum Target {
    /// This http(s) address.
    Literal(String),
    /// The page of the catalogue item in the link's token.
    Item,
    /// The shop's cart page (`{{ cart.url }}`).
    Cart,
    /// The shop's start page (`{{ shop.url }}`).
    Shop,
}

/// A published version of a template: stored as JSON, never changed, compiled with [`Published::parse`].
///
/// Subject, HTML and text are Liquid whose outputs stand between marks that name their context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// [`FORMAT`] of the code that published it.
    pub format: u16,
    /// Why messages of this template are sent.
    pub kind: MessageKind,
    /// The links that are counted, by number.
    pub links: Vec<Link>,
    pub(crate) subject: String,
    pub(crate) html: String,
    pub(crate) text: String,
}

/// The stored version cannot be used by this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Published by a program with another format.
    #[error("the template was published in format {0}, this program reads format {FORMAT}")]
    Format(u16),
    /// Its Liquid cannot be read.
    #[error("the published template cannot be read")]
    Broken,
}

/// The door to publishing.
#[derive(Clone, Copy, Debug)]
pub struct Template;

impl Template {
    /// Checks a template and makes of it what is rendered. Everything found wrong is said at once, where it can be.
    pub fn publish(source: &Source) -> Result<Published, Vec<Fault>> {
        let subject_source = source.subject.replace("\r\n", "\n");
        let mjml_source = source.mjml.replace("\r\n", "\n");
        let subject = publish_subject(&subject_source);
        let body = publish_body(&mjml_source, source);
        let sensitive = sensitive_faults(&subject_source, &mjml_source, body.as_ref().ok());
        if !sensitive.is_empty() {
            let others = [subject.err(), body.err()].into_iter().flatten().flatten();
            return Err(sensitive.into_iter().chain(others).collect());
        }
        match (subject, body) {
            (Ok(subject), Ok(body)) => {
                let published = Published {
                    format: FORMAT,
                    kind: source.kind,
                    links: body.links,
                    subject,
                    html: body.html,
                    text: body.text,
                };
                let whole = |_| vec![fault_of_all("the template cannot be put together again")];
                published.parse().map_err(whole)?;
                Ok(published)
            }
            (subject, body) => Err([subject.err(), body.err()].into_iter().flatten().flatten().collect()),
        }
    }
}

impl Published {
    /// Compiles the version; keep what comes back, it renders in microseconds.
    pub fn parse(&self) -> Result<Compiled, Unusable> {
        if self.format != FORMAT {
            return Err(Unusable::Format(self.format));
        }
        Compiled::new(self).ok_or(Unusable::Broken)
    }
}

/// What of a template must not be stored (R029): numbers of people, however the markup splits them.
fn sensitive_faults(subject: &str, mjml: &str, body: Option<&Body>) -> Vec<Fault> {
    let text = body.map_or("", |body| body.text.as_str());
    let looks =
        [("subject", subject, Look::Published), ("mjml", mjml, Look::Path), ("mjml", text, Look::Published)];
    let fault = |(field, text, look): (&str, &str, Look)| {
        let message = sensitive::find(text, look)?.reason().to_owned();
        Some(Fault { field: field.to_owned(), line: 0, message })
    };
    let mut faults: Vec<Fault> = looks.into_iter().filter_map(fault).collect();
    faults.dedup();
    faults
}

fn fault_of_all(message: &str) -> Fault {
    Fault { field: "mjml".to_owned(), line: 0, message: message.to_owned() }
}

fn publish_subject(source: &str) -> Result<String, Vec<Fault>> {
    let mut faults = Faults::new("subject", source);
    if source.trim().is_empty() {
        faults.whole("a mail needs a subject");
    }
    if source.chars().count() > SUBJECT || placeholder::is_reserved(source) {
        faults.whole(format!("a subject has at most {SUBJECT} characters, all of them printable"));
    }
    let parts = markup::read_plain(source).unwrap_or_else(|unreadable| {
        faults.at(unreadable.at, unreadable.message);
        Vec::new()
    });
    let mut scopes = Scopes::default();
    let mut out = String::new();
    for part in &parts {
        match part {
            Part::Text(text) => out.push_str(&text.replace(char::is_control, " ")),
            Part::Liquid(chunk) => match liquid_in_subject(&mut scopes, chunk) {
                Ok(code) => out.push_str(&code),
                Err(reason) => faults.at(chunk.at, reason),
            },
        }
    }
    if let Some((at, name)) = scopes.unclosed() {
        faults.at(at, format!("`{name}` is never closed with `end{name}`"));
    }
    if faults.is_empty() { Ok(out) } else { Err(faults.into_list()) }
}

fn liquid_in_subject<'s>(scopes: &mut Scopes<'s>, chunk: &markup::Chunk<'s>) -> Result<String, String> {
    if chunk.is_tag {
        return scopes.tag(chunk, Place::Subject);
    }
    if scopes.output(chunk)?.is_own_url() {
        return Err("an address cannot stand in a subject".to_owned());
    }
    Ok(Context::Plain.mark(&format!("{{{{ {} }}}}", chunk.inner)))
}

struct Body {
    html: String,
    text: String,
    links: Vec<Link>,
}

fn publish_body(mjml: &str, source: &Source) -> Result<Body, Vec<Fault>> {
    let mut draft = Draft::new(mjml, &source.html_fields);
    if mjml.len() > SOURCE {
        draft.faults.whole(format!("a template has at most {} KB", SOURCE / 1024));
        return Err(draft.faults.into_list());
    }
    if placeholder::is_reserved(mjml) {
        draft.faults.whole("the template holds characters that this program keeps for itself");
        return Err(draft.faults.into_list());
    }
    match markup::read(mjml) {
        Ok(tokens) => draft.read(&tokens, source.kind),
        Err(unreadable) => draft.faults.at(unreadable.at, unreadable.message),
    }
    finish(draft)
}

/// Layout, inlining, second look, and the Liquid put back.
fn finish(mut draft: Draft<'_>) -> Result<Body, Vec<Fault>> {
    if !draft.faults.is_empty() {
        return Err(draft.faults.into_list());
    }
    let laid_out = layout::lay_out(&draft.mjml).and_then(|html| layout::inline(&html, &draft.inline_css));
    let html = match laid_out {
        Ok(html) => html,
        Err(reason) => {
            match reason.at.map(|at| draft.origin(at)) {
                Some(at) => draft.faults.at(at, reason.message),
                None => draft.faults.whole(reason.message),
            }
            return Err(draft.faults.into_list());
        }
    };
    for refusal in sanitise::refusals(&html) {
        draft.faults.whole(refusal);
    }
    let html = draft.slots.restore(&html).unwrap_or_else(|lost| {
        for at in lost {
            draft.faults.at(at, "the layout leaves this out: Liquid cannot stand here");
        }
        String::new()
    });
    if draft.faults.is_empty() {
        Ok(Body { html, text: draft.text.into_template(), links: draft.links })
    } else {
        Err(draft.faults.into_list())
    }
}
