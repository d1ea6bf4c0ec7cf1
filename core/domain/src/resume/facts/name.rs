//! The name of the person, from the top of a résumé. A line that could be something else is not
//! taken: an empty name is asked for later, an invented one is believed.

use std::sync::LazyLock;

use regex::Regex;

use super::agree::{TITLES, fold};
use super::words::{has_word_of_no_name, is_city, is_country};
use crate::skill;
use crate::text::{is_heading, lines_of, start_of};

/// Small words within names.
const PARTICLES: &[&str] = &[
    "van", "der", "de", "den", "het", "ter", "ten", "te", "von", "zu", "zur", "vom", "la", "le", "du", "des", "del",
    "della", "di", "da", "do", "dos", "das", "e", "y", "el", "al", "bin", "ibn", "ben", "bint", "af", "av", "'t", "’t",
    "st", "d'", "op",
];

/// How many lines at the top may hold the name.
const TOP: usize = 15;

/// How many lines are looked through for a name that the e-mail address confirms, as in layouts where
/// a side column comes first.
const FURTHER: usize = 80;

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:full name|name|naam|nom et prénom|nom complet|nom|nombre completo|nombre y apellidos|nombre|vor- und nachname|volledige naam|candidate name|candidate|姓名|氏名|名前)\s*[:：]\s*(?P<name>\S.*)$")
        .expect("the pattern is fixed")
});

static FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:first names?|given names?|voornaam|vorname|prénom)\s*[:：]\s*(?P<name>\S.*)$")
        .expect("the pattern is fixed")
});

static LAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:last name|surname|family name|achternaam|nachname|familienname|nom de famille|nom|apellidos?)\s*[:：]\s*(?P<name>\S.*)$")
        .expect("the pattern is fixed")
});

/// A name and the number of the line (of those not blank) it was read from.
pub(super) struct FoundName {
    pub(super) name: String,
    pub(super) line: usize,
    /// What stands after the name on its line.
    pub(super) rest: String,
    /// Whether it stood as "Example, Mira", as other pairs of words do too.
    turned: bool,
}

/// The person's name: after a label, else the first line at the top that can only be a name, where one
/// that the e-mail address confirms goes first.
pub(super) fn name(text: &str, email: Option<&str>) -> Option<FoundName> {
    let lines: Vec<&str> = lines_of(text).take(FURTHER).map(start_of).collect();
    labelled(&lines).or_else(|| at_the_top(&lines, email))
}

fn labelled(lines: &[&str]) -> Option<FoundName> {
    let find = |label: &Regex| {
        lines.iter().enumerate().find_map(|(at, line)| Some((at, label.captures(line)?["name"].to_owned())))
    };
    if let (Some((line, first)), Some((_, last))) = (find(&FIRST), find(&LAST)) {
        let name = tidy(&format!("{} {}", first_piece(&first), first_piece(&last)))?;
        return Some(FoundName { name, line, rest: String::new(), turned: false });
    }
    let (line, value) = find(&LABEL)?;
    let name = tidy(first_piece(&value))?;
    Some(FoundName { name, line, rest: String::new(), turned: false })
}

fn first_piece(value: &str) -> &str {
    pieces(value).next().unwrap_or("")
}

fn at_the_top(lines: &[&str], email: Option<&str>) -> Option<FoundName> {
    let confirmed = |found: &FoundName| email.is_some_and(|email| is_confirmed(&found.name, email));
    let candidates = || lines.iter().enumerate().flat_map(|(at, line)| names_in(line, at));
    candidates().find(|found| confirmed(found)).or_else(|| {
        candidates()
            .take_while(|found| found.line < TOP)
            .find(|found| !found.turned && (found.name.contains(' ') || is_east_asian(&found.name)))
    })
}

/// The pieces of a line that can be names. A line with a label other than a name's has none.
fn names_in(line: &str, at: usize) -> Vec<FoundName> {
    if is_heading(line) || line.contains("://") {
        return Vec::new();
    }
    let pieces: Vec<&str> = pieces(line).collect();
    let named = pieces.iter().enumerate().filter_map(|(index, piece)| Some((index, tidy(piece)?)));
    named
        .map(|(index, name)| FoundName {
            line: at,
            rest: pieces[index + 1..].join(" | "),
            turned: is_turned(pieces[index], &name),
            name,
        })
        .collect()
}

