//! What a model must not know of a person: who they are. Names, addresses, ages and the like are replaced
//! before it reads a text, and what it quotes is led back to the text as it was.

use crate::text::Span;

/// What is known of a person beside their text, to find it there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Their name, and the names that were read from their résumés.
    pub names: Vec<String>,
    /// Every e-mail address.
    pub emails: Vec<String>,
    /// Every phone number.
    pub phones: Vec<String>,
    /// Where they live.
    pub locations: Vec<String>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// A text without its person.
#[derive(Clone, PartialEq, Eq)]
pub struct Blinded {
    /// The text that a model may read.
    pub text: String,
    /// Which parts of it stand in the original as they are: place here, place there, in ascending order.
    kept: Vec<(Span, Span)>,
}

impl std::fmt::Debug for Blinded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blinded").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl Blinded {
    /// The text as it is, for a deployment that has blinding switched off.
    #[must_use]
    pub fn open(text: &str) -> Self {
        let end = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let all = Span { start: 0, end };
        Self { text: text.to_owned(), kept: vec![(all, all)] }
    }

    /// Which parts stand in the original as they are: place here, place there, in ascending order.
    #[must_use]
    pub fn kept(&self) -> &[(Span, Span)] {
        &self.kept
    }

    /// A text as it was blinded once, from its record.
    #[must_use]
    pub fn recorded(text: String, kept: Vec<(Span, Span)>) -> Self {
        Self { text, kept }
    }

    /// Where in the original a passage of the blinded text stands: from the first to the last of its
    /// characters that were kept. `None` when none was.
    #[must_use]
    pub fn original(&self, span: Span) -> Option<Span> {
        let places = self.kept.iter().filter_map(|(here, there)| {
            let start = span.start.max(here.start);
            let end = span.end.min(here.end);
            (start < end)
                .then(|| Span { start: there.start + (start - here.start), end: there.start + (end - here.start) })
        });
        places.reduce(|all, next| Span { start: all.start, end: next.end })
    }
}
