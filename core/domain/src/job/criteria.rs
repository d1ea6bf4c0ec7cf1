//! What a person wants applications for a job judged by.

use std::cmp::Reverse;

use crate::error::{ServiceError, Violation, ViolationCode, Violations};
use crate::id::JobId;
use crate::job::error::JobRefusal;
use crate::job::model::Job;
use crate::job::service::JobService;
use crate::screening::model::{Criterion, WEIGHT_SUM};
use crate::screening::rules::MOST_CRITERIA;

const MOST_NAME: usize = 100;
const MOST_DESCRIPTION: usize = 1_000;
/// Weights are relative to each other, so none needs to be larger.
const MOST_WEIGHT: f64 = 1_000_000.0;

/// The places of a list of criteria, as the way to a value names them.
const PLACES: [&str; MOST_CRITERIA] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

/// A criterion as a person gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionDraft {
    /// 1–100 characters, unique in the list, whatever the case.
    pub name: String,
    /// More than 0; what counts is its share of the sum of all.
    pub weight: f64,
    /// 1–1,000 characters.
    pub description: String,
}

impl JobService {
    /// Says what applications for a job are judged by. Screenings made before are stale then; nothing is
    /// screened again by itself.
    ///
    /// # Errors
    /// Refused with all that is wrong with the list.
    pub async fn set_criteria(&self, id: JobId, given: Vec<CriterionDraft>) -> Result<Job, ServiceError> {
        let criteria = checked(given)?;
        let mut tx = self.deps.store.begin().await?;
        let mut job = tx
            .lock_job(id)
            .await?
            .ok_or_else(|| Violation::of("jobId", ViolationCode::NotFound, JobRefusal::NotFound.to_string()))?;
        if job.criteria.as_ref() != Some(&criteria) {
            job.criteria = Some(criteria);
            job.updated_at = self.deps.now();
            tx.update_job(&job).await?;
        }
        tx.commit().await?;
        Ok(job)
    }
}

/// The list with its texts trimmed and its weights in basis points that sum to [`WEIGHT_SUM`].
///
/// # Errors
/// [`ServiceError::Refused`] with every value that is wrong.
pub fn checked(given: Vec<CriterionDraft>) -> Result<Vec<Criterion>, ServiceError> {
    let mut wrong = Violations::default();
    if given.is_empty() {
        wrong.add("criteria", ViolationCode::Required, "Give at least one criterion.");
    } else if given.len() > MOST_CRITERIA {
        wrong.add("criteria", ViolationCode::TooLong, format!("At most {MOST_CRITERIA} criteria."));
    }
    wrong.into_result()?;
    let mut wrong = Violations::default();
    let trimmed = |draft: CriterionDraft| CriterionDraft {
        name: draft.name.split_whitespace().collect::<Vec<_>>().join(" "),
        description: draft.description.trim().to_owned(),
        ..draft
    };
    let given: Vec<CriterionDraft> = given.into_iter().map(trimmed).collect();
    for (at, draft) in given.iter().enumerate() {
        check_words(at, "name", &draft.name, MOST_NAME, &mut wrong);
        check_words(at, "description", &draft.description, MOST_DESCRIPTION, &mut wrong);
        let is_it = |other: &CriterionDraft| other.name.to_lowercase() == draft.name.to_lowercase();
        if !draft.name.is_empty() && given[..at].iter().any(is_it) {
            violate(
                at,
                "name",
                ViolationCode::AlreadyExists,
                "Another criterion has this name.".to_owned(),
                &mut wrong,
            );
        }
        if !(draft.weight > 0.0 && draft.weight <= MOST_WEIGHT) {
            let message = "A weight is more than 0 and at most 1,000,000.".to_owned();
            violate(at, "weight", ViolationCode::Invalid, message, &mut wrong);
        }
    }
    wrong.into_result()?;
    weighted(given)
}

