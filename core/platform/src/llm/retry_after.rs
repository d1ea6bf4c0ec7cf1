//! When a server wants to be asked again: RFC 9110's `Retry-After`, in seconds or as a date.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// Whoever asks for more is asked again all the same: a day is longer than any outage that mends itself.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// The time from now on that the header asks for; `None` when it says nothing that makes sense.
pub(super) fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    let wait = match value.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok()?,
        // A date that is past means now.
        Err(_) => (DateTime::parse_from_rfc2822(value).ok()?.to_utc() - now).to_std().unwrap_or_default(),
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(value: &str) -> Option<u64> {
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        retry_after(value, now).map(|it| it.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!((parsed("7"), parsed(" 0 "), parsed("1.5")), (Some(7), Some(0), Some(1)));
        assert_eq!(parsed("Wed, 25 Nov 2026 12:01:30 GMT"), Some(90));
        assert_eq!(parsed("Wed, 25 Nov 2026 11:00:00 GMT"), Some(0), "a date that is past");
    }

    #[test]
    fn what_is_no_time_says_nothing_and_what_is_too_long_is_cut() {
        for odd in ["", "soon", "-3", "NaN", "inf", "25 o'clock"] {
            assert_eq!(parsed(odd), None, "{odd}");
        }
        assert_eq!(parsed("99999999"), Some(24 * 3600));
    }
}
