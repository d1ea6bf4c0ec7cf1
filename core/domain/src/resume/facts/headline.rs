//! What the person calls their work.

use chrono::NaiveDate;

use super::experience::latest_title;
use super::name::{FoundName, pieces};
use super::words::has_title_word;
use crate::text::{is_heading, lines_of, start_of};

/// The title beside or under the name, else the title of the latest job, else `None`.
pub(super) fn headline(text: &str, name: Option<&FoundName>, today: NaiveDate) -> Option<String> {
    name.and_then(|name| near_the_name(text, name)).or_else(|| latest_title(text, today))
}

fn near_the_name(text: &str, name: &FoundName) -> Option<String> {
    let under = lines_of(text).skip(name.line + 1).take(3).map(start_of).take_while(|line| !is_heading(line));
    std::iter::once(name.rest.as_str()).chain(under).find_map(title_in)
}

fn title_in(line: &str) -> Option<String> {
    pieces(line).find(|piece| is_title(piece)).map(|piece| piece.trim_end_matches([',', ':']).to_owned())
}

/// A few words with a job title's word, and no sentence, address or date.
fn is_title(piece: &str) -> bool {
    let digits = piece.chars().filter(char::is_ascii_digit).count();
    let words = piece.split_whitespace().count();
    let capital = piece.chars().next().is_some_and(|c| !c.is_lowercase());
    words <= 10
        && digits < 4
        && capital
        && !piece.contains('@')
        && !piece.ends_with('.')
        && !piece.contains(':')
        && has_title_word(piece)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resume::facts::read_facts;

    #[test]
    fn headlines_stand_by_the_name_or_in_the_latest_job() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let cases = [
            ("Mira Example\nSenior Backend Engineer\nmira@example.com", Some("Senior Backend Engineer")),
            ("Mira Example | Registered Nurse, ICU | mira@example.com", Some("Registered Nurse, ICU")),
            ("Mira Example\nmira@example.com | Utrecht\nFinancial Controller | Auditor", Some("Financial Controller")),
            ("Mira Example\nmira@example.com\n\nExperience\n2018 - 2025 Head chef, a hotel", Some("Head chef")),
            ("Mira Example\n\nSummary\nI am an engineer.", None),
            ("Mira Example\nI manage teams as a manager of many.", None),
        ];
        for (text, headline) in cases {
            assert_eq!(read_facts(text, today).headline.as_deref(), headline, "{text:?}");
        }
    }
}
