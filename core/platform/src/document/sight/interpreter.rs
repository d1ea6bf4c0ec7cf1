//! Follows a content stream, operator by operator.

use std::collections::HashMap;
use std::rc::Rc;

use pdf_oxide::content::parser::set_max_ops_per_stream;
use pdf_oxide::content::{Operator, TextElement, parse_content_stream};
use pdf_oxide::object::{Object, ObjectRef};

use super::canvas::{Canvas, Clip, Overworked};
use super::color::Rgb;
use super::font::Font;
use super::geometry::{Area, Matrix};
use super::glyph::Glyph;
use super::layers::Layers;
use super::path::{Path, Rule};
use super::source::{Dict, Source};
use super::state::State;

/// Forms within forms. Real files have three or four.
const MAX_DEPTH: usize = 16;
/// States that are saved at a time.
const MAX_SAVED: usize = 512;
/// Operators of one stream, beyond which the parser cuts the stream off. Maps and drawings have up to 150,000.
const MOST_PARSED: usize = 250_000;
/// Bytes of one stream, unpacked. Drawings have up to ten million.
const MOST_CONTENT: usize = 24 * 1024 * 1024;
/// Operators of one page, its forms included.
const MAX_OPERATORS: usize = 600_000;
/// Glyphs of one page: more text than a file may have.
const MAX_GLYPHS: usize = 1_000_000;

/// Why a page can't be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// More work than any real page.
    TooComplex,
    /// A stream that can't be unpacked or parsed.
    Corrupt,
}

impl From<Overworked> for Fault {
    fn from(_: Overworked) -> Self {
        Self::TooComplex
    }
}

/// Watches one page being painted.
#[derive(Debug)]
pub(crate) struct Watcher<'a> {
    pub(super) source: Source<'a>,
    pub(super) layers: &'a Layers,
    pub(super) canvas: Canvas,
    pub(super) page: Area,
    pub(super) glyphs: Vec<Glyph>,
    /// The number of the last paint.
    pub(super) order: u32,
    pub(super) fonts: &'a mut Fonts,
    operators: usize,
    open_forms: Vec<ObjectRef>,
    pub(super) depth: usize,
}

/// The fonts of a file, by their objects.
pub(crate) type Fonts = HashMap<ObjectRef, Option<Rc<Font>>>;

/// One content stream being followed.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) resources: Dict,
    pub(super) fonts: HashMap<String, Option<Rc<Font>>>,
    pub(super) saved: Vec<State>,
    pub(super) state: State,
    pub(super) text: Matrix,
    pub(super) line: Matrix,
    pub(super) path: Path,
    pub(super) clip_by: Option<Rule>,
    /// For each marked content that is open, whether it hides what is in it.
    pub(super) marks: Vec<bool>,
    /// Glyphs of this text object that become a clip.
    pub(super) clipping: Vec<usize>,
}

impl Frame {
    pub(super) fn is_off(&self) -> bool {
        self.marks.contains(&true)
    }
}

impl<'a> Watcher<'a> {
    /// A blank page of this size.
    pub(crate) fn new(page: Area, source: Source<'a>, layers: &'a Layers, fonts: &'a mut Fonts) -> Self {
        set_max_ops_per_stream(Some(MOST_PARSED));
        let canvas = Canvas::new(page, Rgb::WHITE);
        let (glyphs, open_forms) = (Vec::new(), Vec::new());
        Self { source, layers, canvas, page, glyphs, order: 0, fonts, operators: 0, open_forms, depth: 0 }
    }

    /// Paints the page's own content.
    pub(crate) fn watch(&mut self, content: &[u8], resources: Dict) -> Result<(), Fault> {
        let state = State::new(Matrix::IDENTITY, Clip::to(self.page));
        self.run(content, resources, state, false)
    }

