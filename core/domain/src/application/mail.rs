//! What a candidate is told of a change of stage: where the application stands, and never a promise or a
//! reason. The words are those of no company in particular, so that any may send them.

use chrono::{DateTime, Utc};

use crate::application::model::Stage;
use crate::error::{ViolationCode, Violations};
use crate::id::TaskId;
use crate::job::model::check_text;

const MAX_SUBJECT: usize = 200;
const MAX_BODY: usize = 10_000;

/// Words of the caller in place of the usual ones: personal data, so they stay in the row of the change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords {
    /// One line.
    pub subject: Option<String>,
    /// Plain text; an empty line parts paragraphs.
    pub body: Option<String>,
}

/// A mail to a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusMail {
    /// The task that sends it, which makes it recognisable.
    pub task: TaskId,
    /// The candidate's name.
    pub to_name: String,
    /// Their address.
    pub to_address: String,
    /// One line.
    pub subject: String,
    /// Plain text; a paragraph may have several lines.
    pub paragraphs: Vec<String>,
    /// When it was written.
    pub at: DateTime<Utc>,
}

impl OwnWords {
    /// Trimmed, with lines that end in `\n`; what is empty counts as not given.
    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |text: String| Some(text.replace("\r\n", "\n").trim().to_owned()).filter(|it| !it.is_empty());
        Self { subject: self.subject.and_then(tidy), body: self.body.and_then(tidy) }
    }

    /// Adds what is wrong with them. A subject is a line of the mail's head, and a second line in it would be
    /// a head of the caller's making.
    pub fn check(&self, wrong: &mut Violations) {
        if let Some(subject) = &self.subject {
            check_text("subject", subject, MAX_SUBJECT, wrong);
            if subject.contains(breaks_a_line) {
                wrong.add("subject", ViolationCode::Invalid, "A subject is one line without control characters.");
            }
        }
        if let Some(body) = &self.body {
            check_text("body", body, MAX_BODY, wrong);
            if body.contains(|it: char| it.is_control() && !matches!(it, '\n' | '\t')) {
                wrong.add("body", ViolationCode::Invalid, "A body has no control characters but line breaks and tabs.");
            }
        }
    }

    /// The subject of a mail for this job.
    #[must_use]
    pub fn subject_for(&self, job_title: &str) -> String {
        one_line(self.subject.as_deref().unwrap_or(&format!("Application update: {job_title}")))
    }

    /// The text of a mail, by paragraphs.
    #[must_use]
    pub fn paragraphs_for(&self, name: &str, job_title: &str, stage: Stage) -> Vec<String> {
        match &self.body {
            Some(body) => paragraphs_of(body),
            None => usual_words(&one_line(name), &one_line(job_title), stage),
        }
    }
}

/// Whether some program takes the character for the end of a line, or for something else than a character.
fn breaks_a_line(it: char) -> bool {
    it.is_control() || matches!(it, '\u{2028}' | '\u{2029}')
}

/// Titles and names come from anywhere, résumés too, and must stay one line.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || breaks_a_line(it));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn paragraphs_of(body: &str) -> Vec<String> {
    let mut paragraphs = vec![Vec::new()];
    for line in body.lines() {
        match paragraphs.last_mut() {
            Some(last) if !line.trim().is_empty() => last.push(line.trim_end()),
            _ => paragraphs.push(Vec::new()),
        }
    }
    paragraphs.into_iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect()
}

fn usual_words(name: &str, job_title: &str, stage: Stage) -> Vec<String> {
    vec![
        format!("Hello {name},"),
        format!(
            "Thank you for your interest in the position “{job_title}”. We are writing to let you know where your application stands."
        ),
        in_words(stage).to_owned(),
        "With kind regards\nYour recruitment team".to_owned(),
    ]
}

