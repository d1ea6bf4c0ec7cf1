//! Which skills a job's description asks, and which it would only like to see.
//!
//! A description has its own structure: sections of what is required and what is nice to have, and
//! sentences that say either. A name that it denies ("Java not required") isn't found at all.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::skill::{self, SkillMention};
use crate::text::{TextIndex, is_bullet, sentences};

/// More words than these make a sentence and no heading.
const MOST_WORDS: usize = 7;

/// How far a sentence is looked at on each side of a name, in bytes: a bound on the work in a
/// description that is one sentence.
const REACH: usize = 300;

/// What a description says of skills, each once, in its order, no skill in both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SkillsRead {
    pub(super) required: Vec<String>,
    pub(super) preferred: Vec<String>,
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

/// Says that something is welcome and not asked.
static OPTIONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: nice[\ -]to[\ -]haves? | good[\ -]to[\ -]have | an?\ (?:big\ |huge\ |strong\ |definite\ |real\ )?(?:plus|bonus|advantage)
        | bonus(?:\ points|\ skills)?(?:\ for|:|$) | preferred | preferably | desirable | advantageous | ideally | optional(?:ly)?
        | (?:von|ein)\ (?:großer\ )?(?:vorteil|plus) | wünschenswert\w* | idealerweise | un\ (?:vrai\ |gros\ )?(?:plus|atout)
        | not\ (?:a\ must|required|necessary) | kein\ muss | souhait[ée]\w* | idéalement | een\ pré | deseable\w* )",
    )
});

/// Of these cues those that speak of what follows them only.
static LEADING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:ideally|preferably|optionally|idealerweise|idéalement)$"));

/// Says that something is asked, so that a cue in the same sentence speaks of another part of it.
static REQUIRED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:must|required|requirements?|mandatory|essential|erforderlich|zwingend|obligatoire|requise?)\b")
});

/// Headings over skills.
static SKILLS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?: require\w* | skills? | must[\ -]haves? | essential | stack | technolog\w+ | tools | qualifications? | you\ (?:bring|have|need)
        | we(?:['’]re|\ are)?\ look\w*\ for | anforderungen | kenntnisse | profil | voraussetzungen | compétences | exigences | requis
        | vereisten | vaardigheden | requisitos )\b",
    )
});

/// Where a part of a sentence ends that a cue speaks of.
static PARTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i);|,? \b(?:but|while|whereas|aber|mais)\b|, with\b"));

/// Where it ends in a sentence that both asks and wishes.
static SMALL_PARTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)[;,]| \b(?:and|but|while|und|aber|et|mais)\b"));

/// What a heading says of the lines under it.
#[derive(Debug, Clone, Copy, Default)]
struct Section {
    optional: bool,
    skills: bool,
}

/// Reads the skills of a description.
pub(super) fn read_skills(description: &str) -> SkillsRead {
    let index = TextIndex::new(description);
    let parts = parts(description, &index);
    let lists: Vec<Range<usize>> =
        parts.iter().filter(|(section, _)| section.skills).map(|(_, part)| part.clone()).collect();
    let (mut required, mut preferred): (Vec<SkillMention>, Vec<SkillMention>) = (Vec::new(), Vec::new());
    for mention in skill::find_with_lists(description, &lists) {
        let place = index.bytes_of(mention.span);
        let at = parts.partition_point(|(_, part)| part.end <= place.start);
        let part = parts.get(at).filter(|(_, part)| part.start <= place.start && place.end <= part.end);
        let optional = part.is_some_and(|(section, part)| {
            let near = near(description, part, &place);
            section.optional
                || is_optional(&description[near.clone()], place.start - near.start, place.end - near.start)
        });
        if optional { preferred.push(mention) } else { required.push(mention) }
    }
    let required = skill::names_of(&required);
    let preferred = skill::names_of(&preferred).into_iter().filter(|name| !required.contains(name)).collect();
    SkillsRead { required, preferred }
}

/// The sentences and items of a description, in bytes, each with the section that it stands in.
fn parts(text: &str, index: &TextIndex<'_>) -> Vec<(Section, Range<usize>)> {
    let mut section = Section::default();
    let places = sentences(text).into_iter().map(|span| {
        let place = index.bytes_of(span);
        let line = line_of(text, &place);
        let whole = text[line.clone()].trim().len() <= place.len() + 4;
        if whole && is_heading(text, &line) {
            let words = &text[line];
            let optional = OPTIONAL.is_match(words);
            section = Section { optional, skills: optional || SKILLS.is_match(words) };
        } else if section.optional && asks_by_label(&text[place.clone()]) {
            section = Section::default();
        }
        (section, place)
    });
    places.collect()
}

/// As much of a sentence around a place as is looked at.
fn near(text: &str, sentence: &Range<usize>, place: &Range<usize>) -> Range<usize> {
    let mut start = place.start.saturating_sub(REACH).max(sentence.start);
    let mut end = (place.end + REACH).min(sentence.end);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}

/// The line that a place starts on.
fn line_of(text: &str, place: &Range<usize>) -> Range<usize> {
    let start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[place.start..].find('\n').map_or(text.len(), |at| place.start + at);
    start..end
}

