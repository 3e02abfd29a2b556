//! What the head of a picture's file says: of which kind it is and how large. Nothing is decoded, so a small file that would fill the memory
//! when it is does no harm here.

/// The kinds of pictures that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG (W3C, third edition).
    Png,
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// GIF (89a).
    Gif,
    /// WebP (RFC 9649).
    Webp,
}

impl Kind {
    /// How its files are called.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Png => "png",
            Kind::Jpeg => "jpg",
            Kind::Gif => "gif",
            Kind::Webp => "webp",
        }
    }

    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Gif => "image/gif",
            Kind::Webp => "image/webp",
        }
    }

    /// The kind that a file of this name has.
    pub fn of_name(name: &str) -> Option<Kind> {
        let (_, ending) = name.rsplit_once('.')?;
        [Kind::Png, Kind::Jpeg, Kind::Gif, Kind::Webp].into_iter().find(|kind| kind.ending() == ending)
    }
}

/// What a head says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The kind, by the first bytes alone: what a file is called or said to be counts for nothing.
    pub kind: Kind,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether it moves.
    pub moves: bool,
}

/// Reads the head of a picture; `None` for what is none of these kinds, or broken off.
pub fn head(bytes: &[u8]) -> Option<Head> {
    let read = png(bytes).or_else(|| gif(bytes)).or_else(|| webp(bytes)).or_else(|| jpeg(bytes))?;
    (read.width > 0 && read.height > 0 && is_whole(read.kind, bytes)).then_some(read)
}

/// Whether a file ends as one of its kind does: a part of one would be shown as nothing, in place of a name.
fn is_whole(kind: Kind, bytes: &[u8]) -> bool {
    match kind {
        // The name of the last piece, and its sum.
        Kind::Png => bytes.len().checked_sub(8).and_then(|at| bytes.get(at..at + 4)) == Some(b"IEND"),
        Kind::Jpeg => bytes.trim_ascii_end().ends_with(b"\xff\xd9"),
        // Reading its head went through all of it.
        Kind::Gif => true,
        Kind::Webp => bytes
            .get(4..8)
            .and_then(|size| size.try_into().ok())
            .map(u32::from_le_bytes)
            .is_some_and(|size| size as usize + 8 <= bytes.len()),
    }
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

fn small(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(|pair| u32::from(u16::from_le_bytes(pair)))
}

fn png(bytes: &[u8]) -> Option<Head> {
    let chunks = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    if chunks.get(4..8)? != b"IHDR" || big(chunks, 0)? != 13 {
        return None;
    }
    let (width, height) = (big(chunks, 8)?, big(chunks, 12)?);
    // Length, name, data, sum: whatever moves says so before the first data.
    let (mut at, mut moves) = (0, false);
    loop {
        match chunks.get(at + 4..at + 8)? {
            b"acTL" => moves = true,
            b"IDAT" => return Some(Head { kind: Kind::Png, width, height, moves }),
            _ => {}
        }
        at = at.checked_add(12)?.checked_add(usize::try_from(big(chunks, at)?).ok()?)?;
        if at > chunks.len() {
            return None;
        }
    }
}

fn gif(bytes: &[u8]) -> Option<Head> {
    if !bytes.starts_with(b"GIF87a") && !bytes.starts_with(b"GIF89a") {
        return None;
    }
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3usize << ((flags & 7) + 1) };
    let (width, height) = (small(bytes, 6)?, small(bytes, 8)?);
    let (mut at, mut pictures) = (13 + table(*bytes.get(10)?), 0);
    loop {
        at = match *bytes.get(at)? {
            // A picture: its place and size, its colours, the size of a code, its data.
            0x2c => {
                pictures += 1;
                blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?
            }
            0x21 => blocks(bytes, at + 2)?,
            0x3b => break,
            _ => return None,
        };
    }
    (pictures > 0).then_some(Head { kind: Kind::Gif, width, height, moves: pictures > 1 })
}