/// A stage as the candidate hears of it.
fn in_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Sourced => "We came across your profile and have noted it for this position.",
        Stage::Applied => "We have received your application.",
        Stage::InReview => "Your application is now in review.",
        Stage::Interview => "Your application is now at the interview stage.",
        Stage::Offer => "Your application is now at the offer stage.",
        Stage::Hired => "Your application has come to a good end: its stage is now “hired”. Congratulations!",
        Stage::Rejected => {
            "We are sorry to tell you that your application is not being taken further. Thank you for the time that you gave to it; we wish you all the best."
        }
        Stage::Withdrawn => {
            "Your application has been withdrawn and is not being taken further. We wish you all the best."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ServiceError;

    fn words(subject: Option<&str>, body: Option<&str>) -> OwnWords {
        OwnWords { subject: subject.map(str::to_owned), body: body.map(str::to_owned) }.tidied()
    }

    fn wrong(words: &OwnWords) -> Vec<(&'static str, ViolationCode)> {
        let mut wrong = Violations::default();
        words.check(&mut wrong);
        match wrong.into_result() {
            Err(ServiceError::Refused(them)) => them.into_iter().map(|it| (it.path[0], it.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_usual_mail_names_the_job_and_the_stage() {
        let usual = OwnWords::default();
        assert_eq!(usual.subject_for("Nurse"), "Application update: Nurse");
        for stage in Stage::ALL {
            let text = usual.paragraphs_for("Ida", "Nurse", *stage).join("\n\n");
            assert!(text.starts_with("Hello Ida,") && text.contains("“Nurse”") && text.contains(in_words(*stage)));
        }
        let stages: std::collections::HashSet<_> = Stage::ALL.iter().map(|it| in_words(*it)).collect();
        assert_eq!(stages.len(), Stage::ALL.len());
    }

    #[test]
    fn a_title_or_a_name_never_makes_a_second_line() {
        let nasty = "Nurse\r\nBcc: all@example.com\u{2028}x\u{85}y\0z\tend";
        let one = "Nurse Bcc: all@example.com x y z end";
        let usual = OwnWords::default();
        assert_eq!(usual.subject_for(nasty), format!("Application update: {one}"));
        let paragraphs = usual.paragraphs_for(nasty, "Nurse", Stage::Offer);
        assert_eq!(paragraphs[0], format!("Hello {one},"));
    }

    #[test]
    fn own_words_stand_in_place_of_the_usual_ones() {
        let own = words(Some(" Good news "), Some("Dear Ida,\r\nwell done.\r\n \r\n\r\nYours\r\n"));
        assert_eq!(own.subject_for("Nurse"), "Good news");
        assert_eq!(own.paragraphs_for("Ida", "Nurse", Stage::Offer), ["Dear Ida,\nwell done.", "Yours"]);
        let half = words(Some("  "), Some("Only a body."));
        assert_eq!(half.subject_for("Nurse"), "Application update: Nurse");
        assert_eq!(half.paragraphs_for("Ida", "Nurse", Stage::Offer), ["Only a body."]);
    }

    #[test]
    fn words_that_could_become_a_head_of_their_own_are_refused() {
        use ViolationCode::{Invalid, TooLong};
        assert_eq!(wrong(&words(Some("Hi"), Some("One\n\ttwo"))), []);
        for subject in ["a\nBcc: b@c", "a\rb", "a\u{2029}b", "a\u{7f}b", "a\tb"] {
            assert_eq!(wrong(&words(Some(subject), None)), [("subject", Invalid)], "{subject:?}");
        }
        for body in ["a\u{1b}[0m", "a\rb", "a\u{0}b"] {
            assert!(wrong(&words(None, Some(body))).contains(&("body", Invalid)), "{body:?}");
        }
        let long = words(Some(&"é".repeat(201)), Some(&"x".repeat(10_001)));
        assert_eq!(wrong(&long), [("subject", TooLong), ("body", TooLong)]);
        assert_eq!(wrong(&words(Some(&"é".repeat(200)), Some(&"x".repeat(10_000)))), []);
    }
}