    /// Paints an annotation's appearance into its rectangle (ISO 32000-1, section 12.5.5).
    pub(crate) fn watch_appearance(&mut self, form: &Object, into: &Area) -> Result<(), Fault> {
        let Some(dict) = form.as_dict() else { return Ok(()) };
        let inner = self.source.numbers(dict, "Matrix").and_then(|six| Matrix::of(&six)).unwrap_or(Matrix::IDENTITY);
        let Some(bounds) = self.source.numbers(dict, "BBox").as_deref().and_then(area_of) else { return Ok(()) };
        let turned = Path::rectangle(&bounds, &inner).area();
        let stretch = |to: f32, from: f32| if from > 0.0 { to / from } else { 1.0 };
        let (a, d) = (stretch(into.width(), turned.width()), stretch(into.height(), turned.height()));
        let (e, f) = (into.left - turned.left * a, into.bottom - turned.bottom * d);
        let state = State::new(Matrix { a, b: 0.0, c: 0.0, d, e, f }, Clip::to(self.page));
        self.form(None, form, state, &Dict::new(), false)
    }

    /// How many glyphs there are so far.
    pub(crate) fn count(&self) -> usize {
        self.glyphs.len()
    }

    /// The text that was drawn since then and is seen so far.
    pub(crate) fn seen_since(&self, count: usize) -> String {
        let seen = self.glyphs[count..].iter().filter(|glyph| glyph.hidden.is_none());
        seen.filter_map(|glyph| glyph.letters.as_deref()).collect()
    }

    /// The glyphs, once all is painted.
    pub(crate) fn finish(mut self) -> Vec<Glyph> {
        let canvas = &self.canvas;
        self.glyphs.iter_mut().for_each(|glyph| glyph.look_again(canvas));
        self.glyphs
    }

    pub(super) fn run(&mut self, content: &[u8], resources: Dict, state: State, is_off: bool) -> Result<(), Fault> {
        if content.len() > MOST_CONTENT {
            return Err(Fault::TooComplex);
        }
        let operators = parse_content_stream(content).map_err(|_| Fault::Corrupt)?;
        self.operators += operators.len();
        if operators.len() >= MOST_PARSED || self.operators > MAX_OPERATORS || self.glyphs.len() > MAX_GLYPHS {
            return Err(Fault::TooComplex);
        }
        let mut frame = Frame {
            resources,
            fonts: HashMap::new(),
            saved: Vec::new(),
            state,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            path: Path::default(),
            clip_by: None,
            marks: vec![is_off],
            clipping: Vec::new(),
        };
        operators.into_iter().try_for_each(|operator| self.step(&mut frame, operator))
    }

    /// A form: a content stream of its own, put into another.
    pub(super) fn form(
        &mut self,
        reference: Option<ObjectRef>,
        form: &Object,
        mut state: State,
        resources: &Dict,
        is_off: bool,
    ) -> Result<(), Fault> {
        let Some(dict) = form.as_dict() else { return Ok(()) };
        // Viewers don't draw a form into itself, and neither is it drawn here.
        if reference.is_some_and(|reference| self.open_forms.contains(&reference)) {
            return Ok(());
        }
        if self.depth >= MAX_DEPTH {
            return Err(Fault::TooComplex);
        }
        if let Some(matrix) = self.source.numbers(dict, "Matrix").and_then(|six| Matrix::of(&six)) {
            state.matrix = matrix.then(&state.matrix);
        }
        if let Some(bounds) = self.source.numbers(dict, "BBox").as_deref().and_then(area_of) {
            state.clip.narrow(Path::rectangle(&bounds, &state.matrix), Rule::NonZero);
        }
        if dict.contains_key("Group") {
            state.group_alpha *= state.fill_alpha;
            (state.fill_alpha, state.stroke_alpha) = (1.0, 1.0);
        }
        let own = self.source.dict(dict, "Resources").unwrap_or_else(|| resources.clone());
        let content = self.source.content(form).ok_or(Fault::Corrupt)?;
        let off = is_off || dict.get("OC").is_some_and(|layer| !self.layers.show(layer, &self.source));
        self.depth += 1;
        self.open_forms.extend(reference);
        let done = self.run(&content, own, state, off);
        if reference.is_some() {
            self.open_forms.pop();
        }
        self.depth -= 1;
        done
    }

