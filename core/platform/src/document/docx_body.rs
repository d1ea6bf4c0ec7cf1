//! The XML of a DOCX part: paragraphs and tables to lines of text, and what in them nobody sees.
//!
//! Elements are told by their local names: the prefixes and namespaces of the transitional and the strict
//! form differ, the names don't (ECMA-376, part 1, section 17).

use std::collections::HashSet;

use domain::resume::finding::Channel;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::docx_frame::Frames;
use super::docx_look::{Color, Look, Styles, Theme, is_on, shade, value_of};
use super::limits::{MAX_ATTRIBUTES, MAX_XML_DEPTH};
use super::notes::Notes;
use super::ordinary::{Place, is_ordinary};
use super::refusal::Refusal;

/// A paragraph that begins further to the right or left of the margin than this is off the page, in twips.
const OFF_RIGHT: i64 = 10_500;
const OFF_LEFT: i64 = -11_000;
/// Lines of exactly this height or less show no letter, in twips.
const FLAT: i64 = 40;

/// What all parts of a document have in common.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) styles: &'a Styles,
    pub(crate) theme: &'a Theme,
    /// What is behind text that has no shade of its own.
    pub(crate) paper: Color,
    /// Notes at the foot or end that something refers to; `None` in parts that aren't notes.
    pub(crate) referred: Option<&'a HashSet<String>>,
    /// Why nobody sees the whole part.
    pub(crate) hidden_as: Option<Channel>,
}

/// What a part holds.
#[derive(Debug, Default)]
pub(crate) struct PartText {
    /// What is seen, in document order. A row of a table is one line with a tab between cells, or, when a cell
    /// holds several lines, its cells one after the other.
    pub(crate) lines: Vec<String>,
    /// The numbers of the notes that it refers to.
    pub(crate) refers_to: HashSet<String>,
}

/// Reads one part.
///
/// # Errors
/// `CorruptDocx`, `DefinesEntities`, `TooDeep`, `TooComplex`.
pub(crate) fn read_part(xml: &str, context: &Context<'_>, notes: &mut Notes) -> Result<PartText, Refusal> {
    let mut reader = Reader::from_str(xml);
    let mut body = Body::new(context, notes);
    loop {
        match reader.read_event().map_err(|_| Refusal::CorruptDocx)? {
            Event::Start(element) => body.open(&element)?,
            Event::Empty(element) => {
                body.open(&element)?;
                body.close();
            }
            Event::End(_) => body.close(),
            Event::Text(text) => body.text(&text),
            Event::CData(text) => body.text(&text),
            Event::GeneralRef(reference) => body.reference(&reference)?,
            // No word processor writes one, and it is where entities that swell would be defined.
            Event::DocType(_) => return Err(Refusal::DefinesEntities),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if !body.open.is_empty() {
        return Err(Refusal::CorruptDocx);
    }
    body.end_hidden();
    Ok(PartText { lines: body.lines, refers_to: body.refers_to })
}

/// The elements that matter for what a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    TextFill,
    Text,
    FieldCode,
    /// How far a drawing is from where it is anchored.
    Offset,
    Table,
    TableProperties,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    Other,
}

fn element_of(name: &str) -> Element {
    match name {
        "p" => Element::Paragraph,
        "pPr" => Element::ParagraphProperties,
        "r" => Element::Run,
        "rPr" => Element::RunProperties,
        "textFill" => Element::TextFill,
        "t" | "delText" => Element::Text,
        "instrText" | "delInstrText" => Element::FieldCode,
        "posOffset" => Element::Offset,
        "tbl" => Element::Table,
        "tblPr" => Element::TableProperties,
        "tr" => Element::Row,
        "trPr" => Element::RowProperties,
        "tc" => Element::Cell,
        "tcPr" => Element::CellProperties,
        _ => Element::Other,
    }
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    is_bullet: bool,
    style: Option<String>,
    shade: Option<Color>,
    why_hidden: Option<Channel>,
}

#[derive(Debug, Default)]
struct Run {
    look: Look,
    style: Look,
    /// How it looks and whether that is seen, once its properties are known.
    why_hidden: Option<Option<Channel>>,
}

struct Body<'a> {
    context: &'a Context<'a>,
    notes: &'a mut Notes,
    open: Vec<Element>,
    frames: Frames,
    runs: Vec<Run>,
    paragraphs: Vec<Paragraph>,
    /// The shade of each cell being read, the innermost last.
    shades: Vec<Color>,
    /// Whether the table's style may shade the cells.
    tables: Vec<bool>,
    /// One list of lines for each cell being read, the innermost last.
    cells: Vec<Vec<String>>,
    /// The finished cells of each row being read, the innermost last.
    rows: Vec<Vec<Vec<String>>>,
    lines: Vec<String>,
    refers_to: HashSet<String>,
    hidden: Option<(Channel, String)>,
    field_code: String,
}

