//! `placet config`.

use std::process::ExitCode;

use crate::config::{Config, Setting, masked};
use crate::out::say;

/// Prints every setting as a line that a file may hold, and where its value came from. Passwords are masked.
///
/// # Errors
/// Those of standard output.
pub fn run(config: &Config) -> anyhow::Result<ExitCode> {
    for (setting, chosen) in config.settings.all() {
        let line = format!("{} = {}", setting.key, literal(setting, &masked(setting.key, &chosen.text)));
        say!("{line:<58} # {}", chosen.source);
    }
    Ok(ExitCode::SUCCESS)
}

/// The value in TOML.
fn literal(setting: &Setting, text: &str) -> String {
    match setting.shape {
        "" => text.to_owned(),
        "N" | "MB" | "PORT" | "SECONDS" if text.parse::<i64>().is_ok() => text.to_owned(),
        _ => toml::Value::String(text.to_owned()).to_string(),
    }
}
