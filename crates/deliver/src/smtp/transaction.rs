//! One message over one connection: MAIL, RCPT, DATA, the body, the reply.

use std::time::Duration;

use super::address::flaw;
use super::body::framed;
use super::connection::{Connection, Offers};
use super::{Outcome, Reply, Why};

/// How long a last word is waited for after the server cut a body short.
const LAST_WORD: Duration = Duration::from_secs(1);

/// Who a message is from and to, for the servers on the way. One recipient: nobody learns of another (R099).
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// Where bounces go; empty for none (`<>`).
    pub from: &'a str,
    /// The recipient.
    pub to: &'a str,
}

/// What the connection is good for afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// For the next message.
    Clean,
    /// For the next message after RSET.
    Soiled,
    /// For nothing.
    Broken,
    /// For nothing, and it was so before the server heard of this message.
    Stale,
}

/// An end of the transaction.
type End = (Outcome, After);

impl Envelope<'_> {
    /// A refusal that needs no server; `None` if the addresses can be put on a command line.
    pub(super) fn refused(&self) -> Option<Reply> {
        let flaw = (!self.from.is_empty())
            .then(|| flaw(self.from))
            .flatten()
            .map(|text| (text, (5, 1, 7)))
            .or_else(|| flaw(self.to).map(|text| (text, (5, 1, 3))));
        flaw.map(|(text, enhanced)| Reply::local(553, enhanced, text))
    }

    fn is_ascii(&self) -> bool {
        self.from.is_ascii() && self.to.is_ascii()
    }
}

impl Offers {
    /// What this server cannot take, by its own words.
    fn refused(&self, envelope: &Envelope<'_>, body: &[u8]) -> Option<Reply> {
        if !envelope.is_ascii() && !self.utf8 {
            return Some(Reply::local(550, (5, 6, 7), "the relay takes no address outside ASCII"));
        }
        if self.largest > 0 && body.len() > self.largest {
            return Some(Reply::local(552, (5, 3, 4), "the message is larger than the relay takes"));
        }
        if !self.eight_bit && !body.is_ascii() {
            return Some(Reply::local(554, (5, 6, 3), "the relay takes no 8-bit message"));
        }
        None
    }

    fn mail(&self, envelope: &Envelope<'_>, body: &[u8], size: usize) -> String {
        let mut line = format!("MAIL FROM:<{}>", envelope.from);
        if self.size {
            line.push_str(&format!(" SIZE={size}"));
        }
        if self.eight_bit && !body.is_ascii() {
            line.push_str(" BODY=8BITMIME");
        }
        if !envelope.is_ascii() {
            line.push_str(" SMTPUTF8");
        }
        line.push_str("\r\n");
        line
    }
}

/// Hands one message over.
pub(super) async fn hand_over(connection: &mut Connection, envelope: &Envelope<'_>, body: &[u8]) -> End {
    if let Some(reply) = envelope.refused().or_else(|| connection.offers.refused(envelope, body)) {
        return (Outcome::Rejected { reply }, After::Clean);
    }
    let framed = framed(body);
    let commands = [
        connection.offers.mail(envelope, body, framed.len()),
        format!("RCPT TO:<{}>\r\n", envelope.to),
        "DATA\r\n".to_owned(),
    ];
    let announced = match connection.offers.pipelining {
        true => in_one_flight(connection, &commands).await,
        false => step_by_step(connection, &commands).await,
    };
    match announced {
        // A reply to a body that was not sent yet would be taken for the reply to it.
        Ok(()) if !connection.wire.silent() => (Outcome::not_sent(Why::Garbled), After::Broken),
        Ok(()) => deliver(connection, &framed).await,
        Err(end) => end,
    }
}

