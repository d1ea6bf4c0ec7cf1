//! A Faktory made for tests, for where the real one can't be had.
//!
//! It speaks the work protocol: `HI` and `HELLO` with a password, `PUSH`, `PUSHB`, `FETCH`, `ACK`, `FAIL`,
//! `BEAT`, `INFO`, `QUEUE`, `FLUSH`, `END`; with reservations, the scheduled, the retry and the dead set.
//! It has no pages, no `MUTATE`, and drops no worker that stopped beating. To kill it is to drop everything at
//! once: sockets, jobs, and what was about to be answered.

mod connection;
mod handshake;
mod job;
mod store;
mod workers;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::url_at;
use crate::apart::Apart;
use crate::port::Port;
use store::Store;
use workers::Workers;

/// How often the real server looks for what is due, and for reservations that have run out.
const DUE: Duration = Duration::from_secs(5);
const RESERVATIONS: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub(super) struct StandIn {
    port: Port,
    run: Option<Apart>,
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    store: Mutex<Store>,
    workers: Mutex<Workers>,
    /// Wakes who waits in a `FETCH`.
    pushed: Notify,
    connections: AtomicU64,
    commands: AtomicU64,
    started_at: Instant,
}

impl StandIn {
    pub(super) async fn start() -> Self {
        let mut stand_in = Self { port: Port::claim(), run: None };
        stand_in.restart().await;
        stand_in
    }

    pub(super) fn url(&self) -> String {
        url_at(self.port.number())
    }

    pub(super) async fn kill(&mut self) {
        self.run = None;
        self.port.falls_silent().await;
    }

    pub(super) async fn restart(&mut self) {
        self.kill().await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port.number())).expect("the port is ours");
        listener.set_nonblocking(true).expect("a socket can be told not to block");
        self.run = Some(Apart::start(async move || serve(listener).await));
    }
}

async fn serve(listener: TcpListener) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the runtime takes a listener");
    let shared = Arc::new(Shared::new());
    tokio::spawn(look_for_due(shared.clone()));
    tokio::spawn(end_reservations(shared.clone()));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection::serve(stream, shared.clone()));
    }
}

async fn look_for_due(shared: Arc<Shared>) {
    let mut again = tokio::time::interval(DUE);
    loop {
        again.tick().await;
        if shared.store().enqueue_due(now()) {
            shared.pushed.notify_waiters();
        }
    }
}

async fn end_reservations(shared: Arc<Shared>) {
    let mut again = tokio::time::interval(RESERVATIONS);
    loop {
        again.tick().await;
        shared.store().end_reservations(now());
    }
}

impl Shared {
    fn new() -> Self {
        Self {
            store: Mutex::default(),
            workers: Mutex::default(),
            pushed: Notify::new(),
            connections: AtomicU64::new(0),
            commands: AtomicU64::new(0),
            started_at: Instant::now(),
        }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().expect("nobody panics holding it")
    }

    fn workers(&self) -> MutexGuard<'_, Workers> {
        self.workers.lock().expect("nobody panics holding it")
    }

    /// What `INFO` answers. The version is that of the protocol's own reference, which clients parse.
    fn info(&self) -> Value {
        let now = now();
        json!({
            "now": job::stamp(now),
            "server_utc_time": now.format("%H:%M:%S UTC").to_string(),
            "faktory": self.store().state(),
            "server": {
                "description": "Stand-in",
                "faktory_version": "1.10.0",
                "uptime": self.started_at.elapsed().as_secs(),
                "connections": self.connections.load(Ordering::Relaxed),
                "command_count": self.commands.load(Ordering::Relaxed),
                "used_memory_mb": 1,
            },
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "it plays a server elsewhere, which has a clock of its own")]
fn now() -> DateTime<Utc> {
    Utc::now()
}
