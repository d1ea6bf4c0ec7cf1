//! What stands around a name in a text, and whether it makes the name a skill.

use std::ops::Range;

use crate::text::{SectionKind, byte_sections, is_bullet};

/// Words that follow a technology when one is meant.
const NEXT_CUES: &[&str] = &[
    "developer",
    "developers",
    "engineer",
    "engineers",
    "programmer",
    "programming",
    "code",
    "codebase",
    "service",
    "services",
    "microservice",
    "microservices",
    "backend",
    "backends",
    "framework",
    "language",
    "script",
    "scripts",
    "scripting",
    "api",
    "apis",
    "library",
    "libraries",
    "component",
    "components",
    "package",
    "packages",
    "macros",
    "hooks",
    "native",
    "app",
    "apps",
    "application",
    "applications",
    "certified",
    "manufacturing",
    "methodology",
    "principles",
    "sigma",
    "modules",
    "dashboards",
    "jobs",
    "pipelines",
    "clusters",
    "charts",
    "templates",
    "models",
    "entwickler",
    "ontwikkelaar",
    "développeur",
];

/// Words that come before a technology when one is meant.
const PREVIOUS_CUES: &[&str] = &[
    "in",
    "using",
    "with",
    "via",
    "mit",
    "met",
    "avec",
    "con",
    "programming",
    "program",
    "microsoft",
    "ms",
    "fluent",
    "native",
    "speaks",
    "speak",
    "spoken",
    "business",
    "teaching",
];

/// How far a line is looked at on each side of a name, in bytes: enough for the neighbouring words, and
/// a bound on the work in a file that is one line.
const REACH: usize = 48;

/// How far an address reaches at most, in bytes.
const ADDRESS: usize = 64;

/// A text with its skills sections known.
pub(super) struct Surroundings<'a> {
    text: &'a str,
    skills_sections: Vec<Range<usize>>,
    /// Parts that the caller knows to be lists of skills, in the text's order, apart from each other.
    lists: &'a [Range<usize>],
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(text: &'a str, lists: &'a [Range<usize>]) -> Self {
        let skills_sections = byte_sections(text)
            .into_iter()
            .filter(|(kind, _)| matches!(kind, SectionKind::Skills | SectionKind::Languages))
            .map(|(_, range)| range)
            .collect();
        Self { text, skills_sections, lists }
    }

    /// Whether a name stands apart from the letters around it, and in no address.
    pub(super) fn has_borders(text: &str, place: &Range<usize>) -> bool {
        let name = &text[place.clone()];
        let short = name.len() <= 2;
        starts_apart(&text[..place.start], name) && ends_apart(&text[place.end..], short) && !in_address(text, place)
    }

    /// Whether the text has this spelling, letter by letter, blanks and hyphens aside.
    pub(super) fn is_written_as(&self, place: &Range<usize>, spelling: &str) -> bool {
        let solid = |c: &char| !c.is_whitespace() && *c != '-';
        self.text[place.clone()].chars().filter(solid).eq(spelling.chars().filter(solid))
    }

    /// Whether a name is a part of "R&D", "Mr. R. Smith", "C-level", "vitamin-C" or "O'C".
    pub(super) fn is_part_of_a_sign(&self, place: &Range<usize>) -> bool {
        let joins = |c: char| matches!(c, '&' | '-' | '‑' | '\'' | '’' | '_' | '*' | '°');
        let before = self.text[..place.start].chars().next_back();
        let mut after = self.text[place.end..].chars();
        let (next, second, third) = (after.next(), after.next(), after.next());
        let initial = place.len() == 1
            && next == Some('.')
            && second.is_some_and(|c| c == ' ' || c.is_alphabetic())
            && third.is_some_and(|c| c.is_uppercase() || c == '.')
            && self.text[..place.start].trim_end().ends_with(['.', ','])
            || before == Some('.');
        let possessive = matches!(next, Some('\'' | '’')) && second == Some('s');
        before.is_some_and(joins)
            || (next.is_some_and(joins) && !possessive)
            || initial
            || self.is_middle_initial(place)
    }

    /// Whether one letter stands between two names of a person: "Anna R. Example".
    fn is_middle_initial(&self, place: &Range<usize>) -> bool {
        let after = &self.text[place.end..];
        if place.len() != 1 || !after.starts_with(". ") {
            return false;
        }
        let before = self.text[..place.start].rsplit('\n').next().unwrap_or("").trim_end();
        let word = before.rsplit(' ').next().unwrap_or("");
        let next = after[2..].split_whitespace().next().unwrap_or("");
        is_capitalised(word) && is_capitalised(next) && before.split(' ').count() <= 2
    }

    /// Whether a name is a whole item of a list on its line.
    pub(super) fn is_item(&self, place: &Range<usize>) -> bool {
        let (left, right) = self.sides(place);
        let opens = left.trim_end().is_empty() || ends_with_separator(left) || is_bullet_only(left);
        let right_rest = right.trim_start();
        let closes = right_rest.is_empty() || right_rest == "." || starts_with_separator(right_rest);
        let alone = (left.trim().is_empty() || is_bullet_only(left)) && right_rest.is_empty();
        opens && closes && (!alone || self.in_skills_section(place))
    }

    /// Whether a name is an item in a skills section.
    pub(super) fn is_skills_item(&self, place: &Range<usize>) -> bool {
        self.in_skills_section(place) && self.is_item(place)
    }

    /// Whether the word before or after a name says that a technology is meant.
    pub(super) fn has_cue(&self, place: &Range<usize>) -> bool {
        let (left, right) = self.sides(place);
        let next = word_of(right.split_whitespace().next());
        let adjacent = right.starts_with(' ');
        let previous = word_of(left.split_whitespace().next_back());
        let dated = next.starts_with(|c: char| c.is_ascii_digit());
        let follows = left.ends_with(' ') && PREVIOUS_CUES.contains(&previous.as_str()) && !dated;
        (adjacent && NEXT_CUES.contains(&next.as_str())) || (follows && !goes_on_as_a_name(right))
    }

    /// Whether a name is the first word of its sentence and goes on in small letters, as a verb would.
    pub(super) fn opens_a_sentence(&self, place: &Range<usize>) -> bool {
        let (left, right) = self.sides(place);
        let left = left.trim_end();
        let opens = left.is_empty() || left.ends_with(['.', '!', '?', ':']) || is_bullet_only(left);
        let next = right.split_whitespace().next().unwrap_or("");
        let joined = matches!(next, "and" | "or" | "und" | "oder" | "en" | "of" | "et" | "ou" | "y" | "o");
        opens && !joined && next.starts_with(char::is_lowercase)
    }

    /// How many lines end in a part of the text.
    pub(super) fn lines_between(&self, bytes: Range<usize>) -> usize {
        self.text.as_bytes()[bytes].iter().filter(|&&byte| byte == b'\n').count()
    }

    fn in_skills_section(&self, place: &Range<usize>) -> bool {
        holds(&self.skills_sections, place) || holds(self.lists, place)
    }

    /// The line's text before and after a name, as far as it is looked at.
    fn sides(&self, place: &Range<usize>) -> (&'a str, &'a str) {
        let start = floor(self.text, place.start.saturating_sub(REACH));
        let end = floor(self.text, (place.end + REACH).min(self.text.len()));
        let bytes = self.text.as_bytes();
        let breaks = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let first = bytes[start..place.start].iter().rposition(breaks).map_or(start, |at| start + at + 1);
        let last = bytes[place.end..end].iter().position(breaks).map_or(end, |at| place.end + at);
        let (left, right) = (&self.text[first..place.start], &self.text[place.end..last]);
        (left, right)
    }
}

