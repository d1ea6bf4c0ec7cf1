//! Our embedder beside Python's onnxruntime and tokenizers: the same model file, chunks, batches and number
//! of threads. The two take turns.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use domain::ports::Embedder;
use domain::text::{ChunkLimits, TextIndex, chunk};
use platform::config::{EmbeddingSettings, Settings};
use platform::embedding::FastEmbedder;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::Arguments;
use crate::client::text;
use crate::figures::median;
use crate::peer::{self, FOLDER, Peer};
use crate::people::stories;
use crate::report::{Report, Row};

/// `[CLS]` and `[SEP]`, which our limits don't count and the peer's do.
const SPECIAL_TOKENS: usize = 2;

pub(crate) async fn measure(settings: &Settings, arguments: &Arguments, report: &mut Report) -> Result<()> {
    let python = peer::python(&settings.paths.cache_dir, &arguments.python).await?;
    let given = settings.embedding.clone();
    let ours = tokio::task::spawn_blocking(move || FastEmbedder::load(&given)).await??;
    let chunks = chunks(&ours, &settings.embedding)?;
    let mut peer = start(&python, &settings.embedding, &chunks).await?;
    let (mut us, mut them) = (Vec::new(), Vec::new());
    let mut ours_of_it = Vec::new();
    // The first turn of each warms up.
    for round in 0..=arguments.rounds.max(1) {
        let texts = chunks.clone();
        let begun = Instant::now();
        ours_of_it = ours.embed(texts).await?;
        let seconds = begun.elapsed().as_secs_f64();
        let theirs = run(&mut peer).await?;
        if round > 0 {
            us.push(seconds);
            them.push(theirs);
        }
    }
    let least = least_cosine(&ours_of_it, &vectors(&mut peer).await?)?;
    peer.stop().await?;
    ensure!(least >= 0.9999, "the vectors are not the same: a cosine is {least}");
    let count = f64::from(u32::try_from(chunks.len())?);
    let (us, them) = (count / median(&us), count / median(&them));
    report.add(
        "Intake",
        Row {
            what: "embedding, against Python's `onnxruntime` and `tokenizers`",
            figure: format!("{us:.1} chunks/s, least cosine {least:.6}"),
            peer: format!("{them:.1} chunks/s"),
            ratio: format!("{:.2}", us / them),
            aim: "≥ 1 at cosines ≥ 0.9999",
        },
    );
    Ok(())
}

/// The sample's people in plain text, cut as résumés are.
fn chunks(embedder: &FastEmbedder, settings: &EmbeddingSettings) -> Result<Vec<String>> {
    let limits = ChunkLimits { target_tokens: settings.chunk_target, max_tokens: settings.chunk_max };
    let mut chunks = Vec::new();
    for story in stories()? {
        let index = TextIndex::new(&story);
        let cut = chunk(&story, limits, &|piece| embedder.count_tokens(piece));
        chunks.extend(cut.into_iter().map(|chunk| index.slice(chunk.span).to_owned()));
    }
    Ok(chunks)
}

/// The Python program, with the model and the chunks.
async fn start(python: &Path, settings: &EmbeddingSettings, chunks: &[String]) -> Result<Peer> {
    let mut peer = Peer::start(Command::new(python).arg("-B").arg(format!("{FOLDER}/embed.py")))?;
    let given = json!({
        "model_dir": settings.model_dir,
        "threads": settings.pool_size * settings.threads,
        "batch": settings.batch_size,
        "max_tokens": settings.chunk_max + SPECIAL_TOKENS,
        "chunks": chunks,
    });
    let ready = peer.ask(&given.to_string()).await?;
    ensure!(text(&ready)? == "ready", "the peer answers {ready}");
    Ok(peer)
}

/// Seconds that all chunks took.
async fn run(peer: &mut Peer) -> Result<f64> {
    peer.ask("run").await?.as_f64().context("the peer answers no number")
}

async fn vectors(peer: &mut Peer) -> Result<Vec<Vec<f64>>> {
    let answer = peer.ask("vectors").await?;
    let vectors = answer.as_array().context("the peer answers no vectors")?.iter();
    Ok(vectors.map(|vector| vector.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()).collect())
}

/// Of all pairs the two that differ most.
fn least_cosine(ours: &[Vec<f32>], theirs: &[Vec<f64>]) -> Result<f64> {
    let alike = |(one, other): (&Vec<f32>, &Vec<f64>)| !one.is_empty() && one.len() == other.len();
    let pairs = || ours.iter().zip(theirs);
    ensure!(ours.len() == theirs.len() && !ours.is_empty() && pairs().all(alike), "these are not the same vectors");
    let cosine = |(one, other): (&Vec<f32>, &Vec<f64>)| -> f64 {
        one.iter().zip(other).map(|(one, other)| f64::from(*one) * other).sum()
    };
    Ok(pairs().map(cosine).fold(1.0, f64::min))
}
