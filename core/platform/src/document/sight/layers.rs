//! Layers, which a file can have that no viewer shows at first (ISO 32000-1, section 8.11).

use std::collections::HashSet;

use pdf_oxide::object::{Object, ObjectRef};

use super::source::{Dict, Source};

/// The layers that are off when the file is opened.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    off: HashSet<ObjectRef>,
}

impl Layers {
    pub(crate) fn of(source: &Source<'_>) -> Self {
        Self::read(source).unwrap_or_default()
    }

    fn read(source: &Source<'_>) -> Option<Self> {
        let catalog = source.document.catalog().ok()?;
        let properties = source.dict(catalog.as_dict()?, "OCProperties")?;
        let settings = source.dict(&properties, "D").unwrap_or_default();
        let list = |dict: &Dict, key: &str| -> Vec<ObjectRef> {
            let found = source.get(dict, key);
            let entries = found.as_ref().and_then(Object::as_array).cloned().unwrap_or_default();
            entries.iter().filter_map(Object::as_reference).collect()
        };
        let mut off: HashSet<ObjectRef> = list(&settings, "OFF").into_iter().collect();
        if source.name(&settings, "BaseState").as_deref() == Some("OFF") {
            off.extend(list(&properties, "OCGs"));
            for on in list(&settings, "ON") {
                off.remove(&on);
            }
        }
        let events = source.get(&settings, "AS");
        for event in events.as_ref().and_then(Object::as_array).into_iter().flatten() {
            let event = source.resolve(event);
            let Some(event) = event.as_dict() else { continue };
            if source.name(event, "Event").as_deref() == Some("View") {
                off.extend(list(event, "OCGs").into_iter().filter(|layer| is_off_in_view(*layer, source)));
            }
        }
        Some(Self { off })
    }

    /// Whether content that belongs to this layer, or set of layers, is shown.
    pub(crate) fn show(&self, belongs_to: &Object, source: &Source<'_>) -> bool {
        if self.off.is_empty() {
            return true;
        }
        if belongs_to.as_reference().is_some_and(|layer| self.off.contains(&layer)) {
            return false;
        }
        let resolved = source.resolve(belongs_to);
        let Some(set) = resolved.as_dict().filter(|dict| dict.contains_key("OCGs")) else { return true };
        let members: Vec<ObjectRef> = match set.get("OCGs") {
            Some(Object::Array(members)) => members.iter().filter_map(Object::as_reference).collect(),
            Some(Object::Reference(one)) => match source.resolve(&Object::Reference(*one)) {
                Object::Array(members) => members.iter().filter_map(Object::as_reference).collect(),
                _ => vec![*one],
            },
            _ => Vec::new(),
        };
        let on = |layer: &ObjectRef| !self.off.contains(layer);
        match source.name(set, "P").as_deref() {
            _ if members.is_empty() => true,
            Some("AllOn") => members.iter().all(on),
            Some("AnyOff") => !members.iter().all(on),
            Some("AllOff") => !members.iter().any(on),
            _ => members.iter().any(on),
        }
    }
}

fn is_off_in_view(layer: ObjectRef, source: &Source<'_>) -> bool {
    let layer = source.resolve(&Object::Reference(layer));
    let usage = layer.as_dict().and_then(|dict| source.dict(dict, "Usage"));
    let view = usage.and_then(|usage| source.dict(&usage, "View"));
    view.and_then(|view| source.name(&view, "ViewState")).as_deref() == Some("OFF")
}
