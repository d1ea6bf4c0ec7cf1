//! What a model is asked. The words are files with a version; here they are filled in.
//!
//! The same request has the same prompt, byte for byte: the code in the marks around job and résumé is derived
//! from the request's content address by a key that only the database holds. So nobody who writes a résumé can
//! know the marks of their own, and nothing in a request depends on chance.

mod schema;

use std::borrow::Cow;
use std::sync::LazyLock;

use hmac::{Hmac, Mac};
use regex::Regex;
use sha2::{Digest, Sha256};

use super::answer::{self, Complaint};
use super::model::{CriterionRule, JobFacts, ScreeningRequest};
use crate::ports::language_model::{ModelRequest, Speaker, Turn};
use crate::text;

/// The version of the files below. It changes with every change of them.
pub const VERSION: &str = "v1";

const SYSTEM: &str = include_str!("v1/system.txt");
const USER: &str = include_str!("v1/user.txt");
const REPAIR: &str = include_str!("v1/repair.txt");

/// The most of a résumé that a model is shown, in code points: about four thousand tokens, and some six
/// pages. What is behind it is not judged, and the screening says so.
pub const MOST_SHOWN: usize = 16_000;
/// The most of a job's description that a model is shown, in code points.
const MOST_OF_JOB: usize = 6_000;
/// The most of an answer that a model is shown again when it is to mend it, in code points.
const MOST_OF_ANSWER: usize = 6_000;
/// Tokens for summary, questions and missing skills, and for each criterion with three quotes.
const TOKENS: (u32, u32) = (600, 180);

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    let limits = format!("{MOST_SHOWN} {MOST_OF_JOB} {MOST_OF_ANSWER} {TOKENS:?}");
    let (mut schema, form) = (schema::schema(1), schema::form(1));
    // The order of its keys is a matter of how the program was built.
    schema.sort_all_objects();
    let schema = schema.to_string();
    for part in [VERSION, SYSTEM, USER, REPAIR, &limits, &schema, &form] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
});

/// Marks like ours, whatever code they carry: nobody may draw the end of a document.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)<{2,}\s*/?\s*(?:end\s+of\s+)?(?:job|resume|résumé)\b[^<>\n]{0,200}>{2,}")
        .expect("the pattern is valid")
});

/// sha256 (hex) of the prompt's files, limits and form of answer.
#[must_use]
pub fn hash() -> &'static str {
    &HASH
}

/// The code in the marks of one request, 32 hexadecimal digits.
#[must_use]
pub fn code(key: &[u8], input_hash: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    mac.update(b"marks around a screening's job and resume\0");
    mac.update(input_hash.as_bytes());
    hex::encode(&mac.finalize().into_bytes()[..16])
}

/// The beginning of a text that a model is shown: all of it, or up to the last sentence that fits.
#[must_use]
pub fn shown(text: &str) -> &str {
    head(text, MOST_SHOWN)
}

fn head(text: &str, most: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text;
    };
    let head = &text[..end];
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    let sentences = text::sentences(text);
    let whole = sentences.iter().rev().find(|sentence| sentence.end <= most && sentence.end * 2 > most);
    whole.map_or(head, |sentence| text::TextIndex::new(head).slice_to(sentence.end))
}

/// The question about one résumé.
#[must_use]
pub fn request(asked: &ScreeningRequest<'_>, code: &str) -> ModelRequest {
    let resume = cleaned(asked.resume.text, code);
    let job = job(asked.job);
    let user = filled(
        USER,
        &[
            ("criteria", &criteria(asked.criteria)),
            ("job", &cleaned(&job, code)),
            ("resume", &resume),
            ("code", code),
            ("form", &schema::form(asked.criteria.len())),
        ],
    );
    let turn = |speaker, text: &str| Turn { speaker, text: text.trim_end().to_owned() };
    let count = u32::try_from(asked.criteria.len()).unwrap_or(u32::MAX);
    ModelRequest {
        turns: vec![turn(Speaker::System, SYSTEM), turn(Speaker::User, &user)],
        schema: schema::schema(asked.criteria.len()),
        schema_name: "screening",
        max_answer_tokens: TOKENS.1.saturating_mul(count).saturating_add(TOKENS.0),
    }
}

/// The question again, with the answer that could not be used, where there was one, and what is wrong with it.
#[must_use]
pub fn repair(first: &ModelRequest, answer: Option<&str>, complaints: &[Complaint]) -> ModelRequest {
    let complaints: Vec<String> = complaints.iter().map(|complaint| format!("- {complaint}")).collect();
    let mut again = first.clone();
    if let Some(answer) = answer.filter(|answer| !answer.trim().is_empty()) {
        again.turns.push(Turn { speaker: Speaker::Assistant, text: head(answer, MOST_OF_ANSWER).to_owned() });
    }
    let text = filled(REPAIR, &[("complaints", &complaints.join("\n"))]).trim_end().to_owned();
    again.turns.push(Turn { speaker: Speaker::User, text });
    again
}

fn criteria(rules: &[CriterionRule]) -> String {
    let line = |(at, rule): (usize, &CriterionRule)| {
        let (name, description) = (one_line(&rule.criterion.name), one_line(&rule.criterion.description));
        format!("{}: {name}. {description}", answer::criterion_id(at))
    };
    rules.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn job(job: &JobFacts) -> String {
    let mut lines = vec![format!("Title: {}", one_line(&job.title))];
    let skills = |name: &str, skills: &[String]| {
        (!skills.is_empty()).then(|| format!("{name}: {}", one_line(&skills.join(", "))))
    };
    lines.extend(skills("Required skills", &job.required_skills));
    lines.extend(skills("Welcome skills", &job.preferred_skills));
    lines.extend(job.min_years.map(|years| format!("Years of experience asked for: {years}")));
    lines.push(format!("Description:\n{}", head(&job.description, MOST_OF_JOB)));
    lines.join("\n")
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Data without anything that looks like one of our marks.
fn cleaned<'a>(data: &'a str, code: &str) -> Cow<'a, str> {
    let data = MARK.replace_all(data, " ");
    if data.contains(code) { Cow::Owned(data.replace(code, "")) } else { data }
}

/// A template with its places filled. What is filled in is not looked at again, so data can't name a place.
fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, behind) = after.split_once("}}").expect("a place of a template ends");
        let value = values.iter().find(|(known, _)| *known == name).expect("a place of a template is known").1;
        text.push_str(before);
        text.push_str(value);
        rest = behind;
    }
    text + rest
}

#[cfg(test)]
mod tests;
