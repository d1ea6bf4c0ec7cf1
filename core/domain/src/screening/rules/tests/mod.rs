//! Whole screenings by rule: that they tell people apart, read well and never claim what isn't there.

mod properties;
mod samples;

use super::*;
use crate::screening::model::{Asks, Criterion, Question};
use samples::{MIDDLING_ENGINEER, NURSE, STRONG_ENGINEER, STUFFED_ENGINEER, engineer, names, vague, ward_nurse};

fn screened(job: &JobFacts, text: &str, years: Option<f64>) -> Screened {
    screen_by_rules(job, &ResumeFacts { text, years })
}

fn level(screened: &Screened, name: &str) -> u8 {
    let criterion = screened.criteria.iter().find(|one| one.name == name);
    criterion.map(|one| one.level).unwrap()
}

/// The level of Rust in a text, for a job that asks for nothing else.
fn rust_level(text: &str) -> u8 {
    let job = JobFacts { required_skills: names(&["Rust"]), ..JobFacts::default() };
    level(&screened(&job, text, None), "Rust")
}

fn questions_of(screened: &Screened) -> Vec<&str> {
    screened.questions.iter().map(|one| one.text.as_str()).collect()
}

#[test]
fn strong_middling_stuffed_and_foreign_résumés_lie_far_apart() {
    let job = engineer();
    let scores = [
        screened(&job, STRONG_ENGINEER, Some(8.0)).score,
        screened(&job, MIDDLING_ENGINEER, Some(3.0)).score,
        screened(&job, STUFFED_ENGINEER, None).score,
        screened(&job, NURSE, Some(11.0)).score,
    ];
    assert!(scores[0] >= 75, "{scores:?}");
    assert!(scores[1] >= 20 && scores[1] <= 45, "{scores:?}");
    assert!(scores[2] <= 20 && scores[2] < scores[1], "{scores:?}");
    assert_eq!(scores[3], 0, "{scores:?}");
    assert!(screened(&ward_nurse(), NURSE, Some(11.0)).score >= 70);
    assert_eq!(screened(&ward_nurse(), STRONG_ENGINEER, Some(8.0)).score, 0);
}

#[test]
fn levels_rise_with_what_is_told() {
    let levels = [
        "Ran a shop in Ghent.",
        "Skills\nJava, Rust, Python\n",
        "Experience\nWorked on tools in Rust for the office.\n",
        "Experience\nDeveloper, 2022 - 2024\nWorked on tools in Rust for the office.\n",
        "Experience\nDeveloper, 2022 - 2024\nLed four people on ledgers in Rust, 30,000 postings an hour.\n",
    ];
    assert_eq!(levels.map(rust_level), [0, 1, 2, 3, 4]);
}

#[test]
fn wishes_are_lists_denials_are_nothing_and_the_distant_past_is_little() {
    assert_eq!(rust_level("Profile\nI am keen to learn Rust in my next job.\n"), 1);
    assert_eq!(rust_level("Profile\nI have no experience with Rust so far.\n"), 0);
    assert_eq!(rust_level("Profile\nI don't know Rust.\nHaven't worked with Rust. Rust (no experience).\n"), 0);
    let old = "Experience\nManager, 2015 - 2025\nRan a shop.\nDeveloper, 2001 - 2004\n\
        Led four people on ledgers in Rust, 30,000 postings an hour.\nWrote Rust tools for audits.\n";
    assert_eq!(rust_level(old), 2);
}

#[test]
fn a_denied_skill_is_neither_missing_nor_counted() {
    let job = JobFacts { required_skills: names(&["Rust"]), ..JobFacts::default() };
    let screened = screened(&job, "I have no experience with Rust so far.", None);
    assert_eq!((screened.score, screened.missing_skills.len()), (0, 0));
}

