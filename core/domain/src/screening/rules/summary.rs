//! Two or three sentences for a recruiter, made of facts about the work. Nothing else of the person is
//! at hand here, so nothing else can slip in.

use super::facts::{Facts, SkillFact};
use super::phrases::{clipped, in_sentence, listed, years_phrase};

/// The longest summary, in characters.
const LONGEST: usize = 500;

/// The summary of a screening, 10 to 500 characters.
pub(in crate::screening) fn summary(facts: &Facts) -> String {
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(asked(facts));
    sentences.extend(shown(facts));
    sentences.extend(years(facts));
    if sentences.len() < 3 {
        sentences.push(support(facts));
    }
    clipped(&named_first(&sentences.join(" ")), LONGEST)
}

/// The first sentence says what "it" is.
fn named_first(sentences: &str) -> String {
    if let Some(rest) = sentences.strip_prefix("It ") {
        format!("The résumé {rest}")
    } else if let Some(rest) = sentences.strip_prefix("Nothing in it ") {
        format!("Nothing in the résumé {rest}")
    } else {
        sentences.to_owned()
    }
}

fn names(facts: &Facts, test: impl Fn(&SkillFact) -> bool) -> Vec<&str> {
    let kept = facts.skills.iter().filter(|skill| test(skill));
    kept.map(|skill| skill.name.as_str()).collect()
}

/// Which of the required skills stand in the text.
fn asked(facts: &Facts) -> Option<String> {
    let required = names(facts, |skill| skill.required);
    let missing = names(facts, |skill| skill.required && !skill.mentioned);
    let all = required.len();
    let missing_names = listed(&missing, "and");
    Some(match (all, all - missing.len()) {
        (0, _) => return None,
        (1, 1) => format!("The résumé mentions the one required skill, {}.", in_sentence(required[0])),
        (1, _) => format!("The résumé does not mention the one required skill, {missing_names}."),
        (2, 2) => "The résumé mentions both required skills.".to_owned(),
        (_, found) if found == all => format!("The résumé mentions all {all} required skills."),
        (2, 0) => "The résumé mentions neither of the 2 required skills.".to_owned(),
        (_, 0) => format!("The résumé mentions none of the {all} required skills."),
        (_, found) => format!(
            "The résumé mentions {found} of the {all} required skills; {missing_names} {} missing.",
            if missing.len() == 1 { "is" } else { "are" }
        ),
    })
}

/// Which of the asked skills it tells work with, and which it only names.
fn shown(facts: &Facts) -> Option<String> {
    let described = names(facts, SkillFact::described);
    let named = names(facts, |skill| skill.mentioned && !skill.described());
    let (work, list) = (listed(&described, "and"), listed(&named, "and"));
    match (described.is_empty(), named.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("It describes work with {work}.")),
        (true, false) => Some(format!("It only names {list}, without telling of work with {}.", them(&named))),
        (false, false) => Some(format!("It describes work with {work}, but only names {list}.")),
    }
}

fn them(names: &[&str]) -> &'static str {
    if names.len() == 1 { "it" } else { "them" }
}

fn years(facts: &Facts) -> Option<String> {
    let asked = facts.asked_years.as_ref().map(|years| years.asked);
    match (facts.years, asked) {
        (Some(shown), Some(asked)) => Some(format!(
            "It shows {} of experience, where the job asks for {}.",
            years_phrase(shown),
            years_after(shown, asked)
        )),
        (Some(shown), None) => Some(format!("It shows {} of experience.", years_phrase(shown))),
        (None, Some(asked)) => Some(format!(
            "The job asks for {} of experience; how much there is could not be read.",
            years_phrase(asked)
        )),
        (None, None) => None,
    }
}

/// Without the word when it has just been said: "7 years of experience, where the job asks for 5".
fn years_after(shown: f64, asked: f64) -> String {
    let phrase = years_phrase(asked);
    match phrase.strip_suffix(" years") {
        Some(number) if shown >= 1.5 => number.to_owned(),
        _ => phrase,
    }
}

fn support(facts: &Facts) -> String {
    match facts.supported {
        (0, 1) => "Nothing in it supports the one criterion of the job.".to_owned(),
        (0, all) => format!("Nothing in it supports the {all} criteria of the job."),
        (1, 1) => "It gives evidence for the one criterion of the job.".to_owned(),
        (supported, all) => {
            format!("It gives evidence for {supported} of the job's {all} criteria.")
        }
    }
}
