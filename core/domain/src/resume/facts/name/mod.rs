//! The name of the person, from the top of a résumé. A line that could be something else is not
//! taken: an empty name is asked for later, an invented one is believed.

mod handle;
mod label;
mod shape;

use std::sync::LazyLock;

use regex::Regex;

use super::others::is_of_others;
use crate::text::{SectionKind, byte_sections, is_heading, lines_of, start_of};
use handle::Handles;
use shape::{Shaped, is_east_asian, starts_with_particle};

pub(crate) use shape::is_particle;

/// How many lines at the top may hold the name.
const TOP: usize = 15;

/// How many lines are looked through for a name that an address confirms, as in layouts where a side
/// column comes first.
const FURTHER: usize = 80;

/// A name and the number of the line (of those not blank) it was read from.
pub(super) struct FoundName {
    pub(super) name: String,
    pub(super) line: usize,
    /// What stands after the name on its line.
    pub(super) rest: String,
}

/// A line that isn't blank, with what its section tells.
struct Line<'a> {
    text: &'a str,
    kind: SectionKind,
    /// Whether no heading but that of the personal details stands above.
    leads: bool,
    /// Whether it tells of other people.
    of_others: bool,
}

/// What may be a name, and where it stands.
struct Candidate {
    found: FoundName,
    shaped: Shaped,
    leads: bool,
}

/// The person's name: after a label among the personal details, else what an address of theirs confirms
/// best, else the first line at the top that can only be a name.
pub(super) fn name(text: &str, email: Option<&str>) -> Option<FoundName> {
    let lines = lines(text);
    labelled(&lines).or_else(|| unlabelled(&lines, &Handles::new(text, email)))
}

/// Whether the local part of an address holds a word of a name, or its initials.
pub(super) fn is_made_of(email: &str, name: &str) -> bool {
    Handles::new("", Some(email)).of_words(name) > 1
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut leads = true;
    let mut lines = Vec::new();
    for (kind, range) in byte_sections(text) {
        leads &= kind == SectionKind::Header;
        let section = &text[range];
        let of_others = is_of_others(kind, section);
        lines.extend(lines_of(section).map(|line| Line { text: start_of(line), kind, leads, of_others }));
        if lines.len() > FURTHER {
            break;
        }
    }
    lines.truncate(FURTHER);
    lines
}

/// "Curriculum vitae of", "RESUME —", and the same after a name.
static DOCUMENT: LazyLock<Regex> = LazyLock::new(|| {
    let word = r"(?:curr[ií]culum\s+vit(?:ae|æ)|curr[ií]culum|c\.?v\.?|r[ée]sum[ée]|lebenslauf)";
    Regex::new(&format!(
        r"(?i)^\W*{word}(?:\s+(?:of|for|von|van|de|di|do|da)\b|\s*[:–—|-]|\s)\s*|(?:['’]s)?(?:\s*[-–—|:(]\s*|\s+){word}\W*$"
    ))
    .expect("the pattern is fixed")
});

fn labelled(lines: &[Line<'_>]) -> Option<FoundName> {
    let own: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.kind == SectionKind::Header)
        .map(|(at, line)| (at, line.text))
        .collect();
    let (line, value) = label::value(&own)?;
    let shaped = shape::shaped(pieces(&value).next()?)?;
    Some(FoundName { name: shaped.name, line, rest: shaped.rest })
}

fn unlabelled(lines: &[Line<'_>], handles: &Handles) -> Option<FoundName> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.of_others) {
        candidates.extend(stacked(lines, at, handles));
        candidates.extend(names_in(line, at));
    }
    let strength = |candidate: &Candidate| handles.strength(&candidate.shaped, &candidate.found.name);
    let rank = |(at, candidate): &(usize, &Candidate)| {
        (strength(candidate), candidate.found.name.contains(' '), std::cmp::Reverse(*at))
    };
    let confirmed = candidates.iter().enumerate().filter(|(_, candidate)| strength(candidate) > 0).max_by_key(rank);
    let by_shape = || {
        candidates.iter().position(|candidate| {
            let name = &candidate.found.name;
            let whole = name.contains(' ') || is_east_asian(name);
            candidate.leads && candidate.found.line < TOP && candidate.shaped.is_plain() && whole
        })
    };
    let best = confirmed.map(|(at, _)| at).or_else(by_shape)?;
    Some(candidates.swap_remove(best).found)
}

/// The pieces of a line that can be names. A line with a label other than a name's has none.
fn names_in(line: &Line<'_>, at: usize) -> Vec<Candidate> {
    if is_heading(line.text) || line.text.contains("://") {
        return Vec::new();
    }
    let text = DOCUMENT.replace_all(line.text, "");
    let text = shape::closed_up(&text);
    let pieces: Vec<&str> = pieces(&text).collect();
    let named = pieces.iter().enumerate().filter_map(|(index, piece)| Some((index, shape::shaped(piece)?)));
    named
        .map(|(index, shaped)| {
            let after = shaped.rest.split('|').chain(pieces[index + 1..].iter().copied()).map(str::trim);
            let rest = after.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" | ");
            let found = FoundName { line: at, rest, name: shaped.name.clone() };
            Candidate { found, shaped, leads: line.leads }
        })
        .collect()
}

/// A name whose given and family names stand on lines of their own. The second line must say that it
/// belongs to the first: by an address, by a particle, or by the capitals of both.
fn stacked(lines: &[Line<'_>], at: usize, handles: &Handles) -> Option<Candidate> {
    let (first, second) = (lines.get(at)?, lines.get(at + 1)?);
    let apart = |line: &Line<'_>| is_heading(line.text) || pieces(line.text).count() != 1;
    let words = |line: &Line<'_>| line.text.split_whitespace().count();
    if !second.leads || apart(first) || apart(second) || words(first) > 2 || words(second) > 4 {
        return None;
    }
    let (given, family) = (shape::shaped(first.text)?, shape::shaped(second.text)?);
    let shaped = shape::shaped(&format!("{} {}", first.text, second.text))?;
    let confirms = |shaped: &Shaped| handles.strength(shaped, &shaped.name);
    let belongs = if words(first) == 1 {
        let capitals = words(second) == 1 && is_capital(first.text) && is_capital(second.text);
        confirms(&family) > 0 || capitals || starts_with_particle(second.text)
    } else {
        words(second) == 1 && confirms(&family) > 0 && confirms(&shaped) > confirms(&given)
    };
    let found = FoundName { name: shaped.name.clone(), line: at + 1, rest: String::new() };
    belongs.then_some(Candidate { found, shaped, leads: true })
}

fn is_capital(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// The parts of a line between separators and wide gaps.
pub(super) fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '•', '·', '●', '▪', '\t', ';', '–', '—', '<', '>'])
        .flat_map(|part| part.split("  "))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" / "))
        .map(|part| part.trim_start_matches(is_ornament).trim_matches(['*', '_', '`']).trim())
        .filter(|part| !part.is_empty())
}

/// A sign that stands before a line for its looks: Markdown's, or a picture.
fn is_ornament(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '#' | '*' | '_' | '`' | '=' | '~')
        || matches!(c, '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f300}'..='\u{1faff}')
}

#[cfg(test)]
mod tests;
