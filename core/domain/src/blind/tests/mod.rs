use proptest::prelude::*;

use super::*;
use crate::text::TextIndex;

mod identical;
mod people;
mod resumes;
mod traps;

/// A text's blinded form by the person who is used where nothing else is said.
fn maria() -> Identity {
    Identity {
        names: vec!["Maria García López".to_owned()],
        emails: vec!["maria.garcia85@example.com".to_owned()],
        phones: vec!["+34 612 345 678".to_owned()],
        locations: vec!["Valencia, Spain".to_owned()],
    }
}

fn named(name: &str) -> Identity {
    Identity { names: vec![name.to_owned()], ..Identity::default() }
}

/// Checks that whatever was kept stands where the map says.
fn check_map(text: &str, blinded: &Blinded) {
    let (here, there) = (TextIndex::new(&blinded.text), TextIndex::new(text));
    let mut end = (0, 0);
    for (a, b) in &blinded.kept {
        assert_eq!(here.slice(*a), there.slice(*b));
        assert!(a.start >= end.0 && b.start >= end.1, "the places are in order");
        end = (a.end, b.end);
    }
}

#[test]
fn a_whole_resume_loses_its_person_and_nothing_else() {
    let text = "Maria García López\nSenior Backend Engineer\nmaria.garcia85@example.com | +34 612 345 678 | Valencia, Spain\nlinkedin.com/in/maria-garcia | github.com/mgarcia85\nDate of birth: 12 May 1985\nNationality: Spanish, married, two children\n\nSummary\nShe is an engineer. Maria's work with Ruby, Go and .NET. A 34-year-old mother of two based in Valencia.\n\nExperience\n2019 – 2021 Engineer, Example Bank, Valencia\n• García led SharePoint. Mr. García built it.\n\nSkills\nRuby, Java, Go\n";
    let blinded = blind(text, &maria());
    assert_eq!(
        blinded.text,
        "[redacted]\nSenior Backend Engineer\n\nSummary\n[redacted] is an engineer. [redacted] work with Ruby, Go and .NET. A [redacted] based in [redacted].\n\nExperience\n2019 – 2021 Engineer, Example Bank, Valencia\n• [redacted] led SharePoint. [redacted] built it.\n\nSkills\nRuby, Java, Go\n"
    );
    check_map(text, &blinded);
}

#[test]
fn quotes_lead_back_to_the_original() {
    let text = "Zoë 𝒳 Müller\n\nSummary\n𝒳 Zoë Müller wrote Rust for 5 years. Müller's tools work.\n";
    let blinded = blind(text, &named("Zoë Müller"));
    let (here, there) = (TextIndex::new(&blinded.text), TextIndex::new(text));
    for quote in ["wrote Rust for 5 years.", "tools work.", "Summary"] {
        let at = blinded.text.find(quote).unwrap();
        let span = blinded.original(here.span_of_bytes(at..at + quote.len())).unwrap();
        assert_eq!(there.slice(span), quote);
    }
    let whole = "wrote Rust for 5 years. [redacted] tools";
    let at = blinded.text.find(whole).unwrap();
    let span = blinded.original(here.span_of_bytes(at..at + whole.len())).unwrap();
    assert_eq!(there.slice(span), "wrote Rust for 5 years. Müller's tools");
    let at = blinded.text.find(PLACEHOLDER).unwrap();
    assert_eq!(blinded.original(here.span_of_bytes(at..at + PLACEHOLDER.len())), None);
}

#[test]
fn a_text_that_names_nobody_stays_as_it_is() {
    let text = "Senior engineer\n\n\nSummary\n  Ten years of Rust,  C++ and .NET.\t\n\nExperience\n2019 – 2021\tEngineer | Example Bank\n\n";
    assert_eq!(blind(text, &Identity::default()).text, text);
    assert_eq!(blind("", &maria()).text, "");
    assert_eq!(blind("Maria García López", &maria()).text, PLACEHOLDER);
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("Maria"),
        Just("García"),
        Just("María García López"),
        Just("m.garcia@example.com"),
        Just("she"),
        Just("his"),
        Just("Java"),
        Just("[redacted]"),
        Just("Nationality: Spanish"),
        Just("Born: 1. May 1990"),
        Just("+34 612 345 678"),
        Just("12 Example Street"),
        Just("Valencia"),
        Just("Spain"),
        Just("Phone"),
        Just("\nContact\n"),
        Just("\nExperience\n"),
        Just("\nSkills\n"),
        Just("\nSummary\n"),
        Just("led the team."),
        Just("married"),
        Just("https://x.example/a"),
        Just("Mr."),
        Just("𝒳 山田"),
        Just("Entwicklerin"),
        Just("2019 – 2021"),
        Just("M."),
        Just("Based in"),
        Just("aged 44"),
        Just("28013 Madrid"),
        Just("Senior Engineer"),
        Just("@maria_g"),
        Just("GitHub"),
    ];
    let gap = prop_oneof![
        Just(" "),
        Just("\n"),
        Just(", "),
        Just(" | "),
        Just("\n\n"),
        Just("\t"),
        Just("  "),
        Just(". "),
        Just("_"),
        Just(" (")
    ];
    prop::collection::vec((word, gap), 0..40)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

proptest! {
    #[test]
    fn what_is_kept_is_found_again(text in words()) {
        check_map(&text, &blind(&text, &maria()));
    }

    #[test]
    fn blinding_twice_changes_nothing(text in words()) {
        let once = blind(&text, &maria()).text;
        prop_assert_eq!(&blind(&once, &maria()).text, &once);
    }

    #[test]
    fn any_text_is_read_without_a_fault(text in "\\PC{0,200}") {
        check_map(&text, &blind(&text, &maria()));
    }
}
