//! Where requests come in.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

/// How many connections may wait to be taken; the system may allow fewer (`net.core.somaxconn`, 4,096 on Linux). With the usual 128 a few
/// hundred clients at once, and so everybody at a bad moment, find their connection reset.
const WAITING: u32 = 4_096;

/// Listens on an address, as [`TcpListener::bind`] does, with room for many at the door. Must be called inside a tokio runtime.
///
/// # Errors
/// If the address is taken or is none of this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A node that starts again takes its address back, though old connections to it still fade away.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}
