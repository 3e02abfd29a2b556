//! From a file as it came to text: gzip unpacked within bounds, any encoding made UTF-8, lines counted, nothing endless.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1252};
use flate2::read::MultiGzDecoder;

/// How large a feed may be, unpacked.
pub(crate) const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// How much one piece of a feed (a row, an element) may take up.
const MAX_PIECE: usize = 1024 * 1024;
/// How much is read at once.
const BUFFER: usize = 64 * 1024;
/// Where a declaration of the encoding must end.
const HEAD: usize = 1024;
/// A file that was packed twice (a `.gz` that the server packs once more) is unpacked twice.
const LAYERS: usize = 2;

/// Why a feed cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSource {
    /// More than [`MAX_UNPACKED`].
    #[error("is larger than 256 MB unpacked")]
    TooLarge,
    /// The disk failed.
    #[error("cannot be read from the disk")]
    Disk,
}

/// The text of a feed, as UTF-8.
pub(crate) struct Text {
    inner: BufReader<Decoded>,
    /// What the present piece may still take up.
    left: usize,
    /// The line that is being read, from 1.
    line: u32,
    /// How many bytes were taken.
    taken: u64,
    ends_in_newline: bool,
}

impl Text {
    /// Opens a file. Everything is looked through once before: that it is not too large, and how it is encoded.
    pub(crate) fn open(mut file: File) -> Result<Text, BadSource> {
        let layers = packed(&mut file)?;
        let (head, utf8) = look_through(unpacked(&file, layers)?)?;
        let encoding = encoding(&head, utf8);
        let decoded = Decoded {
            inner: BufReader::with_capacity(BUFFER, unpacked(&file, layers)?),
            decoder: encoding.new_decoder_with_bom_removal(),
            ended: false,
        };
        let inner = BufReader::with_capacity(BUFFER, decoded);
        Ok(Text { inner, left: MAX_PIECE, line: 1, taken: 0, ends_in_newline: true })
    }

    /// A new piece begins.
    pub(crate) fn next_piece(&mut self) {
        self.left = MAX_PIECE;
    }

    /// The present piece is too large.
    pub(crate) fn is_too_large(&self) -> bool {
        self.left == 0
    }

    /// The line that is being read, from 1.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// Whether the text ends after so many bytes, and not in a line break.
    pub(crate) fn breaks_off_at(&mut self, taken: u64) -> bool {
        let ended = self.inner.fill_buf().is_ok_and(<[u8]>::is_empty);
        ended && taken == self.taken && !self.ends_in_newline
    }

    /// The first bytes that are no blanks; nothing is taken from the text.
    pub(crate) fn peek(&mut self) -> &[u8] {
        let bytes = self.inner.fill_buf().unwrap_or_default();
        bytes.trim_ascii_start()
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("a piece is too large"));
        }
        let bytes = self.inner.fill_buf()?;
        Ok(&bytes[..bytes.len().min(self.left)])
    }

    fn consume(&mut self, amount: usize) {
        let taken = &self.inner.buffer()[..amount];
        let lines = taken.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        if let Some(last) = taken.last() {
            self.ends_in_newline = *last == b'\n';
        }
        self.left -= amount;
        self.taken += amount as u64;
        self.inner.consume(amount);
    }
}

impl Read for Text {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

/// Bytes in some encoding, made UTF-8; what is none of its characters becomes U+FFFD.
struct Decoded {
    inner: BufReader<Box<dyn Read + Send>>,
    decoder: Decoder,
    ended: bool,
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, out, last);
            self.inner.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 || result == CoderResult::OutputFull {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// How often the file is packed.
fn packed(file: &mut File) -> Result<usize, BadSource> {
    for layers in 0..LAYERS {
        let mut magic = [0; 2];
        if unpacked(file, layers)?.read_exact(&mut magic).is_err() || magic != [0x1f, 0x8b] {
            return Ok(layers);
        }
    }
    Ok(LAYERS)
}

/// The file from its beginning.
fn unpacked(file: &File, layers: usize) -> Result<Box<dyn Read + Send>, BadSource> {
    let mut file = file.try_clone().map_err(|_| BadSource::Disk)?;
    file.seek(SeekFrom::Start(0)).map_err(|_| BadSource::Disk)?;
    let mut reader: Box<dyn Read + Send> = Box::new(BufReader::with_capacity(BUFFER, file));
    for _ in 0..layers {
        reader = Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(reader)));
    }
    Ok(reader)
}

/// The first bytes, and whether all of them are UTF-8. A file that breaks off is looked at as far as it goes.
fn look_through(mut reader: Box<dyn Read + Send>) -> Result<(Vec<u8>, bool), BadSource> {
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let (mut bytes, mut out) = (vec![0; BUFFER], String::with_capacity(BUFFER * 3));
    let (mut head, mut total, mut utf8) = (Vec::new(), 0_u64, true);
    loop {
        let read = match reader.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Ok(0) | Err(_) => return Ok((head, utf8)),
            Ok(read) => read,
        };
        total += read as u64;
        if total > MAX_UNPACKED {
            return Err(BadSource::TooLarge);
        }
        head.extend_from_slice(&bytes[..read.min(HEAD.saturating_sub(head.len()))]);
        out.clear();
        utf8 = utf8
            && matches!(
                decoder.decode_to_string_without_replacement(&bytes[..read], &mut out, false).0,
                DecoderResult::InputEmpty
            );
    }
}

/// UTF-8 if the bytes are that, whatever they declare; else what the mark at their beginning or their declaration says; else
/// Windows-1252, which is what spreadsheets write.
fn encoding(head: &[u8], utf8: bool) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(head) {
        return marked;
    }
    if utf8 {
        return UTF_8;
    }
    let declared = head.windows(9).position(|window| window == b"encoding=").and_then(|at| {
        let rest = head.get(at + 10..)?;
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
        Encoding::for_label(&rest[..end])
    });
    declared.filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252)
}
