//! Small pieces of English, so that every sentence that we make reads as one that somebody wrote.

/// The longest skill name shown, in characters; a job may be given any text as a skill.
const LONGEST_SKILL: usize = 40;
/// The most names of a list; the rest are counted.
const MOST_NAMES: usize = 3;

/// Names of makers, languages and the like, which keep their capital in front of a common noun.
const PROPER: &[&str] = &[
    "Adobe",
    "Amazon",
    "Apache",
    "Azure",
    "Cisco",
    "Dutch",
    "English",
    "European",
    "Excel",
    "French",
    "German",
    "Google",
    "Italian",
    "Java",
    "Kanban",
    "Linux",
    "Microsoft",
    "Montessori",
    "Oracle",
    "Python",
    "Salesforce",
    "Scrum",
    "Spanish",
    "Windows",
];

/// A skill's name within a sentence: "Wound care" is "wound care", "Spring Boot" stays.
pub(super) fn in_sentence(name: &str) -> String {
    let Some((first, rest)) = name.split_once(' ') else {
        return name.to_owned();
    };
    let capitalised = first.chars().skip(1).all(char::is_lowercase) && first.len() > 1;
    let common = rest.chars().all(|c| !c.is_uppercase() && !c.is_ascii_digit());
    if capitalised && common && !PROPER.contains(&first) {
        format!("{} {rest}", first.to_lowercase())
    } else {
        name.to_owned()
    }
}

/// The names of a list within a sentence.
pub(super) fn listed<S: AsRef<str>>(names: &[S], word: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| in_sentence(name.as_ref())).collect();
    joined(&names, word)
}

/// With a capital at its start.
pub(super) fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    let first: String = chars.next().map_or(String::new(), |first| first.to_uppercase().collect());
    first + chars.as_str()
}

/// "A", "A and B", "A, B and C", "A, B, C and 2 more".
pub(super) fn joined<S: AsRef<str>>(names: &[S], word: &str) -> String {
    let mut shown: Vec<String> =
        names.iter().take(MOST_NAMES).map(|name| clipped(name.as_ref(), LONGEST_SKILL)).collect();
    if names.len() > MOST_NAMES {
        return format!("{} and {} more", shown.join(", "), names.len() - MOST_NAMES);
    }
    match shown.pop() {
        Some(last) if shown.is_empty() => last,
        Some(last) => format!("{} {word} {last}", shown.join(", ")),
        None => String::new(),
    }
}

/// At most `most` characters, cut between words where there are any, with an ellipsis.
pub(super) fn clipped(words: &str, most: usize) -> String {
    let words = words.trim();
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let start: String = words.chars().take(most - 1).collect();
    let whole = start.rsplit_once(char::is_whitespace).map(|cut| cut.0).filter(|cut| cut.chars().count() > most / 2);
    let kept = whole.unwrap_or(&start);
    format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '–', '-', '.']))
}

/// "1 year", "7 years", "2.5 years", "less than a year".
pub(super) fn years_phrase(years: f64) -> String {
    let years = (years * 10.0).round() / 10.0;
    if years < 1.0 {
        "less than a year".to_owned()
    } else if years == 1.0 {
        "1 year".to_owned()
    } else {
        format!("{years} years")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_english() {
        assert_eq!(joined::<&str>(&[], "and"), "");
        assert_eq!(joined(&["A"], "and"), "A");
        assert_eq!(joined(&["A", "B"], "nor"), "A nor B");
        assert_eq!(joined(&["A", "B", "C"], "and"), "A, B and C");
        assert_eq!(joined(&["A", "B", "C", "D", "E"], "and"), "A, B, C and 2 more");
    }

    #[test]
    fn names_of_skills_stand_in_sentences_as_one_writes_them() {
        for (name, written) in [
            ("Wound care", "wound care"),
            ("Machine learning", "machine learning"),
            ("Spring Boot", "Spring Boot"),
            ("API design", "API design"),
            ("English as a second language", "English as a second language"),
            ("Rust", "Rust"),
            ("Ruby on Rails", "Ruby on Rails"),
        ] {
            assert_eq!(in_sentence(name), written);
        }
        assert_eq!(capitalised("wound care"), "Wound care");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn long_words_are_cut_between_words() {
        assert_eq!(clipped("short", 10), "short");
        assert_eq!(clipped("Plan the budget, and more", 18), "Plan the budget…");
        assert_eq!(clipped(&"𝒳".repeat(50), 10).chars().count(), 10);
    }

    #[test]
    fn years_know_their_number() {
        assert_eq!(years_phrase(1.0), "1 year");
        assert_eq!(years_phrase(2.0), "2 years");
        assert_eq!(years_phrase(2.449), "2.4 years");
        assert_eq!(years_phrase(0.4), "less than a year");
    }
}