impl<'a> Body<'a> {
    fn new(context: &'a Context<'a>, notes: &'a mut Notes) -> Self {
        Self {
            context,
            notes,
            open: Vec::new(),
            frames: Frames::default(),
            runs: Vec::new(),
            paragraphs: Vec::new(),
            shades: Vec::new(),
            tables: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
            lines: Vec::new(),
            refers_to: HashSet::new(),
            hidden: None,
            field_code: String::new(),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.open.len() >= MAX_XML_DEPTH {
            return Err(Refusal::TooDeep);
        }
        if start.attributes().with_checks(false).take(MAX_ATTRIBUTES + 1).count() > MAX_ATTRIBUTES {
            return Err(Refusal::TooComplex);
        }
        let name = start.local_name();
        let element = element_of(name.as_ref());
        match element {
            Element::Paragraph => self.paragraphs.push(Paragraph::default()),
            Element::Run => self.runs.push(Run::default()),
            Element::Row => self.rows.push(Vec::new()),
            Element::Cell => {
                self.cells.push(Vec::new());
                let styled = if self.tables.last() == Some(&true) { Color::Untold } else { Color::Auto };
                self.shades.push(styled);
            }
            Element::Table => self.tables.push(false),
            Element::FieldCode => self.field_code.clear(),
            Element::Other => {
                self.mark(name.as_ref(), start);
                self.frames.open(name.as_ref(), start, self.open.len(), self.context);
                self.describe(name.as_ref(), start);
            }
            _ => {}
        }
        self.open.push(element);
        Ok(())
    }

    /// Elements that stand for a character, or that say how the text around them is shown.
    fn mark(&mut self, name: &str, start: &BytesStart<'_>) {
        let theme = self.context.theme;
        match (self.open.last().copied(), name) {
            (Some(Element::Run), "tab" | "ptab") => self.push("\t"),
            (Some(Element::Run), "br" | "cr") => self.push("\n"),
            (Some(Element::Run), "noBreakHyphen") => self.push("-"),
            (Some(Element::Run), "footnoteReference" | "endnoteReference") => {
                self.refers_to.extend(value_of(start, "id"));
            }
            (Some(Element::RunProperties), _) if self.of_run() => {
                let Some(run) = self.runs.last_mut() else { return };
                match name {
                    "rStyle" => {
                        run.style = value_of(start, "val").map_or(run.style, |id| self.context.styles.of_run(&id));
                    }
                    _ => run.look.take(name, start, theme),
                }
            }
            (Some(Element::ParagraphProperties), _) => self.mark_paragraph(name, start),
            (Some(Element::CellProperties), "shd") => {
                if let (Some(cell), Some(color)) = (self.shades.last_mut(), shade(start, theme)) {
                    *cell = color;
                }
            }
            (Some(Element::TableProperties), "tblStyle") => {
                let shades = value_of(start, "val").is_some_and(|id| self.context.styles.shades_cells(&id));
                if let Some(table) = self.tables.last_mut() {
                    *table = shades;
                }
            }
            (Some(Element::RowProperties), "hidden") if is_on(start) => {
                self.frames.hide(self.open.len().saturating_sub(2), Channel::HiddenRun);
            }
            _ => {}
        }
        if self.open.contains(&Element::TextFill)
            && let Some(run) = self.runs.last_mut()
        {
            run.look.take_fill(name, start, theme);
        }
    }

    /// Only properties of a run say how it looks: those of a paragraph's end mark are the mark's.
    fn of_run(&self) -> bool {
        self.open.iter().rev().nth(1) == Some(&Element::Run)
    }

    fn mark_paragraph(&mut self, name: &str, start: &BytesStart<'_>) {
        let number = |key: &str| value_of(start, key).and_then(|value| value.parse::<i64>().ok());
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "numPr" => paragraph.is_bullet = true,
            "pStyle" => {
                paragraph.style = value_of(start, "val");
                paragraph.is_bullet |= paragraph.style.as_deref().is_some_and(|id| self.context.styles.is_list(id));
            }
            "shd" => paragraph.shade = shade(start, self.context.theme),
            "ind" => {
                let left = number("left").or_else(|| number("start")).unwrap_or(0);
                let off = left > OFF_RIGHT || left + number("firstLine").unwrap_or(0).max(0) < OFF_LEFT;
                paragraph.why_hidden = off.then_some(Channel::OffPage).or(paragraph.why_hidden);
            }
            "spacing" => {
                let flat = value_of(start, "lineRule").as_deref() == Some("exact")
                    && number("line").is_some_and(|line| line < FLAT);
                paragraph.why_hidden = flat.then_some(Channel::TinyText).or(paragraph.why_hidden);
            }
            _ => {}
        }
    }

