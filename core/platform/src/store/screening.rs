//! Screenings, and the feed of their ends.

use async_trait::async_trait;
use domain::id::{ApplicationId, JobId, ResumeId, ScreeningId, TaskId};
use domain::page::{OrderDirection, Page, PageRequest};
use domain::ports::StoreError;
use domain::ports::rows::{Answer, ScreeningReads, ScreeningWrites};
use domain::screening::record::{Asked, AskedInput, Asking, FeedPosition, Sample, Screening, ScreeningEnd};
use domain::task::model::Claim;
use entity::screening;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel, QueryResult};
use uuid::Uuid;

use super::asked;
use super::connect::OLDEST;
use super::error::failed;
use super::feed::Op;
use super::filter::{OWN_RESUME, stale};
use super::page::{Key, List, count};
use super::session::{Connection, Session};
use super::sql::{Sql, get, sql, uuids};

fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt { what }
}

fn columns() -> String {
    format!("x.*, {} AS stale", stale("x"))
}

/// A screening `x` with its application, called `t` as in the conditions of applications.
fn rows() -> String {
    format!(
        "FROM screening x
        JOIN application t ON t.id = x.application_id
        JOIN candidate c ON c.id = t.candidate_id
        JOIN job j ON j.id = t.job_id
        {OWN_RESUME}"
    )
}

fn read(row: &QueryResult) -> Answer<Screening> {
    let stale = get(row, "stale")?;
    let row = screening::Model::from_query_result(row, "").map_err(|_| corrupt("screening"))?;
    Ok(Screening {
        id: row.id.into(),
        application_id: row.application_id.into(),
        resume_id: row.resume_id.into(),
        score: u8::try_from(row.score).map_err(|_| corrupt("score"))?,
        summary: row.summary,
        missing_skills: row.missing_skills,
        questions: serde_json::from_value(row.questions).map_err(|_| corrupt("questions"))?,
        criteria: serde_json::from_value(row.criteria).map_err(|_| corrupt("criteria"))?,
        provider: row.provider,
        model: row.model,
        prompt_version: row.prompt_version,
        prompt_hash: row.prompt_hash,
        blind: row.blind,
        unstable: row.unstable,
        notes: row.notes,
        samples: serde_json::from_value(row.samples).map_err(|_| corrupt("samples"))?,
        kept_places: serde_json::from_value(row.kept_places).map_err(|_| corrupt("kept places"))?,
        input_hash: row.input_hash,
        job_facts_hash: row.job_facts_hash,
        task_id: row.task_id.map(Into::into),
        stale,
        created_at: row.created_at,
    })
}

fn row(screening: &Screening) -> Answer<screening::ActiveModel> {
    let questions = serde_json::to_value(&screening.questions).map_err(|_| corrupt("questions"))?;
    let criteria = serde_json::to_value(&screening.criteria).map_err(|_| corrupt("criteria"))?;
    let samples = serde_json::to_value(&screening.samples).map_err(|_| corrupt("samples"))?;
    let kept_places = serde_json::to_value(&screening.kept_places).map_err(|_| corrupt("kept places"))?;
    let screening = screening.clone();
    let row = screening::Model {
        id: screening.id.0,
        application_id: screening.application_id.0,
        resume_id: screening.resume_id.0,
        score: i16::from(screening.score),
        summary: screening.summary,
        missing_skills: screening.missing_skills,
        questions,
        criteria,
        provider: screening.provider,
        model: screening.model,
        prompt_version: screening.prompt_version,
        prompt_hash: screening.prompt_hash,
        blind: screening.blind,
        unstable: screening.unstable,
        notes: screening.notes,
        samples,
        kept_places,
        input_hash: screening.input_hash,
        job_facts_hash: screening.job_facts_hash,
        task_id: screening.task_id.map(|id| id.0),
        created_at: screening.created_at,
    };
    Ok(row.into_active_model().reset_all())
}

fn position(row: &QueryResult) -> Answer<FeedPosition> {
    let xid = get::<String>(row, "xid")?.parse().map_err(|_| corrupt("feed position"))?;
    Ok(FeedPosition { xid, position: get(row, "position")? })
}

fn read_end(row: &QueryResult) -> Answer<ScreeningEnd> {
    Ok(ScreeningEnd {
        position: position(row)?,
        application_id: get::<Uuid>(row, "id")?.into(),
        screening_id: get::<Option<Uuid>>(row, "screening")?.map(Into::into),
        task_id: get::<Option<Uuid>>(row, "task")?.map(Into::into),
    })
}

/// What no transaction that is still under way can come before.
const FINAL: &str = "xid < pg_snapshot_xmin(pg_current_snapshot())";

#[async_trait]
impl<C: Connection> ScreeningReads for Session<C> {
    async fn screenings(&self, ids: &[ScreeningId]) -> Answer<Vec<Screening>> {
        let select = format!("SELECT {} {} WHERE x.id = ANY($1)", columns(), rows());
        sql(&select, [uuids(ids, |id| id.0).into()]).all(&self.db).await?.iter().map(read).collect()
    }

    async fn list_screenings(&self, id: ApplicationId, page: &PageRequest) -> Answer<Page<Screening>> {
        // The page orders by a table called `t`, so the list is one of screenings with all they need.
        let rows = sql(
            &format!("FROM (SELECT {} {} WHERE x.application_id = $1) t WHERE true", columns(), rows()),
            [id.0.into()],
        );
        let list = List {
            columns: "t.*".to_owned(),
            rows,
            key: "t.created_at",
            kind: Key::Time,
            direction: OrderDirection::Desc,
        };
        list.page(&self.db, page, read).await
    }

