//! Keeping what models were asked and what they answered. Both speak of a person, so a deployment with a key
//! keeps them unreadable to whoever holds the database alone.

/// Why something that was kept can't be read again. `Display` holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed, and no key is configured.
    #[error("it is encrypted and no key is configured")]
    NoKey,
    /// The key is another one, or the bytes were changed.
    #[error("it is encrypted with another key, or was changed")]
    WrongKey,
    /// It is in no form of ours.
    #[error("it is in an unknown form")]
    Unknown,
}

/// Seals texts for the store.
pub trait AnswerSeal: Send + Sync + std::fmt::Debug {
    /// The text in the form that is kept. `place` names where it will lie: it opens nowhere else.
    fn seal(&self, text: &str, place: &str) -> Vec<u8>;

    /// The text again.
    ///
    /// # Errors
    /// See [`SealError`].
    fn open(&self, kept: &[u8], place: &str) -> Result<String, SealError>;
}
