//! Words that a line end cut in two, and characters that fonts carry instead of letters.

use std::collections::HashSet;

/// First parts after which a hyphen at a line end is most likely a real one.
const COMPOUND_STARTS: &[&str] = &[
    "after", "all", "anti", "back", "best", "bi", "client", "co", "code", "cost", "cross", "customer", "data", "day",
    "decision", "double", "e", "end", "ex", "face", "fast", "first", "five", "follow", "four", "front", "full", "go",
    "half", "hands", "hard", "high", "in", "inter", "key", "large", "life", "long", "low", "mid", "multi", "near",
    "no", "non", "object", "off", "on", "one", "open", "out", "part", "peer", "post", "pre", "problem", "real",
    "result", "risk", "second", "self", "semi", "server", "short", "single", "small", "so", "state", "step", "sub",
    "team", "test", "third", "three", "time", "top", "two", "under", "up", "user", "well", "work", "world", "year",
];

/// Joins words cut at a line end: `transac-` / `tions a day` becomes `transactions` / `a day`. A hyphen that
/// belongs to the word stays: the document writes the word with it elsewhere, or its start is one of
/// compounds.
pub(crate) fn mend_hyphens(lines: &[String]) -> Vec<String> {
    let words: HashSet<String> = lines.iter().flat_map(|line| line.split_whitespace()).map(bare).collect();
    let mut mended: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        let cut = mended.last().and_then(|above| Cut::between(above, line));
        match (cut, mended.last_mut()) {
            (Some(cut), Some(above)) => {
                let rest = cut.rest.trim_start().to_owned();
                above.truncate(above.len() - cut.start.len() - cut.hyphen_bytes);
                above.push_str(&cut.joined(&words));
                if !rest.is_empty() {
                    mended.push(rest);
                }
            }
            _ => mended.push(line.clone()),
        }
    }
    mended
}

/// A word that ends one line with a hyphen and goes on in the next.
struct Cut {
    start: String,
    hyphen_bytes: usize,
    end: String,
    rest: String,
}

impl Cut {
    fn between(above: &str, below: &str) -> Option<Self> {
        let hyphen = above.chars().last().filter(|c| matches!(c, '-' | '\u{2010}' | '\u{ad}'))?;
        let stem = above.strip_suffix(hyphen)?;
        let start = stem.rsplit(|c: char| !c.is_alphabetic()).next().filter(|start| !start.is_empty())?;
        let before = stem[..stem.len() - start.len()].chars().last();
        let split = below.find(char::is_whitespace).unwrap_or(below.len());
        let (end, rest) = below.split_at(split);
        let goes_on = end.chars().next().is_some_and(char::is_lowercase);
        // `state-of-the-` and addresses like `first-last@` are left alone.
        let plain = !matches!(before, Some('-' | '@' | '.' | '/' | '_'));
        (goes_on && plain).then(|| Self {
            start: start.to_owned(),
            hyphen_bytes: hyphen.len_utf8(),
            end: end.to_owned(),
            rest: rest.to_owned(),
        })
    }

    fn joined(&self, words: &HashSet<String>) -> String {
        let whole = format!("{}{}", self.start, self.end);
        let hyphened = format!("{}-{}", self.start, self.end);
        let is_compound = COMPOUND_STARTS.contains(&self.start.to_lowercase().as_str());
        let keep = words.contains(&bare(&hyphened)) || (is_compound && !words.contains(&bare(&whole)));
        if keep { hyphened } else { whole }
    }
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Ligatures to letters; the private and control codes under which symbol fonts keep bullets to a bullet.
pub(crate) fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            // Symbol and Wingdings; the standard encodings of PDF show a bullet for unused codes.
            '\u{f0b7}' | '\u{f0a7}' | '\u{f0a8}' | '\u{f076}' | '\u{f0d8}' | '\u{7f}' => plain.push('•'),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(lines: &[&str]) -> Vec<String> {
        mend_hyphens(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn cut_words_are_joined_on_the_upper_line() {
        assert_eq!(mended(&["four million transac-", "tions a day"]), ["four million transactions", "a day"]);
        assert_eq!(mended(&["a long inven-", "tory"]), ["a long inventory"]);
    }

    #[test]
    fn real_hyphens_stay() {
        assert_eq!(mended(&["shared the on-", "call rota"]), ["shared the on-call", "rota"]);
        assert_eq!(
            mended(&["his cloud-native work, all cloud-", "native services"]),
            ["his cloud-native work, all cloud-native", "services"]
        );
        assert_eq!(mended(&["2012 -", "today"]), ["2012 -", "today"]);
        assert_eq!(mended(&["worked at Smith-", "Jones"]), ["worked at Smith-", "Jones"]);
        assert_eq!(mended(&["state-of-the-", "art"]), ["state-of-the-", "art"]);
    }

    #[test]
    fn ligatures_and_bullets_become_plain() {
        assert_eq!(plain_letters("e\u{fb03}cient \u{f0b7} \u{fb01}x"), "efficient • fix");
    }
}
