//! A job as the variables of the public mutation that creates it.

use serde_json::{Value, json};

use super::SampleJob;

/// The variables of `mutation ($input: CreateJobInput!)`: an open job whose external id is its key.
#[must_use]
pub fn graphql_variables(job: &SampleJob) -> Value {
    json!({
        "input": {
            "title": job.title,
            "description": job.description,
            "status": "OPEN",
            "location": job.location,
            "remote": job.remote,
            "minYearsOfExperience": job.min_years,
            "salaryMin": job.salary.map(|(from, _)| from),
            "salaryMax": job.salary.map(|(_, to)| to),
            "salaryCurrency": job.salary_currency,
            "requiredSkills": job.required_skills,
            "preferredSkills": job.preferred_skills,
            "externalId": job.key,
        }
    })
}
