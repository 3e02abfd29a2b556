//! A router behind a real socket, and requests to it: for tests of routes.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Response;
use placet_core::TenantId;
use placet_store::tenants::TenantRecord;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// A running server on a free port of this machine; it ends when dropped.
#[derive(Debug)]
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Served {
    /// Serves the router, with the peer's address known to it.
    ///
    /// # Panics
    /// If there is no free port: a test without its server has failed.
    #[expect(clippy::expect_used, reason = "a test without its server has failed")]
    pub async fn start(router: Router) -> Served {
        let listener = crate::listen(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
        let address = listener.local_addr().expect("the port's number");
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, service).await;
        });
        Served { address, task }
    }

    /// Sends a request on a connection of its own. `Host` is `test.example` unless among the headers.
    ///
    /// # Panics
    /// If no HTTP answer comes.
    #[expect(clippy::expect_used, reason = "a test without an answer has failed")]
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response<Body> {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += "host: test.example\r\n";
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let mut socket = TcpStream::connect(self.address).await.expect("the server listens");
        socket.write_all(format!("{head}\r\n").as_bytes()).await.expect("the server reads");
        // A server may answer and close before it has read a body it does not want.
        let _ = socket.write_all(body).await;
        let mut bytes = Vec::new();
        let read = socket.read_to_end(&mut bytes).await;
        answer(&bytes).ok_or((read, bytes.len())).expect("an HTTP answer")
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Response<Body> {
        self.send("GET", path, &[], b"").await
    }

    /// POST with a content type.
    pub async fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Response<Body> {
        self.send("POST", path, &[("content-type", content_type)], body).await
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(bytes: &[u8]) -> Option<Response<Body>> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let mut lines = head.split("\r\n");
    let mut answer = Response::builder().status(lines.next()?.split(' ').nth(1)?);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        answer = answer.header(name, value.trim());
    }
    answer.body(Body::from(bytes.get(end + 4..)?.to_vec())).ok()
}

/// The body of an answer, as text.
///
/// # Panics
/// If it breaks off.
#[expect(clippy::expect_used, reason = "a test's answer is whole")]
pub async fn body_of(answer: axum::response::Response) -> String {
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("the whole body");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A tenant of this name, in Romania, with all that a page shows.
pub fn tenant(name: &str) -> TenantRecord {
    TenantRecord {
        id: TenantId(1),
        language: "ro".to_owned(),
        sender_address: "Strada Exemplului 1, 010101 București, România".to_owned(),
        from_address: "news@shop.example".to_owned(),
        public_url: "http://news.shop.example".to_owned(),
        ..placet_store::testing::tenant(name)
    }
}

/// Heads of pictures, as small as they can be and still be told; what they show is nothing.
pub mod picture {
    /// A PNG; one that `moves` has more than one frame (APNG).
    pub fn png(width: u32, height: u32, moves: bool) -> Vec<u8> {
        let chunk = |name: &[u8; 4], data: &[u8]| {
            [&(data.len() as u32).to_be_bytes()[..], name, data, &[0; 4]].concat()
        };
        let size = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        let moving = if moves { chunk(b"acTL", &[0; 8]) } else { Vec::new() };
        [
            &b"\x89PNG\r\n\x1a\n"[..],
            &chunk(b"IHDR", &size),
            &moving,
            &chunk(b"IDAT", b""),
            &chunk(b"IEND", b""),
        ]
        .concat()
    }

    /// A GIF of so many frames.
    pub fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
        let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
        // Two colours; then frames without colours of their own, with one block of data each.
        let head = [&b"GIF89a"[..], &size, &[0x80, 0, 0], &[0; 6]].concat();
        let frame = [&[0x2c, 0, 0, 0, 0][..], &size, &[0, 2, 1, 0, 0]].concat();
        [head, frame.repeat(frames), vec![0x3b]].concat()
    }

    /// A JPEG.
    pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let frame =
            [&[0xff, 0xc0, 0, 11, 8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]];
        [&[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0][..], &frame.concat(), &[0xff, 0xd9]].concat()
    }

    /// A WebP whose first chunk is of this kind: `VP8 `, `VP8L` or `VP8X`.
    pub fn webp(kind: &[u8; 4], width: u32, height: u32) -> Vec<u8> {
        let (w, h) = (width.to_le_bytes(), height.to_le_bytes());
        let (less, lower) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
        let data = match kind {
            b"VP8 " => [&[0, 0, 0, 0x9d, 0x01, 0x2a][..], &w[..2], &h[..2]].concat(),
            b"VP8L" => [&[0x2f][..], &((width - 1) | (height - 1) << 14).to_le_bytes()].concat(),
            _ => [&[0, 0, 0, 0][..], &less[..3], &lower[..3]].concat(),
        };
        [&b"RIFF\0\0\0\0WEBP"[..], kind, &(data.len() as u32).to_le_bytes(), &data].concat()
    }
}
