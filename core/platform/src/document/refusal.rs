//! Why a file yields no text, as a closed list.
//!
//! The child sends one of these and never a sentence of its own making: a child taken over by its document
//! can't put words into the mouth of the product.

use domain::ports::ExtractError;
use serde::{Deserialize, Serialize};

/// What a file of a kind that we don't read seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seems {
    /// An `.exe` or `.dll`.
    WindowsProgram,
    /// An ELF or Mach-O program, or a script.
    Program,
    /// JPEG, PNG, GIF, TIFF, WebP, BMP, HEIC.
    Image,
    /// The binary format of Word before 2007, or another file of that family.
    OldWord,
    /// Rich Text Format.
    Rtf,
    /// An HTML or XML page.
    WebPage,
    /// An Excel workbook.
    Spreadsheet,
    /// A PowerPoint presentation.
    Presentation,
    /// An OpenDocument or Pages file.
    OtherOffice,
    /// ZIP, RAR, 7z, gzip and the like.
    Archive,
    /// Sound or film.
    Media,
    /// PostScript.
    PostScript,
    /// Bytes that are no text in any encoding we know.
    Unknown,
}

impl Seems {
    fn words(self) -> &'static str {
        match self {
            Self::WindowsProgram => "a Windows program",
            Self::Program => "a program",
            Self::Image => "an image",
            Self::OldWord => "an old Word document (.doc)",
            Self::Rtf => "a Rich Text document (.rtf)",
            Self::WebPage => "a web page",
            Self::Spreadsheet => "a spreadsheet",
            Self::Presentation => "a presentation",
            Self::OtherOffice => "a document of another office program",
            Self::Archive => "an archive",
            Self::Media => "a sound or video file",
            Self::PostScript => "a PostScript file",
            Self::Unknown => "a file of an unknown kind",
        }
    }
}

/// Why a file yields no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Pages without text.
    NeedsOcr {
        /// Pages counted.
        page_count: Option<u32>,
    },
    /// Nothing, or nothing but white space.
    Empty,
    /// Of a kind that we don't read.
    WrongType(Seems),
    /// A PDF that needs a password.
    EncryptedPdf,
    /// A word-processor document that needs a password.
    EncryptedDocx,
    /// A PDF whose structure can't be followed, or that ends too early.
    CorruptPdf,
    /// A PDF without pages.
    NoPages,
    /// A PDF with more pages than the limit.
    TooManyPages {
        /// The limit.
        limit: u32,
    },
    /// A DOCX whose archive or XML is broken.
    CorruptDocx,
    /// An archive that unpacks to more than is reasonable, or with too many entries.
    TooLargeUnpacked,
    /// Elements nested deeper than any real document has them.
    TooDeep,
    /// More text than the limit.
    TooMuchText {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Elements with more attributes, or pages with more drawing, than any real document has.
    TooComplex,
    /// A DOCX that defines entities, by which a few lines swell to gigabytes.
    DefinesEntities,
    /// An archive with names that lead out of it, links, or entries that share their bytes.
    UnsafeArchive,
    /// The process that read it crashed.
    Crashed,
    /// The process that read it asked the kernel for something that no reader needs.
    Forbidden,
    /// The process that read it asked for more memory than it may have.
    TooMuchMemory,
    /// The process that read it used up its time.
    TooSlow,
}

impl Refusal {
    /// One sentence that a recruiter understands.
    fn sentence(self) -> String {
        match self {
            Self::NeedsOcr { .. } => "This file has pages but no text.".to_owned(),
            Self::Empty => "This file is empty: there is no text in it.".to_owned(),
            Self::WrongType(seems) => format!(
                "This seems to be {}, not a résumé that can be read: please upload a PDF, a DOCX or a text file.",
                seems.words()
            ),
            Self::EncryptedPdf => "This PDF is encrypted with a password: please upload it without one.".to_owned(),
            Self::EncryptedDocx => {
                "This document is encrypted with a password: please upload it without one.".to_owned()
            }
            Self::CorruptPdf => {
                "This PDF is corrupt or incomplete: please export it again and upload the new file.".to_owned()
            }
            Self::NoPages => "This PDF has no pages.".to_owned(),
            Self::TooManyPages { limit } => format!("This PDF has more than {limit} pages, which is the limit."),
            Self::CorruptDocx => {
                "This Word document is corrupt: please save it again as DOCX and upload the new file.".to_owned()
            }
            Self::TooLargeUnpacked => {
                "This file unpacks to far more data than a résumé holds, so it was not read.".to_owned()
            }
            Self::TooDeep => "This file is nested more deeply than any real document, so it was not read.".to_owned(),
            Self::TooComplex => {
                "This file is built in a more complicated way than any real document, so it was not read.".to_owned()
            }
            Self::DefinesEntities => {
                "This document defines text of its own that can swell without end, so it was not read: please save \
                 it again as DOCX."
                    .to_owned()
            }
            Self::UnsafeArchive => "This file is built like an attack: its parts point outside it or lie on top of \
                                    each other, so it was not read."
                .to_owned(),
            Self::TooMuchText { limit } => {
                format!("This file holds more than {} of text, which is the limit.", megabytes(limit))
            }
            Self::Crashed => {
                "This file made its reader crash, so it is probably damaged: please export it again.".to_owned()
            }
            Self::Forbidden => "This file made its reader try something that no document needs, so it was stopped: \
                                please export it again."
                .to_owned(),
            Self::TooMuchMemory => {
                "This file needs too much memory to read: please export it again in a simpler form.".to_owned()
            }
            Self::TooSlow => "This file takes too long to read: please export it again in a simpler form.".to_owned(),
        }
    }
}

fn megabytes(bytes: usize) -> String {
    if bytes >= 1024 * 1024 { format!("{} MB", bytes / (1024 * 1024)) } else { format!("{} kB", bytes / 1024) }
}

impl From<Refusal> for ExtractError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NeedsOcr { page_count } => Self::NeedsOcr { page_count },
            other => Self::Unreadable { reason: other.sentence() },
        }
    }
}
