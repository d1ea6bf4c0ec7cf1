use proptest::prelude::*;

use super::*;

fn asked() -> Asked {
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    Asked::new(&names(&["Rust", "postgres"]), &names(&["Spring Boot", "rust"]), Some(4.0), true)
}

fn pair() -> PairFacts {
    PairFacts {
        similarity: 0.5,
        lexical: 0.2,
        years: Some(2.0),
        skills: vec![("Rust".to_owned(), true), ("PostgreSQL".to_owned(), false)],
    }
}

#[test]
fn a_score_is_the_weighted_mean_of_its_parts() {
    let weights = Weights { semantic: 0.60, lexical: 0.05, skills: 0.25, experience: 0.10 };
    let score = score(&asked(), &pair(), &weights);
    let values: Vec<f64> = score.parts.iter().map(|part| part.value).collect();
    // Skills: (2·1 + 2·½ + 0) of 2·2 + 1.
    assert_eq!(values, [0.5, 0.2, 0.6, 0.5]);
    assert_eq!(score.score, 51.0);
}

#[test]
fn what_is_not_asked_has_no_weight() {
    let nothing = Asked::default();
    let score = score(&nothing, &pair(), &Weights::default());
    let weights: Vec<f64> = score.parts.iter().map(|part| part.weight).collect();
    assert_eq!(weights, [Weights::default().semantic, 0.0, 0.0, 0.0]);
    assert_eq!(score.score, 50.0);
    assert_eq!(score.parts.len(), 4);
}

#[test]
fn unknown_years_are_none_when_years_are_asked() {
    let pair = PairFacts { years: None, ..pair() };
    let score = score(&asked(), &pair, &Weights::default());
    assert_eq!((score.parts[3].value, score.parts[3].weight), (0.0, 0.10));
}

#[test]
fn nothing_that_counts_scores_nothing() {
    let weights =
        Weights::default().with(&WeightOverrides { semantic: Some(0.0), ..WeightOverrides::default() }).unwrap();
    assert_eq!(score(&Asked::default(), &pair(), &weights).score, 0.0);
}

#[test]
fn skills_are_asked_once_and_by_their_canonical_names() {
    assert_eq!(asked().required_skills, ["Rust", "PostgreSQL"]);
    assert_eq!(asked().preferred_skills, ["Spring Boot"]);
}

#[test]
fn weights_that_cannot_be_used_are_named() {
    let wrong = |value| Weights::default().with(&WeightOverrides { skills: Some(value), ..WeightOverrides::default() });
    for value in [-0.1, 1.01, f64::NAN, f64::INFINITY] {
        let error = wrong(value).unwrap_err();
        assert!(matches!(error, WeightsError::OutOfRange(PartKind::Skills)));
        assert_eq!(error.to_string(), "the weight `skills` must be a number from 0 to 1");
    }
    let zero = WeightOverrides { semantic: Some(0.0), lexical: Some(0.0), skills: Some(0.0), experience: Some(0.0) };
    assert_eq!(Weights::default().with(&zero), Err(WeightsError::AllZero));
    assert_eq!(Weights::default().with(&WeightOverrides::default()), Ok(Weights::default()));
}

#[test]
fn a_ranking_goes_by_six_decimals_and_then_by_id() {
    let id = |n: u128| Uuid::from_u128(n);
    assert_eq!(order((2.0, id(9)), (1.0, id(1))), Ordering::Less);
    assert_eq!(order((1.0, id(1)), (1.000_000_1, id(2))), Ordering::Less);
    assert_eq!(order((0.0, id(2)), (-0.0, id(1))), Ordering::Greater);
    assert_eq!(order((1.0, id(1)), (1.0, id(1))), Ordering::Equal);
}

fn any_f64() -> impl Strategy<Value = f64> {
    prop_oneof![-2.0..2.0_f64, Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(-0.0), Just(1e300),]
}

fn any_weights() -> impl Strategy<Value = Weights> {
    (0.0..=1.0_f64, 0.0..=1.0_f64, 0.0..=1.0_f64, 0.0..=1.0_f64)
        .prop_filter_map("all zero", |(semantic, lexical, skills, experience)| {
            Weights { semantic, lexical, skills, experience }.checked().ok()
        })
}

fn any_pair() -> impl Strategy<Value = PairFacts> {
    let skills = proptest::collection::vec(("[ABC]", any::<bool>()), 0..5);
    (any_f64(), any_f64(), proptest::option::of(any_f64()), skills)
        .prop_map(|(similarity, lexical, years, skills)| PairFacts { similarity, lexical, years, skills })
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let skills = || proptest::collection::vec("[ABCD]", 0..4);
    (skills(), skills(), proptest::option::of(any_f64()), any::<bool>())
        .prop_map(|(required, preferred, years, words)| Asked::new(&required, &preferred, years, words))
}

proptest! {
    #[test]
    fn a_score_is_always_a_number_from_0_to_100(
        asked in any_asked(), pair in any_pair(), weights in any_weights()
    ) {
        let score = score(&asked, &pair, &weights);
        prop_assert!((0.0..=100.0).contains(&score.score));
        prop_assert_eq!(score.score, six_decimals(score.score));
        for part in &score.parts {
            prop_assert!((0.0..=1.0).contains(&part.value));
            prop_assert!((0.0..=1.0).contains(&part.weight));
        }
        let total: f64 = score.parts.iter().map(|part| part.weight).sum();
        if total > 1e-3 {
            let sum: f64 = score.parts.iter().map(|part| part.weight * part.value).sum();
            prop_assert!((100.0 * sum / total - score.score).abs() < 1e-6);
        }
    }

    #[test]
    fn more_of_anything_never_lowers_a_score(
        asked in any_asked(), pair in any_pair(), weights in any_weights(), more in 0.0..1.0_f64
    ) {
        let before = score(&asked, &pair, &weights).score;
        let years = pair.years.map_or(more, |years| if years.is_nan() { more } else { years + more });
        let mut skills = pair.skills.clone();
        skills.push(("A".to_owned(), true));
        let plus = |value: f64| if value.is_nan() { more } else { value + more };
        let better = [
            PairFacts { similarity: plus(pair.similarity), ..pair.clone() },
            PairFacts { lexical: plus(pair.lexical), ..pair.clone() },
            PairFacts { years: Some(years), ..pair.clone() },
            PairFacts { skills, ..pair.clone() },
        ];
        for better in better {
            prop_assert!(score(&asked, &better, &weights).score >= before);
        }
    }

    #[test]
    fn the_order_of_facts_and_of_candidates_changes_nothing(
        asked in any_asked(), mut pairs in proptest::collection::vec(any_pair(), 1..6), weights in any_weights()
    ) {
        let rank = |pairs: &[PairFacts]| {
            let mut scores: Vec<(f64, Uuid)> = pairs
                .iter()
                .map(|pair| (score(&asked, pair, &weights).score, Uuid::from_u128(pair.skills.len() as u128)))
                .collect();
            scores.sort_by(|a, b| order(*a, *b));
            scores
        };
        let before = rank(&pairs);
        pairs.reverse();
        for pair in &mut pairs {
            pair.skills.reverse();
        }
        prop_assert_eq!(rank(&pairs), before);
    }
}
