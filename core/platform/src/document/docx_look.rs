//! How runs of a DOCX look: what styles, themes and direct formatting say together (ECMA-376, part 1, 17.7).

use std::collections::HashMap;

use domain::resume::finding::Channel;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::sight::Rgb;

/// Styles that are based on styles.
const MAX_BASES: usize = 16;
/// Text of fewer half-points isn't read by anybody.
const SMALLEST: f32 = 4.0;
/// Nor is text that is squeezed to less than this, in percent.
const NARROWEST: f32 = 12.0;
/// More transparent than this, in thousandths of a percent, is not seen.
const MOST_TRANSPARENT: f32 = 90_000.0;

/// A colour, or the one that stands out from whatever is behind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Color {
    Auto,
    Of(Rgb),
    /// A picture, a gradient, a pattern.
    Untold,
}

/// What a list of run properties says; what it doesn't is taken from elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Look {
    pub(crate) color: Option<Color>,
    pub(crate) shade: Option<Color>,
    pub(crate) half_points: Option<f32>,
    pub(crate) percent: Option<f32>,
    pub(crate) is_hidden: Option<bool>,
    pub(crate) is_transparent: Option<bool>,
}

impl Look {
    /// This, over what is below it.
    pub(crate) fn over(self, below: Self) -> Self {
        Self {
            color: self.color.or(below.color),
            shade: self.shade.or(below.shade),
            half_points: self.half_points.or(below.half_points),
            percent: self.percent.or(below.percent),
            is_hidden: self.is_hidden.or(below.is_hidden),
            is_transparent: self.is_transparent.or(below.is_transparent),
        }
    }

    /// Takes in one element of run properties.
    pub(crate) fn take(&mut self, name: &str, start: &BytesStart<'_>, theme: &Theme) {
        let number = || value_of(start, "val").and_then(|value| value.trim().parse::<f32>().ok());
        match name {
            "color" => self.color = theme.color(start, "val", "themeColor", "themeTint", "themeShade").or(self.color),
            "shd" => self.shade = shade(start, theme).or(self.shade),
            "highlight" => self.shade = value_of(start, "val").and_then(|value| highlight(&value)).or(self.shade),
            "sz" => self.half_points = number().or(self.half_points),
            "w" => self.percent = number().or(self.percent),
            "vanish" | "specVanish" | "webHidden" => {
                self.is_hidden = Some(is_on(start) || self.is_hidden == Some(true))
            }
            _ => {}
        }
    }

    /// Takes in one element of a text fill, which later versions of Word put over the colour.
    pub(crate) fn take_fill(&mut self, name: &str, start: &BytesStart<'_>, theme: &Theme) {
        match name {
            "noFill" => self.is_transparent = Some(true),
            "alpha" => {
                let alpha = value_of(start, "val").and_then(|value| value.trim_end_matches('%').parse::<f32>().ok());
                self.is_transparent = Some(alpha.is_some_and(|alpha| alpha >= MOST_TRANSPARENT));
            }
            "srgbClr" => self.color = value_of(start, "val").and_then(|value| rgb(&value)).map(Color::Of),
            "schemeClr" => self.color = value_of(start, "val").and_then(|name| theme.named(&name)).map(Color::Of),
            "gradFill" => self.color = Some(Color::Untold),
            _ => {}
        }
    }

    /// Why a run that looks like this isn't seen on that background.
    pub(crate) fn why_hidden(self, behind: Color) -> Option<Channel> {
        if self.is_hidden == Some(true) {
            return Some(Channel::HiddenRun);
        }
        if self.half_points.is_some_and(|size| size < SMALLEST) || self.percent.is_some_and(|width| width < NARROWEST) {
            return Some(Channel::TinyText);
        }
        if self.is_transparent == Some(true) {
            return Some(Channel::Transparent);
        }
        let behind = match self.shade {
            Some(Color::Auto) | None => behind,
            Some(shade) => shade,
        };
        match (self.color, behind) {
            (Some(Color::Of(color)), Color::Of(behind)) => (!color.stands_out(behind)).then_some(Channel::LowContrast),
            (Some(Color::Of(color)), Color::Auto) => (!color.stands_out(Rgb::WHITE)).then_some(Channel::LowContrast),
            _ => None,
        }
    }
}

