//! Plain text in the encodings that people still send.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::refusal::{Refusal, Seems};

/// Decodes a text file: by its byte-order mark, else as UTF-8, else as UTF-16 when its zero bytes say so,
/// else by the statistics of its letters.
///
/// # Errors
/// [`Refusal::WrongType`] when the bytes are no text.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => (guess(bytes), bytes),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let plausible = if had_errors { nearly_all_decoded(&text) } else { looks_like_text(&text) };
    if plausible { Ok(text.into_owned()) } else { Err(Refusal::WrongType(Seems::Unknown)) }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    match detector.guess(None, Utf8Detection::Allow) {
        // These bytes are no UTF-8, so in the family of the web's default it is the best name for them.
        encoding if encoding == UTF_8 => WINDOWS_1252,
        encoding => encoding,
    }
}

/// Most letters of European texts leave one of the two bytes zero, always the same one.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.chunks_exact(2).take(2_000);
    let all = pairs.len();
    if all < 2 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let (first, second) = pairs
        .fold((0, 0), |(first, second), pair| (first + usize::from(pair[0] == 0), second + usize::from(pair[1] == 0)));
    if second * 10 >= all * 6 && first * 20 <= all {
        Some(UTF_16LE)
    } else if first * 10 >= all * 6 && second * 20 <= all {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// A stray byte in a long text is a blemish; many are a sign that this is no text.
fn nearly_all_decoded(text: &str) -> bool {
    let (all, lost) = count(text, |c| c == char::REPLACEMENT_CHARACTER);
    lost * 200 <= all && looks_like_text(text)
}

/// Programs and pictures are full of control characters; texts have at most a few form feeds.
fn looks_like_text(text: &str) -> bool {
    let (all, odd) = count(text, |c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{b}'));
    odd * 20 <= all
}

fn count(text: &str, is: impl Fn(char) -> bool) -> (usize, usize) {
    text.chars().fold((0, 0), |(all, hits), character| (all + 1, hits + usize::from(is(character))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "Jürgen Beispiel\nMünchen, résumé of a naïve façade painter\n";

    #[test]
    fn utf_8_with_and_without_a_mark() {
        assert_eq!(decode(SAMPLE.as_bytes()).unwrap(), SAMPLE);
        assert_eq!(decode(&[b"\xef\xbb\xbf", SAMPLE.as_bytes()].concat()).unwrap(), SAMPLE);
    }

    #[test]
    fn utf_16_with_and_without_a_mark() {
        let little: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little).unwrap(), SAMPLE);
        assert_eq!(decode(&big).unwrap(), SAMPLE);
        assert_eq!(decode(&[b"\xff\xfe", little.as_slice()].concat()).unwrap(), SAMPLE);
        assert_eq!(decode(&[b"\xfe\xff", big.as_slice()].concat()).unwrap(), SAMPLE);
    }

    #[test]
    fn latin_1_and_windows_1252() {
        let latin: Vec<u8> = SAMPLE.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        assert_eq!(decode(&latin).unwrap(), SAMPLE);
        assert_eq!(decode(b"\x93Team lead\x94 \x96 paid in \x80").unwrap(), "\u{201c}Team lead\u{201d} – paid in €");
    }

    #[test]
    fn rubbish_is_no_text() {
        let rubbish: Vec<u8> =
            (0..4_000_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
        assert_eq!(decode(&rubbish), Err(Refusal::WrongType(Seems::Unknown)));
        assert_eq!(decode(&[0; 300]), Err(Refusal::WrongType(Seems::Unknown)));
    }
}
