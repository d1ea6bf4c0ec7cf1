//! What became of the files of an import, as a table that spreadsheets open.

use domain::intake::model::ImportFile;

use crate::graphql::global_id::Global;

/// The table, with a line for each file.
pub(crate) fn written(files: &[ImportFile]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut line = |cells: [&str; 4]| writer.write_record(cells.map(harmless)).expect("memory can be written to");
    line(["file", "state", "reason", "candidateId"]);
    for file in files {
        let candidate = file.candidate_id.map(|id| id.global().0).unwrap_or_default();
        line([&file.file_name, file.status.as_str(), file.reason.as_deref().unwrap_or_default(), &candidate]);
    }
    writer.into_inner().expect("memory can be written to")
}

/// A cell that no spreadsheet takes for a formula: file names come from strangers.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::id::ImportFileId;
    use domain::resume::model::ResumeStatus;
    use uuid::Uuid;

    use super::*;

    fn file(name: &str, reason: Option<&str>) -> ImportFile {
        ImportFile {
            id: ImportFileId(Uuid::from_u128(1)),
            file_name: name.to_owned(),
            status: ResumeStatus::Unreadable,
            reason: reason.map(str::to_owned),
            resume_id: None,
            candidate_id: None,
        }
    }

    #[test]
    fn a_line_says_file_state_reason_and_candidate() {
        let table = String::from_utf8(written(&[file("a, \"b\".pdf", Some("It is empty."))])).unwrap();
        assert_eq!(table, "file,state,reason,candidateId\n\"a, \"\"b\"\".pdf\",UNREADABLE,It is empty.,\n");
    }

    #[test]
    fn a_name_is_no_formula() {
        for start in ["=", "+", "-", "@", "\t"] {
            let name = format!("{start}cmd|' /C calc'!A0.pdf");
            let table = String::from_utf8(written(&[file(&name, None)])).unwrap();
            let cell = csv::Reader::from_reader(table.as_bytes()).records().next().unwrap().unwrap()[0].to_owned();
            assert_eq!(cell, format!("'{name}"));
        }
    }
}
