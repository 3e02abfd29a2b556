//! The message as it goes over the wire.

/// The body with CRLF at every line's end, dots at a line's start doubled (RFC 5321 §4.5.2), and the final dot.
///
/// A bare CR or LF becomes CRLF: what two servers may read differently is how a second message is smuggled in.
pub(super) fn framed(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + body.len() / 32 + 8);
    let mut rest = body;
    while !rest.is_empty() {
        let end = rest.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(rest.len());
        let (line, tail) = rest.split_at(end);
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
        rest = tail.strip_prefix(b"\r\n").or_else(|| tail.get(1..)).unwrap_or_default();
    }
    out.extend_from_slice(b".\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use smtp_proto::request::receiver::DataReceiver;

    #[test]
    fn dots_are_doubled_and_line_ends_made_whole() {
        assert_eq!(framed(b".\r\n..a\r\nb.c\r\n"), b"..\r\n...a\r\nb.c\r\n.\r\n");
        assert_eq!(framed(b"a\nb\rc"), b"a\r\nb\r\nc\r\n.\r\n");
        assert_eq!(framed(b"x\n.\nMAIL FROM:<y>"), b"x\r\n..\r\nMAIL FROM:<y>\r\n.\r\n");
        assert_eq!(framed(b"a\r\n\r\n"), b"a\r\n\r\n.\r\n");
        assert_eq!(framed(b""), b".\r\n");
    }

    proptest! {
        #[test]
        fn a_receiver_reads_exactly_one_message_whatever_the_body(
            body in proptest::collection::vec(prop::sample::select(b"\r\n.aM".to_vec()), 0..60)
        ) {
            let wire = framed(&body);
            let mut received = Vec::new();
            let mut receiver = DataReceiver::new();
            receiver.ingest(&mut b"\r\n".iter(), &mut received);
            let mut bytes = wire.iter();
            prop_assert!(receiver.ingest(&mut bytes, &mut received));
            prop_assert_eq!(bytes.len(), 0);
            let lines = |b: &[u8]| {
                let text = String::from_utf8_lossy(b).replace("\r\n", "\n").replace('\r', "\n");
                text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)
            };
            prop_assert_eq!(lines(&received[2..]), lines(&body));
        }
    }
}
