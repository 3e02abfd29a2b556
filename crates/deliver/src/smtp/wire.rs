//! Bytes to and from the server: writing that counts, replies that are bounded.

use std::io;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::{Reply, Why};

/// The longest reply that is listened to, in bytes, all its lines together.
const LONGEST_REPLY: usize = 256 * 1024;
/// As much of one line is kept; the rest of it is passed over.
const LINE_KEPT: usize = 1000;
/// As much of one reply's text is kept.
const TEXT_KEPT: usize = 16 * 1024;

/// A stream to the server, with or without TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A stream and what was read from it and not yet used.
pub(super) struct Wire {
    inbox: Vec<u8>,
    stream: Box<dyn Stream>,
}

/// A reply with all its text: EHLO's is read further.
pub(super) struct Answer {
    pub(super) code: u16,
    /// The lines without their codes, parted by `\n`.
    pub(super) text: String,
}

impl Wire {
    pub(super) fn new(stream: impl Stream + 'static) -> Wire {
        Wire { inbox: Vec::new(), stream: Box::new(stream) }
    }

    /// The stream alone, to put TLS upon it.
    pub(super) fn into_stream(self) -> Box<dyn Stream> {
        self.stream
    }

    /// Writes and flushes all of it within the time.
    pub(super) async fn write(&mut self, bytes: &[u8], within: Duration) -> Result<(), Why> {
        self.write_counted(bytes, within, &mut 0).await
    }

    /// The same; `taken` tells how many bytes the stream took, also when it fails.
    ///
    /// A byte that was not taken cannot have reached the server: a plain stream takes what the kernel takes, and TLS
    /// reports an error for the bytes of the very call whose record could not be written whole.
    pub(super) async fn write_counted(
        &mut self,
        bytes: &[u8],
        within: Duration,
        taken: &mut usize,
    ) -> Result<(), Why> {
        let stream = &mut self.stream;
        let all = async {
            while *taken < bytes.len() {
                match stream.write(&bytes[*taken..]).await? {
                    0 => return Err(io::ErrorKind::WriteZero.into()),
                    count => *taken += count,
                }
            }
            stream.flush().await
        };
        match timeout(within, all).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Why::Lost),
            Err(_) => Err(Why::Timeout),
        }
    }

    /// One whole reply within the time.
    pub(super) async fn reply(&mut self, within: Duration) -> Result<Reply, Why> {
        let answer = self.answer(within).await?;
        Ok(Reply::new(answer.code, &answer.text))
    }

    /// One whole reply with all its text, within the time, however slowly its bytes drop in.
    pub(super) async fn answer(&mut self, within: Duration) -> Result<Answer, Why> {
        timeout(within, self.read_answer()).await.unwrap_or(Err(Why::Timeout))
    }

    async fn read_answer(&mut self) -> Result<Answer, Why> {
        let mut answer = Answer { code: 0, text: String::new() };
        let mut heard = 0;
        loop {
            let line = self.line(&mut heard).await?;
            let (code, last, text) = parse(&line).ok_or(Why::Garbled)?;
            if answer.code != 0 && answer.code != code {
                return Err(Why::Garbled);
            }
            if answer.code != 0 {
                answer.text.push('\n');
            }
            answer.code = code;
            if answer.text.len() < TEXT_KEPT {
                answer.text.push_str(&text);
            }
            if last {
                return Ok(answer);
            }
        }
    }

    /// The next line without its end, cut to what is kept.
    async fn line(&mut self, heard: &mut usize) -> Result<Vec<u8>, Why> {
        let mut line = Vec::new();
        loop {
            let end = self.inbox.iter().position(|b| *b == b'\n');
            let count = end.map_or(self.inbox.len(), |at| at + 1);
            *heard += count;
            let room = LINE_KEPT.saturating_sub(line.len());
            line.extend(self.inbox.drain(..count).take(room));
            if end.is_some() {
                let text = line.trim_ascii_end().len();
                line.truncate(text);
                return Ok(line);
            }
            if *heard > LONGEST_REPLY {
                return Err(Why::Garbled);
            }
            match self.stream.read_buf(&mut self.inbox).await {
                Ok(0) | Err(_) => return Err(Why::Lost),
                Ok(_) => {}
            }
        }
    }

    /// Whether nothing was said that nobody asked for. Bytes left over would be taken for the next reply.
    pub(super) fn silent(&self) -> bool {
        self.inbox.is_empty()
    }

    /// Whether the server is still there and silent, as far as one look without waiting can tell.
    pub(super) fn alive(&mut self) -> bool {
        self.silent() && self.stream.read_buf(&mut self.inbox).now_or_never().is_none()
    }
}

/// Code, whether it is the last line, and the text. A line of the code alone is a last line (RFC 5321 §4.2).
fn parse(line: &[u8]) -> Option<(u16, bool, String)> {
    let (digits, rest) = line.split_at_checked(3)?;
    let [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'] = digits else { return None };
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let (last, text) = match rest.split_first() {
        None => (true, rest),
        Some((b' ', text)) => (true, text),
        Some((b'-', text)) => (false, text),
        Some(_) => return None,
    };
    Some((code, last, String::from_utf8_lossy(text).into_owned()))
}
