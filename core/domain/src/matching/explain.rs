//! Why a résumé stands where it stands: the skills found and missing, with the words that show it.

use crate::evidence::{Evidence, Reading};
use crate::skill::{SkillMention, SkillSetting};

use super::model::Asked;

/// The most places shown for one skill.
pub const MOST_PLACES: usize = 3;

/// A skill that was asked for and stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillFound {
    /// Its canonical name.
    pub skill: String,
    /// Where it stands, 1 to [`MOST_PLACES`] places, described work before lists.
    pub evidence: Vec<Evidence>,
}

/// What of the asked skills a text shows. Every asked skill is in one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Explained {
    /// What stands in the text, required before preferred, as asked.
    pub found: Vec<SkillFound>,
    /// What doesn't, in the same order.
    pub missing: Vec<String>,
}

/// Looks for the asked skills in a résumé's text.
#[must_use]
pub fn explain_skills(asked: &Asked, text: &str) -> Explained {
    let names: Vec<String> = asked.required_skills.iter().chain(&asked.preferred_skills).cloned().collect();
    let reading = Reading::new(text, &names);
    let mut explained = Explained::default();
    for skill in names {
        let evidence = places(&reading, &skill);
        if evidence.is_empty() {
            explained.missing.push(skill);
        } else {
            explained.found.push(SkillFound { skill, evidence });
        }
    }
    explained
}

fn places(reading: &Reading<'_>, skill: &str) -> Vec<Evidence> {
    let mut mentions: Vec<&SkillMention> = reading.mentions_of(skill).iter().collect();
    mentions.sort_by_key(|mention| mention.setting != SkillSetting::Described);
    let mut places: Vec<Evidence> = Vec::new();
    for mention in mentions {
        let evidence = reading.evidence(reading.around(mention.span));
        if let Some(evidence) = evidence.filter(|new| places.iter().all(|old| old != new)) {
            places.push(evidence);
        }
        if places.len() == MOST_PLACES {
            break;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::candidate::profile::skills_in;
    use crate::evidence::MAX_QUOTE;
    use crate::matching::model::{PairFacts, PartKind, Weights, score};

    const TEXT: &str = "𝒵oë Example\n\nExperience\nBuilt payment services in Rust for a bank.\nMoved them to postgres. \
        Wrote Rust tools for audits.\nTaught Rust to newcomers at work.\n\nSkills\nJava, Rust, Zorblang\n";

    fn asked(required: &[&str], preferred: &[&str]) -> Asked {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        Asked::new(&names(required), &names(preferred), None, false)
    }

    #[test]
    fn skills_are_found_with_described_work_first_and_the_rest_is_missing() {
        let asked = asked(&["Rust", "Terraform"], &["PostgreSQL", "Zorblang"]);
        let explained = explain_skills(&asked, TEXT);
        let found: Vec<&str> = explained.found.iter().map(|one| one.skill.as_str()).collect();
        assert_eq!(found, ["Rust", "PostgreSQL", "Zorblang"]);
        assert_eq!(explained.missing, ["Terraform"]);
        let quotes: Vec<&str> = explained.found[0].evidence.iter().map(|one| one.quote.as_str()).collect();
        assert_eq!(
            quotes,
            [
                "Built payment services in Rust for a bank.",
                "Wrote Rust tools for audits.",
                "Taught Rust to newcomers at work.",
            ]
        );
        assert_eq!(explained.found[2].evidence[0].quote, "Java, Rust, Zorblang");
    }

    #[test]
    fn a_skill_told_twice_in_one_sentence_is_shown_once() {
        let text = "Wrote Rust code for Rust users.\n";
        let explained = explain_skills(&asked(&["Rust"], &[]), text);
        assert_eq!(explained.found[0].evidence.len(), 1);
    }

    #[test]
    fn a_denied_skill_is_missing() {
        let explained = explain_skills(&asked(&["PostgreSQL", "Rust"], &[]), "I don't know PostgreSQL. I wrote Rust.");
        assert_eq!(explained.missing, ["PostgreSQL"]);
        assert!(skills_in("Haven't worked with PostgreSQL.", &[]).is_empty());
    }

    fn any_text() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            Just("Rust"),
            Just("Java"),
            Just("JavaScript"),
            Just("PostgreSQL"),
            Just("postgres"),
            Just("Go"),
            Just("Zorblang"),
            Just("built"),
            Just("services in"),
            Just("😀"),
            Just("𝒳é"),
            Just("Skills\n"),
            Just("Experience\n"),
            Just(". "),
            Just(", "),
            Just("\n"),
            Just("\n• "),
        ];
        proptest::collection::vec(word, 0..120).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn quotes_stand_at_their_offsets_and_agree_with_the_score(text in any_text()) {
            let names = ["Rust", "Java", "PostgreSQL", "Zorblang"];
            let asked = asked(&names[..2], &names[2..]);
            let explained = explain_skills(&asked, &text);
            prop_assert_eq!(explained.found.len() + explained.missing.len(), names.len());
            let chars: Vec<char> = text.chars().collect();
            for place in explained.found.iter().flat_map(|one| &one.evidence) {
                let words: String = chars[place.span.start as usize..place.span.end as usize].iter().collect();
                prop_assert_eq!(&words, &place.quote);
                prop_assert!(words.chars().count() <= MAX_QUOTE as usize && !words.is_empty());
            }
            let skills: Vec<(String, bool)> = skills_in(&text, &asked.preferred_skills)
                .into_iter()
                .map(|one| (one.skill, one.described))
                .collect();
            for found in &explained.found {
                prop_assert!(skills.iter().any(|(name, _)| *name == found.skill));
            }
            for missing in &explained.missing {
                prop_assert!(skills.iter().all(|(name, _)| name != missing));
            }
            let scored = score(&asked, &PairFacts { skills, ..PairFacts::default() }, &Weights::default());
            let part = scored.parts.iter().find(|part| part.kind == PartKind::Skills).unwrap();
            prop_assert_eq!(part.value == 0.0, explained.found.is_empty());
            if part.value == 1.0 {
                prop_assert!(explained.missing.is_empty());
            }
        }
    }
}
