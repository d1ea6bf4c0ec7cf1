//! Loads run in the task of the request that asked for them. A load that runs elsewhere may begin while
//! other resolvers of the same level are still asking; here it can't, since one task does one thing at a
//! time: first every resolver that can go on asks, then what they asked for is loaded together.

use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::runtime::Timer;
use async_graphql::{Response, async_trait};
use futures::future::{BoxFuture, poll_fn, ready};
use futures::stream::FuturesUnordered;
use futures::task::{Context, FutureObj, Spawn, SpawnError};
use futures::{FutureExt, Stream};
use parking_lot::Mutex;

/// The loads that a request has asked for and not begun.
#[derive(Debug, Clone, Default)]
pub struct AskedLoads(Arc<Mutex<Vec<FutureObj<'static, ()>>>>);

impl Spawn for AskedLoads {
    fn spawn_obj(&self, load: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        self.0.lock().push(load);
        Ok(())
    }
}

/// Nobody has to wait for others to ask: all have asked before a load begins.
#[derive(Debug, Clone, Copy)]
pub struct NoWait;

impl Timer for NoWait {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        ready(()).boxed()
    }
}

/// Runs the loads of each execution between its resolvers.
#[derive(Debug, Clone, Copy)]
pub struct LoadBetweenLevels;

impl ExtensionFactory for LoadBetweenLevels {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait::async_trait]
impl Extension for LoadBetweenLevels {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let execution = next.run(ctx, operation_name);
        match ctx.data_opt::<AskedLoads>() {
            Some(asked) => with_loads(execution, asked.clone()).await,
            None => execution.await,
        }
    }
}

async fn with_loads<T>(execution: impl Future<Output = T> + Send, asked: AskedLoads) -> T {
    let mut execution = Box::pin(execution);
    let mut loads = FuturesUnordered::new();
    poll_fn(move |task| {
        if let Poll::Ready(answer) = execution.as_mut().poll(task) {
            return Poll::Ready(answer);
        }
        loads.extend(asked.0.lock().drain(..));
        go_on(&mut loads, task);
        Poll::Pending
    })
    .await
}

/// Each load that ends wakes the resolvers that wait for it, and so this task.
fn go_on(loads: &mut FuturesUnordered<FutureObj<'static, ()>>, task: &mut Context<'_>) {
    while let Poll::Ready(Some(())) = Pin::new(&mut *loads).poll_next(task) {}
}
