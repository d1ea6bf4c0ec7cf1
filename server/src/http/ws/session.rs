//! One socket from its opening to its close. Operations run beside each other, each in a task of its own;
//! what they answer goes through one short queue, so a client that reads slowly slows down its own
//! operations and nobody else's memory.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::{Request, Response};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use domain::access::model::Viewer;
use futures::StreamExt;
use futures::future::{BoxFuture, pending};
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep};
use tokio_util::task::AbortOnDropHandle;

use super::protocol::{Close, Protocol, Said, Step};
use crate::http::Web;
use crate::http::graphql::{authenticated, bearer, signed_out};
use crate::http::measure::Measured;
use crate::http::operation;
use crate::http::reply::{coded, is_unexecuted};

/// How long a client may take to introduce itself.
const INIT_PATIENCE: Duration = Duration::from_secs(10);
/// How long it may be silent before it is asked whether it lives.
const SILENCE: Duration = Duration::from_secs(25);
/// How often it may leave that unanswered.
const UNANSWERED: u32 = 3;
/// How long it may take to read one message.
const SEND_PATIENCE: Duration = Duration::from_secs(30);
/// Answers that wait for it to read.
const WAITING: usize = 16;

/// Speaks with the client until one of the two has enough.
pub(super) async fn run(mut socket: WebSocket, web: Web) {
    let (answers, answered) = mpsc::channel(WAITING);
    let mut pings = interval_at(Instant::now() + SILENCE, SILENCE);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let session = Session {
        web,
        protocol: Protocol::new(),
        token: String::new(),
        introduced: None,
        running: HashMap::new(),
        counter: 0,
        answers,
    };
    if let Some(close) = session.talk(&mut socket, answered, pings).await {
        close_with(&mut socket, close).await;
    }
}

/// Closes a socket whose client speaks another protocol.
pub(super) async fn refuse(mut socket: WebSocket) {
    close_with(&mut socket, Close::SUBPROTOCOL).await;
}

async fn close_with(socket: &mut WebSocket, close: Close) {
    let frame = CloseFrame { code: close.code, reason: close.reason.as_ref().into() };
    let sent = tokio::time::timeout(SEND_PATIENCE, socket.send(Message::Close(Some(frame)))).await;
    if matches!(sent, Ok(Ok(()))) {
        // The other side's close frame; without waiting for it the connection might be reset under ours.
        let farewell = async { while let Some(Ok(_)) = socket.recv().await {} };
        let _it_may_say_nothing = tokio::time::timeout(Duration::from_secs(1), farewell).await;
    }
}

/// Something that an operation has to say. The number tells a later operation with the same id apart.
struct Answered {
    id: String,
    number: u64,
    what: What,
}

enum What {
    Next(Response),
    Refused(Response),
    End,
}

struct Running {
    number: u64,
    _task: AbortOnDropHandle<()>,
}

/// The client is gone, or the socket is to be closed.
type End = Option<Close>;

struct Session {
    web: Web,
    protocol: Protocol,
    /// Good when the client introduced itself, and checked again whenever it asks for something.
    token: String,
    /// The token, until its end is waited for.
    introduced: Option<String>,
    running: HashMap<String, Running>,
    counter: u64,
    answers: mpsc::Sender<Answered>,
}

