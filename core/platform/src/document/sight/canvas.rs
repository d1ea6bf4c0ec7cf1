//! The page as a coarse picture: of each cell, its colour and which paint came last.

use std::ops::Range;
use std::rc::Rc;

use super::color::Rgb;
use super::geometry::{Area, Matrix, Point};
use super::image::Picture;
use super::path::{Path, Rule};

/// The most cells of one side. Ordinary pages get a cell for each point.
const MAX_SIDE: f32 = 1_200.0;
/// Work for one page, in cells and corners: hundreds of full-page paints are made to hurt.
const MAX_WORK: usize = 120_000_000;
/// Paint as opaque as this covers what is below.
const OPAQUE: f32 = 0.9;

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    /// `None` where nobody can tell: a photograph, a gradient.
    pub(crate) color: Option<Rgb>,
    /// The number of the last paint that covered it; 0 of none.
    pub(crate) order: u32,
}

/// What is put on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    pub(crate) color: Option<Rgb>,
    /// From 0, which shows nothing, to 1.
    pub(crate) alpha: f32,
    /// Its number.
    pub(crate) order: u32,
    /// What is below shows through whatever the alpha: multiplied, darkened.
    pub(crate) shows_through: bool,
}

/// The page was made to be painted for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overworked;

/// Where paint may go.
#[derive(Debug, Clone)]
pub(crate) struct Clip {
    pub(crate) area: Area,
    shapes: Vec<Rc<(Path, Rule)>>,
}

impl Clip {
    pub(crate) fn to(area: Area) -> Self {
        Self { area, shapes: Vec::new() }
    }

    pub(crate) fn narrow(&mut self, path: Path, rule: Rule) {
        self.area = self.area.common(&path.area());
        if path.as_area().is_none() {
            self.shapes.push(Rc::new((path, rule)));
        }
    }

    pub(crate) fn holds(&self, point: Point) -> bool {
        self.area.holds(point) && self.shapes.iter().all(|shape| shape.0.holds(point, shape.1))
    }

    fn corners(&self) -> usize {
        self.shapes.iter().map(|shape| shape.0.corners()).sum()
    }
}

/// The page's cells, from the lower left.
#[derive(Debug)]
pub(crate) struct Canvas {
    page: Area,
    /// Cells for each point.
    scale: f32,
    columns: usize,
    rows: usize,
    colors: Vec<u32>,
    orders: Vec<u32>,
    work: usize,
}

/// A colour that nobody can tell.
const UNTOLD: u32 = u32::MAX;

fn packed(color: Option<Rgb>) -> u32 {
    color.map_or(UNTOLD, |Rgb([r, g, b])| {
        let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u32;
        byte(r) << 16 | byte(g) << 8 | byte(b)
    })
}

fn unpacked(color: u32) -> Option<Rgb> {
    let part = |shift: u32| f32::from(u8::try_from(color >> shift & 0xff).unwrap_or(0)) / 255.0;
    (color != UNTOLD).then(|| Rgb([part(16), part(8), part(0)]))
}

impl Canvas {
    /// Blank paper of this colour.
    pub(crate) fn new(page: Area, paper: Rgb) -> Self {
        let longest = page.width().max(page.height()).max(1.0);
        let scale = (MAX_SIDE / longest).min(1.0);
        let cells = |length: f32| ((length * scale).ceil().clamp(1.0, MAX_SIDE)) as usize;
        let (columns, rows) = (cells(page.width()), cells(page.height()));
        let blank = packed(Some(paper));
        Self {
            page,
            scale,
            columns,
            rows,
            colors: vec![blank; columns * rows],
            orders: vec![0; columns * rows],
            work: 0,
        }
    }

    /// What is at a place; `None` off the page.
    pub(crate) fn at(&self, point: Point) -> Option<Cell> {
        let column = ((point.x - self.page.left) * self.scale).floor();
        let row = ((point.y - self.page.bottom) * self.scale).floor();
        let on = column >= 0.0 && row >= 0.0 && column < self.columns as f32 && row < self.rows as f32;
        on.then(|| {
            let place = row as usize * self.columns + column as usize;
            Cell { color: unpacked(self.colors[place]), order: self.orders[place] }
        })
    }

