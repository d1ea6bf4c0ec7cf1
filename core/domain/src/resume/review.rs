//! Whether a person should look at a résumé before anybody relies on it.

use crate::resume::finding::Finding;
use crate::resume::instructions::spoken_to_machines;

/// Hidden characters of one file that happen by accident, white space apart: a label, a page number.
pub const HIDDEN_TEXT_LIMIT: u32 = 40;

/// Why a person should look at it. `Display` is a sentence for a recruiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReviewReason {
    /// Nobody looked for what is hidden.
    #[error("Nobody could look for hidden text in this file, so no model reads it before a person has released it.")]
    NotInspected,
    /// It holds more hidden text than happens by accident, or an order that is hidden.
    #[error(
        "This file holds text that nobody sees ({characters} characters): look at the findings before you rely on it."
    )]
    HiddenText {
        /// How many, white space apart.
        characters: u32,
    },
    /// It speaks to a machine, for everybody to see.
    #[error("This file speaks to a machine that reads it: look at the findings before you rely on it.")]
    SpeaksToMachines,
}

/// Whether a person has to look, and why. The first reason that holds, in the order of [`ReviewReason`]: an
/// uninspected file may hold anything.
#[must_use]
pub fn needs_review(findings: &[Finding], inspected: bool) -> Option<ReviewReason> {
    let hidden = findings.iter().filter(|finding| !finding.channel.is_visible());
    let characters = hidden.clone().fold(0_u32, |sum, finding| sum.saturating_add(finding.characters));
    // What is hidden and speaks to a machine was hidden for that, however short it is.
    let tells = hidden.clone().any(|finding| !spoken_to_machines(&finding.excerpt).is_empty());
    if !inspected {
        Some(ReviewReason::NotInspected)
    } else if characters > HIDDEN_TEXT_LIMIT || tells {
        Some(ReviewReason::HiddenText { characters })
    } else if findings.iter().any(|finding| finding.channel.is_visible()) {
        Some(ReviewReason::SpeaksToMachines)
    } else {
        None
    }
}
