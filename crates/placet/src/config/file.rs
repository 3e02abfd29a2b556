//! The file of settings: TOML whose keys are those of the table and no others.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::settings::{Chosen, SETTINGS, Setting, Source};

/// Reads the file; each value with its line.
pub(super) fn read(path: &Path) -> Result<Vec<(&'static str, Chosen)>, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let wrong = |at: usize, what: String| ConfigError::File { path: path.to_owned(), line: line(at), what };
    let table = DeTable::parse(&text)
        .map_err(|error| wrong(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
    let mut found = Vec::new();
    let mut pending: Vec<(String, &Spanned<DeValue<'_>>, usize)> = Vec::new();
    push(&mut pending, "", table.get_ref());
    while let Some((key, value, at)) = pending.pop() {
        if let DeValue::Table(table) = value.get_ref() {
            push(&mut pending, &format!("{key}."), table);
            continue;
        }
        let setting = known(&key).ok_or_else(|| wrong(at, unknown(&key)))?;
        let text = shown(value.get_ref()).ok_or_else(|| {
            wrong(at, format!("`{key}` is not a text, a number, true or false, or a list of these"))
        })?;
        found.push((setting.key, Chosen { text, source: Source::File(path.to_owned(), line(at)) }));
    }
    Ok(found)
}

fn push<'t, 'i>(
    pending: &mut Vec<(String, &'t Spanned<DeValue<'i>>, usize)>,
    prefix: &str,
    table: &'t DeTable<'i>,
) {
    pending.extend(
        table.iter().map(|(key, value)| (format!("{prefix}{}", key.get_ref()), value, key.span().start)),
    );
}

fn known(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// Names the setting that was perhaps meant: the one that shares the most letters at its beginning.
fn unknown(key: &str) -> String {
    let shared = |known: &str| known.bytes().zip(key.bytes()).take_while(|(a, b)| a == b).count();
    match SETTINGS.iter().max_by_key(|setting| shared(setting.key)).filter(|setting| shared(setting.key) > 1)
    {
        Some(close) => format!("there is no setting `{key}`; perhaps `{}`", close.key),
        None => format!("there is no setting `{key}`: `placet config` lists all"),
    }
}

/// A value as the text a flag would have.
fn shown(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Array(list) => {
            let texts: Option<Vec<String>> = list.iter().map(|value| shown(value.get_ref())).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}
