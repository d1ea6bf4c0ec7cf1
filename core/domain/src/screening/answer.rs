//! Reading a model's answer. A model is a stranger: what it says is checked word by word, and one that can't be
//! used is told why, once.
//!
//! Lenient about form, strict about content: a fence around the JSON, words around it, further keys, a level
//! that is written `3.0`, and a criterion called by its name or given in a list do no harm. A level that is no
//! whole number from 0 to 4, a criterion left out, a summary or questions that can't be shown do.

use serde_json::{Map, Value};

use super::model::{CriterionRule, MAX_LEVEL, Proposal, Proposed, ProposedQuote, QUESTIONS, Question};
use super::settle::SUMMARY_LENGTH;

/// The most quotes of one criterion that are looked at.
pub const MOST_QUOTES: usize = 3;
/// The longest quote, in code points: more than a passage is no evidence but the résumé itself.
const LONGEST_QUOTE: usize = 600;
/// The longest question and the longest reason for one, in code points.
const LONGEST_QUESTION: usize = 500;
/// The most skills that can be missing, and the longest name of one, in code points.
const MOST_MISSING: usize = 50;
const LONGEST_SKILL: usize = 100;

/// What is wrong with an answer, told to the model. It holds nothing of the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Complaint(String);

impl Complaint {
    /// What is told of an answer that is no text at all.
    #[must_use]
    pub fn unreadable() -> Self {
        Self("It was not readable as text, or was far too long.".to_owned())
    }
}

/// What a criterion is called between us and a model.
#[must_use]
pub fn criterion_id(at: usize) -> String {
    format!("C{}", at + 1)
}

/// The proposal in an answer.
///
/// # Errors
/// All that is wrong with it, at least one.
pub fn read(answer: &str, criteria: &[CriterionRule]) -> Result<Proposal, Vec<Complaint>> {
    let mut wrong = Vec::new();
    let answer = object_in(answer).map_err(|complaint| vec![complaint])?;
    let proposal = Proposal {
        criteria: judged(answer.get("criteria"), criteria, &mut wrong),
        summary: summary(answer.get("summary"), &mut wrong),
        missing_skills: missing(answer.get("missing_skills"), &mut wrong),
        questions: questions(answer.get("interview_questions"), criteria, &mut wrong),
    };
    if wrong.is_empty() { Ok(proposal) } else { Err(wrong) }
}

/// The JSON object in an answer, with what may stand around it taken off.
fn object_in(answer: &str) -> Result<Map<String, Value>, Complaint> {
    let not_json = || Complaint("It is not one JSON object.".to_owned());
    let (start, end) = (answer.find('{').ok_or_else(not_json)?, answer.rfind('}').ok_or_else(not_json)?);
    let object = answer.get(start..=end).ok_or_else(not_json)?;
    match serde_json::from_str(object) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(not_json()),
        Err(error) if error.is_eof() => Err(Complaint("It is JSON that was cut off.".to_owned())),
        Err(_) => Err(not_json()),
    }
}

fn judged(given: Option<&Value>, criteria: &[CriterionRule], wrong: &mut Vec<Complaint>) -> Vec<Proposed> {
    let mut proposed = Vec::new();
    for (at, rule) in criteria.iter().enumerate() {
        let id = criterion_id(at);
        let name = &rule.criterion.name;
        match given.and_then(|given| opinion(given, &id, name)) {
            Some(opinion) => match level(opinion.get("level")) {
                Some(level) => {
                    proposed.push(Proposed { criterion: name.clone(), level, quotes: quotes(opinion.get("quotes")) });
                }
                None => {
                    wrong.push(Complaint(format!("criteria.{id}.level is not a whole number from 0 to {MAX_LEVEL}.")))
                }
            },
            None => wrong.push(Complaint(format!("criteria.{id} is missing."))),
        }
    }
    proposed
}

/// What is said of one criterion: under its id or name, or as an entry of a list that calls it so.
fn opinion<'a>(given: &'a Value, id: &str, name: &str) -> Option<&'a Map<String, Value>> {
    let is_it = |called: &str| called.eq_ignore_ascii_case(id) || called.to_lowercase() == name.to_lowercase();
    match given {
        Value::Object(all) => all.iter().find(|(called, _)| is_it(called))?.1.as_object(),
        Value::Array(all) => all.iter().filter_map(Value::as_object).find(|entry| {
            let called = ["criterion", "id", "name"].iter().find_map(|key| entry.get(*key)?.as_str());
            called.is_some_and(is_it)
        }),
        _ => None,
    }
}

