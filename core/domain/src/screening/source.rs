//! The text that a provider was shown, and the way from its quotes back to the résumé as it is.

use crate::blind::Blinded;
use crate::evidence::{Evidence, Places, Reading};
use crate::resume::instructions::spoken_to_machines;
use crate::text::{self, Span, TextIndex};

use super::model::ProposedQuote;

/// Over how many sentences an order is looked for.
const MOST_TOGETHER: usize = 4;

/// A résumé's text, ready to be searched for quotes.
#[derive(Debug)]
pub struct Source<'a> {
    shown: Reading<'a>,
    original: Reading<'a>,
    /// `None`: both texts are one.
    blinded: Option<&'a Blinded>,
    places: Places,
    /// Passages that count for nothing, since they speak to a machine.
    remarkable: Vec<Span>,
}

/// Where a proposed quote leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// To a passage of the résumé.
    Passage(Evidence),
    /// To a passage that speaks to a machine, or to nothing that could be shown.
    Discounted,
    /// It is not in the text.
    Nowhere,
}

impl<'a> Source<'a> {
    /// A text that the provider was shown as it is.
    #[must_use]
    pub fn open(text: &'a str) -> Self {
        let (shown, original) = (Reading::plain(text), Reading::plain(text));
        Self { shown, original, blinded: None, places: Places::new(text), remarkable: Vec::new() }
    }

    /// A text that was blinded for the provider. `remarks` are visible passages that speak to a machine, or
    /// their beginnings: who quotes one has quoted no work.
    #[must_use]
    pub fn blinded(blinded: &'a Blinded, original: &'a str, remarks: &[String]) -> Self {
        let places = Places::new(&blinded.text);
        let mut remarkable = remarkable(&blinded.text, &places, remarks);
        // Who looked for them when the file was read found none, and looking takes longer than all the rest.
        if !remarks.is_empty() {
            remarkable.extend(speaking_to_machines(&blinded.text));
        }
        let (shown, original) = (Reading::plain(&blinded.text), Reading::plain(original));
        Self { shown, original, blinded: Some(blinded), places, remarkable }
    }

    /// Where these words stand: at the hint when they do, else the first place that counts.
    pub(super) fn find(&self, quote: &ProposedQuote) -> Found {
        let at_hint = quote.start.and_then(|start| self.shown.find(&quote.text, Some(start)));
        let mut anywhere = false;
        for span in at_hint.into_iter().chain(self.places.of(&quote.text)) {
            anywhere = true;
            if let Some(evidence) = self.evidence(span) {
                return Found::Passage(evidence);
            }
        }
        if anywhere { Found::Discounted } else { Found::Nowhere }
    }

    fn evidence(&self, span: Span) -> Option<Evidence> {
        let apart = |remark: &Span| remark.end <= span.start || span.end <= remark.start;
        if !self.remarkable.iter().all(apart) {
            return None;
        }
        let there = match self.blinded {
            Some(blinded) => blinded.original(span)?,
            None => span,
        };
        self.original.evidence(there).filter(|evidence| evidence.quote.chars().any(char::is_alphanumeric))
    }
}

/// The sentences that speak to a machine by their own words, or together with the next ones. Remarks alone don't
/// do: blinding may have changed a word of theirs.
fn speaking_to_machines(text: &str) -> Vec<Span> {
    if spoken_to_machines(text).is_empty() {
        return Vec::new();
    }
    let index = TextIndex::new(text);
    let sentences = text::sentences(text);
    let speaking = |together: usize| {
        let spans = sentences
            .windows(together)
            .filter_map(|few| Some(Span { start: few.first()?.start, end: few.last()?.end }));
        let speaks = |span: &Span| !spoken_to_machines(index.slice(*span)).is_empty();
        spans.filter(speaks).collect::<Vec<Span>>()
    };
    (1..=MOST_TOGETHER).map(speaking).find(|spans| !spans.is_empty()).unwrap_or_default()
}

/// The sentences that hold a remark or its beginning.
fn remarkable(text: &str, places: &Places, remarks: &[String]) -> Vec<Span> {
    let found: Vec<Span> = remarks.iter().flat_map(|remark| places.of(remark)).collect();
    if found.is_empty() {
        return found;
    }
    let touched = |sentence: &Span| found.iter().any(|it| it.start < sentence.end && sentence.start < it.end);
    let sentences: Vec<Span> = text::sentences(text).into_iter().filter(touched).collect();
    [found, sentences].concat()
}