    /// Descriptions of pictures, and notes that nothing refers to.
    fn describe(&mut self, name: &str, start: &BytesStart<'_>) {
        if matches!(name, "docPr" | "cNvPr" | "shape" | "rect" | "imagedata" | "tblCaption" | "tblDescription") {
            for key in ["descr", "title", "alt", "val"] {
                let told = value_of(start, key).filter(|text| !is_ordinary(text, Place::Description));
                if let Some(text) = told {
                    self.notes.add(Channel::AltText, None, &text);
                }
            }
        }
        if let ("footnote" | "endnote", Some(referred)) = (name, self.context.referred)
            && value_of(start, "type").is_none()
            && value_of(start, "id").is_some_and(|id| !referred.contains(&id))
        {
            self.frames.hide(self.open.len(), Channel::HiddenRun);
        }
    }

    fn close(&mut self) {
        let closed = self.open.pop();
        match closed {
            Some(Element::Paragraph) => self.end_paragraph(),
            Some(Element::Run) => drop(self.runs.pop()),
            Some(Element::Cell) => self.end_cell(),
            Some(Element::Row) => self.end_row(),
            Some(Element::Table) => {
                self.tables.pop();
                self.sink().push(String::new());
            }
            Some(Element::FieldCode) => {
                let code = std::mem::take(&mut self.field_code);
                if !is_ordinary(&code, Place::Label) {
                    self.notes.add(Channel::HiddenRun, None, &code);
                }
            }
            _ => {}
        }
        self.frames.close(self.open.len());
    }

    fn end_paragraph(&mut self) {
        self.end_hidden();
        let Some(Paragraph { text, is_bullet, .. }) = self.paragraphs.pop() else {
            return;
        };
        let bullet = if is_bullet && !text.trim().is_empty() { "• " } else { "" };
        self.sink().push(format!("{bullet}{text}"));
    }

    fn end_cell(&mut self) {
        self.shades.pop();
        let cell = self.cells.pop().unwrap_or_default();
        match self.rows.last_mut() {
            Some(row) => row.push(cell),
            None => self.sink().extend(cell),
        }
    }

    fn end_row(&mut self) {
        let row = self.rows.pop().unwrap_or_default();
        let cells: Vec<Vec<String>> =
            row.into_iter().map(|cell| cell.into_iter().filter(|line| !line.trim().is_empty()).collect()).collect();
        if cells.iter().all(|cell| cell.len() <= 1) {
            let line: Vec<String> = cells.into_iter().map(|cell| cell.concat()).collect();
            self.sink().push(line.join("\t"));
        } else {
            self.sink().extend(cells.into_iter().flatten());
        }
    }

    fn sink(&mut self) -> &mut Vec<String> {
        self.cells.last_mut().unwrap_or(&mut self.lines)
    }

    fn text(&mut self, text: &str) {
        match self.open.last() {
            Some(Element::Text) => self.push(text),
            Some(Element::FieldCode) => self.field_code.push_str(text),
            Some(Element::Offset) => self.frames.offset(text),
            _ => {}
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Refusal> {
        let character = match reference.resolve_char_ref().map_err(|_| Refusal::CorruptDocx)? {
            Some(character) => character,
            None => predefined(reference).ok_or(Refusal::CorruptDocx)?,
        };
        self.text(character.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if self.frames.is_passed_over() {
            return;
        }
        match self.why_hidden() {
            None => {
                self.end_hidden();
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.text.push_str(text);
                }
            }
            Some(channel) => {
                if self.hidden.as_ref().is_some_and(|(open, _)| *open != channel) {
                    self.end_hidden();
                }
                self.hidden.get_or_insert_with(|| (channel, String::new())).1.push_str(text);
            }
        }
    }

    fn end_hidden(&mut self) {
        if let Some((channel, text)) = self.hidden.take() {
            self.notes.add(channel, None, &text);
        }
    }

    /// Why nobody sees what is written now.
    fn why_hidden(&mut self) -> Option<Channel> {
        let around = self.context.hidden_as.or_else(|| self.frames.why_hidden());
        let paragraph = self.paragraphs.last();
        if let Some(channel) = around.or_else(|| paragraph.and_then(|paragraph| paragraph.why_hidden)) {
            return Some(channel);
        }
        if let Some(known) = self.runs.last().and_then(|run| run.why_hidden) {
            return known;
        }
        let of_style = self.context.styles.of_paragraph(paragraph.and_then(|paragraph| paragraph.style.as_deref()));
        let (direct, style) = self.runs.last().map_or_else(Default::default, |run| (run.look, run.style));
        let behind = self.behind(paragraph, of_style.shade);
        let why = direct.over(style).over(Look { shade: None, ..of_style }).why_hidden(behind);
        if let Some(run) = self.runs.last_mut() {
            run.why_hidden = Some(why);
        }
        why
    }

    /// The innermost that has a colour: paragraph, cell, shape, page.
    fn behind(&self, paragraph: Option<&Paragraph>, of_style: Option<Color>) -> Color {
        let real = |color: &Color| *color != Color::Auto;
        let own = paragraph.and_then(|paragraph| paragraph.shade).or(of_style).filter(real);
        let cell = || self.shades.iter().rev().copied().find(real);
        own.or_else(cell).or_else(|| self.frames.fill()).filter(real).unwrap_or(self.context.paper)
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
#[path = "docx_body_tests.rs"]
mod tests;
