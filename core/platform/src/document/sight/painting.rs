//! Everything that isn't text: shapes, images, shadings, and the colours of all.

use std::rc::Rc;

use domain::resume::finding::Channel;
use pdf_oxide::content::{Operator, parse_content_stream};
use pdf_oxide::object::Object;

use super::canvas::{Canvas, Clip, Paint};
use super::color::{Rgb, Space};
use super::function::Function;
use super::geometry::{Matrix, Point};
use super::glyph::{Glyph, Kind};
use super::image::{Picture, inline};
use super::interpreter::{Fault, Frame, Watcher};
use super::path::{Path, Rule};
use super::source::{Dict, number_of};
use super::state::{Ink, Mask, State};

/// A stroke thinner than this, in points, is a line and no background.
const THICK: f32 = 2.0;
/// The sides of a rule that may be an underscore, in points.
const LONGEST_RULE: f32 = 14.0;
const THICKEST_RULE: f32 = 1.3;
/// Paint of which some shows through; enough to tell nobody what is below.
const HALF: f32 = 0.5;

impl Mask {
    /// How much is seen at a place.
    pub(super) fn at(&self, point: Point) -> f32 {
        match self.canvas.at(point) {
            Some(cell) if self.by_alpha => f32::from(u8::from(cell.order > 0)),
            Some(cell) => cell.color.map_or(1.0, Rgb::luminance),
            None => 0.0,
        }
    }
}

