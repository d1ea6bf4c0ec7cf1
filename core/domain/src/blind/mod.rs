//! What a model must not know of a person: who they are. Names, addresses, ages and the like are replaced
//! before it reads a text, and what it quotes is led back to the text as it was.
//!
//! Two texts that differ in nothing else become the same text, byte by byte. So what takes the place of a
//! fact tells neither its kind nor its length, neighbours become one, a line or a cell of a line that held
//! nothing else goes as a whole (and whether it was there at all doesn't show), and one line at the top says
//! that something went. For the same reason a place counts as somebody's home by where it stands, never by
//! what it is called: a city among the contact details goes, the same city in an employer's address stays.
//!
//! What stays, because it is what somebody can do: employers and schools, dates of work and of degrees,
//! languages, memberships. Words that only carry a gender by their grammar stay too, except the endings of
//! common English and German job titles.

mod contact;
mod layout;
mod name;
mod output;
mod person;
mod place;
mod pronoun;
mod rebuild;
mod words;

use std::ops::Range;

use crate::text::Span;
use layout::Page;

/// What stands for anything that was taken out.
pub const PLACEHOLDER: &str = "[redacted]";

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

    /// The text of `self`, which was made of the text of `first`, with the way back to what that was made of.
    fn after(self, first: &Self) -> Self {
        let mut kept = Vec::with_capacity(self.kept.len());
        for (here, between) in &self.kept {
            for (middle, there) in &first.kept {
                let (start, end) = (between.start.max(middle.start), between.end.min(middle.end));
                if start < end {
                    let move_to = |span: &Span, from: u32| Span {
                        start: span.start + (start - from),
                        end: span.start + (end - from),
                    };
                    kept.push((move_to(here, between.start), move_to(there, middle.start)));
                }
            }
        }
        Self { text: self.text, kept }
    }
}

/// What is to be taken out of a text.
#[derive(Debug, Default)]
struct Marks {
    /// What a placeholder stands for, in bytes.
    places: Vec<Range<usize>>,
    /// Endings of words that go without a trace, in bytes.
    endings: Vec<Range<usize>>,
}

impl Marks {
    fn add(&mut self, bytes: Range<usize>) {
        if !bytes.is_empty() {
            self.places.push(bytes);
        }
    }
}

/// How often a text is read at most until nothing more is found in it.
const PASSES: usize = 4;

/// Takes out of a text what tells who the person is: by what is known of them and by what the text itself
/// says. A text that tells nothing of that comes back as it is, and a blinded one too: what only came to stand
/// together because something between it went is looked at again.
#[must_use]
pub fn blind(text: &str, identity: &Identity) -> Blinded {
    let mut blinded = once(text, identity);
    for _ in 1..PASSES {
        let again = once(&blinded.text, identity);
        if again.text == blinded.text {
            break;
        }
        blinded = again.after(&blinded);
    }
    blinded
}

fn once(text: &str, identity: &Identity) -> Blinded {
    let page = Page::new(text);
    let mut marks = Marks::default();
    marks.places.extend(text.match_indices(PLACEHOLDER).map(|(at, found)| at..at + found.len()));
    contact::find(&page, identity, &mut marks);
    name::find(&page, identity, &mut marks);
    person::find(&page, &mut marks);
    pronoun::find(&page, &mut marks);
    place::find(&page, identity, &mut marks);
    rebuild::rebuild(&page, marks)
}

#[cfg(test)]
mod tests;
