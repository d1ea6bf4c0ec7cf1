use domain::resume::model::ResumeFilter;

use super::super::sql::Sql;

/// The ids of a candidate's résumés, and of the duplicates of those: each part by an index of its own,
/// which no condition on the pair of a résumé and its first could use.
pub(in super::super) fn of_candidate(candidate: &str) -> String {
    format!(
        "SELECT f.id FROM resume f WHERE f.candidate_id = {candidate} UNION ALL
        SELECT d.id FROM resume f JOIN resume d ON d.duplicate_of = f.id WHERE f.candidate_id = {candidate}"
    )
}

/// Conditions on `resume t` with `resume o`, the one it is a duplicate of, beside it.
pub(in super::super) fn resume_conditions(sql: &mut Sql, filter: &ResumeFilter) {
    sql.any_of("t.status", filter.statuses.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()));
    if let Some(candidate) = filter.candidate_id {
        let place = sql.place(candidate.0);
        sql.and_text(&format!("t.id IN ({})", of_candidate(&place)));
    }
    if let Some(job) = filter.job_id {
        let place = sql.place(job.0);
        let theirs = of_candidate("a.candidate_id");
        sql.and_text(&format!(
            "t.id IN (SELECT u.id FROM resume u WHERE u.job_id = {place} UNION ALL
            SELECT r.id FROM application a CROSS JOIN LATERAL ({theirs}) r WHERE a.job_id = {place})"
        ));
    }
    if let Some(unassigned) = filter.unassigned {
        let not = if unassigned { "" } else { "NOT " };
        sql.and_text(&format!("coalesce(o.candidate_id, t.candidate_id) IS {not}NULL"));
    }
    sql.within("t.uploaded_at", &filter.uploaded_at);
}