impl Watcher<'_> {
    pub(super) fn paint_or_color(&mut self, frame: &mut Frame, operator: Operator) -> Result<(), Fault> {
        let apply = |frame: &Frame, x: f32, y: f32| frame.state.matrix.apply(x, y);
        match operator {
            Operator::MoveTo { x, y } => frame.path.move_to(apply(frame, x, y)),
            Operator::LineTo { x, y } => frame.path.line_to(apply(frame, x, y)),
            Operator::CurveTo { x1, y1, x2, y2, x3, y3 } => {
                let points = (apply(frame, x1, y1), apply(frame, x2, y2), apply(frame, x3, y3));
                frame.path.curve_to(points.0, points.1, points.2);
            }
            Operator::CurveToV { x2, y2, x3, y3 } => {
                let (two, end) = (apply(frame, x2, y2), apply(frame, x3, y3));
                let start = frame.path.end().unwrap_or(two);
                frame.path.curve_to(start, two, end);
            }
            Operator::CurveToY { x1, y1, x3, y3 } => {
                let (one, end) = (apply(frame, x1, y1), apply(frame, x3, y3));
                frame.path.curve_to(one, end, end);
            }
            Operator::ClosePath => frame.path.close(),
            Operator::Rectangle { x, y, width, height } => {
                frame.path.add_rectangle(x, y, width, height, &frame.state.matrix);
            }
            Operator::ClipNonZero => frame.clip_by = Some(Rule::NonZero),
            Operator::ClipEvenOdd => frame.clip_by = Some(Rule::EvenOdd),
            Operator::EndPath => self.end_path(frame, None, false)?,
            Operator::Fill => self.end_path(frame, Some(Rule::NonZero), false)?,
            Operator::FillEvenOdd => self.end_path(frame, Some(Rule::EvenOdd), false)?,
            Operator::Stroke | Operator::CloseAndStroke => self.end_path(frame, None, true)?,
            Operator::FillStroke | Operator::CloseFillStroke => self.end_path(frame, Some(Rule::NonZero), true)?,
            Operator::FillStrokeEvenOdd | Operator::CloseFillStrokeEvenOdd => {
                self.end_path(frame, Some(Rule::EvenOdd), true)?;
            }
            other => self.color(frame, other),
        }
        Ok(())
    }

    fn color(&mut self, frame: &mut Frame, operator: Operator) {
        let state = &mut frame.state;
        match operator {
            Operator::SetFillGray { gray } => state.fill = Ink::plain(Space::Gray, &[gray]),
            Operator::SetStrokeGray { gray } => state.stroke = Ink::plain(Space::Gray, &[gray]),
            Operator::SetFillRgb { r, g, b } => state.fill = Ink::plain(Space::Rgb, &[r, g, b]),
            Operator::SetStrokeRgb { r, g, b } => state.stroke = Ink::plain(Space::Rgb, &[r, g, b]),
            Operator::SetFillCmyk { c, m, y, k } => state.fill = Ink::plain(Space::Cmyk, &[c, m, y, k]),
            Operator::SetStrokeCmyk { c, m, y, k } => state.stroke = Ink::plain(Space::Cmyk, &[c, m, y, k]),
            Operator::SetFillColorSpace { name } => state.fill = self.space(&frame.resources, name),
            Operator::SetStrokeColorSpace { name } => state.stroke = self.space(&frame.resources, name),
            Operator::SetFillColor { components } => state.fill = mixed(&state.fill, &components),
            Operator::SetStrokeColor { components } => state.stroke = mixed(&state.stroke, &components),
            Operator::SetFillColorN { components, name } => {
                state.fill = self.mixed_or_pattern(&state.fill, &components, name.as_deref(), &frame.resources);
            }
            Operator::SetStrokeColorN { components, name } => {
                state.stroke = self.mixed_or_pattern(&state.stroke, &components, name.as_deref(), &frame.resources);
            }
            _ => {}
        }
    }

    fn space(&self, resources: &Dict, name: String) -> Ink {
        let space = Space::of(&Object::Name(name), resources, &self.source);
        Ink { color: space.first_color(), is_nothing: space.is_none(), space: Rc::new(space) }
    }

    fn mixed_or_pattern(&self, ink: &Ink, numbers: &[f32], pattern: Option<&String>, resources: &Dict) -> Ink {
        let Some(name) = pattern else { return mixed(ink, numbers) };
        let pattern = self.source.entry(resources, "Pattern", name).map(|found| self.source.resolve(&found));
        let Some(dict) = pattern.as_ref().and_then(Object::as_dict) else {
            return Ink { color: None, is_nothing: true, ..ink.clone() };
        };
        if self.source.number(dict, "PatternType") == Some(2.0) {
            let color = self.source.dict(dict, "Shading").and_then(|shading| self.shading(&shading, resources));
            return Ink { color, is_nothing: false, ..ink.clone() };
        }
        let below = match &*ink.space {
            Space::Pattern(Some(below)) => below.color(numbers),
            _ => None,
        };
        let uncolored = self.source.number(dict, "PaintType") == Some(2.0);
        match pattern.as_ref().and_then(|tile| self.source.content(tile)).map(|content| look_of_tile(&content)) {
            Some((false, _)) => Ink { color: None, is_nothing: true, ..ink.clone() },
            _ if uncolored => Ink { color: below, is_nothing: false, ..ink.clone() },
            Some((true, color)) => Ink { color, is_nothing: false, ..ink.clone() },
            None => Ink { color: None, is_nothing: false, ..ink.clone() },
        }
    }

    /// The one colour of a shading; `None` when it has several.
    fn shading(&self, shading: &Dict, resources: &Dict) -> Option<Rgb> {
        let space = Space::of(shading.get("ColorSpace")?, resources, &self.source);
        let function = Function::of(shading.get("Function")?, &self.source)?;
        let domain = self.source.numbers(shading, "Domain").unwrap_or_else(|| vec![0.0, 1.0]);
        let (low, high) = (*domain.first()?, *domain.get(1)?);
        let color = |share: f32| space.color(&function.value(&[low + share * (high - low)])?);
        let first = color(0.0)?;
        [0.25, 0.5, 0.75, 1.0]
            .iter()
            .all(|share| color(*share).is_some_and(|other| !other.stands_out(first)))
            .then_some(first)
    }

    fn end_path(&mut self, frame: &mut Frame, fill: Option<Rule>, stroke: bool) -> Result<(), Fault> {
        let path = std::mem::take(&mut frame.path);
        let clip_by = frame.clip_by.take();
        if !frame.is_off() {
            if let Some(rule) = fill {
                self.note_rule(&path, &frame.state);
                let (ink, alpha) = (frame.state.fill.clone(), frame.state.fill_alpha);
                self.lay(&path, rule, &frame.state, &ink, alpha)?;
            }
            let width = frame.state.line_width * frame.state.matrix.scale();
            if stroke && width >= THICK {
                let (ink, alpha) = (frame.state.stroke.clone(), frame.state.stroke_alpha);
                self.lay(&path.strips(width / 2.0), Rule::NonZero, &frame.state, &ink, alpha)?;
            } else if stroke {
                self.note_rule(&path.strips(width.max(0.2) / 2.0), &frame.state);
            }
        }
        if let Some(rule) = clip_by {
            frame.state.clip.narrow(path, rule);
        }
        Ok(())
    }

    fn lay(&mut self, path: &Path, rule: Rule, state: &State, ink: &Ink, alpha: f32) -> Result<(), Fault> {
        let alpha = alpha * state.group_alpha;
        if path.is_empty() || ink.is_nothing || self.reveal(state, ink, alpha) {
            return Ok(());
        }
        self.show_mask(state, ink.color, alpha);
        let paint = self.paint(state, ink.color, alpha);
        Ok(self.canvas.fill(path, rule, &state.clip, paint)?)
    }

    /// Paint through a mask in the shape of letters shows those letters.
    fn show_mask(&mut self, state: &State, color: Option<Rgb>, alpha: f32) {
        let Some(mask) = state.mask.as_ref().filter(|mask| alpha >= HALF && !mask.glyphs.is_empty()) else { return };
        let seen =
            |glyph: &&Glyph| glyph.hidden.is_none() || mask.by_alpha && glyph.hidden == Some(Channel::LowContrast);
        for glyph in mask.glyphs.iter().filter(seen) {
            let below = self.canvas.at(glyph.samples()[1]).and_then(|cell| cell.color);
            let stands_out = color.zip(below).is_none_or(|(color, below)| color.stands_out(below));
            let hidden = (!stands_out).then_some(Channel::LowContrast);
            self.glyphs.push(Glyph { hidden, order: self.order + 1, ..glyph.clone() });
        }
    }

    fn paint(&mut self, state: &State, color: Option<Rgb>, alpha: f32) -> Paint {
        self.order += 1;
        let (color, alpha) = if state.mask.is_some() { (None, alpha.min(HALF)) } else { (color, alpha) };
        Paint { color, alpha, order: self.order, shows_through: state.shows_through }
    }

    /// Remembers a thin short rule among the glyphs.
    fn note_rule(&mut self, path: &Path, state: &State) {
        let Some(area) = path.as_area() else { return };
        if area.height() > THICKEST_RULE || !(1.0..LONGEST_RULE).contains(&area.width()) {
            return;
        }
        let color = state.fill.color.unwrap_or(Rgb::BLACK);
        let origin = Point { x: area.left, y: area.bottom };
        self.glyphs.push(Glyph {
            kind: Kind::Rule,
            letters: Some("_".into()),
            origin,
            advance: Point { x: area.width(), y: 0.0 },
            up: Point { x: 0.0, y: 1.0 },
            is_vertical: false,
            order: self.order,
            hidden: (!color.stands_out(Rgb::WHITE)).then_some(Channel::LowContrast),
        });
    }

    pub(super) fn draw(&mut self, frame: &mut Frame, name: &str) -> Result<(), Fault> {
        let Some(found) = self.source.entry(&frame.resources, "XObject", name) else { return Ok(()) };
        let object = self.source.resolve(&found);
        let Some(dict) = object.as_dict() else { return Ok(()) };
        match self.source.name(dict, "Subtype").as_deref() {
            Some("Form") => {
                let (state, is_off) = (frame.state.clone(), frame.is_off());
                self.form(found.as_reference(), &object, state, &frame.resources, is_off)
            }
            Some("Image") => {
                let off = dict.get("OC").is_some_and(|layer| !self.layers.show(layer, &self.source));
                if off { Ok(()) } else { self.image(frame, &object) }
            }
            _ => Ok(()),
        }
    }

    pub(super) fn inline_image(&mut self, frame: &mut Frame, dict: &Dict, data: &[u8]) -> Result<(), Fault> {
        self.image(frame, &inline(dict, data))
    }

    fn image(&mut self, frame: &mut Frame, stream: &Object) -> Result<(), Fault> {
        if frame.is_off() {
            return Ok(());
        }
        let state = &frame.state;
        let alpha = state.fill_alpha * state.group_alpha;
        let Some(picture) = Picture::of(stream, &frame.resources, &self.source) else { return Ok(()) };
        let untold = Ink { color: None, is_nothing: false, space: Rc::new(Space::Unknown) };
        if self.reveal(state, &untold, alpha) {
            return Ok(());
        }
        let paint = self.paint(state, state.fill.color, alpha);
        Ok(self.canvas.show(&picture, &state.matrix, &state.clip, paint)?)
    }

    pub(super) fn shade(&mut self, frame: &mut Frame, name: &str) -> Result<(), Fault> {
        let found = self.source.entry(&frame.resources, "Shading", name).map(|found| self.source.resolve(&found));
        let Some(shading) = found.as_ref().and_then(Object::as_dict) else { return Ok(()) };
        if frame.is_off() {
            return Ok(());
        }
        let color = self.shading(shading, &frame.resources);
        let ink = Ink { color, is_nothing: false, space: Rc::new(Space::Unknown) };
        let whole = Path::rectangle(&frame.state.clip.area.common(&self.page), &Matrix::IDENTITY);
        self.lay(&whole, Rule::NonZero, &frame.state, &ink, frame.state.fill_alpha)
    }

    /// Many settings at once, by a dictionary of the resources.
    pub(super) fn set_many(&mut self, frame: &mut Frame, name: &str) -> Result<(), Fault> {
        let found = self.source.entry(&frame.resources, "ExtGState", name).map(|found| self.source.resolve(&found));
        let Some(dict) = found.as_ref().and_then(Object::as_dict) else { return Ok(()) };
        let number = |key: &str| self.source.number(dict, key);
        frame.state.fill_alpha = number("ca").unwrap_or(frame.state.fill_alpha);
        frame.state.stroke_alpha = number("CA").unwrap_or(frame.state.stroke_alpha);
        frame.state.line_width = number("LW").unwrap_or(frame.state.line_width);
        let blend = match self.source.get(dict, "BM") {
            Some(Object::Name(name)) => Some(name),
            Some(Object::Array(names)) => names.first().and_then(|name| name.as_name().map(str::to_owned)),
            _ => None,
        };
        if let Some(blend) = blend {
            frame.state.shows_through =
                matches!(blend.as_str(), "Multiply" | "Darken" | "ColorBurn" | "Overlay" | "SoftLight");
        }
        if let Some(font) = self.source.get(dict, "Font").as_ref().and_then(Object::as_array)
            && let [font, size] = font.as_slice()
        {
            frame.state.font = self.font(font);
            frame.state.size = number_of(size).unwrap_or(frame.state.size);
        }
        match self.source.get(dict, "SMask") {
            Some(Object::Name(_)) => frame.state.mask = None,
            Some(Object::Dictionary(mask)) => frame.state.mask = Some(Rc::new(self.mask(&mask, frame)?)),
            _ => {}
        }
        Ok(())
    }

    /// Paints a soft mask's form onto a canvas of its own.
    fn mask(&mut self, mask: &Dict, frame: &Frame) -> Result<Mask, Fault> {
        let by_alpha = self.source.name(mask, "S").as_deref() == Some("Alpha");
        let glyphs = self.glyphs.len();
        let page = std::mem::replace(&mut self.canvas, Canvas::new(self.page, Rgb::BLACK));
        let state = State::new(frame.state.matrix, Clip::to(self.page));
        let done = match mask.get("G") {
            Some(group) => {
                let form = self.source.resolve(group);
                self.form(group.as_reference(), &form, state, &frame.resources, false)
            }
            None => Ok(()),
        };
        let glyphs = self.glyphs.split_off(glyphs);
        let canvas = std::mem::replace(&mut self.canvas, page);
        done.map(|()| Mask { canvas, by_alpha, glyphs })
    }
}

