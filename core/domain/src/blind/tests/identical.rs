//! Row D3: people of many groups who differ in nothing but who they are become the same text, which tells
//! nothing of them and has all that they can do.

use std::collections::HashMap;

use super::people::{Person, count, person};
use super::resumes::{LAYOUTS, resume, without_person};
use crate::blind::blind;
use crate::resume::facts::fold;
use crate::skill;

const RESUMES: usize = 500;

fn first_difference(a: &str, b: &str) -> String {
    let pair = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    pair.map_or_else(
        || format!("{} and {} lines", a.lines().count(), b.lines().count()),
        |(a, b)| format!("{a:?} · {b:?}"),
    )
}

/// Everything by which the person can be known, in the letters of the fold.
fn identifiers(person: &Person) -> Vec<String> {
    let mut all: Vec<String> =
        person.name.split([' ', '-']).filter(|part| part.chars().count() > 2).map(ToOwned::to_owned).collect();
    all.extend([person.email.clone(), person.phone.to_owned(), person.born.to_owned(), person.slug()]);
    all.extend(person.address.iter().map(|line| (*line).to_owned()));
    all.extend([person.city.to_owned(), format!("{} years old", person.age), format!("{} national", person.nation)]);
    all
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text, false);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// How often each skill is told.
fn skills_of(text: &str) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for mention in skill::find_skills(text) {
        *times.entry(mention.skill).or_default() += 1;
    }
    times
}

/// Whether words stand in a text as words, in this order.
fn holds(text: &[String], wanted: &str) -> bool {
    let wanted = words(wanted);
    text.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn people_who_differ_in_who_they_are_become_the_same_text() {
    let mut differing = Vec::new();
    let (mut known, mut left) = (0, Vec::new());
    let (mut skills, mut lost) = (0, 0);
    for number in 0..RESUMES {
        let (content, layout) = (number / LAYOUTS, number % LAYOUTS);
        let base = without_person(content);
        let mut first: Option<String> = None;
        for variant in 0..4 {
            let who = person(number + variant * (count() / 4 + 1), number / 3 + variant);
            let text = resume(&who, content, layout);
            let blinded = blind(&text, &who.identity()).text;
            let (before, after, without) = (words(&text), words(&blinded), words(&base));
            for identifier in identifiers(&who).iter().filter(|word| holds(&before, word) && !holds(&without, word)) {
                known += 1;
                if holds(&after, identifier) {
                    left.push(format!("{number} {}: {identifier}", who.name));
                }
            }
            let (told, kept) = (skills_of(&base), skills_of(&blinded));
            skills += told.values().sum::<usize>();
            lost += told
                .iter()
                .map(|(skill, times)| times.saturating_sub(kept.get(skill).copied().unwrap_or(0)))
                .sum::<usize>();
            match &first {
                None => first = Some(blinded),
                Some(first) if *first != blinded => {
                    differing.push(format!(
                        "{number} layout {layout} {} ({}): {}",
                        who.name,
                        who.group,
                        first_difference(first, &blinded)
                    ));
                }
                Some(_) => {}
            }
        }
    }
    for line in differing.iter().chain(&left).take(60) {
        println!("{line}");
    }
    println!(
        "{known} identifiers, {} left; {skills} skills told, {lost} lost; {} texts differ",
        left.len(),
        differing.len()
    );
    assert!(left.len() * 100 <= known, "identifiers are left");
    assert!(lost * 100 <= skills, "skills are lost");
    assert!(differing.is_empty(), "texts differ");
}
