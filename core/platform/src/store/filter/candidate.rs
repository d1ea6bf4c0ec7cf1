use domain::candidate::model::CandidateFilter;

use super::super::model::SERVING;
use super::super::sql::{Sql, uuids};

/// Conditions on `candidate t`. An unknown value fails: comparing with null is never true.
pub(in super::super) fn candidate_conditions(sql: &mut Sql, filter: &CandidateFilter) {
    sql.any_of("t.id", filter.ids.as_deref().map(|ids| uuids(ids, |id| id.0)))
        .any_of("t.external_id", filter.external_ids.clone())
        .holds("t.location", filter.location.as_ref())
        .all_of("t.skills", filter.skills.as_ref())
        .all_of("t.tags", filter.tags.as_ref());
    if let Some(text) = &filter.text {
        words(sql, "t", text);
    }
    if let Some(least) = filter.min_years {
        sql.and("t.years >=", least);
    }
    if let Some(most) = filter.max_years {
        sql.and("t.years <=", most);
    }
    applications(sql, filter);
    if let Some(wanted) = filter.has_embedding {
        let not = if wanted { "" } else { "NOT " };
        let vector = format!(
            "{not}EXISTS (SELECT 1 FROM candidate_vector e WHERE e.candidate_id = t.id AND e.model_id = {SERVING})"
        );
        sql.and_text(&vector);
    }
    sql.within("t.created_at", &filter.created_at).within("t.updated_at", &filter.updated_at);
}

/// The words stand in the résumé, or these letters in the name or headline, of the candidate that is
/// called so in the statement.
pub(super) fn words(sql: &mut Sql, candidate: &str, text: &str) {
    sql.push(&format!(
        " AND ({candidate}.id IN (SELECT w.candidate_id FROM candidate_search w WHERE w.document @@ websearch_to_tsquery('english', "
    ))
    .bind(text)
    .push("))");
    sql.or_holds(&format!("{candidate}.name"), text);
    sql.or_holds(&format!("{candidate}.headline"), text).push(")");
}

fn applications(sql: &mut Sql, filter: &CandidateFilter) {
    if filter.job_id.is_some() || filter.stages.is_some() {
        sql.push(" AND EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = t.id");
        if let Some(job) = filter.job_id {
            sql.and("a.job_id =", job.0);
        }
        sql.any_of("a.stage", filter.stages.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()));
        sql.push(")");
    }
    if let Some(job) = filter.not_in_job_id {
        sql.push(" AND NOT EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = t.id")
            .and("a.job_id =", job.0)
            .push(")");
    }
}
