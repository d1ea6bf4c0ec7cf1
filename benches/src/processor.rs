//! The time that processors spent for us. On a machine that others use too, it says more than a clock does.

use std::fs;

use anyhow::Result;

use crate::memory::family;

/// Linux tells times of processes in hundredths of a second, on whatever machine.
const TICKS_A_SECOND: u32 = 100;

/// Seconds that this process, its children and theirs have computed, those that have ended among them.
pub(crate) fn seconds() -> Result<f64> {
    let ticks: u64 = family(std::process::id())?.into_iter().filter_map(ticks).sum();
    Ok(precise(ticks) / f64::from(TICKS_A_SECOND))
}

/// Of one process and of those of its children that it has seen end.
fn ticks(pid: u32) -> Option<u64> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name comes second, in brackets, and may hold anything.
    let (_, after_name) = line.rsplit_once(')')?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    fields.get(11..15)?.iter().map(|it| it.parse::<u64>().ok()).sum()
}

#[expect(clippy::cast_precision_loss, reason = "so many ticks don't come in a lifetime")]
fn precise(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_was_computed_is_seen() {
        let before = seconds().unwrap();
        let begun = std::time::Instant::now();
        while begun.elapsed().as_millis() < 300 {}
        assert!(seconds().unwrap() > before);
    }
}
