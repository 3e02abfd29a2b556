//! How a sink treats its visitors: kindly, unless told otherwise.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Received;

/// Where a session stands when the behaviour is asked.
#[derive(Clone, Copy, Debug)]
pub enum Stage<'a> {
    /// A connection was opened.
    Greeting,
    /// MAIL named a sender.
    Sender(&'a str),
    /// RCPT named a recipient.
    Recipient(&'a str),
    /// DATA was asked for, for this recipient.
    Data(&'a str),
    /// The message is here, final dot and all; it is not kept yet.
    Message(&'a Received),
}

/// What the sink does at a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The usual.
    Proceed,
    /// The usual, after this long.
    Slowly(Duration),
    /// Answers with this line (without CRLF) and refuses the step.
    Say(String),
    /// Closes the connection without a word.
    Close,
    /// Keeps the message and closes the connection without a word; before the message: as `Close`.
    KeepAndClose,
    /// Never answers.
    Hang,
}

/// A rule that says how to act at each stage; the default proceeds always.
///
/// ```
/// use placet_deliver::sink::{Act, Behaviour, Stage};
/// let full = Behaviour::new(|stage| match stage {
///     Stage::Recipient(to) if to.ends_with("@full.example") => Act::Say("452 4.2.2 Mailbox full".into()),
///     _ => Act::Proceed,
/// });
/// ```
#[derive(Clone)]
pub struct Behaviour(Arc<dyn Fn(Stage<'_>) -> Act + Send + Sync>);

impl Behaviour {
    /// A behaviour from a rule.
    pub fn new(rule: impl Fn(Stage<'_>) -> Act + Send + Sync + 'static) -> Behaviour {
        Behaviour(Arc::new(rule))
    }

    pub(super) fn at(&self, stage: Stage<'_>) -> Act {
        (self.0)(stage)
    }
}

impl Default for Behaviour {
    fn default() -> Behaviour {
        Behaviour::new(|_| Act::Proceed)
    }
}

impl fmt::Debug for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Behaviour")
    }
}
