//! PDFs after public advisories on readers of PDF: nested without end, in circles, without end. Each is our own.

use super::crafted::{Crafted, stream};
use super::pdf::{nested_pdf, write_with};

/// A file that some reader hung at, crashed at or ate all memory at.
#[derive(Debug, Clone)]
pub struct Attack {
    /// What it does, in a few words.
    pub name: String,
    /// The file.
    pub file: Vec<u8>,
    /// Whether it uses up its time before it is refused, at least where nothing is optimised.
    pub is_heavy: bool,
}

impl Attack {
    pub(super) fn heavy(self) -> Self {
        Self { is_heavy: true, ..self }
    }
}

pub(super) fn attack(name: impl Into<String>, file: Vec<u8>) -> Attack {
    Attack { name: name.into(), file, is_heavy: false }
}

/// Sixty of them.
#[must_use]
pub fn pdf_attacks() -> Vec<Attack> {
    [nesting(), circles_of_pages(), circles_of_structure(), circles_of_content(), endless_work(), endless_numbers()]
        .concat()
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}1{}", open.repeat(depth), close.repeat(depth))
}

fn nesting() -> Vec<Attack> {
    let shown = "BT /F1 9 Tf 56 700 Td (Jane) Tj ET ";
    let mut all: Vec<Attack> =
        [1_000, 50_000, 400_000].map(|depth| attack(format!("{depth} arrays"), nested_pdf(depth))).into();
    for depth in [2_000, 100_000] {
        let dicts = nested("<</A ", ">>", depth);
        let arrays = nested("[", "]", depth);
        all.extend([
            attack(
                format!("{depth} dictionaries in the page"),
                Crafted { page: format!("/X {dicts}"), ..Crafted::page(shown) }.build(),
            ),
            attack(
                format!("{depth} dictionaries in the catalog"),
                Crafted { catalog: format!("/X {dicts}"), ..Crafted::page(shown) }.build(),
            ),
            attack(
                format!("{depth} dictionaries in the trailer"),
                Crafted { trailer: format!("/X {dicts}"), ..Crafted::page(shown) }.build(),
            ),
            attack(format!("{depth} arrays in the content"), Crafted::page(&format!("{arrays} TJ {shown}")).build()),
            attack(
                format!("{depth} dictionaries in the content"),
                Crafted::page(&format!("/P {dicts} BDC {shown} EMC")).build(),
            ),
            attack(
                format!("{depth} brackets in a string"),
                Crafted::page(&format!("BT /F1 9 Tf {} Tj ET", nested("(", ")", depth))).build(),
            ),
            attack(format!("{depth} saved states"), Crafted::page(&format!("{}{shown}", "q ".repeat(depth))).build()),
            attack(format!("{depth} marks"), Crafted::page(&format!("{}{shown}", "/P BMC ".repeat(depth))).build()),
        ]);
    }
    all
}

/// Objects as they are given, the first of which is the catalog.
fn raw(objects: &[&str]) -> Vec<u8> {
    write_with(&objects.iter().map(|object| object.as_bytes().to_vec()).collect::<Vec<_>>(), "")
}

fn circles_of_pages() -> Vec<Attack> {
    let catalog = "<</Type/Catalog/Pages 2 0 R>>";
    // Each level has ten times the level below, as one object.
    let tree: Vec<String> = (3..=12)
        .map(|level| format!("<</Type/Pages/Count 10/Kids[{}]>>", format!("{level} 0 R ").repeat(10)))
        .collect();
    let leaf = "<</Type/Page/MediaBox[0 0 595 842]>>";
    let mut many: Vec<&str> = vec![catalog];
    many.extend(tree.iter().map(String::as_str));
    many.push(leaf);
    let chain: Vec<String> = (3..3_000).map(|next| format!("<</Type/Pages/Count 1/Kids[{next} 0 R]>>")).collect();
    let mut long: Vec<&str> = vec![catalog];
    long.extend(chain.iter().map(String::as_str));
    long.push(leaf);
    vec![
        attack("pages that are their own child", raw(&[catalog, "<</Type/Pages/Count 1/Kids[2 0 R]>>"])),
        attack(
            "pages in a circle of two",
            raw(&[catalog, "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Pages/Count 1/Kids[2 0 R]>>"]),
        ),
        attack(
            "a page that is its own parent",
            raw(&[catalog, "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 3 0 R>>"]),
        ),
        attack("ten thousand million pages", raw(&many)),
        attack("a chain of three thousand nodes", raw(&long)),
        attack(
            "two thousand million pages claimed",
            raw(&[catalog, "<</Type/Pages/Count 2147483647/Kids[3 0 R]>>", leaf]),
        ),
        attack("fewer pages than none", raw(&[catalog, "<</Type/Pages/Count -5/Kids[3 0 R]>>", leaf])),
        attack("a catalog that is its own page tree", raw(&["<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 1>>"])),
        attack("kids that are no list", raw(&[catalog, "<</Type/Pages/Count 1/Kids 2 0 R>>"])),
        attack("a page that refers to nothing", raw(&[catalog, "<</Type/Pages/Count 1/Kids[99 0 R]>>"])),
    ]
}

