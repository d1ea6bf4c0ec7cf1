//! Values of labels that others choose, for example names of operations. A label's values are kept for ever,
//! by us and by whoever collects them, so there are only so many of them and they look like names.

use std::collections::HashSet;

use parking_lot::Mutex;

/// What is answered once there are as many values as there may be, and for what is no name.
const OTHER: &str = "other";
const LONGEST: usize = 64;

/// Values seen first, up to a bound.
#[derive(Debug)]
pub struct Interned {
    most: usize,
    /// Of these, whoever has not signed in may add so many, so that strangers don't take all places.
    most_of_strangers: usize,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    values: HashSet<&'static str>,
    of_strangers: usize,
}

impl Interned {
    /// Of at most so many values, of which strangers may add so many.
    #[must_use]
    pub fn new(most: usize, most_of_strangers: usize) -> Self {
        let known = Known { values: HashSet::new(), of_strangers: 0 };
        Self { most, most_of_strangers, known: Mutex::new(known) }
    }

    /// The value itself, when it is known or may be added; else `other`.
    pub fn label(&self, value: &str, of_stranger: bool) -> &'static str {
        if !is_name(value) {
            return OTHER;
        }
        let mut known = self.known.lock();
        if let Some(value) = known.values.get(value) {
            return value;
        }
        if known.values.len() >= self.most || (of_stranger && known.of_strangers >= self.most_of_strangers) {
            return OTHER;
        }
        known.of_strangers += usize::from(of_stranger);
        // Never freed, and never more than the bound.
        let value: &'static str = Box::leak(value.into());
        known.values.insert(value);
        value
    }
}

fn is_name(value: &str) -> bool {
    (1..=LONGEST).contains(&value.len()) && value.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_seen_first_are_kept_and_later_ones_are_other() {
        let names = Interned::new(2, 2);
        assert_eq!((names.label("Jobs", false), names.label("Me", true)), ("Jobs", "Me"));
        assert_eq!((names.label("Third", false), names.label("Jobs", true)), (OTHER, "Jobs"));
    }

    #[test]
    fn strangers_leave_places_for_people_who_signed_in() {
        let names = Interned::new(3, 1);
        assert_eq!((names.label("A", true), names.label("B", true)), ("A", OTHER));
        assert_eq!((names.label("B", false), names.label("B", true)), ("B", "B"));
    }

    #[test]
    fn what_is_no_name_is_other() {
        let names = Interned::new(100, 100);
        for odd in ["", "Ada Lovelace", "ada@example.com", "Zoë", "a\nb", &"x".repeat(65)] {
            assert_eq!(names.label(odd, false), OTHER, "{odd}");
        }
        assert_eq!(names.label(&"x".repeat(64), false).len(), 64);
    }
}
