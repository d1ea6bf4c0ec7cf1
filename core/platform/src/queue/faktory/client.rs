//! Pushing to Faktory and asking what it holds, over one connection that is made anew when it broke.

use std::io;
use std::time::Duration;

use domain::id::TaskId;
use domain::task::model::{QueueName, TaskKind};
use faktory::error::{Connect, Protocol};
use faktory::{Client, Error, Job, JobBuilder};
use parking_lot::Mutex;

use super::line::Line;
use super::{FaktoryAddress, JOB_TYPE};

/// An answer takes well under a millisecond; this is for a server that is gone.
const PATIENCE: Duration = Duration::from_secs(5);
/// Faktory takes no shorter reservation.
const SHORTEST_RESERVATION: Duration = Duration::from_secs(60);
/// A reservation outlasts every attempt by this, so that Faktory hands nothing out that is being run.
const MARGIN: Duration = Duration::from_secs(60);

/// Why Faktory didn't take us.
#[derive(Debug, thiserror::Error)]
pub enum FaktoryRefusal {
    /// The address can't be read.
    #[error("the address can't be read")]
    Address,
    /// It wants a password, or another one.
    #[error("it refused the password")]
    Password,
    /// Nobody answers there, or too late.
    #[error("nobody answers")]
    Silent(#[source] io::Error),
    /// What answers there doesn't speak as Faktory does.
    #[error("what answers there is not Faktory")]
    Strange(#[source] Box<Error>),
}

impl From<Error> for FaktoryRefusal {
    fn from(error: Error) -> Self {
        match error {
            Error::IO(error) => Self::Silent(error),
            Error::Connect(Connect::AuthenticationNeeded) => Self::Password,
            Error::Protocol(Protocol::Internal { ref msg }) if msg.to_lowercase().contains("password") => {
                Self::Password
            }
            error => Self::Strange(Box::new(error)),
        }
    }
}

/// A connection for pushing.
#[derive(Debug)]
pub struct FaktoryClient {
    address: FaktoryAddress,
    line: Option<Connected>,
}

/// The library's client can't be shared between threads; a lock that is never contended makes it shareable.
struct Connected(Mutex<Client>);

impl std::fmt::Debug for Connected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connected").finish_non_exhaustive()
    }
}

impl FaktoryClient {
    /// Not connected yet.
    #[must_use]
    pub fn new(address: FaktoryAddress) -> Self {
        Self { address, line: None }
    }

    /// Connects, unless it is.
    ///
    /// # Errors
    /// When Faktory can't be reached or refuses.
    pub async fn connect(&mut self) -> Result<(), FaktoryRefusal> {
        self.ask(async |_| Ok(())).await
    }

    /// Pushes tasks, in this order.
    ///
    /// # Errors
    /// When Faktory can't be reached or refuses. Some may have arrived then, which does no harm.
    pub async fn push(&mut self, tasks: &[(TaskId, QueueName)]) -> Result<(), FaktoryRefusal> {
        let jobs: Vec<Job> = tasks.iter().map(|(task, queue)| job(*task, *queue)).collect();
        let refused = self.ask(async move |client| client.enqueue_many(jobs).await.map(|(_, refused)| refused)).await?;
        match refused {
            None => Ok(()),
            Some(_) => Err(FaktoryRefusal::Silent(io::Error::other("it took some tasks and not others"))),
        }
    }

    /// How many jobs wait in each queue, whoever pushed them.
    ///
    /// # Errors
    /// When Faktory can't be reached.
    pub async fn sizes(&mut self) -> Result<Vec<(QueueName, u64)>, FaktoryRefusal> {
        let state = self.ask(async |client| client.current_info().await).await?;
        let sizes = state.data.queues.into_iter();
        Ok(sizes.filter_map(|(name, size)| Some((QueueName::parse(&name)?, size))).collect())
    }

    async fn ask<T>(
        &mut self,
        question: impl AsyncFnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<T, FaktoryRefusal> {
        let asking = async {
            if self.line.is_none() {
                let line = Line::open(&self.address).await.map_err(FaktoryRefusal::Silent)?;
                self.line = Some(Connected(Mutex::new(Client::connect_with(line, self.address.password()).await?)));
            }
            let Some(Connected(client)) = &mut self.line else {
                return Err(FaktoryRefusal::Silent(io::ErrorKind::NotConnected.into()));
            };
            Ok(question(client.get_mut()).await?)
        };
        let late = || Err(FaktoryRefusal::Silent(io::ErrorKind::TimedOut.into()));
        let answer = tokio::time::timeout(PATIENCE, asking).await.unwrap_or_else(|_| late());
        if answer.is_err() {
            // Half an answer may still be on the line.
            self.line = None;
        }
        answer
    }
}

/// A fresh job for a task, never retried by Faktory: retries are ours.
fn job(task: TaskId, queue: QueueName) -> Job {
    let mut job = JobBuilder::new(JOB_TYPE)
        .args([task.to_string()])
        .queue(queue.as_str())
        .reserve_for(longest_attempt() + MARGIN)
        .build();
    job.retry = Some(0);
    job
}

/// The longest that any task may take.
fn longest_attempt() -> Duration {
    let limits = TaskKind::ALL.iter().map(|kind| kind.policy().time_limit);
    limits.max().unwrap_or_default().max(SHORTEST_RESERVATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_fresh_never_retried_and_reserved_long_enough() {
        let task = TaskId(uuid::Uuid::from_u128(7));
        let (one, other) = (job(task, QueueName::Embeddings), job(task, QueueName::Embeddings));
        assert_ne!(one.id(), other.id());
        assert_eq!(
            (one.queue.as_str(), one.retry, one.args()),
            ("embeddings", Some(0), &[task.to_string().into()][..])
        );
        assert!(one.reserve_for.unwrap() > TaskKind::IngestResume.policy().time_limit);
    }
}
