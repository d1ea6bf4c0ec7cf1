//! PDFs that hold a text nobody sees, each by one trick.

use super::crafted::{Crafted, stream};
use super::hidden::Hidden;

/// What every one of them shows.
const SHOWN: &str = "BT /F1 11 Tf 56 780 Td (Jane Example) Tj 0 -20 Td (Engineer at Contoso, 2015 to 2020) Tj ET ";

/// Text at a place, under further operators.
fn text(operators: &str, words: &str) -> String {
    format!("q BT {operators} /F1 11 Tf 56 600 Td ({words}) Tj ET Q ")
}

fn page(content: &str) -> Crafted {
    Crafted::page(&format!("{SHOWN}{content}"))
}

/// All tricks with this text.
pub(super) fn all(words: &str) -> Vec<Hidden> {
    [contrast(words), places(words), modes(words), covers(words), transparency(words), beside(words), layers(words)]
        .concat()
}

fn hidden(name: &'static str, channel: &'static str, made: Crafted) -> Hidden {
    Hidden { name, channel, file: made.build() }
}

fn contrast(words: &str) -> Vec<Hidden> {
    let of = |name, operators: &str| hidden(name, "LOW_CONTRAST", page(&text(operators, words)));
    let icc = stream("/N 3", b"not looked at");
    let tint = "<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 0 0 0.02]/N 1>>";
    let white_shading = "<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 9 9]/Function<</FunctionType 2/Domain[0 1]\
        /C0[1 1 1]/C1[0.99 1 1]/N 1>>/Extend[true true]>>";
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>",
        text("", words).as_bytes(),
    );
    vec![
        of("white by g", "1 g"),
        of("white by rg", "1 1 1 rg"),
        of("white by k", "0 0 0 0 k"),
        of("near-white by rg", "0.98 0.99 0.97 rg"),
        of("near-white by k", "0 0 0.02 0.03 k"),
        of("white by sc", "/DeviceRGB cs 1 1 1 sc"),
        hidden(
            "white by an ICC profile",
            "LOW_CONTRAST",
            page(&text("/C cs 1 1 1 scn", words)).resources("/ColorSpace<</C[/ICCBased 6 0 R]>>").with(icc),
        ),
        hidden(
            "white by a spot colour",
            "LOW_CONTRAST",
            page(&text("/C cs 1 scn", words))
                .resources(&format!("/ColorSpace<</C[/Separation/Ghost/DeviceCMYK {tint}]>>")),
        ),
        hidden(
            "white by an index",
            "LOW_CONTRAST",
            page(&text("/C cs 1 sc", words)).resources("/ColorSpace<</C[/Indexed/DeviceRGB 1<000000FEFEFE>]>>"),
        ),
        hidden(
            "white by a shading",
            "LOW_CONTRAST",
            page(&text("/Pattern cs /P scn", words))
                .resources(&format!("/Pattern<</P<</PatternType 2/Shading {white_shading}>>>>")),
        ),
        of("white outlines", "1 Tr 1 G"),
        hidden(
            "dark on dark",
            "LOW_CONTRAST",
            page(&format!("0.1 0.1 0.12 rg 40 580 400 60 re f {}", text("0.11 g", words))),
        ),
        hidden(
            "white set outside a form",
            "LOW_CONTRAST",
            page("1 g /X Do").resources("/XObject<</X 6 0 R>>").with(form),
        ),
        hidden(
            "white on a white picture",
            "LOW_CONTRAST",
            page(&format!("q 400 0 0 60 40 580 cm /I Do Q {}", text("1 g", words)))
                .resources("/XObject<</I 6 0 R>>")
                .with(stream(
                    "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
                    b"\xff",
                )),
        ),
    ]
}

fn places(words: &str) -> Vec<Hidden> {
    let at = |name, channel, operators: String| {
        hidden(name, channel, page(&format!("BT /F1 11 Tf {operators} ({words}) Tj ET ")))
    };
    let small = |name, operators: &str| hidden(name, "TINY_TEXT", page(&format!("q {operators} ({words}) Tj ET Q ")));
    vec![
        at("left of the page", "OFF_PAGE", "-900 600 Td".to_owned()),
        at("right of the page", "OFF_PAGE", "700 600 Td".to_owned()),
        at("above the page", "OFF_PAGE", "56 900 Td".to_owned()),
        at("below the page", "OFF_PAGE", "56 -40 Td".to_owned()),
        hidden(
            "outside the crop box",
            "OFF_PAGE",
            Crafted { page: "/CropBox[0 650 595 842]".to_owned(), ..page(&text("", words)) },
        ),
        hidden("outside the clip", "OFF_PAGE", page(&format!("q 0 0 10 10 re W n {} Q", text("", words)))),
        hidden(
            "outside a round clip",
            "OFF_PAGE",
            page(&format!("q 300 100 m 310 110 320 110 330 100 c h W n {} Q", text("", words))),
        ),
        hidden("in an empty clip", "OFF_PAGE", page(&format!("q 56 590 0 0 re W n {} Q", text("", words)))),
        small("of one point", "BT /F1 1 Tf 56 600 Td"),
        small("of a tenth of a point", "BT /F1 0.1 Tf 56 600 Td"),
        small("made tiny by a matrix", "BT /F1 11 Tf 0.1 0 0 0.1 56 600 Tm"),
        small("made tiny by the page", "0.05 0 0 0.05 0 0 cm BT /F1 11 Tf 1000 9000 Td"),
        small("squeezed to nothing", "BT /F1 11 Tf 0 Tz 56 600 Td"),
        small("made flat", "BT /F1 11 Tf 1 0 0 0.01 56 600 Tm"),
    ]
}

