//! What differs between two versions of a tenant's rules, told field by field: for their history, and for the audit log.

use std::collections::BTreeMap;

use placet_access::audit::Change;
use placet_permission::policy::Policy;
use serde_json::Value;

/// What differs between two versions of the rules.
pub(super) fn differences(from: &Policy, to: &Policy) -> Vec<Change> {
    let (from, to) = (told(from), told(to));
    let mut names: Vec<&String> = from.keys().chain(to.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let changed = names.into_iter().filter(|name| from.get(*name) != to.get(*name));
    let text = |side: &BTreeMap<String, String>, name: &String| side.get(name).cloned();
    changed.map(|name| Change::of(name, text(&from, name).as_deref(), text(&to, name).as_deref())).collect()
}

/// The rules as lines of a name and a text.
fn told(policy: &Policy) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    let mut tell = |name: &str, value: Value| {
        for (field, value) in value.as_object().into_iter().flatten() {
            lines.insert(format!("{name}.{field}"), words(value));
        }
    };
    for terms in &policy.purposes {
        tell(&terms.purpose.name(), serde_json::to_value(terms).unwrap_or_default());
    }
    tell("caps", serde_json::to_value(&policy.caps).unwrap_or_default());
    tell("quiet", serde_json::to_value(&policy.quiet).unwrap_or_default());
    tell("banner", serde_json::to_value(&policy.banner).unwrap_or_default());
    lines
}

/// A value in words: `channel email, most 2, per hours 24`.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let deep = all.iter().any(Value::is_object);
            all.iter().map(words).collect::<Vec<_>>().join(if deep { "; " } else { ", " })
        }
        Value::Object(fields) => {
            let of =
                |(name, value): (&String, &Value)| format!("{} {}", name.replace('_', " "), words(value));
            fields.iter().map(of).collect::<Vec<_>>().join(", ")
        }
        plain => plain.to_string(),
    }
}