/// Whether one of these ranges, sorted and apart from each other, holds a place's start.
fn holds(ranges: &[Range<usize>], place: &Range<usize>) -> bool {
    let at = ranges.partition_point(|range| range.end <= place.start);
    ranges.get(at).is_some_and(|range| range.start <= place.start)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn starts_apart(before: &str, name: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        None => true,
        Some('#') => name.starts_with('.') && back.next().is_some_and(|c| c.is_ascii_alphabetic()),
        Some('@' | '_' | '\\') => false,
        Some('.') => name.starts_with('.') || !back.next().is_some_and(is_word),
        Some('+') => name.len() > 2,
        Some(c) => !is_word(c) || (name.starts_with('.') && !c.is_alphanumeric()),
    }
}

fn ends_apart(after: &str, short: bool) -> bool {
    let mut ahead = after.chars();
    let next = ahead.next();
    let second = ahead.next();
    match next {
        None => true,
        Some('.') if is_net(after) => true,
        Some('@' | '_' | '#') => false,
        Some('+') => !short && second != Some('+'),
        Some('.') => !second.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || (short && c.is_alphanumeric())),
        Some(':') => second != Some('\\'),
        Some(c) if c.is_ascii_digit() && !short => {
            !after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').starts_with(is_word)
        }
        Some(c) => !is_word(c),
    }
}

/// Whether ".NET" follows a name at once, as in "C#.NET".
fn is_net(after: &str) -> bool {
    let net = after.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(".net"));
    net && !after[4..].starts_with(|c: char| is_word(c) || c == '.')
}

/// A character of a word. Scripts that write without blanks may touch a name.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a name stands in an e-mail or web address.
fn in_address(text: &str, place: &Range<usize>) -> bool {
    let start = floor(text, place.start.saturating_sub(ADDRESS));
    let end = floor(text, (place.end + ADDRESS).min(text.len()));
    let left = text[start..place.start].rsplit(char::is_whitespace).next().unwrap_or("");
    let right = text[place.end..end].split(char::is_whitespace).next().unwrap_or("");
    let first = left.rsplit(['(', '<', '|', ',', ';']).next().unwrap_or("");
    let last = right.split([')', '>', '|', ',', ';']).next().unwrap_or("");
    let host = first.split('/').next().unwrap_or("");
    let path_of_host = first.contains('/')
        && host.contains('.')
        && !host.ends_with('.')
        && host.len() > 3
        && host.rsplit('.').next().is_some_and(|end| end.len() <= 3 && end.chars().all(|c| c.is_ascii_lowercase()));
    first.contains('@') || last.contains('@') || first.contains("://") || first.starts_with("www.") || path_of_host
}

fn ends_with_separator(left: &str) -> bool {
    let left = left.trim_end();
    left.ends_with([',', ';', '|', '•', '·', '/', '(', ':', '–', '—', '●', '▪', '\t']) || left.ends_with(" -")
}

fn starts_with_separator(right: &str) -> bool {
    right.starts_with([',', ';', '|', '•', '·', '/', ')', '(', '–', '—', '●', '▪']) || right.starts_with("- ")
}

fn is_bullet_only(left: &str) -> bool {
    let trimmed = left.trim();
    !trimmed.is_empty() && trimmed.chars().count() == 1 && is_bullet(&format!("{trimmed} "))
}

fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
}

/// Whether a capitalised word follows that makes "in Rust Belt" or "with Julia Example" a name.
fn goes_on_as_a_name(right: &str) -> bool {
    right.starts_with(' ') && right.split_whitespace().next().is_some_and(is_capitalised)
}

fn word_of(word: Option<&str>) -> String {
    word.unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}
