//! A way to a server that a test can block, for servers that a test can't take down alone.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::port::Port;

/// Where the way leads.
#[derive(Debug, Clone)]
pub enum Target {
    /// A port on this machine.
    Port(u16),
    /// A Unix socket.
    Socket(PathBuf),
}

/// A port that leads to a server while the way is open. Blocked, it breaks what goes through it and takes
/// nothing new, as a server that is down.
#[derive(Debug)]
pub struct Proxy {
    port: Port,
    target: Target,
    /// Those who listen and carry; none while it is blocked.
    carrying: Arc<Mutex<JoinSet<()>>>,
}

impl Proxy {
    /// An open way.
    ///
    /// # Panics
    /// When the port can't be listened on.
    pub async fn to(target: Target) -> Self {
        let proxy = Self { port: Port::claim(), target, carrying: Arc::default() };
        proxy.open().await;
        proxy
    }

    /// The port to connect to; the same for ever.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// Breaks every connection, and refuses new ones.
    pub async fn block(&self) {
        self.carrying.lock().await.shutdown().await;
        self.port.falls_silent().await;
    }

    /// Opens the way again.
    ///
    /// # Panics
    /// When the port can't be listened on.
    pub async fn open(&self) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port())).await;
        let listener = listener.expect("the port is ours");
        let target = self.target.clone();
        self.carrying.lock().await.spawn(async move {
            let mut carried = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                carried.spawn(carry(stream, target.clone()));
            }
        });
    }
}

async fn carry(mut near: TcpStream, target: Target) {
    let _nodelay = near.set_nodelay(true);
    match target {
        Target::Port(port) => {
            if let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
                let _nodelay = far.set_nodelay(true);
                both_ways(&mut near, far).await;
            }
        }
        Target::Socket(path) => {
            if let Ok(far) = UnixStream::connect(path).await {
                both_ways(&mut near, far).await;
            }
        }
    }
}

async fn both_ways(near: &mut TcpStream, mut far: impl AsyncRead + AsyncWrite + Unpin) {
    let _either_hung_up = copy_bidirectional(near, &mut far).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn echo() -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ended = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        port
    }

    #[tokio::test]
    async fn a_blocked_way_breaks_and_refuses_and_opens_again() {
        let proxy = Proxy::to(Target::Port(echo().await)).await;
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.unwrap();
        let mut answer = [0; 4];
        stream.write_all(b"ping").await.unwrap();
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"ping");
        proxy.block().await;
        assert!(stream.read_exact(&mut answer).await.is_err());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.is_err());
        proxy.open().await;
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.unwrap();
        stream.write_all(b"pong").await.unwrap();
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"pong");
    }
}
