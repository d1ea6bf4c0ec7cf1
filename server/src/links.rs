//! Links to files. A browser follows a link without a token, so the link itself is the token: it names one
//! thing to do, works for a few minutes, and dies with the session of whoever asked for it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::access::model::Viewer;
use domain::id::{ImportBatchId, ResumeId, SessionId, UploadId, UserId};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::Sha256;
use uuid::Uuid;

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

/// What a link lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Read the file of a résumé.
    Read(ResumeId),
    /// Read what became of an import.
    Report(ImportBatchId),
    /// Send a file to its place, once.
    Send(UploadId),
}

impl Deed {
    /// What is signed: no deed's can be taken for another's.
    fn parts(self) -> (&'static [u8], Uuid) {
        match self {
            Self::Read(id) => (b"file of resume ", id.0),
            Self::Report(id) => (b"report of import ", id.0),
            Self::Send(id) => (b"place of upload ", id.0),
        }
    }

    fn path(self) -> String {
        match self {
            Self::Read(id) => format!("/files/{}", id.global().0),
            Self::Report(id) => format!("/files/reports/{}", id.global().0),
            Self::Send(id) => format!("/files/uploads/{}", id.global().0),
        }
    }
}

/// Whose link it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// The account.
    pub user: UserId,
    /// The session with which the link ends.
    pub session: SessionId,
}

impl From<&Viewer> for Asker {
    fn from(viewer: &Viewer) -> Self {
        Self { user: viewer.user.id, session: viewer.session_id }
    }
}

impl Asker {
    fn bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(self.user.0.as_bytes());
        bytes[16..].copy_from_slice(self.session.0.as_bytes());
        bytes
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (user, session) = bytes.split_at_checked(16)?;
        Some(Self { user: Uuid::from_slice(user).ok()?.into(), session: Uuid::from_slice(session).ok()?.into() })
    }
}

/// The signed part of a link.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Signed {
    /// Whose it is.
    #[serde(rename = "for")]
    pub asker: String,
    /// Until when, in seconds since 1970.
    pub expires: i64,
    /// Ours.
    pub signature: String,
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
    /// Whoever asked for it has signed out.
    #[error("Whoever asked for this link has signed out: sign in and ask for a new one.")]
    SignedOut,
}

impl FileLinks {
    /// Links signed with this key. Those to read are good for so long.
    #[must_use]
    pub fn new(key: Vec<u8>, lifetime: Duration) -> Self {
        Self { key, lifetime }
    }

    /// When a link to read that is made now stops working.
    #[must_use]
    pub fn expiry(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let end = now + self.lifetime;
        // Links count in whole seconds.
        DateTime::from_timestamp(end.timestamp(), 0).unwrap_or(end)
    }

    /// The path and query of a link.
    #[must_use]
    pub fn url(&self, deed: Deed, asker: Asker, expires: DateTime<Utc>) -> String {
        let expires = expires.timestamp();
        let signature = URL_SAFE_NO_PAD.encode(self.signed(deed, asker, expires).finalize().into_bytes());
        let asker = URL_SAFE_NO_PAD.encode(asker.bytes());
        format!("{}?for={asker}&expires={expires}&signature={signature}", deed.path())
    }

    /// Checks a link that somebody follows; answers whose it is.
    ///
    /// # Errors
    /// [`LinkError`]; a forged link is called wrong whatever time it names.
    pub fn verify(&self, deed: Deed, link: &Signed, now: DateTime<Utc>) -> Result<Asker, LinkError> {
        let asker = Asker::read(&link.asker).ok_or(LinkError::Wrong)?;
        let signature = URL_SAFE_NO_PAD.decode(&link.signature).map_err(|_| LinkError::Wrong)?;
        // In constant time.
        self.signed(deed, asker, link.expires).verify_slice(&signature).map_err(|_| LinkError::Wrong)?;
        if now.timestamp() >= link.expires {
            return Err(LinkError::Expired);
        }
        Ok(asker)
    }

    fn signed(&self, deed: Deed, asker: Asker, expires: i64) -> Hmac<Sha256> {
        let (purpose, id) = deed.parts();
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(purpose);
        mac.update(id.as_bytes());
        mac.update(&asker.bytes());
        mac.update(&expires.to_be_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: ResumeId = ResumeId(Uuid::from_u128(7));
    const ASKER: Asker = Asker { user: UserId(Uuid::from_u128(1)), session: SessionId(Uuid::from_u128(2)) };

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn links() -> FileLinks {
        FileLinks::new(vec![1; 32], Duration::from_secs(300))
    }

    fn parts(url: &str) -> Signed {
        let query = url.split_once("?for=").unwrap().1;
        let (asker, rest) = query.split_once("&expires=").unwrap();
        let (expires, signature) = rest.split_once("&signature=").unwrap();
        Signed { asker: asker.to_owned(), expires: expires.parse().unwrap(), signature: signature.to_owned() }
    }

    fn signed(deed: Deed) -> Signed {
        parts(&links().url(deed, ASKER, links().expiry(at(1_000))))
    }

    #[test]
    fn a_link_works_until_its_time_is_over_and_for_its_file_only() {
        let link = signed(Deed::Read(ID));
        assert_eq!(link.expires, 1_300);
        assert_eq!(links().verify(Deed::Read(ID), &link, at(1_299)), Ok(ASKER));
        assert_eq!(links().verify(Deed::Read(ID), &link, at(1_300)), Err(LinkError::Expired));
        let other = Deed::Read(ResumeId(Uuid::from_u128(8)));
        assert_eq!(links().verify(other, &link, at(1_000)), Err(LinkError::Wrong));
    }

    #[test]
    fn a_link_to_read_is_none_to_send() {
        let link = signed(Deed::Read(ID));
        for other in [Deed::Send(UploadId(ID.0)), Deed::Report(ImportBatchId(ID.0))] {
            assert_eq!(links().verify(other, &link, at(1_000)), Err(LinkError::Wrong));
        }
    }

    #[test]
    fn nobody_makes_a_link_last_longer_takes_it_over_or_signs_with_another_key() {
        let link = signed(Deed::Read(ID));
        let wrong = |link: Signed| links().verify(Deed::Read(ID), &link, at(1_000)) == Err(LinkError::Wrong);
        assert!(wrong(Signed { expires: link.expires + 1, ..link.clone() }));
        assert!(wrong(Signed { signature: String::new(), ..link.clone() }));
        assert!(wrong(Signed { signature: "not base64!".to_owned(), ..link.clone() }));
        let somebody = Asker { session: SessionId(Uuid::from_u128(3)), ..ASKER };
        assert!(wrong(Signed { asker: URL_SAFE_NO_PAD.encode(somebody.bytes()), ..link.clone() }));
        assert!(wrong(Signed { asker: String::new(), ..link.clone() }));
        let others = FileLinks::new(vec![2; 32], Duration::from_secs(300));
        assert_eq!(others.verify(Deed::Read(ID), &link, at(1_000)), Err(LinkError::Wrong));
    }
}
