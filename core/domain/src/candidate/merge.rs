//! Two candidates who are one person become one, and can become two again for a time.
//!
//! The one who is kept keeps all that they have; only what is empty is filled. Nothing of the other is lost: their
//! addresses and numbers become further ones, their résumés, applications and labels move. Where both had applied
//! for one job, the kept one's application stays as it is and takes over the history and the screenings of the
//! other. Undoing gives all of that back; what was changed on the kept one since stands.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::application::model::Application;
use crate::candidate::error::MergeRefusal;
use crate::candidate::feed::describe_anew;
use crate::candidate::model::{Candidate, CandidateFilter};
use crate::candidate::service::CandidateService;
use crate::error::ServiceError;
use crate::id::{ApplicationId, CandidateId, ResumeId, ScreeningId, StageChangeId, TaskId};
use crate::ports::{StoreError, Tx};
use crate::task::model::Transition;

/// What it takes to undo a merge: copies of both as they were, and what changed hands. It holds personal data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MergeRecord {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The one who was kept, before.
    pub kept_before: Candidate,
    /// The same, as the merge left them.
    pub kept_after: Candidate,
    /// The one who went, before.
    pub other_before: Candidate,
    /// What changed hands.
    pub moved: Moved,
}

/// What changed hands in a merge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Résumés.
    pub resumes: Vec<ResumeId>,
    /// Applications for jobs that the kept one hadn't applied for.
    pub applications: Vec<ApplicationId>,
    /// Applications for the others.
    pub folded: Vec<Folded>,
}

/// An application that went into another one for the same job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Folded {
    /// As it was.
    pub application: Application,
    /// Into which it went.
    pub into: ApplicationId,
    /// The history that went along.
    pub stage_changes: Vec<StageChangeId>,
    /// The screenings that went along.
    pub screenings: Vec<ScreeningId>,
    /// Whether the other one, which had no key of the caller's, took this one's.
    pub gave_external_id: bool,
}

/// Both, locked, with the tasks that the merge ends.
struct Locked {
    tx: Box<dyn Tx>,
    kept: Candidate,
    other: Candidate,
    tasks: Vec<TaskId>,
}

impl CandidateService {
    /// Makes one of two. The other's id is nobody's from then on; ids of their applications stay, except of those
    /// that went into one of the kept one's, whose open tasks are cancelled.
    ///
    /// # Errors
    /// Refused when they are the same, when one isn't there, or when a file of the other is being read.
    pub async fn merge(&self, keep: CandidateId, other: CandidateId) -> Result<Candidate, ServiceError> {
        if keep == other {
            return Err(MergeRefusal::Same.into());
        }
        let Locked { mut tx, kept, other, tasks } = self.lock_both(keep, other).await?;
        if tx.lock_resumes_of(other.id).await?.iter().any(|(_, status)| status.is_being_read()) {
            return Err(MergeRefusal::StillBeingRead.into());
        }
        for task in tasks {
            tx.transition(task, &Transition::revoked().saying("The candidate was merged.")).await?;
        }
        let now = self.deps.now();
        let moved = tx.move_belongings(other.id, kept.id, now).await?;
        tx.remove_merged(other.id).await?;
        let after = Candidate { updated_at: now, ..kept.joined_with(&other) };
        let record = MergeRecord {
            id: self.deps.id(),
            at: now,
            kept_before: kept,
            kept_after: after.clone(),
            other_before: other,
            moved,
        };
        tx.put_merge(&record).await?;
        describe_anew(&self.deps, &mut *tx, after).await?;
        self.finish(tx, keep).await
    }

