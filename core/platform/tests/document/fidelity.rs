//! How much of a résumé's words are read (row F5), and that nothing is told of files that hide nothing (row H1).

use std::collections::HashMap;

use domain::ports::{ExtractError, Extraction};
use domain::resume::instructions::spoken_to_machines;
use domain::resume::review::needs_review;
use kit::files::{Generated, generated_resumes, scanned_pdf};
use kit::soak::say;

use crate::reading::{read, trials};

trials!(nearly_all_words_are_read, clean_files_are_told_nothing_of, an_image_needs_ocr);

/// Of résumés with known text.
const FILES: usize = 140;
/// Of files that hide nothing.
const CLEAN: usize = 210;

fn counted(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '+').filter(|word| !word.is_empty());
    // Chinese and Japanese have no blanks, so that each character counts as a word.
    let dense = |c: char| matches!(c, '\u{3040}'..='\u{9fff}');
    for word in words {
        if word.chars().any(dense) {
            word.chars().for_each(|c| *counts.entry(c.to_string()).or_default() += 1);
        } else {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    counts
}

/// The harmonic mean of precision and recall over words.
fn word_f1(found: &str, known: &str) -> f64 {
    let (found, known) = (counted(found), counted(known));
    let common: usize = found.iter().map(|(word, count)| (*count).min(known.get(word).copied().unwrap_or(0))).sum();
    let all: usize = found.values().chain(known.values()).sum();
    2.0 * f64::from(u32::try_from(common).unwrap()) / f64::from(u32::try_from(all.max(1)).unwrap())
}

fn extracted(generated: &Generated) -> Extraction {
    read(generated.file.clone()).unwrap_or_else(|error| panic!("{}: {error}", generated.kind))
}

fn nearly_all_words_are_read() {
    let files = generated_resumes(FILES);
    let mut scores: Vec<(f64, &str)> =
        files.iter().map(|generated| (word_f1(&extracted(generated).text, &generated.text), generated.kind)).collect();
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = scores.iter().map(|(score, _)| score).sum::<f64>() / f64::from(u32::try_from(FILES).unwrap());
    let (fifth, worst) = (scores[FILES / 20], scores[0]);
    say(
        "F5",
        &format!(
            "{FILES} résumés: word-F1 mean {mean:.3}, 5th percentile {:.3}, worst {:.3} ({})",
            fifth.0, worst.0, worst.1
        ),
    );
    assert!(mean >= 0.95 && fifth.0 >= 0.80, "mean {mean}, 5th percentile {fifth:?}");
}

fn clean_files_are_told_nothing_of() {
    let files = generated_resumes(CLEAN);
    let alarms: Vec<(&str, Extraction)> = files
        .iter()
        .map(|generated| (generated.kind, extracted(generated)))
        .filter(|(_, found)| {
            let told = [found.findings.clone(), spoken_to_machines(&found.text)].concat();
            !told.is_empty() || needs_review(&told, found.inspected).is_some()
        })
        .collect();
    say("H1", &format!("{CLEAN} clean files, {} false alarms", alarms.len()));
    assert!(alarms.len() * 100 <= CLEAN, "{alarms:#?}");
}

fn an_image_needs_ocr() {
    assert!(matches!(read(scanned_pdf()), Err(ExtractError::NeedsOcr { page_count: Some(1) })));
}