fn circles_of_structure() -> Vec<Attack> {
    let shown = "BT /F1 9 Tf 56 700 Td (Jane) Tj ET ";
    let plain = Crafted::page(shown).build();
    let at = String::from_utf8_lossy(&plain).find("xref\n").unwrap_or(0);
    let circle =
        |prev: &str| Crafted { trailer: prev.replace("HERE", &at.to_string()), ..Crafted::page(shown) }.build();
    let of = |object: &str| Crafted { page: "/X 6 0 R".to_owned(), ..Crafted::page(shown) }.with(object).build();
    let mut cut = plain.clone();
    cut.truncate(at);
    vec![
        attack("a table that is followed by itself", circle("/Prev HERE")),
        attack("a table of a place that isn't there", circle("/Prev 999999999999")),
        attack("a hybrid table in a circle", circle("/XRefStm HERE")),
        attack("an object that is itself", of("6 0 R")),
        attack("a stream as long as itself", of("<</Length 6 0 R>>stream\nx\nendstream")),
        attack(
            "an object stream in itself",
            of("<</Type/ObjStm/N 1/First 4/Extends 6 0 R/Length 10>>stream\n6 0 [6 0 R]\nendstream"),
        ),
        attack(
            "an object stream of a thousand million",
            of("<</Type/ObjStm/N 1000000000/First 8/Length 4>>stream\n1 0 \nendstream"),
        ),
        attack("no table, only a mark of the end", [cut.as_slice(), b"\nstartxref\n0\n%%EOF\n"].concat()),
        attack("ten thousand ends", [plain.as_slice(), "startxref\n9\n%%EOF\n".repeat(10_000).as_bytes()].concat()),
        attack(
            "a table of a thousand million objects",
            Crafted { trailer: "/Size 1000000000".to_owned(), ..Crafted::page(shown) }.build(),
        ),
    ]
}

fn circles_of_content() -> Vec<Attack> {
    let form = |resources: &str, content: &str| {
        stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<{resources}>>"), content.as_bytes())
    };
    let with = |content: &str, resources: &str| Crafted::page(content).resources(resources);
    // Each form draws the next ten times: ten thousand million texts.
    let mut laughs = with("/X Do", "/XObject<</X 6 0 R>>");
    for level in 7..16 {
        laughs = laughs.with(form(&format!("/XObject<</X {level} 0 R>>"), &"/X Do ".repeat(10)));
    }
    let laughs = laughs.with(form("/Font<</F1 5 0 R>>", "BT /F1 9 Tf (x) Tj ET")).build();
    let mut deep = with("/X Do", "/XObject<</X 6 0 R>>");
    for level in 7..600 {
        deep = deep.with(form(&format!("/XObject<</X {level} 0 R>>"), "/X Do"));
    }
    let masked = with("/G gs 0 0 9 9 re f", "/ExtGState<</G<</SMask<</S/Alpha/G 6 0 R>>>>>>")
        .with(form("/ExtGState<</G<</SMask<</S/Alpha/G 6 0 R>>>>>>", "/G gs 0 0 9 9 re f"));
    let font = "BT /F2 9 Tf 56 700 Td (abc) Tj ET";
    let fonts = |object: &str| Crafted { fonts: "/F2 6 0 R".to_owned(), ..Crafted::page(font) }.with(object).build();
    vec![
        attack(
            "a form that draws itself",
            with("/X Do", "/XObject<</X 6 0 R>>").with(form("/XObject<</X 6 0 R>>", "/X Do /X Do")).build(),
        ),
        attack(
            "two forms that draw each other",
            with("/X Do", "/XObject<</X 6 0 R>>")
                .with(form("/XObject<</X 7 0 R>>", "/X Do /X Do"))
                .with(form("/XObject<</X 6 0 R>>", "/X Do /X Do"))
                .build(),
        ),
        attack("forms that multiply", laughs).heavy(),
        attack("six hundred forms in each other", deep.build()),
        attack("a mask of itself", masked.build()),
        attack(
            "a colour space of itself",
            with("/C cs 1 sc 0 0 9 9 re f", "/ColorSpace<</C 6 0 R>>").with("[/Indexed 6 0 R 1 <00>]").build(),
        ),
        attack(
            "a function of itself",
            with("/C cs 1 scn 0 0 9 9 re f", "/ColorSpace<</C[/Separation/A/DeviceGray 6 0 R]>>")
                .with("<</FunctionType 3/Domain[0 1]/Functions[6 0 R 6 0 R]/Bounds[0.5]/Encode[0 1 0 1]>>")
                .build(),
        ),
        attack(
            "a font of itself",
            fonts("<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 6 0 R>>"),
        ),
        attack(
            "a drawn letter that writes itself",
            fonts(
                "<</Type/Font/Subtype/Type3/FontMatrix[1 0 0 1 0 0]/FontBBox[0 0 1 1]/FirstChar 97/LastChar 99/Widths[1 1 1]/Encoding<</Differences[97/a/b/c]>>/CharProcs<</a 4 0 R/b 4 0 R/c 4 0 R>>>>",
            ),
        ),
        attack(
            "an appearance that shows itself",
            Crafted { page: "/Annots[6 0 R]".to_owned(), ..Crafted::page(font) }
                .with("<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 7 0 R>>>>")
                .with(form("/XObject<</X 7 0 R>>", "/X Do"))
                .build(),
        ),
        attack(
            "a field that is its own parent",
            Crafted { page: "/Annots[6 0 R]".to_owned(), ..Crafted::page(font) }
                .with("<</Type/Annot/Subtype/Widget/Parent 6 0 R/Rect[0 0 9 9]>>")
                .build(),
        ),
        attack(
            "a layer of itself",
            Crafted {
                catalog: "/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>".to_owned(),
                ..Crafted::page("/OC /L BDC (x) Tj EMC")
            }
            .resources("/Properties<</L 7 0 R>>")
            .with("<</Type/OCG>>")
            .with("<</Type/OCMD/OCGs 7 0 R>>")
            .build(),
        ),
    ]
}

