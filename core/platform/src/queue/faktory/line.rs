//! The line to Faktory. The library takes any stream, and writes a last word when a client is dropped,
//! whether the line still stands or not, and would break off if that failed. So a line takes every word: what
//! can't be sent is noted, and told to whoever reads the answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_trait::async_trait;
use faktory::Reconnect;
use faktory::rustls::TlsStream;
use futures::ready;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, BufStream, ReadBuf};
use tokio::net::TcpStream;

use super::FaktoryAddress;

/// What bytes go through.
trait Wire: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Wire for T {}

/// A line that stands or is broken.
pub(super) struct Line {
    address: FaktoryAddress,
    wire: BufStream<Box<dyn Wire>>,
    /// Writing failed, in this way.
    broken: Option<io::ErrorKind>,
}

impl Line {
    pub(super) async fn open(address: &FaktoryAddress) -> io::Result<Self> {
        let wire = connect(address).await?;
        Ok(Self { address: address.clone(), wire: BufStream::new(wire), broken: None })
    }

    fn note(&mut self, error: &io::Error) {
        self.broken.get_or_insert(error.kind());
    }

    fn standing(&self) -> io::Result<()> {
        self.broken.map_or(Ok(()), |kind| Err(kind.into()))
    }
}

async fn connect(address: &FaktoryAddress) -> io::Result<Box<dyn Wire>> {
    if !address.encrypted {
        let wire = TcpStream::connect((address.host.as_str(), address.port)).await?;
        // Words are short, and somebody waits for each.
        wire.set_nodelay(true)?;
        return Ok(Box::new(wire));
    }
    let host = if address.host.contains(':') { format!("[{}]", address.host) } else { address.host.clone() };
    let url = format!("tcp+tls://{host}:{}", address.port);
    let wire = TlsStream::connect_with_native_certs_to(&url).await.map_err(io::Error::other)?;
    Ok(Box::new(wire))
}

#[async_trait]
impl Reconnect for Line {
    async fn reconnect(&mut self) -> io::Result<Box<dyn faktory::Connection>> {
        Ok(Box::new(Self::open(&self.address).await?))
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.standing()?;
        Pin::new(&mut self.wire).poll_read(cx, buf)
    }
}

impl AsyncBufRead for Line {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        self.standing()?;
        Pin::new(&mut self.get_mut().wire).poll_fill_buf(cx)
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        Pin::new(&mut self.wire).consume(amount);
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.broken.is_none() {
            match ready!(Pin::new(&mut self.wire).poll_write(cx, bytes)) {
                Ok(written) => return Poll::Ready(Ok(written)),
                Err(error) => self.note(&error),
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.broken.is_none()
            && let Err(error) = ready!(Pin::new(&mut self.wire).poll_flush(cx))
        {
            self.note(&error);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
