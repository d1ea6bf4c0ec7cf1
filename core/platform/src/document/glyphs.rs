//! What a font draws in pieces, put together again: letters under accents that are glyphs of their own, and
//! words whose letters stand apart for looks.

use unicode_normalization::char::compose;

/// The gap between spaced letters is even; one wider than this many times the usual is between words.
const WORD_TO_LETTER_GAP: f32 = 1.6;
/// Fewer letters in a row than this may be initials.
const FEWEST_SPACED: usize = 4;

/// A character and how wide it is, in points.
pub(crate) type Glyph = (char, f32);

/// The combining mark of an accent that stands before its letter, as TeX's old fonts have it.
fn mark_of(accent: char) -> Option<char> {
    Some(match accent {
        '`' => '\u{300}',
        '´' => '\u{301}',
        'ˆ' => '\u{302}',
        '˜' => '\u{303}',
        '¨' => '\u{308}',
        '˚' => '\u{30a}',
        '˝' => '\u{30b}',
        'ˇ' => '\u{30c}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¸' => '\u{327}',
        '˛' => '\u{328}',
        _ => return None,
    })
}

/// Whether this may be an accent that a font draws apart from its letter.
pub(crate) fn is_accent(character: char) -> bool {
    mark_of(character).is_some()
}

/// A letter under an accent that is a glyph of its own; `None` when the two make no letter.
pub(crate) fn accented(letter: char, accent: char) -> Option<char> {
    let letter = match letter {
        'ı' => 'i',
        'ȷ' => 'j',
        other => other,
    };
    compose(letter, mark_of(accent)?)
}

/// Letters that stand apart, moved together: `L E N A  F I N K` becomes `LENA FINK` when the gap of the two
/// words is the wider one. `None` for a text that isn't written so.
pub(crate) fn moved_together(glyphs: &[Glyph]) -> Option<String> {
    let words: Vec<&[Glyph]> =
        glyphs.split(|(character, _)| *character == ' ').filter(|word| !word.is_empty()).collect();
    if words.len() < FEWEST_SPACED || words.iter().any(|word| word.len() > 1 || word[0].0.is_numeric()) {
        return None;
    }
    let gaps = gaps(glyphs);
    let mut sorted = gaps.clone();
    sorted.sort_by(f32::total_cmp);
    let usual = sorted[sorted.len() / 2];
    let mut together = String::with_capacity(words.len());
    for (place, word) in words.iter().enumerate() {
        if place > 0 && gaps[place - 1] > usual * WORD_TO_LETTER_GAP {
            together.push(' ');
        }
        together.push(word[0].0);
    }
    Some(together)
}

/// How much white stands between each two letters.
fn gaps(glyphs: &[Glyph]) -> Vec<f32> {
    let mut gaps = Vec::new();
    let mut white = None;
    for (character, width) in glyphs {
        match (*character == ' ', white) {
            (true, Some(so_far)) => white = Some(so_far + width),
            (true, None) => {}
            (false, before) => {
                gaps.extend(before);
                white = Some(0.0);
            }
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spaced(text: &str) -> Vec<Glyph> {
        text.chars().map(|character| (character, if character == ' ' { 3.0 } else { 12.0 })).collect()
    }

    #[test]
    fn accents_join_their_letters() {
        assert_eq!(accented('e', '´'), Some('é'));
        assert_eq!(accented('r', 'ˇ'), Some('ř'));
        assert_eq!(accented('c', '¸'), Some('ç'));
        assert_eq!(accented('ı', '¨'), Some('ï'));
        assert_eq!(accented('0', '˚'), None);
    }

    #[test]
    fn spaced_letters_are_words_again() {
        assert_eq!(moved_together(&spaced("L E N A  F I N K")).unwrap(), "LENA FINK");
        assert_eq!(moved_together(&spaced("S K I L L S")).unwrap(), "SKILLS");
    }

    #[test]
    fn words_initials_and_figures_are_left_alone() {
        for text in ["LENA FINK", "J. R. R. Tolkien", "A B C", "1 2 3 4 5", "I a m not a l o n e"] {
            assert_eq!(moved_together(&spaced(text)), None, "{text}");
        }
    }
}
