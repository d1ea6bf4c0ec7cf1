//! Functions of numbers, by which a PDF says what an ink looks like (ISO 32000-1, section 7.10).

use pdf_oxide::functions::Program;
use pdf_oxide::object::Object;

use super::source::Source;

/// Functions within functions.
const MAX_DEPTH: usize = 4;
/// Samples of a table that are looked at.
const MAX_SAMPLES: usize = 65_536;

/// One of the four kinds.
#[derive(Debug)]
pub(crate) enum Function {
    /// Nearest sample of a table of bytes: the range of each result, and the size along each input.
    Sampled {
        domain: Vec<f32>,
        range: Vec<f32>,
        sizes: Vec<usize>,
        samples: Vec<u8>,
    },
    Exponential {
        from: Vec<f32>,
        to: Vec<f32>,
        exponent: f32,
    },
    Stitched {
        parts: Vec<Function>,
        bounds: Vec<f32>,
        domain: Vec<f32>,
        encode: Vec<f32>,
    },
    PostScript(Program),
    /// One function for each result.
    Several(Vec<Function>),
}

impl Function {
    pub(crate) fn of(object: &Object, source: &Source<'_>) -> Option<Self> {
        read(object, source, 0)
    }

    /// `None` when it makes no sense of these numbers.
    pub(crate) fn value(&self, numbers: &[f32]) -> Option<Vec<f32>> {
        match self {
            Self::Sampled { domain, range, sizes, samples } => sampled(numbers, domain, range, sizes, samples),
            Self::Exponential { from, to, exponent } => {
                let t = numbers.first()?.clamp(0.0, 1.0).powf(*exponent);
                Some(from.iter().zip(to).map(|(from, to)| from + t * (to - from)).collect())
            }
            Self::Stitched { parts, bounds, domain, encode } => {
                let (low, high) = (*domain.first()?, *domain.get(1)?);
                let x = numbers.first()?.clamp(low.min(high), high.max(low));
                let place = bounds.iter().take_while(|bound| x >= **bound).count().min(parts.len().checked_sub(1)?);
                let begin = if place == 0 { low } else { bounds[place - 1] };
                let end = bounds.get(place).copied().unwrap_or(high);
                let (to_low, to_high) = (*encode.get(2 * place)?, *encode.get(2 * place + 1)?);
                let share = if end > begin { (x - begin) / (end - begin) } else { 0.0 };
                parts.get(place)?.value(&[to_low + share * (to_high - to_low)])
            }
            Self::PostScript(program) => {
                let inputs: Vec<f64> = numbers.iter().map(|number| f64::from(*number)).collect();
                let results = program.evaluate(&inputs).ok()?;
                Some(results.into_iter().map(|number| number as f32).collect())
            }
            Self::Several(all) => all.iter().map(|one| one.value(numbers)?.first().copied()).collect(),
        }
    }
}

fn read(object: &Object, source: &Source<'_>, depth: usize) -> Option<Function> {
    let object = source.resolve(object);
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(all) = object.as_array() {
        return all
            .iter()
            .take(8)
            .map(|one| read(one, source, depth + 1))
            .collect::<Option<_>>()
            .map(Function::Several);
    }
    let dict = object.as_dict()?;
    let numbers = |key: &str| source.numbers(dict, key);
    match source.number(dict, "FunctionType")? as u8 {
        0 if source.number(dict, "BitsPerSample")? == 8.0 => {
            let sizes = numbers("Size")?.into_iter().map(|size| size as usize).collect();
            let mut samples = source.content(&object)?;
            samples.truncate(MAX_SAMPLES);
            Some(Function::Sampled { domain: numbers("Domain")?, range: numbers("Range")?, sizes, samples })
        }
        2 => Some(Function::Exponential {
            from: numbers("C0").unwrap_or_else(|| vec![0.0]),
            to: numbers("C1").unwrap_or_else(|| vec![1.0]),
            exponent: source.number(dict, "N")?,
        }),
        3 => {
            let parts = source.resolve(dict.get("Functions")?);
            let parts =
                parts.as_array()?.iter().take(64).map(|part| read(part, source, depth + 1)).collect::<Option<_>>()?;
            let (bounds, domain, encode) = (numbers("Bounds")?, numbers("Domain")?, numbers("Encode")?);
            Some(Function::Stitched { parts, bounds, domain, encode })
        }
        4 => Program::compile(&source.content(&object)?).ok().map(Function::PostScript),
        _ => None,
    }
}

fn sampled(numbers: &[f32], domain: &[f32], range: &[f32], sizes: &[usize], samples: &[u8]) -> Option<Vec<f32>> {
    let results = range.len() / 2;
    let (mut place, mut step) = (0_usize, 1_usize);
    for (input, (number, size)) in numbers.iter().zip(sizes).enumerate() {
        let (low, high) = (*domain.get(2 * input)?, *domain.get(2 * input + 1)?);
        let share = ((number - low) / (high - low).max(f32::EPSILON)).clamp(0.0, 1.0);
        place = place.checked_add(step.checked_mul((share * size.saturating_sub(1) as f32).round() as usize)?)?;
        step = step.checked_mul(*size)?;
    }
    let begin = place.checked_mul(results)?;
    let entry = samples.get(begin..begin.checked_add(results)?)?;
    let value = |(place, byte): (usize, &u8)| {
        let (low, high) = (range[2 * place], range[2 * place + 1]);
        low + f32::from(*byte) / 255.0 * (high - low)
    };
    Some(entry.iter().enumerate().map(value).collect())
}
