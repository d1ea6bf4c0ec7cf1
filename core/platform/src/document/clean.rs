//! The last hand on every text: what the rest of the product may rely on.

use domain::resume::finding::Finding;
use unicode_normalization::UnicodeNormalization;

use super::invisible::without_invisible;
use super::refusal::Refusal;

/// The most blank lines that may stand in a row.
const MAX_BLANK_LINES: usize = 2;

/// A text, and what was in it that nobody sees.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cleaned {
    pub(crate) text: String,
    pub(crate) findings: Vec<Finding>,
}

/// Lines that end in `\n`, NFC, no control characters but `\n` and `\t`, no trailing spaces, no runs of
/// more than two blank lines, no blank lines at either end.
///
/// # Errors
/// [`Refusal::Empty`] when nothing visible is left, [`Refusal::TooMuchText`] beyond `max_bytes`.
pub(crate) fn clean(raw: &str, max_bytes: usize) -> Result<Cleaned, Refusal> {
    let limit = Refusal::TooMuchText { limit: max_bytes };
    // Normalising can only make a text a few times smaller, so a much larger one need not be built first.
    if raw.len() > max_bytes.saturating_mul(4) {
        return Err(limit);
    }
    let (raw, finding) = without_invisible(raw);
    let mended: String = visible(&raw).nfc().collect();
    let text = fold_lines(&mended);
    match text.len() {
        0 => Err(Refusal::Empty),
        length if length > max_bytes => Err(limit),
        _ => Ok(Cleaned { text, findings: finding.into_iter().collect() }),
    }
}

/// Whether `text` looks as [`clean`] leaves it, as far as others rely on it.
pub(crate) fn is_clean(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}

/// Line ends made one, characters that print nothing dropped, odd spaces made plain.
fn visible(raw: &str) -> impl Iterator<Item = char> + '_ {
    let mut after_return = false;
    raw.chars().filter_map(move |character| {
        let follows_return = std::mem::replace(&mut after_return, character == '\r');
        match character {
            '\n' if follows_return => None,
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some('\t'),
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
            other if other.is_control() => None,
            other => Some(other),
        }
    })
}

fn fold_lines(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank_lines = 0;
    for line in text.split('\n').map(str::trim_end) {
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        if !folded.is_empty() {
            folded.extend(std::iter::repeat_n('\n', 1 + blank_lines.min(MAX_BLANK_LINES)));
        }
        blank_lines = 0;
        folded.push_str(line);
    }
    if !folded.is_empty() {
        folded.push('\n');
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_controls_and_blank_lines_are_made_plain() {
        let raw = "\u{feff}Ada\0 Example \r\n\r\n\r\n\r\n\r\nskills:\tRust\u{7}\rGo\u{a0}too\u{200b}\n\n";
        assert_eq!(clean(raw, 1_000).unwrap().text, "Ada Example\n\n\nskills:\tRust\nGo too\n");
    }

    #[test]
    fn letters_are_composed() {
        assert_eq!(clean("Jose\u{301}", 100).unwrap().text, "José\n");
    }

    #[test]
    fn nothing_visible_is_empty_and_too_much_names_the_limit() {
        assert_eq!(clean(" \n\t\r\n\0", 100), Err(Refusal::Empty));
        assert_eq!(clean(&"a".repeat(101), 100), Err(Refusal::TooMuchText { limit: 100 }));
    }

    #[test]
    fn what_clean_makes_is_clean() {
        assert!(is_clean(&clean("a\u{1}\tb\r\nc", 100).unwrap().text));
        assert!(!is_clean("a\0b"));
        assert!(!is_clean(" \n"));
    }
}
