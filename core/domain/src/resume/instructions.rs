//! Visible text that speaks to a machine: orders to whoever reads the file for a person, and strings that are
//! made to look like the end of a document or a turn in a conversation.
//!
//! Nothing here decides what a text is worth. A screening's score comes from quotes that stand in the text, so
//! an order earns nothing; but a person should know that it was tried. Since everybody in the field of language
//! models writes *about* prompts, what counts is grammar: an order (a verb in the imperative and what it is
//! about) or an address to the reader as a machine. "Reduced prompt injection by 40 %" is neither.

use std::sync::LazyLock;

use regex::Regex;

use super::disguise::{decoded_passages, plain_look};
use super::finding::{Channel, Finding, excerpt_of};

/// Findings of one text; the first ones say enough.
const MAX_FINDINGS: usize = 20;
/// Longer passages are looked at in pieces, in code points. No order needs more.
const LONGEST: usize = 1_500;
/// How much of a passage stands around what was found, in code points.
const AROUND: usize = 80;

/// Each of them is enough.
#[derive(Debug)]
struct Rules(Vec<Regex>);

static ORDERS: LazyLock<Rules> = LazyLock::new(|| Rules::of(include_str!("orders.txt"), "(?m)"));
static DELIMITERS: LazyLock<Rules> = LazyLock::new(|| Rules::of(include_str!("delimiters.txt"), "(?im)"));

impl Rules {
    /// One rule a line; `#` begins a comment, and `{name}` stands for a line `name = …` above. Each is searched for
    /// by itself: most begin with words that are looked for quickly, and a set of them would lose that.
    fn of(text: &str, flags: &str) -> Self {
        let mut names: Vec<(String, String)> = Vec::new();
        let mut rules = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let filled = names.iter().fold(line.to_owned(), |line, (name, meaning)| line.replace(name, meaning));
            match filled.split_once(" = ") {
                Some((name, meaning)) if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') => {
                    names.push((format!("{{{name}}}"), format!("(?:{meaning})")));
                }
                _ => rules.push(format!("{flags}{filled}")),
            }
        }
        let read =
            |rule: &String| Regex::new(rule).expect("the rules are part of the program, and a test reads them all");
        Self(rules.iter().map(read).collect())
    }

    /// Where something begins and ends, in bytes; the leftmost.
    fn find(&self, text: &str) -> Option<(usize, usize)> {
        self.0.iter().filter_map(|rule| rule.find(text)).map(|found| (found.start(), found.end())).min()
    }
}

/// Passages of a visible text that are addressed to a machine, or that forge a delimiter. Offsets are not kept:
/// the excerpt shows the passage. `page` is `None`.
#[must_use]
pub fn spoken_to_machines(text: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for passage in passages(text) {
        if findings.len() >= MAX_FINDINGS {
            break;
        }
        findings.extend(look_at(&passage));
    }
    findings.dedup();
    findings
}

fn look_at(passage: &str) -> Option<Finding> {
    if let Some((start, end)) = DELIMITERS.find(passage) {
        return Some(finding(Channel::ForgedDelimiter, passage, start, end));
    }
    let looks = plain_look(passage);
    for look in &looks {
        if let Some((start, end)) = ORDERS.find(look).filter(|(start, end)| !is_mentioned(look, *start, *end)) {
            return Some(finding(Channel::Instruction, look, start, end));
        }
    }
    let hidden = decoded_passages(passage);
    let found =
        hidden.iter().find(|text| ORDERS.find(&text.to_lowercase()).is_some() || DELIMITERS.find(text).is_some())?;
    Some(finding(Channel::Instruction, found, 0, found.len()))
}

/// Whether an order is quoted by somebody whose work it is to hold such orders off.
fn is_mentioned(text: &str, start: usize, end: usize) -> bool {
    const QUOTES: [char; 9] =
        ['"', '\'', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}', '\u{2018}', '\u{2019}'];
    const WORK: [&str; 9] =
        ["injection", "jailbreak", "attack", "red team", "red-team", "guardrail", "adversarial", "detect", "safety"];
    let quoted =
        text[..start].trim_end().ends_with(QUOTES) && text[end..].chars().take(AROUND).any(|c| QUOTES.contains(&c));
    let begin = text[..start].rfind(['.', '!', '?', '\n']).map_or(0, |at| at + 1);
    let rest = text[end..].find(['.', '!', '?', '\n']).map_or(text.len(), |at| end + at);
    quoted && WORK.iter().any(|work| text[begin..start].contains(work) || text[end..rest].contains(work))
}

fn finding(channel: Channel, text: &str, start: usize, end: usize) -> Finding {
    let begin = text[..start].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let characters = text[start..end].chars().filter(|c| !c.is_whitespace()).count();
    let characters = u32::try_from(characters).unwrap_or(u32::MAX);
    Finding { channel, page: None, excerpt: excerpt_of(&text[begin..]), characters }
}

/// Paragraphs: lines that follow each other are one text, since an order can be broken over several.
fn passages(text: &str) -> Vec<String> {
    let mut passages = Vec::new();
    for paragraph in text.split("\n\n") {
        let letters: Vec<char> = paragraph.chars().collect();
        // Pieces overlap by half, so that nothing is cut in two.
        let mut start = 0;
        loop {
            let end = (start + LONGEST).min(letters.len());
            passages.push(letters[start..end].iter().collect());
            if end == letters.len() {
                break;
            }
            start += LONGEST / 2;
        }
    }
    passages
}
