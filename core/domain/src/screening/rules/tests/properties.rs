//! What holds of every screening, whatever the job and the text.

use proptest::prelude::*;

use super::*;
use crate::screening::model::{CriterionAssessment, WEIGHT_SUM, score_of};

fn any_words(most: usize) -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Rust",
        "rust",
        "PostgreSQL",
        "postgres",
        "Java",
        "JavaScript",
        "Zorblang",
        "Wound care",
        "C++",
        "R",
        "Go",
        "led",
        "built",
        "designed",
        "a ward of",
        "40,000",
        "30%",
        "patients",
        "payments",
        "services",
        "settle",
        "invoices",
        "for",
        "the",
        "keen to learn",
        "no experience with",
        "five years of experience",
        "42 years old",
        "2015 – 2019",
        "2020 - Present",
        "since 2021",
        "Experience\n",
        "\nSkills\n",
        "Education\n",
        "What we offer\n",
        ".",
        ",",
        ":",
        "\n",
        "\n\n",
        "\n• ",
        "😀",
        "𝒜𝒷",
        "é",
        "ﬁ",
        "山",
        "\u{200d}",
        "“",
        "…",
    ]);
    prop::collection::vec(word, 0..most).prop_map(|words| words.join(" "))
}

fn any_skills() -> impl Strategy<Value = Vec<String>> {
    let skill = prop_oneof![
        prop::sample::select(vec!["Rust", "postgres", "Java", "Zorblang", "Wound care", "C++", "k8s", "", " "])
            .prop_map(str::to_owned),
        "[A-Za-z𝒳é ]{0,60}",
    ];
    prop::collection::vec(skill, 0..15)
}

fn any_job() -> impl Strategy<Value = JobFacts> {
    let years = prop::option::of(prop_oneof![0.0..30.0_f64, Just(f64::NAN), Just(-3.0), Just(1e9)]);
    ("[A-Za-z𝒳 ]{0,30}", any_words(80), any_skills(), any_skills(), years).prop_map(
        |(title, description, required_skills, preferred_skills, min_years)| JobFacts {
            title,
            description,
            required_skills,
            preferred_skills,
            min_years,
            criteria: None,
        },
    )
}

fn any_years() -> impl Strategy<Value = Option<f64>> {
    prop::option::of(prop_oneof![0.0..50.0_f64, Just(f64::NAN), Just(f64::INFINITY)])
}

fn stands(text: &[char], assessment: &CriterionAssessment) -> bool {
    assessment.evidence.iter().all(|place| {
        let words = &text[place.span.start as usize..place.span.end as usize];
        words.iter().collect::<String>() == place.quote && !place.quote.trim().is_empty()
    })
}

proptest! {
    // Each case is two whole screenings, unoptimised.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn criteria_are_few_named_apart_and_sum_to_the_whole(job in any_job()) {
        let criteria = criteria_of(&job);
        prop_assert!((1..=MOST_CRITERIA).contains(&criteria.len()));
        let sum: u32 = criteria.iter().map(|rule| rule.criterion.weight_bp).sum();
        prop_assert_eq!(sum, WEIGHT_SUM);
        for (at, rule) in criteria.iter().enumerate() {
            prop_assert!(!rule.criterion.name.is_empty() && rule.criterion.weight_bp > 0);
            prop_assert!(criteria[..at].iter().all(|other| other.criterion.name != rule.criterion.name));
        }
        prop_assert_eq!(criteria_of(&job), criteria);
    }

    #[test]
    fn every_screening_keeps_its_promises(job in any_job(), text in any_words(150), years in any_years()) {
        let screened = screened(&job, &text, years);
        prop_assert!(screened.score <= 100);
        prop_assert_eq!(screened.score, score_of(&screened.criteria));
        let points: f64 = screened.criteria.iter().map(CriterionAssessment::points).sum();
        prop_assert!((points - f64::from(screened.score)).abs() <= 0.5 + 1e-9);

        let chars: Vec<char> = text.chars().collect();
        for one in &screened.criteria {
            prop_assert!(one.level <= 4);
            prop_assert!(stands(&chars, one));
            prop_assert_eq!(one.level > 0, one.verified);
            prop_assert_eq!(one.level > 0, !one.evidence.is_empty());
        }

        let length = screened.summary.chars().count();
        prop_assert!((10..=500).contains(&length), "{}", screened.summary);
        for (at, question) in screened.questions.iter().enumerate() {
            prop_assert!(question.text.ends_with('?') && !question.text.contains("{}"), "{}", question.text);
            prop_assert!(screened.questions[..at].iter().all(|other| other.text != question.text));
            if let Some(name) = &question.criterion {
                prop_assert!(screened.criteria.iter().any(|one| one.name == *name));
            }
        }
        for name in &screened.missing_skills {
            prop_assert!(crate::skill::find_named(&text, std::slice::from_ref(name)).is_empty());
        }
        prop_assert_eq!(self::screened(&job, &text, years), screened);
    }

    #[test]
    fn any_text_at_all_is_screened(text in "\\PC{0,300}", years in any_years()) {
        let screened = screened(&engineer(), &text, years);
        let chars: Vec<char> = text.chars().collect();
        prop_assert!(screened.criteria.iter().all(|one| stands(&chars, one)));
    }
}
