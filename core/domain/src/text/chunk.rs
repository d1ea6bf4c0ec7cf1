//! Cutting a document into chunks that an embedding model reads whole.
//!
//! The model reads at most 256 tokens and forgets the rest, so a fact on the last page counts only if
//! the document is cut. Chunks of about 100 tokens ranked best in our measurement.

use std::ops::Range;

use super::section::byte_sections;
use super::sentence::{pieces, trimmed};
use super::span::{Span, TextIndex};

/// A part of the text that a model embeds in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Where it stands.
    pub span: Span,
    /// Its length in the counter's tokens.
    pub tokens: u32,
}

/// How long chunks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkLimits {
    /// The length that chunks come close to, in tokens.
    pub target_tokens: usize,
    /// The length that no chunk passes, in tokens.
    pub max_tokens: usize,
}

impl Default for ChunkLimits {
    fn default() -> Self {
        Self { target_tokens: 100, max_tokens: 256 }
    }
}

/// Cuts a text at sections and sentences into chunks of about the target length.
///
/// Every character that isn't blank stands in exactly one chunk. No chunk is over the maximum, save a
/// single character that the counter finds longer: a sentence over it is cut at words, a word over it
/// at characters. `count_tokens` is called about twice per character of the text, never per prefix.
#[must_use]
pub fn chunk(text: &str, limits: ChunkLimits, count_tokens: &dyn Fn(&str) -> usize) -> Vec<Chunk> {
    let cutter = Cutter { text, limits, count_tokens };
    let index = TextIndex::new(text);
    let mut chunks = Vec::new();
    for (_, section) in byte_sections(text) {
        for part in cutter.join(cutter.parts(section)) {
            cutter.settle(part.range, &mut |range, tokens| {
                let tokens = u32::try_from(tokens).unwrap_or(u32::MAX);
                chunks.push(Chunk { span: index.span_of_bytes(range), tokens });
            });
        }
    }
    chunks
}

/// A stretch of text and how many tokens it has.
struct Part {
    range: Range<usize>,
    tokens: usize,
}

struct Cutter<'a> {
    text: &'a str,
    limits: ChunkLimits,
    count_tokens: &'a dyn Fn(&str) -> usize,
}

impl Cutter<'_> {
    fn part(&self, range: Range<usize>) -> Part {
        Part { tokens: (self.count_tokens)(&self.text[range.clone()]), range }
    }

    /// The sentences of a section, those over the maximum cut at words.
    fn parts(&self, section: Range<usize>) -> Vec<Part> {
        let mut parts = Vec::new();
        for piece in pieces(self.text, section) {
            let part = self.part(piece.clone());
            if part.tokens <= self.limits.max_tokens {
                parts.push(part);
            } else {
                parts.extend(words(self.text, piece).map(|word| self.part(word)));
            }
        }
        parts
    }

    /// Neighbours joined while that brings them closer to the target.
    fn join(&self, parts: Vec<Part>) -> Vec<Part> {
        let mut joined: Vec<Part> = Vec::new();
        for part in parts {
            match joined.last_mut() {
                Some(last) if self.fits(last.tokens, part.tokens) => {
                    last.range.end = part.range.end;
                    last.tokens += part.tokens;
                }
                _ => joined.push(part),
            }
        }
        joined
    }

    fn fits(&self, have: usize, more: usize) -> bool {
        let target = self.limits.target_tokens;
        let sum = have + more;
        sum <= self.limits.max_tokens && (sum <= target || sum - target < target.saturating_sub(have))
    }

    /// Counts a stretch as a whole, since a counter's parts needn't add up, and halves what is over.
    fn settle(&self, range: Range<usize>, keep: &mut dyn FnMut(Range<usize>, usize)) {
        let Part { range, tokens } = self.part(range);
        let middle = if tokens > self.limits.max_tokens { middle(self.text, range.clone()) } else { None };
        let Some(middle) = middle else {
            return keep(range, tokens);
        };
        for half in [range.start..middle, middle..range.end] {
            if let Some(half) = trimmed(self.text, half) {
                self.settle(half, keep);
            }
        }
    }
}

/// The byte ranges of the words in a part of the text.
fn words(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = within.start;
    text[within].split_inclusive(char::is_whitespace).filter_map(move |word| {
        let start = at;
        at += word.len();
        trimmed(text, start..at)
    })
}

