//! A client of the HTTP servers that tests start.

/// A client builder that goes through no proxy, since all that tests speak to is on this machine.
pub fn http() -> reqwest::ClientBuilder {
    // It fails only when somebody was faster, and everybody wants the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}
