//! What a file says beside what a person sees in it: text that is hidden from people, and text that speaks to
//! a machine. It is shown to recruiters and never reaches a model, an index or a ranking.

use serde::{Deserialize, Serialize};

use crate::words::word_enum;

/// The longest excerpt of a finding, in Unicode code points.
pub const MAX_EXCERPT: usize = 200;

word_enum! {
    /// By which way text was hidden, or why visible text is remarkable.
    Channel {
        /// White, or nearly the colour of what is behind it.
        LowContrast = "LOW_CONTRAST",
        /// Smaller than anybody reads.
        TinyText = "TINY_TEXT",
        /// Outside the page.
        OffPage = "OFF_PAGE",
        /// A PDF's text rendering mode 3.
        InvisibleMode = "INVISIBLE_MODE",
        /// Behind an image or a box.
        Covered = "COVERED",
        /// Drawn fully transparent.
        Transparent = "TRANSPARENT",
        /// A PDF's annotation.
        Annotation = "ANNOTATION",
        /// A form's field.
        FormField = "FORM_FIELD",
        /// A file's properties: title, subject, keywords and the like.
        Metadata = "METADATA",
        /// Zero-width, bidirectional, tag and other characters that show nothing.
        InvisibleCharacters = "INVISIBLE_CHARACTERS",
        /// A DOCX run marked as hidden.
        HiddenRun = "HIDDEN_RUN",
        /// A comment in the margin.
        Comment = "COMMENT",
        /// Text that was deleted and is kept as a revision.
        DeletedText = "DELETED_TEXT",
        /// A header or footer that no page shows.
        HiddenHeader = "HIDDEN_HEADER",
        /// The description of a picture.
        AltText = "ALT_TEXT",
        /// Visible, and addressed to a machine rather than to a person.
        Instruction = "INSTRUCTION",
        /// Visible, and made to look like the end of a document or a turn in a conversation.
        ForgedDelimiter = "FORGED_DELIMITER",
    }
}

impl Channel {
    /// One sentence that a recruiter understands.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::LowContrast => "This text has nearly the colour of its background, so nobody sees it.",
            Self::TinyText => "This text is too small for anybody to read.",
            Self::OffPage => "This text lies outside the page.",
            Self::InvisibleMode => "This text is in the file and is not drawn.",
            Self::Covered => "This text lies behind an image or a box.",
            Self::Transparent => "This text is fully transparent.",
            Self::Annotation => "This text is in an annotation and not on the page.",
            Self::FormField => "This text is in a form field and not on the page.",
            Self::Metadata => "This text is in the file's properties and not on the page.",
            Self::InvisibleCharacters => "These characters show nothing, or change the order of others.",
            Self::HiddenRun => "This text is marked as hidden in the document.",
            Self::Comment => "This text is in a comment and not on the page.",
            Self::DeletedText => "This text was deleted and is still in the file.",
            Self::HiddenHeader => "This text is in a header or footer that no page shows.",
            Self::AltText => "This text describes a picture and is not on the page.",
            Self::Instruction => "This sentence speaks to a machine that reads the résumé, not to a person.",
            Self::ForgedDelimiter => "This text imitates the end of a document or a turn in a conversation.",
        }
    }

    /// Whether people see it: then it stays part of the text.
    #[must_use]
    pub const fn is_visible(self) -> bool {
        matches!(self, Self::Instruction | Self::ForgedDelimiter)
    }
}

/// Something in a file that a person can't see or that speaks to a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// By which way.
    pub channel: Channel,
    /// Counted from 1, where the format has pages.
    pub page: Option<u32>,
    /// The beginning of it: one line, at most [`MAX_EXCERPT`] code points, no control characters, and what
    /// shows nothing spelled as `U+200B`.
    pub excerpt: String,
    /// How many characters there are of it in all, white space apart.
    pub characters: u32,
}
