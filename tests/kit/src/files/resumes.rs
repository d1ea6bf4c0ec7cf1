//! Résumés that we write ourselves, so that every word of them is known: of many layouts, scripts and writers.

use super::crafted::{Crafted, stream};
use super::docx::{docx_with, paragraph, table};
use super::pdf::Placed;
use super::pdf::{literal, pdf, placed_pdf, two_columns};

/// A generated résumé.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The layout, in a few words.
    pub kind: &'static str,
    /// The file.
    pub file: Vec<u8>,
    /// Its words, in the order of reading.
    pub text: String,
}

/// Small numbers in an order that is always the same.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn words(&mut self, from: &[&str], count: usize) -> String {
        (0..count).map(|_| self.pick(from)).collect::<Vec<_>>().join(" ")
    }
}

const ENGLISH: &[&str] = &[
    "built",
    "services",
    "payment",
    "customers",
    "reduced",
    "latency",
    "led",
    "team",
    "efficient",
    "office",
    "financial",
    "workflow",
    "designed",
    "database",
    "migration",
    "Rust",
    "PostgreSQL",
    "Kubernetes",
    "nursing",
    "patients",
    "wards",
    "budget",
    "suppliers",
    "warehouse",
    "difficult",
    "flights",
    "quarterly",
    "planning",
    "mentored",
    "engineers",
    "C++",
];
const HEBREW: &[&str] =
    &["מהנדס", "תוכנה", "ניסיון", "פיתוח", "מערכות", "צוות", "ניהול", "לקוחות", "שירות", "עברית", "השכלה"];
const ARABIC: &[&str] = &["مهندس", "برمجيات", "خبرة", "تطوير", "إدارة", "فريق", "العملاء", "خدمة", "تعليم", "جامعة"];
const CHINESE: &[&str] = &["软件工程师", "项目管理", "数据库", "开发经验", "团队", "客户服务", "大学", "负责", "分析"];
const JAPANESE: &[&str] = &["開発", "エンジニア", "経験", "プロジェクト", "管理", "チーム", "大学", "担当", "データ"];
const GERMAN: &[&str] =
    &["Entwicklung", "Größe", "Verträge", "Prüfung", "Führung", "für", "Kunden", "Straße", "München", "Übergabe"];

/// So many résumés, the layouts taking turns.
#[must_use]
pub fn generated_resumes(count: usize) -> Vec<Generated> {
    (0..count).map(|number| generated(number, &mut Dice(number as u64 + 1))).collect()
}

fn generated(number: usize, dice: &mut Dice) -> Generated {
    match number % 14 {
        0 => one_column(dice),
        1 => columns(dice, false),
        2 => columns(dice, true),
        3 => table_in_pdf(dice),
        4 => mapped(dice, "ligatures", ENGLISH, Way::Ligatures),
        5 => mapped(dice, "Hebrew", HEBREW, Way::FromTheRight),
        6 => mapped(dice, "Arabic", ARABIC, Way::FromTheRight),
        7 => mapped(dice, "Chinese", CHINESE, Way::Plain),
        8 => mapped(dice, "Japanese", JAPANESE, Way::Plain),
        9 => glyph_by_glyph(dice),
        10 => drawn_letters(dice),
        11 => document(dice),
        12 => sidebar(dice),
        _ => plain_text(dice),
    }
}

fn lines(dice: &mut Dice, count: usize, words: usize) -> Vec<String> {
    let mut lines = vec!["Jane Example".to_owned(), "jane@example.com".to_owned()];
    lines.extend((0..count).map(|_| dice.words(ENGLISH, words)));
    lines
}

