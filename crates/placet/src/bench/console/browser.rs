//! As much of a browser as asks the console's API.

use std::net::SocketAddr;

use anyhow::Context;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::super::load::answer;
use super::super::server::ask;

/// Chooses a password by a one-time link; the session's cookie.
pub(super) async fn sign_in(address: SocketAddr, token: &str) -> anyhow::Result<String> {
    let body = format!(r#"{{"token":"{token}","password":"made-up for 1 bench"}}"#);
    let host = host(address);
    let request = format!(
        "POST /api/welcome HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let answer = ask(address, &request).await?;
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie =
        cookie.with_context(|| format!("no session: {}", answer.lines().next().unwrap_or_default()))?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

/// The console's own host, as the server under load is started.
fn host(address: SocketAddr) -> String {
    format!("admin.localhost:{}", address.port())
}

/// A connection that is signed in.
pub(super) struct Browser {
    stream: TcpStream,
    /// What every request says besides what it asks for.
    headers: String,
    buffer: Vec<u8>,
}

impl Browser {
    pub(super) async fn open(address: SocketAddr, cookie: String) -> anyhow::Result<Browser> {
        let stream = TcpStream::connect(address).await.context("connecting")?;
        stream.set_nodelay(true)?;
        let headers = format!("Host: {}\r\nCookie: {cookie}\r\n\r\n", host(address));
        Ok(Browser { stream, headers, buffer: vec![0; 65_536] })
    }

    /// Asks and reads the whole answer, which must be 200.
    pub(super) async fn get(&mut self, path: &str) -> anyhow::Result<()> {
        let request = format!("GET {path} HTTP/1.1\r\n{}", self.headers);
        self.stream.write_all(request.as_bytes()).await.context("asking")?;
        answer(&mut self.stream, &mut self.buffer).await.with_context(|| path.to_owned())
    }
}
