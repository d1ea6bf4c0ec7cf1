//! What a screening costs besides its model: from the claim of its task until its row is written, without the time
//! that a model which answers at once takes to do so.
//!
//! A server takes the applicants in and leaves their screenings in line, since no pool of its serves them. They are
//! run here, one after the other, on the server's PostgreSQL and by the product's own runner, handler and client of
//! models.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use domain::ports::EventBus;
use domain::services::Services;
use domain::task::service::TaskService;
use kit::ScriptedModel;
use kit::llm::Question;
use platform::assembly::Ground;
use platform::config::{Settings, process_environment};
use platform::events::InProcessBus;
use platform::store::PgStore;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use worker::registry::Registry;
use worker::runner::{Ran, Runner};
use worker::watch::Intervals;

use crate::Arguments;
use crate::figures::{median, spread, time};
use crate::fill::rows;
use crate::import::import;
use crate::jobs;
use crate::people::applicants;
use crate::report::{Report, Row};
use crate::server::{Folder, Server};

const TABLE: &str = "Screening";
/// Serves no screenings.
const POOLS: (&str, &str) = ("SHORTLIST__TASKS__POOLS", "high_priority,embeddings=4");
const IN_LINE: &str = "SELECT id FROM task WHERE kind = 'screen_application' AND state = 'PENDING' ORDER BY id";
/// The level that the model finds, with a quote, for each criterion.
const LEVEL: u64 = 3;
/// Until the connections and the statements have been used once.
const WARM_UP: usize = 10;

/// What each screening took, in seconds.
#[derive(Debug, Default)]
struct Times {
    from_claim: Vec<f64>,
    from_prompt: Vec<f64>,
    model: Vec<f64>,
    database: Vec<f64>,
}

pub(crate) async fn measure(settings: &Settings, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let folder = Folder::new(arguments.program()?, settings)?;
    let server = Server::start(&folder, &[POOLS]).await?;
    let (client, files) = (server.client(), applicants(arguments.screenings + WARM_UP)?);
    let jobs = jobs::create(&client).await?;
    for (job, files) in jobs.iter().zip(files.chunks(files.len().div_ceil(jobs.len()))) {
        import(&client, files, Some(&job.id)).await?;
    }
    let db = server.pool(settings.database.max_connections).await?;
    let times = screen_all(db, settings, files.len()).await?;
    server.stop().await?;
    add(report, &times);
    Ok(())
}

async fn screen_all(mut db: DatabaseConnection, settings: &Settings, wanted: usize) -> Result<Times> {
    let tasks: Vec<Uuid> =
        rows(&db, IN_LINE, []).await?.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?;
    ensure!(tasks.len() == wanted, "{} of {wanted} screenings are in line", tasks.len());
    let model = ScriptedModel::answering(|asked| Question::of(asked).all(LEVEL).to_string());
    let waited = Arc::new(AtomicU64::new(0));
    let noted = Arc::clone(&waited);
    db.set_metric_callback(move |info| {
        noted.fetch_add(u64::try_from(info.elapsed.as_nanos()).unwrap_or_default(), Ordering::Relaxed);
    });
    let runner = runner(db, settings, &model)?;
    let (mut ends, mut times) = (Vec::new(), Times::default());
    for task in tasks {
        waited.store(0, Ordering::Relaxed);
        let begun = Instant::now();
        let ran = runner.run(task.into()).await?;
        ends.push((begun, Instant::now()));
        ensure!(ran == Ran::Settled, "a screening ended as {ran:?}");
        times.database.push(Duration::from_nanos(waited.load(Ordering::Relaxed)).as_secs_f64());
    }
    times.database.drain(..WARM_UP);
    let (asked, took) = (model.asked(), model.took());
    ensure!(asked.len() == wanted && took.len() == wanted, "{} of {wanted} were asked about", asked.len());
    for ((asked, took), (begun, ended)) in asked.iter().zip(took).zip(ends).skip(WARM_UP) {
        times.from_claim.push((ended - begun).saturating_sub(took).as_secs_f64());
        times.from_prompt.push((ended - asked.at).saturating_sub(took).as_secs_f64());
        times.model.push(took.as_secs_f64());
    }
    Ok(times)
}

/// A worker of the embedded mode, without the queue before it.
fn runner(db: DatabaseConnection, settings: &Settings, model: &ScriptedModel) -> Result<Runner> {
    let llm = [("LLM_PROVIDER", "ollama".to_owned()), ("OLLAMA_BASE_URL", model.ollama_url())];
    let llm = llm.map(|(name, value)| (name.to_owned(), value));
    let settings_of_it = Settings::load(process_environment().chain(llm), None)?;
    let bus: Arc<dyn EventBus> = Arc::new(InProcessBus::default());
    let ground = Ground { postgres: None, store: PgStore::new(db, Arc::clone(&bus)), bus, faktory: None };
    let deps = ground.deps_for_rows(&settings_of_it).map_err(|failure| anyhow!(failure.sentence))?;
    Ok(Runner {
        tasks: TaskService::new(deps.clone()),
        handler: Arc::new(Registry(Services::new(&deps))),
        clock: deps.clock,
        bus: deps.bus,
        owner: "shortlist-bench".to_owned(),
        intervals: Intervals {
            heartbeat: settings.tasks.heartbeat,
            cancel: settings.tasks.cancel_interval,
            progress: settings.tasks.progress_interval,
        },
        time_limit: settings.tasks.time_limit,
        give_back: CancellationToken::new(),
    })
}

fn add(report: &mut Report, times: &Times) {
    let row = |what, seconds: &[f64], aim| Row { what, figure: spread(seconds), aim, ..Row::default() };
    report.add(
        TABLE,
        row("from the claim to the screening's row, without the model's time", &times.from_claim, "≤ 5 ms"),
    );
    report.add(TABLE, row("of it, from the prompt's arrival at the model", &times.from_prompt, ""));
    report.add(TABLE, row("of it, statements and commits", &times.database, ""));
    println!("the model's time: median {}", time(median(&times.model)));
}
