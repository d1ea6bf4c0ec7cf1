//! The use case of `embed_job`.

use crate::candidate::model::RankedSkill;
use crate::embed::embed_text;
use crate::id::{CandidateId, JobId, NodeRef};
use crate::job::model::Job;
use crate::job::service::JobService;
use crate::resume::model::document_vector;
use crate::skill::{self, SkillSetting};
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::Transition;

const TEXTS_AT_ONCE: u64 = 500;
const LOOKING: &str = "Looking for skills that are new to us.";
const FIRST_PERCENT: u8 = 5;
const LAST_PERCENT: u8 = 60;

impl JobService {
    /// Makes the vectors of a job's present text, unless they are there already. A text that changed
    /// meanwhile is embedded anew, so that an older task never overwrites a newer one.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn embed(&self, context: &TaskContext, id: JobId) -> Result<Settled, HandlerError> {
        let mut job = self.present(id).await?;
        self.take_up_custom_skills(context, &job).await?;
        loop {
            let hash = job.content_hash();
            if self.deps.store.reads().embedded_hash(id).await?.as_ref() == Some(&hash) {
                let end = Transition::success(Some(NodeRef::Job(id)), Some("The text is unchanged.".to_owned()));
                return context.end(end).await;
            }
            let chunks = embed_text(&self.deps, &job.text()).await?;
            let vector = document_vector(&chunks)
                .ok_or_else(|| HandlerError::fail("NO_TEXT", "The job has no text to embed."))?;
            let mut fenced = context.fenced().await?;
            // Locked, so that no newer text comes between this look and the write.
            job = fenced.tx().lock_job(id).await?.ok_or_else(gone)?;
            if job.content_hash() == hash {
                fenced.tx().put_job_vectors(id, &hash, &vector, &chunks, self.deps.now()).await?;
                return context.settle(fenced, Transition::success(Some(NodeRef::Job(id)), None)).await;
            }
        }
    }

    async fn present(&self, id: JobId) -> Result<Job, HandlerError> {
        self.deps.store.reads().jobs(&[id]).await?.pop().ok_or_else(gone)
    }

    /// Skills that the built-in table doesn't hold are looked for in every résumé once, so that
    /// rankings count them like the others. A task that is killed between looks again.
    async fn take_up_custom_skills(&self, context: &TaskContext, job: &Job) -> Result<(), HandlerError> {
        let asked = job.custom_skills();
        if asked.is_empty() {
            return Ok(());
        }
        let mut fenced = context.fenced().await?;
        let new = fenced.tx().add_custom_skills(&asked).await?;
        if new.is_empty() {
            return Ok(());
        }
        context.commit_progress(fenced, FIRST_PERCENT, LOOKING).await?;
        self.find_in_all(context, &new).await?;
        let mut fenced = context.fenced().await?;
        fenced.tx().custom_skills_looked_for(&new).await?;
        context.commit_progress(fenced, LAST_PERCENT, LOOKING).await
    }

    async fn find_in_all(&self, context: &TaskContext, names: &[String]) -> Result<(), HandlerError> {
        let mut after: Option<CandidateId> = None;
        let mut percent = FIRST_PERCENT;
        loop {
            let texts = self.deps.store.reads().texts_with(names, after, TEXTS_AT_ONCE).await?;
            let Some((last, _)) = texts.last() else {
                return Ok(());
            };
            after = Some(*last);
            percent = (percent + 1).min(LAST_PERCENT);
            let mut fenced = context.fenced().await?;
            for (candidate, text) in &texts {
                let skills = ranked_skills(&skill::find_named(text, names));
                fenced.tx().add_ranked_skills(*candidate, &skills).await?;
            }
            context.commit_progress(fenced, percent, LOOKING).await?;
        }
    }
}

/// Mentions folded to one entry a skill.
#[must_use]
pub fn ranked_skills(mentions: &[skill::SkillMention]) -> Vec<RankedSkill> {
    let mut skills: Vec<RankedSkill> = Vec::new();
    for mention in mentions {
        let described = mention.setting == SkillSetting::Described;
        match skills.iter_mut().find(|known| known.skill == mention.skill) {
            Some(known) => known.described |= described,
            None => skills.push(RankedSkill { skill: mention.skill.clone(), described }),
        }
    }
    skills
}

fn gone() -> HandlerError {
    HandlerError::fail("SUBJECT_GONE", "The job was deleted.")
}
