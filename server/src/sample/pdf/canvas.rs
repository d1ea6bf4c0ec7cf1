//! Marks on pages, and the file that is made of them.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;

use super::face::Face;
use super::flow::Look;
use super::{MARGIN, PAGE_HEIGHT, PAGE_WIDTH};

/// Red, green, blue.
pub(super) type Colour = (u8, u8, u8);

#[derive(Debug)]
pub(super) enum Mark {
    /// A line of text; `y` is the baseline.
    Text { x: f32, y: f32, face: Face, size: f32, colour: Colour, text: String },
    /// A filled rectangle; `y` is its upper edge.
    Block { x: f32, y: f32, width: f32, height: f32, colour: Colour },
}

/// Pages in the making.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    pages: Vec<Vec<Mark>>,
}

impl Canvas {
    pub(super) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Puts a mark on a page, beginning pages as needed.
    pub(super) fn put(&mut self, page: usize, mark: Mark) {
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, Vec::new);
        }
        self.pages[page].push(mark);
    }

    /// A thin vertical line on the first page, down to the margin.
    pub(super) fn rule_between(&mut self, x: f32, top: f32, look: &Look) {
        let height = PAGE_HEIGHT - MARGIN - top;
        self.put(0, Mark::Block { x, y: top, width: 0.6, height, colour: look.faint });
    }

    /// Name and page number at the foot of each page.
    pub(super) fn number_pages(&mut self, name: &str, look: &Look) {
        let total = self.pages.len();
        for page in 0..total {
            let text = format!("{name}, page {} of {total}", page + 1);
            let x = PAGE_WIDTH - MARGIN - Face::Regular.width(&text, 8.0);
            let y = PAGE_HEIGHT - MARGIN / 2.0;
            self.put(page, Mark::Text { x, y, face: Face::Regular, size: 8.0, colour: look.soft, text });
        }
    }

    /// Writes the file.
    pub(super) fn write(&self, name: &str) -> Vec<u8> {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(format!("{name}, résumé")));
        for marks in &self.pages {
            let size = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).expect("A4 has a size");
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            marks.iter().for_each(|mark| draw(&mut surface, mark));
            surface.finish();
            page.finish();
        }
        document.finish().expect("plain text and rectangles always make a PDF")
    }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) {
    match mark {
        Mark::Text { x, y, face, size, colour, text } => {
            surface.set_fill(Some(fill(*colour)));
            let at = Point::from_xy(*x, *y);
            surface.draw_glyphs(at, &face.glyphs(text), face.font(), text, *size, false);
        }
        Mark::Block { x, y, width, height, colour } => {
            surface.set_fill(Some(fill(*colour)));
            let mut path = PathBuilder::new();
            path.push_rect(Rect::from_xywh(*x, *y, *width, *height).expect("a block has a size"));
            surface.draw_path(&path.finish().expect("a rectangle is a path"));
        }
    }
}

fn fill((red, green, blue): Colour) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::default(),
    }
}
