//! Applications and their history.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::application::mail::OwnWords;
use domain::application::model::{
    Application, ApplicationFilter, ApplicationOrder, ApplicationOrderField, ApplicationSource, ScreeningState, Stage,
    StageChange,
};
use domain::id::{ActorId, ApplicationId, CandidateId, JobId, StageChangeId, TaskId};
use domain::page::{OrderDirection, Page, PageRequest};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, ApplicationReads, ApplicationWrites};
use entity::{application, stage_change};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel, QueryResult};
use uuid::Uuid;

use super::error::failed;
use super::feed::Op;
use super::filter::{EFFECTIVE_RESUME, OWN_RESUME, SCREENING_STATE, application_conditions};
use super::page::{Key, List, count};
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};

fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt { what }
}

fn columns() -> String {
    format!("t.*, {SCREENING_STATE} AS screening_state")
}

/// An application with what its screening's state and its filters are worked out from.
pub(super) fn rows() -> String {
    format!(
        "FROM application t
        JOIN candidate c ON c.id = t.candidate_id
        JOIN job j ON j.id = t.job_id
        LEFT JOIN task k ON k.id = t.screening_task_id
        LEFT JOIN screening s ON s.id = t.screening_id
        {OWN_RESUME}
        WHERE true"
    )
}

fn read(row: &QueryResult) -> Answer<Application> {
    let state: String = get(row, "screening_state")?;
    let row = application::Model::from_query_result(row, "").map_err(|_| corrupt("application"))?;
    Ok(Application {
        id: row.id.into(),
        candidate_id: row.candidate_id.into(),
        job_id: row.job_id.into(),
        resume_id: row.resume_id.map(Into::into),
        stage: Stage::parse(&row.stage).ok_or(corrupt("stage"))?,
        stage_changed_at: row.stage_changed_at,
        source: ApplicationSource::parse(&row.source).ok_or(corrupt("source"))?,
        source_name: row.source_name,
        external_id: row.external_id,
        screening_id: row.screening_id.map(Into::into),
        screening_task_id: row.screening_task_id.map(Into::into),
        screening_state: ScreeningState::parse(&state).ok_or(corrupt("screening state"))?,
        applied_at: row.applied_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn row(application: &Application) -> application::ActiveModel {
    let application = application.clone();
    application::Model {
        id: application.id.0,
        candidate_id: application.candidate_id.0,
        job_id: application.job_id.0,
        resume_id: application.resume_id.map(|id| id.0),
        stage: application.stage.as_str().to_owned(),
        stage_changed_at: application.stage_changed_at,
        source: application.source.as_str().to_owned(),
        source_name: application.source_name,
        external_id: application.external_id,
        screening_id: application.screening_id.map(|id| id.0),
        screening_task_id: application.screening_task_id.map(|id| id.0),
        applied_at: application.applied_at,
        created_at: application.created_at,
        updated_at: application.updated_at,
    }
    .into_active_model()
    .reset_all()
}

fn read_change(row: &QueryResult) -> Answer<StageChange> {
    let row = stage_change::Model::from_query_result(row, "").map_err(|_| corrupt("stage change"))?;
    let from = row.from_stage.map(|stage| Stage::parse(&stage).ok_or(corrupt("stage"))).transpose()?;
    Ok(StageChange {
        id: row.id.into(),
        application_id: row.application_id.into(),
        from,
        to: Stage::parse(&row.to_stage).ok_or(corrupt("stage"))?,
        reason: row.reason,
        actor: row.actor_id.map_or(ActorId::System, |id| ActorId::User(id.into())),
        words: OwnWords { subject: row.mail_subject, body: row.mail_body },
        notified: row.notified,
        at: row.at,
    })
}

fn filtered(filter: &ApplicationFilter) -> Sql {
    let mut sql = Sql::new(rows());
    application_conditions(&mut sql, filter);
    sql
}

/// A statement over all applications that match the condition on `t`.
fn chosen(condition: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Sql {
    sql(&format!("SELECT {} {} AND {condition}", columns(), rows()), values)
}

#[async_trait]
impl<C: Connection> ApplicationReads for Session<C> {
    async fn applications(&self, ids: &[ApplicationId]) -> Answer<Vec<Application>> {
        chosen("t.id = ANY($1)", [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn applications_of_pairs(&self, pairs: &[(CandidateId, JobId)]) -> Answer<Vec<Application>> {
        let candidates = uuids(pairs, |(candidate, _)| candidate.0);
        let jobs = uuids(pairs, |(_, job)| job.0);
        let condition = "(t.candidate_id, t.job_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))";
        chosen(condition, [candidates.into(), jobs.into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn list_applications(
        &self,
        filter: &ApplicationFilter,
        order: ApplicationOrder,
        page: &PageRequest,
    ) -> Answer<Page<Application>> {
        let (key, kind) = match order.field {
            ApplicationOrderField::CreatedAt => ("t.created_at", Key::Time),
            ApplicationOrderField::UpdatedAt => ("t.updated_at", Key::Time),
            ApplicationOrderField::StageChangedAt => ("t.stage_changed_at", Key::Time),
            ApplicationOrderField::ScreeningScore => ("s.score::double precision", Key::Number),
        };
        let list = List { columns: columns(), rows: filtered(filter), key, kind, direction: order.direction };
        list.page(&self.db, page, read).await
    }

    async fn newest_applications(&self, candidates: &[CandidateId], limit: u32) -> Answer<Vec<Application>> {
        let condition = "t.id IN (
            SELECT n.id FROM unnest($1::uuid[]) AS asked (candidate_id)
            CROSS JOIN LATERAL (
                SELECT a.id FROM application a WHERE a.candidate_id = asked.candidate_id
                ORDER BY a.created_at DESC, a.id DESC LIMIT $2
            ) n
        ) ORDER BY t.candidate_id, t.created_at DESC, t.id DESC";
        let values = [uuids(candidates, |id| id.0).into(), (i64::from(limit) + 1).into()];
        chosen(condition, values).all(&self.db).await?.iter().map(read).collect()
    }

    async fn count_applications(&self, filter: &ApplicationFilter) -> Answer<u64> {
        count(&self.db, filtered(filter)).await
    }

    async fn stage_changes(&self, ids: &[StageChangeId]) -> Answer<Vec<StageChange>> {
        let ids = uuids(ids, |id| id.0);
        sql("SELECT * FROM stage_change WHERE id = ANY($1)", [ids.into()])
            .all(&self.db)
            .await?
            .iter()
            .map(read_change)
            .collect()
    }

    async fn list_stage_changes(&self, id: ApplicationId, page: &PageRequest) -> Answer<Page<StageChange>> {
        let rows = sql("FROM stage_change t WHERE t.application_id = $1", [id.0.into()]);
        let list =
            List { columns: "t.*".to_owned(), rows, key: "t.at", kind: Key::Time, direction: OrderDirection::Asc };
        list.page(&self.db, page, read_change).await
    }

    async fn count_stage_changes(&self, id: ApplicationId) -> Answer<u64> {
        count(&self.db, sql("FROM stage_change t WHERE t.application_id = $1", [id.0.into()])).await
    }

    async fn applications_with_resume(&self, ids: &[ApplicationId]) -> Answer<Vec<ApplicationId>> {
        let select = format!("SELECT t.id {} AND {EFFECTIVE_RESUME} IS NOT NULL AND t.id = ANY($1)", rows());
        let found = sql(&select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?;
        found.iter().map(|row| Ok(get::<Uuid>(row, "id")?.into())).collect()
    }

    async fn unscreened_applications(&self, candidate: CandidateId) -> Answer<Vec<Application>> {
        let condition = "t.candidate_id = $1 AND t.screening_id IS NULL AND t.screening_task_id IS NULL ORDER BY t.created_at, t.id";
        chosen(condition, [candidate.0.into()]).all(&self.db).await?.iter().map(read).collect()
    }
}

#[async_trait]
impl ApplicationWrites for Session<DatabaseTransaction> {
    async fn insert_application(&mut self, application: &Application) -> Answer<bool> {
        let insert = "INSERT INTO application (id, candidate_id, job_id, resume_id, stage, stage_changed_at, source, source_name,
                external_id, screening_id, screening_task_id, applied_at, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (candidate_id, job_id) DO NOTHING";
        let values = [
            application.id.0.into(),
            application.candidate_id.0.into(),
            application.job_id.0.into(),
            application.resume_id.map(|id| id.0).into(),
            application.stage.as_str().into(),
            application.stage_changed_at.into(),
            application.source.as_str().into(),
            application.source_name.clone().into(),
            application.external_id.clone().into(),
            application.screening_id.map(|id| id.0).into(),
            application.screening_task_id.map(|id| id.0).into(),
            application.applied_at.into(),
            application.created_at.into(),
            application.updated_at.into(),
        ];
        if sql(insert, values).run(&self.db).await? == 0 {
            return Ok(false);
        }
        self.note("application", application.id.0, Op::Insert).await?;
        Ok(true)
    }

    async fn update_application(&mut self, application: &Application) -> Answer<()> {
        application::Entity::update(row(application)).exec(&self.db).await.map_err(failed)?;
        self.note("application", application.id.0, Op::Update).await
    }

    async fn lock_application(&mut self, id: ApplicationId) -> Answer<Option<Application>> {
        // The lock comes first: what is read after it is what the last writer left.
        let lock = "SELECT 1 FROM application WHERE id = $1 FOR UPDATE";
        if sql(lock, [id.0.into()]).one(&self.db).await?.is_none() {
            return Ok(None);
        }
        chosen("t.id = $1", [id.0.into()]).one(&self.db).await?.as_ref().map(read).transpose()
    }

    async fn lock_applications(&mut self, ids: &[ApplicationId]) -> Answer<Vec<Application>> {
        let lock = "SELECT 1 FROM application WHERE id = ANY($1) ORDER BY id FOR UPDATE";
        let ids = uuids(ids, |id| id.0);
        sql(lock, [ids.clone().into()]).all(&self.db).await?;
        chosen("t.id = ANY($1) ORDER BY t.id", [ids.into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn set_screening_tasks(&mut self, tasks: &[(ApplicationId, TaskId)], at: DateTime<Utc>) -> Answer<()> {
        let update = "WITH named AS (
            UPDATE application a SET screening_task_id = g.task, updated_at = $3
            FROM unnest($1::uuid[], $2::uuid[]) AS g (application, task) WHERE a.id = g.application
            RETURNING a.id
        )
        INSERT INTO change (kind, id, op) SELECT 'application', id, 'UPDATE' FROM named RETURNING position";
        let values = [uuids(tasks, |it| it.0.0).into(), uuids(tasks, |it| it.1.0).into(), at.into()];
        self.note_by(sql(update, values)).await
    }

    async fn insert_stage_change(&mut self, change: &StageChange) -> Answer<()> {
        let actor = match change.actor {
            ActorId::System => None,
            ActorId::User(id) => Some(id.0),
        };
        let row = stage_change::Model {
            id: change.id.0,
            application_id: change.application_id.0,
            from_stage: change.from.map(|stage| stage.as_str().to_owned()),
            to_stage: change.to.as_str().to_owned(),
            reason: change.reason.clone(),
            actor_id: actor,
            notified: change.notified,
            at: change.at,
            mail_subject: change.words.subject.clone(),
            mail_body: change.words.body.clone(),
        };
        stage_change::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&self.db)
            .await
            .map_err(failed)?;
        self.note("stage_change", change.id.0, Op::Insert).await
    }

    async fn note_notified(&mut self, id: StageChangeId) -> Answer<()> {
        sql("UPDATE stage_change SET notified = true WHERE id = $1", [id.0.into()]).run(&self.db).await?;
        self.note("stage_change", id.0, Op::Update).await
    }
}
