//! Letters that fonts draw in pieces or apart.

use kit::files::{Placed, placed_pdf};

use crate::reading::{text_of, trials};

trials!(accents_drawn_over_their_letters, accents_that_are_apostrophes, headings_whose_letters_stand_apart);

fn page(pieces: &[(f32, f32, &str)]) -> String {
    text_of(placed_pdf(&[pieces.iter().map(|(x, y, text)| Placed::at(*x, *y, text)).collect()]))
}

/// In Helvetica at 10 points, the e of `Jose` is at 15.6 to 21.1 and the E of `Elodie` at 0 to 6.7.
fn accents_drawn_over_their_letters() {
    let text = page(&[
        (56.0, 790.0, "Jose Example"),
        (72.7, 790.0, "´"),
        (56.0, 760.0, "Elodie and Jose went to Geneve"),
        (57.7, 762.4, "´"),
    ]);
    assert!(text.contains("José Example"), "{text}");
    assert!(text.contains("Élodie and Jose went"), "{text}");
}

fn accents_that_are_apostrophes() {
    let text = page(&[(56.0, 790.0, "Bachelor´s degree, the best of O´Neill´s class")]);
    assert!(text.contains("Bachelor´s degree, the best of O´Neill´s class"), "{text}");
}

fn headings_whose_letters_stand_apart() {
    let spread = |left: f32, y: f32, word: &'static str| {
        (0_u8..).zip(0..word.len()).map(move |(place, at)| (left + 18.0 * f32::from(place), y, &word[at..=at]))
    };
    let mut pieces: Vec<(f32, f32, &str)> = spread(56.0, 790.0, "LENA").chain(spread(142.0, 790.0, "FINK")).collect();
    pieces.push((56.0, 770.0, "lena.fink@example.com"));
    let text = page(&pieces);
    assert!(text.contains("LENA FINK"), "{text}");
}
