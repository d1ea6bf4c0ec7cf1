//! Work as a table: when, where, what.

use super::super::outline::Entry;
use super::face::Face;
use super::flow::{Flow, Type};

const PADDING: f32 = 5.0;
const SHARES: [f32; 3] = [0.24, 0.26, 0.50];
const HEADS: [&str; 3] = ["Dates", "Role", "What I did"];

/// A line of a cell.
type CellLine = (String, Type);

impl Flow<'_> {
    /// One row per employment, each kept on one page.
    pub(super) fn table(&mut self, entries: &[Entry]) {
        let head = Type { face: Face::Bold, colour: self.look.accent, ..self.body() };
        let heads = HEADS.map(|text| vec![(text.to_owned(), head)]);
        self.row(&heads);
        for entry in entries {
            let cells = [self.dates_cell(entry, 0), self.role_cell(entry, 1), self.work_cell(entry, 2)];
            self.row(&cells);
        }
    }

    fn cell_width(&self, index: usize) -> f32 {
        self.column.width * SHARES[index] - 2.0 * PADDING
    }

    fn dates_cell(&self, entry: &Entry, index: usize) -> Vec<CellLine> {
        self.cell(&entry.dates, self.body(), index)
    }

    fn role_cell(&self, entry: &Entry, index: usize) -> Vec<CellLine> {
        let bold = Type { face: Face::Bold, ..self.body() };
        let mut lines = self.cell(&entry.title, bold, index);
        lines.extend(self.cell(&entry.employer, self.body(), index));
        lines
    }

    fn work_cell(&self, entry: &Entry, index: usize) -> Vec<CellLine> {
        entry.points.iter().flat_map(|point| self.cell(point, self.body(), index)).collect()
    }

    fn cell(&self, text: &str, kind: Type, index: usize) -> Vec<CellLine> {
        let lines = kind.face.wrap(text, kind.size, self.cell_width(index));
        lines.into_iter().map(|line| (line, kind)).collect()
    }

    fn row(&mut self, cells: &[Vec<CellLine>; 3]) {
        let line_height = self.look.line_height(self.look.size);
        let tallest = cells.iter().map(Vec::len).max().unwrap_or(0);
        let height = tallest as f32 * line_height + 2.0 * PADDING;
        self.keep_together(height);
        self.rule(self.column.left, self.column.width);
        let mut indent = 0.0;
        for (cell, share) in cells.iter().zip(SHARES) {
            for (row, (text, kind)) in cell.iter().enumerate() {
                let down = PADDING + (row as f32 + 0.8) * line_height;
                self.put_line(text, *kind, indent + PADDING, down);
            }
            indent += self.column.width * share;
        }
        self.advance(height);
        self.rule(self.column.left, self.column.width);
    }
}
