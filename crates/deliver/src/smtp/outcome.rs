//! What became of one message at the relay.

use std::fmt;
use std::time::Duration;

/// The longest reply text that is kept, in characters.
const TEXT_LIMIT: usize = 500;

/// A reply of the server: code, enhanced status code (RFC 3463) and text.
///
/// The text may quote the recipient's address: `Debug` leaves it out, and it belongs in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    class: Class,
    text: String,
}

/// The part of a reply that names no person: its codes. `550 5.1.1` as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Class {
    /// The three digits (RFC 5321 §4.2).
    pub code: u16,
    /// Class, subject and detail (RFC 3463), if the server gave them.
    pub enhanced: Option<(u16, u16, u16)>,
}

/// Why a message did not leave, or why nobody knows whether it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Why {
    /// The relay's name does not resolve or nobody listens there.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// TLS is switched off, and the relay is not on this machine's loopback.
    #[error("without TLS only a relay on the loopback is spoken to")]
    PlainText,
    /// TLS was not offered, or the certificate is not trusted.
    #[error("no trusted TLS with the relay")]
    Tls,
    /// The relay refuses to serve us: its greeting or its answer to EHLO was no welcome.
    #[error("the relay turned us away")]
    TurnedAway,
    /// The relay refuses our user or password, or offers no way to tell them.
    #[error("the relay refused our credentials")]
    Credentials,
    /// The relay did not answer in time.
    #[error("the relay did not answer in time")]
    Timeout,
    /// The connection broke.
    #[error("the connection to the relay broke")]
    Lost,
    /// What came back is no SMTP reply, or none that fits the command.
    #[error("the relay's answer made no sense")]
    Garbled,
    /// An earlier attempt failed a moment ago; nothing was tried.
    #[error("the relay failed a moment ago")]
    BackingOff,
    /// The pool was closed.
    #[error("the program is stopping")]
    Closed,
}

/// What became of a message. Exactly one of these is true, and the first three are the server's own word.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The server took responsibility for the message (2xx after the final dot).
    Accepted {
        /// Its reply.
        reply: Reply,
    },
    /// The server refused for now (4xx) and holds nothing: try later.
    Deferred {
        /// Its reply.
        reply: Reply,
    },
    /// The server refused for good (5xx), or the message is impossible to send and was refused here.
    Rejected {
        /// Its reply, or ours.
        reply: Reply,
    },
    /// No server can hold the message: it may be sent again.
    NotSent {
        /// What went wrong.
        why: Why,
        /// Not sooner than this from now; zero when the next attempt may follow at once.
        retry_after: Duration,
    },
    /// The whole message left and no legible reply came: the server may hold it or not.
    InDoubt {
        /// What went wrong.
        why: Why,
    },
}

impl Outcome {
    /// The codes of the reply, if there was one.
    pub fn class(&self) -> Option<Class> {
        match self {
            Outcome::Accepted { reply } | Outcome::Deferred { reply } | Outcome::Rejected { reply } => {
                Some(reply.class())
            }
            Outcome::NotSent { .. } | Outcome::InDoubt { .. } => None,
        }
    }

    pub(crate) fn not_sent(why: Why) -> Outcome {
        Outcome::NotSent { why, retry_after: Duration::ZERO }
    }
}

impl Reply {
    /// A refusal of our own, made before anything is sent.
    pub(super) fn local(code: u16, enhanced: (u16, u16, u16), text: &str) -> Reply {
        Reply { class: Class { code, enhanced: Some(enhanced) }, text: text.to_owned() }
    }

    /// A reply from its code and the lines that followed the code; an enhanced code is read off the first line.
    pub(super) fn new(code: u16, lines: &str) -> Reply {
        let (enhanced, text) = match lines.split_once([' ', '\n']) {
            Some((first, rest)) => match enhanced(code, first) {
                Some(enhanced) => (Some(enhanced), rest),
                None => (None, lines),
            },
            None => match enhanced(code, lines) {
                Some(enhanced) => (Some(enhanced), ""),
                None => (None, lines),
            },
        };
        Reply { class: Class { code, enhanced }, text: text.chars().take(TEXT_LIMIT).collect() }
    }

    /// The codes, which name no person.
    pub fn class(&self) -> Class {
        self.class
    }

    /// The text, at most 500 characters, lines parted by `\n`. It may quote the address: never log it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Reads `5.1.1`, whose first digit must be that of the code.
fn enhanced(code: u16, word: &str) -> Option<(u16, u16, u16)> {
    let mut parts = word.split('.').map(|part| match part.len() {
        1..=3 if part.bytes().all(|b| b.is_ascii_digit()) => part.parse::<u16>().ok(),
        _ => None,
    });
    let found = (parts.next()??, parts.next()??, parts.next()??);
    (parts.next().is_none() && found.0 == code / 100).then_some(found)
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({})", self.class)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.enhanced {
            Some((class, subject, detail)) => write!(f, "{} {class}.{subject}.{detail}", self.code),
            None => write!(f, "{}", self.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enhanced_codes_are_read_and_anything_else_stays_text() {
        let reply = Reply::new(550, "5.7.708 Access denied");
        assert_eq!((reply.class().to_string().as_str(), reply.text()), ("550 5.7.708", "Access denied"));
        for odd in
            ["5.7 no", "2.0.0 wrong class", "5.1.1.1 four", "5..1 gap", "5.1111.1 long", "", "10.0.0.1 host"]
        {
            let reply = Reply::new(550, odd);
            assert_eq!((reply.class().enhanced, reply.text()), (None, odd));
        }
        assert_eq!(Reply::new(250, "2.0.0").class().enhanced, Some((2, 0, 0)));
    }

    #[test]
    fn text_is_cut_and_never_shown_by_debug() {
        let reply = Reply::new(550, &"ș".repeat(2000));
        assert_eq!(reply.text().chars().count(), 500);
        assert_eq!(format!("{:?}", Reply::new(550, "5.1.1 <ana@shop.example> unknown")), "Reply(550 5.1.1)");
    }
}