/// Shares in basis points, the largest remainders rounded up, the earlier first.
fn weighted(given: Vec<CriterionDraft>) -> Result<Vec<Criterion>, ServiceError> {
    let total: f64 = given.iter().map(|draft| draft.weight).sum();
    let exact: Vec<f64> = given.iter().map(|draft| draft.weight / total * f64::from(WEIGHT_SUM)).collect();
    let mut shares: Vec<u32> = exact.iter().map(|share| whole(*share)).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let millionths = |at: usize| whole((exact[at] - f64::from(shares[at])) * 1e6);
    order.sort_by_key(|at| (Reverse(millionths(*at)), *at));
    let left = WEIGHT_SUM.saturating_sub(shares.iter().sum());
    for at in order.into_iter().cycle().take(usize::try_from(left).unwrap_or(0)) {
        shares[at] += 1;
    }
    let mut wrong = Violations::default();
    for at in shares.iter().enumerate().filter(|(_, share)| **share == 0).map(|(at, _)| at) {
        let message = "Beside the others this weight is too small to count.".to_owned();
        violate(at, "weight", ViolationCode::Invalid, message, &mut wrong);
    }
    wrong.into_result()?;
    let criterion = |(draft, weight_bp): (CriterionDraft, u32)| Criterion {
        name: draft.name,
        description: draft.description,
        weight_bp,
    };
    Ok(given.into_iter().zip(shares).map(criterion).collect())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares are from 0 to 10,000, millionths to 1,000,000"
)]
fn whole(share: f64) -> u32 {
    (share + 1e-9).floor() as u32
}

fn check_words(at: usize, field: &'static str, words: &str, most: usize, wrong: &mut Violations) {
    if words.is_empty() {
        violate(at, field, ViolationCode::Required, format!("Please fill in the {field}."), wrong);
    } else if words.chars().nth(most).is_some() {
        violate(at, field, ViolationCode::TooLong, format!("At most {most} characters."), wrong);
    } else if words.contains(|letter: char| letter.is_control() && letter != '\n' && letter != '\t') {
        violate(at, field, ViolationCode::Invalid, "A text has no control characters.".to_owned(), wrong);
    }
}

fn violate(at: usize, field: &'static str, code: ViolationCode, message: String, wrong: &mut Violations) {
    wrong.push(Violation { path: vec!["criteria", PLACES[at], field], code, message });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(name: &str, weight: f64) -> CriterionDraft {
        CriterionDraft { name: name.to_owned(), weight, description: " Shows it. ".to_owned() }
    }

    fn weights(given: &[f64]) -> Vec<u32> {
        let drafts = given.iter().enumerate().map(|(at, weight)| draft(&format!("C{at}"), *weight)).collect();
        checked(drafts).unwrap().iter().map(|criterion| criterion.weight_bp).collect()
    }

    fn refused(given: Vec<CriterionDraft>) -> Vec<(String, ViolationCode)> {
        match checked(given) {
            Err(ServiceError::Refused(wrong)) => wrong.iter().map(|it| (it.path.join("."), it.code)).collect(),
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn weights_become_shares() {
        assert_eq!(weights(&[1.0, 1.0, 1.0]), [3_334, 3_333, 3_333]);
        assert_eq!(weights(&[0.2, 0.3, 0.5]), [2_000, 3_000, 5_000]);
        assert_eq!(weights(&[7.0]), [10_000]);
        let checked = checked(vec![draft(" Work  in\tRust ", 1.0)]).unwrap();
        assert_eq!((checked[0].name.as_str(), checked[0].description.as_str()), ("Work in Rust", "Shows it."));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let given = vec![
            draft("Rust", f64::NAN),
            draft("", 1.0),
            draft("rust", -1.0),
            CriterionDraft { description: "x".repeat(1_001), ..draft(&"y".repeat(101), 0.0) },
        ];
        let told = |path: &str, code| (path.to_owned(), code);
        assert_eq!(
            refused(given),
            [
                told("criteria.0.weight", ViolationCode::Invalid),
                told("criteria.1.name", ViolationCode::Required),
                told("criteria.2.name", ViolationCode::AlreadyExists),
                told("criteria.2.weight", ViolationCode::Invalid),
                told("criteria.3.name", ViolationCode::TooLong),
                told("criteria.3.description", ViolationCode::TooLong),
                told("criteria.3.weight", ViolationCode::Invalid),
            ]
        );
        assert_eq!(refused(Vec::new()), [told("criteria", ViolationCode::Required)]);
        let many = (0..13).map(|at| draft(&at.to_string(), 1.0)).collect();
        assert_eq!(refused(many), [told("criteria", ViolationCode::TooLong)]);
        let tiny = vec![draft("a", 1_000_000.0), draft("b", 0.1)];
        assert_eq!(refused(tiny), [told("criteria.1.weight", ViolationCode::Invalid)]);
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole_and_are_near(given in prop::collection::vec(1.0_f64..100.0, 1..=12)) {
            let shares = weights(&given);
            prop_assert_eq!(shares.iter().sum::<u32>(), WEIGHT_SUM);
            let total: f64 = given.iter().sum();
            for (share, weight) in shares.iter().zip(&given) {
                prop_assert!((f64::from(*share) - weight / total * 10_000.0).abs() <= 1.0);
            }
        }
    }
}
