//! Files that are no résumés, or not as they should be: each gets a clear answer and stays listed.

use kit::files;
use serde_json::{Value, json};

use crate::client::{list, text};
use crate::people::Paper;
use crate::server::shared;

/// A file, the state that it ends in, and words that its reason must hold, in lower case.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    status: &'static str,
    words: &'static str,
}

fn case(name: &'static str, bytes: Vec<u8>, status: &'static str, words: &'static str) -> Case {
    Case { name, bytes, status, words }
}

const PAGE: &[&str] = &["A page of a very long book."];

fn cases() -> Vec<Case> {
    let whole = Paper::of("Tom Unread", &["Roofer in Porto."]).pdf();
    let half = whole[..whole.len() / 3].to_vec();

    let long = [PAGE; 201];
    let sheet = [("xl/workbook.xml".to_owned(), "<workbook/>".to_owned())];
    vec![
        case("scan.pdf", files::scanned_pdf(), "NEEDS_OCR", "pages but no text"),
        case("locked.pdf", files::encrypted_pdf(&["Secret Person"], "sesame"), "UNREADABLE", "encrypted"),
        case("half.pdf", half, "UNREADABLE", "corrupt"),
        case("empty.pdf", Vec::new(), "UNREADABLE", "empty"),
        case("blank.txt", b" \n\t \n".to_vec(), "UNREADABLE", "empty"),
        case("nothing.pdf", files::pdf(&[]), "UNREADABLE", "no pages"),
        case("program.pdf", files::windows_program(), "UNREADABLE", "program"),
        case("text.docx", files::docx_package(&sheet), "UNREADABLE", ""),
        case("torn.docx", b"PK\x03\x04 and then nothing that is a Word document".to_vec(), "UNREADABLE", ""),
        case("bomb.docx", files::docx_bomb(300 << 20), "UNREADABLE", "unpacks"),
        case("nested.pdf", files::nested_pdf(200_000), "UNREADABLE", ""),
        case("book.pdf", files::pdf(&long), "UNREADABLE", "200 pages"),
    ]
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_stays_listed() {
    let server = shared().await;
    let me = server.admin().await;
    for Case { name, bytes, status, words } in cases() {
        let resume = me.ingest(name, &bytes).await;
        let reason = text(&resume["statusReason"]);
        assert_eq!(resume["status"], status, "{name}: {reason}");
        assert!(reason.to_lowercase().contains(words), "{name}: {reason}");
        assert!(reason.ends_with('.') && reason.len() < 250, "{name}: {reason}");
        assert!(resume["candidate"].is_null(), "{name} made somebody: {resume}");
        assert!(resume["text"].as_str().is_none_or(str::is_empty), "{name}");
        let task = me.task(&resume["task"]["id"]).await;
        let state = if status == "NEEDS_OCR" { "SUCCESS" } else { "FAILURE" };
        assert_eq!((&task["state"], &task["attempt"]), (&json!(state), &json!(1)), "{name}: {task}");
        let events = list(&task["events"]);
        assert!(events.iter().all(|it| it["state"] != "RETRY"), "{name} was tried again");
        assert_eq!(events.iter().filter(|it| it["terminal"] == true).count(), 1, "{name}");
        let document = "query($s: [ResumeStatus!]) { resumes(first: 100, filter: {statuses: $s, unassigned: true}) { nodes { id } } }";
        let listed = me.data(document, json!({ "s": [status] })).await;
        let is_there = list(&listed["resumes"]["nodes"]).iter().any(|it| it["id"] == resume["id"]);
        assert!(is_there, "{name} is not listed");
    }
    assert_eq!(server.stranger().get("/readyz").await.0, 200, "and the server lives on");
}

/// A text in UTF-16 with its mark.
fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|it| u8::try_from(u32::from(it)).expect("a letter of Latin-1")).collect()
}

#[tokio::test]
async fn texts_in_other_encodings_are_read_correctly() {
    let server = shared().await;
    let me = server.admin().await;
    let story = |name: &str| {
        let address = name.split(' ').next().unwrap_or_default().to_lowercase().replace(['é', 'ü', 'ø', 'å'], "x");
        format!(
            "{name}\n{address}.vester@example.com\nAarhus, Denmark\n\nExperience\nKøkkenchef, Café Blåbær, 2015 - 2020\n\
             Ansvarlig for køkkenet, ledede fem kokke og indkøbte grøntsager på torvet.\n"
        )
    };
    let files = [
        ("latin1.txt", "René Vester", latin1(&story("René Vester"))),
        ("utf16le.txt", "Jürgen Vester", utf16(&story("Jürgen Vester"), false)),
        ("utf16be.txt", "Søren Vester", utf16(&story("Søren Vester"), true)),
        ("bom.txt", "Åse Vester", [b"\xEF\xBB\xBF".as_slice(), story("Åse Vester").as_bytes()].concat()),
    ];
    for (file, name, bytes) in files {
        let resume = me.ingest(file, &bytes).await;
        assert_eq!(resume["status"], "READY", "{file}: {resume}");
        assert_eq!(resume["candidate"]["name"], name, "{file}");
        let read = text(&resume["text"]);
        assert!(read.starts_with(name), "{file}: {read}");
        assert!(read.contains("Café Blåbær") && read.contains("grøntsager på torvet"), "{file}: {read}");
    }
}

#[tokio::test]
async fn without_a_name_the_address_or_the_file_stands_in() {
    let server = shared().await;
    let me = server.admin().await;
    let with_address = me.ingest("anonymous.txt", b"kvist.77@example.com\n\nfive years of welding pipes").await;
    assert_eq!(with_address["candidate"]["name"], "kvist.77", "{with_address}");
    let without = me.ingest("welder-application.txt", b"seven years of welding pipes in shipyards, by hand").await;
    assert_eq!(without["candidate"]["name"], "welder-application", "{without}");
    for resume in [with_address, without] {
        assert_eq!(resume["status"], "READY");
        assert!(text(&resume["statusReason"]).contains("name"), "the résumé says so: {resume}");
    }
}

#[tokio::test]
async fn the_type_is_told_by_the_content() {
    let server = shared().await;
    let me = server.admin().await;
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let paper = |name: &str| Paper::of(name, &["Optician in Gdynia, for eleven years."]);
    let files: [(&str, Vec<u8>, &str); 3] = [
        ("a.txt", paper("Ulla Wrona").pdf(), "application/pdf"),
        ("b.pdf", paper("Vera Wrona").docx(), word),
        ("c.docx", paper("Wanda Wrona").txt(), "text/plain"),
    ];
    for (name, bytes, expected) in files {
        let resume: Value = me.ingest(name, &bytes).await;
        assert_eq!((&resume["status"], &resume["mediaType"]), (&json!("READY"), &json!(expected)), "{name}");
        assert_eq!(resume["byteSize"], bytes.len());
        let link = text(&resume["downloadUrl"]);
        let (status, _) = me.get(&link).await;
        assert_eq!(status, 200, "{name}: {link}");
    }
}
