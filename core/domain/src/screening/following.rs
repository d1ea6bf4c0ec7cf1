//! Hearing of the ends of screenings.

use futures::stream::{BoxStream, StreamExt};

use crate::error::ServiceError;
use crate::id::JobId;
use crate::ports::Wake;
use crate::screening::record::{FeedPosition, ScreeningEnd};
use crate::screening::service::ScreeningService;

const ENDS_AT_ONCE: u64 = 200;

impl ScreeningService {
    /// Screenings as they end, well or not, after a place in the feed (from now on, when none is
    /// given), in commit order, none missed; never ends.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn follow(
        &self,
        job: Option<JobId>,
        after: Option<FeedPosition>,
    ) -> Result<BoxStream<'static, Result<ScreeningEnd, ServiceError>>, ServiceError> {
        let wakes = self.deps.bus.subscribe();
        let after = match after {
            Some(after) => after,
            None => self.deps.store.reads().feed_end().await?,
        };
        let batches = futures::stream::unfold(Some((self.clone(), wakes, after)), move |state| async move {
            let (service, mut wakes, after) = state?;
            match service.next_ends(&mut wakes, after, job).await {
                Ok(ends) => {
                    let last = ends.last().map_or(after, |end| end.position);
                    Some((ends.into_iter().map(Ok).collect::<Vec<_>>(), Some((service, wakes, last))))
                }
                Err(error) => Some((vec![Err(error)], None)),
            }
        });
        Ok(batches.flat_map(futures::stream::iter).boxed())
    }

    async fn next_ends(
        &self,
        wakes: &mut BoxStream<'static, Wake>,
        after: FeedPosition,
        job: Option<JobId>,
    ) -> Result<Vec<ScreeningEnd>, ServiceError> {
        loop {
            let ends = self.deps.store.reads().screening_ends(after, job, ENDS_AT_ONCE).await?;
            if !ends.is_empty() {
                return Ok(ends);
            }
            self.wait_for_change(wakes).await;
        }
    }

    async fn wait_for_change(&self, wakes: &mut BoxStream<'static, Wake>) {
        let changed = Box::pin(async {
            while let Some(wake) = wakes.next().await {
                if matches!(wake, Wake::Change { .. } | Wake::Missed) {
                    return;
                }
            }
            futures::future::pending::<()>().await;
        });
        futures::future::select(changed, self.deps.clock.sleep(self.deps.figures.poll)).await;
    }
}
