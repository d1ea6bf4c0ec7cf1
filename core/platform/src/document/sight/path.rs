//! Shapes: lines and curves, flattened to lines as they come.

use super::geometry::{Area, Matrix, Point};

/// Lines that stand for one curve. The canvas is coarse.
const STEPS: u8 = 8;
/// Corners of one shape; nobody draws a résumé with more, and each is looked at for each row.
const MAX_CORNERS: usize = 50_000;

/// Which points are inside (ISO 32000-1, section 8.5.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    NonZero,
    EvenOdd,
}

/// A shape on the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Path {
    outlines: Vec<Vec<Point>>,
    corners: usize,
}

impl Path {
    /// The corners of a rectangle under a matrix.
    pub(crate) fn rectangle(area: &Area, matrix: &Matrix) -> Self {
        let mut path = Self::default();
        path.add_rectangle(area.left, area.bottom, area.width(), area.height(), matrix);
        path
    }

    pub(crate) fn add_rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, matrix: &Matrix) {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
        self.corners += corners.len();
        self.outlines.push(corners.into_iter().map(|(x, y)| matrix.apply(x, y)).collect());
    }

    pub(crate) fn move_to(&mut self, point: Point) {
        self.corners += 1;
        self.outlines.push(vec![point]);
    }

    pub(crate) fn line_to(&mut self, point: Point) {
        self.corners += 1;
        match self.outlines.last_mut() {
            Some(outline) if self.corners < MAX_CORNERS => outline.push(point),
            Some(_) => {}
            None => self.outlines.push(vec![point]),
        }
    }

    /// A Bézier curve to `end`.
    pub(crate) fn curve_to(&mut self, one: Point, two: Point, end: Point) {
        let start = self.end().unwrap_or(one);
        for step in 1..=STEPS {
            let t = f32::from(step) / f32::from(STEPS);
            let u = 1.0 - t;
            let mix =
                |p: [f32; 4]| u * u * u * p[0] + 3.0 * u * u * t * p[1] + 3.0 * u * t * t * p[2] + t * t * t * p[3];
            let (x, y) = (mix([start.x, one.x, two.x, end.x]), mix([start.y, one.y, two.y, end.y]));
            self.line_to(Point { x, y });
        }
    }

    pub(crate) fn close(&mut self) {
        if let Some(first) = self.outlines.last().and_then(|outline| outline.first().copied()) {
            self.line_to(first);
            // What follows without a move begins where this began.
            self.move_to(first);
        }
    }

    /// Where the pen is.
    pub(crate) fn end(&self) -> Option<Point> {
        self.outlines.last().and_then(|outline| outline.last().copied())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.outlines.iter().all(|outline| outline.len() < 2)
    }

    pub(crate) fn corners(&self) -> usize {
        self.corners
    }

    pub(crate) fn area(&self) -> Area {
        let mut area = Area::EMPTY;
        self.outlines.iter().filter(|outline| outline.len() > 1).flatten().for_each(|point| area.include(*point));
        area
    }

    /// The area that it fills exactly, when it is a rectangle along the axes.
    pub(crate) fn as_area(&self) -> Option<Area> {
        let mut real = self.outlines.iter().filter(|outline| outline.len() > 1);
        let (outline, None) = (real.next()?, real.next()) else { return None };
        let along = |pair: &[Point]| (pair[0].x - pair[1].x).abs() < 0.01 || (pair[0].y - pair[1].y).abs() < 0.01;
        let closed = matches!(outline.as_slice(), [first, _, _, _] | [first, _, _, _, _] if first.x.is_finite());
        (closed && outline.windows(2).all(along)).then(|| self.area())
    }

    /// Each straight piece as a strip of this half width.
    pub(crate) fn strips(&self, half: f32) -> Self {
        let mut strips = Self::default();
        for pair in self.outlines.iter().flat_map(|outline| outline.windows(2)) {
            let (along_x, along_y) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            let length = along_x.hypot(along_y);
            if length < 1e-3 || strips.corners > MAX_CORNERS {
                continue;
            }
            let (x, y) = (-along_y / length * half, along_x / length * half);
            let corner = |point: Point, side: f32| Point { x: point.x + side * x, y: point.y + side * y };
            let corners = [corner(pair[0], 1.0), corner(pair[1], 1.0), corner(pair[1], -1.0), corner(pair[0], -1.0)];
            strips.corners += 5;
            strips.outlines.push(corners.into_iter().chain([corners[0]]).collect());
        }
        strips
    }

    /// The stretches of the horizontal line at `y` that are inside.
    pub(crate) fn stretches(&self, y: f32, rule: Rule) -> Vec<(f32, f32)> {
        let mut crossings: Vec<(f32, i32)> = Vec::new();
        for outline in &self.outlines {
            let closing = outline.last().zip(outline.first()).map(|(last, first)| [*last, *first]);
            let sides = outline.windows(2).map(|pair| [pair[0], pair[1]]).chain(closing);
            for [from, to] in sides {
                if (from.y <= y) != (to.y <= y) {
                    let x = from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x);
                    crossings.push((x, if to.y > from.y { 1 } else { -1 }));
                }
            }
        }
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut inside = Vec::new();
        let (mut winding, mut begin) = (0, 0.0);
        for (x, turn) in crossings {
            let before = winding;
            winding = if rule == Rule::EvenOdd { 1 - winding } else { winding + turn };
            match (before == 0, winding == 0) {
                (true, false) => begin = x,
                (false, true) => inside.push((begin, x)),
                _ => {}
            }
        }
        inside
    }

    pub(crate) fn holds(&self, point: Point, rule: Rule) -> bool {
        self.stretches(point.y, rule).iter().any(|(left, right)| (*left..=*right).contains(&point.x))
    }
}