/// The parts of a line between separators and wide gaps.
pub(super) fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '•', '·', '●', '▪', '\t', ';', '–', '—', '<', '>'])
        .flat_map(|part| part.split("  "))
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// A name without its titles, or `None` if the text can't be one.
fn tidy(text: &str) -> Option<String> {
    let plain = without_degrees(text)?;
    if is_east_asian(&plain) {
        return is_east_asian_name(&plain).then_some(plain);
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let titles = |word: &&&str| is_title(word);
    let before = words.iter().take_while(titles).count();
    let after = words.iter().skip(before).rev().take_while(titles).count();
    let words = &words[before..words.len() - after];
    let name = words.join(" ");
    let full = words
        .iter()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !is_particle(word))
        .count();
    let plausible = (1..=6).contains(&words.len())
        && full >= 1
        && name.chars().count() <= 60
        && words.iter().all(|word| is_name_word(word))
        && !is_particle(words[words.len() - 1])
        && !has_word_of_no_name(&name)
        && !is_city(&name)
        && !is_country(&name)
        && !is_skill(&name);
    plausible.then(|| in_title_case(&name))
}

/// A name before its degrees ("Mira Example, RN, BSN"), or turned round ("Example, Mira").
fn without_degrees(text: &str) -> Option<String> {
    let unbracketed = text.split('(').next().unwrap_or("").trim();
    let mut parts = unbracketed.split(',').map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next()?;
    let others: Vec<&str> = parts.filter(|part| !part.split_whitespace().all(is_title)).collect();
    match others.as_slice() {
        [] => Some(first.to_owned()),
        [given] if is_turned_round(first, given) => Some(format!("{given} {first}")),
        _ => None,
    }
}

fn is_turned_round(family: &str, given: &str) -> bool {
    let few = |part: &str| (1..=3).contains(&part.split_whitespace().count());
    few(family) && few(given) && !is_country(given) && !is_city(family) && !is_city(given) && !given.contains('.')
}

fn is_turned(piece: &str, name: &str) -> bool {
    piece.contains(',') && !piece.to_lowercase().contains(&name.to_lowercase())
}

fn is_title(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| c.is_alphabetic() || *c == '-').flat_map(char::to_lowercase).collect();
    TITLES.contains(&plain.as_str())
        && (word.ends_with('.') || plain.len() > 2 || word.chars().all(|c| c.is_uppercase() || c == '.'))
        || matches!(plain.as_str(), "dr" | "mr" | "ms" | "mw")
}

/// Whether the words name a skill where one is looked for: "Machine Learning" is nobody's name.
fn is_skill(name: &str) -> bool {
    let mentions = skill::find_skills(&format!("Skills: {name}"));
    mentions.iter().any(|mention| skill::same(&mention.skill, name))
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

/// A word with a capital first, of letters, hyphens, apostrophes and a stop after initials only.
fn is_name_word(word: &str) -> bool {
    let first_is_high =
        word.trim_start_matches(['\'', '’']).chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let letters = word.chars().all(|c| {
        c.is_alphabetic()
            || matches!(c, '-' | '‐' | '‑' | '\'' | '’' | '.' | '`')
            || unicode_normalization::char::is_combining_mark(c)
    });
    let prefixed = ["d'", "d’", "l'", "l’", "al-", "el-", "'t"].iter().any(|prefix| word.starts_with(prefix));
    let stopped = word.trim_end_matches('.');
    let stop_fits = stopped.len() == word.len() || stopped.chars().count() <= 3 || stopped.contains('.');
    let inner_stops = stopped.split('.').all(|part| part.chars().count() <= 1) || !stopped.contains('.');
    letters && stop_fits && inner_stops && (first_is_high || prefixed || is_particle(word))
}

/// "MIRA VAN DER BERG" as "Mira van der Berg"; a name with small letters stays as it is.
fn in_title_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || name.chars().filter(|c| c.is_alphabetic()).count() < 4 {
        return name.to_owned();
    }
    name.split(' ')
        .map(|word| if is_particle(word) { word.to_lowercase() } else { capitalised(word) })
        .collect::<Vec<_>>()
        .join(" ")
}

fn capitalised(word: &str) -> String {
    let mut start = true;
    let mut out = String::new();
    for c in word.chars() {
        if start {
            out.push(c)
        } else {
            out.extend(c.to_lowercase())
        }
        start = !c.is_alphabetic();
    }
    out
}

