//! Colours as a person sees them, roughly: enough to tell what stands out from what doesn't.

use std::rc::Rc;

use pdf_oxide::object::Object;

use super::function::Function;
use super::source::{Dict, Source};

/// Text whose contrast with its background is below this is not seen. Ordinary light grey has 1.6; the
/// recommendation for accessible text is 4.5 (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f32 = 1.25;
/// And whose colour differs by less than this in each part: yellow on white is hard to read, but it is seen.
const LEAST_DIFFERENCE: f32 = 0.16;
/// Colour spaces within colour spaces.
const MAX_DEPTH: usize = 6;

/// Red, green and blue from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rgb(pub(crate) [f32; 3]);

impl Rgb {
    pub(crate) const BLACK: Self = Self([0.0; 3]);
    pub(crate) const WHITE: Self = Self([1.0; 3]);

    /// This under a paint of some opacity.
    pub(crate) fn under(self, paint: Self, alpha: f32) -> Self {
        let mix = |place: usize| paint.0[place] * alpha + self.0[place] * (1.0 - alpha);
        Self([mix(0), mix(1), mix(2)])
    }

    /// Both multiplied.
    pub(crate) fn times(self, other: Self) -> Self {
        Self([0, 1, 2].map(|place| self.0[place] * other.0[place]))
    }

    /// Whether text of this colour is seen on that one.
    pub(crate) fn stands_out(self, from: Self) -> bool {
        let (one, other) = (self.luminance() + 0.05, from.luminance() + 0.05);
        let contrast = one.max(other) / one.min(other);
        let parts = self.0.iter().zip(from.0);
        let difference = parts.map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        contrast >= LEAST_CONTRAST || difference >= LEAST_DIFFERENCE
    }