fn level(given: Option<&Value>) -> Option<u8> {
    let number = given?.as_f64()?;
    (0..=MAX_LEVEL).find(|level| f64::from(*level) == number)
}

fn quotes(given: Option<&Value>) -> Vec<ProposedQuote> {
    let words: Vec<&str> = match given {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one],
        _ => Vec::new(),
    };
    let usable = |words: &&str| !words.trim().is_empty() && words.chars().nth(LONGEST_QUOTE).is_none();
    let quote = |words: &str| ProposedQuote { text: words.to_owned(), start: None };
    words.into_iter().filter(usable).take(MOST_QUOTES).map(quote).collect()
}

fn summary(given: Option<&Value>, wrong: &mut Vec<Complaint>) -> Option<String> {
    let summary = given.and_then(Value::as_str).map(plain);
    let length = summary.as_ref().map_or(0, |summary| summary.chars().count());
    if summary.is_none() {
        wrong.push(Complaint("summary is missing or is not a text.".to_owned()));
    } else if !SUMMARY_LENGTH.contains(&length) {
        let (least, most) = (SUMMARY_LENGTH.start(), SUMMARY_LENGTH.end());
        wrong.push(Complaint(format!("summary has {length} characters and must have {least} to {most}.")));
    } else if !summary.as_deref().is_some_and(is_in_latin_letters) {
        wrong.push(Complaint("summary is not in English.".to_owned()));
    }
    summary
}

/// Whether most letters are of the script that was asked for. It is no detection of languages: what else is
/// written in Latin letters passes and is shown as it is.
fn is_in_latin_letters(words: &str) -> bool {
    let latin = |letter: &char| matches!(u32::from(*letter), 0x41..=0x24F | 0x1E00..=0x1EFF);
    let letters = words.chars().filter(|letter| letter.is_alphabetic()).count();
    2 * words.chars().filter(|letter| letter.is_alphabetic()).filter(latin).count() > letters
}

fn questions(given: Option<&Value>, criteria: &[CriterionRule], wrong: &mut Vec<Complaint>) -> Vec<Question> {
    let given = given.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let asked: Vec<Question> = given.iter().filter_map(|given| question(given, criteria)).collect();
    if asked.len() != QUESTIONS || given.len() != QUESTIONS {
        let most = LONGEST_QUESTION;
        wrong.push(Complaint(format!(
            "interview_questions are not exactly {QUESTIONS} questions of 1 to {most} characters."
        )));
    }
    asked
}

fn question(given: &Value, criteria: &[CriterionRule]) -> Option<Question> {
    let words = |key: &str| given.get(key).and_then(Value::as_str).map(plain);
    let short = |words: &String| !words.is_empty() && words.chars().nth(LONGEST_QUESTION).is_none();
    let text = given.as_str().map(plain).or_else(|| words("question")).or_else(|| words("text")).filter(short)?;
    let about = words("criterion").and_then(|called| {
        let is_it = |at: usize, rule: &CriterionRule| called == criterion_id(at) || called == rule.criterion.name;
        criteria.iter().enumerate().find(|(at, rule)| is_it(*at, rule)).map(|(_, rule)| rule.criterion.name.clone())
    });
    Some(Question { text, criterion: about, reason: words("reason").filter(short) })
}

fn missing(given: Option<&Value>, wrong: &mut Vec<Complaint>) -> Vec<String> {
    match given {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => {
            let short = |name: &String| !name.is_empty() && name.chars().nth(LONGEST_SKILL).is_none();
            all.iter().filter_map(Value::as_str).map(plain).filter(short).take(MOST_MISSING).collect()
        }
        Some(_) => {
            wrong.push(Complaint("missing_skills is not a list of texts.".to_owned()));
            Vec::new()
        }
    }
}

/// Words on one line, without control characters and without what shows nothing or turns a line around: what a
/// model writes is shown to people, and is text and nothing else.
fn plain(words: &str) -> String {
    let shown = |letter: char| match letter {
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{E0000}'..='\u{E007F}' => None,
        letter if letter.is_control() => Some(' '),
        letter => Some(letter),
    };
    let words: String = words.chars().filter_map(shown).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
