//! Files as people send them, and as people shouldn't: written by hand, byte by byte, so that a test knows
//! exactly what stands in them.

mod advisories;
mod bombs;
mod crafted;
mod docx;
mod hidden;
mod hidden_pdf;
mod pdf;
mod resumes;
mod zip;

pub use self::zip::{Packed, archive, swelling_zip, zip};
pub use advisories::{Attack, pdf_attacks};
pub use bombs::{bombs, reaching_files};
pub use crafted::{Crafted, FIRST_EXTRA, stream};
pub use docx::{docx, docx_bomb, docx_package, docx_sections, docx_with, paragraph, table};
pub use hidden::{Hidden, hidden_files};
pub use pdf::{Placed, encrypted_pdf, nested_pdf, pdf, pdf_of_streams, pdf_with, placed_pdf, scanned_pdf, two_columns};

pub use resumes::{Generated, generated_resumes};

/// What stands in the files of a folder and of the folders in it.
///
/// # Panics
/// When one can't be read.
#[must_use]
pub fn below(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        // A link is no folder, so nobody walks in a circle.
        if std::fs::symlink_metadata(&path).expect("the entry is there").is_dir() {
            found.extend(below(&path));
        } else {
            found.push(std::fs::read(path).expect("the file can be read"));
        }
    }
    found
}

/// A file that Windows would run.
#[must_use]
pub fn windows_program() -> Vec<u8> {
    [&b"MZ\x90\0\x03"[..], &[0; 2_000]].concat()
}
