//! Two or three sentences for a recruiter, made of facts about the work. Nothing else of the person is
//! at hand here, so nothing else can slip in.

use super::facts::{Facts, SkillFact};
use super::phrases::{clipped, counted, joined, years_phrase};

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
    clipped(&sentences.join(" "), LONGEST)
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
    let missing_names = joined(&missing, "and");
    Some(match (all, all - missing.len()) {
        (0, _) => return None,
        (1, 1) => format!(
            "The résumé mentions the one required skill, {}.",
            required[0]
        ),
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
    let listed = names(facts, |skill| skill.mentioned && !skill.described());
    let (work, list) = (joined(&described, "and"), joined(&listed, "and"));
    match (described.is_empty(), listed.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("It describes work with {work}.")),
        (true, false) => Some(format!(
            "It only names {list}, without telling of work with {}.",
            them(&listed)
        )),
        (false, false) => Some(format!(
            "It describes work with {work}, but only names {list}."
        )),
    }
}

fn them(names: &[&str]) -> &'static str {
    if names.len() == 1 { "it" } else { "them" }
}

fn years(facts: &Facts) -> Option<String> {
    let asked = facts
        .asked_years
        .as_ref()
        .map(|years| years_phrase(years.asked));
    match (facts.years.map(years_phrase), asked) {
        (Some(shown), Some(asked)) => Some(format!(
            "It shows {shown} of experience, where the job asks for {asked}."
        )),
        (Some(shown), None) => Some(format!("It shows {shown} of experience.")),
        (None, Some(asked)) => Some(format!(
            "The job asks for {asked} of experience, which could not be read from the résumé."
        )),
        (None, None) => None,
    }
}

fn support(facts: &Facts) -> String {
    let (supported, all) = facts.supported;
    let criteria = counted(all, "criterion", "criteria");
    match supported {
        0 => format!("Nothing in the résumé supports the {criteria} of the job."),
        _ => format!("The résumé gives evidence for {supported} of {criteria}."),
    }
}
