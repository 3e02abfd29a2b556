//! What the tests of templates share.

use placet_compose::{Fault, Links, MessageKind, Published, RenderError, Rendered, Source, Template};
use serde_json::{Value, json};

/// Signs nothing: a link says its number and item.
pub(crate) struct Plain;

impl Links for Plain {
    fn link(&self, number: u16, item: i64) -> String {
        format!("https://l.example/{number}/{item}")
    }
}

/// What every marketing mail must show.
pub(crate) const FOOT: &str = r#"<mj-section><mj-column><mj-text>{{ sender.name }}, {{ sender.address }}
<a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text></mj-column></mj-section>"#;

/// A template around what stands in its body.
pub(crate) fn template(body: &str) -> Source {
    marketing(&format!("<mjml><mj-body>{body}{FOOT}</mj-body></mjml>"))
}

/// A marketing template of this MJML.
pub(crate) fn marketing(mjml: &str) -> Source {
    Source {
        kind: MessageKind::Marketing,
        subject: "Subject".to_owned(),
        mjml: mjml.to_owned(),
        html_fields: Vec::new(),
    }
}

/// A template around what stands in one column.
pub(crate) fn column(content: &str) -> Source {
    template(&format!("<mj-section><mj-column>{content}</mj-column></mj-section>"))
}

pub(crate) fn publish(source: &Source) -> Published {
    Template::publish(source).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

pub(crate) fn faults(source: &Source) -> Vec<Fault> {
    Template::publish(source).expect_err("the template is refused")
}

/// Whether the template is refused on this line with a message that holds `words`.
pub(crate) fn is_refused(source: &Source, line: u32, words: &str) {
    let faults = faults(source);
    let fits = |fault: &Fault| fault.line == line && fault.message.contains(words);
    assert!(faults.iter().any(fits), "no fault on line {line} with {words:?}: {faults:#?}\n{}", source.mjml);
}

/// `data` with what every mail must show.
pub(crate) fn whole(mut data: Value) -> Value {
    data["sender"] = json!({"name": "Crest & Line SRL", "address": "Strada Lungă 12, Brașov"});
    data["unsubscribe_url"] = json!("https://l.example/u");
    data
}

pub(crate) fn try_render(source: &Source, data: Value) -> Result<Rendered, RenderError> {
    publish(source).parse().unwrap().render(&whole(data), &Plain)
}

pub(crate) fn render(source: &Source, data: Value) -> Rendered {
    try_render(source, data).unwrap()
}

/// Three products.
pub(crate) fn products() -> Value {
    json!([
        {"id": "11", "name": "Shoe", "url": "https://shop.example/11", "image": "https://shop.example/11.png", "sale": true},
        {"id": 12, "name": "Sock", "url": "https://shop.example/12", "sizes": ["S", "M"]},
        {"id": "13", "name": "Flask", "url": "https://shop.example/13"},
    ])
}
