//! All that one application is judged by, and what of it a provider is shown.

use crate::application::model::Application;
use crate::blind::{Blinded, Identity, blind};
use crate::candidate::model::Candidate;
use crate::error::ServiceError;
use crate::id::{ApplicationId, ResumeId};
use crate::job::model::Job;
use crate::ports::{Reads, StoreError, Tx};
use crate::resume::model::Resume;
use crate::screening::hash::input_hash;
use crate::screening::model::{CriterionRule, JobFacts, ResumeFacts, ScreeningRequest};
use crate::screening::prompt;
use crate::screening::provider::{Provider, ScreeningSetup};
use crate::screening::record::Screening;
use crate::screening::rules::criteria_of;
use crate::screening::source::Source;

/// All that one application is judged by.
pub(super) struct Matter {
    pub(super) application: Application,
    pub(super) job: Job,
    pub(super) facts: JobFacts,
    pub(super) criteria: Vec<CriterionRule>,
    pub(super) resume: ResumeId,
    /// Visible passages of the résumé that speak to a machine.
    pub(super) remarks: Vec<String>,
    /// Whether a model may read the résumé.
    pub(super) is_for_models: bool,
    years: Option<f64>,
    original: String,
    /// The text as the rules see it.
    blinded: Blinded,
    /// The same up to where models read.
    shown: Blinded,
}

/// Whether a model may be shown a résumé: only when somebody looked for what is hidden in it, the inspector or a
/// person who released it.
const fn may_be_shown_to_models(resume: &Resume) -> bool {
    resume.is_trusted()
}

/// The beginnings of visible passages that speak to a machine.
fn remarks(resume: &Resume) -> Vec<String> {
    let visible = resume.findings.iter().filter(|finding| finding.channel.is_visible());
    visible.map(|finding| finding.excerpt.clone()).collect()
}

impl Matter {
    pub(super) async fn read<R: Reads + ?Sized>(
        reads: &R,
        id: ApplicationId,
        setup: &ScreeningSetup,
    ) -> Result<Option<Self>, ServiceError> {
        let Some(application) = reads.applications(&[id]).await?.pop() else {
            return Ok(None);
        };
        let Some(resume) = readable_resume(reads, &application).await? else {
            return Ok(None);
        };
        let job = reads.jobs(&[application.job_id]).await?.pop();
        let candidate = reads.candidates(&[application.candidate_id]).await?.pop();
        let text = reads.resume_texts(&[resume.id]).await?.pop();
        let (Some(job), Some(candidate), Some((_, original))) = (job, candidate, text) else {
            return Ok(None);
        };
        let facts = job.facts();
        let blinded = if setup.blind { blind(&original, &identity(&candidate)) } else { Blinded::open(&original) };
        let shown = Blinded::recorded(prompt::shown(&blinded.text).to_owned(), blinded.kept().to_vec());
        Ok(Some(Self {
            criteria: criteria_of(&facts),
            is_for_models: may_be_shown_to_models(&resume),
            resume: resume.id,
            remarks: remarks(&resume),
            years: candidate.years,
            application,
            job,
            facts,
            original,
            blinded,
            shown,
        }))
    }

    /// The text that a provider sees.
    pub(super) const fn text_for(&self, provider: &Provider) -> &Blinded {
        match provider {
            Provider::Rules => &self.blinded,
            Provider::Model(_) => &self.shown,
        }
    }

    /// How much of the text a model is shown, of how much, in code points; `None` when it is all.
    pub(super) fn cut(&self) -> Option<(usize, usize)> {
        let (shown, all) = (&self.shown.text, &self.blinded.text);
        (shown.len() < all.len()).then(|| (shown.chars().count(), all.chars().count()))
    }

    /// What a provider is asked. The years may have been corrected by a person, so no model is told them: it
    /// judges by the résumé alone.
    pub(super) fn request(&self, provider: &Provider) -> ScreeningRequest<'_> {
        let years = match provider {
            Provider::Rules => self.years,
            Provider::Model(_) => None,
        };
        let resume = ResumeFacts { text: &self.text_for(provider).text, years };
        ScreeningRequest { job: &self.facts, criteria: &self.criteria, resume }
    }

    /// Where a provider's quotes are looked up.
    pub(super) fn source(&self, provider: &Provider) -> Source<'_> {
        Source::blinded(self.text_for(provider), &self.original, &self.remarks)
    }

    /// The content address of what a provider is asked.
    pub(super) fn input_hash(&self, provider: &Provider) -> String {
        input_hash(&provider.answerer(), &self.request(provider))
    }

    /// Whether the evidence of a screening, which has the same input, stands in this résumé where it says: two
    /// résumés that differ in their person only have one input and two texts.
    pub(super) async fn is_judged_by<R: Reads + ?Sized>(
        &self,
        reads: &R,
        known: &Screening,
    ) -> Result<bool, StoreError> {
        if known.resume_id == self.resume {
            return Ok(true);
        }
        let other = reads.resume_texts(&[known.resume_id]).await?.pop();
        Ok(other.is_some_and(|(_, text)| text == self.original))
    }

    /// Notes that a screening of the same input judges this too: a job that is worded anew and asks the
    /// same, a new file with the same text. Without it such a screening would stay stale for ever.
    pub(super) async fn confirm(&self, tx: &mut dyn Tx, known: &Screening) -> Result<(), StoreError> {
        tx.confirm_screening(known.id, self.resume, &self.job.facts_hash()).await
    }
}

/// What is known of a candidate's identity beside their résumé.
fn identity(candidate: &Candidate) -> Identity {
    Identity {
        names: vec![candidate.name.clone()],
        emails: candidate.email.iter().chain(&candidate.other_emails).cloned().collect(),
        phones: candidate.phone.iter().chain(&candidate.other_phones).cloned().collect(),
        locations: candidate.location.iter().cloned().collect(),
    }
}

/// The résumé that an application is judged by: its own if it is readable, else the candidate's latest.
pub(super) async fn readable_resume<R: Reads + ?Sized>(
    reads: &R,
    application: &Application,
) -> Result<Option<Resume>, StoreError> {
    if let Some(id) = application.resume_id
        && let Some(own) = reads.resumes(&[id]).await?.pop()
        && own.may_be_judged_by()
    {
        return Ok(Some(own));
    }
    reads.latest_readable(application.candidate_id).await
}
