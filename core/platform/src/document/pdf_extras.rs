//! What a PDF holds beside its pages' content: annotations, form fields, properties.

use domain::resume::finding::Channel;
use pdf_oxide::object::Object;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::notes::Notes;
use super::ordinary::{Place, is_ordinary};
use super::refusal::Refusal;
use super::sight::{Dict, Layers, Source, Watcher, area_of};

/// Annotations of one page.
const MAX_ANNOTATIONS: usize = 2_000;
/// Fields whose parents are asked for what they don't say themselves.
const MAX_PARENTS: usize = 8;
/// Bits of an annotation's flags (ISO 32000-1, table 165): invisible, hidden, not viewed.
const UNSEEN: u32 = 0b10_0011;

/// Paints the appearances of a page's annotations, and notes what their texts say beside that.
pub(crate) fn annotations(
    page: &Dict,
    watcher: &mut Watcher<'_>,
    source: &Source<'_>,
    layers: &Layers,
    number: Option<u32>,
    notes: &mut Notes,
) -> Result<(), Refusal> {
    let Some(Object::Array(all)) = source.get(page, "Annots") else { return Ok(()) };
    for annotation in all.iter().take(MAX_ANNOTATIONS) {
        let resolved = source.resolve(annotation);
        let Some(dict) = resolved.as_dict() else { continue };
        let flags = source.number(dict, "F").unwrap_or(0.0).max(0.0) as u32;
        let shown = flags & UNSEEN == 0 && dict.get("OC").is_none_or(|layer| layers.show(layer, source));
        let kind = source.name(dict, "Subtype").unwrap_or_default();
        let before = watcher.count();
        // A pop-up is the window of another annotation's note.
        if shown
            && kind != "Popup"
            && kind != "Link"
            && let Some(form) = appearance(dict, source)
            && let Some(area) = source.numbers(dict, "Rect").as_deref().and_then(area_of)
        {
            watcher.watch_appearance(&form, &area)?;
        }
        let drawn = watcher.seen_since(before);
        note_texts(dict, &kind, &drawn, source, number, notes);
    }
    Ok(())
}

/// The normal appearance, in the state that is chosen.
fn appearance(dict: &Dict, source: &Source<'_>) -> Option<Object> {
    let normal = source.get(&source.dict(dict, "AP")?, "N")?;
    match normal {
        Object::Stream { .. } => Some(normal),
        Object::Dictionary(states) => {
            let state = source.name(dict, "AS")?;
            source.get(&states, &state).filter(|form| matches!(form, Object::Stream { .. }))
        }
        _ => None,
    }
}

fn note_texts(dict: &Dict, kind: &str, drawn: &str, source: &Source<'_>, page: Option<u32>, notes: &mut Notes) {
    let text = |key: &str| inherited(dict, key, source).and_then(|found| text_of(&found, source));
    let is_field = kind == "Widget";
    let (channel, place) = match kind {
        "Widget" => (Channel::FormField, Place::Note),
        "Link" => (Channel::Annotation, Place::Label),
        _ => (Channel::Annotation, Place::Note),
    };
    // A button's value is the name of its state.
    let value_key = if is_field && source.name(dict, "FT").as_deref() != Some("Btn") { "V" } else { "Contents" };
    let mut tell = |found: Option<String>, place: Place| {
        let Some(found) = found.filter(|found| !is_ordinary(found, place)) else { return };
        if !is_drawn(&found, drawn) {
            notes.add(channel, page, &found);
        }
    };
    tell(text(value_key), place);
    tell(dict.get("RC").and_then(|rich| text_of(rich, source)), place);
    if is_field {
        tell(text("DV"), Place::Note);
        tell(text("TU"), Place::Label);
        tell(text("Contents"), Place::Label);
        tell(text("T"), Place::Label);
    } else {
        tell(text("Subj"), Place::Label);
    }
}

/// Whether an appearance shows this text, whatever its line ends and blanks.
fn is_drawn(text: &str, drawn: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    bare(drawn).contains(&bare(text))
}

/// An entry of a field, or of the fields that it is part of.
fn inherited(dict: &Dict, key: &str, source: &Source<'_>) -> Option<Object> {
    let mut holder = dict.clone();
    for _ in 0..MAX_PARENTS {
        if let Some(found) = source.get(&holder, key) {
            return Some(found);
        }
        holder = source.dict(&holder, "Parent")?;
    }
    None
}

/// A text string, in whichever of its encodings; a stream's content where one may stand for it.
fn text_of(object: &Object, source: &Source<'_>) -> Option<String> {
    match source.resolve(object) {
        Object::String(bytes) => Some(decoded(&bytes)),
        Object::Name(name) => Some(name),
        Object::Array(several) => {
            let texts: Vec<String> = several.iter().filter_map(|one| one.as_string().map(decoded)).collect();
            Some(texts.join(" "))
        }
        stream @ Object::Stream { .. } => source.content(&stream).map(|content| decoded(&content)),
        _ => None,
    }
}

fn decoded(bytes: &[u8]) -> String {
    pdf_oxide::optional_content::decode_pdf_text_string(bytes)
}

/// Notes what the file says about itself, in both places where it can.
pub(crate) fn properties(source: &Source<'_>, notes: &mut Notes) {
    let trailer = source.document.trailer().as_dict().cloned().unwrap_or_default();
    let mut tell = |text: &str| {
        if !is_ordinary(text, Place::Property) {
            notes.add(Channel::Metadata, None, text);
        }
    };
    for value in source.dict(&trailer, "Info").unwrap_or_default().values() {
        if let Some(text) = text_of(value, source) {
            tell(&text);
        }
    }
    let catalog = source.document.catalog().ok();
    let metadata = catalog.as_ref().and_then(Object::as_dict).and_then(|catalog| source.get(catalog, "Metadata"));
    let packet = metadata.and_then(|stream| source.content(&stream)).unwrap_or_default();
    for text in texts_of_xml(&String::from_utf8_lossy(&packet)) {
        tell(&text);
    }
}

/// The texts and the values of attributes in XML, as far as it can be read; addresses of vocabularies aside.
pub(crate) fn texts_of_xml(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut texts = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let values = element.attributes().take(64).flatten();
                let told = values.filter(|attribute| !attribute.key.as_ref().starts_with("xmlns"));
                texts.extend(told.map(|attribute| attribute.value.into_owned()));
            }
            Ok(Event::Text(text)) => texts.push(text.to_string()),
            Ok(Event::CData(text)) => texts.push(text.to_string()),
            Ok(Event::Eof) | Err(_) => return texts,
            Ok(_) => {}
        }
    }
}
