//! A server of language models made for tests: it speaks Ollama's and OpenAI's interfaces over HTTP, answers what a
//! script says, and misbehaves when it is told to.
//!
//! It is a mock of the outside world. What it is asked and answers with goes over real sockets, through the very
//! clients that the product uses.

mod asked;
mod behaviour;
mod http;
mod judge;
mod wire;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

pub use asked::{Asked, Interface};
pub use behaviour::Behaviour;
pub use judge::{Judged, Question};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::apart::Apart;
use crate::port::Port;

/// What is answered to what was asked.
type Script = Arc<dyn Fn(&Asked) -> Behaviour + Send + Sync>;

/// A server of models on a port of its own. It ends with this value.
#[derive(Debug)]
pub struct ScriptedModel {
    port: Port,
    shared: Arc<Shared>,
    _run: Apart,
}

struct Shared {
    script: Mutex<Script>,
    asked: Mutex<Vec<Asked>>,
    took: Mutex<Vec<Duration>>,
    tokens: AtomicU64,
    connections: AtomicUsize,
    changed: Notify,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("asked", &held(&self.asked).len()).finish_non_exhaustive()
    }
}

impl ScriptedModel {
    /// A server that does what the script says, which is called with each question.
    ///
    /// # Panics
    /// When it can't listen.
    pub fn start(script: impl Fn(&Asked) -> Behaviour + Send + Sync + 'static) -> Self {
        let port = Port::claim();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.number())).expect("the port is ours");
        listener.set_nonblocking(true).expect("a socket can be told not to block");
        let shared = Arc::new(Shared {
            script: Mutex::new(Arc::new(script)),
            asked: Mutex::default(),
            took: Mutex::default(),
            tokens: AtomicU64::new(0),
            connections: AtomicUsize::new(0),
            changed: Notify::new(),
        });
        let serving = Arc::clone(&shared);
        let run = Apart::start(async move || serve(listener, serving).await);
        Self { port, shared, _run: run }
    }

    /// A server whose answer is computed from the question.
    pub fn answering(answer: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Self {
        Self::start(move |asked| Behaviour::Text(answer(asked)))
    }

    /// A server that does one after the other, and the last of them for ever.
    ///
    /// # Panics
    /// When it is given nothing to do.
    #[must_use]
    pub fn doing(behaviours: Vec<Behaviour>) -> Self {
        assert!(!behaviours.is_empty(), "a script says something");
        Self::start(move |asked| behaviours[asked.number.min(behaviours.len() - 1)].clone())
    }

    /// From the next question on.
    pub fn behave(&self, script: impl Fn(&Asked) -> Behaviour + Send + Sync + 'static) {
        *held(&self.shared.script) = Arc::new(script);
    }

    /// Where it answers as Ollama.
    #[must_use]
    pub fn ollama_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.number())
    }

    /// Where it answers as OpenAI.
    #[must_use]
    pub fn openai_url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port.number())
    }

    /// What it was asked so far, in the order in which it came.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        held(&self.shared.asked).clone()
    }

    /// How long it took with each question that it answered to the end, in the order of these ends: from the
    /// question's last byte to the answer's.
    #[must_use]
    pub fn took(&self) -> Vec<Duration> {
        held(&self.shared.took).clone()
    }

    /// How often it was asked.
    #[must_use]
    pub fn calls(&self) -> usize {
        held(&self.shared.asked).len()
    }

    /// The tokens that it told its clients it took, all together.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.shared.tokens.load(Ordering::SeqCst)
    }

    /// Waits until it was asked so often.
    ///
    /// # Panics
    /// When it was asked less often by the deadline.
    pub async fn until_calls(&self, count: usize, deadline: Duration) {
        let found = self.until(deadline, || self.calls() >= count).await;
        assert!(found, "the model was asked {} times", self.calls());
    }

    /// Waits until every client has closed its connection.
    ///
    /// # Panics
    /// When one is open at the deadline.
    pub async fn until_left_alone(&self, deadline: Duration) {
        let open = || self.shared.connections.load(Ordering::SeqCst);
        let found = self.until(deadline, || open() == 0).await;
        assert!(found, "{} connections are still open", open());
    }

    async fn until(&self, deadline: Duration, is_so: impl Fn() -> bool) -> bool {
        let waiting = async {
            loop {
                let mut changed = std::pin::pin!(self.shared.changed.notified());
                changed.as_mut().enable();
                if is_so() {
                    break;
                }
                changed.await;
            }
        };
        tokio::time::timeout(deadline, waiting).await.is_ok()
    }
}

/// A port that nobody can connect to, and that doesn't refuse either: its queue is full and nobody accepts.
#[derive(Debug)]
pub struct DeafServer {
    port: Port,
    _listener: tokio::net::TcpListener,
    _waiting: Vec<TcpStream>,
}

impl DeafServer {
    /// Listens and never accepts.
    ///
    /// # Panics
    /// When it can't listen, or the queue takes everybody.
    pub async fn start() -> Self {
        let port = Port::claim();
        let socket = TcpSocket::new_v4().expect("the system has sockets");
        socket.bind((Ipv4Addr::LOCALHOST, port.number()).into()).expect("the port is ours");
        let listener = socket.listen(1).expect("the port is ours");
        let mut waiting = Vec::new();
        while waiting.len() < 16 {
            let connecting = TcpStream::connect((Ipv4Addr::LOCALHOST, port.number()));
            match tokio::time::timeout(Duration::from_millis(300), connecting).await {
                Ok(stream) => waiting.push(stream.expect("somebody listens")),
                Err(_full) => return Self { port, _listener: listener, _waiting: waiting },
            }
        }
        panic!("a queue for one takes everybody");
    }

    /// Where nobody answers.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.number())
    }
}

impl Shared {
    /// Notes that a question has its whole answer.
    fn answered(&self, asked: &Asked) {
        held(&self.took).push(asked.at.elapsed());
    }

    /// Notes what was asked, and says what is to be answered.
    fn take(&self, asked: impl FnOnce(usize) -> Asked) -> (Asked, Behaviour) {
        let asked = {
            let mut all = held(&self.asked);
            let asked = asked(all.len());
            all.push(asked.clone());
            asked
        };
        self.changed.notify_waiters();
        let script = Arc::clone(&held(&self.script));
        let behaviour = script(&asked);
        (asked, behaviour)
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the runtime takes a listener");
    let mut clients = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        shared.connections.fetch_add(1, Ordering::SeqCst);
        clients.spawn(async move {
            let _client_went = http::serve(stream, &shared).await;
            shared.connections.fetch_sub(1, Ordering::SeqCst);
            shared.changed.notify_waiters();
        });
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
