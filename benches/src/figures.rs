//! Medians, and how figures are written.

/// The middle one; of an even number, the mean of the middle two. 0 of none.
pub(crate) fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        length if length % 2 == 0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    }
}

/// The number that 95 of 100 don't exceed. 0 of none.
pub(crate) fn p95(numbers: &[f64]) -> f64 {
    percentile(numbers, 95)
}

/// The number that 99 of 100 don't exceed. 0 of none.
pub(crate) fn p99(numbers: &[f64]) -> f64 {
    percentile(numbers, 99)
}

fn percentile(numbers: &[f64], of_a_hundred: usize) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * of_a_hundred).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

/// `median 1.2 ms, p95 3.4 ms of 200`.
pub(crate) fn spread(seconds: &[f64]) -> String {
    format!("median {}, p95 {} of {}", time(median(seconds)), time(p95(seconds)), seconds.len())
}

/// A count to reckon with.
pub(crate) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

pub(crate) fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(0.0, f64::max)
}

/// `1.23 s`, or `12.3 ms` when it is short.
pub(crate) fn time(seconds: f64) -> String {
    if seconds < 0.5 { format!("{:.1} ms", seconds * 1_000.0) } else { format!("{seconds:.2} s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_found() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn the_largest_of_a_hundred_are_left_out() {
        let numbers: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!((p95(&numbers), p99(&numbers)), (190.0, 198.0));
        assert_eq!(p99(&[7.0]), 7.0);
        assert_eq!(p99(&[]), 0.0);
    }

    #[test]
    fn times_are_short() {
        assert_eq!(time(0.012_34), "12.3 ms");
        assert_eq!(time(1.234), "1.23 s");
    }
}
