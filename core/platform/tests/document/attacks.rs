//! Files that were made to do harm (rows F1, F3, F4): each ends in a reason, in time, and reaches nothing.

use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use domain::ports::{ExtractError, Extraction};
use kit::files::{Attack, bombs, docx, pdf_attacks, reaching_files};
use kit::soak::{many, say};

use crate::reading::{read, text_of, trials};

trials!(pdfs_after_public_advisories, bombs_are_refused, files_that_reach_out_reach_nothing);

/// What one file may take: ten seconds of processor time and what surrounds them. Others may need the processor
/// at the same time, so what is asserted is five times that.
const ALLOWED: Duration = Duration::from_secs(11 * 5);

type Outcome = Result<Extraction, ExtractError>;

/// Reads them one by one, and says which took longest.
fn outcomes(row: &str, attacks: Vec<Attack>) -> Vec<(String, Outcome)> {
    let mut longest = (Duration::ZERO, String::new());
    let mut all = Vec::new();
    // Those that use up their time are for the soak.
    let all_of_them = many(10) == 10;
    for Attack { name, file, .. } in attacks.into_iter().filter(|attack| all_of_them || !attack.is_heavy) {
        let begin = Instant::now();
        let outcome = read(file);
        let took = begin.elapsed();
        assert!(took < ALLOWED, "{name} took {took:?}");
        assert!(!matches!(outcome, Err(ExtractError::Unavailable { .. })), "{name}: {outcome:?}");
        longest = longest.max((took, name.clone()));
        all.push((name, outcome));
    }
    let refused = all.iter().filter(|(_, outcome)| outcome.is_err()).count();
    say(
        row,
        &format!("{} files, {refused} refused, longest {:.1} s ({})", all.len(), longest.0.as_secs_f64(), longest.1),
    );
    assert_eq!(text_of(docx(&["still here"])), "still here\n");
    all
}

fn pdfs_after_public_advisories() {
    let attacks = pdf_attacks();
    assert!(attacks.len() >= 60, "{}", attacks.len());
    for (name, outcome) in outcomes("F1", attacks) {
        match outcome {
            // What a viewer shows without harm may be read, but for nothing that isn't there.
            Ok(extraction) => assert!(extraction.text.len() < 4_096, "{name}: {extraction:?}"),
            Err(ExtractError::Unreadable { reason }) => assert!(reason.ends_with('.'), "{name}: {reason}"),
            Err(error) => assert!(matches!(error, ExtractError::NeedsOcr { .. }), "{name}: {error:?}"),
        }
    }
}

fn bombs_are_refused() {
    let bombs = bombs();
    assert!(bombs.len() >= 40, "{}", bombs.len());
    for (name, outcome) in outcomes("F3", bombs) {
        let refused = matches!(&outcome, Err(ExtractError::Unreadable { reason }) if reason.ends_with('.'));
        assert!(refused, "{name}: {outcome:?}");
    }
}

fn files_that_reach_out_reach_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let outside = ["/tmp/outside.xml", "../outside.xml", "outside.xml"];
    let files = reaching_files(&address);
    assert!(files.len() >= 20, "{}", files.len());
    for (name, outcome) in outcomes("F4", files) {
        if let Ok(extraction) = outcome {
            assert_eq!(extraction.text, "Jane\n", "{name}");
        }
    }
    assert!(listener.accept().is_err(), "somebody called");
    assert!(outside.iter().all(|path| fs::symlink_metadata(path).is_err()), "something was written");
}
