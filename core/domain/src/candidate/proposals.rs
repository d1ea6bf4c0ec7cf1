//! Who may be the same person as somebody else. Nobody is merged by a machine: agencies put their address on
//! everybody's résumé, families share a telephone, and templates make texts alike.

use std::collections::BTreeMap;

use crate::candidate::service::CandidateService;
use crate::error::ServiceError;
use crate::id::CandidateId;
use crate::resume::sketch::{NEAR, Sketch};
use crate::words::word_enum;

/// Proposals for one candidate, at most. Who shares an address with hundreds is with an agency.
pub const MOST_PROPOSALS: u32 = 20;

word_enum! {
    /// Why two candidates may be one person.
    MergeReason {
        /// They share an e-mail address, under another name.
        SameEmail = "SAME_EMAIL",
        /// They share a telephone number.
        SamePhone = "SAME_PHONE",
        /// Résumés of theirs are near-equal.
        SimilarText = "SIMILAR_TEXT",
    }
}

/// That somebody may be the same person as somebody else.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeProposal {
    /// For whom it is proposed.
    pub candidate: CandidateId,
    /// Who may be the same.
    pub other: CandidateId,
    /// Why, in the order of [`MergeReason::ALL`]; at least one.
    pub reasons: Vec<MergeReason>,
    /// The share of runs of words that their most similar texts have in common, 0–1; `None` when they aren't
    /// near-equal.
    pub similarity: Option<f64>,
}

/// Two candidates who share an address or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedContact {
    /// Who was asked about.
    pub candidate: CandidateId,
    /// Who shares it.
    pub other: CandidateId,
    /// [`MergeReason::SameEmail`] or [`MergeReason::SamePhone`].
    pub reason: MergeReason,
}

/// Two candidates whose résumés share a band of their sketches.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedText {
    /// Who was asked about.
    pub candidate: CandidateId,
    /// Whose text may be near it.
    pub other: CandidateId,
    /// Of a text of theirs.
    pub own: Sketch,
    /// Of a text of the other.
    pub others: Sketch,
}

impl CandidateService {
    /// Proposals for these candidates: of each those with the most reasons first, then the most similar, at most
    /// [`MOST_PROPOSALS`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn merge_proposals(&self, ids: &[CandidateId]) -> Result<Vec<MergeProposal>, ServiceError> {
        let reads = self.deps.store.reads();
        let contacts = reads.shared_contacts(ids, MOST_PROPOSALS).await?;
        let texts = reads.shared_texts(ids, MOST_PROPOSALS).await?;
        Ok(proposals(&contacts, &texts))
    }
}

/// What is known of pairs as proposals, by candidate.
#[must_use]
pub fn proposals(contacts: &[SharedContact], texts: &[SharedText]) -> Vec<MergeProposal> {
    let mut pairs: BTreeMap<(CandidateId, CandidateId), (Vec<MergeReason>, Option<f64>)> = BTreeMap::new();
    for shared in contacts {
        pairs.entry((shared.candidate, shared.other)).or_default().0.push(shared.reason);
    }
    for shared in texts {
        let similarity = shared.own.similarity(&shared.others);
        if similarity >= NEAR {
            let (reasons, most) = pairs.entry((shared.candidate, shared.other)).or_default();
            reasons.push(MergeReason::SimilarText);
            *most = Some(most.map_or(similarity, |most| most.max(similarity)));
        }
    }
    let mut all: Vec<MergeProposal> = pairs
        .into_iter()
        .map(|((candidate, other), (mut reasons, similarity))| {
            reasons.sort_unstable();
            reasons.dedup();
            MergeProposal { candidate, other, reasons, similarity }
        })
        .collect();
    let weight = |it: &MergeProposal| (it.reasons.len(), it.similarity.unwrap_or(0.0));
    all.sort_by(|a, b| {
        let (a_weight, b_weight) = (weight(a), weight(b));
        let heavier = b_weight.0.cmp(&a_weight.0).then(b_weight.1.total_cmp(&a_weight.1));
        a.candidate.cmp(&b.candidate).then(heavier).then(a.other.cmp(&b.other))
    });
    let mut taken: BTreeMap<CandidateId, u32> = BTreeMap::new();
    all.retain(|proposal| {
        let count = taken.entry(proposal.candidate).or_default();
        *count += 1;
        *count <= MOST_PROPOSALS
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> CandidateId {
        uuid::Uuid::from_u128(number).into()
    }

    fn sketch(words: std::ops::Range<usize>) -> Sketch {
        Sketch::of(&words.map(|at| format!("w{at} ")).collect::<String>()).unwrap()
    }

    #[test]
    fn reasons_for_a_pair_come_together_and_the_strongest_first() {
        let contact = |other, reason| SharedContact { candidate: id(1), other: id(other), reason };
        let contacts = [
            contact(2, MergeReason::SamePhone),
            contact(3, MergeReason::SamePhone),
            contact(3, MergeReason::SameEmail),
        ];
        let text = |other, others| SharedText { candidate: id(1), other: id(other), own: sketch(0..200), others };
        let texts = [text(4, sketch(0..200)), text(5, sketch(100..300))];
        let found = proposals(&contacts, &texts);
        let told: Vec<_> = found.iter().map(|it| (it.other, it.reasons.as_slice(), it.similarity)).collect();
        assert_eq!(
            told,
            [
                (id(3), [MergeReason::SameEmail, MergeReason::SamePhone].as_slice(), None),
                (id(4), [MergeReason::SimilarText].as_slice(), Some(1.0)),
                (id(2), [MergeReason::SamePhone].as_slice(), None),
            ]
        );
    }
}
