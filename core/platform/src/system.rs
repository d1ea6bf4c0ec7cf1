//! The machine's clock, randomness and password hashing: the only place that asks for them directly.

use std::sync::Arc;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};
use domain::ports::{Clock, Passwords, Randomness};
use rand::TryRngCore;
use rand::rngs::OsRng;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The wall clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// What this machine calls itself.
#[must_use]
pub fn host_name() -> String {
    hostname::get().ok().and_then(|name| name.into_string().ok()).unwrap_or_else(|| "localhost".to_owned())
}

/// Randomness of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandomness;

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system has randomness");
    bytes
}

impl Randomness for SystemRandomness {
    fn uuid(&self, at: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes::<10>()).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        bytes()
    }

    fn jitter(&self) -> f64 {
        f64::from(i32::from_le_bytes(bytes())) / 2_147_483_648.0
    }
}

/// Argon2id with the parameters that the crate recommends (19 MiB, two passes), so many at a time.
#[derive(Debug, Clone)]
pub struct ArgonPasswords {
    turns: Arc<Semaphore>,
}

impl ArgonPasswords {
    /// That hashes at most this many passwords at a time, at least one.
    #[must_use]
    pub fn new(parallel: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(parallel.clamp(1, Semaphore::MAX_PERMITS))) }
    }

    /// Runs the work when it is its turn. The turn ends with the work, also when nobody waits for it any
    /// more: whoever hangs up doesn't make room for another one.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        let work = move || {
            let _until_it_is_done = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await.ok()
    }
}

/// A hash of nothing anybody types, checked against when there is no account, so that the answer
/// takes as long.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$w7VfZ0nN6uJQbYd1M0gTtS5cV8rXqLkPzAyEoIhUe3s";

fn hash(password: &str) -> Option<String> {
    let salt = SaltString::encode_b64(&bytes::<16>()).ok()?;
    Some(Argon2::default().hash_password(password.as_bytes(), &salt).ok()?.to_string())
}

fn verify(password: &str, hash: Option<&str>) -> bool {
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODYS_HASH));
    let fits = parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
    fits && hash.is_some()
}

#[async_trait]
impl Passwords for ArgonPasswords {
    async fn hash(&self, password: String) -> Option<String> {
        self.in_turn(move || hash(&password)).await.flatten()
    }

    async fn verify(&self, password: String, known: Option<String>) -> bool {
        self.in_turn(move || verify(&password, known.as_deref())).await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let known = hash("correct horse").unwrap();
        assert!(verify("correct horse", Some(&known)));
        assert!(!verify("wrong horse", Some(&known)));
        assert!(!verify("correct horse", None));
    }

    #[tokio::test]
    async fn so_many_work_at_a_time_whether_or_not_somebody_waits() {
        let passwords = ArgonPasswords::new(2);
        let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
        let (finish, finishing) = std::sync::mpsc::channel::<()>();
        let finishing = Arc::new(std::sync::Mutex::new(finishing));
        let start = |name: &'static str| {
            let (passwords, begun, finishing) = (passwords.clone(), begun.clone(), Arc::clone(&finishing));
            tokio::spawn(async move {
                let work = move || {
                    begun.send(name).unwrap();
                    finishing.lock().unwrap().recv().unwrap();
                };
                passwords.in_turn(work).await
            })
        };
        let first = start("first");
        assert_eq!(begins.recv().await, Some("first"));
        let _second = start("second");
        assert_eq!(begins.recv().await, Some("second"));
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert_eq!(passwords.turns.available_permits(), 0, "the first still works");
        let third = start("third");
        finish.send(()).unwrap();
        assert_eq!(begins.recv().await, Some("third"));
        finish.send(()).unwrap();
        finish.send(()).unwrap();
        assert_eq!(third.await.unwrap(), Some(()));
    }

    #[test]
    fn nobodys_hash_can_be_read_so_that_checking_it_takes_its_time() {
        assert!(PasswordHash::new(NOBODYS_HASH).is_ok());
    }

    #[test]
    fn ids_sort_by_the_moment_they_were_made_at() {
        let early = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let late = DateTime::from_timestamp(1_700_000_001, 0).unwrap();
        assert!(SystemRandomness.uuid(early) < SystemRandomness.uuid(late));
        assert_eq!(SystemRandomness.uuid(early).get_version_num(), 7);
    }

    #[test]
    fn jitter_stays_within_its_bounds() {
        assert!((0..1000).all(|_| (-1.0..=1.0).contains(&SystemRandomness.jitter())));
    }
}
