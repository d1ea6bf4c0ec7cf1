//! Leading, scheduling and cleaning.

use crate::deps::Deps;
use crate::file;
use crate::ports::Tx;
use crate::task::context::{HandlerError, Settled, TaskContext};
use crate::task::model::{NewTask, Transition};
use crate::upkeep::error::UpkeepError;
use crate::upkeep::model::{LeaderRole, Leftover, Periodic, Removal, summary};

/// Removed in one transaction: few enough that nobody waits for it.
const AT_ONCE: u64 = 200;

/// Use cases of upkeep.
#[derive(Debug, Clone)]
pub struct UpkeepService {
    pub(super) deps: Deps,
}

impl UpkeepService {
    /// With these ports.
    #[must_use]
    pub fn new(deps: Deps) -> Self {
        Self { deps }
    }

    /// Puts the periodic work that is due in line, if this process leads or can take the lead; answers how
    /// many tasks that were. To be called again and again, more often than the lead is leased for.
    ///
    /// # Errors
    /// When another process leads, or the store fails.
    pub async fn tick(&self, owner: &str) -> Result<u64, UpkeepError> {
        let figures = &self.deps.figures;
        let mut tx = self.deps.store.begin().await?;
        let term =
            tx.lead(LeaderRole::Scheduler, owner, figures.leader_lease).await?.ok_or(UpkeepError::LedByAnother)?;
        let mut count = 0;
        let new_model = tx.serves_another_model().await?.then(|| self.deps.embedder.model());
        for work in figures.retention.schedule(new_model) {
            if tx.is_due(&work.name, work.first, work.every).await? {
                count += u64::from(self.put_in_line(&mut *tx, term, &work).await?);
            }
        }
        tx.commit().await?;
        Ok(count)
    }

    /// The lead is the fence: who lost it since, to a process that found the same work due, writes nothing.
    async fn put_in_line(&self, tx: &mut dyn Tx, term: i64, work: &Periodic) -> Result<bool, UpkeepError> {
        if !tx.hold_lead(LeaderRole::Scheduler, term).await? {
            return Err(UpkeepError::LedByAnother);
        }
        if !tx.take_turn(&work.name, work.every).await? || tx.is_any_open(work.payload.kind()).await? {
            return Ok(false);
        }
        tx.enqueue(&NewTask::due(self.deps.id(), work.payload, self.deps.now())).await?;
        Ok(true)
    }

    /// The use case of `cleanup`: removes what is kept no longer, little by little.
    ///
    /// # Errors
    /// See [`HandlerError`].
    pub async fn clean_up(&self, context: &TaskContext) -> Result<Settled, HandlerError> {
        let removals = self.deps.figures.retention.removals();
        let mut removed = Vec::with_capacity(removals.len());
        for (place, removal) in removals.iter().enumerate() {
            let percent = u8::try_from(100 * place / removals.len()).unwrap_or(99);
            removed.push((removal.what, self.remove(context, removal, percent).await?));
        }
        // Last, since what went before put files on the list.
        removed.push((Leftover::Objects, file::clear(&self.deps).await?));
        let fenced = context.fenced().await?;
        context.settle(fenced, Transition::success(None, Some(summary(&removed)))).await
    }

    async fn remove(&self, context: &TaskContext, removal: &Removal, percent: u8) -> Result<u64, HandlerError> {
        let mut count = 0;
        loop {
            let mut fenced = context.fenced().await?;
            let some = fenced.tx().remove(removal, AT_ONCE).await?;
            count += some;
            let message = format!("{count} {} removed.", removal.what.as_str());
            context.commit_progress(fenced, percent, &message).await?;
            if some < AT_ONCE {
                return Ok(count);
            }
        }
    }
}
