//! Whether words that could be the person's name are used as one.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Run;
use super::parts::{Meaning, Names};
use super::tokens::Token;
use crate::blind::layout::{Page, trimmed};
use crate::blind::words;
use crate::resume::facts::has_title_word;
use crate::text::SectionKind;

/// A form of address before a name, which tells somebody's sex or standing.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\b(?:(?i:mr|mrs|miss|mx|herr|frau|fräulein|mme|mlle|monsieur|madame|señora|señorita|señor|srta|sra|dhr|mevr|mevrouw|meneer|signora|signor|sig\.ra|sig|senhora|senhor|hr|fru|pan|pani|bay|bayan|shri|smt|sri|mister|missus|madam|sir)|M[sS]|Sr|M|MR|MRS|MW|Mw)\.?[ \u{a0}]+)+$")
        .expect("the pattern is fixed")
});

/// What people say before their own name.
static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\bi\sam|\bi['’]m|\bmy\sname\sis|\bcalled|\bich\sbin|\bname\sist|\bje\ssuis|\bm['’]appelle|\bsoy|\bme\sllamo|\bik\sben|\bnaam\sis|\bmi\schiamo|\bsono|\bmeet|\bdear|\bhello,?)\s$").expect("the pattern is fixed")
});

/// What a month is followed or led by.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\.?,?\s*(?:\d|['’]\d|[-–—/]\s*[A-Za-z]{3,9}\.?\s*,?\s*\d)").expect("the pattern is fixed")
});

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "mai",
    "juni",
    "juli",
    "mei",
];

/// A text, the names to find in it, and its words.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) names: &'a Names,
    pub(super) tokens: &'a [Token],
}

