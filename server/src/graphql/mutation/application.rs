//! Applications and their screenings.

use async_graphql::{Context, Object};
use domain::application::mail::OwnWords;
use domain::application::model::ApplicationSource as Source;
use domain::application::moving::StageMove;
use domain::application::service::ApplicationDraft;
use domain::screening::model::BatchRequest;
use domain::screening::record::Ask;

use super::task;
use crate::graphql::app::Request;
use crate::graphql::error::{ApiResult, outcome};
use crate::graphql::global_id::{parse, parse_all, parse_opt};
use crate::graphql::input::write::{ChangeStageInput, CreateApplicationInput, ScreenApplicationInput, ScreenJobInput};
use crate::graphql::object::application::Application;
use crate::graphql::object::{Nullable, nullable};
use crate::graphql::payload::{
    ChangeStagePayload, CreateApplicationPayload, ScreenApplicationPayload, ScreenJobPayload,
};

/// Applications and their screenings.
#[derive(Debug, Default)]
pub struct ApplicationMutation;

#[Object]
impl ApplicationMutation {
    /// Makes an application, which is screened by itself. Where there is one already: ALREADY_EXISTS,
    /// and it.
    async fn create_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who applies for what.")] input: CreateApplicationInput,
    ) -> Nullable<CreateApplicationPayload> {
        nullable(create(ctx, input).await.map(Some))
    }
    /// Moves an application to another stage; also back, with a reason. With notifyCandidate a mail follows,
    /// a minute later unless the office set another time; moving the application again before then cancels it.
    async fn change_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to, and why.")] input: ChangeStageInput,
    ) -> Nullable<ChangeStagePayload> {
        nullable(change_stage(ctx, input).await.map(Some))
    }
    /// Screens an application again if something changed, or with force.
    async fn screen_application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ScreenApplicationInput,
    ) -> Nullable<ScreenApplicationPayload> {
        nullable(screen(ctx, input).await.map(Some))
    }
    /// Screens applications of a job, each by a task of its own: the children of the task that is answered.
    async fn screen_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ScreenJobInput,
    ) -> Nullable<ScreenJobPayload> {
        nullable(screen_job(ctx, input).await.map(Some))
    }
}

async fn create(ctx: &Context<'_>, input: CreateApplicationInput) -> ApiResult<CreateApplicationPayload> {
    let draft = ApplicationDraft {
        candidate_id: parse("input.candidateId", &input.candidate_id)?,
        job_id: parse("input.jobId", &input.job_id)?,
        resume_id: parse_opt("input.resumeId", input.resume_id.as_ref())?,
        source: input.source.map_or(Source::Direct, Into::into),
        source_name: input.source_name,
        external_id: input.external_id,
    };
    let (made, mut user_errors) = outcome(ctx.services().applications.create(draft, ctx.actor()?).await)?;
    let Some(made) = made else {
        return Ok(CreateApplicationPayload { user_errors, ..CreateApplicationPayload::default() });
    };
    user_errors.extend(made.violations.into_iter().map(Into::into));
    Ok(CreateApplicationPayload {
        application: Some(Application::of(made.application)),
        task: task(ctx, made.task).await?,
        user_errors,
    })
}

async fn change_stage(ctx: &Context<'_>, input: ChangeStageInput) -> ApiResult<ChangeStagePayload> {
    let to = StageMove {
        application_id: parse("input.applicationId", &input.application_id)?,
        stage: input.stage.into(),
        reason: input.reason,
        notify: input.notify_candidate.unwrap_or_default(),
        words: OwnWords { subject: input.subject, body: input.body },
    };
    let (moved, user_errors) = outcome(ctx.services().applications.change_stage(to, ctx.actor()?).await)?;
    let (application, id) = moved.unzip();
    Ok(ChangeStagePayload {
        application: application.map(Application::of),
        task: task(ctx, id.flatten()).await?,
        user_errors,
    })
}

async fn screen(ctx: &Context<'_>, input: ScreenApplicationInput) -> ApiResult<ScreenApplicationPayload> {
    let id = parse("input.applicationId", &input.application_id)?;
    // What is no number of answers is refused by the service, with its field.
    let samples = input.samples.map(|samples| u8::try_from(samples).unwrap_or_default());
    let ask = Ask { force: input.force.unwrap_or_default(), samples };
    let (asked, user_errors) = outcome(ctx.services().screenings.request(id, ask).await)?;
    let (application, id) = asked.unzip();
    Ok(ScreenApplicationPayload {
        application: application.map(Application::of),
        task: task(ctx, id.flatten()).await?,
        user_errors,
    })
}

async fn screen_job(ctx: &Context<'_>, input: ScreenJobInput) -> ApiResult<ScreenJobPayload> {
    let request = BatchRequest {
        job: parse("input.jobId", &input.job_id)?,
        applications: parse_all("input.applicationIds", input.application_ids)?,
        stages: input.stages.map(|stages| stages.into_iter().map(Into::into).collect()),
        only_stale: input.only_stale.unwrap_or_default(),
        force: input.force.unwrap_or_default(),
    };
    let (id, user_errors) = outcome(ctx.services().screenings.request_batch(&request).await)?;
    Ok(ScreenJobPayload { task: task(ctx, id).await?, user_errors })
}
