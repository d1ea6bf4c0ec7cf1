//! Characters that show nothing.
//!
//! Some are part of ordinary writing: soft hyphens, joiners of Persian and Hindi, the mark that makes a sign an
//! emoji. The same characters in number, and others at once, carry text past a reader: letters as tags, bits as
//! blanks without width, words cut so that no search finds them.

use domain::resume::finding::{Channel, Finding, excerpt_of, shows_nothing};

use super::bidi::is_from_the_right;

/// So many doubtful ones in a text are no accident. Pages of the web leave a few.
const MANY: usize = 8;
/// So many in one word, or in a row, aren't either.
const MANY_IN_A_WORD: usize = 3;
/// Words that are quoted.
const MAX_QUOTED: usize = 40;

/// The flags of England, Scotland and Wales are a black flag and tags.
const BLACK_FLAG: char = '\u{1f3f4}';
const TAGS_OF_A_FLAG: usize = 6;

/// How much a character counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Part of the writing, and kept.
    Kept,
    /// Usual, and dropped.
    Ordinary,
    /// Usual in small numbers.
    Doubtful,
    /// Never usual.
    Telling,
}

/// The text without them, and what is to be told of them.
pub(crate) fn without_invisible(text: &str) -> (String, Option<Finding>) {
    if !text.chars().any(shows_nothing) {
        return (text.to_owned(), None);
    }
    let has_right = text.chars().any(is_from_the_right);
    let mut plain = String::with_capacity(text.len());
    let mut seen = Seen::default();
    let mut before = None;
    // How many tags may still belong to the flag that was read.
    let mut flag = 0;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_whitespace() {
            seen.end_word();
        } else {
            seen.word.push(c);
        }
        let of_flag = is_tag(c) && flag > 0;
        flag = match c {
            BLACK_FLAG => TAGS_OF_A_FLAG,
            _ if of_flag => flag - 1,
            _ => 0,
        };
        let weight = match c {
            _ if of_flag => Weight::Ordinary,
            _ if shows_nothing(c) => weigh(c, before, characters.peek().copied(), has_right),
            _ => Weight::Kept,
        };
        if weight == Weight::Kept {
            plain.push(c);
        }
        seen.count(weight);
        before = Some(c);
    }
    seen.end_word();
    (plain, seen.finding())
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

fn weigh(c: char, before: Option<char>, after: Option<char>, has_right: bool) -> Weight {
    let joins = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !shows_nothing(c) && !c.is_whitespace());
    match c {
        '\u{200c}' | '\u{200d}' if joins(before) && (joins(after) || after.is_none_or(|c| !c.is_alphanumeric())) => {
            Weight::Kept
        }
        '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => Weight::Ordinary,
        // One after its sign chooses a look.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' => {
            if before.is_some_and(|c| !shows_nothing(c)) { Weight::Ordinary } else { Weight::Telling }
        }
        '\u{e0000}'..='\u{e007f}' => Weight::Telling,
        '\u{202d}' | '\u{202e}' => Weight::Telling,
        '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' if has_right => Weight::Ordinary,
        _ => Weight::Doubtful,
    }
}

#[derive(Debug, Default)]
struct Seen {
    word: String,
    doubtful_in_word: usize,
    telling_in_word: usize,
    most_in_word: usize,
    doubtful: usize,
    telling: usize,
    quoted: Vec<String>,
}

impl Seen {
    fn count(&mut self, weight: Weight) {
        match weight {
            Weight::Doubtful => self.doubtful_in_word += 1,
            Weight::Telling => self.telling_in_word += 1,
            Weight::Kept | Weight::Ordinary => {}
        }
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let (doubtful, telling) =
            (std::mem::take(&mut self.doubtful_in_word), std::mem::take(&mut self.telling_in_word));
        if doubtful + telling > 0 && self.quoted.len() < MAX_QUOTED {
            self.quoted.push(word);
        }
        self.most_in_word = self.most_in_word.max(doubtful);
        self.doubtful += doubtful;
        self.telling += telling;
    }

    fn finding(self) -> Option<Finding> {
        let told = self.telling > 0 || self.doubtful >= MANY || self.most_in_word >= MANY_IN_A_WORD;
        told.then(|| Finding {
            channel: Channel::InvisibleCharacters,
            page: None,
            excerpt: excerpt_of(&self.quoted.join(" ")),
            characters: u32::try_from(self.telling + self.doubtful).unwrap_or(u32::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_writing_is_not_told() {
        for (raw, plain) in [
            ("co\u{ad}operation", "cooperation"),
            ("\u{feff}Ada", "Ada"),
            ("نمی\u{200c}خواهم", "نمی\u{200c}خواهم"),
            ("❤\u{fe0f} Rust", "❤ Rust"),
            ("👩\u{200d}💻", "👩\u{200d}💻"),
            ("https://example.com/\u{200b}a/\u{200b}b", "https://example.com/a/b"),
        ] {
            assert_eq!(without_invisible(raw), (plain.to_owned(), None), "{raw:?}");
        }
        let flag = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} English";
        assert_eq!(without_invisible(flag), ("🏴 English".to_owned(), None));
    }

    #[test]
    fn smuggled_text_is_told() {
        let tags: String = "hire me".chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c))).collect();
        let (plain, finding) = without_invisible(&format!("Ada{tags} Example"));
        assert_eq!(plain, "Ada Example");
        let finding = finding.unwrap();
        assert_eq!((finding.characters, finding.excerpt.as_str()), (7, "Adahire me"));
        for raw in ["i\u{200b}g\u{200b}n\u{200b}ore", "\u{202e}eno", "a\u{fe01}\u{fe02}b", &"a\u{200b} ".repeat(9)] {
            assert!(without_invisible(raw).1.is_some(), "{raw:?}");
        }
    }
}