impl Context<'_> {
    /// Whether a run is the person. Two parts together are, and so is one that means nothing else and has a
    /// capital; one that is a word as well must be used as a name.
    pub(super) fn is_the_person(&self, run: &Run) -> bool {
        let tokens = run.tokens(self.tokens);
        let zone = self.page.lines[tokens[0].line].in_zone();
        let high = tokens.iter().filter(|token| self.names.part_in(token).is_some()).all(|token| token.high);
        let plain = |part: &usize| self.names.parts[*part].meaning == Meaning::None;
        if run.parts.len() >= 2 {
            let solid = !self.page.text[tokens[0].bytes.start..tokens[tokens.len() - 1].bytes.end].contains(' ');
            let months = tokens.iter().all(|token| MONTHS.contains(&token.folded.as_str()));
            return (high || solid || run.parts.iter().any(plain)) && !(months && self.is_dated(run));
        }
        let part = &self.names.parts[run.parts[0]];
        if !part.alone {
            return false;
        }
        if self.is_cell(run) || self.in_a_handle(tokens) {
            return part.meaning != Meaning::Skill || zone && self.page.lines[tokens[0].line].cells.len() == 1;
        }
        let dotted = self.page.text[tokens[0].bytes.end..].starts_with('.');
        if tokens.len() > 1 && high && (part.meaning != Meaning::Skill || dotted) {
            return true;
        }
        match part.meaning {
            Meaning::None => high && !self.is_of_a_firm(run),
            _ => high && self.is_used_as_a_name(run, part.meaning),
        }
    }

    /// A run with the form of address before it, the "'s" or the dot of an initial after it.
    pub(super) fn with_company(&self, run: &Run) -> Range<usize> {
        let tokens = run.tokens(self.tokens);
        let (start, mut end) = (tokens[0].bytes.start, tokens[tokens.len() - 1].bytes.end);
        let text = self.page.text;
        let last = &tokens[tokens.len() - 1];
        if last.folded.chars().count() == 1 && text[end..].starts_with('.') {
            end += 1;
        } else if last.folded.ends_with('s') && !last.possessive {
            end += text[end..].chars().next().filter(|c| matches!(c, '\'' | '’')).map_or(0, char::len_utf8);
        }
        start - self.addressed(run).map_or(0, str::len)..end
    }

    fn addressed(&self, run: &Run) -> Option<&str> {
        let before = self.before(run);
        ADDRESSED.find(before).map(|found| found.as_str())
    }

    /// What stands on the line before a run, as far as a form of address reaches.
    fn before(&self, run: &Run) -> &str {
        let token = &self.tokens[run.from];
        let line = self.page.lines[token.line].bytes.start;
        let mut start = token.bytes.start.saturating_sub(40).max(line);
        while !self.page.text.is_char_boundary(start) {
            start += 1;
        }
        &self.page.text[start..token.bytes.start]
    }

    fn after(&self, run: &Run) -> &str {
        let token = &self.tokens[run.to - 1];
        &self.page.text[token.bytes.end..self.page.lines[token.line].bytes.end]
    }

    /// Whether a run is all that its cell holds, among the contact details.
    fn is_cell(&self, run: &Run) -> bool {
        let tokens = run.tokens(self.tokens);
        let line = &self.page.lines[tokens[0].line];
        let (start, end) = (tokens[0].bytes.start, tokens[tokens.len() - 1].bytes.end);
        line.in_zone()
            && line.cells.iter().any(|cell| {
                let cell = trimmed(self.page.text, cell.clone());
                cell.start == start && cell.end == end
            })
    }

    /// "cv_will_2024.pdf": a part between the signs that names of files and handles have.
    fn in_a_handle(&self, tokens: &[Token]) -> bool {
        let (start, end) = (tokens[0].bytes.start, tokens[tokens.len() - 1].bytes.end);
        self.page.text[..start].ends_with(['_', '@']) || self.page.text[end..].starts_with('_')
    }

    /// "Kumar Institute", "Bank of López": a word beside it has a capital too, within what tells of work.
    fn is_of_a_firm(&self, run: &Run) -> bool {
        let line = &self.page.lines[self.tokens[run.from].line];
        let of_work = matches!(
            line.kind,
            SectionKind::Experience | SectionKind::Education | SectionKind::Projects | SectionKind::Certifications
        );
        of_work && self.addressed(run).is_none() && (self.capital_before(run) || self.capital_after(run))
    }

    /// Whether the word before is part of the same proper name: it has a capital and begins no sentence.
    fn capital_before(&self, run: &Run) -> bool {
        let Some(before) = run.from.checked_sub(1).map(|at| &self.tokens[at]) else { return false };
        let gap = &self.page.text[before.bytes.end..self.tokens[run.from].bytes.start];
        matches!(gap, " " | " & ") && before.high && !self.opens(run.from - 1)
    }

    fn capital_after(&self, run: &Run) -> bool {
        let last = &self.tokens[run.to - 1];
        let Some(after) = self.tokens.get(run.to).filter(|_| self.names.is_exact(&last.folded)) else { return false };
        let gap = &self.page.text[last.bytes.end..after.bytes.start];
        let plain = !last.possessive && !has_title_word(self.page.at(&after.bytes));
        matches!(gap, " " | " & ") && after.high && after.folded.chars().count() > 1 && plain
    }

    /// Whether a word begins its sentence or its line.
    fn opens(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let line = &self.page.lines[token.line];
        let before = self.page.text[line.bytes.start..token.bytes.start].trim_end();
        let bullet = |c: char| !c.is_alphanumeric() && !matches!(c, ',' | '(' | '"' | '“' | '\'' | '&' | '/' | '-');
        before.is_empty() || before.ends_with(['.', '!', '?', ':', ';']) || before.chars().all(bullet)
    }

    /// Whether months and numbers around a run make it a date.
    fn is_dated(&self, run: &Run) -> bool {
        let tokens = run.tokens(self.tokens);
        let month = tokens.iter().any(|token| MONTHS.contains(&token.folded.as_str()));
        let before = self.before(run).trim_end_matches([' ', '.', ',']);
        let led = before.ends_with(|c: char| c.is_ascii_digit());
        let until =
            ["in", "since", "until", "by", "from", "to", "of", "this", "last", "next", "every", "–", "-", "—", "/"];
        let word = before.rsplit(' ').next().unwrap_or("");
        month && (led || DATED.is_match(self.after(run)) || until.contains(&word))
    }

    /// Whether a sentence uses a word as a name: after a form of address, before what only people do, or with a
    /// capital amid small words.
    fn is_used_as_a_name(&self, run: &Run, meaning: Meaning) -> bool {
        if self.addressed(run).is_some() {
            return true;
        }
        if self.is_dated(run) || self.in_a_compound(run) {
            return false;
        }
        let opens = self.opens(run.from);
        let line = &self.page.lines[self.tokens[run.from].line];
        if self.tokens[run.to - 1].possessive && (meaning == Meaning::Word || line.in_profile()) {
            return true;
        }
        let next = self.next_word(run);
        let human = |kind| next.is_some_and(|word| words::is_name_word(kind, word));
        let free = meaning == Meaning::Word || line.in_profile();
        let told = human("human") || (free && (human("verb") || next.is_some_and(is_past)));
        if (opens && told) || (next.is_none() && INTRODUCED.is_match(self.before(run))) {
            return true;
        }
        let listed = matches!(line.kind, SectionKind::Skills | SectionKind::Languages);
        let alone = !self.capital_before(run) && !self.capital_after(run);
        meaning == Meaning::Word && !opens && !listed && alone && self.follows_a_small_word(run)
    }

    /// "Long-term", "e-Mark", "Will/would".
    fn in_a_compound(&self, run: &Run) -> bool {
        let token = &self.tokens[run.from];
        let signs = ['-', '/', '&', '+', '#', '.'];
        let before = self.page.text[..token.bytes.start].ends_with(signs);
        let mut after = self.after(run).chars();
        before || (after.next().is_some_and(|c| signs.contains(&c)) && after.next().is_some_and(char::is_alphanumeric))
    }

    fn next_word(&self, run: &Run) -> Option<&str> {
        let next = self.tokens.get(run.to)?;
        let gap = &self.page.text[self.tokens[run.to - 1].bytes.end..next.bytes.start];
        (gap == " " && !next.high).then_some(next.folded.as_str())
    }

    /// Whether a word in small letters stands right before, in a text that writes nouns so.
    fn follows_a_small_word(&self, run: &Run) -> bool {
        let Some(before) = run.from.checked_sub(1).map(|at| &self.tokens[at]) else { return false };
        let gap = &self.page.text[before.bytes.end..self.tokens[run.from].bytes.start];
        gap == " " && !before.high && !GERMAN.contains(&before.folded.as_str())
    }
}

/// Small words of German, where every noun has a capital.
const GERMAN: &[&str] = &[
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "einem", "einen", "und", "oder", "mit", "von",
    "vom", "zum", "zur", "im", "bei", "beim", "fur", "auf", "aus", "als", "nach", "uber", "unter", "zu", "ins",
];

fn is_past(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed")
}
