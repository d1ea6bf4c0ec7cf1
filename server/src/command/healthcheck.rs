//! Asks the server of these settings whether it is ready, without a runtime or a client to start for it.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use platform::program::Failure;

const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn healthcheck(listen: SocketAddr) -> Result<(), Failure> {
    if listen.port() == 0 {
        return Err(Failure::setting(
            "SHORTLIST_LISTEN has port 0, so nobody knows where the server answers: name its real port",
        ));
    }
    let address = reachable(listen);
    match status(address) {
        Ok(200) => Ok(()),
        Ok(status) => Err(Failure::fault(format!("the server at {address} is not ready (status {status})"))),
        Err(error) => Err(Failure::fault(format!("no server answers at {address}: {error}"))),
    }
}

/// A server that listens on every address answers on this machine's own.
pub(crate) fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn status(address: SocketAddr) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    // "HTTP/1.1 200"
    let status = std::str::from_utf8(&head[9..]).ok().and_then(|text| text.parse().ok());
    status.ok_or_else(|| std::io::Error::other("what answers there doesn't speak HTTP"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn answering(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // All of the question is read: closing on unread bytes would reset the connection.
            let mut question = Vec::new();
            while !question.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                question.push(byte[0]);
            }
            assert!(question.starts_with(b"GET /readyz "));
            stream.write_all(answer.as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn only_a_ready_server_is_healthy() {
        assert_eq!(healthcheck(answering("HTTP/1.1 200 OK\r\n\r\n")), Ok(()));
        let failure = healthcheck(answering("HTTP/1.1 503 Service Unavailable\r\n\r\n")).unwrap_err();
        assert!(failure.sentence.contains("not ready (status 503)"), "{failure:?}");
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(healthcheck(nobody).unwrap_err().code, 1);
        assert_eq!(healthcheck("127.0.0.1:0".parse().unwrap()).unwrap_err().code, 2);
    }

    #[test]
    fn every_address_means_this_machine() {
        assert_eq!(reachable("0.0.0.0:80".parse().unwrap()), "127.0.0.1:80".parse().unwrap());
        assert_eq!(reachable("[::]:80".parse().unwrap()), "[::1]:80".parse().unwrap());
        assert_eq!(reachable("10.0.0.7:80".parse().unwrap()), "10.0.0.7:80".parse().unwrap());
    }
}