fn modes(words: &str) -> Vec<Hidden> {
    let blank = stream("", b"500 0 d0");
    let type3 = "<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 32/LastChar 122\
        /Widths 8 0 R/Encoding<</Differences 9 0 R>>/CharProcs 10 0 R/ToUnicode 11 0 R>>";
    let codes = || 32..=122;
    let differences: String = codes().map(|code| format!("/c{code}")).collect();
    let procs: String = codes().map(|code| format!("/c{code} 6 0 R")).collect();
    let map: String = codes().map(|code| format!("<{code:02x}> <{code:04x}>\n")).collect();
    let to_unicode = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <00> <ff> \
         endcodespacerange 91 beginbfchar\n{map}endbfchar endcmap end end"
    );
    let written = format!("BT /F2 11 Tf 56 600 Td ({words}) Tj ET ");
    vec![
        hidden("not drawn", "INVISIBLE_MODE", page(&text("3 Tr", words))),
        hidden("a clip only", "INVISIBLE_MODE", page(&text("7 Tr", words))),
        hidden(
            "not drawn, in a loop of states",
            "INVISIBLE_MODE",
            page(&format!("q q 3 Tr Q {} Q", text("q 3 Tr", words))),
        ),
        hidden(
            "of a font without shapes",
            "INVISIBLE_MODE",
            Crafted { fonts: "/F2 7 0 R".to_owned(), ..page(&written) }
                .with(blank)
                .with(type3)
                .with(format!("[{}]", "500 ".repeat(91)))
                .with(format!("[32{differences}]"))
                .with(format!("<<{procs}>>"))
                .with(stream("", to_unicode.as_bytes())),
        ),
        hidden(
            "filled with an ink called None",
            "TRANSPARENT",
            page(&text("/C cs 1 scn", words)).resources(
                "/ColorSpace<</C[/Separation/None/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]>>",
            ),
        ),
        hidden(
            "filled with an empty pattern",
            "TRANSPARENT",
            page(&text("/Pattern cs /P scn", words)).resources("/Pattern<</P 6 0 R>>").with(stream(
                "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 5 5]/XStep 5/YStep 5/Resources<<>>",
                b" ",
            )),
        ),
    ]
}

fn covers(words: &str) -> Vec<Hidden> {
    let below = text("", words);
    let image = |size: &str, data: &[u8]| {
        stream(&format!("/Type/XObject/Subtype/Image{size}/ColorSpace/DeviceGray/BitsPerComponent 8"), data)
    };
    let strips: String = (0..24).map(|row| format!("40 {} 500 1.2 re f ", 590 + row)).collect();
    vec![
        hidden("behind a white box", "COVERED", page(&format!("{below} 1 g 40 580 500 60 re f"))),
        hidden("behind a black box", "COVERED", page(&format!("{below} 0 g 40 580 500 60 re f"))),
        hidden("behind a box of curves", "COVERED", page(&format!("{below} 1 g 40 560 m 40 700 540 700 540 560 c h f"))),
        hidden("behind strips", "COVERED", page(&format!("{below} 1 g {strips}"))),
        hidden("behind a thick line", "COVERED", page(&format!("{below} 1 G 40 w 40 603 m 560 603 l S"))),
        hidden(
            "behind an image",
            "COVERED",
            page(&format!("{below} q 500 0 0 60 40 580 cm /I Do Q"))
                .resources("/XObject<</I 6 0 R>>")
                .with(image("/Width 1/Height 1", b"\x80")),
        ),
        hidden("behind an inline image", "COVERED", page(&format!("{below} q 500 0 0 60 40 580 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u{7f} EI Q "))),
        hidden(
            "behind a shading",
            "COVERED",
            page(&format!("{below} q 40 580 500 60 re W n /S sh Q")).resources(
                "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 500 0]/Function<</FunctionType 2/Domain[0 1]\
                 /C0[0]/C1[1]/N 1>>/Extend[true true]>>>>",
            ),
        ),
        hidden(
            "behind a box in a form",
            "COVERED",
            page(&format!("{below} /X Do")).resources("/XObject<</X 6 0 R>>").with(stream(
                "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Matrix[1 0 0 1 40 580]",
                b"1 g 0 0 500 60 re f",
            )),
        ),
    ]
}