    /// Makes two again of the one who was kept in a merge, the last one first. What was changed on them since
    /// stands, and what came since stays with them.
    ///
    /// # Errors
    /// Refused when they aren't there, no merge of theirs is known, or the time for it is over.
    pub async fn undo_merge(&self, kept: CandidateId) -> Result<Candidate, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let now_kept = tx.lock_candidate(kept).await?.ok_or(MergeRefusal::NotFound)?;
        let record = tx.latest_merge(kept).await?.ok_or(MergeRefusal::NothingToUndo)?;
        let now = self.deps.now();
        let age = (now - record.at).to_std().unwrap_or_default();
        if age >= self.deps.figures.retention.merges {
            return Err(MergeRefusal::TooLate.into());
        }
        let moved = |id: &ResumeId| record.moved.resumes.contains(id);
        if tx.lock_resumes_of(kept).await?.iter().any(|(id, status)| status.is_being_read() && moved(id)) {
            return Err(MergeRefusal::MovedIsBeingRead.into());
        }
        let restored = now_kept.parted_again(&record.kept_before, &record.kept_after);
        tx.update_candidate(&restored).await?;
        let mut other = Candidate { latest_resume_id: None, updated_at: now, ..record.other_before.clone() };
        if other.external_id.is_some() && self.is_taken(&mut *tx, &other).await? {
            other.external_id = None;
        }
        tx.insert_candidate(&other).await?;
        tx.give_back(&record.moved, kept, other.id, now).await?;
        tx.remove_merge(record.id).await?;
        describe_anew(&self.deps, &mut *tx, other).await?;
        describe_anew(&self.deps, &mut *tx, restored).await?;
        self.finish(tx, kept).await
    }

    /// Whether somebody else has the key of the caller's by now.
    async fn is_taken(&self, tx: &mut dyn Tx, other: &Candidate) -> Result<bool, StoreError> {
        let filter =
            CandidateFilter { external_ids: Some(other.external_id.iter().cloned().collect()), ..Default::default() };
        Ok(tx.count_candidates(&filter).await? > 0)
    }

    async fn finish(&self, mut tx: Box<dyn Tx>, id: CandidateId) -> Result<Candidate, ServiceError> {
        let candidate = tx.lock_candidate(id).await?.ok_or(MergeRefusal::NotFound)?;
        tx.commit().await?;
        Ok(candidate)
    }

    /// Locks the tasks that the merge ends and then both people, in the order of their ids. Which tasks those are
    /// is certain only once the people are locked; when there is one more by then, the locks are given back and
    /// taken anew.
    async fn lock_both(&self, keep: CandidateId, other: CandidateId) -> Result<Locked, ServiceError> {
        loop {
            let mut tx = self.deps.store.begin().await?;
            let mut tasks = Vec::new();
            for task in tx.tasks_that_a_merge_ends(other, keep).await? {
                tasks.extend(tx.lock_open_task(task).await?.map(|task| task.id));
            }
            let (first, second) = (keep.min(other), keep.max(other));
            let (first, second) = (tx.lock_candidate(first).await?, tx.lock_candidate(second).await?);
            let (kept, gone) = if keep < other { (first, second) } else { (second, first) };
            let kept = kept.ok_or(MergeRefusal::KeptNotFound)?;
            let gone = gone.ok_or(MergeRefusal::OtherNotFound)?;
            let settled = tx.tasks_that_a_merge_ends(other, keep).await?.iter().all(|task| tasks.contains(task));
            if settled {
                return Ok(Locked { tx, kept, other: gone, tasks });
            }
        }
    }
}

impl Candidate {
    /// Themselves with what another, who is the same person, has besides. Only what is empty is filled; addresses,
    /// numbers and labels are added. What a person said of years and skills stands against what was read.
    #[must_use]
    pub fn joined_with(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        let fill = |own: &mut Option<String>, others: &Option<String>| {
            if own.is_none() {
                own.clone_from(others);
            }
        };
        fill(&mut joined.email, &other.email);
        fill(&mut joined.phone, &other.phone);
        fill(&mut joined.location, &other.location);
        fill(&mut joined.headline, &other.headline);
        fill(&mut joined.external_id, &other.external_id);
        let emails = other.email.iter().chain(&other.other_emails);
        add(&mut joined.other_emails, emails.filter(|email| joined.email.as_ref() != Some(*email)));
        let phones = other.phone.iter().chain(&other.other_phones);
        add(&mut joined.other_phones, phones.filter(|phone| joined.phone.as_ref() != Some(*phone)));
        add(&mut joined.tags, other.tags.iter());
        if other.years_corrected && !self.years_corrected {
            (joined.years, joined.years_corrected) = (other.years, true);
        }
        if other.skills_corrected && !self.skills_corrected {
            (joined.skills, joined.skills_corrected) = (other.skills.clone(), true);
        }
        joined.created_at = self.created_at.min(other.created_at);
        joined
    }

