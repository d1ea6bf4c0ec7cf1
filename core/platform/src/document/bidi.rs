//! Lines as they are seen, put into the order in which they are read.
//!
//! A page shows Hebrew and Arabic from the right. Texts keep them in the order of reading, so what was collected
//! from left to right has to be turned (the reverse of the Unicode Bidirectional Algorithm, UAX 9, for one line).

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters of Hebrew, Arabic and their kin.
pub(crate) fn is_from_the_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{5ff}' | '\u{600}'..='\u{65f}' | '\u{66a}'..='\u{6ef}' | '\u{6fa}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Left,
    Right,
    Digit,
    Neutral,
}

fn way_of(cluster: &str) -> Way {
    match cluster.chars().next() {
        Some(c) if c.is_numeric() => Way::Digit,
        Some(c) if is_from_the_right(c) => Way::Right,
        Some(c) if c.is_alphabetic() => Way::Left,
        _ => Way::Neutral,
    }
}

/// A line in the order of reading, from one that was collected from left to right.
pub(crate) fn logical(line: &str) -> String {
    if !line.chars().any(is_from_the_right) {
        return line.to_owned();
    }
    let mut clusters = clusters(line);
    let count = |way: Way| clusters.iter().filter(|cluster| way_of(cluster) == way).count();
    if count(Way::Right) >= count(Way::Left) {
        clusters.reverse();
        turn_stretches(&mut clusters, is_left);
        clusters.iter_mut().for_each(|cluster| *cluster = mirrored(cluster));
    } else {
        for stretch in turn_stretches(&mut clusters, is_right) {
            turn_stretches(&mut clusters[stretch], is_number);
        }
    }
    // The forms that letters take within words, which fonts have as characters of their own.
    clusters.iter().flat_map(|cluster| cluster.chars()).flat_map(plain).collect()
}

fn plain(c: char) -> Vec<char> {
    match c {
        '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => [c].into_iter().nfkc().collect(),
        other => vec![other],
    }
}

/// Characters with the marks that stand on them.
fn clusters(line: &str) -> Vec<String> {
    let mut clusters: Vec<String> = Vec::new();
    for c in line.chars() {
        match clusters.last_mut() {
            Some(last) if is_combining_mark(c) => last.push(c),
            _ => clusters.push(c.to_string()),
        }
    }
    clusters
}

/// Turns each stretch of one way, and says where they are.
fn turn_stretches(clusters: &mut [String], belongs: fn(&[String], usize) -> bool) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut place = 0;
    while place < clusters.len() {
        let end = (place..clusters.len()).find(|at| !belongs(clusters, *at)).unwrap_or(clusters.len());
        if end > place {
            stretches.push(place..end);
        }
        place = end.max(place + 1);
    }
    stretches.iter().for_each(|stretch| clusters[stretch.clone()].reverse());
    stretches
}

/// Letters from the left, numbers, and neutrals between two of the former or inside one of the latter.
fn is_left(clusters: &[String], place: usize) -> bool {
    match way_of(&clusters[place]) {
        Way::Left | Way::Digit => true,
        Way::Right => false,
        Way::Neutral => {
            let (before, after) = neighbours(clusters, place);
            // Between numbers alone, what separates them belongs to the line.
            let letters = [Way::Left, Way::Digit];
            let inside =
                letters.contains(&before) && letters.contains(&after) && (before, after) != (Way::Digit, Way::Digit);
            inside || is_number(clusters, place)
        }
    }
}

fn is_right(clusters: &[String], place: usize) -> bool {
    match way_of(&clusters[place]) {
        Way::Right => true,
        Way::Left => false,
        Way::Digit | Way::Neutral => neighbours(clusters, place) == (Way::Right, Way::Right),
    }
}

/// Digits, and a single separator between two.
fn is_number(clusters: &[String], place: usize) -> bool {
    let digit = |place: Option<usize>| place.and_then(|at| clusters.get(at)).is_some_and(|c| way_of(c) == Way::Digit);
    let separates = matches!(clusters[place].as_str(), "." | "," | ":" | "/" | "-" | "+");
    digit(Some(place)) || (separates && digit(place.checked_sub(1)) && digit(Some(place + 1)))
}

/// The ways of the nearest that has one, on both sides; numbers count where they can be the nearest.
fn neighbours(clusters: &[String], place: usize) -> (Way, Way) {
    let strong = |cluster: &&String| way_of(cluster) != Way::Neutral;
    let before = clusters[..place].iter().rev().find(strong).map_or(Way::Neutral, |cluster| way_of(cluster));
    let after = clusters[place + 1..].iter().find(strong).map_or(Way::Neutral, |cluster| way_of(cluster));
    (before, after)
}

/// Brackets show their other side when they are read from the right.
fn mirrored(cluster: &str) -> String {
    let swap = |c: char| match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        other => other,
    };
    if cluster.chars().any(is_from_the_right) { cluster.to_owned() } else { cluster.chars().map(swap).collect() }
}

#[cfg(test)]
mod tests {
    use super::logical;

    #[test]
    fn lines_from_the_left_stay() {
        assert_eq!(logical("Rust (6 years)"), "Rust (6 years)");
    }

    #[test]
    fn hebrew_is_turned_and_numbers_are_not() {
        assert_eq!(logical("2024 םולש"), "שלום 2024");
        assert_eq!(logical("2024-2019 םולש"), "שלום 2024-2019");
        assert_eq!(logical("Rust 2024 סדנהמ"), "מהנדס Rust 2024");
    }

    #[test]
    fn hebrew_within_a_line_from_the_left_is_turned() {
        assert_eq!(logical("I speak תירבע well"), "I speak עברית well");
    }

    #[test]
    fn arabic_forms_become_letters() {
        assert_eq!(logical("\u{fee1}\u{fefc}\u{feb3}"), "سلام");
    }
}
