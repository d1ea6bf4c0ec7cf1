//! The answers of a model to one input: those that are kept, and those that must still be asked for. One task at
//! a time asks about an input; the others wait for it and take what it got.

use std::sync::Arc;

use futures::stream::{BoxStream, StreamExt};

use crate::id::TaskId;
use crate::ports::{LanguageModel, ModelRequest, Wake};
use crate::screening::asking::{Trouble, ask};
use crate::screening::matter::Matter;
use crate::screening::prompt;
use crate::screening::provider::Provider;
use crate::screening::record::{Ask, Asked, AskedInput, Asking, Sample};
use crate::screening::replay::AskedRecord;
use crate::screening::rules::RULES_VERSION;
use crate::screening::samples::MOST_SAMPLES;
use crate::screening::service::ScreeningService;
use crate::task::context::{HandlerError, TaskContext};

/// An answer, opened.
pub(super) struct Answer {
    pub(super) sample: Sample,
    pub(super) raw: String,
}

/// One model and what it is asked.
struct Question<'a> {
    context: &'a TaskContext,
    matter: &'a Matter,
    model: &'a Arc<dyn LanguageModel>,
    input_hash: &'a str,
    ask: Ask,
}

impl ScreeningService {
    /// The answers that a screening of this input rests on, in the order in which they came, asking for those
    /// that are missing. Nothing is locked while the model answers, nor while somebody else asks.
    pub(super) async fn answers_of(
        &self,
        context: &TaskContext,
        matter: &Matter,
        model: &Arc<dyn LanguageModel>,
        input_hash: &str,
        ask: Ask,
    ) -> Result<Vec<Answer>, Trouble> {
        let question = Question { context, matter, model, input_hash, ask };
        let kept = self.deps.store.reads().asked(input_hash).await?;
        let mut samples = match kept.filter(|kept| self.missing(&question, kept) == 0) {
            Some(kept) => kept.samples,
            None => self.ask_for_missing(&question).await?,
        };
        let too_many = samples.len().saturating_sub(MOST_SAMPLES as usize);
        let open = |sample: Sample| {
            let place = place_of_answer(input_hash, sample.number);
            let raw = self.deps.screening.seal.open(&sample.answer, &place);
            raw.map(|raw| Answer { sample, raw }).map_err(|error| {
                tracing::warn!(error = %error, "a model's answer can't be opened");
                Trouble::Sealed
            })
        };
        samples.drain(too_many..).map(open).collect()
    }

    /// How many answers this question still lacks.
    fn missing(&self, question: &Question<'_>, kept: &Asked) -> u32 {
        let force = question.ask.force;
        let usual = if kept.wanted > 0 && !force { kept.wanted } else { self.deps.screening.samples };
        let least = question.ask.samples.map_or(usual, u32::from).clamp(1, MOST_SAMPLES);
        let ours = kept.samples.iter().filter(|sample| sample.task_id == question.context.task.id);
        let have = if force { ours.count() } else { kept.samples.len() };
        least.saturating_sub(u32::try_from(have).unwrap_or(u32::MAX))
    }

    async fn ask_for_missing(&self, question: &Question<'_>) -> Result<Vec<Sample>, Trouble> {
        let key = self.marks_key().await?;
        let mut kept = self.claim(question).await?;
        let provider = Provider::Model(Arc::clone(question.model));
        let code = prompt::code(&key, question.input_hash);
        let request = prompt::request(&question.matter.request(&provider), &code);
        loop {
            let missing = self.missing(question, &kept);
            if missing == 0 {
                return Ok(kept.samples);
            }
            let number = kept.samples.last().map_or(0, |last| last.number) + 1;
            let sample = self.ask_once(question, &request, number).await?;
            let mut fenced = question.context.fenced().await?;
            fenced.tx().insert_sample(&sample).await?;
            if missing > 1 {
                let told = format!("The model has answered {number} times.");
                question.context.commit_progress(fenced, progress(missing), &told).await?;
            } else {
                fenced.commit().await?;
            }
            kept.samples.push(sample);
        }
    }

