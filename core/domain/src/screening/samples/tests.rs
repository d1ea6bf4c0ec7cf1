use super::*;
use crate::screening::answer;
use crate::screening::model::{Asks, Criterion, CriterionRule, JobFacts, ResumeFacts, ScreeningRequest, WEIGHT_SUM};
use crate::screening::settle::settle;

const TEXT: &str = "Led a ward. Wrote tools in Rust. Kept the books.";
const QUOTES: [&str; 3] = ["Led a ward.", "Wrote tools in Rust.", "Kept the books."];

fn rules(count: usize) -> Vec<CriterionRule> {
    let count = u32::try_from(count).unwrap();
    let rule = |at: u32| {
        let weight_bp = WEIGHT_SUM * (at + 1) / count - WEIGHT_SUM * at / count;
        let name = format!("criterion {at}");
        CriterionRule {
            criterion: Criterion { name: name.clone(), description: "Work.".to_owned(), weight_bp },
            asks: Asks::Topic(name),
        }
    };
    (0..count).map(rule).collect()
}

/// What a model's answer with these levels comes to, each level with a quote that stands in the text.
fn judged(levels: &[u8]) -> Screened {
    let rules = rules(levels.len());
    let criteria: serde_json::Map<String, serde_json::Value> = levels
        .iter()
        .enumerate()
        .map(|(at, level)| {
            let quotes = if *level > 0 { vec![QUOTES[at % 3]] } else { Vec::new() };
            (answer::criterion_id(at), serde_json::json!({ "level": level, "quotes": quotes }))
        })
        .collect();
    let raw = serde_json::json!({
        "criteria": criteria, "summary": format!("Levels {levels:?}."), "interview_questions": ["A?", "B?", "C?"],
    });
    let job = JobFacts::default();
    let request = ScreeningRequest { job: &job, criteria: &rules, resume: ResumeFacts { text: TEXT, years: None } };
    settle(&request, answer::read(&raw.to_string(), &rules).unwrap())
}

#[test]
fn one_answer_is_what_it_is_and_of_none_comes_nothing() {
    let one = judged(&[3, 1, 0]);
    assert_eq!(together(std::slice::from_ref(&one)), Some(one));
    assert_eq!(together(&[]), None);
}

#[test]
fn of_five_levels_of_a_criterion_the_highest_and_the_lowest_count_half() {
    let five = [[4, 0], [3, 0], [3, 4], [1, 1], [0, 2]].map(|levels| judged(&levels));
    let whole = together(&five).unwrap();
    let means: Vec<Option<LevelMean>> = whole.criteria.iter().map(|one| one.mean).collect();
    assert_eq!(means, [Some(LevelMean { sum: 90, of: 40 }), Some(LevelMean { sum: 50, of: 40 })]);
    assert_eq!(whole.criteria.iter().map(|one| one.level).collect::<Vec<_>>(), [2, 1]);
    // 2.25 and 1.25 of 4, half of the weight each: 43.75 points.
    assert_eq!(whole.score, 44);
    assert!((whole.criteria[0].points() - 28.125).abs() < 1e-9, "{}", whole.criteria[0].points());
    assert_eq!(whole.summary, "Levels [4, 0].", "the words of the first answer that is nearest");
    let backwards: Vec<Screened> = five.iter().rev().cloned().collect();
    assert_eq!(together(&backwards).unwrap().score, 44);
}

#[test]
fn of_two_nothing_is_left_out() {
    let whole = together(&[judged(&[4]), judged(&[1])]).unwrap();
    assert_eq!((whole.score, whole.criteria[0].level), (63, 3), "62.5 points and level 2.5, each rounded half up");
}

#[test]
fn means_of_any_number_are_exact() {
    for count in 2..=MOST_SAMPLES as usize {
        let same: Vec<Screened> = (0..count).map(|_| judged(&[3, 3, 3])).collect();
        assert_eq!(together(&same).unwrap().score, 75, "{count}");
        let one_apart: Vec<Screened> = (0..count).map(|at| judged(&[if at == 0 { 0 } else { 4 }])).collect();
        let plain = 100.0 * (count - 1) as f64 / count as f64;
        let trimmed = together(&one_apart).unwrap().criteria[0].points();
        assert!(count == 2 && trimmed == plain || count > 2 && trimmed > plain, "{count}: {trimmed} and {plain}");
    }
}

#[test]
fn scores_within_five_points_are_one_opinion() {
    assert!(!is_unstable(&[]) && !is_unstable(&[70]) && !is_unstable(&[70, 75, 72]));
    assert!(is_unstable(&[70, 76]));
}

/// A stream of numbers in 0–1, the same in every run.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> f64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.next().max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * self.next()).cos()
    }
}

const CRITERIA: usize = 12;

/// An answer of a model whose mood moves all levels together, so that its score scatters by about 10 points.
fn noisy(opinion: f64, seeded: &mut Seeded) -> Screened {
    let mood = opinion + seeded.normal() * 9.4 / 25.0;
    let level = |_| (mood + seeded.next()).floor().clamp(0.0, 4.0) as u8;
    judged(&(0..CRITERIA).map(level).collect::<Vec<u8>>())
}

fn deviation(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

#[test]
fn five_answers_of_a_noisy_model_are_twice_as_steady_as_one_and_disagreement_is_told() {
    // A whole level, and half-way between two.
    for opinion in [2.0, 2.5] {
        let mut seeded = Seeded(2_026);
        let (mut single, mut trimmed, mut told) = (Vec::new(), Vec::new(), 0);
        for _ in 0..500 {
            let five: Vec<Screened> = (0..5).map(|_| noisy(opinion, &mut seeded)).collect();
            let scores: Vec<u8> = five.iter().map(|one| one.score).collect();
            let mut sorted = scores.clone();
            sorted.sort_unstable();
            assert_eq!(is_unstable(&scores), sorted[4] - sorted[0] > 5, "{scores:?}");
            told += u32::from(is_unstable(&scores));
            single.extend(scores.into_iter().map(f64::from));
            trimmed.push(f64::from(together(&five).unwrap().score));
        }
        let (single, trimmed) = (deviation(&single), deviation(&trimmed));
        println!(
            "D4: one answer scatters by {single:.2} points, the trimmed mean of five by {trimmed:.2}; {told} of 500 flagged"
        );
        assert!((9.5..10.5).contains(&single), "the model scatters by {single}");
        assert!(trimmed <= 5.2, "the trimmed mean scatters by {trimmed}");
    }
}
