use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Answer;
use crate::access::model::{Session, User};
use crate::id::{SessionId, UserId};

/// Reading accounts.
#[async_trait]
pub trait AccessReads: Send + Sync {
    /// Those of these that are there.
    async fn users(&self, ids: &[UserId]) -> Answer<Vec<User>>;
    /// The account with this e-mail (lower case) and its password hash.
    async fn user_by_email(&self, email: &str) -> Answer<Option<(User, String)>>;
    /// The session with this token hash and its account, if neither has ended.
    async fn session(&self, token_hash: &str, now: DateTime<Utc>) -> Answer<Option<(Session, User)>>;
    /// The account of the session with this id, if neither has ended.
    async fn user_of_session(&self, id: SessionId, now: DateTime<Utc>) -> Answer<Option<User>>;
    /// How many accounts there are.
    async fn count_users(&self) -> Answer<u64>;
}

/// Writing accounts.
#[async_trait]
pub trait AccessWrites: Send + Sync {
    /// A new account; `false` when the e-mail is taken.
    async fn insert_user(&mut self, user: &User, password_hash: &str) -> Answer<bool>;
    /// A new session; also notes the sign-in.
    async fn insert_session(&mut self, session: &Session) -> Answer<()>;
    /// Ends a session.
    async fn delete_session(&mut self, id: SessionId) -> Answer<()>;
}