/// All commands at once, then all replies (RFC 2920). The first refusal counts.
async fn in_one_flight(connection: &mut Connection, commands: &[String; 3]) -> Result<(), End> {
    let limit = connection.timeouts.command;
    if let Err(why) = connection.wire.write(commands.concat().as_bytes(), limit).await {
        return Err((Outcome::not_sent(why), After::Stale));
    }
    let mut refusal: Option<Outcome> = None;
    for step in 0..commands.len() {
        match (expect(connection, step).await, &mut refusal) {
            (Ok(()), None) => {}
            // DATA was granted although nobody is to receive it: without a body there is no way back but out.
            (Ok(()), Some(outcome)) if step == 2 => return Err((outcome.clone(), After::Broken)),
            (Ok(()), Some(_)) => {}
            (Err((outcome, After::Soiled)), first) => {
                first.get_or_insert(outcome);
            }
            (Err((_, after)), Some(first)) => return Err((first.clone(), after)),
            (Err(end), None) => return Err(end),
        }
    }
    match refusal {
        Some(outcome) => Err((outcome, After::Soiled)),
        None => Ok(()),
    }
}

/// Each command after the reply to the one before.
async fn step_by_step(connection: &mut Connection, commands: &[String; 3]) -> Result<(), End> {
    let limit = connection.timeouts.command;
    for (step, command) in commands.iter().enumerate() {
        if let Err(why) = connection.wire.write(command.as_bytes(), limit).await {
            let after = if step == 0 { After::Stale } else { After::Broken };
            return Err((Outcome::not_sent(why), after));
        }
        expect(connection, step).await?;
    }
    Ok(())
}

/// The reply to MAIL (0), RCPT (1) or DATA (2). Nothing of the body has left, so nothing here is in doubt.
async fn expect(connection: &mut Connection, step: usize) -> Result<(), End> {
    let lost = if step == 0 { After::Stale } else { After::Broken };
    let reply = match connection.wire.reply(connection.timeouts.command).await {
        Ok(reply) => reply,
        Err(Why::Lost) => return Err((Outcome::not_sent(Why::Lost), lost)),
        Err(why) => return Err((Outcome::not_sent(why), After::Broken)),
    };
    match (reply.class().code, step) {
        (200..=299, 0 | 1) | (354, 2) => Ok(()),
        (421, _) => Err((Outcome::Deferred { reply }, lost)),
        (400..=499, _) => Err((Outcome::Deferred { reply }, After::Soiled)),
        (500..=599, _) => Err((Outcome::Rejected { reply }, After::Soiled)),
        _ => Err((Outcome::not_sent(Why::Garbled), After::Broken)),
    }
}

/// The body, the final dot, the verdict. The border between "not sent" and "in doubt" runs through here.
async fn deliver(connection: &mut Connection, framed: &[u8]) -> End {
    let mut taken = 0;
    let written = connection.wire.write_counted(framed, connection.timeouts.body, &mut taken).await;
    let verdict = match written {
        Ok(()) => connection.wire.reply(connection.timeouts.acceptance).await,
        // The dot's line is incomplete: only a refusal can have come, if anything did.
        Err(why) if taken < framed.len() => {
            return match connection.wire.reply(LAST_WORD).await.map(judge) {
                Ok(Some((refused, _))) if !matches!(refused, Outcome::Accepted { .. }) => {
                    (refused, After::Broken)
                }
                _ => (Outcome::not_sent(why), After::Broken),
            };
        }
        Err(why) => Err(why),
    };
    match verdict.map(judge) {
        Ok(Some(end)) => end,
        Ok(None) => (Outcome::InDoubt { why: Why::Garbled }, After::Broken),
        Err(why) => (Outcome::InDoubt { why }, After::Broken),
    }
}

/// What the reply to a body means; `None` if it means nothing.
fn judge(reply: Reply) -> Option<End> {
    match reply.class().code {
        200..=299 => Some((Outcome::Accepted { reply }, After::Clean)),
        421 => Some((Outcome::Deferred { reply }, After::Broken)),
        400..=499 => Some((Outcome::Deferred { reply }, After::Clean)),
        500..=599 => Some((Outcome::Rejected { reply }, After::Clean)),
        _ => None,
    }
}
