//! What the sample's people say of themselves, and applicants who are made of it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use kit::files;
use toml::Table;

const PEOPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/sample/people");
/// A shorter line is a name, a place or a title.
const WORDS_OF_A_SENTENCE: usize = 6;
/// Characters of a line of eleven points on a page, and lines of that page.
const WIDTH: usize = 80;
const LINES: usize = 48;
const FIRST: [&str; 25] = [
    "Anna", "Boris", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas", "Karla", "Leon", "Mona",
    "Niklas", "Olga", "Paul", "Rosa", "Simon", "Tilda", "Ulrich", "Vera", "Walter", "Xenia", "Yannick", "Zita",
];
const LAST: [&str; 20] = [
    "Keller", "Lombard", "Meyer", "Nowak", "Ortega", "Petersen", "Quinn", "Rossi", "Schmidt", "Thorsen", "Ungar",
    "Vogel", "Weber", "Xavier", "Young", "Zeller", "Adler", "Brandt", "Cordes", "Dahl",
];

/// All that each person's facts say, one a line.
pub(crate) fn stories() -> Result<Vec<String>> {
    let mut files: Vec<PathBuf> = fs::read_dir(PEOPLE)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut stories = Vec::new();
    for file in files {
        let facts: Table = fs::read_to_string(&file)?.parse()?;
        stories.extend(facts["person"].as_array().context("people")?.iter().map(story));
    }
    Ok(stories)
}

fn story(facts: &toml::Value) -> String {
    match facts {
        toml::Value::String(sentence) => format!("{sentence}\n"),
        toml::Value::Array(parts) => parts.iter().map(story).collect(),
        toml::Value::Table(parts) => parts.iter().map(|(_, part)| story(part)).collect(),
        _ => String::new(),
    }
}

/// Files of so many different people, half of them PDFs, three in ten Word documents, the rest plain texts. Each
/// has the sentences of one of the sample's people and some of another's.
pub(crate) fn applicants(count: usize) -> Result<Vec<(String, Vec<u8>)>> {
    let sentences: Vec<Vec<String>> = stories()?.iter().map(|story| sentences_of(story)).collect();
    let file = |number: usize| {
        let people = sentences.len();
        let (own, other) = (&sentences[number % people], &sentences[(number * 7 + number / people + 1) % people]);
        let lines = lines(number, own, other);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        match number % 10 {
            0..5 => (format!("{number}.pdf"), files::pdf(&lines.chunks(LINES).collect::<Vec<_>>())),
            5..8 => (format!("{number}.docx"), files::docx(&lines)),
            _ => (format!("{number}.txt"), lines.join("\n").into_bytes()),
        }
    };
    Ok((0..count).map(file).collect())
}

fn sentences_of(story: &str) -> Vec<String> {
    let sentences = story.lines().filter(|line| line.split(' ').count() >= WORDS_OF_A_SENTENCE);
    sentences.map(str::to_owned).collect()
}

fn lines(number: usize, own: &[String], other: &[String]) -> Vec<String> {
    let (first, last) = (FIRST[number % FIRST.len()], LAST[number / FIRST.len() % LAST.len()]);
    let from = 2000 + number % 20;
    let head = [
        format!("{first} {last}"),
        format!("{}.{}.{number}@example.com", first.to_lowercase(), last.to_lowercase()),
        "Experience".to_owned(),
        format!("Specialist, Company {number}, {from} - {}", from + 4),
    ];
    let some = other.iter().skip(number % 3).step_by(2);
    head.into_iter().chain(own.iter().chain(some).flat_map(|sentence| wrapped(sentence))).collect()
}

/// Broken between words, as a page is.
fn wrapped(sentence: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < WIDTH) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_files_are_the_same() {
        let files = applicants(500).unwrap();
        let texts: HashSet<Vec<String>> = {
            let sentences: Vec<Vec<String>> = stories().unwrap().iter().map(|story| sentences_of(story)).collect();
            let people = sentences.len();
            let text = |number: usize| {
                let other = &sentences[(number * 7 + number / people + 1) % people];
                lines(number, &sentences[number % people], other)[4..].to_vec()
            };
            (0..500).map(text).collect()
        };
        assert_eq!((files.len(), texts.len()), (500, 500));
    }

    #[test]
    fn lines_fit_on_a_page() {
        let sentence = "word ".repeat(60);
        assert!(wrapped(sentence.trim()).iter().all(|line| line.len() <= WIDTH));
        assert_eq!(wrapped(sentence.trim()).join(" "), sentence.trim());
    }
}
