//! Templates mangled in every way a hurried hand can: refused or published, never a crash.

use placet_compose::{Builtin, Links, RenderError, Template};
use serde_json::json;

struct Same;

impl Links for Same {
    fn link(&self, _: u16, _: i64) -> String {
        "https://l.example/".to_owned()
    }
}

/// A small generator of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn place(&mut self, text: &str) -> usize {
        let at = self.below(text.len());
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    }
}

const SCRAPS: [&str; 14] = [
    "{{",
    "}}",
    "{%",
    "{% for x in items %}",
    "{% endfor %}",
    "{% endif %}",
    "<tr>",
    "</td>",
    "<!--",
    "\"",
    "&#123;{ x }}",
    "</mj-section>",
    "{{ person.name }}",
    "<mj-column>",
];

fn mangle(text: &str, dice: &mut Dice) -> String {
    let (a, b) = (dice.place(text), dice.place(text));
    let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
    let to = (from..=to).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(from);
    match dice.below(3) {
        0 => format!("{}{}", &text[..from], &text[to..]),
        1 => format!("{}{}{}", &text[..to], &text[from..to], &text[to..]),
        _ => format!("{}{}{}", &text[..from], SCRAPS[dice.below(SCRAPS.len())], &text[from..]),
    }
}

#[test]
fn mangled_templates_never_crash() {
    let whole = json!({"sender": {"name": "a", "address": "b"}, "unsubscribe_url": "https://l.example/", "items": [{"id": 1}],
        "similar": [{"id": 2, "image": "https://l.example/i.png"}]});
    let mut dice = Dice(42);
    let (mut published, mut refused) = (0, 0);
    for round in 0..80 {
        let builtin = if round % 2 == 0 { Builtin::CartReminder } else { Builtin::Confirm };
        let mut source = builtin.source("en");
        for _ in 0..=dice.below(2) {
            source.mjml = mangle(&source.mjml, &mut dice);
            source.subject = mangle(&source.subject, &mut dice);
        }
        match Template::publish(&source) {
            Err(faults) => {
                assert!(!faults.is_empty());
                refused += 1;
            }
            Ok(template) => {
                let compiled = template.parse().expect("what is published can be read");
                let rendered = compiled.render(&whole, &Same);
                assert!(!matches!(rendered, Err(RenderError::Missing(_))));
                published += 1;
            }
        }
    }
    assert!(published > 3 && refused > 20, "{published} published, {refused} refused");
}
