//! One connection: from the socket to the point where mail may be handed over.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use smtp_proto::{
    AUTH_LOGIN, AUTH_PLAIN, EXT_8BIT_MIME, EXT_PIPELINING, EXT_SIZE, EXT_SMTP_UTF8, EXT_START_TLS,
    EhloResponse,
};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::tls::Handshake;
use super::wire::Wire;
use super::{Relay, Secret, Timeouts, Tls, Why};

/// How long a good-bye may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// A connection unused for longer proves by RSET that it lives.
const FRESH: Duration = Duration::from_secs(5);

/// A connection that is ready for a message.
pub(super) struct Connection {
    pub(super) wire: Wire,
    pub(super) offers: Offers,
    pub(super) timeouts: Timeouts,
    /// Messages tried on it.
    pub(super) used: usize,
    /// Since when it rests.
    pub(super) rested: Instant,
    /// A transaction was left open: RSET before the next.
    pub(super) soiled: bool,
}

/// What the server offered in its answer to EHLO.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) pipelining: bool,
    pub(super) eight_bit: bool,
    pub(super) utf8: bool,
    /// Whether SIZE is understood.
    pub(super) size: bool,
    /// The largest message in bytes; 0: not told.
    pub(super) largest: usize,
    start_tls: bool,
    mechanisms: u64,
}

impl Connection {
    /// Connects, protects, introduces us and signs in.
    pub(super) async fn open(relay: &Relay, handshake: Option<&Handshake>) -> Result<Connection, Why> {
        let tcp = within(relay.timeouts.connect, async {
            TcpStream::connect((relay.host.as_str(), relay.port)).await.map_err(|_| Why::Unreachable)
        })
        .await?;
        // A failure only costs speed.
        let _ = tcp.set_nodelay(true);
        let (wire, offers) = greet(tcp, relay, handshake).await?;
        let mut connection = Connection {
            wire,
            offers,
            timeouts: relay.timeouts,
            used: 0,
            rested: Instant::now(),
            soiled: false,
        };
        if let Some((user, secret)) = &relay.auth {
            connection.sign_in(user, secret).await?;
        }
        Ok(connection)
    }

    async fn sign_in(&mut self, user: &str, secret: &Secret) -> Result<(), Why> {
        let secret = secret.expose();
        let mut lines = if self.offers.mechanisms & AUTH_PLAIN != 0 {
            vec![format!("AUTH PLAIN {}\r\n", STANDARD.encode(format!("\0{user}\0{secret}")))]
        } else if self.offers.mechanisms & AUTH_LOGIN != 0 {
            vec![
                "AUTH LOGIN\r\n".to_owned(),
                format!("{}\r\n", STANDARD.encode(user)),
                format!("{}\r\n", STANDARD.encode(secret)),
            ]
        } else {
            return Err(Why::Credentials);
        };
        let last = lines.pop().unwrap_or_default();
        for line in lines {
            if self.ask(&line).await? != 334 {
                return Err(Why::Credentials);
            }
        }
        if self.ask(&last).await? == 235 { Ok(()) } else { Err(Why::Credentials) }
    }

    async fn ask(&mut self, line: &str) -> Result<u16, Why> {
        self.wire.write(line.as_bytes(), self.timeouts.command).await?;
        Ok(self.wire.reply(self.timeouts.command).await?.class().code)
    }

    /// Whether a rested connection may carry the next message.
    pub(super) async fn refresh(&mut self) -> bool {
        if !self.wire.alive() {
            return false;
        }
        if self.soiled || self.rested.elapsed() > FRESH {
            self.soiled = false;
            return matches!(self.ask("RSET\r\n").await, Ok(250)) && self.wire.silent();
        }
        true
    }

