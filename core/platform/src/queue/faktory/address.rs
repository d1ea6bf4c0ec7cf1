//! Where Faktory answers.

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::FaktoryRefusal;

/// Faktory's own port.
const PORT: u16 = 7419;

/// `tcp://:password@host:port`, or `tcp+tls://…`, taken apart.
#[derive(Debug, Clone)]
pub struct FaktoryAddress {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) password: Option<SecretString>,
    pub(super) encrypted: bool,
}

impl FaktoryAddress {
    /// Takes a URL apart.
    ///
    /// # Errors
    /// [`FaktoryRefusal::Address`] when it names no host.
    pub fn parse(url: &SecretString) -> Result<Self, FaktoryRefusal> {
        let url = Url::parse(url.expose_secret()).map_err(|_| FaktoryRefusal::Address)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(FaktoryRefusal::Address)?;
        let password = url.password().map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned());
        Ok(Self {
            // An IPv6 address stands in brackets in a URL and nowhere else.
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(PORT),
            password: password.map(SecretString::from),
            encrypted: url.scheme() == "tcp+tls",
        })
    }

    pub(super) fn password(&self) -> Option<String> {
        self.password.as_ref().map(|it| it.expose_secret().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> FaktoryAddress {
        FaktoryAddress::parse(&SecretString::from(url)).unwrap()
    }

    #[test]
    fn an_address_is_taken_apart() {
        let it = parsed("tcp://:pw%2F7x@queue.internal:7000");
        assert_eq!((it.host.as_str(), it.port, it.encrypted), ("queue.internal", 7000, false));
        assert_eq!(it.password().as_deref(), Some("pw/7x"));
        assert!(!format!("{it:?}").contains("7x"), "the password is never shown");
        let it = parsed("tcp+tls://[::1]");
        assert_eq!((it.host.as_str(), it.port, it.encrypted), ("::1", PORT, true));
        assert!(it.password().is_none());
    }

    #[test]
    fn an_address_without_a_host_is_none() {
        assert!(FaktoryAddress::parse(&SecretString::from("tcp://")).is_err());
    }
}
