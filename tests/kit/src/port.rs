//! Ports that stay a test's own while its server is down.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use tokio::net::TcpStream;

/// Below what systems hand out for outgoing connections, or a stranger's connection could sit on the
/// port just when the server comes back.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;
/// A port is free within milliseconds after a kill; this is for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(5);

static NEXT: AtomicU16 = AtomicU16::new(0);

/// A port on this machine that no other test takes, in whatever process it runs.
#[derive(Debug)]
pub(crate) struct Port {
    number: u16,
    /// The claim: TCP doesn't mind it, no other test can bind it as well, and it ends with the process.
    _claim: UdpSocket,
}

impl Port {
    pub(crate) fn claim() -> Self {
        // Processes start at different places, so that they seldom try the same port.
        let start = std::process::id().wrapping_mul(61) % u32::from(COUNT);
        let start = u16::try_from(start).expect("it is below a number of that size");
        for _ in 0..COUNT {
            let step = NEXT.fetch_add(1, Ordering::Relaxed);
            let number = FIRST + (start + step % COUNT) % COUNT;
            let claim = UdpSocket::bind((Ipv4Addr::LOCALHOST, number));
            let is_free = TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_ok();
            if let (Ok(claim), true) = (claim, is_free) {
                return Self { number, _claim: claim };
            }
        }
        panic!("no port from {FIRST} on is free");
    }

    pub(crate) fn number(&self) -> u16 {
        self.number
    }

    /// Waits until nobody listens there any more.
    pub(crate) async fn falls_silent(&self) {
        let silent = async {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, self.number)).await.is_ok() {
                tokio::time::sleep(PAUSE).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, silent).await;
        assert!(waited.is_ok(), "somebody still listens on port {}", self.number);
    }
}

/// Asks again and again whether a server answers, until it does.
///
/// # Panics
/// When it doesn't by the deadline, or has ended; `failure` says why.
pub(crate) async fn until_it_answers(mut answers: impl AsyncFnMut() -> bool, failure: impl Fn() -> Option<String>) {
    let answering = async {
        while !answers().await {
            if let Some(why) = failure() {
                panic!("{why}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, answering).await.is_ok(), "a server did not answer in time");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_port_is_claimed_twice() {
        let ports: Vec<Port> = (0..50).map(|_| Port::claim()).collect();
        let mut numbers: Vec<u16> = ports.iter().map(Port::number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), ports.len());
    }
}