fn endless_work() -> Vec<Attack> {
    let map = |body: &str| {
        let made = Crafted { fonts: "/F2 6 0 R".to_owned(), ..Crafted::page("BT /F2 9 Tf 56 700 Td (abcdefgh) Tj ET") };
        made.with("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>")
            .with(stream("", body.as_bytes()))
            .build()
    };
    let curve = "0 0 m ".to_owned() + &"9 9 500 9 500 800 c ".repeat(20_000) + "f ";
    let clips = "q 0 0 m 500 0 l 400 800 l h W n ".repeat(400) + &"0 0 595 842 re f ".repeat(2_000);
    vec![
        attack("a million boxes as large as the page", Crafted::page(&"0 0 595 842 re f ".repeat(1_000_000)).build())
            .heavy(),
        attack("half a million boxes", Crafted::page(&"0 0 595 842 re f ".repeat(490_000)).build()).heavy(),
        attack("a curve of twenty thousand turns, forty times", Crafted::page(&curve.repeat(40)).build()).heavy(),
        attack("four hundred clips over two thousand boxes", Crafted::page(&clips).build()).heavy(),
        attack("a map of all codes there are", map("1 beginbfrange <00000000> <ffffffff> <0041> endbfrange")),
        attack("a map without an end", map(&"1 beginbfchar <41> <0041".repeat(50_000))).heavy(),
        attack(
            "a map of long texts",
            map(&format!("1 beginbfrange <00> <ff> <{}> endbfrange", "0041".repeat(200_000))),
        ),
        attack("an image without an end", Crafted::page("BI /W 100000 /H 100000 /CS /RGB /BPC 8 ID ").build()),
        attack(
            "a program that loops",
            Crafted::page("/C cs 1 scn 0 0 9 9 re f")
                .resources("/ColorSpace<</C[/Separation/A/DeviceGray 6 0 R]>>")
                .with(stream(
                    "/FunctionType 4/Domain[0 1]/Range[0 1]",
                    format!("{{{}}}", "dup mul ".repeat(300_000)).as_bytes(),
                ))
                .build(),
        ),
    ]
}

fn endless_numbers() -> Vec<Attack> {
    let shown = |page: &str, content: &str| Crafted { page: page.to_owned(), ..Crafted::page(content) }.build();
    let text = "BT /F1 9 Tf 56 700 Td (Jane) Tj ET ";
    vec![
        attack("a page without a size", shown("/MediaBox[0 0 0 0]", text)),
        attack("a page of a light year", shown("/MediaBox[-1e30 -1e30 1e30 1e30]", text)),
        attack("a page of no numbers", shown("/MediaBox[(a)(b) null true]", text)),
        attack(
            "places that are no numbers",
            shown("", &format!("{text} 1e38 0 0 1e38 1e38 1e38 cm 1e38 0 0 1e38 0 0 cm {text}")),
        ),
        attack("a font of infinite size", shown("", "BT /F1 1e38 Tf 1e38 0 0 1e38 0 0 Tm (Jane) Tj ET")),
        attack(
            "a number of a hundred thousand digits",
            shown("", &format!("{} 0 0 1 0 0 cm {text}", "9".repeat(100_000))),
        ),
        attack("a name of a megabyte", shown(&format!("/{} 1", "N".repeat(1 << 20)), text)),
        attack("a megabyte of comments", shown("", &format!("{}{text}", "%\n".repeat(1 << 19)))).heavy(),
    ]
}
