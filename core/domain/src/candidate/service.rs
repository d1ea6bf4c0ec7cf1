//! Making, changing, listing and erasing candidates.

use crate::candidate::error::{CandidateRefusal, explain};
use crate::candidate::model::{Candidate, CandidateDraft, CandidateFilter, CandidateOrder};
use crate::candidate::profile;
use crate::deps::Deps;
use crate::error::{ServiceError, Violations};
use crate::file;
use crate::id::CandidateId;
use crate::job::service::keep;
use crate::page::{Page, PageRequest, Patch};
use crate::skill;

/// What an update says: absent keeps, null clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CandidatePatch {
    /// May not be cleared.
    pub name: Patch<String>,
    /// Lower-cased.
    pub email: Patch<String>,
    /// As written.
    pub phone: Patch<String>,
    /// City and country.
    pub location: Patch<String>,
    /// What they say they are.
    pub headline: Patch<String>,
    /// Cleared: read from the next résumé again.
    pub years: Patch<f64>,
    /// Cleared: read from the next résumé again.
    pub skills: Patch<Vec<String>>,
    /// Cleared: none.
    pub tags: Patch<Vec<String>>,
    /// The caller's own key.
    pub external_id: Patch<String>,
}

/// Use cases around candidates.
#[derive(Debug, Clone)]
pub struct CandidateService {
    pub(super) deps: Deps,
}

impl CandidateService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Those of these that are there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn by_ids(&self, ids: &[CandidateId]) -> Result<Vec<Candidate>, ServiceError> {
        Ok(self.deps.store.reads().candidates(ids).await?)
    }

    /// A page of a list.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(
        &self,
        filter: CandidateFilter,
        order: CandidateOrder,
        page: &PageRequest,
    ) -> Result<Page<Candidate>, ServiceError> {
        Ok(self.deps.store.reads().list_candidates(&filter.canonical(), order, page).await?)
    }

    /// How many the list holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count(&self, filter: CandidateFilter) -> Result<u64, ServiceError> {
        Ok(self.deps.store.reads().count_candidates(&filter.canonical()).await?)
    }

    /// Makes a candidate by hand.
    ///
    /// # Errors
    /// Refused with what is wrong with the draft.
    pub async fn create(&self, draft: CandidateDraft) -> Result<Candidate, ServiceError> {
        let draft = draft.checked()?;
        let mut candidate = Candidate::named(self.deps.id(), draft.name.clone(), self.deps.now());
        candidate.take_figures(&Patch::given(draft.years), &Patch::given(draft.skills.clone()));
        candidate.take_words(draft);
        let mut tx = self.deps.store.begin().await?;
        tx.insert_candidate(&candidate).await.map_err(explain)?;
        profile::refresh(&mut *tx, &candidate, "").await?;
        tx.commit().await?;
        Ok(candidate)
    }

    /// Changes a candidate. Years and skills that a person gives are never overwritten by a résumé.
    ///
    /// # Errors
    /// Refused with what is wrong with the change.
    pub async fn update(&self, id: CandidateId, patch: CandidatePatch) -> Result<Candidate, ServiceError> {
        let mut tx = self.deps.store.begin().await?;
        let mut candidate = tx.lock_candidate(id).await?.ok_or(CandidateRefusal::NotFound)?;
        let (years, skills) = (patch.years.clone(), patch.skills.clone());
        let draft = patch.over(&candidate)?.checked()?;
        candidate.take_words(draft);
        candidate.take_figures(&years, &skills);
        candidate.updated_at = self.deps.now();
        let latest = candidate.latest_resume_id;
        let text = tx.resume_texts(latest.as_slice()).await?.pop().map(|(_, text)| text).unwrap_or_default();
        tx.update_candidate(&candidate).await.map_err(explain)?;
        profile::refresh(&mut *tx, &candidate, &text).await?;
        tx.commit().await?;
        Ok(candidate)
    }

    /// Erases a person: files, text, vectors, applications, mails that were kept here, all of it.
    ///
    /// # Errors
    /// Refused when they aren't there or no reason is given.
    pub async fn erase(&self, id: CandidateId, reason: &str) -> Result<(), ServiceError> {
        if reason.trim().is_empty() {
            return Err(CandidateRefusal::ReasonMissing.into());
        }
        let mut tx = self.deps.store.begin().await?;
        let tasks = tx.erase_candidate(id).await?.ok_or(CandidateRefusal::NotFound)?;
        tx.commit().await?;
        file::clear_soon(&self.deps).await;
        self.deps.mailer.forget(&tasks).await;
        Ok(())
    }
}

impl CandidateFilter {
    /// With skills by their canonical names.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        self.skills = self.skills.map(|skills| skill::canonical_names(&skills));
        self
    }
}

impl Candidate {
    /// A person of whom nothing but the name is known.
    #[must_use]
    pub fn named(id: CandidateId, name: String, at: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            id,
            name,
            email: None,
            other_emails: Vec::new(),
            phone: None,
            other_phones: Vec::new(),
            location: None,
            headline: None,
            years: None,
            years_corrected: false,
            skills: Vec::new(),
            skills_corrected: false,
            tags: Vec::new(),
            external_id: None,
            latest_resume_id: None,
            embedded_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    /// Takes the words that a person said.
    fn take_words(&mut self, draft: CandidateDraft) {
        self.name = draft.name;
        self.email = draft.email;
        self.phone = draft.phone;
        self.location = draft.location;
        self.headline = draft.headline;
        self.tags = draft.tags.iter().map(|tag| tag.trim().to_owned()).collect();
        self.external_id = draft.external_id;
    }

    /// Takes years and skills: what is set stands against every machine, what is cleared is free for
    /// the next résumé.
    fn take_figures(&mut self, years: &Patch<f64>, skills: &Patch<Vec<String>>) {
        match years {
            Patch::Keep => {}
            Patch::Clear => (self.years, self.years_corrected) = (None, false),
            Patch::Set(years) => (self.years, self.years_corrected) = (Some(*years), true),
        }
        match skills {
            Patch::Keep => {}
            Patch::Clear => (self.skills, self.skills_corrected) = (Vec::new(), false),
            Patch::Set(skills) => (self.skills, self.skills_corrected) = (skill::canonical_names(skills), true),
        }
    }
}

impl CandidatePatch {
    /// The draft after the update.
    fn over(self, old: &Candidate) -> Result<CandidateDraft, ServiceError> {
        let mut wrong = Violations::default();
        let draft = CandidateDraft {
            name: keep("name", self.name, old.name.clone(), &mut wrong),
            email: self.email.over(old.email.clone()),
            phone: self.phone.over(old.phone.clone()),
            location: self.location.over(old.location.clone()),
            headline: self.headline.over(old.headline.clone()),
            years: self.years.over(None),
            skills: self.skills.over(None),
            tags: self.tags.over(Some(old.tags.clone())).unwrap_or_default(),
            external_id: self.external_id.over(old.external_id.clone()),
        };
        wrong.into_result()?;
        Ok(draft)
    }
}
