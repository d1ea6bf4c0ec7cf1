//! Whether a person should look at a résumé before anybody relies on it.

use crate::resume::finding::{Channel, Finding};

/// Hidden characters, white space apart, up to which nobody is bothered: a stray word of a template.
pub const HIDDEN_CHARACTERS: u32 = 40;

/// Why a person should look at it, in a sentence for a recruiter; `None` when nobody has to.
#[must_use]
pub fn reason_to_review(findings: &[Finding], inspected: bool) -> Option<String> {
    if !inspected {
        return Some(
            "Nobody could look for hidden text in this file, so no model reads it before a person has released it."
                .to_owned(),
        );
    }
    let hidden = findings.iter().filter(|finding| !finding.channel.is_visible());
    let hidden: u32 = hidden.fold(0, |sum, finding| sum.saturating_add(finding.characters));
    let speaks_to_machines =
        findings.iter().any(|finding| matches!(finding.channel, Channel::Instruction | Channel::ForgedDelimiter));
    match (hidden > HIDDEN_CHARACTERS, speaks_to_machines) {
        (true, _) => Some(format!(
            "This file holds text that nobody sees ({hidden} characters): look at the findings before you rely on it."
        )),
        (false, true) => {
            Some("This file speaks to a machine that reads it: look at the findings before you rely on it.".to_owned())
        }
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(channel: Channel, characters: u32) -> Finding {
        Finding { channel, page: None, excerpt: "x".to_owned(), characters }
    }

    #[test]
    fn a_stray_word_bothers_nobody_and_a_hidden_paragraph_does() {
        assert_eq!(reason_to_review(&[], true), None);
        assert_eq!(reason_to_review(&[finding(Channel::AltText, HIDDEN_CHARACTERS)], true), None);
        let reason = reason_to_review(&[finding(Channel::TinyText, 30), finding(Channel::OffPage, 30)], true);
        assert!(reason.unwrap().contains("60 characters"));
    }

    #[test]
    fn visible_text_that_speaks_to_machines_is_looked_at_however_short() {
        assert!(reason_to_review(&[finding(Channel::Instruction, 9)], true).is_some());
        assert!(reason_to_review(&[finding(Channel::ForgedDelimiter, 9)], true).is_some());
    }

    #[test]
    fn what_nobody_could_inspect_is_looked_at() {
        assert!(reason_to_review(&[], false).is_some());
    }
}
