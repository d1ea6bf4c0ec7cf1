//! Résumés as PDF files: pages are laid out as lists of marks first, since a column that runs on needs
//! pages that are already begun, and written in one go.

mod canvas;
mod face;
mod flow;
mod table;

use super::Arrangement;
use super::outline::{Outline, Wording};
use canvas::Canvas;
use flow::{Column, Flow, Look};

const MARGIN: f32 = 56.0;
const PAGE_WIDTH: f32 = 595.0;
const PAGE_HEIGHT: f32 = 842.0;
const ASIDE_WIDTH: f32 = 150.0;
const GUTTER: f32 = 24.0;

/// Renders one résumé; the same outline and wording give the same bytes.
pub(super) fn render(outline: &Outline, wording: &Wording) -> Vec<u8> {
    let look = Look::new(wording.accent, outline.airy);
    let mut canvas = Canvas::default();
    let below = masthead(&mut canvas, outline, &look);
    match outline.arrangement {
        Arrangement::OneColumn | Arrangement::Tables => {
            let column = Column::new(MARGIN, PAGE_WIDTH - 2.0 * MARGIN);
            let mut flow = Flow::new(&mut canvas, column, below, &look);
            let tables = outline.arrangement == Arrangement::Tables;
            outline.main.iter().for_each(|section| flow.section(section, tables));
        }
        Arrangement::TwoColumns => two_columns(&mut canvas, outline, below, &look),
    }
    if canvas.page_count() > 1 {
        canvas.number_pages(&outline.name, &look);
    }
    canvas.write(&outline.name)
}

/// The name over the whole width, and the contact line unless the narrow column has it.
fn masthead(canvas: &mut Canvas, outline: &Outline, look: &Look) -> f32 {
    let column = Column::new(MARGIN, PAGE_WIDTH - 2.0 * MARGIN);
    let mut flow = Flow::new(canvas, column, MARGIN, look);
    flow.title(&outline.name, &outline.headline);
    if outline.aside.is_empty() {
        flow.small_line(&outline.contact.join("  |  "));
    }
    flow.bottom()
}

fn two_columns(canvas: &mut Canvas, outline: &Outline, below: f32, look: &Look) {
    let top = below + 8.0;
    let mut aside = Flow::new(canvas, Column::new(MARGIN, ASIDE_WIDTH), top, look);
    outline.aside.iter().for_each(|section| aside.narrow_section(section));
    let left = MARGIN + ASIDE_WIDTH + GUTTER;
    let column = Column::new(left, PAGE_WIDTH - MARGIN - left);
    let mut main = Flow::new(canvas, column, top, look);
    outline.main.iter().for_each(|section| main.section(section, false));
    canvas.rule_between(MARGIN + ASIDE_WIDTH + GUTTER / 2.0, top, look);
}

/// Whether every cut of the type face holds the letter.
#[cfg(test)]
pub(super) fn can_show(letter: char) -> bool {
    [face::Face::Regular, face::Face::Bold, face::Face::Italic].iter().all(|face| face.holds(letter))
}
