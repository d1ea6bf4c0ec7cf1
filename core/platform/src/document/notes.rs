//! Collects what is hidden: one finding for each page and channel.

use std::collections::BTreeMap;

use domain::resume::finding::{Channel, Finding, excerpt_of};

/// More hidden text of one page and channel isn't kept, only counted, in bytes.
const KEPT: usize = 4 * 1024;

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    found: BTreeMap<(Option<u32>, Channel), (String, u32)>,
}

impl Notes {
    /// Notes text; what belongs to the same page and channel becomes one finding.
    pub(crate) fn add(&mut self, channel: Channel, page: Option<u32>, text: &str) {
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if count == 0 {
            return;
        }
        let (kept, characters) = self.found.entry((page, channel)).or_default();
        *characters = characters.saturating_add(count);
        if kept.len() < KEPT {
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.extend(text.chars().take(KEPT));
        }
    }

    /// By page.
    pub(crate) fn findings(self) -> Vec<Finding> {
        let of = |((page, channel), (text, characters)): ((Option<u32>, Channel), (String, u32))| Finding {
            channel,
            page,
            excerpt: excerpt_of(&text),
            characters,
        };
        self.found.into_iter().map(of).collect()
    }
}
