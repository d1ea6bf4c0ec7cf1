//! Signing in and out, and making accounts.

use sha2::{Digest, Sha256};

use crate::access::error::AccessRefusal;
use crate::access::model::{Role, Session, User, UserDraft, Viewer};
use crate::deps::Deps;
use crate::error::{ServiceError, ViolationCode};
use crate::id::{SessionId, UserId};
use crate::resume::facts::is_valid_email;

/// A session that has just begun. The token is told once and stored only hashed.
pub struct SignedIn {
    /// What to send as `Authorization: Bearer …`.
    pub token: String,
    /// Its session.
    pub session: Session,
    /// Who signed in.
    pub viewer: Viewer,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("session", &self.session.id).finish_non_exhaustive()
    }
}

/// Use cases around accounts.
#[derive(Debug, Clone)]
pub struct AccessService {
    deps: Deps,
}

impl AccessService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn users(&self, ids: &[UserId]) -> Result<Vec<User>, ServiceError> {
        Ok(self.deps.store.reads().users(ids).await?)
    }

    /// Begins a session. An unknown e-mail takes as long as a wrong password.
    ///
    /// # Errors
    /// Refused when they don't belong together or the account is not active.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, ServiceError> {
        let email = email.trim().to_lowercase();
        let found = match is_valid_email(&email) {
            true => self.deps.store.reads().user_by_email(&email).await?,
            false => None,
        };
        let hash = found.as_ref().map(|(_, hash)| hash.clone());
        let fits = self.deps.passwords.verify(password.to_owned(), hash).await;
        let user = found.map(|(user, _)| user).filter(|user| fits && user.active);
        let user = user.ok_or(AccessRefusal::WrongCredentials)?;
        self.begin_session(user).await
    }

    /// Begins a session for somebody who is known to be who they are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_session(&self, user: User) -> Result<SignedIn, ServiceError> {
        let now = self.deps.now();
        let token = hex::encode(self.deps.random.secret());
        let session = Session {
            id: self.deps.id::<SessionId>(),
            user_id: user.id,
            token_hash: hex::encode(Sha256::digest(&token)),
            created_at: now,
            expires_at: now + self.deps.figures.session_lifetime,
        };
        let mut tx = self.deps.store.begin().await?;
        tx.insert_session(&session).await?;
        tx.commit().await?;
        let viewer = Viewer { user, session_id: session.id };
        Ok(SignedIn { token, session, viewer })
    }

    /// Who a token belongs to.
    ///
    /// # Errors
    /// [`ServiceError::Unauthenticated`] when it is no valid one.
    pub async fn authenticate(&self, token: &str) -> Result<Viewer, ServiceError> {
        let hash = hex::encode(Sha256::digest(token));
        let found = self.deps.store.reads().session(&hash, self.deps.now()).await?;
        let (session, user) = found.filter(|(_, user)| user.active).ok_or(ServiceError::Unauthenticated)?;
        Ok(Viewer { user, session_id: session.id })
    }

    /// Whose session this is, as long as it lasts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn user_of(&self, session: SessionId) -> Result<Option<User>, ServiceError> {
        Ok(self.deps.store.reads().user_of_session(session, self.deps.now()).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, viewer: &Viewer) -> Result<(), ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        tx.delete_session(viewer.session_id).await?;
        Ok(tx.commit().await?)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// Refused with what is wrong with the draft, or when the e-mail is taken.
    pub async fn create_user(&self, draft: UserDraft) -> Result<User, ServiceError> {
        let draft = draft.checked()?;
        let hash = self.deps.passwords.hash(draft.password).await.ok_or(ServiceError::Password)?;
        let user = User {
            id: self.deps.id(),
            name: draft.name,
            email: draft.email,
            roles: draft.roles,
            active: true,
            created_at: self.deps.now(),
            last_sign_in_at: None,
        };
        let mut tx = self.deps.store.begin().await?;
        if !tx.insert_user(&user, &hash).await? {
            return Err(AccessRefusal::EmailTaken.into());
        }
        tx.commit().await?;
        Ok(user)
    }

    /// Makes the administrator of a first start; `None` when there is an account already. The password
    /// is made up when none is given, and answered so that it can be told once.
    ///
    /// # Errors
    /// Refused with what is wrong with the e-mail or the password.
    pub async fn first_start(
        &self,
        email: &str,
        password: Option<String>,
    ) -> Result<Option<(User, String)>, ServiceError> {
        if self.deps.store.reads().count_users().await? > 0 {
            return Ok(None);
        }
        let password = password.unwrap_or_else(|| hex::encode(&self.deps.random.secret()[..10]));
        let draft = UserDraft {
            name: "Administrator".to_owned(),
            email: email.to_owned(),
            password: password.clone(),
            roles: vec![Role::Admin],
        };
        match self.create_user(draft).await {
            Ok(user) => Ok(Some((user, password))),
            // Of servers that start together, one makes the account.
            Err(ServiceError::Refused(violations))
                if violations.iter().all(|it| it.code == ViolationCode::AlreadyExists) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
