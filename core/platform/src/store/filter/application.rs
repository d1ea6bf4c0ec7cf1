use domain::application::model::ApplicationFilter;

use super::super::sql::{Sql, uuids};
use super::candidate::words;

/// The résumé that an application is judged by: its own `o` if that is readable, else the candidate's
/// latest readable one. Over `candidate c` and [`OWN_RESUME`].
pub(in super::super) const EFFECTIVE_RESUME: &str = "coalesce(o.id, c.latest_resume_id)";

/// The own readable résumé of `application t`, if models may be shown it.
pub(in super::super) const OWN_RESUME: &str =
    "LEFT JOIN resume o ON o.id = t.resume_id AND o.status IN ('READY', 'NEEDS_REVIEW')
    AND (o.inspected OR o.released_at IS NOT NULL)";

/// Where the screening of `application t` stands, worked out from its newest task `k` and from
/// whether there is a readable résumé.
pub(in super::super) const SCREENING_STATE: &str = "CASE k.state
    WHEN 'PENDING' THEN 'QUEUED'
    WHEN 'RETRY' THEN 'QUEUED'
    WHEN 'STARTED' THEN 'RUNNING'
    WHEN 'SUCCESS' THEN 'DONE'
    WHEN 'FAILURE' THEN 'FAILED'
    WHEN 'REVOKED' THEN CASE WHEN t.screening_id IS NULL THEN 'NONE' ELSE 'DONE' END
    ELSE CASE
        WHEN t.screening_id IS NOT NULL THEN 'DONE'
        WHEN coalesce(o.id, c.latest_resume_id) IS NOT NULL THEN 'NONE'
        ELSE 'WAITING_FOR_RESUME'
    END END";

/// Whether the screening of that name was made from an older job or another résumé than those of
/// `job j` and of the application.
pub(in super::super) fn stale(screening: &str) -> String {
    format!("(j.facts_hash <> {screening}.job_facts_hash OR {EFFECTIVE_RESUME} IS DISTINCT FROM {screening}.resume_id)")
}

/// Conditions on `application t` with `candidate c`, `job j`, `task k`, `resume r` and the screening
/// in force `s` beside it.
pub(in super::super) fn application_conditions(sql: &mut Sql, filter: &ApplicationFilter) {
    sql.any_of("t.id", filter.ids.as_deref().map(|ids| uuids(ids, |id| id.0)))
        .any_of("t.external_id", filter.external_ids.clone())
        .any_of("t.stage", filter.stages.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()))
        .any_of("t.source", filter.sources.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()))
        .all_of("c.skills", filter.skills.as_ref())
        .all_of("c.tags", filter.tags.as_ref());
    if let Some(job) = filter.job_id {
        sql.and("t.job_id =", job.0);
    }
    if let Some(candidate) = filter.candidate_id {
        sql.and("t.candidate_id =", candidate.0);
    }
    if let Some(text) = &filter.text {
        words(sql, "c", text);
    }
    screening_conditions(sql, filter);
    sql.within("t.applied_at", &filter.applied_at)
        .within("t.stage_changed_at", &filter.stage_changed_at)
        .within("t.created_at", &filter.created_at)
        .within("t.updated_at", &filter.updated_at);
}

fn screening_conditions(sql: &mut Sql, filter: &ApplicationFilter) {
    if let Some(least) = filter.min_score {
        sql.and("s.score >=", least);
    }
    if let Some(most) = filter.max_score {
        sql.and("s.score <=", most);
    }
    let states = filter.screening_states.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect());
    sql.any_of(&format!("({SCREENING_STATE})"), states);
    match filter.stale {
        Some(true) => sql.and_text(&format!("coalesce({}, false)", stale("s"))),
        Some(false) => sql.and_text(&format!("NOT {}", stale("s"))),
        None => sql,
    };
}
