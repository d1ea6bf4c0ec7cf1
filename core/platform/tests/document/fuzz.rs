//! Ten files, each changed in one byte, two thousand times: nobody but the child may suffer.

use domain::ports::{ExtractError, Extraction, Extractor};
use futures::StreamExt;
use kit::files::{docx, docx_with, encrypted_pdf, nested_pdf, paragraph, pdf, scanned_pdf, table, two_columns};
use platform::document::Limits;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::reading::{extractor, runtime, trials};

trials!(one_byte_mutations_end_in_text_or_a_reason);

const SEED: u64 = 20_261_123;
const MUTATIONS: usize = 2_000;

fn samples() -> [Vec<u8>; 10] {
    let lines = ["Ada Example", "ada@example.com", "Rust, PostgreSQL and C++", "2019 - 2024 Northwind Ltd"];
    let rows = table(&[&["Rust", "6 years"], &["Go", "2 years"]]);
    [
        pdf(&[&lines]),
        pdf(&[&lines, &lines, &lines]),
        two_columns(&lines, &lines, true),
        scanned_pdf(),
        encrypted_pdf(&lines, "secret"),
        nested_pdf(60),
        docx(&lines),
        docx_with(&(paragraph("Skills") + &rows), &[("word/header1.xml", &paragraph("Ada"))]),
        lines.join("\n").into_bytes(),
        "Jürgen Beispiel\nMünchen\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ]
}

fn one_byte_mutations_end_in_text_or_a_reason() {
    println!("seed {SEED}");
    let mut random = StdRng::seed_from_u64(SEED);
    let samples = samples();
    let mutated: Vec<Vec<u8>> = (0..MUTATIONS)
        .map(|number| {
            let mut file = samples[number % samples.len()].clone();
            let place = random.random_range(0..file.len());
            file[place] = random.random();
            file
        })
        .collect();
    let extractor = extractor(Limits::default(), "fuzz");
    let results = futures::stream::iter(mutated.into_iter().enumerate()).map(|(number, file)| {
        let extractor = &extractor;
        async move { (number, extractor.extract(file).await) }
    });
    let results: Vec<_> = runtime().block_on(results.buffer_unordered(4).collect());
    assert_eq!(results.len(), MUTATIONS);
    for (number, result) in results {
        assert!(is_sound(&result), "mutation {number}: {result:?}");
    }
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
