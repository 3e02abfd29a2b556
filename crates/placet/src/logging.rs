//! The log: to standard error, for people or as JSON. What is logged is said by the rooms, and none says anything personal.

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Sets the log up for this process. Later calls change nothing.
///
/// A panic is logged by its place alone: its message may quote anything.
pub fn start(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // An error means that a subscriber is set already, which then stays.
    let _ = match config.log_format {
        LogFormat::Text => {
            let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
            builder.with_ansi(colours).try_init()
        }
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "panicked");
    }));
}