fn transparency(words: &str) -> Vec<Hidden> {
    let by = |name, state: &str| {
        hidden(name, "TRANSPARENT", page(&text("/G gs", words)).resources(&format!("/ExtGState<</G<<{state}>>>>")))
    };
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency>>/Resources<</Font<</F1 5 0 R>>>>",
        text("", words).as_bytes(),
    );
    let black = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceGray>>",
        b"0 g 0 0 595 842 re f",
    );
    vec![
        by("without opacity", "/ca 0"),
        by("with hardly any opacity", "/ca 0.02/CA 0.02"),
        hidden(
            "in a group without opacity",
            "TRANSPARENT",
            page("/G gs /X Do").resources("/ExtGState<</G<</ca 0>>>>/XObject<</X 6 0 R>>").with(form),
        ),
        hidden(
            "under a mask that lets nothing through",
            "TRANSPARENT",
            page(&text("/G gs", words))
                .resources("/ExtGState<</G<</SMask<</Type/Mask/S/Luminosity/G 6 0 R>>>>>>")
                .with(black),
        ),
    ]
}

fn beside(words: &str) -> Vec<Hidden> {
    let annotated = |name, channel, annotation: String| {
        hidden(name, channel, Crafted { page: "/Annots[6 0 R]".to_owned(), ..page("") }.with(annotation))
    };
    let info = |name, key: &str| {
        let with = Crafted { trailer: "/Info 6 0 R".to_owned(), ..page("") };
        hidden(name, "METADATA", with.with(format!("<</Producer(A writer)/{key}({words})>>")))
    };
    let xmp = format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='r'><rdf:Description><dc:description xmlns:dc='d'>{words}\
         </dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    );
    let field = |entries: &str| {
        format!("<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/V({words})/Rect[56 600 300 620]{entries}>>")
    };
    vec![
        annotated(
            "a note",
            "ANNOTATION",
            format!("<</Type/Annot/Subtype/Text/Rect[500 700 520 720]/Contents({words})>>"),
        ),
        annotated(
            "a hidden note",
            "ANNOTATION",
            format!("<</Type/Annot/Subtype/FreeText/F 2/Rect[5 7 520 720]/Contents({words})>>"),
        ),
        annotated(
            "a highlight's comment",
            "ANNOTATION",
            format!("<</Type/Annot/Subtype/Highlight/Rect[56 770 120 790]/Contents({words})>>"),
        ),
        annotated(
            "a link's tip",
            "ANNOTATION",
            format!("<</Type/Annot/Subtype/Link/Rect[56 770 120 790]/Contents({words} {words})>>"),
        ),
        annotated("a field without a look", "FORM_FIELD", field("")),
        annotated("a hidden field", "FORM_FIELD", field("/F 2")),
        annotated("a field of no size", "FORM_FIELD", field("/Rect[0 0 0 0]")),
        annotated(
            "a field's default",
            "FORM_FIELD",
            format!("<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/DV({words})/Rect[5 6 30 62]>>"),
        ),
        info("a subject", "Subject"),
        info("keywords", "Keywords"),
        info("a property of its own", "Instructions"),
        hidden(
            "in XMP",
            "METADATA",
            Crafted { catalog: "/Metadata 6 0 R".to_owned(), ..page("") }
                .with(stream("/Type/Metadata/Subtype/XML", xmp.as_bytes())),
        ),
    ]
}

fn layers(words: &str) -> Vec<Hidden> {
    let off = "/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>".to_owned();
    let layer = "<</Type/OCG/Name(Layer)>>";
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/OC 6 0 R/Resources<</Font<</F1 5 0 R>>>>",
        text("", words).as_bytes(),
    );
    vec![
        hidden(
            "on a layer that is off",
            "INVISIBLE_MODE",
            Crafted { catalog: off.clone(), ..page(&format!("/OC /L BDC {} EMC", text("", words))) }
                .resources("/Properties<</L 6 0 R>>")
                .with(layer),
        ),
        hidden(
            "in a form on a layer that is off",
            "INVISIBLE_MODE",
            Crafted { catalog: off, ..page("/X Do") }.resources("/XObject<</X 7 0 R>>").with(layer).with(form),
        ),
    ]
}
