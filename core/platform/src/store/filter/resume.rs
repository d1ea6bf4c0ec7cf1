use domain::resume::model::ResumeFilter;

use super::super::sql::Sql;

/// Conditions on `resume t` with `resume o`, the one it is a duplicate of, beside it.
pub(in super::super) fn resume_conditions(sql: &mut Sql, filter: &ResumeFilter) {
    sql.any_of("t.status", filter.statuses.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()));
    if let Some(candidate) = filter.candidate_id {
        sql.and("coalesce(o.candidate_id, t.candidate_id) =", candidate.0);
    }
    if let Some(job) = filter.job_id {
        sql.push(" AND (t.job_id = ")
            .bind(job.0)
            .push(" OR EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = coalesce(o.candidate_id, t.candidate_id) AND a.job_id = ")
            .bind(job.0)
            .push("))");
    }
    if let Some(unassigned) = filter.unassigned {
        let not = if unassigned { "" } else { "NOT " };
        sql.and_text(&format!("coalesce(o.candidate_id, t.candidate_id) IS {not}NULL"));
    }
    sql.within("t.uploaded_at", &filter.uploaded_at);
}
