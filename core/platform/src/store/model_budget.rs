//! The day's budget of language models. Whoever counts locks the day's row first, so that each sees what all
//! before it were granted; a day has few questions, and each locks it for a moment only.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::ports::{ModelBudget, Reservation, Reserved, Spent, StoreError, Verdict};
use sea_orm::{ConnectionTrait, TransactionTrait};
use uuid::Uuid;

use super::PgStore;
use super::error::failed;
use super::sql::{get, sql};

/// After how long it is worth asking again when those under way may take all that is left. They take a fraction
/// of what they could.
const SOON: &str = "interval '10 seconds'";

const TODAY: &str = "(now() AT TIME ZONE 'UTC')::date";

#[async_trait]
impl ModelBudget for PgStore {
    async fn reserve(&self, reservation: &Reservation) -> Result<Reserved, StoreError> {
        let tx = self.database().begin().await.map_err(failed)?;
        lock_today(&tx).await?;
        count_expired(&tx).await?;
        let (spent, soon, tomorrow) = read_today(&tx).await?;
        let answer = match reservation.limits.verdict(&spent, reservation.tokens) {
            Verdict::Granted => {
                grant(&tx, reservation).await?;
                Reserved::Granted(reservation.id)
            }
            Verdict::Later => Reserved::Exhausted { until: soon.min(tomorrow) },
            Verdict::Tomorrow => Reserved::Exhausted { until: tomorrow },
        };
        tx.commit().await.map_err(failed)?;
        Ok(answer)
    }

    async fn settle(&self, id: Uuid, tokens: u64) -> Result<(), StoreError> {
        let update = "WITH ended AS (DELETE FROM model_reservation WHERE id = $1 RETURNING day)
            UPDATE model_day d SET tokens = d.tokens + $2 FROM ended WHERE d.day = ended.day";
        sql(update, [id.into(), whole(tokens).into()]).run(self.database()).await?;
        Ok(())
    }

    async fn spent_today(&self) -> Result<Spent, StoreError> {
        Ok(read_today(self.database()).await?.0)
    }
}

async fn lock_today(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let insert = format!("INSERT INTO model_day (day) VALUES ({TODAY}) ON CONFLICT (day) DO NOTHING");
    sql(&insert, []).run(db).await?;
    sql(&format!("SELECT 1 FROM model_day WHERE day = {TODAY} FOR UPDATE"), []).one(db).await?;
    Ok(())
}

/// Those whom nobody settles any more count at their largest.
async fn count_expired(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let update = "WITH expired AS (
            DELETE FROM model_reservation WHERE expires_at < now() RETURNING day, tokens
        ), of_day AS (
            SELECT day, sum(tokens)::bigint AS tokens FROM expired GROUP BY day
        )
        UPDATE model_day d SET tokens = d.tokens + of_day.tokens FROM of_day WHERE d.day = of_day.day";
    sql(update, []).run(db).await?;
    Ok(())
}

/// What today has come to; when to ask again soon; and when tomorrow begins.
async fn read_today(db: &impl ConnectionTrait) -> Result<(Spent, DateTime<Utc>, DateTime<Utc>), StoreError> {
    let select = format!(
        "SELECT coalesce(d.calls, 0) AS calls, coalesce(d.tokens, 0) AS tokens, now() + {SOON} AS soon,
            ({TODAY} + 1)::timestamp AT TIME ZONE 'UTC' AS tomorrow,
            (SELECT coalesce(sum(r.tokens), 0)::bigint FROM model_reservation r WHERE r.day = {TODAY}) AS promised
        FROM (SELECT) one LEFT JOIN model_day d ON d.day = {TODAY}"
    );
    let row = sql(&select, []).one(db).await?.ok_or(StoreError::Corrupt { what: "day of the models" })?;
    let count = |name: &'static str| get::<i64>(&row, name).map(i64::unsigned_abs);
    let spent = Spent { calls: count("calls")?, tokens: count("tokens")?, promised: count("promised")? };
    Ok((spent, get(&row, "soon")?, get(&row, "tomorrow")?))
}

async fn grant(db: &impl ConnectionTrait, reservation: &Reservation) -> Result<(), StoreError> {
    let insert = format!(
        "WITH counted AS (UPDATE model_day SET calls = calls + 1 WHERE day = {TODAY})
        INSERT INTO model_reservation (id, day, tokens, expires_at)
        VALUES ($1, {TODAY}, $2, now() + make_interval(secs => $3))"
    );
    let values = [reservation.id.into(), whole(reservation.tokens).into(), reservation.lifetime.as_secs_f64().into()];
    sql(&insert, values).run(db).await?;
    Ok(())
}

fn whole(tokens: u64) -> i64 {
    i64::try_from(tokens).unwrap_or(i64::MAX)
}
