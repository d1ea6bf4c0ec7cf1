//! Our extractors beside Python's: the same files, each in one process at a time, in turns, with how much of the
//! text that is known to stand in the files each of them finds; and what it costs that we read each file in a
//! process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use domain::ports::Extractor;
use kit::files::{Generated, generated_resumes};
use kit::words::word_f1;
use platform::config::Settings;
use platform::document::{ExtractorSettings, Limits, SandboxedExtractor, UnpackSettings, worker};
use platform::process::Spawner;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::Arguments;
use crate::client::text;
use crate::figures::{count, median, spread};
use crate::peer::{self, FOLDER, Peer};
use crate::processor;
use crate::report::{Report, Row};

const TABLE: &str = "Extraction";
/// The generated résumés, of which twelve in fourteen are PDFs and one is a Word document.
const GENERATED: usize = 560;
/// So many of a kind are read.
const FILES: usize = 120;
/// A file whose reading takes no time.
const TRIVIAL: &[u8] = b"Jane Example\njane@example.com\nWrote Rust for payment services.\n";
/// How often it is read, after some times that don't count.
const TRIVIAL_TIMES: usize = 400;
const WARM_UP: usize = 20;

/// Whom we are measured against, and what the rows are called.
const PEERS: [(&str, Kind, &str, &str); 3] = [
    ("pypdf", Kind::Pdf, "PDFs against pypdf", "PDFs against pypdf, for each second of processor time"),
    (
        "pdfminer.six",
        Kind::Pdf,
        "the same against pdfminer.six",
        "against pdfminer.six, for each second of processor time",
    ),
    (
        "python-docx",
        Kind::Docx,
        "Word documents against python-docx",
        "Word documents against python-docx, for each second of processor time",
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pdf,
    Docx,
}

impl Kind {
    fn is_of(self, file: &Generated) -> bool {
        let begins = match self {
            Self::Pdf => &b"%PDF"[..],
            Self::Docx => b"PK",
        };
        file.file.starts_with(begins)
    }
}

/// What came of the turns of one who reads.
#[derive(Debug, Default)]
struct Turns {
    /// Seconds of each turn.
    seconds: Vec<f64>,
    /// Seconds of processor time of each turn.
    computed: Vec<f64>,
}

impl Turns {
    fn take(&mut self, (seconds, computed): (f64, f64)) {
        self.seconds.push(seconds);
        self.computed.push(computed);
    }
}

/// What one who reads comes to.
#[derive(Debug)]
struct Reader {
    /// Files a second.
    rate: f64,
    /// Files a second of processor time.
    thrift: f64,
    /// The mean over the files.
    word_f1: f64,
}

impl Reader {
    fn of(turns: &Turns, texts: &[String], files: &[&Generated]) -> Self {
        let number = count(files.len());
        let scores = texts.iter().zip(files).map(|(text, file)| word_f1(text, &file.text));
        Self {
            rate: number / median(&turns.seconds),
            thrift: number / median(&turns.computed),
            word_f1: scores.sum::<f64>() / number,
        }
    }
}

pub(crate) async fn measure(settings: &Settings, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let python = peer::python(&settings.paths.cache_dir, &arguments.python).await?;
    let folder = tempfile::Builder::new().prefix("shortlist-bench-").tempdir()?;
    let extractor = extractor(arguments.program()?, folder.path())?;
    child(&extractor, report).await?;
    let generated = generated_resumes(GENERATED);
    for (library, kind, name, name_of_thrift) in PEERS {
        let files: Vec<&Generated> = generated.iter().filter(|file| kind.is_of(file)).take(FILES).collect();
        let mut peer = start(&python, library, folder.path(), &files).await?;
        let (mut us, mut them, mut alone) = (Turns::default(), Turns::default(), Vec::new());
        let mut read = Vec::new();
        // The first turn of each warms up.
        for round in 0..=arguments.rounds.max(1) {
            let (ours, theirs);
            (ours, read) = our_turn(&extractor, &files).await?;
            theirs = their_turn(&mut peer).await?;
            let in_this_process = alone_turn(&files);
            if round > 0 {
                us.take(ours);
                them.take(theirs);
                alone.push(in_this_process);
            }
        }
        let them = Reader::of(&them, &texts(&mut peer).await?, &files);
        peer.stop().await?;
        add(
            report,
            (name, name_of_thrift),
            &Reader::of(&us, &read, &files),
            &them,
            count(files.len()) / median(&alone),
        );
    }
    Ok(())
}

/// The product's own, which reads one file at a time here.
fn extractor(program: PathBuf, folder: &Path) -> Result<SandboxedExtractor> {
    let settings = ExtractorSettings {
        program,
        args: vec!["extractor".to_owned()],
        limits: Limits::default(),
        unpacking: UnpackSettings { folder: folder.join("spool"), wall_time: Limits::default().wall_time },
        max_parallel: 1,
    };
    Ok(SandboxedExtractor::start(settings, Spawner::start())?)
}

/// What a process for each file costs: from the hand-over of a file that is read at once until its text is there.
async fn child(ours: &SandboxedExtractor, report: &mut Report) -> Result<()> {
    let mut times = Vec::with_capacity(TRIVIAL_TIMES);
    for turn in 0..WARM_UP + TRIVIAL_TIMES {
        let begun = Instant::now();
        ours.extract(TRIVIAL.to_vec()).await?;
        if turn >= WARM_UP {
            times.push(begun.elapsed().as_secs_f64());
        }
    }
    let row =
        Row {
            what: "a process for one file of three lines", figure: spread(&times), aim: "≤ 3 ms", ..Row::default()
        };
    report.add(TABLE, row);
    Ok(())
}

/// Seconds, seconds of processor time, and the texts.
async fn our_turn(extractor: &SandboxedExtractor, files: &[&Generated]) -> Result<((f64, f64), Vec<String>)> {
    let (computed, begun) = (processor::seconds()?, Instant::now());
    let mut texts = Vec::with_capacity(files.len());
    for file in files {
        texts.push(extractor.extract(file.file.clone()).await?.text);
    }
    let seconds = begun.elapsed().as_secs_f64();
    Ok(((seconds, processor::seconds()? - computed), texts))
}

async fn their_turn(peer: &mut Peer) -> Result<(f64, f64)> {
    let computed = processor::seconds()?;
    let seconds = peer.ask("run").await?.as_f64().context("the peer answers no number")?;
    Ok((seconds, processor::seconds()? - computed))
}

/// Seconds of the same readers without a process of their own. These files are our own, so nothing can happen.
fn alone_turn(files: &[&Generated]) -> f64 {
    let begun = Instant::now();
    for file in files {
        let _refused_or_not = worker::extract(&file.file, &Limits::default());
    }
    begun.elapsed().as_secs_f64()
}

/// The Python program, with the files.
async fn start(python: &Path, library: &str, folder: &Path, files: &[&Generated]) -> Result<Peer> {
    let paths: Vec<PathBuf> = (0..files.len()).map(|number| folder.join(format!("{library}-{number}"))).collect();
    for (path, file) in paths.iter().zip(files) {
        fs::write(path, &file.file)?;
    }
    let mut peer = Peer::start(Command::new(python).arg("-B").arg(format!("{FOLDER}/extract.py")))?;
    let ready = peer.ask(&json!({ "library": library, "files": paths }).to_string()).await?;
    ensure!(text(&ready)? == "ready", "the peer answers {ready}");
    Ok(peer)
}

async fn texts(peer: &mut Peer) -> Result<Vec<String>> {
    let answer = peer.ask("texts").await?;
    let texts = answer.as_array().context("the peer answers no texts")?.iter();
    Ok(texts.filter_map(Value::as_str).map(str::to_owned).collect())
}

fn add(report: &mut Report, names: (&'static str, &'static str), us: &Reader, them: &Reader, alone: f64) {
    report.add(
        TABLE,
        Row {
            what: names.0,
            figure: format!(
                "{:.0} files/s, word-F1 {:.3}; {alone:.0} files/s without the process for each",
                us.rate, us.word_f1
            ),
            peer: format!("{:.0} files/s, word-F1 {:.3}", them.rate, them.word_f1),
            ratio: format!("{:.1}", us.rate / them.rate),
            aim: "≥ 5 at no lower word-F1",
        },
    );
    report.add(
        TABLE,
        Row {
            what: names.1,
            figure: format!("{:.0} files", us.thrift),
            peer: format!("{:.0} files", them.thrift),
            ratio: format!("{:.1}", us.thrift / them.thrift),
            aim: "",
        },
    );
}
