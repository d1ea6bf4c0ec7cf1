//! What people do about a file: releasing one that was held for review, giving the text of one that no machine
//! can read, saying whose it is, and removing one that should not be there.

use unicode_normalization::UnicodeNormalization;

use crate::candidate::feed::describe_anew;
use crate::candidate::model::Candidate;
use crate::error::ServiceError;
use crate::file;
use crate::id::{CandidateId, NodeRef, ResumeId, TaskId};
use crate::ports::{StoreError, Tx};
use crate::resume::duplicates::tell;
use crate::resume::error::ResumeRefusal;
use crate::resume::facts::read_facts;
use crate::resume::model::{Resume, ResumeStatus};
use crate::resume::service::ResumeService;
use crate::task::model::Transition;
use crate::task::open;

/// The longest text that a person may give, in bytes: as much as is taken out of a file.
pub const MAX_GIVEN_TEXT: usize = 2 * 1024 * 1024;

impl ResumeService {
    /// Takes a résumé out of NEEDS_REVIEW: a person has looked at the findings. One that nobody could inspect
    /// is only now made searchable, by a task.
    ///
    /// # Errors
    /// Refused when it isn't there or isn't held for review.
    pub async fn release(&self, id: ResumeId) -> Result<Resume, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let resume = tx.lock_resume(id).await?.ok_or(ResumeRefusal::NotFound)?;
        match resume.status {
            ResumeStatus::Ready => {}
            ResumeStatus::NeedsReview => {
                tx.release_resume(id, self.deps.now()).await?;
                if resume.is_trusted() {
                    tx.set_resume_status(id, ResumeStatus::Ready, None).await?;
                } else {
                    tx.set_resume_status(id, ResumeStatus::Extracting, None).await?;
                    self.read_by_a_new_task(&mut *tx, id).await?;
                }
                tell(&mut *tx, id).await?;
            }
            _ => return Err(ResumeRefusal::NotHeld.into()),
        }
        self.done(tx, id).await
    }

    /// Keeps the text that a person typed or had read by a program of theirs, and has it made searchable, marked
    /// as theirs. The text of a résumé that was read is immutable, since evidence points into it.
    ///
    /// # Errors
    /// Refused when it isn't there, has a text already, or the text is empty or too long.
    pub async fn set_text(&self, id: ResumeId, text: &str) -> Result<(Resume, TaskId), ServiceError> {
        let text = plain(text);
        if text.trim().is_empty() {
            return Err(ResumeRefusal::NoText.into());
        }
        if text.len() > MAX_GIVEN_TEXT {
            return Err(ResumeRefusal::TextTooLong.into());
        }
        let findings = crate::resume::instructions::spoken_to_machines(&text);
        let mut tx = self.deps.store.begin().await?;
        let resume = tx.lock_resume(id).await?.ok_or(ResumeRefusal::NotFound)?;
        if !resume.takes_a_text() {
            return Err(resume.refuses_a_text().into());
        }
        if !tx.put_text_by_a_person(id, &text, &findings).await? {
            return Err(ResumeRefusal::SameFileElsewhere.into());
        }
        let task = self.read_by_a_new_task(&mut *tx, id).await?;
        tell(&mut *tx, id).await?;
        Ok((self.done(tx, id).await?, task))
    }

    /// Files a résumé under another candidate, whose empty fields it fills. Screenings that judged somebody else
    /// by it are removed, and both are described anew by their own.
    ///
    /// # Errors
    /// Refused when either isn't there, or when it is a duplicate or still being read.
    pub async fn assign(&self, id: ResumeId, to: CandidateId) -> Result<Resume, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let known = tx.resumes(&[id]).await?.pop().ok_or(ResumeRefusal::NotFound)?;
        let people = lock_people(&mut *tx, known.candidate_id, to).await?;
        let resume = tx.lock_resume(id).await?.ok_or(ResumeRefusal::NotFound)?;
        if resume.duplicate_of.is_some() {
            return Err(ResumeRefusal::IsADuplicate.into());
        }
        if resume.candidate_id != known.candidate_id || resume.is_being_read() {
            return Err(ResumeRefusal::StillBeingRead.into());
        }
        if resume.candidate_id == Some(to) {
            return Ok(resume);
        }
        let now = self.deps.now();
        if let Some(from) = resume.candidate_id {
            tx.part_resume_from(id, from, now).await?;
        }
        tx.set_resume_candidate(id, to).await?;
        tell(&mut *tx, id).await?;
        if resume.status.is_readable() {
            let text = tx.resume_texts(&[id]).await?.pop().map(|(_, text)| text).unwrap_or_default();
            let facts = read_facts(&text, now.date_naive());
            for person in people {
                let person = if person.id == to { self.completed(person, &facts) } else { person };
                describe_anew(&self.deps, &mut *tx, person).await?;
            }
        }
        self.done(tx, id).await
    }

    /// Removes a résumé with its file, its text, its vectors, the screenings that judged by it, and the further
    /// uploads of the same bytes. What is being read is cancelled. Its candidate is described anew.
    ///
    /// # Errors
    /// Refused when it isn't there.
    pub async fn delete(&self, id: ResumeId) -> Result<(), ServiceError> {
        loop {
            let mut tx = self.deps.store.begin().await?;
            let tasks = lock_tasks(&mut *tx, id).await?;
            let owner = tx.resumes(&[id]).await?.pop().ok_or(ResumeRefusal::NotFound)?.candidate_id;
            let person = match owner {
                Some(owner) => tx.lock_candidate(owner).await?,
                None => None,
            };
            let resume = tx.lock_resume(id).await?.ok_or(ResumeRefusal::NotFound)?;
            // Which tasks there are, and whose it is, is certain only now; when either changed in between, the
            // locks are given back and taken anew.
            let settled = open_tasks(&mut *tx, id).await?.iter().all(|task| tasks.contains(task));
            if settled && resume.candidate_id == owner {
                return self.remove(tx, &resume, person, &tasks).await;
            }
        }
    }

    async fn remove(
        &self,
        mut tx: Box<dyn Tx>,
        resume: &Resume,
        person: Option<Candidate>,
        tasks: &[TaskId],
    ) -> Result<(), ServiceError> {
        for task in tasks {
            tx.transition(*task, &Transition::revoked().saying("The file was deleted.")).await?;
        }
        tx.delete_resume(resume.id, self.deps.now()).await?;
        if let Some(person) = person.filter(|_| resume.duplicate_of.is_none()) {
            describe_anew(&self.deps, &mut *tx, person).await?;
        }
        tx.commit().await?;
        file::clear_soon(&self.deps).await;
        Ok(())
    }

    async fn read_by_a_new_task(&self, tx: &mut dyn Tx, id: ResumeId) -> Result<TaskId, StoreError> {
        let task = self.reading_task(id);
        tx.enqueue(&task).await?;
        tx.set_resume_task(id, task.id).await?;
        Ok(task.id)
    }

    async fn done(&self, mut tx: Box<dyn Tx>, id: ResumeId) -> Result<Resume, ServiceError> {
        let resume = tx.lock_resume(id).await?.ok_or(ResumeRefusal::NotFound)?;
        tx.commit().await?;
        Ok(resume)
    }
}