/// The fill of a shading.
pub(crate) fn shade(start: &BytesStart<'_>, theme: &Theme) -> Option<Color> {
    let pattern = value_of(start, "val").unwrap_or_default();
    if pattern == "solid" {
        return theme.color(start, "color", "themeColor", "themeTint", "themeShade");
    }
    if pattern.starts_with("pct") || pattern.contains("tripe") || pattern.contains("ross") {
        return Some(Color::Untold);
    }
    theme.color(start, "fill", "themeFill", "themeFillTint", "themeFillShade")
}

fn highlight(name: &str) -> Option<Color> {
    let hex = match name {
        "black" => "000000",
        "blue" => "0000FF",
        "cyan" => "00FFFF",
        "green" => "00FF00",
        "magenta" => "FF00FF",
        "red" => "FF0000",
        "yellow" => "FFFF00",
        "white" => "FFFFFF",
        "darkBlue" => "000080",
        "darkCyan" => "008080",
        "darkGreen" => "008000",
        "darkMagenta" => "800080",
        "darkRed" => "800000",
        "darkYellow" => "808000",
        "darkGray" => "808080",
        "lightGray" => "C0C0C0",
        _ => return None,
    };
    rgb(hex).map(Color::Of)
}

/// From six hexadecimal digits.
pub(crate) fn rgb(hex: &str) -> Option<Rgb> {
    let bytes = hex::decode(hex.trim().trim_start_matches('#')).ok()?;
    let [r, g, b] = <[u8; 3]>::try_from(bytes).ok()?;
    Some(Rgb([r, g, b].map(|part| f32::from(part) / 255.0)))
}

/// The attribute of that local name.
pub(crate) fn value_of(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes().flatten();
    attributes
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| attribute.value.into_owned())
}

/// A switch without a value is on (ECMA-376, part 1, section 17.17.4).
pub(crate) fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(value_of(start, "val").as_deref(), Some("false" | "0" | "off"))
}

/// The colours that a theme gives names to.
#[derive(Debug, Default)]
pub(crate) struct Theme {
    colors: HashMap<String, Rgb>,
}

impl Theme {
    pub(crate) fn of(xml: &str) -> Self {
        let mut theme = Self::default();
        let mut name = None;
        each_start(xml, |element, start, _| match element {
            "dk1" | "lt1" | "dk2" | "lt2" | "hlink" | "folHlink" => name = Some(element.to_owned()),
            accent if accent.starts_with("accent") => name = Some(accent.to_owned()),
            "srgbClr" | "sysClr" => {
                let hex = value_of(start, if element == "sysClr" { "lastClr" } else { "val" });
                if let (Some(name), Some(color)) = (name.take(), hex.as_deref().and_then(rgb)) {
                    theme.colors.entry(name).or_insert(color);
                }
            }
            _ => {}
        });
        theme
    }

    fn named(&self, name: &str) -> Option<Rgb> {
        let (key, usual) = match name {
            "background1" | "bg1" | "light1" | "lt1" => ("lt1", Some(Rgb::WHITE)),
            "text1" | "tx1" | "dark1" | "dk1" => ("dk1", Some(Rgb::BLACK)),
            "background2" | "bg2" | "light2" | "lt2" => ("lt2", rgb("E7E6E6")),
            "text2" | "tx2" | "dark2" | "dk2" => ("dk2", rgb("44546A")),
            "hyperlink" => ("hlink", rgb("0563C1")),
            "followedHyperlink" => ("folHlink", rgb("954F72")),
            other => (other, None),
        };
        self.colors.get(key).copied().or(usual)
    }

    /// The theme's colour when one is named, with its tint or shade, else the plain one.
    pub(crate) fn color(
        &self,
        start: &BytesStart<'_>,
        plain: &str,
        theme: &str,
        tint: &str,
        shade: &str,
    ) -> Option<Color> {
        let part = |name: &str| {
            let hex = value_of(start, name)?;
            u8::from_str_radix(&hex, 16).ok().map(|part| f32::from(part) / 255.0)
        };
        if let Some(color) = value_of(start, theme).and_then(|name| self.named(&name)) {
            let Rgb(parts) = color;
            let tinted = part(tint).map_or(parts, |tint| parts.map(|part| part * tint + 1.0 - tint));
            return Some(Color::Of(Rgb(part(shade).map_or(tinted, |shade| tinted.map(|part| part * shade)))));
        }
        match value_of(start, plain)?.as_str() {
            "auto" => Some(Color::Auto),
            hex => rgb(hex).map(Color::Of),
        }
    }

