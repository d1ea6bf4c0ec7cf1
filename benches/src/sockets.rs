//! Many sockets on one server, each following a task of its own. All tasks have their next event in one
//! transaction; the time runs from its commit until the last socket has its event.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use domain::deps::Deps;
use domain::id::{JobId, TaskId};
use domain::task::model::{NewTask, TaskPayload, Transition};
use futures::{SinkExt, StreamExt};
use platform::config::Settings;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::Arguments;
use crate::client::{Client, global_id};
use crate::figures::{largest, median, time};
use crate::memory::resident;
use crate::report::{Report, Row};
use crate::server::{Folder, Server};
use crate::services::Services;

const TABLE: &str = "Sockets";
const EVENTS: &str = "subscription($t: [TaskPositionInput!]) { taskEvents(tasks: $t) {
    taskId seq state attempt progress terminal message } }";
/// Events of each task between its first and its last.
const ROUNDS: u8 = 10;
/// No server hands these out while it is measured.
const LATER: Duration = Duration::from_secs(86_400);
const PATIENCE: Duration = Duration::from_secs(120);
/// So many sockets are opened at a time.
const AT_ONCE: usize = 50;
/// After this long nothing that a request set off is still going on.
const IDLE: Duration = Duration::from_secs(3);

pub(crate) async fn measure(settings: &Settings, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let services = Services::start(settings).await?;
    let folder = Folder::new(arguments.program()?, settings)?;
    let measured = measure_on(&services, &folder, settings, arguments, report).await;
    services.stop().await;
    measured.with_context(|| format!("the server's last lines:\n{}", folder.last_words()))
}

async fn measure_on(
    services: &Services,
    folder: &Folder,
    settings: &Settings,
    arguments: &Arguments,
    report: &mut Report,
) -> Result<()> {
    let environment = services.environment();
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let server = Server::start(folder, &environment).await?;
    let deps = services.deps(settings).await?;
    let tasks = enqueue(&deps, arguments.sockets).await?;
    // The first sockets warm up what all of them share.
    let mut first = Vec::new();
    for task in tasks.iter().take(AT_ONCE) {
        first.push(follow(&server.client(), *task).await?);
    }
    drop(first);
    tokio::time::sleep(IDLE).await;
    let before = resident(server.pid()?)?.server;
    let (sockets, delivered) = open_all(&server.client(), &tasks).await?;
    tokio::time::sleep(IDLE).await;
    let each = (resident(server.pid()?)?.server - before) * 1_024.0 / precise(tasks.len());
    let mut rounds = Vec::new();
    for round in 1..=ROUNDS + 1 {
        let next =
            if round > ROUNDS { Transition::success(None, None) } else { Transition::progress(round * 5, "On.") };
        let committed = write(&deps, &tasks, &next).await?;
        all_have(&delivered, tasks.len() * (usize::from(round) + 1)).await?;
        rounds.push(committed.elapsed().as_secs_f64());
    }
    let lost = lost(sockets, tasks.len()).await?;
    server.stop().await?;
    add(report, &rounds, tasks.len(), each, lost);
    Ok(())
}

fn add(report: &mut Report, rounds: &[f64], sockets: usize, each: f64, lost: usize) {
    let rate = precise(sockets) / median(rounds);
    report.add(
        TABLE,
        Row {
            what: "an event of each task to each of 1,000 sockets",
            figure: format!(
                "{rate:.0} deliveries/s; from the commit to the last socket median {}, worst {} of {}",
                time(median(rounds)),
                time(largest(rounds)),
                rounds.len()
            ),
            ..Row::default()
        },
    );
    let total = sockets * (usize::from(ROUNDS) + 2);
    let row = |what, figure, aim| Row { what, figure, aim, ..Row::default() };
    report.add(
        TABLE,
        row("events that a socket did not get, or twice, or out of turn", format!("{lost} of {total}"), "0"),
    );
    report.add(TABLE, row("memory of the server for each socket", format!("{each:.0} KiB"), ""));
}

/// Tasks that nobody runs.
async fn enqueue(deps: &Deps, count: usize) -> Result<Vec<TaskId>> {
    let task = |_| {
        let job = JobId(deps.random.uuid(deps.now()));
        NewTask { delay: LATER, ..NewTask::due(deps.id(), TaskPayload::EmbedJob { job }, deps.now()) }
    };
    let tasks: Vec<NewTask> = (0..count).map(task).collect();
    let mut tx = deps.store.begin().await?;
    tx.enqueue_all(&tasks).await?;
    tx.commit().await?;
    Ok(tasks.iter().map(|task| task.id).collect())
}

