//! The XML of a DOCX part: paragraphs and tables to lines of text.
//!
//! Elements are told by their local names: the prefixes and namespaces of the transitional and the strict
//! form differ, the names don't (ECMA-376, part 1, section 17).

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::limits::MAX_XML_DEPTH;
use super::refusal::Refusal;

/// The lines of one part in document order. A row of a table is one line with a tab between cells, or,
/// when a cell holds several lines, its cells one after the other.
pub(crate) fn text_lines(xml: &str) -> Result<Vec<String>, Refusal> {
    let mut reader = Reader::from_str(xml);
    let mut body = Body::default();
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
            Event::DocType(_) => return Err(Refusal::CorruptDocx),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if body.open.is_empty() { Ok(body.lines) } else { Err(Refusal::CorruptDocx) }
}

/// The elements that matter for what a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    Table,
    Row,
    Cell,
    /// Deleted text, moved-away text, the older drawing of the same thing, phonetic guides.
    Unseen,
    Other,
}

fn element_of(name: &str) -> Element {
    match name {
        "p" => Element::Paragraph,
        "pPr" => Element::ParagraphProperties,
        "r" => Element::Run,
        "rPr" => Element::RunProperties,
        "t" => Element::Text,
        "tbl" => Element::Table,
        "tr" => Element::Row,
        "tc" => Element::Cell,
        "del" | "moveFrom" | "Fallback" | "rt" => Element::Unseen,
        _ => Element::Other,
    }
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    is_bullet: bool,
}

#[derive(Debug, Default)]
struct Body {
    open: Vec<Element>,
    unseen: usize,
    run_is_hidden: Vec<bool>,
    paragraphs: Vec<Paragraph>,
    /// One list of lines for each cell being read, the innermost last.
    cells: Vec<Vec<String>>,
    /// The finished cells of each row being read, the innermost last.
    rows: Vec<Vec<Vec<String>>>,
    lines: Vec<String>,
}

impl Body {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.open.len() >= MAX_XML_DEPTH {
            return Err(Refusal::TooDeep);
        }
        let name = start.local_name();
        let element = element_of(name.as_ref());
        match element {
            Element::Paragraph => self.paragraphs.push(Paragraph::default()),
            Element::Run => self.run_is_hidden.push(false),
            Element::Row => self.rows.push(Vec::new()),
            Element::Cell => self.cells.push(Vec::new()),
            Element::Unseen => self.unseen += 1,
            Element::Other => self.mark(name.as_ref(), start),
            _ => {}
        }
        self.open.push(element);
        Ok(())
    }

    /// Elements that stand for a character, or that say how the text around them is shown.
    fn mark(&mut self, name: &str, start: &BytesStart<'_>) {
        let parent = self.open.last().copied();
        match (name, parent) {
            ("tab" | "ptab", Some(Element::Run)) => self.push("\t"),
            ("br" | "cr", Some(Element::Run)) => self.push("\n"),
            ("noBreakHyphen", Some(Element::Run)) => self.push("-"),
            ("vanish", Some(Element::RunProperties)) if is_on(start) => self.hide_run(),
            ("numPr", Some(Element::ParagraphProperties)) => self.make_bullet(),
            ("pStyle", Some(Element::ParagraphProperties))
                if value_of(start).is_some_and(|style| style.starts_with("ListBullet")) =>
            {
                self.make_bullet();
            }
            _ => {}
        }
    }

    /// Only properties of a run hide it: those of a paragraph's end mark hide the mark.
    fn hide_run(&mut self) {
        let of_run = self.open.iter().rev().nth(1) == Some(&Element::Run);
        if let (true, Some(hidden)) = (of_run, self.run_is_hidden.last_mut()) {
            *hidden = true;
        }
    }

    fn make_bullet(&mut self) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.is_bullet = true;
        }
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Element::Paragraph) => self.end_paragraph(),
            Some(Element::Run) => drop(self.run_is_hidden.pop()),
            Some(Element::Cell) => self.end_cell(),
            Some(Element::Row) => self.end_row(),
            Some(Element::Unseen) => self.unseen -= 1,
            Some(Element::Table) => self.sink().push(String::new()),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(Paragraph { text, is_bullet }) = self.paragraphs.pop() else {
            return;
        };
        let bullet = if is_bullet && !text.trim().is_empty() { "• " } else { "" };
        self.sink().push(format!("{bullet}{text}"));
    }

    fn end_cell(&mut self) {
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
        if self.open.last() == Some(&Element::Text) {
            self.push(text);
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
        let hidden = self.unseen > 0 || self.run_is_hidden.last() == Some(&true);
        if let (false, Some(paragraph)) = (hidden, self.paragraphs.last_mut()) {
            paragraph.text.push_str(text);
        }
    }
}

fn value_of(start: &BytesStart<'_>) -> Option<String> {
    let mut attributes = start.attributes().flatten();
    attributes
        .find(|attribute| attribute.key.local_name().as_ref() == "val")
        .map(|attribute| attribute.value.into_owned())
}

/// A switch without a value is on (ECMA-376, part 1, section 17.17.4).
fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(value_of(start).as_deref(), Some("false" | "0" | "off"))
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
mod tests {
    use super::*;

    fn lines_of(body: &str) -> Vec<String> {
        text_lines(&format!("<w:document xmlns:w='x'><w:body>{body}</w:body></w:document>")).unwrap()
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn tabs_breaks_and_references_are_characters() {
        let tab_stop = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>R&amp;D</w:t><w:tab/><w:t>C&#x2B;+</w:t><w:br/><w:t>end</w:t></w:r></w:p>";
        assert_eq!(lines_of(tab_stop), ["R&D\tC++\nend"]);
    }

    #[test]
    fn what_a_reader_does_not_see_is_left_out() {
        let body = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>seen </w:t></w:r>\
            <w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>\
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
            <w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>shown</w:t></w:r>\
            <w:ins><w:r><w:t> added</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>";
        assert_eq!(lines_of(body), ["seen shown added"]);
    }

    #[test]
    fn tables_read_row_by_row_and_tall_cells_one_after_the_other() {
        let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
        let plain = format!("<w:tr>{}{}</w:tr>", cell(&paragraph("Rust")), cell(&paragraph("6 years")));
        let tall =
            format!("<w:tr>{}{}</w:tr>", cell(&(paragraph("Skills") + &paragraph("Go"))), cell(&paragraph("Work")));
        assert_eq!(lines_of(&format!("<w:tbl>{plain}{tall}</w:tbl>")), ["Rust\t6 years", "Skills", "Go", "Work", ""]);
    }

    #[test]
    fn bullets_are_kept() {
        let body = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>Led a team</w:t></w:r></w:p>";
        assert_eq!(lines_of(body), ["• Led a team"]);
    }

    #[test]
    fn entities_and_depth_and_broken_xml_are_refused() {
        let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>";
        assert_eq!(text_lines(laughs), Err(Refusal::CorruptDocx));
        assert_eq!(text_lines("<a><w:t>&b;</w:t></a>"), Err(Refusal::CorruptDocx));
        assert_eq!(text_lines(&"<a>".repeat(300)), Err(Refusal::TooDeep));
        assert_eq!(text_lines("<a><b></a>"), Err(Refusal::CorruptDocx));
        assert_eq!(text_lines("<a><b>"), Err(Refusal::CorruptDocx));
    }
}
