//! What goes over the sockets between the client, the zygote and the children.
//!
//! The client sends the zygote one [`Order`] a document, with two sockets. Over the first it talks to the
//! child alone: the document there, the answer back, each after its length. Over the second the zygote says
//! how the child ended. The zygote never sees a byte of a document, and the child can't forge its verdict.

use std::io::{self, Read, Write};

use domain::ports::Extraction;
use domain::resume::finding::{Channel, Finding, MAX_EXCERPT, shows_nothing};
use serde::{Deserialize, Serialize};

use super::clean::is_clean;
use super::limits::Limits;
use super::refusal::Refusal;
use super::seccomp::Missing;
use super::unpack_wire::UnpackOrder;

/// The largest order or verdict, in bytes.
pub(crate) const MAX_MESSAGE: usize = 4 * 1024;

/// What the zygote is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) limits: Limits,
    /// For a file that holds others; it comes as a third descriptor.
    pub(crate) unpack: Option<UnpackOrder>,
}

/// What the zygote says when it is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// What its children are not held to.
    pub(crate) missing: Option<Missing>,
}

/// How a child ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Verdict {
    /// By itself: its answer counts.
    Finished,
    /// The document is at fault.
    Defeated(Refusal),
    /// We are.
    NotRun { detail: String },
}

/// The child's answer.
pub(crate) type Answer = Result<Extraction, Refusal>;

/// The most bytes an answer may have: JSON doubles line ends and quotation marks.
pub(crate) fn max_answer_bytes(limits: &Limits) -> usize {
    // And a finding has few bytes beside its excerpt.
    limits.max_text_bytes * 2 + max_findings(limits) * (MAX_EXCERPT * 4 + 128) + MAX_MESSAGE
}

/// Writes a length (four bytes, little-endian) and what it counts.
pub(crate) fn write_frame(mut to: impl Write, content: &[u8]) -> io::Result<()> {
    to.write_all(&frame_head(content)?)?;
    to.write_all(content)
}

/// The four bytes before `content`.
pub(crate) fn frame_head(content: &[u8]) -> io::Result<[u8; 4]> {
    let length = u32::try_from(content.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    Ok(length.to_le_bytes())
}

/// Reads a length and what it counts.
pub(crate) fn read_frame(mut from: impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    from.read_exact(&mut head)?;
    let length = u64::from(u32::from_le_bytes(head));
    let mut content = Vec::new();
    from.take(length).read_to_end(&mut content)?;
    if content.len() as u64 == length { Ok(content) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// One of each channel for each page, and one of each for the file.
fn max_findings(limits: &Limits) -> usize {
    (limits.max_pages as usize + 1) * Channel::ALL.len()
}

/// A finding that can be shown as it is. What it means is told by our own words for its channel.
fn is_sound(finding: &Finding, limits: &Limits) -> bool {
    let page_fits = finding.page.is_none_or(|page| (1..=limits.max_pages).contains(&page));
    let plain = |c: char| !c.is_control() && !shows_nothing(c);
    let length = finding.excerpt.chars().count();
    page_fits && !finding.channel.is_visible() && length <= MAX_EXCERPT && finding.excerpt.chars().all(plain)
}

/// What a child sent, believed only as far as it keeps the rules. A child that was taken over by its
/// document can at worst make up a text.
pub(crate) fn checked_answer(sent: &[u8], limits: &Limits) -> Answer {
    let content = read_frame(sent).map_err(|_| Refusal::Crashed)?;
    let answer: Answer = serde_json::from_slice(&content).map_err(|_| Refusal::Crashed)?;
    let extraction = answer?;
    let pages_fit = extraction.page_count.is_none_or(|pages| pages <= limits.max_pages);
    let findings_fit = extraction.findings.len() <= max_findings(limits)
        && extraction.findings.iter().all(|finding| is_sound(finding, limits));
    let sound =
        pages_fit && findings_fit && extraction.text.len() <= limits.max_text_bytes && is_clean(&extraction.text);
    if sound { Ok(extraction) } else { Err(Refusal::Crashed) }
}

#[cfg(test)]
mod tests {
    use domain::ports::MediaType;

    use super::*;

    fn sent(text: &str, page_count: Option<u32>) -> Vec<u8> {
        sent_with(text, page_count, Vec::new())
    }

    fn sent_with(text: &str, page_count: Option<u32>, findings: Vec<Finding>) -> Vec<u8> {
        let extraction =
            Extraction { media_type: MediaType::Pdf, text: text.to_owned(), page_count, findings, inspected: true };
        let mut bytes = Vec::new();
        write_frame(&mut bytes, &serde_json::to_vec(&Answer::Ok(extraction)).unwrap()).unwrap();
        bytes
    }

    #[test]
    fn an_answer_comes_back_as_it_was_sent() {
        let answer = checked_answer(&sent("Ada\n", Some(2)), &Limits::default()).unwrap();
        assert_eq!((answer.text.as_str(), answer.page_count), ("Ada\n", Some(2)));
    }

    #[test]
    fn an_answer_that_breaks_the_rules_is_a_crash() {
        let limits = Limits { max_text_bytes: 10, ..Limits::default() };
        let cut = &sent("Ada\n", None)[..9];
        for bad in
            [&sent("a\0b", None)[..], &sent("", None), &sent(&"a".repeat(11), None), &sent("a", Some(201)), cut, b""]
        {
            assert_eq!(checked_answer(bad, &limits), Err(Refusal::Crashed));
        }
    }

    #[test]
    fn a_finding_that_breaks_the_rules_is_a_crash() {
        let limits = Limits { max_pages: 2, ..Limits::default() };
        let good = Finding { channel: Channel::TinyText, page: Some(2), excerpt: "small".to_owned(), characters: 5 };
        let answer = checked_answer(&sent_with("a", None, vec![good.clone()]), &limits).unwrap();
        assert_eq!(answer.findings, std::slice::from_ref(&good));
        for bad in [
            Finding { page: Some(3), ..good.clone() },
            Finding { page: Some(0), ..good.clone() },
            Finding { excerpt: "x".repeat(MAX_EXCERPT + 1), ..good.clone() },
            Finding { excerpt: "two\nlines".to_owned(), ..good.clone() },
            Finding { excerpt: "z\u{200b}w".to_owned(), ..good.clone() },
            // What can be seen, the parent looks for itself.
            Finding { channel: Channel::Instruction, ..good.clone() },
        ] {
            assert_eq!(checked_answer(&sent_with("a", None, vec![bad]), &limits), Err(Refusal::Crashed));
        }
        assert_eq!(checked_answer(&sent_with("a", None, vec![good; 60]), &limits), Err(Refusal::Crashed));
    }
}
