//! One SMTP session of the sink, seen from the server.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use smtp_proto::request::receiver::{DataReceiver, DummyDataReceiver, DummyLineReceiver, RequestReceiver};
use smtp_proto::{Error, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::{Act, Shared, Stage};

/// The largest message, in bytes.
const LARGEST: usize = 25 << 20;
/// A visitor who says nothing for so long is left.
const PATIENCE: Duration = Duration::from_secs(300);
/// The answer to EHLO.
const OFFERS: &str = "250-placet sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n\
    250-ENHANCEDSTATUSCODES\r\n250 SIZE 26214400\r\n";

struct Session {
    socket: TcpStream,
    shared: Arc<Shared>,
    replies: Vec<u8>,
    from: Option<String>,
    to: Option<String>,
}

/// What the next bytes are.
enum Mode {
    Commands,
    /// The rest of a line that is too long.
    Rest(DummyLineReceiver),
    Body(DataReceiver, Vec<u8>),
    /// A body that is too large: read to its end and forgotten.
    Excess(DummyDataReceiver),
}

/// The session is over.
struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Over {
        Over
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(socket: TcpStream, shared: Arc<Shared>, crowded: bool) {
    // A failure only costs speed.
    let _ = socket.set_nodelay(true);
    let mut session = Session { socket, shared, replies: Vec::new(), from: None, to: None };
    if crowded {
        session.say("421 4.3.2 Too many connections");
    } else {
        let _ended = session.run().await;
    }
    let _gone = session.flush().await;
}

impl Session {
    async fn run(&mut self) -> Result<(), Over> {
        if self.may(Stage::Greeting).await? {
            self.say("220 placet sink ESMTP");
        } else {
            return Err(Over);
        }
        let mut receiver = RequestReceiver::default();
        let mut mode = Mode::Commands;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            self.flush().await?;
            let count = timeout(PATIENCE, self.socket.read(&mut buffer)).await.map_err(|_| Over)??;
            if count == 0 {
                return Ok(());
            }
            let mut bytes = buffer[..count].iter();
            while bytes.len() > 0 {
                mode = match mode {
                    Mode::Commands => self.command(&mut receiver, &mut bytes).await?,
                    Mode::Rest(receiver) => self.rest(receiver, &mut bytes),
                    Mode::Body(receiver, body) => self.body(receiver, body, &mut bytes).await?,
                    Mode::Excess(receiver) => self.excess(receiver, &mut bytes),
                };
            }
        }
    }

    async fn command(
        &mut self,
        receiver: &mut RequestReceiver,
        bytes: &mut std::slice::Iter<'_, u8>,
    ) -> Result<Mode, Over> {
        let request = match receiver.ingest(bytes) {
            Ok(request) => request,
            Err(Error::NeedsMoreData { .. }) => return Ok(Mode::Commands),
            Err(Error::UnknownCommand) => return Ok(self.say("500 5.5.1 Unknown command")),
            Err(Error::ResponseTooLong) => return Ok(Mode::Rest(DummyLineReceiver::default())),
            Err(_) => return Ok(self.say("501 5.5.4 Syntax error")),
        };
        Ok(match request {
            Request::Ehlo { .. } => {
                self.reset();
                self.replies.extend_from_slice(OFFERS.as_bytes());
                Mode::Commands
            }
            Request::Helo { .. } => {
                self.reset();
                self.say("250 placet sink")
            }
            Request::Mail { from } => self.mail(&from.address).await?,
            Request::Rcpt { to } => self.rcpt(&to.address).await?,
            Request::Data => self.data().await?,
            Request::Rset => {
                self.reset();
                self.say("250 2.0.0 Forgotten")
            }
            Request::Noop { .. } => self.say("250 2.0.0 OK"),
            Request::Vrfy { .. } => self.say("252 2.1.5 Try to deliver"),
            Request::Quit => {
                self.say("221 2.0.0 Bye");
                return Err(Over);
            }
            _ => self.say("502 5.5.1 Not implemented"),
        })
    }

    fn rest(&mut self, mut receiver: DummyLineReceiver, bytes: &mut std::slice::Iter<'_, u8>) -> Mode {
        match receiver.ingest(bytes) {
            true => self.say("500 5.5.6 Line too long"),
            false => Mode::Rest(receiver),
        }
    }

    async fn mail(&mut self, from: &str) -> Result<Mode, Over> {
        if self.from.is_some() {
            return Ok(self.say("503 5.5.1 One sender is enough"));
        }
        if self.may(Stage::Sender(from)).await? {
            self.from = Some(from.to_owned());
            self.say("250 2.1.0 OK");
        }
        Ok(Mode::Commands)
    }

    async fn rcpt(&mut self, to: &str) -> Result<Mode, Over> {
        if self.from.is_none() {
            return Ok(self.say("503 5.5.1 MAIL first"));
        }
        if self.to.is_some() {
            return Ok(self.say("452 4.5.3 One recipient per message"));
        }
        if self.may(Stage::Recipient(to)).await? {
            self.to = Some(to.to_owned());
            self.say("250 2.1.5 OK");
        }
        Ok(Mode::Commands)
    }

    async fn data(&mut self) -> Result<Mode, Over> {
        let Some(to) = self.to.clone() else { return Ok(self.say("503 5.5.1 RCPT first")) };
        if !self.may(Stage::Data(&to)).await? {
            return Ok(Mode::Commands);
        }
        self.say("354 Go on, end with a dot");
        let mut receiver = DataReceiver::new();
        let mut body = Vec::new();
        // The line before the body ended in CRLF: a dot at the very start counts as at a line's start.
        receiver.ingest(&mut b"\r\n".iter(), &mut body);
        Ok(Mode::Body(receiver, body))
    }

    async fn body(
        &mut self,
        mut receiver: DataReceiver,
        mut body: Vec<u8>,
        bytes: &mut std::slice::Iter<'_, u8>,
    ) -> Result<Mode, Over> {
        if receiver.ingest(bytes, &mut body) {
            self.message(body).await?;
            self.reset();
            return Ok(Mode::Commands);
        }
        if body.len() > LARGEST {
            return Ok(Mode::Excess(DummyDataReceiver::new_data(&receiver)));
        }
        Ok(Mode::Body(receiver, body))
    }

    fn excess(&mut self, mut receiver: DummyDataReceiver, bytes: &mut std::slice::Iter<'_, u8>) -> Mode {
        if !receiver.ingest(bytes) {
            return Mode::Excess(receiver);
        }
        self.reset();
        self.say("552 5.3.4 Message too large")
    }

    /// The message is whole: keep it, then say so.
    async fn message(&mut self, body: Vec<u8>) -> Result<(), Over> {
        let raw = Bytes::from(body).slice(2..);
        let (from, to) = (self.from.take().unwrap_or_default(), self.to.take().unwrap_or_default());
        let message = self.shared.receive(&from, &to, raw);
        let act = self.shared.settings.behaviour.at(Stage::Message(&message));
        let close = act == Act::KeepAndClose;
        if !close && !self.act(act).await? {
            return Ok(());
        }
        let id = message.id;
        let kept = self.shared.keep(message).await;
        if close {
            self.replies.clear();
            return Err(Over);
        }
        match kept {
            Ok(()) => self.say(&format!("250 2.0.0 Kept as {id}")),
            Err(_) => self.say("452 4.3.1 Cannot write"),
        };
        Ok(())
    }

    /// Asks the behaviour and obeys; whether the usual follows.
    async fn may(&mut self, stage: Stage<'_>) -> Result<bool, Over> {
        let act = self.shared.settings.behaviour.at(stage);
        self.act(act).await
    }

    async fn act(&mut self, act: Act) -> Result<bool, Over> {
        match act {
            Act::Proceed => Ok(true),
            Act::Slowly(pause) => {
                self.flush().await?;
                sleep(pause).await;
                Ok(true)
            }
            Act::Say(line) => {
                self.say(&line);
                if line.starts_with("421") { Err(Over) } else { Ok(false) }
            }
            Act::Close | Act::KeepAndClose => {
                self.replies.clear();
                Err(Over)
            }
            Act::Hang => {
                self.flush().await?;
                std::future::pending().await
            }
        }
    }

    fn say(&mut self, line: &str) -> Mode {
        self.replies.extend_from_slice(line.as_bytes());
        self.replies.extend_from_slice(b"\r\n");
        Mode::Commands
    }

    fn reset(&mut self) {
        (self.from, self.to) = (None, None);
    }

    async fn flush(&mut self) -> io::Result<()> {
        if !self.replies.is_empty() {
            self.socket.write_all(&self.replies).await?;
            self.replies.clear();
        }
        Ok(())
    }
}
