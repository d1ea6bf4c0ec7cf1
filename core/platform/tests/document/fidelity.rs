//! How much of a résumé's words are read (row F5), and that nothing is told of files that hide nothing (row H1).

use domain::ports::{ExtractError, Extraction};
use domain::resume::instructions::spoken_to_machines;
use domain::resume::review::needs_review;
use kit::files::{Generated, generated_resumes, scanned_pdf};
use kit::soak::say;
use kit::words::word_f1;

use crate::reading::{read, trials};

trials!(nearly_all_words_are_read, clean_files_are_told_nothing_of, an_image_needs_ocr);

/// Of résumés with known text.
const FILES: usize = 140;
/// Of files that hide nothing.
const CLEAN: usize = 210;

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