    async fn ask_once(&self, question: &Question<'_>, request: &ModelRequest, number: u32) -> Result<Sample, Trouble> {
        let answered = ask(&**question.model, request, &question.matter.criteria).await?;
        let place = place_of_answer(question.input_hash, number);
        Ok(Sample {
            input_hash: question.input_hash.to_owned(),
            number,
            answerer: Provider::Model(Arc::clone(question.model)).answerer(),
            answer: self.deps.screening.seal.seal(&answered.raw, &place),
            prompt_tokens: answered.prompt_tokens,
            answer_tokens: answered.answer_tokens,
            latency_ms: u32::try_from(answered.latency.as_millis()).unwrap_or(u32::MAX),
            task_id: question.context.task.id,
            created_at: self.deps.now(),
        })
    }

    /// Takes the right to ask, waiting for whoever has it.
    async fn claim(&self, question: &Question<'_>) -> Result<Asked, Trouble> {
        let input = self.asked_input(question);
        let mut heard: Option<(TaskId, BoxStream<'static, Wake>)> = None;
        loop {
            let mut fenced = question.context.fenced().await?;
            match fenced.tx().claim_input(&input, &question.context.claim).await? {
                Asking::Ours(mut kept) => {
                    kept.wanted = self.wanted(question, &kept);
                    fenced.tx().want_answers(question.input_hash, kept.wanted).await?;
                    fenced.commit().await?;
                    return Ok(kept);
                }
                Asking::Theirs(task) => {
                    drop(fenced);
                    match &mut heard {
                        // Whoever asks may have ended before we listened, so the first time we look again.
                        Some((known, wakes)) if *known == task => self.wait(wakes).await,
                        _ => heard = Some((task, self.deps.bus.listen(&[task]))),
                    }
                }
            }
        }
    }

    /// How many answers this input has when the question is answered: others who want no more than the usual
    /// then know whether it is complete.
    fn wanted(&self, question: &Question<'_>, kept: &Asked) -> u32 {
        let have = u32::try_from(kept.samples.len()).unwrap_or(u32::MAX);
        kept.wanted.max(have.saturating_add(self.missing(question, kept))).min(MOST_SAMPLES)
    }

    fn asked_input(&self, question: &Question<'_>) -> AskedInput {
        let provider = Provider::Model(Arc::clone(question.model));
        let matter = question.matter;
        let record = AskedRecord {
            rules_version: RULES_VERSION.to_owned(),
            answerer: provider.answerer(),
            job: matter.facts.clone(),
            criteria: matter.criteria.clone(),
            text: matter.text_for(&provider).text.clone(),
            remarks: matter.remarks.clone(),
        };
        let record = serde_json::to_string(&record).expect("a record has texts and finite numbers only");
        AskedInput {
            input_hash: question.input_hash.to_owned(),
            application_id: matter.application.id,
            record: self.deps.screening.seal.seal(&record, &place_of_record(question.input_hash)),
        }
    }

    /// Until somebody tells of the task that asks, or for as long as a wake-up may be lost.
    async fn wait(&self, wakes: &mut BoxStream<'static, Wake>) {
        let heard = async {
            if wakes.next().await.is_none() {
                futures::future::pending::<()>().await;
            }
        };
        futures::future::select(Box::pin(heard), self.deps.clock.sleep(self.deps.figures.poll)).await;
    }

    /// The key by which the marks in prompts are made; the first who needs it makes it.
    async fn marks_key(&self) -> Result<Vec<u8>, HandlerError> {
        if let Some(key) = self.deps.store.reads().signing_key().await? {
            return Ok(key);
        }
        let mut tx = self.deps.store.begin().await?;
        let key = tx.put_signing_key(&self.deps.random.secret()).await?;
        tx.commit().await?;
        Ok(key)
    }
}

fn progress(missing: u32) -> u8 {
    let done = MOST_SAMPLES.saturating_sub(missing);
    u8::try_from(done * 100 / MOST_SAMPLES).unwrap_or(99)
}

/// Where a record lies, so that it can't be laid elsewhere.
pub(super) fn place_of_record(input_hash: &str) -> String {
    format!("screening record {input_hash}")
}

/// Where an answer lies.
pub(super) fn place_of_answer(input_hash: &str, number: u32) -> String {
    format!("screening answer {input_hash} {number}")
}