fn borrowed(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

fn one_column(dice: &mut Dice) -> Generated {
    let pages: Vec<Vec<String>> = (0..1 + dice.roll(3)).map(|_| lines(dice, 30, 9)).collect();
    let views: Vec<Vec<&str>> = pages.iter().map(|page| borrowed(page)).collect();
    let file = pdf(&views.iter().map(Vec::as_slice).collect::<Vec<_>>());
    // The name and address at the top of each page are a running header.
    let first = pages.iter().take(1).flatten();
    let text: Vec<&str> = first.chain(pages.iter().skip(1).flat_map(|page| &page[2..])).map(String::as_str).collect();
    Generated { kind: "one column", file, text: text.join("\n") }
}

fn columns(dice: &mut Dice, by_line: bool) -> Generated {
    let side = |dice: &mut Dice| (0..14).map(|_| dice.words(ENGLISH, 4)).collect::<Vec<String>>();
    let (left, right) = (side(dice), side(dice));
    let file = two_columns(&borrowed(&left), &borrowed(&right), by_line);
    Generated { kind: "two columns", file, text: [left, right].concat().join("\n") }
}

fn table_in_pdf(dice: &mut Dice) -> Generated {
    let rows: Vec<[String; 3]> = (0..8).map(|_| [0, 1, 2].map(|_| dice.words(ENGLISH, 2))).collect();
    let heights = (0_u8..).map(|row| 700.0 - 18.0 * f32::from(row));
    let page = rows.iter().zip(heights).flat_map(|(cells, y)| {
        (0_u8..).zip(cells).map(move |(column, cell)| Placed::at(56.0 + 170.0 * f32::from(column), y, cell))
    });
    let text: Vec<String> = rows.iter().map(|cells| cells.join(" ")).collect();
    Generated { kind: "table", file: placed_pdf(&[page.collect()]), text: text.join("\n") }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Plain,
    Ligatures,
    FromTheRight,
}

/// Text of a font whose codes mean nothing without its map.
fn mapped(dice: &mut Dice, kind: &'static str, words: &[&str], way: Way) -> Generated {
    let lines: Vec<String> = (0..24).map(|_| dice.words(words, 6)).collect();
    let mut font = Font::default();
    let mut content = "BT /F2 11 Tf 16 TL 56 780 Td ".to_owned();
    for line in &lines {
        let shown: Vec<String> = match way {
            Way::Plain => line.chars().map(String::from).collect(),
            Way::Ligatures => with_ligatures(line),
            Way::FromTheRight => line.chars().rev().map(String::from).collect(),
        };
        let codes: String = shown.iter().map(|letters| format!("{:04x}", font.code_of(letters))).collect();
        content.push_str(&format!("<{codes}> Tj T* "));
    }
    content.push_str("ET");
    let made = Crafted { content: content.into_bytes(), fonts: "/F2 6 0 R".to_owned(), ..Crafted::default() };
    Generated { kind, file: font.add_to(made).build(), text: lines.join("\n") }
}

fn with_ligatures(line: &str) -> Vec<String> {
    let mut shown = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let ligature = ["ffi", "ffl", "ff", "fi", "fl"].into_iter().find(|ligature| rest.starts_with(ligature));
        let letters = ligature.map_or_else(|| first.to_string(), str::to_owned);
        rest = &rest[letters.len()..];
        shown.push(letters);
    }
    shown
}

/// A composite font in the making: a code for each thing that it shows.
#[derive(Debug, Default)]
struct Font {
    shapes: Vec<String>,
}

impl Font {
    fn code_of(&mut self, letters: &str) -> usize {
        let place = self.shapes.iter().position(|known| known == letters).unwrap_or_else(|| {
            self.shapes.push(letters.to_owned());
            self.shapes.len() - 1
        });
        // Codes that happen to be no letters of any kind.
        place + 3
    }

    fn add_to(&self, made: Crafted) -> Crafted {
        let wide = |letters: &String| letters.chars().any(|c| matches!(c, '\u{3000}'..='\u{9fff}'));
        let widths: String = self
            .shapes
            .iter()
            .map(|letters| if wide(letters) { "1000 ".to_owned() } else { "500 ".to_owned() })
            .collect();
        let hex = |letters: &String| letters.encode_utf16().map(|unit| format!("{unit:04x}")).collect::<String>();
        let pairs: Vec<String> = self
            .shapes
            .iter()
            .enumerate()
            .map(|(place, letters)| format!("<{:04x}> <{}>", place + 3, hex(letters)))
            .collect();
        let blocks: String = pairs
            .chunks(100)
            .map(|block| format!("{} beginbfchar\n{}\nendbfchar\n", block.len(), block.join("\n")))
            .collect();
        let map = format!(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <0000> \
             <ffff> endcodespacerange\n{blocks}endcmap end end"
        );
        made.with("<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Mapped/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>")
            .with(format!(
                "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Mapped/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)\
                 /Supplement 0>>/DW 1000/W[3[{widths}]]>>"
            ))
            .with(stream("", map.as_bytes()))
    }
}

/// Each letter placed by itself, as some writers do.
fn glyph_by_glyph(dice: &mut Dice) -> Generated {
    let lines = lines(dice, 24, 7);
    let mut content = "BT /F1 10 Tf ".to_owned();
    for (row, line) in (0_u16..).zip(&lines) {
        // Widths of Courier, so that each letter's place is known.
        let y = 780 - 15 * row;
        for (column, letter) in (0_u16..).zip(line.chars()).filter(|(_, letter)| *letter != ' ') {
            let shown = String::from_utf8_lossy(&literal(&letter.to_string())).into_owned();
            content.push_str(&format!("1 0 0 1 {} {y} Tm {shown} Tj ", 56 + 6 * column));
        }
    }
    content.push_str("ET");
    let made = Crafted { fonts: "/F2 6 0 R".to_owned(), ..Crafted::page(&content.replace("/F1 10", "/F2 10")) };
    let file = made.with("<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>").build();
    Generated { kind: "glyph by glyph", file, text: lines.join("\n") }
}

