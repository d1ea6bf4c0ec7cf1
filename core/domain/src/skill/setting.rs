//! Whether a skill is only listed, or told in work that was done.

use std::ops::Range;

use super::SkillSetting;
use crate::text::{SectionKind, byte_sections, is_bullet};

/// Words in an item of a list, at most: a longer stretch between separators is prose.
const WORDS_IN_AN_ITEM: usize = 4;

/// A line is looked at this far on each side, in bytes.
const REACH: usize = 300;

/// The settings of places in one text.
pub(super) struct Settings<'a> {
    text: &'a str,
    sections: Vec<(SectionKind, Range<usize>)>,
    /// The last place's line and setting, since a line of many skills has one setting.
    last: Option<(Range<usize>, SkillSetting)>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, sections: byte_sections(text), last: None }
    }

    /// The setting of a place. Degrees, certificates and languages tell no work; elsewhere the line
    /// decides: a list of short items is a list wherever it stands.
    pub(super) fn of(&mut self, place: Range<usize>) -> SkillSetting {
        let line = line_around(self.text, &place);
        if let Some((last, setting)) = &self.last
            && *last == line
        {
            return *setting;
        }
        let setting = self.setting(place.start, &self.text[line.clone()]);
        self.last = Some((line, setting));
        setting
    }

    fn setting(&self, at: usize, line: &str) -> SkillSetting {
        let section = self.sections.partition_point(|(_, range)| range.end <= at);
        let listed = match self.sections.get(section).map(|(kind, _)| *kind) {
            Some(SectionKind::Education | SectionKind::Certifications | SectionKind::Languages) => true,
            Some(SectionKind::Skills) => !is_prose(line.trim()),
            _ => is_list(line.trim()),
        };
        if listed { SkillSetting::Listed } else { SkillSetting::Described }
    }
}

fn line_around(text: &str, place: &Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(place.start.saturating_sub(REACH));
    let end = floor((place.end + REACH).min(text.len()));
    let bytes = text.as_bytes();
    let breaks = |byte: &u8| *byte == b'\n';
    let left = bytes[start..place.start].iter().rposition(breaks).map_or(start, |at| start + at + 1);
    let right = bytes[place.end..end].iter().position(breaks).map_or(end, |at| place.end + at);
    left..right
}

/// Whether a line is a list of names: items of few words between separators, after a label or not.
fn is_list(line: &str) -> bool {
    let labelled = line.split_once(':').filter(|(label, _)| label.split_whitespace().count() <= WORDS_IN_AN_ITEM);
    let items: Vec<usize> = item_lengths(labelled.map_or(line, |(_, rest)| rest));
    let few = items.iter().all(|&words| words <= WORDS_IN_AN_ITEM);
    let short = items.iter().filter(|&&words| words <= 2).count() * 2 >= items.len();
    let enough = items.len() >= 3 || (items.len() == 2 && short) || labelled.is_some() || (is_bullet(line) && short);
    !items.is_empty() && few && enough && short
}

/// Whether a line in a skills section tells something after all.
fn is_prose(line: &str) -> bool {
    let rest = line.split_once(':').map_or(line, |(_, rest)| rest);
    item_lengths(rest).iter().any(|&words| words >= 7)
}

fn item_lengths(line: &str) -> Vec<usize> {
    line.split([',', ';', '|', '•', '·', '/', '●', '▪', '\t'])
        .map(|item| item.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count())
        .filter(|&words| words > 0)
        .collect()
}
