//! A résumé's text, read once: its sentences, the skills that were asked about, and quotes around places.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Evidence, MAX_QUOTE};
use crate::skill::{self, SkillMention};
use crate::text::{self, Span, TextIndex};

/// A text with what is needed to quote it.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    index: TextIndex<'a>,
    sentences: Vec<Span>,
    /// By canonical name, in lower case.
    mentions: HashMap<String, Vec<SkillMention>>,
    /// Canonical names, in lower case, that stand there only or also to be denied.
    denied: HashSet<String>,
}

impl<'a> Reading<'a> {
    /// Reads the text, looking for the skills that are named.
    pub(crate) fn new(text: &'a str, named: &[String]) -> Self {
        let found = skill::find_named_or_denied(text, named);
        Self {
            index: TextIndex::new(text),
            sentences: text::sentences(text),
            mentions: by_name(found.told),
            denied: found.denied.into_iter().map(|mention| mention.skill.to_lowercase()).collect(),
        }
    }

    /// Only for spans that are known: no skills, no sentences.
    pub(crate) fn plain(text: &'a str) -> Self {
        Self { index: TextIndex::new(text), sentences: Vec::new(), mentions: HashMap::new(), denied: HashSet::new() }
    }

    /// The sentences and list lines, in order.
    pub(crate) fn sentences(&self) -> &[Span] {
        &self.sentences
    }

    /// Where a skill is mentioned and not denied, in order.
    pub(crate) fn mentions_of(&self, name: &str) -> &[SkillMention] {
        let name = skill::canonical(name).to_lowercase();
        self.mentions.get(&name).map_or(&[], Vec::as_slice)
    }

    /// Whether a skill stands in the text at all, be it to be denied.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        !self.mentions_of(name).is_empty() || self.denied.contains(&skill::canonical(name).to_lowercase())
    }

    /// The words at a span.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        self.index.slice(span)
    }

    /// A span as evidence, without the white space at its ends; `None` when nothing else is in it.
    pub(crate) fn evidence(&self, span: Span) -> Option<Evidence> {
        let bytes = self.trimmed(self.index.bytes_of(span));
        let quote = self.index.text()[bytes.clone()].to_owned();
        (!quote.is_empty()).then(|| Evidence { quote, span: self.index.span_of_bytes(bytes) })
    }

    /// What to show for a place: the sentence or list line it stands in, or, when that is too long to
    /// read, the words around it.
    pub(crate) fn around(&self, place: Span) -> Span {
        let sentence = self.sentence_at(place).unwrap_or(place);
        let whole = Span { start: sentence.start.min(place.start), end: sentence.end.max(place.end) };
        if whole.len() <= MAX_QUOTE { whole } else { self.window(whole, place) }
    }

    /// Where exactly these words stand: at `hint` when they do, else the first place. Words without a
    /// letter or digit stand nowhere.
    pub(crate) fn find(&self, quote: &str, hint: Option<u32>) -> Option<Span> {
        if !quote.chars().any(char::is_alphanumeric) {
            return None;
        }
        let text = self.index.text();
        let at_hint = hint
            .map(|start| self.index.bytes_of(Span { start, end: start }).start)
            .filter(|start| text[*start..].starts_with(quote));
        let start = at_hint.or_else(|| text.find(quote))?;
        Some(self.index.span_of_bytes(start..start + quote.len()))
    }

    fn trimmed(&self, bytes: Range<usize>) -> Range<usize> {
        let words = &self.index.text()[bytes.clone()];
        let start = bytes.start + (words.len() - words.trim_start().len());
        start..start + words.trim().len()
    }

    fn sentence_at(&self, place: Span) -> Option<Span> {
        let after = self.sentences.partition_point(|sentence| sentence.start <= place.start);
        let sentence = *self.sentences.get(after.checked_sub(1)?)?;
        (place.start < sentence.end).then_some(sentence)
    }

    /// The words around a place within a passage, cut between words, at most [`MAX_QUOTE`] long. A place
    /// that is longer than that itself is cut at its start.
    fn window(&self, passage: Span, place: Span) -> Span {
        let margin = MAX_QUOTE.saturating_sub(place.len()) / 2;
        let from = place.start.saturating_sub(margin).max(passage.start);
        let to = (place.end + margin).min(passage.end);
        let place = Span { start: place.start, end: place.end.min(place.start + MAX_QUOTE) };
        let left = self.slice(Span { start: from, end: place.start });
        let right = self.slice(Span { start: place.end, end: to.max(place.end) });
        Span {
            start: if from == passage.start { from } else { place.start - points_after_first_blank(left) },
            end: if to >= passage.end {
                to.min(place.start + MAX_QUOTE)
            } else {
                place.end + points_before_last_blank(right)
            },
        }
    }
}

fn by_name(mentions: Vec<SkillMention>) -> HashMap<String, Vec<SkillMention>> {
    let mut names: HashMap<String, Vec<SkillMention>> = HashMap::new();
    for mention in mentions {
        names.entry(mention.skill.to_lowercase()).or_default().push(mention);
    }
    names
}

/// How many code points follow the first blank; 0 without one, since a cut word is no quote.
fn points_after_first_blank(words: &str) -> u32 {
    let rest = words.split_once(char::is_whitespace).map_or("", |cut| cut.1);
    points(rest)
}

fn points_before_last_blank(words: &str) -> u32 {
    let rest = words.rsplit_once(char::is_whitespace).map_or("", |cut| cut.0);
    points(rest)
}

fn points(words: &str) -> u32 {
    u32::try_from(words.chars().count()).expect("a window is short")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote<'a>(text: &'a str, word: &str) -> &'a str {
        let reading = Reading::new(text, &[]);
        let place = reading.find(word, None).unwrap();
        reading.slice(reading.around(place))
    }

    #[test]
    fn a_place_is_shown_in_its_sentence_or_line() {
        let text = "😀 Led audits. Wrote tools in Rust for banks. Left.\n• Excel, Rust\n";
        assert_eq!(quote(text, "tools"), "Wrote tools in Rust for banks.");
        assert_eq!(quote(text, "Excel"), "Excel, Rust");
    }

    #[test]
    fn a_sentence_too_long_to_read_is_cut_between_words() {
        let text = format!("{}𝒜needle{}", "before 𝒳 ".repeat(80), " after 𝒴".repeat(80));
        let shown = quote(&text, "needle");
        assert!(shown.chars().count() <= MAX_QUOTE as usize);
        assert!(shown.chars().count() >= 200);
        assert!(shown.contains("𝒜needle"));
        assert!(shown.split(' ').all(|word| ["before", "𝒳", "𝒜needle", "after", "𝒴"].contains(&word)));
    }

    #[test]
    fn a_single_word_longer_than_a_quote_is_cut() {
        let text = "x".repeat(900);
        let shown = quote(&text, "x");
        assert!(!shown.is_empty() && shown.chars().count() <= MAX_QUOTE as usize);
    }

    #[test]
    fn words_are_found_at_the_hint_or_first() {
        let reading = Reading::plain("𝒳 one two one");
        let start = |hint| reading.find("one", hint).map(|span| span.start);
        assert_eq!(start(None), Some(2));
        assert_eq!(start(Some(10)), Some(10));
        assert_eq!(start(Some(3)), Some(2));
        assert_eq!(start(Some(9_999)), Some(2));
        assert_eq!(reading.find("three", None), None);
        assert_eq!(reading.find(" ", None), None);
    }
}
