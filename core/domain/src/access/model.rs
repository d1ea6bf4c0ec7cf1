//! People who sign in, and their sessions.

use chrono::{DateTime, Utc};

use crate::error::{ServiceError, ViolationCode, Violations};
use crate::id::{SessionId, UserId};
use crate::resume::facts::is_valid_email;
use crate::words::word_enum;

word_enum! {
    /// What somebody may do.
    Role {
        /// Everything.
        Admin = "ADMIN",
        /// A recruiter's work.
        Recruiter = "RECRUITER",
        /// Reads what they were asked to judge.
        Reviewer = "REVIEWER",
        /// Reads the audit log.
        Auditor = "AUDITOR",
    }
}

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Lower case, unique.
    pub email: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// May sign in.
    pub active: bool,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// The last time they signed in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

/// A signed-in session. The token itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// sha256 (hex) of the token.
    pub token_hash: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// Who is asking, once their token has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The account.
    pub user: User,
    /// The session the token belongs to.
    pub session_id: SessionId,
}

/// An account to be made.
#[derive(Clone)]
pub struct UserDraft {
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// 10–200 characters.
    pub password: String,
    /// What they may do.
    pub roles: Vec<Role>,
}

impl std::fmt::Debug for UserDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserDraft").field("roles", &self.roles).finish_non_exhaustive()
    }
}

const SHORTEST_PASSWORD: usize = 10;
const LONGEST_PASSWORD: usize = 200;

impl UserDraft {
    /// Trims, lowers the e-mail's case and checks.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] with every field that is wrong.
    pub fn checked(mut self) -> Result<Self, ServiceError> {
        self.name = self.name.trim().to_owned();
        self.email = self.email.trim().to_lowercase();
        let mut wrong = Violations::default();
        crate::job::model::check_text("name", &self.name, LONGEST_PASSWORD, &mut wrong);
        if !is_valid_email(&self.email) {
            wrong.add(
                "email",
                ViolationCode::Invalid,
                "This is not an e-mail address; one looks like name@example.com.",
            );
        }
        let length = self.password.chars().count();
        if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
            wrong.add(
                "password",
                ViolationCode::Invalid,
                format!("A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."),
            );
        }
        if self.roles.is_empty() {
            wrong.add("roles", ViolationCode::Required, "Please give at least one role.");
        }
        wrong.into_result()?;
        Ok(self)
    }
}