/// The blank nearest after the middle, else the character border there; `None` for one character.
fn middle(text: &str, range: Range<usize>) -> Option<usize> {
    let mut half = range.start + (range.end - range.start) / 2;
    while !text.is_char_boundary(half) {
        half -= 1;
    }
    let blank = text[half..range.end].find(char::is_whitespace).map(|at| half + at);
    let border = if half > range.start { half } else { half + text[half..].chars().next()?.len_utf8() };
    let middle = blank.filter(|&at| at > range.start).unwrap_or(border);
    (middle < range.end).then_some(middle)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count_words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn count_chars(text: &str) -> usize {
        text.chars().count()
    }

    fn solid(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    #[test]
    fn a_chunk_is_close_to_the_target() {
        let text = "One two three four five six seven eight nine ten. ".repeat(100);
        let chunks = chunk(&text, ChunkLimits::default(), &count_words);
        assert_eq!(chunks.len(), 10);
        assert!(chunks.iter().all(|chunk| chunk.tokens == 100));
    }

    #[test]
    fn borders_are_at_sections_and_sentences() {
        let text = "Mira Example\n\nSkills\nRust, Go\n\nExperience\nBuilt things. Led people.";
        let index = TextIndex::new(text);
        let limits = ChunkLimits { target_tokens: 3, max_tokens: 5 };
        let read: Vec<_> = chunk(text, limits, &count_words).iter().map(|chunk| index.slice(chunk.span)).collect();
        assert_eq!(read, ["Mira Example", "Skills\nRust, Go", "Experience\nBuilt things.", "Led people."]);
    }

    #[test]
    fn a_long_sentence_is_cut_at_words_and_a_long_word_at_characters() {
        let limits = ChunkLimits { target_tokens: 10, max_tokens: 12 };
        let sentence = "word ".repeat(95);
        let chunks = chunk(&sentence, limits, &count_words);
        assert!(chunks.len() == 10 && chunks.iter().all(|chunk| chunk.tokens <= 12));
        let word = "é".repeat(50);
        let chunks = chunk(&word, limits, &count_chars);
        assert!(chunks.iter().all(|chunk| chunk.tokens <= 12));
        assert_eq!(chunks.iter().map(|chunk| chunk.tokens).sum::<u32>(), 50);
    }

    #[test]
    fn a_blank_text_has_no_chunks() {
        assert!(chunk(" \n ", ChunkLimits::default(), &count_words).is_empty());
    }

    #[test]
    fn a_megabyte_is_counted_a_few_times_over_and_no_more() {
        for text in ["Built a thing in Rust. ".repeat(45_000), "a\n".repeat(500_000), "x".repeat(1_000_000)] {
            let read = std::cell::Cell::new(0);
            let counter = |part: &str| {
                read.set(read.get() + part.len());
                part.len() / 5 + 1
            };
            let chunks = chunk(&text, ChunkLimits::default(), &counter);
            assert!(!chunks.is_empty());
            assert!(read.get() <= text.len() * 20, "{} bytes counted", read.get());
        }
    }

    proptest! {
        #[test]
        fn chunks_cover_once_and_respect_the_maximum(
            words in prop::collection::vec("[a-zé𝒳]{1,30}|Skills|\n\n|Experience\n|[.!?]|•", 0..120),
            target in 1_usize..20,
            spare in 0_usize..10,
        ) {
            let text = words.join(" ");
            let limits = ChunkLimits { target_tokens: target, max_tokens: target + spare };
            for counter in [&count_words as &dyn Fn(&str) -> usize, &count_chars] {
                let index = TextIndex::new(&text);
                let mut kept = String::new();
                let mut end = 0;
                for chunk in chunk(&text, limits, counter) {
                    prop_assert!(chunk.span.start >= end && !chunk.span.is_empty());
                    end = chunk.span.end;
                    let slice = index.slice(chunk.span);
                    prop_assert_eq!(counter(slice), chunk.tokens as usize);
                    prop_assert!(chunk.tokens as usize <= limits.max_tokens);
                    kept.push_str(slice);
                }
                prop_assert_eq!(solid(&kept), solid(&text));
            }
        }
    }
}
