use proptest::prelude::*;

use super::*;
use crate::matching::model::{PairFacts, score};

/// A row before its words were read, and what they would say.
#[derive(Debug, Clone)]
struct Known {
    row: CandidateRow,
    lexical: f64,
}

#[derive(Debug, Clone)]
struct Question {
    asked: Asked,
    weights: Weights,
}

type Shown = (Vec<(Position, f64)>, bool, bool, u64);

/// The page out of these rows with their words, and the lexical part of each.
fn page_of(question: &Question, rows: &[Known], page: &PageRequest, elsewhere: Elsewhere) -> Shown {
    let scored = rows.iter().map(|known| {
        let facts = PairFacts { lexical: known.lexical, ..known.row.facts.clone() };
        (known.row.candidate_id.0, score(&question.asked, &facts, &question.weights), known.lexical)
    });
    let (page, total) = cut(scored.collect(), page, elsewhere).unwrap();
    let rows = page.rows.into_iter().map(|(at, (_, lexical))| (at, lexical)).collect();
    (rows, page.has_next, page.has_previous, total)
}

/// The page out of the rows that are open, after words of no other row were read.
fn short_way(question: &Question, rows: &[Known], page: &PageRequest) -> Shown {
    let plain = rows.iter().map(|known| known.row.clone()).collect();
    let (open, elsewhere) = open(&question.asked, &question.weights, plain, page).unwrap();
    let is_open = |known: &&Known| open.iter().any(|row| row.candidate_id == known.row.candidate_id);
    let open: Vec<Known> = rows.iter().filter(is_open).cloned().collect();
    page_of(question, &open, page, elsewhere)
}

/// The page out of all rows with the words of each.
fn long_way(question: &Question, rows: &[Known], page: &PageRequest) -> Shown {
    page_of(question, rows, page, Elsewhere::default())
}

/// Few different numbers, so that many scores are the same and ids decide.
fn any_rows() -> impl Strategy<Value = Vec<Known>> {
    let number = || prop_oneof![3 => (0..=20_u8).prop_map(|n| f64::from(n) / 20.0), 1 => 0.0..1.0_f64];
    let skills = proptest::collection::vec((prop_oneof![Just("Rust"), Just("Go")], any::<bool>()), 0..3);
    let row = (number(), number(), proptest::option::of(0.0..9.0_f64), skills, any::<u8>());
    proptest::collection::vec(row, 0..60).prop_map(|rows| {
        let numbered = rows.into_iter().zip(0_u64..);
        numbered
            .map(|((similarity, lexical, years, skills, id), place)| {
                let skills = skills.into_iter().map(|(skill, described)| (skill.to_owned(), described)).collect();
                let facts = PairFacts { similarity: similarity * 1.2 - 0.2, lexical: 0.0, years, skills };
                let candidate_id = Uuid::from_u64_pair(u64::from(id), place).into();
                Known { row: CandidateRow { candidate_id, facts }, lexical }
            })
            .collect()
    })
}

fn any_question() -> impl Strategy<Value = Question> {
    let weight = || prop_oneof![Just(0.0), Just(0.05), Just(1.0), 0.0..=1.0_f64];
    let weights = (weight(), weight(), weight(), weight());
    (weights, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(weights, skills, years, words)| {
        let (semantic, lexical, skills_weight, experience) = weights;
        let required = if skills { vec!["Rust".to_owned(), "Go".to_owned()] } else { Vec::new() };
        Question {
            asked: Asked::new(&required, &[], years.then_some(5.0), words),
            weights: Weights { semantic, lexical, skills: skills_weight, experience },
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_page_is_the_one_that_the_words_of_all_give(
        rows in any_rows(), question in any_question(), limit in 1..12_u32,
    ) {
        let mut page = PageRequest::first(limit);
        let mut met = 0;
        loop {
            let shown = short_way(&question, &rows, &page);
            prop_assert_eq!(&shown, &long_way(&question, &rows, &page));
            met += shown.0.len();
            match shown.0.last() {
                Some((at, _)) if shown.1 => page.after = Some(at.clone()),
                _ => break,
            }
        }
        prop_assert_eq!(met, rows.len());
    }

    #[test]
    fn so_it_is_after_a_place_where_nobody_stands(
        rows in any_rows(), question in any_question(), limit in 1..12_u32,
        score in 0.0..100.0_f64, id in any::<u128>(),
    ) {
        let after = Position { key: SortKey::Number(Some(score)), id: Uuid::from_u128(id) };
        let page = PageRequest { after: Some(after), ..PageRequest::first(limit) };
        prop_assert_eq!(short_way(&question, &rows, &page), long_way(&question, &rows, &page));
    }
}

#[test]
fn rows_far_from_the_page_are_left_alone() {
    let row = |place: u64| CandidateRow {
        candidate_id: Uuid::from_u64_pair(0, place).into(),
        facts: PairFacts { similarity: f64::from(u32::try_from(place).unwrap()) / 1_000.0, ..PairFacts::default() },
    };
    let rows: Vec<CandidateRow> = (0..1_000).map(row).collect();
    let asked = Asked::new(&[], &[], None, true);
    let weights = Weights::of_search();
    // Words are 5 of 65 parts: as much as 83 steps of similarity.
    let (first, elsewhere) = open(&asked, &weights, rows.clone(), &PageRequest::first(10)).unwrap();
    assert!((90..100).contains(&first.len()), "{}", first.len());
    assert_eq!(elsewhere, Elsewhere { before: 0, behind: 1_000 - first.len() });
    let without = Asked::new(&[], &[], None, false);
    assert_eq!(open(&without, &weights, rows, &PageRequest::first(10)).unwrap().0.len(), 10);
}