    /// The fill of a shape, by its element.
    pub(crate) fn fill(&self, name: &str, start: &BytesStart<'_>) -> Option<Color> {
        match name {
            "srgbClr" => value_of(start, "val").and_then(|hex| rgb(&hex)).map(Color::Of),
            "schemeClr" => {
                Some(value_of(start, "val").and_then(|name| self.named(&name)).map_or(Color::Untold, Color::Of))
            }
            _ => None,
        }
    }
}

/// A named style.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    look: Look,
    shades_cells: bool,
    is_list: bool,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    defaults: Look,
    named: HashMap<String, Style>,
    usual: Option<String>,
}

impl Styles {
    pub(crate) fn of(xml: &str, theme: &Theme) -> Self {
        let mut styles = Self::default();
        let mut current: Option<String> = None;
        each_start(xml, |element, start, parents| {
            let in_runs = parents.last().is_some_and(|parent| parent == "rPr");
            let fills = parents.iter().any(|parent| parent == "textFill");
            match element {
                "style" => {
                    let id = value_of(start, "styleId").unwrap_or_default();
                    let is_usual = value_of(start, "type").as_deref() == Some("paragraph")
                        && matches!(value_of(start, "default").as_deref(), Some("1" | "true"));
                    if is_usual {
                        styles.usual = Some(id.clone());
                    }
                    styles
                        .named
                        .insert(id.clone(), Style { is_list: id.starts_with("ListBullet"), ..Style::default() });
                    current = Some(id);
                }
                "docDefaults" => current = None,
                _ => {}
            }
            // Conditional parts of a table's style apply here and there only.
            let conditional = parents.iter().any(|parent| parent == "tblStylePr");
            let style = current.as_ref().and_then(|id| styles.named.get_mut(id));
            match (style, element) {
                (Some(style), "basedOn") => style.based_on = value_of(start, "val"),
                (Some(style), "shd")
                    if !in_runs && parents.iter().any(|parent| parent == "tcPr" || parent == "tblPr") =>
                {
                    style.shades_cells = true;
                }
                (Some(style), "shd") if parents.last().is_some_and(|parent| parent == "pPr") => {
                    style.look.shade = shade(start, theme).or(style.look.shade);
                }
                (Some(style), _) if in_runs && !conditional => style.look.take(element, start, theme),
                (Some(style), _) if fills => style.look.take_fill(element, start, theme),
                (None, _) if in_runs => styles.defaults.take(element, start, theme),
                _ => {}
            }
        });
        styles
    }

    fn chain(&self, id: Option<&str>) -> impl Iterator<Item = &Style> {
        let first = id.and_then(|id| self.named.get(id));
        std::iter::successors(first, |style| self.named.get(style.based_on.as_deref()?)).take(MAX_BASES)
    }

    /// How text of a paragraph's style looks.
    pub(crate) fn of_paragraph(&self, id: Option<&str>) -> Look {
        let look = self.chain(id.or(self.usual.as_deref())).fold(Look::default(), |look, style| look.over(style.look));
        look.over(self.defaults)
    }

    /// What a run's style adds.
    pub(crate) fn of_run(&self, id: &str) -> Look {
        self.chain(Some(id)).fold(Look::default(), |look, style| look.over(style.look))
    }

    /// Whether cells of a table of this style may have a colour of their own.
    pub(crate) fn shades_cells(&self, id: &str) -> bool {
        self.chain(Some(id)).any(|style| style.shades_cells)
    }

    pub(crate) fn is_list(&self, id: &str) -> bool {
        id.starts_with("ListBullet") || self.chain(Some(id)).any(|style| style.is_list)
    }
}

/// Calls for each element, with its local name and those of the elements around it. What can't be read ends it.
pub(crate) fn each_start(xml: &str, mut call: impl FnMut(&str, &BytesStart<'_>, &[String])) {
    let mut reader = Reader::from_str(xml);
    let mut parents: Vec<String> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if parents.len() < super::limits::MAX_XML_DEPTH => {
                let name = start.local_name().as_ref().to_owned();
                call(&name, &start, &parents);
                parents.push(name);
            }
            Ok(Event::Empty(start)) => call(start.local_name().as_ref(), &start, &parents),
            Ok(Event::End(_)) => drop(parents.pop()),
            Ok(Event::Eof | Event::Start(_)) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