/// Whether a line heads those under it: it ends in a colon, is marked as a heading, or is a few words
/// that name no skill and either speak of what is asked or stand after a blank line.
fn is_heading(text: &str, line: &Range<usize>) -> bool {
    let words = text[line.clone()].trim();
    let marked = words.starts_with('#') || (words.starts_with("**") && words.trim_end_matches(':').ends_with("**"));
    let bare = words.trim_matches(|c: char| matches!(c, '#' | '*' | '_' | ' '));
    if bare.split_whitespace().count() > MOST_WORDS {
        return false;
    }
    if bare.ends_with(':') || marked {
        return true;
    }
    let names_skill = skill::is_known(bare) || !skill::find_skills(bare).is_empty();
    if is_bullet(words) || bare.ends_with(['.', '!', '?', ',', ';']) || names_skill {
        return false;
    }
    let before = text[..line.start].trim_end_matches([' ', '\t', '\r']);
    let before = before.strip_suffix('\n').unwrap_or(before).trim_end_matches([' ', '\t', '\r']);
    let stands_apart = before.is_empty() || before.ends_with('\n');
    let capital = bare.chars().next().is_some_and(char::is_uppercase);
    capital && (stands_apart || OPTIONAL.is_match(bare) || SKILLS.is_match(bare))
}

/// Whether a sentence is "Must have: …".
fn asks_by_label(sentence: &str) -> bool {
    let label = sentence.split_once(':').map(|(label, _)| label);
    label.is_some_and(|label| label.split_whitespace().count() <= MOST_WORDS && REQUIRED.is_match(label))
}

/// Whether a sentence would only like to see what it names at a place.
fn is_optional(sentence: &str, start: usize, end: usize) -> bool {
    let aside = sentence[end..].trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    if aside.is_some_and(|(aside, _)| OPTIONAL.is_match(aside)) {
        return true;
    }
    let large = part_around(sentence, start, &PARTS);
    let small = if REQUIRED.is_match(sentence) { part_around(sentence, start, &SMALL_PARTS) } else { large.clone() };
    let cues = OPTIONAL.find_iter(&sentence[large.clone()]);
    cues.map(|cue| (large.start + cue.start(), large.start + cue.end(), cue.as_str())).any(|(from, to, cue)| {
        let labels = LEADING.is_match(cue) || cue.ends_with(':') || sentence[to..].trim_start().starts_with(':');
        let of_another =
            sentence[..from].rfind('(').is_some_and(|open| open > 0 && !sentence[open..from].contains(')'));
        if labels { from < start } else { !of_another && small.contains(&from) }
    })
}

/// The part of a sentence that a place stands in.
fn part_around(sentence: &str, at: usize, borders: &Regex) -> Range<usize> {
    let mut part = 0..sentence.len();
    for border in borders.find_iter(sentence) {
        if border.end() <= at {
            part.start = border.end();
        } else if border.start() >= at {
            part.end = border.start();
            break;
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, required: &[&str], preferred: &[&str]) {
        let read = read_skills(text);
        assert_eq!((read.required, read.preferred), (owned(required), owned(preferred)), "{text}");
    }

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn sections_say_what_is_asked() {
        let text =
            "Requirements:\n- Go\n- R\n- C\n\nNice to have:\n- C++\n- Kubernetes\n\nWe do not use Java. No PHP please.";
        check(text, &["Go", "R", "C"], &["C++", "Kubernetes"]);
        check(
            "## Must have\n* Python\n\n## Bonus points for\n* Rust\n\n## About us\nWe run Kafka.",
            &["Python", "Kafka"],
            &["Rust"],
        );
        check("Tech stack\n• Go\n• Docker\n\nVon Vorteil\n• Rust", &["Go", "Docker"], &["Rust"]);
        check("Nice to have\n- Rust\n\nWhat you will do\nBuild services in Python.", &["Python"], &["Rust"]);
        check("Nice to have:\n- Rust\nMust have: Python", &["Python"], &["Rust"]);
        check("Skills\nPython\nKubernetes a plus", &["Python"], &["Kubernetes"]);
        check("**Requirements**\n\n- Go\n\n**Nice-to-haves**\n\n- R", &["Go"], &["R"]);
    }

    #[test]
    fn sentences_say_what_is_asked() {
        check("Must have: Python. Nice to have: Rust.", &["Python"], &["Rust"]);
        check("- Python\n- Rust is a plus\n- Kafka (optional)", &["Python"], &["Rust", "Kafka"]);
        check("Python is required and Rust is a plus.", &["Python"], &["Rust"]);
        check("You know Python, ideally with Django.", &["Python"], &["Django"]);
        check("We need Python; Rust preferred.", &["Python"], &["Rust"]);
        check("Kenntnisse in Python. Docker ist wünschenswert.", &["Python"], &["Docker"]);
        check("Python. Rust serait un plus.", &["Python"], &["Rust"]);
        check("Rust is not required but a plus.", &[], &["Rust"]);
        check("Rust is a plus. We write Rust daily.", &["Rust"], &[]);
    }

    #[test]
    fn what_is_denied_is_not_asked() {
        check("No experience with SAP needed. Java not required.", &[], &[]);
        check("Not only Java, we also run Kafka.", &["Java", "Kafka"], &[]);
    }

    #[test]
    fn any_text_is_read() {
        for text in ["", ":", "(", "é: 𝒳 (a plus", "Nice to have:", "\r\n\r\n- Go\r\n"] {
            let _ = read_skills(text);
        }
        let read = read_skills(&"é Rust, Go und C, ".repeat(5_000));
        assert_eq!(read.required.len(), 3);
        check("Requirements:\r\n- Go\r\n- R\r\n\r\nNice to have:\r\n- Rust\r\n", &["Go", "R"], &["Rust"]);
    }
}