    async fn count_screenings(&self, id: ApplicationId) -> Answer<u64> {
        count(&self.db, sql("FROM screening WHERE application_id = $1", [id.0.into()])).await
    }

    async fn screening_by_input(&self, id: ApplicationId, input_hash: &str) -> Answer<Option<Screening>> {
        let select = format!(
            "SELECT {} {} WHERE x.application_id = $1 AND x.input_hash = $2 ORDER BY x.created_at DESC, x.id DESC LIMIT 1",
            columns(),
            rows()
        );
        sql(&select, [id.0.into(), input_hash.into()]).one(&self.db).await?.as_ref().map(read).transpose()
    }

    async fn asked(&self, input_hash: &str) -> Answer<Option<Asked>> {
        asked::read(&self.db, input_hash).await
    }

    async fn asked_record(&self, input_hash: &str) -> Answer<Option<Vec<u8>>> {
        let select = "SELECT record FROM screening_input WHERE input_hash = $1";
        let row = sql(select, [input_hash.into()]).one(&self.db).await?;
        row.map(|row| get(&row, "record")).transpose()
    }

    async fn feed_end(&self) -> Answer<FeedPosition> {
        let select = format!(
            "SELECT xid::text AS xid, position FROM change WHERE {FINAL} ORDER BY change.xid DESC, position DESC LIMIT 1"
        );
        let row = sql(&select, []).one(&self.db).await?;
        row.as_ref().map_or(Ok(FeedPosition { xid: 0, position: 0 }), position)
    }

    async fn screening_ends(&self, after: FeedPosition, job: Option<JobId>, limit: u64) -> Answer<Vec<ScreeningEnd>> {
        let mut select = Sql::new(
            "SELECT xid::text AS xid, position, id, (detail ->> 'screening')::uuid AS screening, (detail ->> 'task')::uuid AS task
            FROM change WHERE kind = 'screening' AND op = 'END' AND ",
        );
        let xid = format!("{}::xid8", select.place(after.xid.to_string()));
        let position = select.place(after.position);
        // A place in the feed of a server that these rows were restored from: see `settle_restored`.
        select.push(&format!(
            "{FINAL} AND (change.xid, position) > (
                CASE WHEN {xid} > pg_snapshot_xmax(pg_current_snapshot()) THEN '{OLDEST}' ELSE {xid} END, {position})"
        ));
        if let Some(job) = job {
            select.and("detail ->> 'job' =", job.0.to_string());
        }
        select.push(" ORDER BY change.xid, position LIMIT ").bind(i64::try_from(limit).unwrap_or(i64::MAX));
        select.all(&self.db).await?.iter().map(read_end).collect()
    }
}

#[async_trait]
impl ScreeningWrites for Session<DatabaseTransaction> {
    async fn insert_screening(&mut self, screening: &Screening) -> Answer<()> {
        asked::hold(&self.db, &screening.input_hash).await?;
        screening::Entity::insert(row(screening)?).exec_without_returning(&self.db).await.map_err(failed)?;
        self.note("screening", screening.id.0, Op::Insert).await
    }

    async fn confirm_screening(&mut self, id: ScreeningId, resume: ResumeId, job_facts_hash: &str) -> Answer<()> {
        let update = "UPDATE screening SET resume_id = $2, job_facts_hash = $3
            WHERE id = $1 AND (resume_id, job_facts_hash) IS DISTINCT FROM ($2, $3)";
        if sql(update, [id.0.into(), resume.0.into(), job_facts_hash.into()]).run(&self.db).await? == 0 {
            return Ok(());
        }
        self.note("screening", id.0, Op::Update).await
    }

    async fn claim_input(&mut self, input: &AskedInput, claim: &Claim) -> Answer<Asking> {
        asked::claim(&self.db, input, claim).await
    }

    async fn want_answers(&mut self, input_hash: &str, wanted: u32) -> Answer<()> {
        let update = "UPDATE screening_input SET wanted = $2 WHERE input_hash = $1";
        let wanted = i32::try_from(wanted).unwrap_or(i32::MAX);
        sql(update, [input_hash.into(), wanted.into()]).run(&self.db).await.map(drop)
    }

    async fn insert_sample(&mut self, sample: &Sample) -> Answer<()> {
        asked::insert_sample(&self.db, sample).await
    }

    async fn note_screening_end(
        &mut self,
        application: ApplicationId,
        screening: Option<ScreeningId>,
        task: TaskId,
    ) -> Answer<()> {
        let insert = "INSERT INTO change (kind, id, op, detail)
            SELECT 'screening', id, 'END', jsonb_build_object('job', job_id, 'screening', $2::uuid, 'task', $3::uuid)
            FROM application WHERE id = $1 RETURNING position";
        let values = [application.0.into(), screening.map(|id| id.0).into(), task.0.into()];
        self.note_by(sql(insert, values)).await
    }

    async fn note_screenings_broken_off(&mut self, tasks: &[(ApplicationId, TaskId)]) -> Answer<()> {
        let insert = "INSERT INTO change (kind, id, op, detail)
            SELECT 'screening', a.id, 'END', jsonb_build_object('job', a.job_id, 'screening', NULL, 'task', g.task)
            FROM unnest($1::uuid[], $2::uuid[]) AS g (application, task) JOIN application a ON a.id = g.application
            RETURNING position";
        self.note_by(sql(insert, [uuids(tasks, |it| it.0.0).into(), uuids(tasks, |it| it.1.0).into()])).await
    }
}