    /// Says good-bye, as far as the server still listens.
    pub(super) async fn quit(mut self) {
        if self.wire.write(b"QUIT\r\n", FAREWELL).await.is_ok() {
            // Whatever it answers, we are gone.
            let _ = self.wire.reply(FAREWELL).await;
        }
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Why>>) -> Result<T, Why> {
    timeout(limit, work).await.unwrap_or(Err(Why::Timeout))
}

/// From the open socket to the answer to EHLO that counts.
async fn greet(tcp: TcpStream, relay: &Relay, handshake: Option<&Handshake>) -> Result<(Wire, Offers), Why> {
    let mut wire = match (relay.tls, handshake) {
        (Tls::Implicit, Some(handshake)) => {
            Wire::new(within(relay.timeouts.connect, handshake.over(tcp)).await?)
        }
        (Tls::StartTls, Some(_)) => Wire::new(tcp),
        _ => {
            let peer = tcp.peer_addr().map_err(|_| Why::Unreachable)?;
            if !peer.ip().to_canonical().is_loopback() {
                return Err(Why::PlainText);
            }
            Wire::new(tcp)
        }
    };
    welcome(&mut wire, relay).await?;
    let mut offers = introduce(&mut wire, relay).await?;
    if let (Tls::StartTls, Some(handshake)) = (relay.tls, handshake) {
        wire = start_tls(wire, offers, relay, handshake).await?;
        offers = introduce(&mut wire, relay).await?;
    }
    Ok((wire, offers))
}

async fn welcome(wire: &mut Wire, relay: &Relay) -> Result<(), Why> {
    match wire.reply(relay.timeouts.command).await?.class().code {
        220 if wire.silent() => Ok(()),
        _ => Err(Why::TurnedAway),
    }
}

async fn introduce(wire: &mut Wire, relay: &Relay) -> Result<Offers, Why> {
    let limit = relay.timeouts.command;
    wire.write(format!("EHLO {}\r\n", relay.helo).as_bytes(), limit).await?;
    let answer = wire.answer(limit).await?;
    match answer.code {
        250 => Ok(Offers::read(&answer.text)),
        // Too old for EHLO (RFC 5321 §3.2).
        500..=504 => {
            wire.write(format!("HELO {}\r\n", relay.helo).as_bytes(), limit).await?;
            match wire.reply(limit).await?.class().code {
                250 => Ok(Offers::default()),
                _ => Err(Why::TurnedAway),
            }
        }
        _ => Err(Why::TurnedAway),
    }
}

/// STARTTLS. Whatever was offered or said before the handshake is forgotten: it was not protected.
async fn start_tls(
    mut wire: Wire,
    offers: Offers,
    relay: &Relay,
    handshake: &Handshake,
) -> Result<Wire, Why> {
    if !offers.start_tls {
        return Err(Why::Tls);
    }
    wire.write(b"STARTTLS\r\n", relay.timeouts.command).await?;
    // Bytes that came along with the 220 were put there by somebody in between (CVE-2011-0411).
    if wire.reply(relay.timeouts.command).await?.class().code != 220 || !wire.silent() {
        return Err(Why::Tls);
    }
    let secured = within(relay.timeouts.connect, handshake.over(wire.into_stream())).await?;
    Ok(Wire::new(secured))
}

impl Offers {
    fn read(text: &str) -> Offers {
        let mut lines = String::new();
        let mut rest = text.split('\n').peekable();
        while let Some(line) = rest.next() {
            lines.push_str(if rest.peek().is_some() { "250-" } else { "250 " });
            lines.push_str(line);
            lines.push_str("\r\n");
        }
        // An answer we cannot read is taken as offering nothing: every message can then still be sent.
        let Ok(ehlo) = EhloResponse::parse(&mut lines.as_bytes().iter()) else { return Offers::default() };
        Offers {
            pipelining: ehlo.has_capability(EXT_PIPELINING),
            eight_bit: ehlo.has_capability(EXT_8BIT_MIME),
            utf8: ehlo.has_capability(EXT_SMTP_UTF8),
            size: ehlo.has_capability(EXT_SIZE),
            largest: ehlo.size,
            start_tls: ehlo.has_capability(EXT_START_TLS),
            mechanisms: ehlo.auth(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_and_nonsense_offers_nothing() {
        let offers =
            Offers::read("mx.example hello\nPIPELINING\nSIZE 1000\nX-ODD thing\nAUTH LOGIN PLAIN\n8BITMIME");
        assert!(offers.pipelining && offers.eight_bit && offers.size && !offers.utf8);
        assert_eq!(offers.largest, 1000);
        assert_eq!(offers.mechanisms & (AUTH_PLAIN | AUTH_LOGIN), AUTH_PLAIN | AUTH_LOGIN);
        assert_eq!(Offers::read("mx.example"), Offers::default());
        assert_eq!(Offers::read(""), Offers::default());
    }
}
