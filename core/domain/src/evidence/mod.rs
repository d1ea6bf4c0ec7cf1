//! What a reason rests on: words that stand in a résumé, and where. Matches and screenings share it, so
//! that "the quote is in the text" is one check and not two.

mod locate;
mod reading;

use serde::{Deserialize, Serialize};

use crate::text::Span;

pub(crate) use locate::Places;
pub(crate) use reading::Reading;

/// The longest quote that we make ourselves, in Unicode code points. A recruiter reads it in one glance.
pub const MAX_QUOTE: u32 = 300;

/// A passage of one résumé's text. The text at `span` is `quote`, always.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The words, as they stand.
    pub quote: String,
    /// Where, in Unicode code points of the résumé's visible text.
    pub span: Span,
}
