//! A text as it is compared: lower case, with blanks and hyphens as single spaces.

/// A folded text and where each of its bytes stands in the original.
pub(super) struct Folded {
    pub(super) text: String,
    /// Per folded byte the original byte, and one more for the end.
    origin: Vec<u32>,
}

impl Folded {
    pub(super) fn new(original: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(original.len()), origin: Vec::with_capacity(original.len() + 1) };
        for (at, c) in original.char_indices() {
            folded.push(fold_char(c), at);
        }
        folded.origin.push(place(original.len()));
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        if c == ' ' && self.text.ends_with(' ') {
            return;
        }
        self.text.push(c);
        self.origin.extend(std::iter::repeat_n(place(at), c.len_utf8()));
    }

    /// The original bytes of a match. A match ends in no blank, so the byte before its end belongs to
    /// its last character.
    pub(super) fn original(&self, original: &str, start: usize, end: usize) -> std::ops::Range<usize> {
        let last = self.origin[end - 1] as usize;
        let width = original[last..].chars().next().map_or(0, char::len_utf8);
        self.origin[start] as usize..last + width
    }
}

/// A name as it is compared.
pub(super) fn fold(name: &str) -> String {
    Folded::new(name.trim()).text.trim().to_owned()
}

fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return if c.is_ascii_whitespace() || c == '-' { ' ' } else { c.to_ascii_lowercase() };
    }
    if c.is_whitespace() || matches!(c, '‐' | '‑' | '‒' | '\u{ad}') {
        return ' ';
    }
    if c == '’' {
        return '\'';
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

fn place(byte: usize) -> u32 {
    u32::try_from(byte).expect("a résumé's text is far below four gigabytes")
}
