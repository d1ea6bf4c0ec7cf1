//! Tables of people as CSV, in whatever encoding and with whatever separator an office program wrote them.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use csv::{ReaderBuilder, StringRecord, Trim};
use domain::ports::SheetRow;
use encoding_rs::{Encoding, UTF_8};

use super::unpack_wire::LeftOut;

/// The most rows of a table.
const MAX_ROWS: usize = 20_000;
/// The longest value, in characters.
const MAX_VALUE: usize = 1_000;
/// How the columns that we know are spelled, in lower case.
const NAME: &[&str] = &["name"];
const EMAIL: &[&str] = &["email", "e-mail"];
const RESUME_FILE: &[&str] = &["resume_file", "résumé_file", "resume file"];

/// What stands in a table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) rows: Vec<SheetRow>,
    /// Columns that we don't know.
    pub(crate) ignored: u32,
}

/// Reads a table.
///
/// # Errors
/// A reason when it is none, or none of ours.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, LeftOut> {
    let text = decoded(bytes);
    let mut reader =
        ReaderBuilder::new().delimiter(separator(&text)).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|_| LeftOut::CorruptTable)?.clone();
    let place = |known: &[&str]| columns.iter().position(|it| known.contains(&it.to_lowercase().as_str()));
    let (name, email, resume_file) = (place(NAME), place(EMAIL), place(RESUME_FILE));
    let known = [name, email, resume_file].into_iter().flatten().count();
    if known == 0 {
        return Err(LeftOut::NoColumns);
    }
    let value = |record: &StringRecord, place: Option<usize>| {
        place
            .and_then(|place| record.get(place))
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .take(MAX_VALUE)
            .collect()
    };
    let mut rows = Vec::new();
    for record in reader.records().take(MAX_ROWS) {
        let record = record.map_err(|_| LeftOut::CorruptTable)?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        rows.push(SheetRow {
            number: 0,
            name: value(&record, name),
            email: value(&record, email),
            resume_file: value(&record, resume_file),
        });
    }
    Ok(Table { rows, ignored: u32::try_from(columns.len() - known).unwrap_or(u32::MAX) })
}

/// The text, by its mark or by what it looks like.
fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    let encoding = if encoding == UTF_8 { encoding_rs::WINDOWS_1252 } else { encoding };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The separator that stands most often in the first line.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    [b';', b'\t', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &[u8]) -> Vec<(String, String, String)> {
        let rows = read(bytes).unwrap().rows;
        rows.into_iter().map(|row| (row.name, row.email, row.resume_file)).collect()
    }

    #[test]
    fn a_table_is_read_whatever_program_wrote_it() {
        let wanted = [("Zoë Ägren".to_owned(), "zoe@example.com".to_owned(), "zoe.pdf".to_owned())];
        let comma = "Name,Email,resume_file\n\"Zoë Ägren\",zoe@example.com, zoe.pdf \n,,\n";
        assert_eq!(names(comma.as_bytes()), wanted);
        let semicolon = "e-mail;city;name;Resume_File\r\nzoe@example.com;Oslo;Zoë Ägren;zoe.pdf\r\n";
        assert_eq!(names(&encoding_rs::WINDOWS_1252.encode(semicolon).0), wanted);
        let tabs = "name\temail\tresume_file\nZoë Ägren\tzoe@example.com\tzoe.pdf";
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(tabs.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(names(&utf16), wanted);
    }

    #[test]
    fn a_table_of_something_else_says_so_and_further_columns_are_counted() {
        assert_eq!(read(b"fruit,colour\napple,red\n").unwrap_err(), LeftOut::NoColumns);
        assert_eq!(read(b"").unwrap_err(), LeftOut::NoColumns);
        assert_eq!(read(b"name,city,phone\nAda,London,1\n").unwrap().ignored, 2);
    }
}
