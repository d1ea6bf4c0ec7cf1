//! Signing in and out.

use async_graphql::{Context, Object};

use crate::graphql::app::Request;
use crate::graphql::error::{ApiResult, outcome};
use crate::graphql::input::write::SignInInput;
use crate::graphql::object::access::Viewer;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{SignInPayload, SignOutPayload};

/// Signing in and out.
#[derive(Debug, Default)]
pub struct AccessMutation;

#[Object]
impl AccessMutation {
    /// Begins a session. The only field that needs no token.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: SignInInput,
    ) -> Nullable<SignInPayload> {
        nullable(sign_in(ctx, input).await.map(Some))
    }
    /// Ends the session of the token that asks.
    async fn sign_out(&self, ctx: &Context<'_>) -> Nullable<SignOutPayload> {
        nullable(sign_out(ctx).await.map(Some))
    }
}

async fn sign_in(ctx: &Context<'_>, input: SignInInput) -> ApiResult<SignInPayload> {
    let (done, user_errors) = outcome(ctx.services().access.sign_in(&input.email, &input.password).await)?;
    let Some(done) = done else {
        return Ok(SignInPayload { user_errors, ..SignInPayload::default() });
    };
    Ok(SignInPayload {
        viewer: Some(Viewer::from(&done.viewer)),
        expires_at: Some(done.session.expires_at.into()),
        token: Some(done.token),
        user_errors,
    })
}

async fn sign_out(ctx: &Context<'_>) -> ApiResult<SignOutPayload> {
    ctx.services().access.sign_out(ctx.viewer()?).await?;
    Ok(SignOutPayload::default())
}
