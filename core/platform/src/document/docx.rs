//! A DOCX: which of its parts a person sees, and what stands in the others.

use std::collections::{HashMap, HashSet};

use domain::resume::finding::{Channel, Finding};

use super::docx_body::{Context, PartText, read_part};
use super::docx_look::{Color, Styles, Theme, each_start, is_on, rgb, value_of};
use super::docx_package::Package;
use super::notes::Notes;
use super::ordinary::{Place, is_ordinary};
use super::pdf_extras::texts_of_xml;
use super::refusal::Refusal;
use super::sight::Rgb;

/// A shape of at least this many square English Metric Units may be what text stands on: a twelfth of A4.
const BACKDROP: f64 = 6.7e12;
/// A colour darker than this is one that white text is put on.
const DARK: f32 = 0.5;

/// What a DOCX holds.
#[derive(Debug)]
pub(crate) struct Docx {
    /// What is seen: headers, body, notes, footers; each header and footer once.
    pub(crate) text: String,
    pub(crate) findings: Vec<Finding>,
}

/// Reads a DOCX.
///
/// # Errors
/// A [`Refusal`]: another kind of archive, a corrupt or encrypted one, or one that unpacks to too much.
pub(crate) fn extract(bytes: &[u8], max_text_bytes: usize) -> Result<Docx, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?;
    let body = package.read(&main)?;
    let theme = package.optional("word/theme/theme1.xml")?.map(|xml| Theme::of(&xml)).unwrap_or_default();
    let styles = package.optional("word/styles.xml")?.map(|xml| Styles::of(&xml, &theme)).unwrap_or_default();
    let settings = package.optional("word/settings.xml")?.unwrap_or_default();
    let plan = Plan::of(&body, &settings, &package.relations_of(&main)?);
    let mut reading = Reading {
        context: Context { styles: &styles, theme: &theme, paper: plan.paper, referred: None, hidden_as: None },
        notes: Notes::default(),
    };
    let lines = reading.visible(&mut package, &body, &plan)?;
    reading.unseen(&mut package, &plan, &lines)?;
    // Checked here too, so that a huge text is not copied once more before it is refused.
    if lines.iter().map(String::len).sum::<usize>() > max_text_bytes {
        return Err(Refusal::TooMuchText { limit: max_text_bytes });
    }
    Ok(Docx { text: lines.join("\n"), findings: reading.notes.findings() })
}

struct Reading<'a> {
    context: Context<'a>,
    notes: Notes,
}

impl Reading<'_> {
    fn visible(&mut self, package: &mut Package<'_>, body: &str, plan: &Plan) -> Result<Vec<String>, Refusal> {
        let mut lines = Vec::new();
        for part in package.parts_like("header").into_iter().filter(|part| plan.shows(part)) {
            append_once(self.part(package, &part)?, &mut lines);
        }
        let main = read_part(body, &self.context, &mut self.notes)?;
        lines.extend(main.lines);
        for stem in ["footnotes", "endnotes"] {
            for part in package.parts_like(stem) {
                let xml = package.read(&part)?;
                let context = Context { referred: Some(&main.refers_to), ..self.context };
                append_once(read_part(&xml, &context, &mut self.notes)?, &mut lines);
            }
        }
        for part in package.parts_like("footer").into_iter().filter(|part| plan.shows(part)) {
            append_once(self.part(package, &part)?, &mut lines);
        }
        Ok(lines)
    }

    fn part(&mut self, package: &mut Package<'_>, part: &str) -> Result<PartText, Refusal> {
        let xml = package.read(part)?;
        read_part(&xml, &self.context, &mut self.notes)
    }

    /// Parts that no page shows. What they say again of what is seen isn't told.
    fn unseen(&mut self, package: &mut Package<'_>, plan: &Plan, lines: &[String]) -> Result<(), Refusal> {
        let seen: HashSet<&str> = lines.iter().map(|line| line.trim()).collect();
        for stem in ["header", "footer", "comments"] {
            for part in package.parts_like(stem).into_iter().filter(|part| !plan.shows(part)) {
                let channel = if stem == "comments" { Channel::Comment } else { Channel::HiddenHeader };
                for line in self.part(package, &part)?.lines {
                    if !seen.contains(line.trim()) && !is_ordinary(&line, Place::Note) {
                        self.notes.add(channel, None, &line);
                    }
                }
            }
        }
        for part in package.parts_under(&["docProps/", "customXml/item"]) {
            for text in texts_of_xml(&package.read(&part)?) {
                if !is_ordinary(&text, Place::Property) {
                    self.notes.add(Channel::Metadata, None, &text);
                }
            }
        }
        Ok(())
    }
}

