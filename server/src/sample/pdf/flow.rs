//! Text that runs down a column and on to the next page.

use super::super::outline::{Body, Entry, Section};
use super::canvas::{Canvas, Colour, Mark};
use super::face::Face;
use super::{MARGIN, PAGE_HEIGHT};

const INK: Colour = (25, 25, 25);
const BULLET_INDENT: f32 = 12.0;

/// Colours and sizes of one file.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) accent: Colour,
    pub(super) soft: Colour,
    pub(super) faint: Colour,
    pub(super) size: f32,
    leading: f32,
    gap: f32,
}

impl Look {
    pub(super) fn new(accent: Colour, airy: bool) -> Self {
        let (size, leading, gap) = if airy { (11.0, 1.6, 10.0) } else { (9.5, 1.35, 5.0) };
        Self { accent, soft: (95, 95, 95), faint: (205, 205, 205), size, leading, gap }
    }

    pub(super) fn line_height(&self, size: f32) -> f32 {
        size * self.leading
    }
}

/// A strip of every page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) left: f32,
    pub(super) width: f32,
}

impl Column {
    pub(super) fn new(left: f32, width: f32) -> Self {
        Self { left, width }
    }
}

/// How a run of lines looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) colour: Colour,
}

/// Where the next line goes.
#[derive(Debug)]
pub(super) struct Flow<'a> {
    canvas: &'a mut Canvas,
    pub(super) look: &'a Look,
    pub(super) column: Column,
    page: usize,
    y: f32,
}

impl<'a> Flow<'a> {
    pub(super) fn new(canvas: &'a mut Canvas, column: Column, top: f32, look: &'a Look) -> Self {
        Self { canvas, look, column, page: 0, y: top }
    }

    /// Where the next line would start.
    pub(super) fn bottom(&self) -> f32 {
        self.y
    }

    pub(super) fn body(&self) -> Type {
        Type { face: Face::Regular, size: self.look.size, colour: INK }
    }

    /// The name and what they call themselves.
    pub(super) fn title(&mut self, name: &str, headline: &str) {
        self.lines(name, Type { face: Face::Bold, size: 22.0, colour: self.look.accent });
        self.lines(headline, Type { face: Face::Regular, size: 12.0, colour: self.look.soft });
    }

    /// A line in small type, for contact data.
    pub(super) fn small_line(&mut self, text: &str) {
        self.lines(text, Type { face: Face::Regular, size: self.look.size - 0.5, colour: INK });
    }

    /// A section over the column's width, work optionally as a table.
    pub(super) fn section(&mut self, section: &Section, tables: bool) {
        if section.new_page {
            self.next_page();
        }
        self.heading(&section.heading, 13.0);
        match &section.body {
            Body::Text(text) => self.lines(text, self.body()),
            Body::Bullets(items) => items.iter().for_each(|item| self.bullet(item)),
            Body::Lines(lines) => lines.iter().for_each(|line| self.lines(line, self.body())),
            Body::Words(words) => self.lines(&words.join(", "), self.body()),
            Body::Entries(entries) if tables => self.table(entries),
            Body::Entries(entries) => entries.iter().for_each(|entry| self.entry(entry)),
        }
    }

    /// A section of the narrow column: every word on a line of its own.
    pub(super) fn narrow_section(&mut self, section: &Section) {
        self.heading(&section.heading, 11.5);
        match &section.body {
            Body::Words(words) => words.iter().for_each(|word| self.lines(word, self.body())),
            Body::Lines(lines) => {
                for line in lines {
                    self.lines(line, self.body());
                    self.y += 3.0;
                }
            }
            _ => {}
        }
    }

    fn heading(&mut self, text: &str, size: f32) {
        self.y += self.look.gap * 1.6;
        self.keep_together(size * 4.0);
        self.lines(text, Type { face: Face::Bold, size, colour: self.look.accent });
        let (x, width) = (self.column.left, self.column.width);
        self.rule(x, width);
        self.y += 4.0;
    }

    /// A faint horizontal line at the current height.
    pub(super) fn rule(&mut self, x: f32, width: f32) {
        let colour = self.look.faint;
        self.canvas.put(self.page, Mark::Block { x, y: self.y, width, height: 0.7, colour });
    }

    fn entry(&mut self, entry: &Entry) {
        self.keep_together(self.look.size * 6.0);
        let dates = Type { face: Face::Regular, size: self.look.size, colour: self.look.soft };
        let right = self.column.width - dates.face.width(&entry.dates, dates.size);
        let title = Type { face: Face::Bold, size: self.look.size + 0.5, colour: INK };
        let beside = title.face.width(&entry.title, title.size) + 14.0 < right;
        if beside {
            let height = self.look.line_height(title.size);
            self.put_line(&entry.title, title, 0.0, height * 0.8);
            self.put_line(&entry.dates, dates, right, height * 0.8);
            self.y += height;
        } else {
            self.lines(&entry.title, title);
            self.lines(&entry.dates, dates);
        }
        let employer = Type { face: Face::Italic, size: self.look.size, colour: INK };
        self.lines(&entry.employer, employer);
        entry.points.iter().for_each(|point| self.bullet(point));
        self.y += self.look.gap;
    }

    fn bullet(&mut self, text: &str) {
        let body = self.body();
        let height = self.look.line_height(body.size);
        for (row, line) in body.face.wrap(text, body.size, self.column.width - BULLET_INDENT).iter().enumerate() {
            self.keep_together(height);
            if row == 0 {
                self.put_line("•", body, 2.0, height * 0.8);
            }
            self.put_line(line, body, BULLET_INDENT, height * 0.8);
            self.y += height;
        }
    }

    /// Wrapped lines from the column's left edge.
    pub(super) fn lines(&mut self, text: &str, kind: Type) {
        let height = self.look.line_height(kind.size);
        for line in kind.face.wrap(text, kind.size, self.column.width) {
            self.keep_together(height);
            self.put_line(&line, kind, 0.0, height * 0.8);
            self.y += height;
        }
    }

    /// One line at an indent; `down` is from the current height to the baseline.
    pub(super) fn put_line(&mut self, text: &str, kind: Type, indent: f32, down: f32) {
        let Type { face, size, colour } = kind;
        let (x, y) = (self.column.left + indent, self.y + down);
        self.canvas.put(self.page, Mark::Text { x, y, face, size, colour, text: text.to_owned() });
    }

    pub(super) fn advance(&mut self, by: f32) {
        self.y += by;
    }

    /// Goes to the next page when `height` no longer fits on this one.
    pub(super) fn keep_together(&mut self, height: f32) {
        if self.y + height > PAGE_HEIGHT - MARGIN {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.page += 1;
        self.y = MARGIN;
    }
}
