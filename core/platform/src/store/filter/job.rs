use domain::job::model::JobFilter;

use super::super::sql::{Sql, uuids};

/// Conditions on `job t`.
pub(in super::super) fn job_conditions(sql: &mut Sql, filter: &JobFilter) {
    sql.any_of("t.id", filter.ids.as_deref().map(|ids| uuids(ids, |id| id.0)))
        .any_of("t.external_id", filter.external_ids.clone())
        .any_of("t.status", filter.statuses.as_ref().map(|all| all.iter().map(|s| s.as_str().to_owned()).collect()))
        .holds("t.location", filter.location.as_ref())
        .all_of("(t.required_skills || t.preferred_skills)", filter.skills.as_ref());
    if let Some(remote) = filter.remote {
        sql.and("t.remote =", remote);
    }
    if let Some(text) = &filter.text {
        sql.push(
            " AND (t.id IN (SELECT w.job_id FROM job_search w WHERE w.document @@ websearch_to_tsquery('english', ",
        )
        .bind(text.as_str())
        .push("))");
        sql.or_holds("t.title", text).push(")");
    }
    sql.within("t.created_at", &filter.created_at).within("t.updated_at", &filter.updated_at);
}