    /// Themselves without what a merge gave them: what is still as the merge left it becomes what it was before.
    #[must_use]
    pub fn parted_again(&self, before: &Self, after: &Self) -> Self {
        let mut parted = self.clone();
        let field = |now: &mut Option<String>, before: &Option<String>, after: &Option<String>| {
            if now == after {
                now.clone_from(before);
            }
        };
        field(&mut parted.email, &before.email, &after.email);
        field(&mut parted.phone, &before.phone, &after.phone);
        field(&mut parted.location, &before.location, &after.location);
        field(&mut parted.headline, &before.headline, &after.headline);
        field(&mut parted.external_id, &before.external_id, &after.external_id);
        take_back(&mut parted.other_emails, &before.other_emails, &after.other_emails);
        take_back(&mut parted.other_phones, &before.other_phones, &after.other_phones);
        take_back(&mut parted.tags, &before.tags, &after.tags);
        let same_years = self.years_corrected == after.years_corrected && self.years == after.years;
        if after.years_corrected && !before.years_corrected && same_years {
            (parted.years, parted.years_corrected) = (before.years, false);
        }
        let same_skills = self.skills_corrected == after.skills_corrected && self.skills == after.skills;
        if after.skills_corrected && !before.skills_corrected && same_skills {
            (parted.skills, parted.skills_corrected) = (before.skills.clone(), false);
        }
        parted.created_at = before.created_at;
        parted
    }
}

fn add<'a>(own: &mut Vec<String>, others: impl Iterator<Item = &'a String>) {
    for other in others {
        if !own.contains(other) {
            own.push(other.clone());
        }
    }
}

/// Removes what the merge added.
fn take_back(now: &mut Vec<String>, before: &[String], after: &[String]) {
    now.retain(|it| before.contains(it) || !after.contains(it));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Candidate {
        Candidate::named(Uuid::from_u128(name.len() as u128).into(), name.to_owned(), DateTime::UNIX_EPOCH)
    }

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn kept() -> Candidate {
        Candidate { email: Some("m@example.com".to_owned()), tags: texts(&["a"]), ..named("Mira") }
    }

    fn other() -> Candidate {
        Candidate {
            email: Some("mira@example.org".to_owned()),
            other_emails: texts(&["m@example.com", "x@example.org"]),
            phone: Some("+31 20 555 0100".to_owned()),
            location: Some("Utrecht".to_owned()),
            skills: texts(&["Rust"]),
            skills_corrected: true,
            tags: texts(&["a", "b"]),
            ..named("M. Example")
        }
    }

    #[test]
    fn every_address_is_kept_and_only_empty_fields_are_filled() {
        let joined = kept().joined_with(&other());
        assert_eq!((joined.name.as_str(), joined.email.as_deref()), ("Mira", Some("m@example.com")));
        assert_eq!(joined.other_emails, ["mira@example.org", "x@example.org"]);
        assert_eq!((joined.phone.as_deref(), joined.location.as_deref()), (Some("+31 20 555 0100"), Some("Utrecht")));
        assert_eq!((joined.tags, joined.skills, joined.skills_corrected), (texts(&["a", "b"]), texts(&["Rust"]), true));
        let with_phone = Candidate { phone: Some("1234567".to_owned()), ..kept() }.joined_with(&other());
        assert_eq!(with_phone.other_phones, ["+31 20 555 0100"]);
    }

    #[test]
    fn parting_is_the_reverse_of_joining() {
        let after = kept().joined_with(&other());
        assert_eq!(after.parted_again(&kept(), &after), kept());
    }

    #[test]
    fn what_was_changed_since_stands() {
        let after = kept().joined_with(&other());
        let now = Candidate {
            location: Some("Ghent".to_owned()),
            tags: texts(&["a", "b", "c"]),
            skills: texts(&["Rust", "Go"]),
            name: "Mira Example".to_owned(),
            ..after.clone()
        };
        let parted = now.parted_again(&kept(), &after);
        assert_eq!((parted.name.as_str(), parted.location.as_deref()), ("Mira Example", Some("Ghent")));
        assert_eq!((parted.phone, parted.tags), (None, texts(&["a", "c"])));
        assert_eq!((parted.skills, parted.skills_corrected), (texts(&["Rust", "Go"]), true));
    }
}