#[test]
fn years_count_only_beside_work_that_is_asked() {
    let job = ward_nurse();
    let at = |years| level(&screened(&job, NURSE, years), "Years of experience");
    assert_eq!([Some(11.0), Some(2.5), Some(1.5), Some(0.5), None].map(at), [4, 3, 2, 1, 0]);
    assert_eq!(level(&screened(&job, STRONG_ENGINEER, Some(8.0)), "Years of experience"), 0);
}

#[test]
fn an_age_is_no_experience() {
    let text = "Profile\nI am 42 years old.\n\nExperience\nGave wound care at a clinic.\n";
    let screened = screened(&ward_nurse(), text, Some(42.0));
    assert_eq!(level(&screened, "Years of experience"), 0);
}

#[test]
fn criteria_come_from_skills_years_and_the_work_in_the_description() {
    let criteria = criteria_of(&engineer());
    let told: Vec<(&str, u32)> =
        criteria.iter().map(|rule| (rule.criterion.name.as_str(), rule.criterion.weight_bp)).collect();
    assert_eq!(
        told,
        [
            ("Rust", 1667),
            ("PostgreSQL", 1667),
            ("Kubernetes", 1667),
            ("Kafka", 1200),
            ("Years of experience", 1800),
            ("Design and operate services that settle card payments", 667),
            ("Investigate incidents in production and write up what was learned", 666),
            ("Review the work of other engineers and mentor newcomers", 666),
        ]
    );
}

#[test]
fn nothing_about_the_person_becomes_a_criterion() {
    let job = JobFacts {
        title: "Clerk".to_owned(),
        description: "We want a young woman who lives near the harbour office.\n\
            Native speaker of Dutch with a charming telephone manner.\n\
            Reconcile supplier invoices with purchase orders.\n"
            .to_owned(),
        ..JobFacts::default()
    };
    let names: Vec<String> = criteria_of(&job).into_iter().map(|rule| rule.criterion.name).collect();
    assert_eq!(names, ["Reconcile supplier invoices with purchase orders"]);
}

#[test]
fn many_skills_are_grouped_and_few_stand_alone() {
    let many: Vec<String> = (0..20).map(|at| format!("Craft {at}")).collect();
    let job = JobFacts {
        required_skills: many.clone(),
        preferred_skills: many.iter().map(|name| format!("Fine {name}")).collect(),
        min_years: Some(2.0),
        ..engineer()
    };
    let criteria = criteria_of(&job);
    assert!(criteria.len() <= MOST_CRITERIA);
    let sizes: Vec<usize> = criteria.iter().map(|rule| asked_skills(rule).len()).collect();
    assert_eq!(sizes, [4, 4, 3, 3, 3, 3, 20, 0, 0, 0, 0]);
    assert_eq!(criteria[0].criterion.name, "Craft 0, Craft 1, Craft 2 and 1 more");
}

#[test]
fn a_job_that_says_nothing_still_has_a_criterion_and_three_questions() {
    for job in [vague(), JobFacts::default()] {
        assert_eq!(criteria_of(&job).len(), 1);
        let screened = screened(&job, NURSE, Some(11.0));
        assert_eq!(screened.score, 0);
        assert_eq!(
            screened.summary,
            "The résumé shows 11 years of experience. Nothing in it supports the one criterion of the job."
        );
    }
}

#[test]
fn summaries_say_what_was_found_in_plain_words() {
    let told = |text, years| screened(&engineer(), text, years).summary;
    assert_eq!(
        told(STRONG_ENGINEER, Some(8.0)),
        "The résumé mentions all 3 required skills. It describes work with Rust, PostgreSQL and Kubernetes. \
         It shows 8 years of experience, where the job asks for 5."
    );
    assert_eq!(
        told(MIDDLING_ENGINEER, Some(1.0)),
        "The résumé mentions 2 of the 3 required skills; Kubernetes is missing. It describes work with Rust, \
         but only names PostgreSQL. It shows 1 year of experience, where the job asks for 5 years."
    );
    assert_eq!(
        told(STUFFED_ENGINEER, None),
        "The résumé mentions all 3 required skills. It only names Rust, PostgreSQL, Kubernetes and 1 more, \
         without telling of work with them. The job asks for 5 years of experience; how much there is could \
         not be read."
    );
    assert_eq!(
        screened(&ward_nurse(), STRONG_ENGINEER, Some(8.0)).summary,
        "The résumé mentions neither of the 2 required skills. It shows 8 years of experience, where the job \
         asks for 3. Nothing in it supports the 6 criteria of the job."
    );
}

