//! People who differ in nothing but who they are, and résumés that they could have written.

use crate::blind::Identity;

/// Somebody as the details of a résumé tell it.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    pub(super) group: &'static str,
    pub(super) name: &'static str,
    /// Subject, possessive, object.
    pub(super) pronouns: [&'static str; 3],
    pub(super) title: &'static str,
    pub(super) email: String,
    pub(super) phone: &'static str,
    /// One to three lines.
    pub(super) address: &'static [&'static str],
    pub(super) city: &'static str,
    pub(super) born: &'static str,
    pub(super) age: u32,
    pub(super) nation: &'static str,
    pub(super) status: &'static str,
}

const SHE: [&str; 3] = ["She", "Her", "her"];
const HE: [&str; 3] = ["He", "His", "him"];

/// Group, name, whether a woman. Among them names of one and of three parts, and names that are words.
const NAMES: &[(&str, &str, bool)] = &[
    ("Anglo", "Emily Walker", true),
    ("Anglo", "Will Young", false),
    ("Anglo", "Grace Hunter", true),
    ("Anglo", "Mark Anthony O'Brien", false),
    ("Anglo", "Rose May Baker", true),
    ("Anglo", "Hunter Brooks-Smith", false),
    ("African", "Ngozi Okonkwo", true),
    ("African", "Kwame Nkrumah Mensah", false),
    ("African", "Blessing Adeyemi", true),
    ("African", "Thabo Mokoena", false),
    ("African", "Wanjiru", true),
    ("African", "Sunday Eze", false),
    ("Arabic", "Fatima Al-Sayed", true),
    ("Arabic", "Omar bin Khalid", false),
    ("Arabic", "Layla Haddad", true),
    ("Arabic", "Mohammed Ali Hassan", false),
    ("Arabic", "Noor Abu Zayd", true),
    ("East Asian", "Li Wei", false),
    ("East Asian", "Kim Min-jung", true),
    ("East Asian", "Haruka Tanaka", true),
    ("East Asian", "Nguyễn Thị Hương", true),
    ("East Asian", "Jun Park", false),
    ("East Asian", "Xiaoling Zhang", true),
    ("Hispanic", "María García López", true),
    ("Hispanic", "José Luis Martínez", false),
    ("Hispanic", "Lucía Fernández", true),
    ("Hispanic", "Diego de la Cruz", false),
    ("Hispanic", "Ximena Ibáñez Núñez", true),
    ("South Asian", "Priya Raghunathan", true),
    ("South Asian", "Arjun Kumar Singh", false),
    ("South Asian", "Deepika", true),
    ("South Asian", "Dev Patel", false),
    ("South Asian", "Sunita Sharma", true),
    ("Slavic", "Katarzyna Wójcik", true),
    ("Slavic", "Dmitri Volkov", false),
    ("Slavic", "Zuzana Nováková", true),
    ("Slavic", "Jan Kowalski", false),
    ("European", "Jürgen Müller", false),
    ("European", "Anne-Sophie Lefèvre", true),
    ("European", "Julia van den Berg", true),
    ("European", "Søren Ødegård", false),
    ("European", "Florence Jenkins", true),
];

const ADDRESSES: &[(&[&str], &str)] = &[
    (&["12 Example Street", "Springfield, IL 62701"], "Austin, TX"),
    (&["Musterstraße 5", "10115 Berlin", "Germany"], "Berlin, Germany"),
    (&["Flat 3, 14 Acacia Avenue", "Leeds LS1 4AP", "United Kingdom"], "Leeds, UK"),
    (&["Voorbeeldstraat 12", "3511 AB Utrecht"], "Utrecht, Netherlands"),
    (&["Plot 27, Admiralty Way", "Lekki Phase 1", "Lagos, Nigeria"], "Lagos, Nigeria"),
    (&["Calle Mayor 5, 3º B", "28013 Madrid", "España"], "Madrid, Spain"),
    (&["45 Nguyen Hue, District 1", "Ho Chi Minh City, Vietnam"], "Hanoi, Vietnam"),
    (&["221 MG Road, Bengaluru 560001"], "Bengaluru, India"),
    (&["ul. Długa 44/50", "00-241 Warszawa", "Polska"], "Kraków, Poland"),
    (&["Building 9, King Fahd Road", "Riyadh 11564", "Saudi Arabia"], "Riyadh, Saudi Arabia"),
];

const PHONES: &[&str] = &[
    "+1 (503) 555-0132",
    "+49 30 23125 012",
    "+44 20 7946 0958",
    "+31 6 1234 5678",
    "+234 802 555 0101",
    "+34 612 345 678",
    "+84 24 3555 0100",
    "+91 98123 45678",
    "+48 22 555 01 00",
    "+966 11 555 0100",
];

const NATIONS: &[&str] =
    &["American", "German", "British", "Dutch", "Nigerian", "Spanish", "Vietnamese", "Indian", "Polish", "Saudi"];
const STATUS: &[&str] = &["Married", "Single", "Divorced", "Widowed", "Married, two children", "In a relationship"];
const BORN: &[&str] = &["12 May 1985", "03/11/1990", "1979-02-28", "June 7, 1993", "1. August 1988"];

/// How many names there are.
pub(super) fn count() -> usize {
    NAMES.len()
}

/// The person of a number, with one of the addresses and so on; the same number is the same person.
pub(super) fn person(number: usize, details: usize) -> Person {
    let (group, name, woman) = NAMES[number % NAMES.len()];
    let words: Vec<String> = name.split([' ', '-']).map(plain).collect();
    let local = match details % 4 {
        0 => words.join("."),
        1 => format!("{}{}", words.concat(), 70 + number % 30),
        2 => format!("{}{}", words[0].chars().next().unwrap(), words[words.len() - 1]),
        _ => format!("{}_{}", words[words.len() - 1], words[0]),
    };
    let (address, city) = ADDRESSES[details % ADDRESSES.len()];
    Person {
        group,
        name,
        pronouns: if woman { SHE } else { HE },
        title: if woman { ["Ms.", "Mrs.", "Miss"][details % 3] } else { "Mr." },
        email: format!("{local}@{}", ["example.com", "mail.example.org", "example.co.uk"][details % 3]),
        phone: PHONES[(details + number) % PHONES.len()],
        address,
        city,
        born: BORN[(details + number) % BORN.len()],
        age: 24 + u32::try_from((number * 7 + details) % 40).unwrap(),
        nation: NATIONS[details % NATIONS.len()],
        status: STATUS[(details + number) % STATUS.len()],
    }
}

impl Person {
    pub(super) fn identity(&self) -> Identity {
        Identity {
            names: vec![self.name.to_owned()],
            emails: vec![self.email.clone()],
            phones: vec![self.phone.to_owned()],
            locations: vec![self.city.to_owned()],
        }
    }

    pub(super) fn first(&self) -> &'static str {
        self.name.split(' ').next().unwrap()
    }

    pub(super) fn last(&self) -> &'static str {
        self.name.rsplit(' ').next().unwrap()
    }

    /// The name in the letters that addresses have.
    pub(super) fn slug(&self) -> String {
        self.name.split([' ', '-']).map(plain).collect::<Vec<_>>().join("-")
    }
}

fn plain(word: &str) -> String {
    crate::resume::facts::fold(word, false).chars().filter(char::is_ascii_alphanumeric).collect()
}