    fn step(&mut self, frame: &mut Frame, operator: Operator) -> Result<(), Fault> {
        match operator {
            Operator::SaveState => {
                if frame.saved.len() >= MAX_SAVED {
                    return Err(Fault::TooComplex);
                }
                frame.saved.push(frame.state.clone());
            }
            Operator::RestoreState => {
                if let Some(state) = frame.saved.pop() {
                    frame.state = state;
                }
            }
            Operator::Cm { a, b, c, d, e, f } => {
                frame.state.matrix = Matrix { a, b, c, d, e, f }.then(&frame.state.matrix);
            }
            Operator::SetLineWidth { width } => frame.state.line_width = width,
            Operator::SetExtGState { dict_name } => self.set_many(frame, &dict_name)?,
            Operator::Do { name } => self.draw(frame, &name)?,
            Operator::InlineImage { dict, data } => self.inline_image(frame, &dict, &data)?,
            Operator::PaintShading { name } => self.shade(frame, &name)?,
            Operator::BeginMarkedContent { .. } => frame.marks.push(false),
            Operator::BeginMarkedContentDict { tag, properties } => {
                let off = tag == "OC" && !self.shows(frame, &properties);
                frame.marks.push(off);
            }
            Operator::EndMarkedContent => {
                // The first says whether the whole stream is off.
                if frame.marks.len() > 1 {
                    frame.marks.pop();
                }
            }
            text @ (Operator::Tj { .. }
            | Operator::TJ { .. }
            | Operator::Quote { .. }
            | Operator::DoubleQuote { .. }
            | Operator::BeginText
            | Operator::EndText) => self.text(frame, text)?,
            other => match frame.set_text(other) {
                Some(Operator::Tf { font, size }) => self.choose_font(frame, font, size),
                Some(other) => self.paint_or_color(frame, other)?,
                None => {}
            },
        }
        Ok(())
    }

    fn shows(&self, frame: &Frame, properties: &Object) -> bool {
        match properties.as_name() {
            Some(name) => self
                .source
                .entry(&frame.resources, "Properties", name)
                .is_none_or(|layer| self.layers.show(&layer, &self.source)),
            None => self.layers.show(properties, &self.source),
        }
    }

    fn text(&mut self, frame: &mut Frame, operator: Operator) -> Result<(), Fault> {
        match operator {
            Operator::BeginText => (frame.text, frame.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            Operator::EndText if !frame.clipping.is_empty() => {
                frame.state.text_clip = Some(Rc::new(std::mem::take(&mut frame.clipping)));
            }
            Operator::Tj { text } => self.write(frame, &text),
            Operator::TJ { array } => {
                for element in array {
                    match element {
                        TextElement::String(text) => self.write(frame, &text),
                        TextElement::Offset(offset) => frame.skip(offset),
                    }
                }
            }
            Operator::Quote { text } => {
                frame.next_line();
                self.write(frame, &text);
            }
            Operator::DoubleQuote { word_space, char_space, text } => {
                (frame.state.word_space, frame.state.character_space) = (word_space, char_space);
                frame.next_line();
                self.write(frame, &text);
            }
            _ => {}
        }
        if self.glyphs.len() > MAX_GLYPHS { Err(Fault::TooComplex) } else { Ok(()) }
    }

    fn choose_font(&mut self, frame: &mut Frame, name: String, size: f32) {
        frame.state.size = size;
        if let Some(known) = frame.fonts.get(&name) {
            frame.state.font.clone_from(known);
            return;
        }
        let found = self.source.entry(&frame.resources, "Font", &name);
        let font = found.and_then(|found| self.font(&found));
        frame.state.font.clone_from(&font);
        frame.fonts.insert(name, font);
    }

    /// A font by its object.
    pub(super) fn font(&mut self, object: &Object) -> Option<Rc<Font>> {
        let reference = object.as_reference();
        if let Some(known) = reference.and_then(|reference| self.fonts.get(&reference)) {
            return known.clone();
        }
        let dict = self.source.resolve(object);
        let font = dict.as_dict().and_then(|dict| Font::of(dict, &self.source)).map(Rc::new);
        if let Some(reference) = reference {
            self.fonts.insert(reference, font.clone());
        }
        font
    }
}

/// A rectangle of a PDF: any two opposite corners.
pub(crate) fn area_of(numbers: &[f32]) -> Option<Area> {
    use super::geometry::Point;
    match numbers {
        [a, b, c, d, ..] => Some(Area::between(Point { x: *a, y: *b }, Point { x: *c, y: *d })),
        _ => None,
    }
}
