//! Which implementation of TLS our HTTP clients use: ring, which is in the tree anyway.

/// Sees to it that clients can be built. Every adapter that builds one calls this first; again does no harm.
pub fn prepare() {
    // It fails only when somebody was faster, and everybody wants the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