fn append_once(part: PartText, lines: &mut Vec<String>) {
    let further = part.lines;
    let known = further.is_empty() || lines.windows(further.len()).any(|window| window == further.as_slice());
    if !known {
        lines.extend(further);
    }
}

/// Which headers and footers pages show, and on what paper.
#[derive(Debug)]
struct Plan {
    shown: HashSet<String>,
    paper: Color,
}

impl Plan {
    fn of(body: &str, settings: &str, relations: &HashMap<String, String>) -> Self {
        let mut even = false;
        let mut shows_paper = false;
        each_start(settings, |name, start, _| match name {
            "evenAndOddHeaders" => even = is_on(start),
            "displayBackgroundShape" => shows_paper = is_on(start),
            _ => {}
        });
        let mut scan = Scan::default();
        each_start(body, |name, start, parents| scan.take(name, start, parents));
        scan.end_section();
        let shown = scan.shown.into_iter().filter(|(_, kind)| kind != "even" || even);
        let shown = shown.filter_map(|(id, _)| relations.get(&id).cloned()).collect();
        let paper = match scan.paper.filter(|_| shows_paper) {
            _ if scan.has_backdrop => Color::Untold,
            Some(paper) => Color::Of(paper),
            None => Color::Auto,
        };
        Self { shown, paper }
    }

    fn shows(&self, part: &str) -> bool {
        self.shown.contains(part)
    }
}

/// What a look over the body tells before it is read.
#[derive(Debug, Default)]
struct Scan {
    section: Vec<(String, String)>,
    has_title_page: bool,
    shown: Vec<(String, String)>,
    paper: Option<Rgb>,
    area: f64,
    has_backdrop: bool,
}

impl Scan {
    fn take(&mut self, name: &str, start: &quick_xml::events::BytesStart<'_>, parents: &[String]) {
        match name {
            "sectPr" => self.end_section(),
            "headerReference" | "footerReference" => {
                let kind = value_of(start, "type").unwrap_or_else(|| "default".to_owned());
                self.section.extend(value_of(start, "id").map(|id| (id, kind)));
            }
            "titlePg" => self.has_title_page = is_on(start),
            "background" => self.paper = value_of(start, "color").and_then(|hex| rgb(&hex)),
            "anchor" => self.area = 0.0,
            "extent" => {
                let side = |key: &str| value_of(start, key).and_then(|value| value.parse::<f64>().ok()).unwrap_or(0.0);
                self.area = side("cx") * side("cy");
            }
            "srgbClr" | "schemeClr" | "gradFill" | "blipFill" if self.area >= BACKDROP => {
                let within = |element: &str| parents.iter().any(|parent| parent == element);
                let fills = within("spPr") && !within("ln") && within("anchor");
                let is_picture = name == "blipFill" && within("anchor");
                let light = name == "srgbClr"
                    && value_of(start, "val").and_then(|hex| rgb(&hex)).is_some_and(|color| color.luminance() > DARK);
                let white = matches!(value_of(start, "val").as_deref(), Some("bg1" | "lt1"));
                self.has_backdrop |= is_picture || fills && !light && !white;
            }
            _ => {}
        }
    }

    /// A first page's header is shown where the section has a first page of its own.
    fn end_section(&mut self) {
        let (section, title) = (std::mem::take(&mut self.section), std::mem::take(&mut self.has_title_page));
        self.shown.extend(section.into_iter().filter(|(_, kind)| kind != "first" || title));
    }
}
