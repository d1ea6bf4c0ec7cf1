//! Making a stored screening again from what is kept.

use crate::error::ServiceError;
use crate::id::ScreeningId;
use crate::screening::answers::{place_of_answer, place_of_record};
use crate::screening::record::Screening;
use crate::screening::replay::{AskedRecord, Kept, ReplayError, Replayed, replay};
use crate::screening::service::ScreeningService;

impl ScreeningService {
    /// Makes a screening again from what was asked and answered, asking nobody; `None` when it isn't there.
    ///
    /// # Errors
    /// When the store fails. That it can't be made again is no error but an outcome.
    pub async fn replay(&self, id: ScreeningId) -> Result<Option<Result<Replayed, ReplayError>>, ServiceError> {
        let Some(screening) = self.deps.store.reads().screenings(&[id]).await?.pop() else {
            return Ok(None);
        };
        if screening.samples.is_empty() {
            return Ok(Some(replay(&screening, None)));
        }
        let texts = self.deps.store.reads().resume_texts(&[screening.resume_id]).await?;
        let (Some((_, original)), Some((asked, answers))) = (texts.into_iter().next(), self.kept(&screening).await?)
        else {
            return Ok(Some(Err(ReplayError::NothingKept)));
        };
        let kept = Kept { asked: &asked, answers: &answers, original: &original };
        Ok(Some(replay(&screening, Some(kept))))
    }

    /// What was asked, and the answers that a screening rests on; `None` when not all of it can be had.
    async fn kept(&self, screening: &Screening) -> Result<Option<(AskedRecord, Vec<String>)>, ServiceError> {
        let hash = screening.input_hash.as_str();
        let reads = self.deps.store.reads();
        let (Some(record), Some(asked)) = (reads.asked_record(hash).await?, reads.asked(hash).await?) else {
            return Ok(None);
        };
        let seal = &self.deps.screening.seal;
        let record = seal.open(&record, &place_of_record(hash)).ok();
        let record = record.and_then(|record| serde_json::from_str(&record).ok());
        let answers = screening.samples.iter().map(|used| {
            let sample = asked.samples.iter().find(|sample| sample.number == used.number)?;
            seal.open(&sample.answer, &place_of_answer(hash, sample.number)).ok()
        });
        Ok(record.zip(answers.collect()))
    }
}
