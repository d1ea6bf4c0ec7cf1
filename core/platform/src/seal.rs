//! How what models were asked and answered is kept: as it is, or encrypted with the key of the settings.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::ports::{AnswerSeal, Randomness, SealError};
use secrecy::ExposeSecret;

use crate::config::LlmSettings;
use crate::program::Failure;

/// The first byte says the form.
const PLAIN: u8 = 0;
const XCHACHA: u8 = 1;
const NONCE: usize = 24;

/// Keeps texts as they are, and can't open what was encrypted.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainAnswers;

impl AnswerSeal for PlainAnswers {
    fn seal(&self, text: &str, _place: &str) -> Vec<u8> {
        [&[PLAIN], text.as_bytes()].concat()
    }

    fn open(&self, kept: &[u8], _place: &str) -> Result<String, SealError> {
        match kept.split_first() {
            Some((&PLAIN, text)) => String::from_utf8(text.to_vec()).map_err(|_| SealError::Unknown),
            Some((&XCHACHA, _)) => Err(SealError::NoKey),
            _ => Err(SealError::Unknown),
        }
    }
}

/// Encrypts texts with XChaCha20-Poly1305, a fresh nonce each, bound to the place where they lie. What was kept
/// before there was a key is still opened.
pub struct EncryptedAnswers {
    cipher: XChaCha20Poly1305,
    random: Arc<dyn Randomness>,
}

impl std::fmt::Debug for EncryptedAnswers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EncryptedAnswers").finish_non_exhaustive()
    }
}

impl EncryptedAnswers {
    /// With this key.
    #[must_use]
    pub fn new(key: &[u8; 32], random: Arc<dyn Randomness>) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), random }
    }
}

impl AnswerSeal for EncryptedAnswers {
    fn seal(&self, text: &str, place: &str) -> Vec<u8> {
        let secret = self.random.secret();
        let nonce = &secret[..NONCE];
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = self.cipher.encrypt(XNonce::from_slice(nonce), payload);
        let sealed = sealed.expect("the cipher takes texts of any length that fits into memory");
        [&[XCHACHA], nonce, &sealed].concat()
    }

    fn open(&self, kept: &[u8], place: &str) -> Result<String, SealError> {
        let Some((&XCHACHA, sealed)) = kept.split_first() else {
            return PlainAnswers.open(kept, place);
        };
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(SealError::Unknown)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let opened = self.cipher.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| SealError::WrongKey)?;
        String::from_utf8(opened).map_err(|_| SealError::Unknown)
    }
}

/// What the settings ask for.
///
/// # Errors
/// When `llm.answer_key` is no key; exit code 2.
pub fn answers(llm: &LlmSettings, random: Arc<dyn Randomness>) -> Result<Arc<dyn AnswerSeal>, Failure> {
    let Some(given) = &llm.answer_key else {
        return Ok(Arc::new(PlainAnswers));
    };
    let wrong = "llm.answer_key is not 32 bytes in hexadecimal or base64: make one by `openssl rand -hex 32`";
    let key = key(given.expose_secret()).ok_or_else(|| Failure::setting(wrong))?;
    Ok(Arc::new(EncryptedAnswers::new(&key, random)))
}

fn key(given: &str) -> Option<[u8; 32]> {
    let given = given.trim();
    let read = hex::decode(given).ok().or_else(|| STANDARD.decode(given).ok());
    read.or_else(|| URL_SAFE_NO_PAD.decode(given).ok())?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemRandomness;

    fn encrypted(byte: u8) -> EncryptedAnswers {
        EncryptedAnswers::new(&[byte; 32], Arc::new(SystemRandomness))
    }

    #[test]
    fn a_text_opens_with_its_key_at_its_place_only() {
        let seal = encrypted(1);
        let kept = seal.seal("Zoë knows Rust.", "answer 1");
        assert_eq!(seal.open(&kept, "answer 1").unwrap(), "Zoë knows Rust.");
        assert!(!kept.windows(4).any(|words| words == b"Rust"), "it can be read without the key");
        assert_ne!(kept, seal.seal("Zoë knows Rust.", "answer 1"), "a nonce is used once");
        assert_eq!(seal.open(&kept, "answer 2"), Err(SealError::WrongKey));
        assert_eq!(encrypted(2).open(&kept, "answer 1"), Err(SealError::WrongKey));
        assert_eq!(PlainAnswers.open(&kept, "answer 1"), Err(SealError::NoKey));
        for at in 1..kept.len() {
            let mut changed = kept.clone();
            changed[at] ^= 1;
            assert_eq!(seal.open(&changed, "answer 1"), Err(SealError::WrongKey), "byte {at}");
        }
    }

    #[test]
    fn what_was_kept_before_there_was_a_key_is_still_read() {
        let kept = PlainAnswers.seal("plain", "here");
        assert_eq!(encrypted(1).open(&kept, "here").unwrap(), "plain");
        assert_eq!(PlainAnswers.open(&kept, "here").unwrap(), "plain");
        for kept in [&b""[..], &[9, 1], &[PLAIN, 0xFF], &[XCHACHA, 1, 2]] {
            assert_eq!(encrypted(1).open(kept, "here"), Err(SealError::Unknown), "{kept:?}");
        }
    }

    #[test]
    fn a_key_is_32_bytes_in_a_form_that_people_know() {
        let bytes = [0xFB; 32];
        let forms = [
            hex::encode(bytes),
            STANDARD.encode(bytes),
            URL_SAFE_NO_PAD.encode(bytes),
            format!(" {}\n", hex::encode(bytes)),
        ];
        for form in forms {
            assert_eq!(key(&form), Some(bytes), "{form}");
        }
        for form in ["", "secret", &hex::encode([1; 31]), &STANDARD.encode([1; 33])] {
            assert_eq!(key(form), None, "{form}");
        }
    }
}
