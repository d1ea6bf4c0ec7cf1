//! Names of many shapes, and lines that are none.

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
        ("M I R A   E X A M P L E\nNurse", "Mira Example"),
        ("MIRA  EXAMPLE\nNurse", "Mira Example"),
        ("# Mira Example\n**Nurse**", "Mira Example"),
        ("**Mira Example**\nmira@example.com", "Mira Example"),
        ("👤 Mira Example\n📍 Utrecht", "Mira Example"),
        ("S.Ramesh Kumar\nTeacher", "S.Ramesh Kumar"),
        ("K. S. Ramesh\nTeacher", "K. S. Ramesh"),
        ("Md. Abdul Karim\nTeacher", "Md. Abdul Karim"),
        ("Ma. Cristina Reyes\nNurse", "Ma. Cristina Reyes"),
        ("CPA Mira Example", "Mira Example"),
        ("Engr. Mira Example", "Mira Example"),
        ("Mira Example BSc (Hons)", "Mira Example"),
        ("Mira Example, BSc (Hons), MSc", "Mira Example"),
        ("Name: Mira Example Gender: Female", "Mira Example"),
        ("Name: Mira Example\tDate of birth: 3 May 1990", "Mira Example"),
        ("Dipl.-Ing. Otto Example", "Otto Example"),
        ("Mira Example <mira@example.com>", "Mira Example"),
        ("Jean-Luc de Example-Sample", "Jean-Luc de Example-Sample"),
        ("Family name: EXAMPLE\nGiven names: MIRA ZOË", "Mira Zoë Example"),
        ("Conor Mc Example", "Conor Mc Example"),
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