/// Gives each task its next event; answers when that was committed.
async fn write(deps: &Deps, tasks: &[TaskId], next: &Transition) -> Result<Instant> {
    let mut tx = deps.store.begin().await?;
    for task in tasks {
        tx.lock_open_task(*task).await?.context("the task is open")?;
        tx.transition(*task, next).await?;
    }
    tx.commit().await?;
    Ok(Instant::now())
}

async fn all_have(delivered: &AtomicUsize, count: usize) -> Result<()> {
    let begun = Instant::now();
    while delivered.load(Ordering::Relaxed) < count {
        let there = delivered.load(Ordering::Relaxed);
        ensure!(begun.elapsed() < PATIENCE, "{there} of {count} events were delivered");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The numbers that each socket gets, until its task has ended, and how many all have.
type Open = (JoinSet<Result<Vec<i64>>>, Arc<AtomicUsize>);

async fn open_all(client: &Client, tasks: &[TaskId]) -> Result<Open> {
    let (mut sockets, delivered) = (JoinSet::new(), Arc::<AtomicUsize>::default());
    for some in tasks.chunks(AT_ONCE) {
        let mut opening = JoinSet::new();
        for task in some.iter().copied() {
            let client = client.clone();
            opening.spawn(async move { follow(&client, task).await });
        }
        while let Some(socket) = opening.join_next().await {
            sockets.spawn(listen(socket??, Arc::clone(&delivered)));
        }
    }
    all_have(&delivered, tasks.len()).await?;
    Ok((sockets, delivered))
}

/// Opens a socket, signs in and follows a task.
async fn follow(client: &Client, task: TaskId) -> Result<Socket> {
    let (url, authorization) = client.socket();
    let mut request = url.into_client_request()?;
    request.headers_mut().insert("Sec-WebSocket-Protocol", "graphql-transport-ws".parse()?);
    let (mut socket, _) = connect_async(request).await?;
    say(&mut socket, &json!({ "type": "connection_init", "payload": authorization })).await?;
    let greeting = hear(&mut socket).await?;
    ensure!(greeting["type"] == "connection_ack", "the server greets with {greeting}");
    let variables = json!({ "t": [{ "id": global_id("Task", task.0), "afterSeq": 0 }] });
    let payload = json!({ "query": EVENTS, "variables": variables });
    say(&mut socket, &json!({ "id": "1", "type": "subscribe", "payload": payload })).await?;
    Ok(socket)
}

/// Takes what comes until the subscription is complete.
async fn listen(mut socket: Socket, delivered: Arc<AtomicUsize>) -> Result<Vec<i64>> {
    let mut numbers = Vec::new();
    loop {
        let message = hear(&mut socket).await?;
        match message["type"].as_str() {
            Some("next") => {
                let number = message["payload"]["data"]["taskEvents"]["seq"].as_i64();
                numbers.push(number.with_context(|| format!("no event: {message}"))?);
                delivered.fetch_add(1, Ordering::Relaxed);
            }
            Some("complete") => return Ok(numbers),
            Some("ping") => say(&mut socket, &json!({ "type": "pong" })).await?,
            _ => bail!("the server says {message}"),
        }
    }
}

async fn say(socket: &mut Socket, message: &Value) -> Result<()> {
    Ok(socket.send(Message::text(message.to_string())).await?)
}

async fn hear(socket: &mut Socket) -> Result<Value> {
    loop {
        match socket.next().await.context("the server closed the socket")?? {
            Message::Text(text) => return Ok(serde_json::from_str(&text)?),
            Message::Close(frame) => bail!("the server closed the socket: {frame:?}"),
            _ => {}
        }
    }
}

/// Events that aren't where they belong in what a socket got.
async fn lost(mut sockets: JoinSet<Result<Vec<i64>>>, count: usize) -> Result<usize> {
    let wanted: Vec<i64> = (1..=i64::from(ROUNDS) + 2).collect();
    let (mut lost, mut whole) = (0, 0);
    while let Some(numbers) = tokio::time::timeout(PATIENCE, sockets.join_next()).await? {
        let numbers = numbers??;
        let in_place = wanted.iter().zip(&numbers).filter(|(wanted, number)| wanted == number).count();
        lost += wanted.len().max(numbers.len()) - in_place;
        whole += 1;
    }
    ensure!(whole == count, "{whole} of {count} sockets came to their end");
    Ok(lost)
}

fn precise(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