#[test]
fn questions_go_to_the_gaps_first() {
    let middling = screened(&engineer(), MIDDLING_ENGINEER, Some(3.0));
    assert_eq!(
        questions_of(&middling),
        [
            "This job requires Kubernetes, and your résumé does not mention it. What have you done with it, or \
             with something close to it?",
            "This job asks for 5 years of experience, and your résumé shows 3 years. What have you done that \
             prepares you for it all the same?",
            "Your résumé names PostgreSQL without saying where you used it. Which piece of work best shows what \
             you can do with it?",
        ]
    );
    let about: Vec<Option<&str>> = middling.questions.iter().map(|one| one.criterion.as_deref()).collect();
    assert_eq!(about, [Some("Kubernetes"), Some("Years of experience"), Some("PostgreSQL")]);
}

#[test]
fn questions_go_to_strengths_where_there_are_no_gaps() {
    let job = JobFacts { preferred_skills: Vec::new(), ..engineer() };
    let strong = screened(&job, STRONG_ENGINEER, Some(8.0));
    let questions = questions_of(&strong);
    assert!(questions[0].starts_with("Your résumé describes work with Rust."), "{questions:?}");
    assert!(questions[2].starts_with("Your résumé speaks of work close to"), "{questions:?}");
    let reasons = strong.questions.iter().filter_map(|one: &Question| one.reason.as_deref());
    assert!(reasons.into_iter().all(|reason| reason.ends_with("worth verifying.")));
}

#[test]
fn missing_skills_are_those_that_do_not_stand_in_the_text() {
    let screened = screened(&ward_nurse(), NURSE, Some(11.0));
    assert_eq!(screened.missing_skills, ["Patient education", "Zorblang charting"]);
}

#[test]
fn a_screening_by_rule_is_what_is_settled_of_their_proposal() {
    let job = engineer();
    let criteria = criteria_of(&job);
    let resume = ResumeFacts { text: STRONG_ENGINEER, years: Some(8.0) };
    let request = ScreeningRequest { job: &job, criteria: &criteria, resume };
    assert_eq!(settle(&request, propose(&request)), screen_by_rules(&job, &resume));
}

#[test]
fn criteria_that_a_person_gave_are_judged_by_what_they_name() {
    let given = |name: &str, description: &str, weight_bp| Criterion {
        name: name.to_owned(),
        description: description.to_owned(),
        weight_bp,
    };
    let job = JobFacts {
        criteria: Some(vec![
            given("Systems work", "Has built services in Rust.", 6_000),
            given("Seniority", "At least 5 years of experience.", 2_000),
            given("Incidents", "Investigated outages and wrote up what was learned.", 2_000),
        ]),
        ..engineer()
    };
    let rules = criteria_of(&job);
    let asks: Vec<&Asks> = rules.iter().map(|rule| &rule.asks).collect();
    assert!(matches!(asks[0], Asks::Skills { names, required: true } if names == &["Rust"]), "{asks:?}");
    assert!(matches!(asks[1], Asks::Years(50)), "{asks:?}");
    assert!(matches!(asks[2], Asks::Topic(_)), "{asks:?}");
    let screened = screen_by_rules(&job, &ResumeFacts { text: STRONG_ENGINEER, years: Some(8.0) });
    let told: Vec<(&str, u32, bool)> =
        screened.criteria.iter().map(|it| (it.name.as_str(), it.weight_bp, it.level > 0)).collect();
    assert_eq!(told, [("Systems work", 6_000, true), ("Seniority", 2_000, true), ("Incidents", 2_000, true)]);
}
