//! The distributed mode: real servers and workers around a PostgreSQL, a Redis and a Faktory of each test's
//! own, and what happens when they are killed.

mod backlog;
mod following;
mod imports;
mod kills;
mod outages;
mod poison;
mod starting;
mod stopping;
mod telling;
mod whole;
mod worker;

use std::sync::Arc;

use kit::soak::{many, say};
use kit::{Faktory, Redis, TestDatabase};

use crate::server::{Folder, Server};

pub(super) use worker::Worker;

/// A claim outlives its worker for a moment only, and no task is given up because of our kills.
const SHORT: [(&str, &str); 3] = [
    ("SHORTLIST__TASKS__LEASE", "2s"),
    ("SHORTLIST__TASKS__HEARTBEAT", "500ms"),
    ("SHORTLIST__TASKS__MAX_LOSSES", "50"),
];

/// The three services of one test.
pub(super) struct Cluster {
    pub(super) database: TestDatabase,
    pub(super) redis: Redis,
    pub(super) faktory: Faktory,
    settings: Vec<(String, String)>,
}

impl Cluster {
    /// With the settings' defaults.
    pub(super) async fn with_defaults() -> Self {
        let (database, redis, faktory) = tokio::join!(TestDatabase::empty(), Redis::start(), Faktory::start_own());
        let urls =
            [("DATABASE_URL", database.url().to_owned()), ("REDIS_URL", redis.url()), ("FAKTORY_URL", faktory.url())];
        let settings = urls.map(|(name, url)| (name.to_owned(), url)).to_vec();
        Self { database, redis, faktory, settings }
    }

    /// With times of about a second.
    pub(super) async fn new() -> Self {
        Self::with_defaults().await.and(&SHORT)
    }

    /// The same with further settings.
    pub(super) fn and(mut self, more: &[(&str, &str)]) -> Self {
        self.settings.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }

    pub(super) fn settings(&self) -> Vec<(&str, &str)> {
        self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    pub(super) async fn server(&self) -> Server {
        self.server_on(&Folder::new()).await
    }

    pub(super) async fn server_on(&self, folder: &Arc<Folder>) -> Server {
        Server::start(folder, &["serve"], &self.settings()).await
    }

    /// A worker with the pools of the settings.
    pub(super) async fn worker(&self) -> Worker {
        self.worker_with(&[]).await
    }

    pub(super) async fn worker_with(&self, args: &[&str]) -> Worker {
        Worker::start(args, &self.settings()).await
    }
}
