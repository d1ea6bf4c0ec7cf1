//! The file's objects, with references followed.

use std::collections::HashMap;

use pdf_oxide::document::PdfDocument;
use pdf_oxide::object::{Object, ObjectRef};

/// A dictionary of the file.
pub(crate) type Dict = HashMap<String, Object>;

/// References that lead to references.
const MAX_HOPS: usize = 16;

/// Where objects are looked up.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) document: &'a PdfDocument,
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

impl Source<'_> {
    /// What an object stands for; null for what isn't there.
    pub(crate) fn resolve(&self, object: &Object) -> Object {
        let mut found = object.clone();
        for _ in 0..MAX_HOPS {
            match found {
                Object::Reference(reference) => found = self.load(reference),
                other => return other,
            }
        }
        Object::Null
    }

    fn load(&self, reference: ObjectRef) -> Object {
        self.document.load_object(reference).unwrap_or(Object::Null)
    }

    pub(crate) fn get(&self, dict: &Dict, key: &str) -> Option<Object> {
        dict.get(key).map(|object| self.resolve(object)).filter(|object| !object.is_null())
    }

    /// A dictionary, or that of a stream.
    pub(crate) fn dict(&self, dict: &Dict, key: &str) -> Option<Dict> {
        self.get(dict, key).and_then(|object| object.as_dict().cloned())
    }

    /// An entry of one of the dictionaries in the resources, unresolved.
    pub(crate) fn entry(&self, resources: &Dict, kind: &str, name: &str) -> Option<Object> {
        self.dict(resources, kind)?.remove(name)
    }

    pub(crate) fn number(&self, dict: &Dict, key: &str) -> Option<f32> {
        self.get(dict, key).as_ref().and_then(number_of)
    }

    pub(crate) fn numbers(&self, dict: &Dict, key: &str) -> Option<Vec<f32>> {
        let found = self.get(dict, key)?;
        Some(found.as_array()?.iter().filter_map(|entry| number_of(&self.resolve(entry))).collect())
    }

    pub(crate) fn name(&self, dict: &Dict, key: &str) -> Option<String> {
        self.get(dict, key).and_then(|object| object.as_name().map(str::to_owned))
    }

    /// A stream's content, unpacked.
    pub(crate) fn content(&self, stream: &Object) -> Option<Vec<u8>> {
        matches!(stream, Object::Stream { .. }).then(|| stream.decode_stream_data().ok()).flatten()
    }
}

/// An integer or a real number.
pub(crate) fn number_of(object: &Object) -> Option<f32> {
    match object {
        Object::Integer(number) => Some(*number as f32),
        Object::Real(number) => Some(*number as f32),
        _ => None,
    }
}
