//! Moments as clients see them.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{SecondsFormat, Utc};

/// A moment, as RFC 3339 writes it: 2026-03-01T12:30:00.000Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        Self(moment)
    }
}

/// A moment in RFC 3339, with its offset from UTC: 2026-03-01T12:30:00.000Z. Answers are in UTC and have
/// milliseconds.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let moment = chrono::DateTime::parse_from_rfc3339(text)
            .map_err(|_| InputValueError::custom("this is no moment like 2026-03-01T12:30:00Z"))?;
        Ok(Self(moment.to_utc()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> InputValueResult<DateTime> {
        DateTime::parse(Value::from(text))
    }

    #[test]
    fn a_moment_is_told_in_utc_with_milliseconds() {
        let moment = read("2026-03-01T12:30:00.123456+01:00").unwrap();
        assert_eq!(moment.to_value(), Value::from("2026-03-01T11:30:00.123Z"));
    }

    #[test]
    fn what_has_no_offset_or_is_no_text_is_no_moment() {
        for wrong in ["2026-03-01", "2026-03-01T12:30:00", "2026-02-30T12:30:00Z", "yesterday", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(DateTime::parse(Value::from(1_772_368_200)).is_err());
    }
}
