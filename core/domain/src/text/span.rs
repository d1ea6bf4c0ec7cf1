//! Places in a text, counted in Unicode code points.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of Unicode code points in one immutable text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first code point of the range.
    pub start: u32,
    /// The code point after the last one.
    pub end: u32,
}

impl Span {
    /// How many code points the span holds.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Code points between two remembered byte offsets: 4 bytes of index per 64 code points of text.
const STRIDE: usize = 64;

/// Turns bytes into code points and back over one text, in time that doesn't grow with the text.
#[derive(Debug)]
pub struct TextIndex<'a> {
    text: &'a str,
    /// The byte offset of each `STRIDE`th code point.
    marks: Vec<usize>,
    length: usize,
}

impl<'a> TextIndex<'a> {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut length = 0;
        for (byte, _) in text.char_indices() {
            if length % STRIDE == 0 {
                marks.push(byte);
            }
            length += 1;
        }
        Self { text, marks, length }
    }

    /// The text that the index was made over.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The text's length in code points.
    #[must_use]
    pub fn len(&self) -> u32 {
        to_u32(self.length)
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The text at a span. A span beyond the end is cut at the end.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[self.bytes_of(span)]
    }

    /// The text up to a code point.
    #[must_use]
    pub fn slice_to(&self, end: u32) -> &'a str {
        self.slice(Span { start: 0, end })
    }

    /// The span of a byte range, whose borders must lie on character borders.
    #[must_use]
    pub fn span_of_bytes(&self, bytes: Range<usize>) -> Span {
        let start = self.point_of_byte(bytes.start);
        let end = self.point_of_byte(bytes.end.max(bytes.start));
        Span { start: to_u32(start), end: to_u32(end) }
    }

    /// The byte range of a span. A span beyond the end is cut at the end.
    #[must_use]
    pub fn bytes_of(&self, span: Span) -> Range<usize> {
        let start = self.byte_of_point(span.start as usize);
        let end = self.byte_of_point(span.end.max(span.start) as usize);
        start..end
    }

    fn point_of_byte(&self, byte: usize) -> usize {
        if byte >= self.text.len() {
            return self.length;
        }
        let Some(mark) = self.marks.partition_point(|&mark| mark <= byte).checked_sub(1) else {
            return 0;
        };
        mark * STRIDE + self.text[self.marks[mark]..byte].chars().count()
    }

    fn byte_of_point(&self, point: usize) -> usize {
        if point >= self.length {
            return self.text.len();
        }
        let base = self.marks[point / STRIDE];
        let rest = &self.text[base..];
        rest.char_indices().nth(point % STRIDE).map_or(self.text.len(), |(byte, _)| base + byte)
    }
}

fn to_u32(points: usize) -> u32 {
    u32::try_from(points).expect("a résumé's text is far below four billion characters")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn code_points_are_not_bytes() {
        let index = TextIndex::new("Zoë 𝒳 Go");
        let at = "Zoë 𝒳 Go".find("Go").unwrap();
        let span = index.span_of_bytes(at..at + 2);
        assert_eq!(span, Span { start: 6, end: 8 });
        assert_eq!(index.slice(span), "Go");
        assert_eq!(index.slice(Span { start: 6, end: 99 }), "Go");
        assert_eq!(index.slice(Span { start: 50, end: 99 }), "");
    }

    proptest! {
        #[test]
        fn every_border_goes_there_and_back(text in "[a-zé𝒳山\n]{0,400}") {
            let index = TextIndex::new(&text);
            for (point, (byte, _)) in text.char_indices().enumerate() {
                let span = index.span_of_bytes(byte..text.len());
                prop_assert_eq!(span.start as usize, point);
                prop_assert_eq!(index.bytes_of(span), byte..text.len());
            }
        }
    }
}
