//! A mail server made for tests: it keeps what it is given, and misbehaves when it is told to.
//!
//! It is a mock of the outside world, so it does what a sender can meet out there: refusals for now and
//! for good, a connection that drops just before or just after the mail was taken, a server that is down.
//! It offers neither encryption nor passwords.

mod mail;
mod session;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

pub use mail::Mail;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::apart::Apart;
use crate::port::Port;

/// What an SMTP sink does with the mails that it is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Manners {
    /// Takes every mail.
    #[default]
    Good,
    /// Answers `RCPT` with this code, for example 450 for "later" or 550 for "never".
    RefusesRecipients(u16),
    /// Takes the mail's text and then answers with this code, for example 451 or 554.
    RefusesMails(u16),
    /// Takes the mail, says so, and drops the connection at once.
    DropsAfterTaking,
    /// Takes the mail and drops the connection without a word: the sender can't know.
    DropsBeforeSayingSo,
    /// Drops the connection when the mail's text has come, and forgets it.
    DropsMails,
}

/// An SMTP server on a port of its own. It ends with this value.
#[derive(Debug)]
pub struct Smtp {
    port: Port,
    shared: Arc<Shared>,
    run: Option<Apart>,
}

#[derive(Debug, Default)]
struct Shared {
    manners: Mutex<Manners>,
    mails: Mutex<Vec<Mail>>,
    /// How many mails were offered, whatever became of them.
    attempts: Mutex<usize>,
    changed: Notify,
}

impl Smtp {
    /// A server that takes every mail.
    ///
    /// # Panics
    /// When it can't listen.
    pub async fn start() -> Self {
        let mut smtp = Self { port: Port::claim(), shared: Arc::default(), run: None };
        smtp.come_back().await;
        smtp
    }

    /// `smtp://127.0.0.1:port`, the same after it was down.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port.number())
    }

    /// From the next recipient or mail on.
    pub fn behave(&self, manners: Manners) {
        *held(&self.shared.manners) = manners;
    }

    /// Drops all connections and listens no more, until it is told to [`Smtp::come_back`].
    ///
    /// # Panics
    /// When its port stays open.
    pub async fn go_down(&mut self) {
        self.run = None;
        self.port.falls_silent().await;
    }

    /// Listens again on the same port, with the mails that it has.
    ///
    /// # Panics
    /// When it can't listen.
    pub async fn come_back(&mut self) {
        self.go_down().await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port.number())).expect("the port is ours");
        listener.set_nonblocking(true).expect("a socket can be told not to block");
        let shared = self.shared.clone();
        self.run = Some(Apart::start(async move || serve(listener, shared).await));
    }

    /// What was taken so far, in the order in which it came.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        held(&self.shared.mails).clone()
    }

    /// How often a mail was offered, be it a recipient that was refused or a text; taken or not.
    #[must_use]
    pub fn attempts(&self) -> usize {
        *held(&self.shared.attempts)
    }

    /// Waits until so many mails were taken, and returns them.
    ///
    /// # Panics
    /// When there are fewer by the deadline.
    pub async fn until_mails(&self, count: usize, deadline: Duration) -> Vec<Mail> {
        self.until(deadline, || self.mails().len() >= count).await;
        self.mails()
    }

    /// Waits until mails were offered so often.
    ///
    /// # Panics
    /// When they were offered less often by the deadline.
    pub async fn until_attempts(&self, count: usize, deadline: Duration) {
        self.until(deadline, || self.attempts() >= count).await;
    }

    async fn until(&self, deadline: Duration, is_so: impl Fn() -> bool) {
        let waiting = async {
            loop {
                let changed = self.shared.changed.notified();
                if is_so() {
                    break;
                }
                changed.await;
            }
        };
        let waited = tokio::time::timeout(deadline, waiting).await;
        assert!(waited.is_ok(), "there are {} mails after {} attempts", self.mails().len(), self.attempts());
    }
}

impl Shared {
    fn manners(&self) -> Manners {
        *held(&self.manners)
    }

    fn note_attempt(&self) {
        *held(&self.attempts) += 1;
        self.changed.notify_waiters();
    }

    fn take(&self, mail: Mail) {
        held(&self.mails).push(mail);
        self.changed.notify_waiters();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the runtime takes a listener");
    let mut sessions = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        sessions.spawn(session::serve(stream, shared.clone()));
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics holding it")
}
