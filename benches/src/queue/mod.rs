//! Our queue beside Celery and BullMQ: the same task that does nothing, the same number at a time, the same
//! Redis and the same cores, in turns.
//!
//! Whoever hands a task out waits until it hears of its end, and then hands out the next. The end is what all
//! three can tell a client of; the time to it runs from the commit, or from the return of the peer's call. Each
//! is run as its own guide says for throughput without losing a task to a worker that is killed: Celery with
//! late acknowledgement, a process for each core and its results in Redis, BullMQ with the concurrency of the
//! turn. What Redis holds is lost with Redis; what we commit is on the disk.

mod ours;
mod theirs;

use anyhow::Result;
use platform::config::Settings;

use crate::Arguments;
use crate::figures::{count, median, p99, time};
use crate::processor;
use crate::report::{Report, Row};
use crate::services::Services;
use ours::Ours;
use theirs::{BullMq, Celery};

const TABLE: &str = "Queue";
/// How many at a time, and what the rows are called.
const AT_A_TIME: [(usize, &str, &str); 3] = [
    (1, "commit to the end of a task that does nothing, 1 at a time", "for each second of processor time, 1 at a time"),
    (16, "the same, 16 at a time", "for each second of processor time, 16 at a time"),
    (64, "the same, 64 at a time", "for each second of processor time, 64 at a time"),
];
/// One at a time takes longest and varies least.
const FEWER_ALONE: usize = 4;

/// What came of one turn.
#[derive(Debug)]
pub(crate) struct Turn {
    /// What all tasks took.
    pub(crate) seconds: f64,
    /// What each took, from its commit to the news of its end.
    pub(crate) each: Vec<f64>,
}

/// What came of all turns of one system.
#[derive(Debug, Default)]
struct Turns {
    /// Tasks a second and core, of each turn.
    rates: Vec<f64>,
    /// Tasks a second of processor time, of each turn.
    thrift: Vec<f64>,
    each: Vec<f64>,
}

impl Turns {
    fn take(&mut self, turn: Turn, computed: f64) {
        let tasks = count(turn.each.len());
        self.rates.push(tasks / turn.seconds / cores());
        self.thrift.push(tasks / computed);
        self.each.extend(turn.each);
    }

    fn rate(&self) -> String {
        format!("{:.0} tasks/s and core, p99 {}", median(&self.rates), time(p99(&self.each)))
    }
}

pub(crate) async fn measure(settings: &Settings, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let services = Services::start(settings).await?;
    let measured = measure_on(&services, settings, arguments, report).await;
    services.stop().await;
    measured
}

async fn measure_on(
    services: &Services,
    settings: &Settings,
    arguments: &Arguments,
    report: &mut Report,
) -> Result<()> {
    let ours = Ours::start(services, settings).await?;
    let mut celery = Celery::start(services, settings, arguments).await?;
    for (at_a_time, name, name_of_thrift) in AT_A_TIME {
        let tasks = if at_a_time == 1 { arguments.tasks / FEWER_ALONE } else { arguments.tasks }.max(at_a_time);
        let worker = ours.worker(at_a_time).await?;
        let mut bullmq = BullMq::start(services, settings, at_a_time).await?;
        let mut all: [Turns; 3] = Default::default();
        // The first turn of each warms up.
        for round in 0..=arguments.turns.max(1) {
            for (which, turns) in all.iter_mut().enumerate() {
                let before = processor::seconds()?;
                let turn = match which {
                    0 => ours.run(tasks, at_a_time).await?,
                    1 => celery.run(tasks, at_a_time).await?,
                    _ => bullmq.run(tasks, at_a_time).await?,
                };
                if round > 0 {
                    turns.take(turn, processor::seconds()? - before);
                }
            }
        }
        worker.drain().await;
        bullmq.stop().await?;
        add(report, name, name_of_thrift, &all);
    }
    celery.stop().await?;
    ours.stop().await
}

fn add(report: &mut Report, name: &'static str, name_of_thrift: &'static str, [ours, celery, bullmq]: &[Turns; 3]) {
    let ratios = |of: fn(&Turns) -> &[f64]| {
        let [ours, celery, bullmq] = [ours, celery, bullmq].map(|turns| median(of(turns)));
        format!("{:.2}, {:.2}", ours / celery, ours / bullmq)
    };
    report.add(
        TABLE,
        Row {
            what: name,
            figure: ours.rate(),
            peer: format!("Celery {}; BullMQ {}", celery.rate(), bullmq.rate()),
            ratio: ratios(|turns| &turns.rates),
            aim: "≥ 3 of Celery's",
        },
    );
    let thrift = |turns: &Turns| format!("{:.0} tasks", median(&turns.thrift));
    report.add(
        TABLE,
        Row {
            what: name_of_thrift,
            figure: thrift(ours),
            peer: format!("Celery {}; BullMQ {}", thrift(celery), thrift(bullmq)),
            ratio: ratios(|turns| &turns.thrift),
            aim: "",
        },
    );
}

fn cores() -> f64 {
    count(std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
}
