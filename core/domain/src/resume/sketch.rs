//! Sketches of texts, by which near-equal ones are found without reading all: `MinHash` over runs of words, cut
//! into bands that two texts of the same words share with all but certainty (Broder 1997; Leskovec, Rajaraman and
//! Ullman, "Mining of Massive Datasets", chapter 3).

/// Words in a run. Shorter runs are shared by any two texts of one trade.
const RUN: usize = 4;
/// Hashes in a signature.
const HASHES: usize = 64;
/// Hashes in a band. With these, texts that share eight runs in ten are found with a probability of 0.9997, and
/// those that share three in ten with one of 0.12.
const BAND: usize = 4;
/// A text of fewer runs says too little to be told from another.
const FEWEST_RUNS: usize = 30;

/// The least share of common runs that makes two texts near-equal.
pub const NEAR: f64 = 0.7;

/// A text's sketch. The shares of equal hashes of two sketches estimates the share of runs that their texts have
/// in common, with a standard error of at most 1/16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    /// Of a text; `None` when it is too short. Case, signs and blanks don't count.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<u64> = words(text).map(|word| hash(&word)).collect();
        if words.len() < RUN + FEWEST_RUNS {
            return None;
        }
        let mut least = [u64::MAX; HASHES];
        for run in words.windows(RUN) {
            let run = run.iter().fold(0, |all: u64, word| mixed(all.rotate_left(17) ^ word));
            for (number, least) in (0_u64..).zip(&mut least) {
                *least = (*least).min(mixed(run ^ mixed(number + 1)));
            }
        }
        // The upper half of a mixed hash tells as much as all of it.
        Some(Self(least.iter().map(|hash| u32::try_from(hash >> 32).expect("32 bits are left")).collect()))
    }

    /// From its bytes; `None` when these are of no sketch.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let hashes = bytes.chunks_exact(4).map(|hash| u32::from_le_bytes(hash.try_into().expect("four bytes")));
        (bytes.len() == HASHES * 4).then(|| Self(hashes.collect()))
    }

    /// As bytes, 256 of them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    /// Its bands, 16 of them, each with its place in it. Only texts that share one need be compared.
    #[must_use]
    pub fn bands(&self) -> Vec<i64> {
        let band = |(place, hashes): (u64, &[u32])| {
            hashes.iter().fold(mixed(place + 1), |all, hash| mixed(all ^ u64::from(*hash)))
        };
        (0_u64..).zip(self.0.chunks(BAND)).map(band).map(u64::cast_signed).collect()
    }

    /// How much of their texts two sketches share, 0–1.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        f64::from(u32::try_from(same).unwrap_or(0)) / f64::from(u32::try_from(HASHES).unwrap_or(1))
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// FNV-1a: the same for ever and on every machine, as a stored hash must be.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |all, byte| (all ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finalizer of `SplitMix64`.
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many words; those before `own` are everybody's.
    fn text(own: usize, seed: usize) -> String {
        (0..400).map(|at| if at < own { format!("word{at} ") } else { format!("own{at}x{seed} ") }).collect()
    }

    fn sketch(own: usize, seed: usize) -> Sketch {
        Sketch::of(&text(own, seed)).unwrap()
    }

    fn share_a_band(a: &Sketch, b: &Sketch) -> bool {
        a.bands().iter().zip(b.bands()).any(|(a, b)| *a == b)
    }

    #[test]
    fn equal_words_have_equal_sketches_whatever_their_looks() {
        let plain = text(400, 0);
        let other = plain.to_uppercase().replace(' ', ",\n");
        assert_eq!(Sketch::of(&plain), Sketch::of(&other));
    }

    #[test]
    fn near_texts_are_found_and_far_ones_are_told_apart() {
        for seed in 1..50 {
            let near = (sketch(380, seed), sketch(380, seed + 1_000));
            assert!(share_a_band(&near.0, &near.1));
            assert!(near.0.similarity(&near.1) >= NEAR, "{}", near.0.similarity(&near.1));
            let half = (sketch(200, seed), sketch(200, seed + 1_000));
            assert!(half.0.similarity(&half.1) < NEAR);
        }
    }

    #[test]
    fn short_texts_have_none() {
        assert_eq!(Sketch::of("Mira Example, nurse"), None);
        assert_eq!(Sketch::of(""), None);
    }

    #[test]
    fn bytes_lead_back() {
        let sketch = sketch(100, 1);
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch.clone()));
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()[1..]), None);
        assert_eq!(sketch.bands().len(), 16);
    }
}
