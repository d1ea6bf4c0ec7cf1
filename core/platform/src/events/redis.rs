//! Wake-ups between processes through Redis. What is published goes to the listeners of this process at
//! once and to Redis when it can; with Redis down each process polls, and hears [`Wake::Missed`] when it
//! is back, because pub/sub keeps nothing for who was away.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::id::TaskId;
use domain::ports::{EventBus, Wake};
use fred::clients::{Client, SubscriberClient};
use fred::error::{Error, ErrorKind};
use fred::interfaces::{ClientLike, EventInterface, PubsubInterface};
use fred::types::config::{Config, ReconnectPolicy};
use fred::types::{Builder, Message};
use futures::future::join_all;
use futures::stream::BoxStream;
use parking_lot::Mutex;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::InProcessBus;
use super::wire::{TOPICS, read, written};

/// Wake-ups that wait to be published; more are dropped, since whoever is woken reads all there is.
const WAITING: usize = 4096;
/// Messages that the library keeps for us while we do something else.
const HEARD: usize = 4096;
/// So many go to Redis in one turn.
const AT_ONCE: usize = 256;
const PATIENCE: Duration = Duration::from_secs(5);

/// Why Redis didn't take us.
#[derive(Debug, thiserror::Error)]
pub enum RedisRefusal {
    /// The address can't be read.
    #[error("the address can't be read")]
    Address,
    /// It wants another password or user.
    #[error("it refused the password")]
    Password,
    /// Nobody answers there.
    #[error("nobody answers")]
    Silent(#[source] Error),
}

impl From<Error> for RedisRefusal {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::Auth => Self::Password,
            ErrorKind::Url | ErrorKind::Config => Self::Address,
            _ => Self::Silent(error),
        }
    }
}

/// A bus through Redis, with one subscriber for the whole process.
#[derive(Debug)]
pub struct RedisBus {
    here: InProcessBus,
    outgoing: mpsc::Sender<Wake>,
    own: Own,
    /// Ends with the bus.
    _lines: JoinSet<()>,
}

impl RedisBus {
    /// Connects and subscribes.
    ///
    /// # Errors
    /// When Redis can't be reached or refuses; nothing is tried again.
    pub async fn connect(url: &SecretString) -> Result<Self, RedisRefusal> {
        let config = Config::from_url(url.expose_secret())?;
        let (publisher, subscriber) = clients(config)?;
        publisher.init().await?;
        subscriber.init().await?;
        subscriber.subscribe(TOPICS.to_vec()).await?;
        let here = InProcessBus::default();
        let (outgoing, waiting) = mpsc::channel(WAITING);
        let (own, mut lines) = (Own::default(), JoinSet::new());
        lines.spawn(publish_all(publisher, waiting, own.clone()));
        lines.spawn(hear_all(subscriber, here.clone(), own.clone()));
        Ok(Self { here, outgoing, own, _lines: lines })
    }
}

impl EventBus for RedisBus {
    fn publish(&self, wake: Wake) {
        self.here.publish(wake);
        if written(wake).is_some() {
            self.own.said(wake);
            // A full line means that Redis is slow or gone: those who listen there poll.
            if self.outgoing.try_send(wake).is_err() {
                self.own.is_own(wake);
            }
        }
    }

    fn subscribe(&self) -> BoxStream<'static, Wake> {
        self.here.subscribe()
    }

    fn listen(&self, tasks: &[TaskId]) -> BoxStream<'static, Wake> {
        self.here.listen(tasks)
    }
}

/// What this process published and has not heard from Redis yet. It is told here when it is published, so its
/// echo wakes nobody a second time.
#[derive(Debug, Clone, Default)]
struct Own(Arc<Mutex<HashSet<Wake>>>);

impl Own {
    fn said(&self, wake: Wake) {
        let mut said = self.0.lock();
        // Echoes that never came; one too many harms nobody.
        if said.len() >= WAITING {
            said.clear();
        }
        said.insert(wake);
    }

    /// Whether it is an echo; the next one like it is not.
    fn is_own(&self, wake: Wake) -> bool {
        self.0.lock().remove(&wake)
    }

    /// Some of it did not reach Redis, and nobody knows which.
    fn forget(&self) {
        self.0.lock().clear();
    }
}

fn clients(config: Config) -> Result<(Client, SubscriberClient), Error> {
    let mut builder = Builder::from_config(config);
    builder
        .set_policy(ReconnectPolicy::new_exponential(0, 50, 1_000, 2))
        .with_connection_config(|connection| {
            connection.connection_timeout = PATIENCE;
            connection.max_command_attempts = 1;
        })
        .with_performance_config(|performance| {
            performance.broadcast_channel_capacity = HEARD;
            performance.default_command_timeout = PATIENCE;
        });
    Ok((builder.build()?, builder.build_subscriber_client()?))
}

/// Publishes what waits, many at a time: the library sends them in one go.
async fn publish_all(publisher: Client, mut waiting: mpsc::Receiver<Wake>, own: Own) {
    let mut wakes = Vec::with_capacity(AT_ONCE);
    while waiting.recv_many(&mut wakes, AT_ONCE).await > 0 {
        if !publisher.is_connected() {
            // Too late is as good as never: who comes back reads everything.
            wakes.clear();
            own.forget();
            continue;
        }
        let sent = wakes.drain(..).filter_map(written).map(|(topic, words)| {
            let publisher = publisher.clone();
            async move { publisher.publish::<i64, _, _>(topic, words).await }
        });
        let failed = join_all(sent).await.into_iter().filter_map(Result::err).next();
        if let Some(error) = failed {
            own.forget();
            tracing::debug!(error = %error, "wake-ups were not published; who waits for them polls");
        }
    }
    let _gone_already = publisher.quit().await;
}

/// Passes on what is heard. After each gap, whoever listens is told that something was missed.
async fn hear_all(subscriber: SubscriberClient, here: InProcessBus, own: Own) {
    let mut messages = subscriber.message_rx();
    let mut reconnected = subscriber.reconnect_rx();
    let mut errors = subscriber.error_rx();
    let resubscribing = subscriber.manage_subscriptions();
    // Said once, whatever the number of tries.
    let mut gone = false;
    loop {
        tokio::select! {
            message = messages.recv() => match message {
                Ok(message) => pass_on(&message, &here, &own),
                Err(RecvError::Lagged(_)) => here.publish(Wake::Missed),
                Err(RecvError::Closed) => break,
            },
            server = reconnected.recv() => if server.is_ok() {
                // The library subscribes again by itself, but doesn't say when it has: what was published
                // before that is missed as well.
                if let Err(error) = subscriber.resubscribe_all().await {
                    tracing::warn!(error = %error, "wake-ups of other processes are not heard yet");
                }
                tracing::info!("Redis is back; wake-ups are heard again");
                gone = false;
                here.publish(Wake::Missed);
            },
            error = errors.recv() => if let Ok((error, _server)) = error && !std::mem::replace(&mut gone, true) {
                tracing::warn!(error = %error, "the connection to Redis is gone; until it is back, events are found by polling");
            },
        }
    }
    resubscribing.abort();
}

fn pass_on(message: &Message, here: &InProcessBus, own: &Own) {
    let words = message.value.as_str();
    let heard = words.and_then(|words| read(&message.channel, &words));
    if let Some(wake) = heard.filter(|wake| !own.is_own(*wake)) {
        here.publish(wake);
    }
}
