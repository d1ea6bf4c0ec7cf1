//! Reading plain text: places in it, sentences, sections, chunks for a model, and years asked for.
//!
//! Everything here speaks of places as Unicode code points, because evidence is shown to people and
//! checked by clients whose strings aren't bytes of UTF-8.

mod chunk;
mod heading;
mod heading_end;
mod section;
mod sentence;
mod span;
mod years;

pub use chunk::{Chunk, ChunkLimits, chunk};
pub(crate) use heading::is_heading;
pub(crate) use section::byte_sections;
pub use section::{Section, SectionKind, sections};
pub use sentence::sentences;
pub(crate) use sentence::{is_bullet, lines_of, start_of};
pub use span::{Span, TextIndex};
pub use years::{asked_years, claimed_years};