    /// Relative luminance (WCAG 2.2).
    pub(crate) fn luminance(self) -> f32 {
        let linear = |part: f32| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        let [r, g, b] = self.0.map(|part| linear(part.clamp(0.0, 1.0)));
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// How numbers mean a colour.
#[derive(Debug, Clone)]
pub(crate) enum Space {
    Gray,
    Rgb,
    Cmyk,
    Lab,
    Indexed {
        base: Rc<Space>,
        table: Rc<Vec<u8>>,
    },
    /// Inks whose look a function gives in another space; no ink at all when it is called None.
    Tint {
        inks: usize,
        other: Rc<Space>,
        function: Option<Rc<Function>>,
        is_none: bool,
    },
    Pattern(Option<Rc<Space>>),
    Unknown,
}

impl Space {
    /// How many numbers a colour has.
    pub(crate) fn parts(&self) -> usize {
        match self {
            Self::Gray | Self::Indexed { .. } => 1,
            Self::Rgb | Self::Lab => 3,
            Self::Cmyk => 4,
            Self::Tint { inks, .. } => *inks,
            Self::Pattern(_) | Self::Unknown => 0,
        }
    }

    /// The colour when the space is chosen (ISO 32000-1, section 8.6.8).
    pub(crate) fn first_color(&self) -> Option<Rgb> {
        match self {
            Self::Cmyk => Some(Rgb::BLACK),
            Self::Tint { inks, .. } => self.color(&vec![1.0; *inks]),
            Self::Pattern(_) | Self::Unknown => None,
            other => self.color(&vec![0.0; other.parts()]),
        }
    }

    /// The colour that these numbers mean; `None` when that can't be told.
    pub(crate) fn color(&self, numbers: &[f32]) -> Option<Rgb> {
        match (self, numbers) {
            (Self::Gray, [gray, ..]) => Some(Rgb([*gray; 3])),
            (Self::Rgb, [r, g, b, ..]) => Some(Rgb([*r, *g, *b])),
            (Self::Cmyk, [c, m, y, k, ..]) => Some(cmyk(*c, *m, *y, *k)),
            (Self::Lab, [l, a, b, ..]) => Some(lab(*l, *a, *b)),
            (Self::Indexed { base, table }, [index, ..]) => {
                let (parts, index) = (base.parts(), index.clamp(0.0, 255.0) as usize);
                let entry = table.get(index * parts..(index + 1) * parts)?;
                base.color(&entry.iter().map(|byte| f32::from(*byte) / 255.0).collect::<Vec<_>>())
            }
            (Self::Tint { other, function: Some(function), .. }, numbers) => other.color(&function.value(numbers)?),
            _ => None,
        }
    }

    /// Ink that leaves no trace.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::Tint { is_none: true, .. })
    }

    /// From an object of a PDF: a name, perhaps of the resources, or an array.
    pub(crate) fn of(object: &Object, resources: &Dict, source: &Source<'_>) -> Self {
        read(object, resources, source, 0)
    }
}

fn read(object: &Object, resources: &Dict, source: &Source<'_>, depth: usize) -> Space {
    if depth > MAX_DEPTH {
        return Space::Unknown;
    }
    let inner = |object: &Object| read(object, resources, source, depth + 1);
    match source.resolve(object) {
        Object::Name(name) => match name.as_str() {
            "DeviceGray" | "G" | "CalGray" => Space::Gray,
            "DeviceRGB" | "RGB" | "CalRGB" => Space::Rgb,
            "DeviceCMYK" | "CMYK" => Space::Cmyk,
            "Pattern" => Space::Pattern(None),
            other => source.entry(resources, "ColorSpace", other).map_or(Space::Unknown, |found| inner(&found)),
        },
        Object::Array(parts) => array(&parts, source, &inner),
        _ => Space::Unknown,
    }
}

fn array(parts: &[Object], source: &Source<'_>, inner: &dyn Fn(&Object) -> Space) -> Space {
    let name = parts.first().map(|name| source.resolve(name));
    match (name.as_ref().and_then(Object::as_name), parts) {
        (Some("CalGray" | "DeviceGray" | "G"), _) => Space::Gray,
        (Some("CalRGB" | "DeviceRGB" | "RGB"), _) => Space::Rgb,
        (Some("DeviceCMYK" | "CMYK"), _) => Space::Cmyk,
        (Some("Lab"), _) => Space::Lab,
        (Some("ICCBased"), [_, profile, ..]) => icc(&source.resolve(profile), source),
        (Some("Indexed" | "I"), [_, base, _, table, ..]) => {
            let table = match source.resolve(table) {
                Object::String(bytes) => bytes,
                stream => source.content(&stream).unwrap_or_default(),
            };
            Space::Indexed { base: Rc::new(inner(base)), table: Rc::new(table) }
        }
        (Some("Separation" | "DeviceN"), [_, names, other, function, ..]) => {
            let names: Vec<String> = match source.resolve(names) {
                Object::Array(names) => names.iter().filter_map(|name| name.as_name().map(str::to_owned)).collect(),
                Object::Name(name) => vec![name],
                _ => Vec::new(),
            };
            let is_none = !names.is_empty() && names.iter().all(|name| name == "None");
            let function = Function::of(function, source).map(Rc::new);
            Space::Tint { inks: names.len().max(1), other: Rc::new(inner(other)), function, is_none }
        }
        (Some("Pattern"), [_, below, ..]) => Space::Pattern(Some(Rc::new(inner(below)))),
        (Some("Pattern"), _) => Space::Pattern(None),
        _ => Space::Unknown,
    }
}

fn icc(profile: &Object, source: &Source<'_>) -> Space {
    let parts = profile.as_dict().and_then(|dict| source.number(dict, "N"));
    match parts.map(|parts| parts as u8) {
        Some(1) => Space::Gray,
        Some(3) => Space::Rgb,
        Some(4) => Space::Cmyk,
        _ => Space::Unknown,
    }
}

fn cmyk(c: f32, m: f32, y: f32, k: f32) -> Rgb {
    Rgb([c, m, y].map(|ink| (1.0 - ink.clamp(0.0, 1.0)) * (1.0 - k.clamp(0.0, 1.0))))
}

/// CIE L*a*b* to sRGB under D65, which is near enough to the paper's white.
fn lab(l: f32, a: f32, b: f32) -> Rgb {
    let y = (l + 16.0) / 116.0;
    let linear = |t: f32| if t > 0.2069 { t.powi(3) } else { (t - 16.0 / 116.0) / 7.787 };
    let (x, y, z) = (0.9505 * linear(y + a / 500.0), linear(y), 1.089 * linear(y - b / 200.0));
    let rgb = [
        3.2406 * x - 1.5372 * y - 0.4986 * z,
        -0.9689 * x + 1.8758 * y + 0.0415 * z,
        0.0557 * x - 0.204 * y + 1.057 * z,
    ];
    Rgb(rgb.map(|part| {
        let part = part.clamp(0.0, 1.0);
        if part <= 0.003_130_8 { 12.92 * part } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 }
    }))
}
