//! Whole résumés, and texts that are none.

mod countries;
mod further;
mod held;
mod layouts;
mod trades;
mod traps;
mod unmet;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

const ENGINEER: &str = "Mira Zoë Example\nmira.strong@example.com | +31 20 555 0100 | Utrecht, Netherlands\n\nSummary\n\
    Backend engineer with seven years of Rust and PostgreSQL in payments.\n\nExperience\n2018 - 2025  Senior engineer, a card processor\n\
    Built distributed ledger services in Rust on PostgreSQL, deployed to Kubernetes.\n\
    Introduced Prometheus metrics and mentored four colleagues.\n\nSkills\nRust, PostgreSQL, Kubernetes, Prometheus, gRPC";

const DEVELOPER: &str = "Noor Example\nnoor.middle@example.com\n\nExperience\n2021 - 2025  Developer, a logistics company\n\
    Java and Spring services on PostgreSQL; some Docker.\n\nSkills\nJava, Spring Boot, PostgreSQL, Docker";

const CHEF: &str = "Otto Example\notto.weak@example.com\n\nExperience\n2012 - 2025  Head chef, a hotel\n\
    Led a kitchen of twelve, menus, purchasing, hygiene audits.\n\nSkills\nMenu planning, Food safety";

#[test]
fn an_engineer() {
    let facts = read_facts(ENGINEER, today());
    assert_eq!(facts.name.as_deref(), Some("Mira Zoë Example"));
    assert_eq!(facts.email.as_deref(), Some("mira.strong@example.com"));
    assert_eq!(facts.phone.as_deref(), Some("+31 20 555 0100"));
    assert_eq!(facts.location.as_deref(), Some("Utrecht, Netherlands"));
    assert_eq!(facts.headline.as_deref(), Some("Senior engineer"));
    assert_eq!(facts.years_of_experience, Some(7.0));
    for skill in ["Rust", "PostgreSQL", "Kubernetes", "Prometheus", "gRPC"] {
        assert!(facts.skills.iter().any(|found| found == skill), "{skill} in {:?}", facts.skills);
    }
}

#[test]
fn a_developer_and_a_chef() {
    let facts = read_facts(DEVELOPER, today());
    assert_eq!(facts.name.as_deref(), Some("Noor Example"));
    assert_eq!(facts.years_of_experience, Some(4.0));
    assert_eq!((facts.phone, facts.location), (None, None));
    assert_eq!(facts.headline.as_deref(), Some("Developer"));
    for skill in ["Java", "Spring", "Spring Boot", "PostgreSQL", "Docker"] {
        assert!(facts.skills.iter().any(|found| found == skill), "{skill} in {:?}", facts.skills);
    }
    let facts = read_facts(CHEF, today());
    assert_eq!(facts.name.as_deref(), Some("Otto Example"));
    assert_eq!(facts.email.as_deref(), Some("otto.weak@example.com"));
    assert_eq!(facts.headline.as_deref(), Some("Head chef"));
    assert_eq!(facts.years_of_experience, Some(13.0));
    assert!(facts.skills.contains(&"Menu planning".to_owned()) && facts.skills.contains(&"Food safety".to_owned()));
}

#[test]
fn a_nurse_in_german() {
    let text = "LEBENSLAUF\n\nDr. Jürgen Müller\nMusterstraße 1, 10115 Berlin\nTel.: 030 / 90 18 20 33\nE-Mail: Juergen.Mueller@example.com\n\n\
        Berufserfahrung\nseit Januar 2020  Krankenpfleger, ein Krankenhaus\n01/2015 – 12/2019  Pfleger, eine Klinik\n\n\
        Ausbildung\n2010 - 2014  Hochschule\n";
    let facts = read_facts(text, today());
    assert_eq!(facts.name.as_deref(), Some("Jürgen Müller"));
    assert_eq!(facts.email.as_deref(), Some("juergen.mueller@example.com"));
    assert_eq!(facts.phone.as_deref(), Some("030 / 90 18 20 33"));
    assert_eq!(facts.location.as_deref(), Some("Berlin"));
    assert_eq!(facts.headline.as_deref(), Some("Krankenpfleger"));
    assert_eq!(facts.years_of_experience, Some(11.9));
}

#[test]
fn a_referees_address_is_not_the_persons() {
    let text = "Ana Duarte\n\nExperience\n2015 - 2018 Nurse\n\nReferences\nOtto Smith, otto.smith@example.com";
    let facts = read_facts(text, today());
    assert_eq!((facts.email, facts.other_emails), (None, Vec::new()));
}

#[test]
fn a_text_without_facts_has_none() {
    for text in ["", "   \n", "The quick brown fox jumps over the lazy dog.", "????"] {
        assert_eq!(read_facts(text, today()), ResumeFacts::default(), "{text:?}");
    }
}

#[test]
fn a_large_text_is_read_in_one_pass() {
    for text in ["2019 - 2020 Nurse, Example. ", "2019 - 2020 Nurse\n", "Aa Bb Cc Dd Ee Ff, ", "AA BB\n", "03/19 – "]
    {
        let text = format!("Mira Example\naabbccddeeff@example.com\n\nExperience\n{}", text.repeat(5_000));
        assert!(read_facts(&text, today()).name.is_some(), "{}", &text[..90]);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,300}") {
        let facts = read_facts(&text, today());
        prop_assert!(facts.email.is_none_or(|email| is_valid_email(&email)));
    }

    #[test]
    fn what_is_read_stands_in_the_text(lines in prop::collection::vec(
        "[A-Z][a-zé]{1,8}( [A-Z][a-z]{1,8}){0,3}|[a-z]{2,8}@[a-z]{2,8}\\.com|\\+?[0-9 ()-]{6,16}|Experience|Address: [A-Z][a-z]{2,9}|20[012][0-9] - 20[012][0-9] [A-Z][a-z]+", 0..25))
    {
        let text = lines.join("\n");
        let facts = read_facts(&text, today());
        let lower = text.to_lowercase();
        for found in [&facts.name, &facts.email, &facts.headline].into_iter().flatten() {
            prop_assert!(lower.contains(&found.to_lowercase()), "{found} in {text}");
        }
        prop_assert!(facts.years_of_experience.is_none_or(|years| years > 0.0 && years < 80.0));
    }
}
