//! The peers: for each a worker and a program that hands out, which speak to the same Redis as we do.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use platform::config::Settings;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use super::Turn;
use crate::Arguments;
use crate::peer::{self, FOLDER, Peer};
use crate::services::Services;

/// Where the peers find Redis.
const REDIS: &str = "BENCH_REDIS_URL";
const PATIENCE: Duration = Duration::from_secs(30);

/// Celery's worker has a process for each core, as it does by itself, and says nothing to other workers.
const WORKER: [&str; 12] = [
    "-B",
    "-m",
    "celery",
    "--app",
    "celery_queue",
    "--quiet",
    "worker",
    "--loglevel=ERROR",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
    "--pool=prefork",
];

pub(crate) struct Celery {
    worker: Child,
    hands_out: Peer,
}

impl Celery {
    pub(crate) async fn start(services: &Services, settings: &Settings, arguments: &Arguments) -> Result<Self> {
        let python = peer::python(&settings.paths.cache_dir, &arguments.python).await?;
        let url = services.redis.url();
        let mut worker = Command::new(&python);
        // It warns of being root, which is no news here.
        worker.args(WORKER).current_dir(FOLDER).env(REDIS, &url).env("PYTHONWARNINGS", "ignore");
        worker.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let worker = worker.spawn().context("Celery's worker can't be run")?;
        let program = format!("{FOLDER}/celery_queue.py");
        let hands_out = Peer::start(Command::new(&python).arg("-B").arg(program).env(REDIS, &url))?;
        Ok(Self { worker, hands_out })
    }

    pub(crate) async fn run(&mut self, tasks: usize, at_a_time: usize) -> Result<Turn> {
        run(&mut self.hands_out, tasks, at_a_time).await
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        self.hands_out.stop().await?;
        let pid = self.worker.id().context("Celery's worker has ended")?;
        kill(Pid::from_raw(i32::try_from(pid)?), Signal::SIGTERM)?;
        tokio::time::timeout(PATIENCE, self.worker.wait()).await.context("Celery's worker doesn't end")??;
        Ok(())
    }
}

pub(crate) struct BullMq {
    worker: Peer,
    hands_out: Peer,
}

impl BullMq {
    pub(crate) async fn start(services: &Services, settings: &Settings, at_a_time: usize) -> Result<Self> {
        let modules = peer::node_modules(&settings.paths.cache_dir).await?;
        let program = || {
            let mut node = Command::new("node");
            node.arg(format!("{FOLDER}/bullmq_queue.cjs")).env(REDIS, services.redis.url()).env("NODE_PATH", &modules);
            node
        };
        let mut worker = Peer::start(program().arg("work").arg(at_a_time.to_string()))?;
        let mut hands_out = Peer::start(program().arg("hand-out"))?;
        for peer in [&mut worker, &mut hands_out] {
            let ready = peer.answer().await?;
            ensure!(ready == "ready", "BullMQ answers {ready}");
        }
        Ok(Self { worker, hands_out })
    }

    pub(crate) async fn run(&mut self, tasks: usize, at_a_time: usize) -> Result<Turn> {
        run(&mut self.hands_out, tasks, at_a_time).await
    }

    pub(crate) async fn stop(self) -> Result<()> {
        self.hands_out.stop().await?;
        self.worker.stop().await
    }
}

async fn run(peer: &mut Peer, tasks: usize, at_a_time: usize) -> Result<Turn> {
    let answer = peer.ask(&json!({ "tasks": tasks, "at_a_time": at_a_time }).to_string()).await?;
    let seconds = answer["seconds"].as_f64().context("the peer answers no seconds")?;
    let each: Vec<f64> = answer["each"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    ensure!(each.len() == tasks, "the peer ended {} of {tasks} tasks", each.len());
    Ok(Turn { seconds, each })
}
