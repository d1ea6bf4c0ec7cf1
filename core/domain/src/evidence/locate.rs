//! Where the words of a quote stand in a text, when whoever quoted it wrote them a little differently: in
//! another case, with other white space, other quotation marks or hyphens, composed or decomposed. Anything
//! beyond that is another text, and then the quote is not found.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::Span;

/// A text in the form that quotes are looked up in.
#[derive(Debug)]
pub(crate) struct Places {
    folded: String,
    /// For each byte of `folded` at which a character begins, that character's place in the text; in ascending
    /// order of bytes.
    origins: Vec<(usize, Span)>,
}

impl Places {
    /// Folds the text once.
    pub(crate) fn new(text: &str) -> Self {
        let mut places = Self { folded: String::with_capacity(text.len()), origins: Vec::with_capacity(text.len()) };
        let mut point = 0;
        let mut blank = true;
        for cluster in text.graphemes(true) {
            let length = u32::try_from(cluster.chars().count()).unwrap_or(u32::MAX);
            let span = Span { start: point, end: point.saturating_add(length) };
            point = span.end;
            for letter in folded(cluster) {
                if letter.is_whitespace() && blank {
                    continue;
                }
                blank = letter.is_whitespace();
                places.origins.push((places.folded.len(), span));
                places.folded.push(if blank { ' ' } else { letter });
            }
        }
        places
    }

    /// Every place at which the quote stands, in order, each from its first to its last character. Words
    /// without a letter or digit stand nowhere, and none begins or ends within another word.
    pub(crate) fn of<'a>(&'a self, quote: &str) -> impl Iterator<Item = Span> + 'a {
        let quote = fold_quote(quote);
        let usable = quote.chars().any(char::is_alphanumeric);
        let mut from = 0;
        std::iter::from_fn(move || {
            while usable && from < self.folded.len() {
                let start = from + self.folded[from..].find(&quote)?;
                let found = start..start + quote.len();
                from = start + self.folded[start..].chars().next().map_or(1, char::len_utf8);
                if self.is_whole(&found) {
                    return Some(self.span(&found));
                }
            }
            None
        })
    }

    fn is_whole(&self, found: &Range<usize>) -> bool {
        let words = &self.folded[found.clone()];
        let before = self.folded[..found.start].chars().next_back();
        let after = self.folded[found.end..].chars().next();
        !cuts(before, words.chars().next()) && !cuts(words.chars().next_back(), after)
    }

    fn span(&self, found: &Range<usize>) -> Span {
        let at = |byte: usize| self.origins.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        let (first, last) = (self.origins[at(found.start)].1, self.origins[at(found.end - 1)].1);
        Span { start: first.start, end: last.end }
    }
}

/// Whether a border between two characters lies within a word. Scripts without blanks between words have no
/// such borders.
fn cuts(left: Option<char>, right: Option<char>) -> bool {
    let of_word = |letter: char| letter.is_alphanumeric() && !is_written_without_blanks(letter);
    left.is_some_and(of_word) && right.is_some_and(of_word)
}

fn is_written_without_blanks(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x9FFF | 0xA000..=0xA4CF
        | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// A quote as the text is folded, without what people and models put around quotes.
fn fold_quote(quote: &str) -> String {
    let mut words = String::with_capacity(quote.len());
    for letter in quote.graphemes(true).flat_map(folded) {
        if !letter.is_whitespace() {
            words.push(letter);
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    let around = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '•' | '*');
    let words = words.trim_matches(around).trim_end_matches("...").trim_start_matches("...");
    words.trim_matches(around).to_owned()
}

/// A cluster in NFKC and lower case, with one form of quotation mark and hyphen, and without what shows
/// nothing.
fn folded(cluster: &str) -> impl Iterator<Item = char> + '_ {
    cluster.nfkc().flat_map(char::to_lowercase).filter(|letter| !shows_nothing(*letter)).map(|letter| match letter {
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    })
}

fn shows_nothing(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::TextIndex;

    fn found(text: &str, quote: &str) -> Vec<String> {
        let index = TextIndex::new(text);
        Places::new(text).of(quote).map(|span| index.slice(span).to_owned()).collect()
    }

    #[test]
    fn case_white_space_and_marks_make_no_other_quote() {
        let text = "𝒵oe’s work:\n  Led a\u{A0}team –\n\tof ﬁve, in Zu\u{308}rich.";
        assert_eq!(found(text, "led a TEAM - of five"), ["Led a\u{A0}team –\n\tof ﬁve"]);
        assert_eq!(found(text, "Zürich"), ["Zu\u{308}rich"]);
        assert_eq!(found(text, "“Zoe's work”"), ["𝒵oe’s work"]);
        assert_eq!(found(text, "… in Zürich ..."), ["in Zu\u{308}rich"]);
    }

    #[test]
    fn other_words_and_parts_of_words_are_not_found() {
        let text = "JavaScript and C# at Go-Ahead";
        for quote in ["Java", "script", "", " . ", "C# at Go Ahead", "and  nothing"] {
            assert_eq!(found(text, quote), Vec::<String>::new(), "{quote}");
        }
        assert_eq!(found(text, "c#"), ["C#"]);
        assert_eq!(found(text, "go"), ["Go"]);
    }

    #[test]
    fn scripts_without_blanks_have_words_anywhere() {
        assert_eq!(found("五年软件开发经验，精通数据库", "软件开发"), ["软件开发"]);
    }

    #[test]
    fn every_place_is_told_in_order() {
        let spans: Vec<u32> = Places::new("one two one twone one").of("ONE").map(|span| span.start).collect();
        assert_eq!(spans, [0, 8, 18]);
    }

    proptest! {
        #[test]
        fn words_of_a_text_are_found_where_they_stand(text in "[a-zé𝒳山ﬁ \n]{1,80}", from in 0_usize..40, length in 1_usize..20) {
            let points: Vec<char> = text.chars().collect();
            let quote: String = points.iter().skip(from).take(length).collect();
            let index = TextIndex::new(&text);
            for span in Places::new(&text).of(&quote) {
                prop_assert_eq!(fold_quote(index.slice(span)), fold_quote(&quote));
            }
            let whole: Vec<Span> = Places::new(&text).of(&text).collect();
            prop_assert!(!text.chars().any(char::is_alphanumeric) || !whole.is_empty());
        }
    }
}
