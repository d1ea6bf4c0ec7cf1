//! Places at which a test can end the process as a power cut would. A program that is built with the
//! feature `failpoints` looks, whenever it comes by such a place, into a file that a test writes; any
//! other program has none of this. The places lie between the writes of a task's life, and since every
//! write is a transaction of the store, they lie around the store's commits.

#[cfg(all(feature = "failpoints", not(debug_assertions)))]
compile_error!("failpoints are for tests: build a release without them");

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use parking_lot::Mutex;

/// The file in the data folder that says where to end: the name of a place, and how often it is to be
/// passed before, for example `work.committed 1`.
const FILE: &str = "failpoint";

/// What a transaction does in the life of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Puts it in line, with the change that asks for it.
    Enqueue,
    /// Gives it to a worker.
    Claim,
    /// Keeps a part of what its handler did.
    Work,
    /// Writes the outcome of an attempt.
    Settle,
    /// Takes it from a worker that was lost.
    TakeBack,
}

impl Step {
    const ALL: [Self; 5] = [Self::Enqueue, Self::Claim, Self::Work, Self::Settle, Self::TakeBack];

    const fn name(self) -> &'static str {
        match self {
            Self::Enqueue => "enqueue",
            Self::Claim => "claim",
            Self::Work => "work",
            Self::Settle => "settle",
            Self::TakeBack => "take-back",
        }
    }
}

/// Where in a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Everything is written, and nothing is true yet.
    Written,
    /// It is true, and nobody was told.
    Committed,
    /// Who waits for it was woken, and who asked for it has no answer.
    Told,
}

impl Moment {
    const ALL: [Self; 3] = [Self::Written, Self::Committed, Self::Told];

    const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Committed => "committed",
            Self::Told => "told",
        }
    }
}

/// A place at which the process can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failpoint(Step, Moment);

impl fmt::Display for Failpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0.name(), self.1.name())
    }
}

/// Every place there is: each moment of each step.
pub fn all() -> impl Iterator<Item = Failpoint> {
    Step::ALL.into_iter().flat_map(|step| Moment::ALL.into_iter().map(move |moment| Failpoint(step, moment)))
}

static ORDERS: OnceLock<Orders> = OnceLock::new();

/// Takes orders from a file in this folder, from now on and until the process ends.
pub fn obey(folder: &Path) {
    if cfg!(feature = "failpoints") {
        // A second folder is that of a second server in the same process, which no test has.
        let _first = ORDERS.set(Orders { file: folder.join(FILE), passed: Mutex::default() });
    }
}

/// Ends the process if that was ordered for this place.
pub(crate) fn pass(step: Option<Step>, moment: Moment) {
    if cfg!(feature = "failpoints")
        && let (Some(step), Some(orders)) = (step, ORDERS.get())
        && orders.are_to_end_at(Failpoint(step, moment))
    {
        std::process::abort();
    }
}

/// What a document begins with that is to kill whoever reads it, and then a word for how.
const POISON: &[u8] = b"shortlist-failpoint ";

/// Dies of a document that was made for that.
pub(crate) fn swallow(document: &[u8]) {
    if cfg!(feature = "failpoints")
        && let Some(how) = document.strip_prefix(POISON)
    {
        if how.starts_with(b"abort") {
            std::process::abort();
        } else if how.starts_with(b"exit") {
            std::process::exit(3);
        } else if how.starts_with(b"overflow") {
            overflow(&mut [0; 4096]);
        } else if how.starts_with(b"memory") {
            let mut held = Vec::new();
            loop {
                held.push(vec![1_u8; 1 << 20]);
            }
        }
    }
}

/// Calls itself until the stack ends.
#[expect(unconditional_recursion, reason = "that is what it is for")]
fn overflow(above: &mut [u8; 4096]) {
    let mut here = *above;
    overflow(std::hint::black_box(&mut here));
    std::hint::black_box(above);
}

/// The file, and how often the place that it names was passed since it did.
#[derive(Debug)]
struct Orders {
    file: PathBuf,
    passed: Mutex<(String, u32)>,
}

impl Orders {
    fn are_to_end_at(&self, place: Failpoint) -> bool {
        let order = std::fs::read_to_string(&self.file).unwrap_or_default();
        let mut passed = self.passed.lock();
        if passed.0 != order {
            *passed = (order.clone(), 0);
        }
        let Some((name, before)) = order.trim().split_once(' ') else { return false };
        if name != place.to_string() {
            return false;
        }
        passed.1 += 1;
        before.parse() == Ok(passed.1 - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<String> = all().map(|it| it.to_string()).collect();
        assert_eq!(names.len(), Step::ALL.len() * Moment::ALL.len());
        assert!(names.contains("settle.committed"));
    }

    #[test]
    fn an_order_is_for_one_place_and_one_time() {
        let folder = tempfile::tempdir().unwrap();
        let orders = Orders { file: folder.path().join(FILE), passed: Mutex::default() };
        let place = Failpoint(Step::Work, Moment::Committed);
        let elsewhere = Failpoint(Step::Work, Moment::Told);
        assert!(!orders.are_to_end_at(place), "no order, no end");
        std::fs::write(&orders.file, "work.committed 1\n").unwrap();
        assert!(!orders.are_to_end_at(elsewhere));
        assert!(!orders.are_to_end_at(place), "once it is passed");
        assert!(orders.are_to_end_at(place));
        assert!(!orders.are_to_end_at(place));
        std::fs::write(&orders.file, "work.committed 0").unwrap();
        assert!(orders.are_to_end_at(place), "a new order counts anew");
        std::fs::write(&orders.file, "work.committed soon").unwrap();
        assert!(!orders.are_to_end_at(place));
    }
}