/// Where the blocks end that begin here: each says how long it is, the last is empty.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

fn webp(bytes: &[u8]) -> Option<Head> {
    let chunk = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let data = chunk.get(8..)?;
    let three = |at: usize| Some(u32::from(*data.get(at)?) | small(data, at + 1)? << 8);
    let (width, height, moves) = match chunk.get(..4)? {
        b"VP8 " if data.get(3..6)? == [0x9d, 0x01, 0x2a] => {
            (small(data, 6)? & 0x3fff, small(data, 8)? & 0x3fff, false)
        }
        b"VP8L" if *data.first()? == 0x2f => {
            let bits = small(data, 1)? | small(data, 3)? << 16;
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, false)
        }
        b"VP8X" => (three(4)? + 1, three(7)? + 1, data.first()? & 0x02 != 0),
        _ => return None,
    };
    Some(Head { kind: Kind::Webp, width, height, moves })
}

fn jpeg(bytes: &[u8]) -> Option<Head> {
    bytes.strip_prefix(b"\xff\xd8\xff")?;
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        let word = |at: usize| {
            bytes.get(at..at + 2)?.try_into().ok().map(|pair| u32::from(u16::from_be_bytes(pair)))
        };
        match marker {
            // Filled up.
            0xff => at += 1,
            // The frame: all of C0 to CF but the tables of Huffman codes, arithmetic coding, and an extension.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (word(at + 5)?, word(at + 7)?);
                return Some(Head { kind: Kind::Jpeg, width, height, moves: false });
            }
            // The data begin, or it ends, and there was no frame.
            0xd8..=0xda => return None,
            _ => at += 2 + usize::try_from(word(at + 2)?).ok()?.max(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::picture::{gif, jpeg, png, webp};

    fn seen(bytes: &[u8]) -> Option<(Kind, u32, u32, bool)> {
        head(bytes).map(|head| (head.kind, head.width, head.height, head.moves))
    }

    #[test]
    fn each_kind_says_how_large_it_is() {
        assert_eq!(seen(&png(320, 90, false)), Some((Kind::Png, 320, 90, false)));
        assert_eq!(seen(&png(320, 90, true)), Some((Kind::Png, 320, 90, true)));
        assert_eq!(seen(&gif(7, 9, 1)), Some((Kind::Gif, 7, 9, false)));
        assert_eq!(seen(&gif(7, 9, 2)), Some((Kind::Gif, 7, 9, true)));
        assert_eq!(seen(&jpeg(640, 480)), Some((Kind::Jpeg, 640, 480, false)));
        for kind in [b"VP8 ", b"VP8L", b"VP8X"] {
            assert_eq!(seen(&webp(kind, 300, 200)), Some((Kind::Webp, 300, 200, false)), "{kind:?}");
        }
    }

    #[test]
    fn what_is_broken_off_or_something_else_is_no_picture_and_nothing_breaks() {
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        for other in [
            &b""[..],
            svg,
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"RIFF\0\0\0\0WEBPVP8 ",
            b"\xff\xd8\xff\xd9",
            b"BM",
        ] {
            assert_eq!(seen(other), None, "{other:?}");
        }
        let all = [png(320, 90, true), gif(7, 9, 2), jpeg(640, 480), webp(b"VP8X", 300, 200)];
        for picture in &all {
            for end in 0..picture.len() {
                let _ = head(&picture[..end]);
            }
            // Each byte as high as it can be: lengths that lead nowhere.
            for at in 0..picture.len() {
                let mut changed = picture.clone();
                changed[at] = 0xff;
                let _ = head(&changed);
            }
        }
        assert_eq!(seen(&png(0, 90, false)), None);
        for whole in [png(320, 90, false), jpeg(640, 480), gif(7, 9, 1)] {
            assert_eq!(seen(&whole[..whole.len() - 1]), None, "a part of a picture is none");
        }
    }
}
