//! The file's objects, with references followed.

use std::collections::HashMap;
use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use pdf_oxide::document::PdfDocument;
use pdf_oxide::object::{Object, ObjectRef};

/// A dictionary of the file.
pub(crate) type Dict = HashMap<String, Object>;

/// A stream of more bytes than this, unpacked, is no résumé's.
const MAX_UNPACKED: u64 = 48 * 1024 * 1024;
/// Filters that a stream went through, one after the other.
const MAX_FILTERS: usize = 8;

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

    /// A stream's content, unpacked; `None` when it can't be, or when it is out of all proportion.
    pub(crate) fn content(&self, stream: &Object) -> Option<Vec<u8>> {
        let Object::Stream { dict, data } = stream else { return None };
        let filter = match self.get(dict, "Filter").unwrap_or(Object::Null) {
            Object::Array(filters) if filters.len() > MAX_FILTERS => return None,
            Object::Array(filters) => filters.first().map(|first| self.resolve(first)),
            other => Some(other),
        };
        let is_flate =
            filter.as_ref().and_then(Object::as_name).is_some_and(|name| matches!(name, "FlateDecode" | "Fl"));
        // Unpacked into nothing first, since a bomb is to be known before there is room for it.
        if is_flate
            && io::copy(&mut ZlibDecoder::new(&data[..]).take(MAX_UNPACKED), &mut io::sink())
                .is_ok_and(|length| length >= MAX_UNPACKED)
        {
            return None;
        }
        stream.decode_stream_data().ok()
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
