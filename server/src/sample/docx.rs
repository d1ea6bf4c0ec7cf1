//! Résumés as Word documents.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, Docx, Header, IndentLevel, Level, LevelJc, LevelText, LineSpacing, NumberFormat, Numbering,
    NumberingId, PageMargin, Paragraph, Run, RunFonts, SpecialIndentType, Start, Style, StyleType, Table, TableCell,
    TableLayoutType, TableRow, WidthType,
};

use super::Arrangement;
use super::outline::{Body, Entry, Outline, Section, Wording};

const TEXT_WIDTH: usize = 9_600;
const ASIDE_WIDTH: usize = 2_900;
const BULLETS: usize = 2;

/// Renders one résumé; the same outline and wording give the same bytes.
pub(super) fn render(outline: &Outline, wording: &Wording) -> Vec<u8> {
    // Paragraphs get ids from a counter per thread; this call is the crate's way to start it anew, and
    // without it the same person would get other bytes the second time.
    let _ = Docx::new().comments_json();
    let mut document = blank(outline, wording);
    let masthead = masthead(outline);
    if wording.letterhead && outline.aside.is_empty() {
        let header = masthead.into_iter().fold(Header::new(), Header::add_paragraph);
        document = document.header(header);
    } else {
        document = masthead.into_iter().fold(document, Docx::add_paragraph);
    }
    document = match outline.arrangement {
        Arrangement::TwoColumns => two_columns(document, outline),
        Arrangement::OneColumn => sections(&outline.main).into_iter().fold(document, Docx::add_paragraph),
        Arrangement::Tables => outline.main.iter().fold(document, with_tables),
    };
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).expect("a document of texts packs into memory");
    bytes.into_inner()
}

/// Styles, margins and the bullet; Word's own date fields are fixed, so that bytes repeat.
fn blank(outline: &Outline, wording: &Wording) -> Docx {
    let (red, green, blue) = wording.accent;
    let accent = format!("{red:02X}{green:02X}{blue:02X}");
    let size = if outline.airy { 23 } else { 20 };
    let line = if outline.airy { 380 } else { 264 };
    let heading = Style::new("Heading1", StyleType::Paragraph).name("Heading 1").size(26).bold();
    let title = Style::new("Title", StyleType::Paragraph).name("Title").size(44).bold();
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"));
    let bullet = bullet.indent(Some(360), Some(SpecialIndentType::Hanging(260)), None, None);
    Docx::new()
        .created_at("2026-10-01T08:00:00Z")
        .updated_at("2026-10-01T08:00:00Z")
        .page_margin(PageMargin::new().top(1100).bottom(1100).left(1150).right(1150))
        .default_fonts(RunFonts::new().ascii(wording.font).hi_ansi(wording.font))
        .default_size(size)
        .default_line_spacing(LineSpacing::new().line(line).after(60))
        .add_style(heading.color(accent.clone()))
        .add_style(title.color(accent))
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
}

fn masthead(outline: &Outline) -> Vec<Paragraph> {
    let mut lines = vec![plain(&outline.name).style("Title"), plain(&outline.headline)];
    if outline.aside.is_empty() {
        lines.push(plain(&outline.contact.join(" | ")));
    }
    lines
}

fn plain(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn bold(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text).bold())
}

fn bullet(text: &str) -> Paragraph {
    plain(text).numbering(NumberingId::new(BULLETS), IndentLevel::new(0))
}

fn heading(section: &Section) -> Paragraph {
    plain(&section.heading)
        .style("Heading1")
        .line_spacing(LineSpacing::new().before(220).after(80))
        .keep_next(true)
        .page_break_before(section.new_page)
}

fn sections(all: &[Section]) -> Vec<Paragraph> {
    all.iter().flat_map(paragraphs).collect()
}

fn paragraphs(section: &Section) -> Vec<Paragraph> {
    let mut lines = vec![heading(section)];
    match &section.body {
        Body::Text(text) => lines.push(plain(text)),
        Body::Bullets(items) => lines.extend(items.iter().map(|item| bullet(item))),
        Body::Lines(items) => lines.extend(items.iter().map(|item| plain(item))),
        Body::Words(words) => lines.push(plain(&words.join(", "))),
        Body::Entries(entries) => lines.extend(entries.iter().flat_map(entry)),
    }
    lines
}

fn entry(entry: &Entry) -> Vec<Paragraph> {
    let dates = Run::new().add_text(format!(" ({})", entry.dates));
    let mut lines = vec![
        bold(&entry.title).add_run(dates).keep_next(true),
        Paragraph::new().add_run(Run::new().add_text(&entry.employer).italic()).keep_next(true),
    ];
    lines.extend(entry.points.iter().map(|point| bullet(point)));
    lines
}

/// Word's usual two-column template: a table without borders.
fn two_columns(document: Docx, outline: &Outline) -> Docx {
    let narrow = outline.aside.iter().flat_map(|section| match &section.body {
        Body::Words(words) => {
            let mut lines = vec![heading(section)];
            lines.extend(words.iter().map(|word| plain(word)));
            lines
        }
        _ => paragraphs(section),
    });
    let aside = narrow.fold(cell(ASIDE_WIDTH), TableCell::add_paragraph);
    let main = cell(TEXT_WIDTH - ASIDE_WIDTH);
    let main = sections(&outline.main).into_iter().fold(main, TableCell::add_paragraph);
    let grid = vec![ASIDE_WIDTH, TEXT_WIDTH - ASIDE_WIDTH];
    let table = Table::without_borders(vec![TableRow::new(vec![aside, main])]);
    document.add_table(table.set_grid(grid).layout(TableLayoutType::Fixed))
}

fn with_tables(document: Docx, section: &Section) -> Docx {
    let Body::Entries(entries) = &section.body else {
        return paragraphs(section).into_iter().fold(document, Docx::add_paragraph);
    };
    let widths = [1_800, 2_600, TEXT_WIDTH - 4_400];
    let head = ["Dates", "Role", "Duties and results"].iter().zip(widths);
    let head = head.map(|(text, width)| cell(width).add_paragraph(bold(text)));
    let mut rows = vec![TableRow::new(head.collect())];
    rows.extend(entries.iter().map(|entry| work_row(entry, widths)));
    let table = Table::new(rows).set_grid(widths.to_vec()).layout(TableLayoutType::Fixed);
    document.add_paragraph(heading(section)).add_table(table)
}

fn work_row(entry: &Entry, widths: [usize; 3]) -> TableRow {
    let role = cell(widths[1]).add_paragraph(bold(&entry.title)).add_paragraph(plain(&entry.employer));
    let work = entry.points.iter().map(|point| bullet(point));
    TableRow::new(vec![
        cell(widths[0]).add_paragraph(plain(&entry.dates)),
        role,
        work.fold(cell(widths[2]), TableCell::add_paragraph),
    ])
}

fn cell(width: usize) -> TableCell {
    TableCell::new().width(width, WidthType::Dxa)
}
