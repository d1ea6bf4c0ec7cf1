//! The passages of a résumé that answer a job's description best.

use crate::evidence::{Evidence, Reading};
use crate::text::Span;

/// A piece of a résumé that has a vector.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChunkVector<'a> {
    /// Where it stands in the résumé's text.
    pub span: Span,
    /// Its vector, of the same model as the question's.
    pub vector: &'a [f32],
}

/// A passage that answers something that was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// What was asked, without white space at its ends.
    pub asked_text: String,
    /// What answers it.
    pub evidence: Evidence,
    /// Cosine of the two vectors, −1 to 1.
    pub similarity: f64,
}

/// For each asked piece the piece of the résumé that is nearest to it; a piece that answers several is
/// shown once, with what it answers best. Best first, `most` at most. A pair of vectors that has no cosine
/// (other lengths, or all zero) is left out.
#[must_use]
pub fn passages(asked: &[(String, &[f32])], text: &str, chunks: &[ChunkVector<'_>], most: usize) -> Vec<Passage> {
    let reading = Reading::plain(text);
    let mut found: Vec<Passage> =
        asked.iter().filter_map(|(words, vector)| nearest(words, vector, &reading, chunks)).collect();
    found.sort_by(|a, b| {
        b.similarity.total_cmp(&a.similarity).then_with(|| a.evidence.span.start.cmp(&b.evidence.span.start))
    });
    let mut distinct: Vec<Passage> = Vec::new();
    for passage in found {
        if distinct.len() < most && distinct.iter().all(|known| known.evidence != passage.evidence) {
            distinct.push(passage);
        }
    }
    distinct
}

fn nearest(words: &str, vector: &[f32], reading: &Reading<'_>, chunks: &[ChunkVector<'_>]) -> Option<Passage> {
    let (similarity, evidence) = chunks
        .iter()
        .filter_map(|chunk| Some((cosine(vector, chunk.vector)?, reading.evidence(chunk.span)?)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some(Passage { asked_text: words.trim().to_owned(), evidence, similarity })
}

fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let dot = |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum() };
    let cosine = dot(a, b) / (dot(a, a) * dot(b, b)).sqrt();
    cosine.is_finite().then(|| cosine.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "😀 Built ledgers.\n\n  Ran wards.  \nTaught sums.";

    fn chunks<'a>(vectors: &'a [Vec<f32>]) -> Vec<ChunkVector<'a>> {
        let spans = [(0, 17), (17, 32), (32, 44)];
        spans
            .into_iter()
            .zip(vectors)
            .map(|((start, end), vector)| ChunkVector { span: Span { start, end }, vector })
            .collect()
    }

    #[test]
    fn each_question_has_its_nearest_passage_and_a_passage_is_shown_once() {
        let vectors = vec![vec![1.0, 0.0], vec![0.0, 1.0], vec![-1.0, 0.0]];
        let (ledger, bank, ward) = ([0.9_f32, 0.1], [1.0_f32, 0.0], [0.1_f32, 2.0]);
        let asked: Vec<(String, &[f32])> =
            vec![("ledgers".to_owned(), &ledger), (" banks ".to_owned(), &bank), ("wards".to_owned(), &ward)];
        let found = passages(&asked, TEXT, &chunks(&vectors), 3);
        let told: Vec<(&str, &str)> =
            found.iter().map(|one| (one.asked_text.as_str(), one.evidence.quote.as_str())).collect();
        assert_eq!(told, [("banks", "😀 Built ledgers."), ("wards", "Ran wards.")]);
        assert_eq!(found[1].evidence.span, Span { start: 20, end: 30 });
        assert_eq!(passages(&asked, TEXT, &chunks(&vectors), 1).len(), 1);
    }

    #[test]
    fn vectors_that_have_no_cosine_are_left_out() {
        let vectors = vec![vec![0.0, 0.0], vec![1.0], vec![f32::NAN, 1.0]];
        let question = [1.0_f32, 0.0];
        let asked: Vec<(String, &[f32])> = vec![("anything".to_owned(), &question)];
        assert_eq!(passages(&asked, TEXT, &chunks(&vectors), 3), []);
    }

    proptest! {
        #[test]
        fn quotes_stand_at_their_offsets_and_the_best_come_first(
            text in "[a-z𝒳é \n]{0,80}",
            spans in proptest::collection::vec((0_u32..90, 0_u32..90), 0..6),
            seed in proptest::collection::vec(-1.0..1.0_f32, 12),
        ) {
            let chunks: Vec<ChunkVector<'_>> = spans
                .iter()
                .enumerate()
                .map(|(at, (start, length))| ChunkVector {
                    span: Span { start: *start, end: start + length },
                    vector: &seed[at..at + 3],
                })
                .collect();
            let asked: Vec<(String, &[f32])> =
                (0..4).map(|at| (at.to_string(), &seed[at + 5..at + 8])).collect();
            let found = passages(&asked, &text, &chunks, 3);
            prop_assert!(found.len() <= 3);
            prop_assert!(found.windows(2).all(|two| two[0].similarity >= two[1].similarity));
            let chars: Vec<char> = text.chars().collect();
            for passage in found {
                let Span { start, end } = passage.evidence.span;
                let words: String = chars[start as usize..end as usize].iter().collect();
                prop_assert_eq!(&words, &passage.evidence.quote);
                prop_assert_eq!(words.trim(), &words);
                prop_assert!(!words.is_empty());
            }
        }
    }
}
