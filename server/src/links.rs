//! Links to files that work for a short while and for everybody who holds them, so that a browser can
//! download without a token in its address bar's history for ever.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::id::ResumeId;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::graphql::global_id::Global;

/// Signs links and checks them.
pub struct FileLinks {
    key: Vec<u8>,
    lifetime: Duration,
}

impl std::fmt::Debug for FileLinks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileLinks").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

/// Why a link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// We never made this link.
    #[error("This link is not one of ours: ask for a new one.")]
    Wrong,
    /// Its time is over.
    #[error("This link has expired: ask for a new one.")]
    Expired,
}

impl FileLinks {
    /// Links signed with this key that are good for so long.
    #[must_use]
    pub fn new(key: Vec<u8>, lifetime: Duration) -> Self {
        Self { key, lifetime }
    }

    /// When a link made now stops working.
    #[must_use]
    pub fn expiry(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let end = now + self.lifetime;
        // Links count in whole seconds.
        DateTime::from_timestamp(end.timestamp(), 0).unwrap_or(end)
    }

    /// The path and query of a link to a résumé's file.
    #[must_use]
    pub fn url(&self, id: ResumeId, now: DateTime<Utc>) -> String {
        let expires = self.expiry(now).timestamp();
        let signature = URL_SAFE_NO_PAD.encode(self.signed(id, expires).finalize().into_bytes());
        format!("/files/{}?expires={expires}&signature={signature}", id.global().0)
    }

    /// Checks a link that somebody follows.
    ///
    /// # Errors
    /// [`LinkError`]; a forged link is called wrong whatever time it names.
    pub fn verify(&self, id: ResumeId, expires: i64, signature: &str, now: DateTime<Utc>) -> Result<(), LinkError> {
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LinkError::Wrong)?;
        // In constant time.
        self.signed(id, expires).verify_slice(&signature).map_err(|_| LinkError::Wrong)?;
        if now.timestamp() >= expires {
            return Err(LinkError::Expired);
        }
        Ok(())
    }

    fn signed(&self, id: ResumeId, expires: i64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(b"file of resume ");
        mac.update(id.0.as_bytes());
        mac.update(&expires.to_be_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ID: ResumeId = ResumeId(Uuid::from_u128(7));

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn parts(url: &str) -> (i64, String) {
        let (expires, signature) = url.split_once("?expires=").unwrap().1.split_once("&signature=").unwrap();
        (expires.parse().unwrap(), signature.to_owned())
    }

    #[test]
    fn a_link_works_until_its_time_is_over_and_for_its_file_only() {
        let links = FileLinks::new(vec![1; 32], Duration::from_secs(300));
        let (expires, signature) = parts(&links.url(ID, at(1_000)));
        assert_eq!(expires, links.expiry(at(1_000)).timestamp());
        assert_eq!(links.verify(ID, expires, &signature, at(1_299)), Ok(()));
        assert_eq!(links.verify(ID, expires, &signature, at(1_300)), Err(LinkError::Expired));
        let other = ResumeId(Uuid::from_u128(8));
        assert_eq!(links.verify(other, expires, &signature, at(1_000)), Err(LinkError::Wrong));
    }

    #[test]
    fn nobody_makes_a_link_last_longer_or_signs_with_another_key() {
        let links = FileLinks::new(vec![1; 32], Duration::from_secs(300));
        let (expires, signature) = parts(&links.url(ID, at(1_000)));
        assert_eq!(links.verify(ID, expires + 1, &signature, at(1_000)), Err(LinkError::Wrong));
        assert_eq!(links.verify(ID, expires, "", at(1_000)), Err(LinkError::Wrong));
        assert_eq!(links.verify(ID, expires, "not base64!", at(1_000)), Err(LinkError::Wrong));
        let others = FileLinks::new(vec![2; 32], Duration::from_secs(300));
        assert_eq!(others.verify(ID, expires, &signature, at(1_000)), Err(LinkError::Wrong));
    }
}
