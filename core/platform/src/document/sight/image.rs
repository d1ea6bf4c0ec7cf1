//! Images, as far as it matters what colour they have where, and where one sees through them.

use std::rc::Rc;

use pdf_oxide::object::Object;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::color::{Rgb, Space};
use super::source::{Dict, Source};

/// Larger ones are taken for opaque and of untold colour.
const MAX_PIXELS: usize = 8_000_000;

/// An image.
#[derive(Debug)]
pub(crate) struct Picture {
    /// `None` when its colours can't be told.
    colors: Option<Samples>,
    /// How opaque it is where; a stencil is painted in the colour of the moment.
    opacity: Option<Samples>,
    is_stencil: bool,
}

#[derive(Debug)]
struct Samples {
    width: usize,
    height: usize,
    /// Bytes of one row.
    stride: usize,
    bits: usize,
    parts: usize,
    space: Rc<Space>,
    inverted: bool,
    bytes: Vec<u8>,
}

impl Picture {
    /// From its stream, or from an inline image's dictionary with the long names of keys.
    pub(crate) fn of(stream: &Object, resources: &Dict, source: &Source<'_>) -> Option<Self> {
        let dict = stream.as_dict()?;
        let is_stencil = matches!(source.get(dict, "ImageMask"), Some(Object::Boolean(true)));
        if is_stencil {
            let opacity = Samples::of(stream, Some(1), &Rc::new(Space::Gray), source).map(Samples::inverted);
            return Some(Self { colors: None, opacity, is_stencil });
        }
        let space = dict.get("ColorSpace").map_or(Space::Unknown, |space| Space::of(space, resources, source));
        let colors = Samples::of(stream, None, &Rc::new(space), source);
        let soft = source.get(dict, "SMask").and_then(|mask| Samples::of(&mask, None, &Rc::new(Space::Gray), source));
        let hard = || {
            let mask = source.get(dict, "Mask").filter(|mask| matches!(mask, Object::Stream { .. }))?;
            Samples::of(&mask, Some(1), &Rc::new(Space::Gray), source).map(Samples::inverted)
        };
        Some(Self { colors, opacity: soft.or_else(hard), is_stencil })
    }

    /// Colour and opacity at a place of the unit square.
    pub(crate) fn at(&self, x: f32, y: f32, ink: Option<Rgb>) -> (Option<Rgb>, f32) {
        let opacity = self.opacity.as_ref().map_or(1.0, |samples| samples.level(x, y));
        let color = if self.is_stencil { ink } else { self.colors.as_ref().and_then(|samples| samples.color(x, y)) };
        (color, opacity)
    }
}

impl Samples {
    fn of(stream: &Object, bits: Option<usize>, space: &Rc<Space>, source: &Source<'_>) -> Option<Self> {
        let dict = stream.as_dict()?;
        let size = |key: &str| source.number(dict, key).map(|size| size.clamp(0.0, 65_535.0) as usize);
        let (width, height) = (size("Width")?, size("Height")?);
        if packing(dict, source) == Packing::Jpeg {
            return Self::of_jpeg(&source.content(stream)?, is_inverted(dict, source));
        }
        let (bits, parts) = (bits.or_else(|| size("BitsPerComponent"))?, space.parts());
        if width * height == 0 || width * height > MAX_PIXELS || parts == 0 || !matches!(bits, 1 | 2 | 4 | 8) {
            return None;
        }
        let stride = (width * parts * bits).div_ceil(8);
        let bytes = source.content(stream)?;
        let inverted = is_inverted(dict, source);
        let enough = bytes.len() >= stride * height && packing(dict, source) == Packing::None;
        enough.then(|| Self { width, height, stride, bits, parts, space: Rc::clone(space), inverted, bytes })
    }

    /// A JPEG says its own size, and is told in red, green and blue.
    fn of_jpeg(bytes: &[u8], inverted: bool) -> Option<Self> {
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        decoder.decode_headers().ok()?;
        let info = decoder.info()?;
        let (width, height) = (usize::from(info.width), usize::from(info.height));
        if width * height > MAX_PIXELS {
            return None;
        }
        let bytes = decoder.decode().ok().filter(|bytes| bytes.len() >= 3 * width * height)?;
        Some(Self { width, height, stride: 3 * width, bits: 8, parts: 3, space: Rc::new(Space::Rgb), inverted, bytes })
    }

    /// In a mask, 0 is what is painted.
    fn inverted(mut self) -> Self {
        self.inverted = !self.inverted;
        self
    }

    fn color(&self, x: f32, y: f32) -> Option<Rgb> {
        let numbers: Vec<f32> = (0..self.parts).map(|part| self.number(x, y, part)).collect();
        self.space.color(&numbers)
    }

    fn level(&self, x: f32, y: f32) -> f32 {
        self.number(x, y, 0)
    }

    /// From 0 to 1, or an index.
    fn number(&self, x: f32, y: f32, part: usize) -> f32 {
        let place = |share: f32, count: usize| ((share.clamp(0.0, 1.0) * count as f32) as usize).min(count - 1);
        let (column, row) = (place(x, self.width), place(1.0 - y, self.height));
        let bit = (column * self.parts + part) * self.bits;
        let byte = self.bytes.get(row * self.stride + bit / 8).copied().unwrap_or(0);
        let most = (1_u16 << self.bits) - 1;
        let value = u16::from(byte) >> (8 - self.bits - bit % 8) & most;
        let value = if self.inverted { most - value } else { value };
        if matches!(*self.space, Space::Indexed { .. }) { f32::from(value) } else { f32::from(value) / f32::from(most) }
    }
}

fn is_inverted(dict: &Dict, source: &Source<'_>) -> bool {
    source.numbers(dict, "Decode").is_some_and(|decode| decode.first() > decode.get(1))
}

/// What is left after the filters that any stream can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Jpeg,
    /// Unpacked by nobody here.
    Other,
}

fn packing(dict: &Dict, source: &Source<'_>) -> Packing {
    let of = |name: &str| match name {
        "DCTDecode" | "DCT" => Packing::Jpeg,
        "JPXDecode" | "CCITTFaxDecode" | "CCF" | "JBIG2Decode" => Packing::Other,
        _ => Packing::None,
    };
    match source.get(dict, "Filter") {
        Some(Object::Name(name)) => of(&name),
        Some(Object::Array(names)) => names.last().and_then(Object::as_name).map_or(Packing::None, of),
        _ => Packing::None,
    }
}

/// An inline image with the long names of its keys (ISO 32000-1, table 93).
pub(crate) fn inline(dict: &Dict, data: &[u8]) -> Object {
    let long = |key: &str| {
        match key {
            "BPC" => "BitsPerComponent",
            "CS" => "ColorSpace",
            "D" => "Decode",
            "DP" => "DecodeParms",
            "F" => "Filter",
            "H" => "Height",
            "IM" => "ImageMask",
            "W" => "Width",
            other => other,
        }
        .to_owned()
    };
    let dict = dict.iter().map(|(key, value)| (long(key), value.clone())).collect();
    Object::Stream { dict, data: bytes::Bytes::copy_from_slice(data) }
}
