//! Measures what the product promises, each figure beside its aim or its peer in the same run, and prints
//! rows for `RESULTS.md`. The server is driven from outside, as its users do; what lies below it is asked
//! by hand. Nothing is asserted but that answers are the same: a figure is a figure, also when it is bad.

#![expect(clippy::print_stdout, reason = "it tells what it measured")]

mod capture;
mod client;
mod embedding;
mod extraction;
mod figures;
mod fill;
mod import;
mod intake;
mod jobs;
mod machine;
mod matching;
mod memory;
mod peer;
mod people;
mod processor;
mod queue;
mod recall;
mod report;
mod screening;
mod server;
mod services;
mod sockets;
mod start;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use platform::config::{Settings, process_environment};

use report::Report;
use server::{Folder, Server};

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Start,
    Intake,
    Embedding,
    Matching,
    Queue,
    Sockets,
    Extraction,
    Screening,
    Import,
}

/// Measures the product. The defaults are what `RESULTS.md` is about; smaller figures are for a try.
#[derive(Debug, Parser)]
struct Arguments {
    /// What to measure; everything when nothing is named.
    parts: Vec<Part>,
    /// The server to measure; the one that lies beside this program when not given.
    #[arg(long)]
    server: Option<PathBuf>,
    /// The Python that makes the peer's environment.
    #[arg(long, default_value = "python3")]
    python: String,
    /// Résumés to upload, of which those of one page count.
    #[arg(long, default_value_t = 60)]
    resumes: usize,
    /// Candidates to rank.
    #[arg(long, default_value_t = 10_000)]
    candidates: usize,
    /// How often each ranking is asked, and each chunk embedded.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// How often the server is started.
    #[arg(long, default_value_t = 5)]
    starts: usize,
    /// Texts searched for recall, besides the jobs.
    #[arg(long, default_value_t = 60)]
    searches: usize,
    /// How often our queue and its peers take turns.
    #[arg(long, default_value_t = 5)]
    turns: usize,
    /// Tasks in a turn.
    #[arg(long, default_value_t = 2_000)]
    tasks: usize,
    /// Sockets that follow a task each.
    #[arg(long, default_value_t = 1_000)]
    sockets: usize,
    /// Screenings by a model that answers at once.
    #[arg(long, default_value_t = 240)]
    screenings: usize,
    /// Files of an import.
    #[arg(long, default_value_t = 500)]
    imported: usize,
    /// What stands in the column "command".
    #[arg(long, default_value = "make bench")]
    command: String,
}

impl Arguments {
    fn wants(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    fn program(&self) -> Result<PathBuf> {
        let beside = || Ok::<_, std::io::Error>(std::env::current_exe()?.with_file_name("shortlist-server"));
        let path = self.server.clone().map_or_else(beside, Ok)?;
        ensure!(path.is_file(), "there is no {}: build it with `cargo build -p server`", path.display());
        Ok(std::path::absolute(path)?)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let settings = Settings::load(process_environment(), None)?;
    let mut report = Report::new(&arguments.command);
    if [Part::Start, Part::Intake, Part::Matching].into_iter().any(|part| arguments.wants(part)) {
        measure_server(&arguments, &settings, &mut report).await?;
    }
    if arguments.wants(Part::Embedding) {
        embedding::measure(&settings, &arguments, &mut report).await.context("embedding")?;
    }
    if arguments.wants(Part::Queue) {
        queue::measure(&settings, &arguments, &mut report).await.context("queue")?;
    }
    if arguments.wants(Part::Sockets) {
        sockets::measure(&settings, &arguments, &mut report).await.context("sockets")?;
    }
    if arguments.wants(Part::Extraction) {
        extraction::measure(&settings, &arguments, &mut report).await.context("extraction")?;
    }
    if arguments.wants(Part::Screening) {
        screening::measure(&settings, &arguments, &mut report).await.context("screening")?;
    }
    if arguments.wants(Part::Import) {
        import::measure(&settings, &arguments, &mut report).await.context("import")?;
    }
    println!("\n{}", report.render());
    Ok(())
}

/// What needs a server: intake on a new folder, then rankings and starts on the same folder once it is full.
async fn measure_server(arguments: &Arguments, settings: &Settings, report: &mut Report) -> Result<()> {
    let folder = Folder::new(arguments.program()?, settings)?;
    let measured = measure_on(&folder, arguments, settings, report).await;
    measured.with_context(|| format!("the server's last lines:\n{}", folder.last_words()))
}

async fn measure_on(folder: &Folder, arguments: &Arguments, settings: &Settings, report: &mut Report) -> Result<()> {
    let mut server = Server::start(folder, &[]).await?;
    intake::measure(&server, arguments, report).await.context("intake")?;
    if arguments.wants(Part::Start) || arguments.wants(Part::Matching) {
        let jobs = jobs::create(&server.client()).await.context("jobs")?;
        fill::fill(&server.database().await?, arguments.candidates).await.context("filling")?;
        if arguments.wants(Part::Matching) {
            matching::measure(&server, &jobs, settings, arguments, report).await.context("matching")?;
            server = recall::measure(server, &jobs, arguments, report).await.context("recall")?;
        }
    }
    server.stop().await?;
    if arguments.wants(Part::Start) {
        start::measure(folder, arguments, report).await.context("start")?;
    }
    Ok(())
}