/// A font whose letters are drawings of their own (Type 3), with a map.
fn drawn_letters(dice: &mut Dice) -> Generated {
    let lines: Vec<String> = (0..20).map(|_| dice.words(&ENGLISH[..30], 7)).collect();
    let mut content = "BT /F2 1 Tf 11 0 0 11 56 780 Tm 1.4 TL ".to_owned();
    for line in &lines {
        content.push_str(&String::from_utf8_lossy(&literal(line)));
        content.push_str(" Tj T* ");
    }
    content.push_str("ET");
    let codes = || 32..=122;
    let names: String = codes().map(|code| format!("/c{code}")).collect();
    let procs: String = codes().map(|code| format!("/c{code} 7 0 R")).collect();
    let map: String = codes().map(|code| format!("<{code:02x}> <{code:04x}>\n")).collect();
    let map =
        format!("begincmap 1 begincodespacerange <00> <ff> endcodespacerange 91 beginbfchar\n{map}endbfchar endcmap");
    let font = format!(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 32/LastChar 122/Widths[{}]\
         /Encoding<</Differences[32{names}]>>/CharProcs<<{procs}>>/ToUnicode 8 0 R>>",
        "550 ".repeat(91)
    );
    let made = Crafted { fonts: "/F2 6 0 R".to_owned(), ..Crafted::page(&content) };
    let file = made
        .with(font)
        .with(stream("", b"550 0 50 0 500 600 d1 50 0 400 600 re f"))
        .with(stream("", map.as_bytes()))
        .build();
    Generated { kind: "drawn letters", file, text: lines.join("\n") }
}

fn document(dice: &mut Dice) -> Generated {
    let lines = lines(dice, 16, 9);
    let rows: Vec<[String; 2]> = (0..4).map(|_| [0, 1].map(|_| dice.words(GERMAN, 2))).collect();
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| borrowed(row)).collect();
    let body: String = lines.iter().map(|line| paragraph(line)).collect();
    let rows_of: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let file = docx_with(&(body + &table(&rows_of)), &[("word/header1.xml", &paragraph("Curriculum Vitae"))]);
    let cells: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
    let text = format!("Curriculum Vitae\n{}\n{}", lines.join("\n"), cells.join("\n"));
    Generated { kind: "document", file, text }
}

/// White text on a dark box, a coloured heading, grey dates and small print.
fn sidebar(dice: &mut Dice) -> Generated {
    let side: Vec<String> = (0..12).map(|_| dice.words(ENGLISH, 2)).collect();
    let main: Vec<String> = (0..18).map(|_| dice.words(ENGLISH, 7)).collect();
    let column = |lines: &[String], x: u16, size: u16| -> String {
        let shown: String =
            lines.iter().map(|line| format!("{} Tj T* ", String::from_utf8_lossy(&literal(line)))).collect();
        format!("BT /F1 {size} Tf 15 TL {x} 780 Td {shown} ET ")
    };
    let content = format!(
        "q 0.1 0.2 0.35 rg 0 0 180 842 re f Q q 1 g {} Q q 0.8 0.2 0.1 rg BT /F1 16 Tf 200 810 Td (Jane Example) Tj ET Q {} \
         q 0.65 g BT /F1 3 Tf 200 40 Td (Small print at the foot) Tj ET Q",
        column(&side, 20, 10),
        column(&main, 200, 10),
    );
    let text = format!("{}\nJane Example\n{}\nSmall print at the foot", side.join("\n"), main.join("\n"));
    let made =
        Crafted { trailer: "/Info 6 0 R".to_owned(), page: "/Annots[7 0 R]".to_owned(), ..Crafted::page(&content) };
    let file = made
        .with("<</Title(Jane Example - Curriculum Vitae 2026)/Author(Jane Example)/Producer(A writer 7.1)/Keywords(rust, nursing)>>")
        .with("<</Type/Annot/Subtype/Link/Rect[200 800 300 820]/A<</S/URI/URI(mailto:jane@example.com)>>/Contents(mail to Jane)>>")
        .build();
    Generated { kind: "sidebar", file, text }
}

fn plain_text(dice: &mut Dice) -> Generated {
    let lines: Vec<String> = (0..20).map(|_| dice.words(GERMAN, 8)).collect();
    let text = lines.join("\n");
    let file = match dice.roll(3) {
        0 => text.clone().into_bytes(),
        1 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
    };
    Generated { kind: "plain text", file, text }
}
