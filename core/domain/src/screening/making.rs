//! The making of a screening: the known one, else what the first provider that can answers.

use crate::id::{ApplicationId, NodeRef};
use crate::screening::answer;
use crate::screening::asking::Trouble;
use crate::screening::fallback::Fallback;
use crate::screening::matter::Matter;
use crate::screening::model::Screened;
use crate::screening::provider::Provider;
use crate::screening::record::{Ask, Sample, Screening};
use crate::screening::replay::KeptPlaces;
use crate::screening::rules::propose;
use crate::screening::samples::{self, SampleUse};
use crate::screening::service::ScreeningService;
use crate::screening::settle::settle_in;
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::Transition;

/// What a provider comes to.
enum Judgement {
    /// What it said before.
    Known(Box<Screening>),
    /// What it says now.
    New(Box<Judged>),
}

/// A judgement with what it rests on.
struct Judged {
    screened: Screened,
    unstable: bool,
    samples: Vec<SampleUse>,
    kept_places: KeptPlaces,
    input_hash: String,
}

impl ScreeningService {
    /// The use case of `screen_application`.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn screen(&self, context: &TaskContext, id: ApplicationId, ask: Ask) -> Result<Settled, HandlerError> {
        let setup = &self.deps.screening;
        let matter = Matter::read(&*self.deps.store.reads(), id, setup).await?.ok_or_else(|| {
            HandlerError::fail("NO_READABLE_RESUME", "The application or its readable résumé is gone.")
        })?;
        let mut fallback = Fallback::default();
        for provider in &setup.providers {
            match self.judge(context, &matter, provider, ask).await {
                Ok(Judgement::Known(known)) => return self.put_in_force(context, &matter, &known, true).await,
                Ok(Judgement::New(judged)) => {
                    let screening = self.record(context, &matter, provider, *judged, fallback.into_notes());
                    return self.put_in_force(context, &matter, &screening, false).await;
                }
                Err(Trouble::Stopped(error)) => return Err(error),
                Err(trouble) => fallback.note(provider, trouble),
            }
        }
        Err(fallback.into_error())
    }

    async fn judge(
        &self,
        context: &TaskContext,
        matter: &Matter,
        provider: &Provider,
        ask: Ask,
    ) -> Result<Judgement, Trouble> {
        let input_hash = matter.input_hash(provider);
        if let Some(known) = self.known(matter, provider, &input_hash, ask).await? {
            return Ok(Judgement::Known(Box::new(known)));
        }
        let source = matter.source(provider);
        let request = matter.request(provider);
        let model = match provider {
            Provider::Model(model) if matter.is_for_models => model,
            Provider::Model(_) => return Err(Trouble::NotInspected),
            Provider::Rules => {
                let screened = settle_in(&request, propose(&request), &source);
                let (samples, kept_places) = (Vec::new(), Vec::new());
                let judged = Judged { screened, unstable: false, samples, kept_places, input_hash };
                return Ok(Judgement::New(Box::new(judged)));
            }
        };
        let answers = self.answers_of(context, matter, model, &input_hash, ask).await?;
        let mut judgements = Vec::with_capacity(answers.len());
        let mut samples = Vec::with_capacity(answers.len());
        for answer in answers {
            let read = answer::read(&answer.raw, &matter.criteria).map_err(|_| Trouble::Invalid)?;
            let screened = settle_in(&request, read, &source);
            samples.push(used(&answer.sample, screened.score));
            judgements.push(screened);
        }
        let scores: Vec<u8> = samples.iter().map(|one| one.score).collect();
        let screened = samples::together(&judgements).ok_or(Trouble::Invalid)?;
        let kept_places = matter.text_for(provider).kept().to_vec();
        let unstable = samples::is_unstable(&scores);
        Ok(Judgement::New(Box::new(Judged { screened, unstable, samples, kept_places, input_hash })))
    }

    fn record(
        &self,
        context: &TaskContext,
        matter: &Matter,
        provider: &Provider,
        judged: Judged,
        mut notes: Vec<String>,
    ) -> Screening {
        let answerer = provider.answerer();
        let Judged { screened, unstable, samples, kept_places, input_hash } = judged;
        if let (Provider::Model(_), Some((shown, all))) = (provider, matter.cut()) {
            notes.push(format!(
                "The model read the first {shown} of the {all} characters of this résumé; the rest was not judged."
            ));
        }
        notes.extend(screened.notes);
        Screening {
            id: self.deps.id(),
            application_id: matter.application.id,
            resume_id: matter.resume,
            score: screened.score,
            summary: screened.summary,
            missing_skills: screened.missing_skills,
            questions: screened.questions.to_vec(),
            criteria: screened.criteria,
            provider: answerer.provider,
            model: answerer.model,
            prompt_version: answerer.prompt_version,
            prompt_hash: answerer.prompt_hash,
            blind: self.deps.screening.blind,
            unstable,
            notes,
            samples,
            kept_places,
            input_hash,
            job_facts_hash: matter.job.facts_hash(),
            task_id: Some(context.task.id),
            stale: false,
            created_at: self.deps.now(),
        }
    }

    async fn put_in_force(
        &self,
        context: &TaskContext,
        matter: &Matter,
        screening: &Screening,
        is_known: bool,
    ) -> Result<Settled, HandlerError> {
        let gone = || HandlerError::fail("SUBJECT_GONE", "The application was deleted.");
        let id = screening.id;
        let mut fenced = context.fenced().await?;
        let tx = fenced.tx();
        let mut application = tx.lock_application(matter.application.id).await?.ok_or_else(gone)?;
        if is_known {
            matter.confirm(tx, screening).await?;
        } else {
            tx.insert_screening(screening).await?;
        }
        application.screening_id = Some(id);
        application.updated_at = self.deps.now();
        tx.update_application(&application).await?;
        tx.note_screening_end(application.id, Some(id), context.task.id).await?;
        context.settle(fenced, Transition::success(Some(NodeRef::Screening(id)), None)).await
    }
}

fn used(sample: &Sample, score: u8) -> SampleUse {
    SampleUse {
        number: sample.number,
        score,
        prompt_tokens: sample.prompt_tokens,
        answer_tokens: sample.answer_tokens,
        latency_ms: sample.latency_ms,
    }
}
