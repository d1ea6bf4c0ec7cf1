//! What lies around text in a DOCX and decides whether it is shown: revisions, drawings, alternatives.

use domain::resume::finding::Channel;
use quick_xml::events::BytesStart;

use super::docx_body::Context;
use super::docx_look::{Color, value_of};

/// Whoever doesn't know one of these extensions of a drawing is shown the alternative.
const KNOWN: &[&str] =
    &["wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16se", "a14", "am3d", "aink", "wne", "v", "o", "cx", "cx1"];
/// Where a page ends, in English Metric Units (914,400 an inch): a little more than A3 across and down.
const PAGE: (i64, i64) = (10_900_000, 15_200_000);
/// Boxes thinner than this show no letter: a point.
const THIN: i64 = 12_700;

/// Elements that are open and say something about the text in them.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    hidden: Vec<(usize, Channel)>,
    passed_over: Vec<usize>,
    fills: Vec<(usize, Color)>,
    /// The depth of the shape's properties that are being read.
    properties: Option<usize>,
    /// Whether the first choice of each alternative is shown.
    choices: Vec<(usize, bool)>,
    /// Which way the offset goes that comes next.
    across: bool,
    drawings: Vec<usize>,
}

impl Frames {
    /// An element opens inside `depth` others.
    pub(crate) fn open(&mut self, name: &str, start: &BytesStart<'_>, depth: usize, context: &Context<'_>) {
        match name {
            "del" | "moveFrom" => self.hide(depth, Channel::DeletedText),
            // Phonetic guides say how the words below them sound.
            "rt" => self.passed_over.push(depth),
            "AlternateContent" => self.choices.push((depth, false)),
            "Choice" => self.choose(start, depth),
            "Fallback" if self.choices.last().is_some_and(|(_, chosen)| *chosen) => self.passed_over.push(depth),
            "inline" | "anchor" => {
                self.drawings.push(depth);
                if matches!(value_of(start, "hidden").as_deref(), Some("1" | "true")) {
                    self.hide(depth, Channel::HiddenRun);
                }
            }
            "docPr" if matches!(value_of(start, "hidden").as_deref(), Some("1" | "true")) => {
                self.hide(depth.saturating_sub(1), Channel::HiddenRun);
            }
            "extent" => self.measure(start, depth),
            "positionH" => self.across = true,
            "positionV" => self.across = false,
            "shape" | "rect" | "roundrect" | "textbox" => self.vml(start, depth),
            "wsp" => self.fills.push((depth, Color::Auto)),
            "spPr" => self.properties = Some(depth),
            "gradFill" | "blipFill" | "pattFill" | "fillRef" => self.fill_with(Color::Untold),
            "noFill" if self.properties.is_some() => drop(self.fills.pop()),
            // The line around a shape has a colour too, and it isn't the shape's.
            "ln" => self.properties = None,
            _ if self.properties.is_some() => {
                if let Some(color) = context.theme.fill(name, start) {
                    self.fill_with(color);
                }
            }
            _ => {}
        }
    }

    /// Back to `depth` open elements.
    pub(crate) fn close(&mut self, depth: usize) {
        self.hidden.retain(|(at, _)| *at < depth);
        self.passed_over.retain(|at| *at < depth);
        self.fills.retain(|(at, _)| *at < depth);
        self.choices.retain(|(at, _)| *at < depth);
        self.drawings.retain(|at| *at < depth);
        self.properties = self.properties.filter(|at| *at < depth);
    }

    /// Hides everything in the element at this depth.
    pub(crate) fn hide(&mut self, depth: usize, channel: Channel) {
        self.hidden.push((depth, channel));
    }

    pub(crate) fn why_hidden(&self) -> Option<Channel> {
        self.hidden.first().map(|(_, channel)| *channel)
    }

    /// Neither seen nor hidden: said elsewhere.
    pub(crate) fn is_passed_over(&self) -> bool {
        !self.passed_over.is_empty()
    }

    /// The colour of the innermost shape.
    pub(crate) fn fill(&self) -> Option<Color> {
        self.fills.iter().rev().map(|(_, color)| *color).find(|color| *color != Color::Auto)
    }

    fn fill_with(&mut self, color: Color) {
        if let Some((_, fill)) = self.fills.last_mut()
            && *fill == Color::Auto
        {
            *fill = color;
        }
    }

    fn choose(&mut self, start: &BytesStart<'_>, depth: usize) {
        let needs = value_of(start, "Requires").unwrap_or_default();
        let known = needs.split_whitespace().all(|prefix| KNOWN.contains(&prefix));
        match self.choices.last_mut() {
            Some((_, chosen)) if known && !*chosen => *chosen = true,
            // Nobody sees it: there was another, or it needs what nobody knows.
            _ => self.hide(depth, Channel::HiddenRun),
        }
    }

    fn measure(&mut self, start: &BytesStart<'_>, depth: usize) {
        let side = |key: &str| value_of(start, key).and_then(|value| value.parse::<i64>().ok());
        let flat = side("cx").is_some_and(|cx| cx < THIN) || side("cy").is_some_and(|cy| cy < THIN);
        if flat && !self.drawings.is_empty() {
            self.hide(depth.saturating_sub(1), Channel::TinyText);
        }
    }

    /// The offset of a drawing from its page, margin or column.
    pub(crate) fn offset(&mut self, text: &str) {
        let Ok(offset) = text.trim().parse::<i64>() else { return };
        let most = if self.across { PAGE.0 } else { PAGE.1 };
        if let (true, Some(drawing)) = (!(-most..=most).contains(&offset), self.drawings.last()) {
            self.hidden.push((*drawing, Channel::OffPage));
        }
    }

    fn vml(&mut self, start: &BytesStart<'_>, depth: usize) {
        let style: String =
            value_of(start, "style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
        let lower = style.to_lowercase();
        if lower.contains("visibility:hidden") || lower.contains("display:none") {
            self.hide(depth, Channel::HiddenRun);
        }
        let color = value_of(start, "fillcolor").map(|name| {
            let hex = name.split_whitespace().next().unwrap_or_default().to_owned();
            super::docx_look::rgb(&hex).map_or(Color::Untold, Color::Of)
        });
        if let Some(color) = color {
            self.fills.push((depth, color));
        }
    }
}
