//! Who acts: people and the system.

use async_graphql::{Context, Enum, ID, Interface, Object, SimpleObject};
use domain::id::ActorId;

use crate::graphql::date_time::DateTime;
use crate::graphql::error::ApiResult;
use crate::graphql::global_id::Global;
use crate::graphql::loader::load;

/// Who did something: a person or the system.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id."), field(name = "name", ty = "String", desc = "The name."))]
pub enum Actor {
    /// A person.
    User(User),
    /// Shortlist itself.
    System(System),
}

impl Actor {
    /// Who an id of the domain is.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn of(ctx: &Context<'_>, id: ActorId) -> ApiResult<Option<Self>> {
        Ok(match id {
            ActorId::System => Some(Self::System(System)),
            ActorId::User(id) => load(ctx, id).await?.map(|user| Self::User(User(user))),
        })
    }
}

/// Shortlist itself: a task, the first start.
#[derive(Debug, Clone, Copy)]
pub struct System;

/// Shortlist itself: a task, the first start.
#[Object]
impl System {
    /// The id.
    pub async fn id(&self) -> ID {
        ID("U3lzdGVt".to_owned())
    }
    /// The name.
    async fn name(&self) -> String {
        "Shortlist".to_owned()
    }
}

/// Somebody who signs in.
#[derive(Debug, Clone)]
pub struct User(pub domain::access::model::User);

/// Somebody who signs in.
#[Object]
impl User {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }
    /// The name.
    async fn name(&self) -> String {
        self.0.name.clone()
    }
    /// The address they sign in with.
    async fn email(&self) -> &str {
        &self.0.email
    }
    /// What they may do.
    async fn roles(&self) -> Vec<Role> {
        self.0.roles.iter().copied().map(Into::into).collect()
    }
    /// May sign in.
    async fn active(&self) -> bool {
        self.0.active
    }
    /// When the account was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
    /// The last time they signed in.
    async fn last_sign_in_at(&self) -> Option<DateTime> {
        self.0.last_sign_in_at.map(Into::into)
    }
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::access::model::Role")]
pub enum Role {
    /// Everything.
    Admin,
    /// A recruiter's work.
    Recruiter,
    /// Reads what they were asked to judge.
    Reviewer,
    /// Reads the audit log.
    Auditor,
}

/// Who is asking.
#[derive(Debug, Clone, SimpleObject)]
pub struct Viewer {
    /// The account.
    pub actor: Actor,
    /// What it may do.
    pub roles: Vec<Role>,
}

impl From<&domain::access::model::Viewer> for Viewer {
    fn from(viewer: &domain::access::model::Viewer) -> Self {
        let roles = viewer.user.roles.iter().copied().map(Into::into).collect();
        Self { actor: Actor::User(User(viewer.user.clone())), roles }
    }
}
