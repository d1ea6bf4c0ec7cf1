//! A PDF of one page, of which every part can be chosen.

use super::pdf::write_with;

/// The first number of the further objects.
pub const FIRST_EXTRA: usize = 6;

/// What the page is made of. Object 5 is Helvetica, which is `/F1`; further objects are numbered from
/// [`FIRST_EXTRA`].
#[derive(Debug, Clone, Default)]
pub struct Crafted {
    /// The content stream.
    pub content: Vec<u8>,
    /// Further entries of the resources, such as `/XObject<</X 6 0 R>>`.
    pub resources: String,
    /// Further fonts among the resources, such as `/F2 6 0 R`.
    pub fonts: String,
    /// Further entries of the page; `/MediaBox` is there.
    pub page: String,
    /// Further entries of the catalog.
    pub catalog: String,
    /// Further entries of the trailer.
    pub trailer: String,
    /// Further objects.
    pub extra: Vec<Vec<u8>>,
}

impl Crafted {
    /// A page of this content.
    #[must_use]
    pub fn page(content: &str) -> Self {
        Self { content: content.as_bytes().to_vec(), ..Self::default() }
    }

    /// With one more object.
    #[must_use]
    pub fn with(mut self, object: impl Into<Vec<u8>>) -> Self {
        self.extra.push(object.into());
        self
    }

    /// With entries of the resources.
    #[must_use]
    pub fn resources(mut self, entries: &str) -> Self {
        self.resources.push_str(entries);
        self
    }

    /// The file.
    #[must_use]
    pub fn build(self) -> Vec<u8> {
        let Self { content, resources, fonts, page, catalog, trailer, extra } = self;
        let mut objects = vec![
            format!("<</Type/Catalog/Pages 2 0 R{catalog}>>").into_bytes(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R{fonts}>>{resources}>>\
                 /Contents 4 0 R{page}>>"
            )
            .into_bytes(),
            stream("", &content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        ];
        objects.extend(extra);
        write_with(&objects, &trailer)
    }
}

/// A stream with further entries in its dictionary.
#[must_use]
pub fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>stream\n", content.len()).into_bytes();
    [&head, content, b"\nendstream"].concat()
}
