//! The text of a document, before a parser sees it.

use crate::graphql::error::ApiError;

/// What a document may hold besides texts between quotes, which are data.
const MOST_BYTES: usize = 32 * 1024;
/// Brackets within brackets. The parser calls itself for each.
const MOST_NESTING: usize = 48;

/// # Errors
/// QUERY_TOO_COMPLEX beyond the limits; GRAPHQL_PARSE_FAILED when a text between quotes doesn't end, since
/// the parser would look for the end of the same text over and over.
pub(in crate::graphql) fn check(document: &str) -> Result<(), ApiError> {
    let (mut rest, mut length, mut nesting) = (document.as_bytes(), 0_usize, 0_usize);
    while let Some(first) = rest.first() {
        let taken = match first {
            b'"' => quoted(rest).ok_or_else(unended)?,
            b'#' => rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len()),
            _ => 1,
        };
        match first {
            b'{' | b'(' | b'[' => nesting += 1,
            b'}' | b')' | b']' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        if *first != b'"' {
            length += taken;
        }
        if nesting > MOST_NESTING {
            return Err(ApiError::too_complex("The document is nested too deep."));
        }
        if length > MOST_BYTES {
            return Err(ApiError::too_complex(format!(
                "The document is longer than {} KiB: move values to variables.",
                MOST_BYTES / 1024
            )));
        }
        rest = &rest[taken..];
    }
    Ok(())
}

/// The length of the text between quotes that begins here, quotes included.
fn quoted(text: &[u8]) -> Option<usize> {
    if text.starts_with(b"\"\"\"") { block(text) } else { line(text) }
}

fn block(text: &[u8]) -> Option<usize> {
    let mut at = 3;
    while at < text.len() {
        match &text[at..] {
            [b'\\', b'"', b'"', b'"', ..] => at += 4,
            [b'"', b'"', b'"', ..] => return Some(at + 3),
            _ => at += 1,
        }
    }
    None
}

fn line(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            _ => at += 1,
        }
    }
    None
}

fn unended() -> ApiError {
    ApiError { code: "GRAPHQL_PARSE_FAILED", message: "A text between quotes has no end in the document.".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(document: &str) -> Option<&'static str> {
        check(document).err().map(|error| error.code)
    }

    #[test]
    fn a_document_has_a_length_and_texts_in_it_do_not_count() {
        assert_eq!(code(&format!("{{ a }}{}", " ".repeat(MOST_BYTES))), Some("QUERY_TOO_COMPLEX"));
        assert_eq!(code(&format!("{{ a }} #{}", "x".repeat(MOST_BYTES))), Some("QUERY_TOO_COMPLEX"));
        let long = "x{".repeat(MOST_BYTES);
        assert_eq!(code(&format!("{{ a(b: \"{long}\\\" \\\\\") }}")), None);
        assert_eq!(code(&format!("{{ a(b: \"\"\"\n{long}\" \\\"\"\" \"\"\") c }}")), None);
    }

    #[test]
    fn brackets_nest_only_so_deep() {
        for (open, close) in [("{a", "}"), ("(a:", ")"), ("[", "]")] {
            let nested = |times| open.repeat(times) + &close.repeat(times);
            assert_eq!(code(&nested(MOST_NESTING)), None);
            assert_eq!(code(&nested(MOST_NESTING + 1)), Some("QUERY_TOO_COMPLEX"));
            assert_eq!(code(&open.repeat(10_000)), Some("QUERY_TOO_COMPLEX"));
        }
        assert_eq!(code(&"{a} ".repeat(1_000)), None);
        assert_eq!(code(&format!("{{ a }} # {}", "{".repeat(1_000))), None);
    }

    #[test]
    fn a_text_that_does_not_end_is_no_text() {
        for document in ["{ a(b: \"", "{ a(b: \"\n\") }", "{ a(b: \"\"\" ", "{ a(b: \"\"\" \\\"\"\"", "\"\\"] {
            assert_eq!(code(document), Some("GRAPHQL_PARSE_FAILED"), "{document}");
        }
        assert_eq!(code("{ a(b: \"\", c: \"\"\"\"\"\") }"), None);
    }
}