impl Session {
    async fn talk(
        mut self,
        socket: &mut WebSocket,
        mut answered: mpsc::Receiver<Answered>,
        mut pings: Interval,
    ) -> End {
        let stop = self.web.stop.clone();
        let init = sleep(INIT_PATIENCE);
        tokio::pin!(init);
        let mut unanswered = 0;
        let mut session_end: BoxFuture<'static, ()> = Box::pin(pending());
        loop {
            if let Some(token) = self.introduced.take() {
                let web = self.web.clone();
                session_end = Box::pin(async move { signed_out(&web, &token).await });
            }
            let done = tokio::select! {
                () = session_end.as_mut(), if !self.running.is_empty() => return Some(Close::FORBIDDEN),
                () = stop.cancelled() => return Some(Close::GOING_AWAY),
                () = &mut init, if !self.protocol.is_acknowledged() => return Some(Close::INIT_TIMEOUT),
                heard = socket.recv() => {
                    pings.reset();
                    unanswered = 0;
                    let Some(Ok(message)) = heard else { return None };
                    self.hear(socket, message).await
                }
                Some(answer) = answered.recv() => self.tell(socket, answer).await,
                _ = pings.tick() => {
                    unanswered += 1;
                    if unanswered > UNANSWERED {
                        return None;
                    }
                    send(socket, Said::Ping.text()).await
                }
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn hear(&mut self, socket: &mut WebSocket, message: Message) -> Result<(), End> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Some(Close::malformed())),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(None),
        };
        match self.protocol.hear(&text) {
            Step::Authenticate(token) => self.greet(socket, token).await,
            Step::Reply(text) => send(socket, text).await,
            Step::Start { id, request } => self.start(id, *request).await,
            Step::Cancel(id) => {
                self.running.remove(&id);
                Ok(())
            }
            Step::Nothing => Ok(()),
            Step::Close(close) => Err(Some(close)),
        }
    }

    async fn greet(&mut self, socket: &mut WebSocket, token: Option<String>) -> Result<(), End> {
        self.token = token.as_deref().and_then(bearer).ok_or(Some(Close::FORBIDDEN))?.to_owned();
        self.viewer().await?;
        self.introduced = Some(self.token.clone());
        self.protocol.acknowledged();
        send(socket, Said::ConnectionAck.text()).await
    }

    /// Who asks. The session may have ended since the client introduced itself, and the account too.
    async fn viewer(&self) -> Result<Viewer, End> {
        let viewer = authenticated(&self.web, &self.token).await.map_err(|_logged| Some(Close::FAULT))?;
        viewer.ok_or(Some(Close::FORBIDDEN))
    }

    async fn start(&mut self, id: String, request: Request) -> Result<(), End> {
        let viewer = self.viewer().await?;
        self.counter += 1;
        let number = self.counter;
        let task = operate(self.web.clone(), viewer, request, id.clone(), number, self.answers.clone());
        let task = AbortOnDropHandle::new(tokio::spawn(task));
        self.running.insert(id, Running { number, _task: task });
        Ok(())
    }

    async fn tell(&mut self, socket: &mut WebSocket, answer: Answered) -> Result<(), End> {
        let Answered { id, number, what } = answer;
        if self.running.get(&id).is_none_or(|running| running.number != number) {
            return Ok(());
        }
        let text = match &what {
            What::Next(payload) => Said::Next { id: &id, payload }.text(),
            What::Refused(response) => Said::Error { id: &id, payload: &response.errors }.text(),
            What::End => Said::Complete { id: &id }.text(),
        };
        if !matches!(what, What::Next(_)) {
            self.running.remove(&id);
            self.protocol.ended(&id);
        }
        send(socket, text).await
    }
}

async fn send(socket: &mut WebSocket, text: String) -> Result<(), End> {
    match tokio::time::timeout(SEND_PATIENCE, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(None),
    }
}

/// Runs one operation; whoever drops the other end of the queue ends it.
async fn operate(
    web: Web,
    viewer: Viewer,
    mut request: Request,
    id: String,
    number: u64,
    answers: mpsc::Sender<Answered>,
) {
    let say = |what| answers.send(Answered { id: id.clone(), number, what });
    let operation = match operation::resolve(&mut request) {
        Ok(operation) => operation,
        Err(refusal) => {
            let _nobody_listens = say(What::Refused(Response::from_errors(refusal.errors))).await;
            return;
        }
    };
    let measured = Measured::begin(&web.operation_names, &operation, false);
    let mut stream = web.answers(web.equipped(request, Some(viewer)), measured);
    let mut is_first = true;
    while let Some(answer) = stream.next().await {
        let answer = coded(answer);
        let refused = is_first && is_unexecuted(&answer);
        let what = if refused { What::Refused(answer) } else { What::Next(answer) };
        if say(what).await.is_err() || refused {
            return;
        }
        is_first = false;
    }
    let _nobody_listens = say(What::End).await;
}
