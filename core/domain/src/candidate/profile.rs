//! What rankings and search know of a person: kept in step with the row and the latest résumé.

use crate::candidate::model::{Candidate, RankedSkill};
use crate::job::embed::ranked_skills;
use crate::ports::{StoreError, Tx};
use crate::skill;

/// Skills of a text that rankings count: those of the table and those that jobs added.
#[must_use]
pub fn skills_in(text: &str, custom: &[String]) -> Vec<RankedSkill> {
    let mut mentions = skill::find_skills(text);
    mentions.extend(skill::find_named(text, custom));
    ranked_skills(&mentions)
}

/// Rewrites ranked skills and the search entry from the row and the text of the latest résumé.
/// Skills that a person gave stand; whether they are described is still read from the text.
pub(crate) async fn refresh(tx: &mut dyn Tx, candidate: &Candidate, text: &str) -> Result<(), StoreError> {
    let custom = tx.lock_custom_skills().await?;
    rewrite(tx, candidate, text, skills_in(text, &custom)).await
}

/// The same with the skills that were found in the text already.
pub(crate) async fn rewrite(
    tx: &mut dyn Tx,
    candidate: &Candidate,
    text: &str,
    found: Vec<RankedSkill>,
) -> Result<(), StoreError> {
    let ranked = if candidate.skills_corrected { corrected(candidate, &found) } else { found };
    tx.put_ranked_skills(candidate.id, &ranked).await?;
    let parts = [Some(candidate.name.as_str()), candidate.headline.as_deref()];
    let mut head: Vec<&str> = parts.into_iter().flatten().collect();
    head.extend(candidate.skills.iter().map(String::as_str));
    tx.put_candidate_search(candidate.id, &head.join("\n"), text).await
}

fn corrected(candidate: &Candidate, found: &[RankedSkill]) -> Vec<RankedSkill> {
    let described = |skill: &String| found.iter().any(|f| &f.skill == skill && f.described);
    candidate.skills.iter().map(|skill| RankedSkill { skill: skill.clone(), described: described(skill) }).collect()
}