fn mixed(ink: &Ink, numbers: &[f32]) -> Ink {
    Ink { color: ink.space.color(numbers), is_nothing: ink.space.is_none(), space: Rc::clone(&ink.space) }
}

/// Whether a tile has any paint, and its colour when it has one only.
fn look_of_tile(content: &[u8]) -> (bool, Option<Rgb>) {
    let Ok(operators) = parse_content_stream(content) else { return (true, None) };
    let mut colors: Vec<Option<Rgb>> = Vec::new();
    let mut color = Some(Rgb::BLACK);
    for operator in operators {
        match operator {
            Operator::SetFillGray { gray } => color = Some(Rgb([gray; 3])),
            Operator::SetFillRgb { r, g, b } => color = Some(Rgb([r, g, b])),
            Operator::SetFillCmyk { c, m, y, k } => color = Space::Cmyk.color(&[c, m, y, k]),
            Operator::SetFillColor { .. } | Operator::SetFillColorN { .. } => color = None,
            Operator::Fill | Operator::FillEvenOdd | Operator::FillStroke | Operator::CloseFillStroke => {
                colors.push(color)
            }
            Operator::Stroke
            | Operator::CloseAndStroke
            | Operator::FillStrokeEvenOdd
            | Operator::CloseFillStrokeEvenOdd
            | Operator::Do { .. }
            | Operator::InlineImage { .. }
            | Operator::PaintShading { .. }
            | Operator::Tj { .. }
            | Operator::TJ { .. } => colors.push(None),
            _ => {}
        }
    }
    let one = colors.first().copied().flatten();
    let same = colors.iter().all(|color| color.zip(one).is_some_and(|(a, b)| !a.stands_out(b)));
    (!colors.is_empty(), one.filter(|_| same))
}