    /// Fills a shape.
    pub(crate) fn fill(&mut self, path: &Path, rule: Rule, clip: &Clip, paint: Paint) -> Result<(), Overworked> {
        let plain = paint.alpha >= 1.0 && !paint.shows_through;
        self.each_stretch(path, rule, clip, |canvas, places, _| {
            if plain {
                canvas.colors[places.clone()].fill(packed(paint.color));
                canvas.orders[places].fill(paint.order);
            } else {
                places.for_each(|place| canvas.put(place, paint));
            }
        })
    }

    /// Puts a picture on the unit square of a matrix.
    pub(crate) fn show(&mut self, picture: &Picture, on: &Matrix, clip: &Clip, paint: Paint) -> Result<(), Overworked> {
        let square = Area { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 };
        let Some(inverse) = on.inverse() else { return Ok(()) };
        self.each_stretch(&Path::rectangle(&square, on), Rule::NonZero, clip, |canvas, places, start| {
            for (step, place) in places.enumerate() {
                let within = inverse.apply(start.x + step as f32 / canvas.scale, start.y);
                let (color, opacity) = picture.at(within.x, within.y, paint.color);
                canvas.put(place, Paint { color, alpha: paint.alpha * opacity, ..paint });
            }
        })
    }

    fn each_stretch(
        &mut self,
        path: &Path,
        rule: Rule,
        clip: &Clip,
        mut put: impl FnMut(&mut Self, Range<usize>, Point),
    ) -> Result<(), Overworked> {
        let area = path.area().common(&clip.area).common(&self.page);
        if !(area.width() >= 0.0 && area.height() >= 0.0) {
            return Ok(());
        }
        let (first, last) = (self.cell_of(area.bottom - self.page.bottom), self.cell_of(area.top - self.page.bottom));
        let exact = path.as_area().is_some();
        for row in first..=last.min(self.rows - 1) {
            let y = self.page.bottom + (row as f32 + 0.5) / self.scale;
            // A thin shape between two rows would be missed by looking at their middles only.
            let y = y.clamp(area.bottom + area.height().min(1.0) * 0.01, area.top - area.height().min(1.0) * 0.01);
            self.work += path.corners() + clip.corners() + 1;
            let mut stretches = if exact { vec![(area.left, area.right)] } else { path.stretches(y, rule) };
            for shape in &clip.shapes {
                stretches = common(&stretches, &shape.0.stretches(y, shape.1));
            }
            for (left, right) in stretches {
                let (left, right) = (left.max(area.left), right.min(area.right));
                if right > left {
                    self.put_row(row, y, (left, right), &mut put);
                }
            }
            if self.work > MAX_WORK {
                return Err(Overworked);
            }
        }
        Ok(())
    }

    /// The cells of a row from one place to another, and where the middle of the first is.
    fn put_row(
        &mut self,
        row: usize,
        y: f32,
        (left, right): (f32, f32),
        put: &mut impl FnMut(&mut Self, Range<usize>, Point),
    ) {
        let first = self.cell_of(left - self.page.left + 0.5 / self.scale);
        let end = self.cell_of(right - self.page.left + 0.5 / self.scale).max(first + 1).min(self.columns);
        if first < end {
            self.work += end - first;
            let x = self.page.left + (first as f32 + 0.5) / self.scale;
            put(self, row * self.columns + first..row * self.columns + end, Point { x, y });
        }
    }

    fn cell_of(&self, length: f32) -> usize {
        (length * self.scale).floor().clamp(0.0, MAX_SIDE) as usize
    }

    fn put(&mut self, place: usize, paint: Paint) {
        let below = unpacked(self.colors[place]);
        let color = match (paint.color, below) {
            (Some(color), Some(below)) if paint.shows_through => Some(below.times(color)),
            (Some(color), Some(below)) if paint.alpha < 1.0 => Some(below.under(color, paint.alpha)),
            (_, below) if paint.alpha < 0.05 => below,
            (color, _) => color,
        };
        self.colors[place] = packed(color);
        if paint.alpha >= OPAQUE && !paint.shows_through {
            self.orders[place] = paint.order;
        }
    }
}

/// What is in both lists of stretches, each from the left.
fn common(one: &[(f32, f32)], other: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(left, right)| left < right).collect()
}
