//! Small pieces of English, so that every sentence that we make reads as one that somebody wrote.

/// The longest skill name shown, in characters; a job may be given any text as a skill.
const LONGEST_SKILL: usize = 40;
/// The most names of a list; the rest are counted.
const MOST_NAMES: usize = 3;

/// "A", "A and B", "A, B and C", "A, B, C and 2 more".
pub(super) fn joined<S: AsRef<str>>(names: &[S], word: &str) -> String {
    let mut shown: Vec<String> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| clipped(name.as_ref(), LONGEST_SKILL))
        .collect();
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
    let whole = start
        .rsplit_once(char::is_whitespace)
        .map(|cut| cut.0)
        .filter(|cut| cut.chars().count() > most / 2);
    let kept = whole.unwrap_or(&start);
    format!(
        "{}…",
        kept.trim_end_matches([' ', ',', ';', ':', '–', '-', '.'])
    )
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

/// "1 thing", "2 things".
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
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
        assert_eq!(
            joined(&["A", "B", "C", "D", "E"], "and"),
            "A, B, C and 2 more"
        );
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
        assert_eq!(counted(1, "criterion", "criteria"), "1 criterion");
        assert_eq!(counted(3, "criterion", "criteria"), "3 criteria");
    }
}
