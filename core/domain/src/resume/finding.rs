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
        /// Outside the page, or outside the part of it that is shown.
        OffPage = "OFF_PAGE",
        /// In the file and not drawn: a PDF's text rendering mode 3, a layer that is off, a font without shapes.
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
            Self::OffPage => "This text lies outside the part of the page that is shown.",
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

/// The beginning of a text as an excerpt: one line of at most [`MAX_EXCERPT`] code points. Tags are given as
/// the letters that they stand for, and whatever else shows nothing by its number.
#[must_use]
pub fn excerpt_of(text: &str) -> String {
    let mut excerpt = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let spelled: String =
            std::iter::once(' ').chain(word.chars()).skip(usize::from(length == 0)).flat_map(spelled).collect();
        let room = MAX_EXCERPT - length;
        excerpt.extend(spelled.chars().take(room));
        length += spelled.chars().count().min(room);
        if length == MAX_EXCERPT {
            break;
        }
    }
    excerpt
}

fn spelled(c: char) -> Vec<char> {
    match c {
        '\u{e0020}'..='\u{e007e}' => char::from_u32(u32::from(c) - 0xe0000).into_iter().collect(),
        c if c.is_control() || shows_nothing(c) => format!("U+{:04X} ", u32::from(c)).chars().collect(),
        other => vec![other],
    }
}

/// Whether a character has no look of its own: it joins, separates, turns or tags others.
#[must_use]
pub const fn shows_nothing(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line_that_shows_everything() {
        assert_eq!(excerpt_of("  a\n b\u{200b}c\u{7} "), "a bU+200B cU+0007 ");
        assert_eq!(excerpt_of("\u{e0068}\u{e0069}"), "hi");
        assert_eq!(excerpt_of(&"é ".repeat(500)).chars().count(), MAX_EXCERPT);
    }
}
