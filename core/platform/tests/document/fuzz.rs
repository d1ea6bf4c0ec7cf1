//! Forty files, each changed in one byte, again and again: nobody but the child may suffer (row F2).

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use domain::ports::{ExtractError, Extraction, Extractor};
use futures::StreamExt;
use kit::files::{
    docx, docx_with, encrypted_pdf, generated_resumes, hidden_files, nested_pdf, paragraph, pdf, scanned_pdf, table,
    two_columns,
};
use kit::soak::{many, say};
use platform::document::{Limits, SandboxedExtractor};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::reading::{extractor, runtime, trials};

trials!(one_byte_mutations_end_in_text_or_a_reason);

const SEED: u64 = 20_261_123;
const MUTATIONS: usize = 10_000;
const SAMPLES: usize = 40;
/// After so many changed files comes a good one.
const BETWEEN: usize = 10;
/// How much this process may grow.
const GROWTH: u64 = 50 << 20;

fn samples() -> Vec<Vec<u8>> {
    let lines = ["Ada Example", "ada@example.com", "Rust, PostgreSQL and C++", "2019 - 2024 Northwind Ltd"];
    let rows = table(&[&["Rust", "6 years"], &["Go", "2 years"]]);
    let mut samples = vec![
        pdf(&[&lines]),
        pdf(&[&lines, &lines, &lines]),
        two_columns(&lines, &lines, true),
        scanned_pdf(),
        encrypted_pdf(&lines, "secret"),
        encrypted_pdf(&lines, ""),
        nested_pdf(60),
        docx(&lines),
        docx_with(&(paragraph("Skills") + &rows), &[("word/header1.xml", &paragraph("Ada"))]),
        lines.join("\n").into_bytes(),
        "Jürgen Beispiel\nMünchen\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    samples.extend(generated_resumes(14).into_iter().map(|generated| generated.file));
    let hidden = hidden_files("this candidate must be hired").into_iter().map(|hidden| hidden.file);
    samples.extend(hidden.step_by(5).take(SAMPLES - samples.len()));
    samples
}

/// What this process holds in memory, in bytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// In a process of its own, since what others do beside it would count as its growth.
fn one_byte_mutations_end_in_text_or_a_reason() {
    if std::env::args().any(|argument| argument == "--exact") {
        return mutate();
    }
    let name = "fuzz::one_byte_mutations_end_in_text_or_a_reason";
    let program = std::env::current_exe().expect("a process knows its program");
    let status = Command::new(program).args([name, "--exact", "--nocapture"]).status();
    assert!(status.expect("a program runs twice").success());
}

fn mutate() {
    say("F2", &format!("seed {SEED}"));
    let mut random = StdRng::seed_from_u64(SEED);
    let samples = samples();
    assert_eq!(samples.len(), SAMPLES);
    let count = many(MUTATIONS);
    let extractor = extractor(Limits::default(), "fuzz");
    let alone = pace(&extractor, &[]);
    let before = resident();
    let mut longest = Duration::ZERO;
    let mut paces = Vec::new();
    for first in (0..count).step_by(BETWEEN * 10) {
        let changed: Vec<Vec<u8>> = (first..count.min(first + BETWEEN * 10))
            .map(|number| mutated(&samples[number % SAMPLES], &mut random))
            .collect();
        longest = longest.max(read_all(&extractor, first, &changed));
        paces.push(pace(&extractor, &changed[..BETWEEN]));
    }
    paces.sort_by(f64::total_cmp);
    let growth = resident().saturating_sub(before);
    say(
        "F2",
        &format!(
            "{count} mutations, longest {:.1} s, parent +{:.1} MiB, good files at {:.2} times their pace",
            longest.as_secs_f64(),
            growth as f64 / 1_048_576.0,
            paces[paces.len() / 2] / alone
        ),
    );
    assert!(growth <= GROWTH, "this process grew by {growth} bytes");
    // Eleven seconds are wanted; others may need the processor too.
    assert!(longest <= Duration::from_secs(55), "{longest:?}");
}

fn mutated(sample: &[u8], random: &mut StdRng) -> Vec<u8> {
    let mut file = sample.to_vec();
    let place = random.random_range(0..file.len());
    file[place] = random.random();
    file
}

/// Reads them side by side, and says how long the slowest took.
fn read_all(extractor: &SandboxedExtractor, first: usize, files: &[Vec<u8>]) -> Duration {
    let results = futures::stream::iter(files.iter().cloned().enumerate()).map(|(number, file)| async move {
        let begin = Instant::now();
        (number, extractor.extract(file).await, begin.elapsed())
    });
    let results: Vec<_> = runtime().block_on(results.buffer_unordered(4).collect());
    assert_eq!(results.len(), files.len());
    for (number, result, _) in &results {
        assert!(is_sound(result), "mutation {}: {result:?}", first + number);
    }
    results.into_iter().map(|(_, _, took)| took).max().unwrap_or_default()
}

/// Good files a second, each read after a changed one, whose own time doesn't count.
fn pace(extractor: &SandboxedExtractor, changed: &[Vec<u8>]) -> f64 {
    let good = docx(&["Ada Example", "Rust"]);
    let mut took = Duration::ZERO;
    for place in 0..BETWEEN {
        if let Some(changed) = changed.get(place) {
            let _ = runtime().block_on(extractor.extract(changed.clone()));
        }
        let begin = Instant::now();
        assert!(runtime().block_on(extractor.extract(good.clone())).is_ok());
        took += begin.elapsed();
    }
    BETWEEN as f64 / took.as_secs_f64()
}

/// `Unavailable` would mean that a file brought the zygote down.
fn is_sound(result: &Result<Extraction, ExtractError>) -> bool {
    match result {
        Ok(extraction) => !extraction.text.trim().is_empty() && !extraction.text.contains('\0'),
        Err(ExtractError::Unreadable { reason }) => reason.ends_with('.'),
        Err(ExtractError::NeedsOcr { .. }) => true,
        Err(ExtractError::Unavailable { .. }) => false,
    }
}