impl Resume {
    /// Whether a person may give its text: nobody could take one out, or nobody knows whether what was taken
    /// out is what people see.
    #[must_use]
    pub const fn takes_a_text(&self) -> bool {
        match self.status {
            ResumeStatus::NeedsOcr | ResumeStatus::Unreadable | ResumeStatus::Failed => self.duplicate_of.is_none(),
            ResumeStatus::NeedsReview => !self.is_trusted(),
            _ => false,
        }
    }

    const fn refuses_a_text(&self) -> ResumeRefusal {
        match self.status {
            _ if self.duplicate_of.is_some() => ResumeRefusal::IsADuplicate,
            ResumeStatus::Received | ResumeStatus::Extracting => ResumeRefusal::StillBeingRead,
            _ => ResumeRefusal::HasAText,
        }
    }

    const fn is_being_read(&self) -> bool {
        self.status.is_being_read()
    }
}

/// Locks who has it and who gets it, in the order of their ids, so that two who swap don't wait in a circle.
async fn lock_people(
    tx: &mut dyn Tx,
    from: Option<CandidateId>,
    to: CandidateId,
) -> Result<Vec<Candidate>, ServiceError> {
    let mut ids: Vec<CandidateId> = from.into_iter().chain([to]).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut people = Vec::new();
    for id in ids {
        match tx.lock_candidate(id).await? {
            Some(person) => people.push(person),
            None if id == to => return Err(ResumeRefusal::CandidateNotFound.into()),
            None => {}
        }
    }
    Ok(people)
}

async fn lock_tasks(tx: &mut dyn Tx, id: ResumeId) -> Result<Vec<TaskId>, StoreError> {
    let tasks = open_tasks(tx, id).await?;
    open::lock(tx, tasks).await
}

/// Tasks that have not ended and work on it, in the order of their ids.
async fn open_tasks(tx: &mut dyn Tx, id: ResumeId) -> Result<Vec<TaskId>, StoreError> {
    open::on(tx, NodeRef::Resume(id), None).await
}

/// A text as ours are: NFC, lines end in `\n`, and nothing in it that shows nothing.
fn plain(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let shows = |c: &char| match c {
        '\n' | '\t' => true,
        '\u{ad}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => false,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' => false,
        other => !other.is_control(),
    };
    lines.chars().filter(shows).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_a_person_gives_loses_what_shows_nothing() {
        assert_eq!(plain("Jose\u{301}\r\nRu\u{200b}st\u{0}\u{e0041}\rGo\t1"), "José\nRust\nGo\t1");
    }
}
