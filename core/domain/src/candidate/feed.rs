//! What a candidate is searched, ranked and described by: their latest readable résumé.

use sha2::{Digest, Sha256};

use crate::candidate::model::Candidate;
use crate::candidate::profile;
use crate::deps::Deps;
use crate::id::ResumeId;
use crate::ports::{StoreError, Tx};
use crate::resume::facts::{ResumeFacts, read_facts};
use crate::resume::model::{EmbeddedChunk, document_vector};

/// A résumé as it describes its candidate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Described<'a> {
    pub(crate) resume: ResumeId,
    pub(crate) text: &'a str,
    pub(crate) facts: &'a ResumeFacts,
    pub(crate) chunks: &'a [EmbeddedChunk],
}

/// Has a locked candidate described by this résumé. What a person corrected stays.
pub(crate) async fn describe(
    deps: &Deps,
    tx: &mut dyn Tx,
    mut candidate: Candidate,
    by: Described<'_>,
) -> Result<(), StoreError> {
    let now = deps.now();
    candidate.latest_resume_id = Some(by.resume);
    if !candidate.years_corrected {
        candidate.years = by.facts.years_of_experience;
    }
    let custom = tx.lock_custom_skills().await?;
    let found = profile::skills_in(by.text, &custom);
    if !candidate.skills_corrected {
        candidate.skills = found.iter().map(|ranked| ranked.skill.clone()).collect();
    }
    candidate.updated_at = now;
    tx.update_candidate(&candidate).await?;
    profile::rewrite(tx, &candidate, by.text, found).await?;
    if let Some(vector) = document_vector(by.chunks) {
        let hash = hex::encode(Sha256::digest(by.text));
        tx.put_candidate_vector(candidate.id, by.resume, &hash, &vector, now).await?;
    }
    Ok(())
}

/// Has a locked candidate described by whichever résumé is the latest now, after one came or went by another
/// way than being read; by none, when there is none that may be relied on.
pub(crate) async fn describe_anew(deps: &Deps, tx: &mut dyn Tx, candidate: Candidate) -> Result<(), StoreError> {
    tx.remove_candidate_vectors(candidate.id).await?;
    let Some(latest) = tx.latest_readable(candidate.id).await? else {
        return undescribe(deps, tx, candidate).await;
    };
    let text = tx.resume_texts(&[latest.id]).await?.pop().map(|(_, text)| text).unwrap_or_default();
    let chunks = tx.embedded_chunks(latest.id).await?;
    let facts = read_facts(&text, deps.now().date_naive());
    let by = Described { resume: latest.id, text: &text, facts: &facts, chunks: &chunks };
    describe(deps, tx, candidate, by).await
}

/// Takes back what a résumé said of a locked candidate, since there is none to rely on.
pub(crate) async fn undescribe(deps: &Deps, tx: &mut dyn Tx, mut candidate: Candidate) -> Result<(), StoreError> {
    candidate.latest_resume_id = None;
    if !candidate.years_corrected {
        candidate.years = None;
    }
    if !candidate.skills_corrected {
        candidate.skills.clear();
    }
    candidate.updated_at = deps.now();
    tx.update_candidate(&candidate).await?;
    profile::rewrite(tx, &candidate, "", Vec::new()).await
}