fn is_east_asian(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

/// Two to six characters of Han, kana or hangul, in one or two words, and no word for a résumé.
fn is_east_asian_name(text: &str) -> bool {
    let solid: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '・').collect();
    let no_name = [
        "履歴",
        "经历",
        "經歷",
        "简历",
        "簡歷",
        "職務",
        "经验",
        "經驗",
        "学歴",
        "教育",
        "技能",
        "이력서",
        "경력",
        "학력",
        "住所",
        "電話",
        "资料",
        "大学",
        "大學",
        "株式",
    ];
    (2..=6).contains(&solid.len())
        && text.split_whitespace().count() <= 2
        && solid.iter().all(|c| is_east_asian(&c.to_string()))
        && !no_name.iter().any(|word| text.contains(word))
}

/// Whether an address is made of a name: it holds a whole word of it, or an initial and its last word.
fn is_confirmed(name: &str, email: &str) -> bool {
    let local = email.split('@').next().unwrap_or("");
    let letters: String = fold(local, false).chars().filter(|c| c.is_alphabetic()).collect();
    let words = name.split([' ', '-']).filter(|word| !is_particle(word));
    let folded = words.map(|word| {
        [fold(word, false), fold(word, true)]
            .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
    });
    folded
        .into_iter()
        .any(|forms| forms.iter().any(|word| word.chars().count() >= 3 && letters.contains(word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let emails = crate::resume::facts::email::emails(text);
        name(text, emails.first().map(String::as_str)).map(|found| found.name)
    }

    #[test]
    fn names_of_many_shapes() {
        let cases = [
            ("Mira Zoë Example\nmira.strong@example.com", "Mira Zoë Example"),
            ("CURRICULUM VITAE\n\nMIRA EXAMPLE", "Mira Example"),
            ("Résumé\nName: Conor O'Brien", "Conor O'Brien"),
            ("CONOR O'BRIEN-SMITH", "Conor O'Brien-Smith"),
            ("Jan van der Berg\nUtrecht, Netherlands", "Jan van der Berg"),
            ("JAN VAN DER BERG", "Jan van der Berg"),
            ("Dr. Mira Example, RN, BSN", "Mira Example"),
            ("Prof. Dr. Otto Example", "Otto Example"),
            ("山田太郎\nyamada@example.com", "山田太郎"),
            ("履歴書\n氏名：山田 太郎", "山田 太郎"),
            ("Иван Примеров\nivan@example.com", "Иван Примеров"),
            ("Mira Example | mira@example.com | +31 20 555 0100", "Mira Example"),
            ("mira@example.com • Mira Example • Utrecht", "Mira Example"),
            ("Mira Example · Senior Engineer", "Mira Example"),
            ("Mira Example        Senior Engineer\nUtrecht        +31 20 555 0100", "Mira Example"),
            ("Example, Mira\nmira@example.com", "Mira Example"),
            ("Senior Software Engineer\nMira Example", "Mira Example"),
            ("Utrecht, Netherlands\n+31 20 555 0100\nMira Example", "Mira Example"),
            ("New York\nMira Example", "Mira Example"),
            ("Project Management\nMira Example", "Mira Example"),
            (
                "Contact\nmira.example@example.com\nSkills\nMachine Learning\nData Science\nSpring Boot\nMira Example\nEngineer",
                "Mira Example",
            ),
            ("Vorname: Jürgen\nNachname: Müller", "Jürgen Müller"),
            ("First name: Mira\nLast name: Example", "Mira Example"),
            ("J. R. Example", "J. R. Example"),
            ("Anne-Marie de la Cruz", "Anne-Marie de la Cruz"),
            ("Zoë Live Example 𝒳\nlive@example.com\nPython, Django and Redis for five years.", "Zoë Live Example 𝒳"),
            ("Sarah Baker\nsarah@example.com", "Sarah Baker"),
            ("Ludwig d'Example", "Ludwig d'Example"),
            ("Mira\nmira@example.com", "Mira"),
        ];
        for (text, name) in cases {
            assert_eq!(read(text).as_deref(), Some(name), "{text:?}");
        }
    }

    #[test]
    fn nothing_is_invented() {
        for text in [
            "",
            "mira@example.com",
            "Curriculum Vitae",
            "Senior Software Engineer\nmira@example.com",
            "12 Example Street\nUtrecht",
            "Utrecht, Netherlands",
            "Professional Summary\nBackend engineer with seven years.",
            "+31 20 555 0100",
            "Registered Nurse",
            "Skills\nRust, PostgreSQL\nMachine Learning",
            "I have built ledgers for years and like it.",
            "New York, NY",
            "2018 - 2025",
            "a plain sentence in small letters",
            "Example University",
            "Page 1 of 3",
            "履歴書",
            "Financial Controller",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
