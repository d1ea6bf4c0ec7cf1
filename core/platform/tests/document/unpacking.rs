//! Archives and tables from strangers, taken apart in a process of their own.

use std::os::unix::fs::MetadataExt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use domain::ports::{SheetRow, UnpackError, UnpackLimits, UnpackPass, Unpacked, Unpacker};
use futures::{StreamExt, stream};
use kit::files::{Packed, archive, docx, pdf, swelling_zip, zip};
use platform::document::{Limits, SandboxedExtractor};

use crate::reading::{extractor, runtime, trials};

trials!(
    files_come_out_as_they_went_in,
    two_files_may_have_one_name,
    it_goes_on_where_it_was,
    a_document_is_no_archive,
    names_lead_nowhere_but_down,
    links_archives_and_locked_files_are_left_out,
    a_file_that_swells_is_left_out,
    sizes_are_not_believed,
    too_much_together_ends_it,
    entries_that_share_bytes,
    rubbish_is_said_to_be_rubbish,
    mutations_never_break_us,
    tables_are_read_first_and_passed_over_then,
    a_slow_reader_has_its_time,
    nothing_is_left_in_the_folder,
);

const LIMITS: UnpackLimits = UnpackLimits { file_bytes: 10 << 20, all_bytes: 64 << 20, files: 100 };

type Found = (Vec<Unpacked>, Option<String>);

fn shared() -> &'static SandboxedExtractor {
    static EXTRACTOR: OnceLock<SandboxedExtractor> = OnceLock::new();
    EXTRACTOR.get_or_init(|| extractor(Limits::default(), "unpacking"))
}

fn unpack_from(name: &str, bytes: &[u8], pass: UnpackPass, from: u32, limits: UnpackLimits) -> Found {
    runtime().block_on(async {
        let parts = bytes.chunks(100_000).map(|part| Ok(part.to_vec())).collect::<Vec<_>>();
        let spooled = shared().spool(stream::iter(parts).boxed()).await.unwrap();
        let mut pieces = spooled.unpack(name, pass, from, limits);
        let mut found = Vec::new();
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) => found.push(piece),
                Err(UnpackError::Refused { reason }) => return (found, Some(reason)),
                Err(other) => panic!("{other}"),
            }
        }
        (found, None)
    })
}

#[expect(clippy::needless_pass_by_value, reason = "most are made where they are handed over")]
fn files(bytes: Vec<u8>) -> Found {
    unpack_from("many.zip", &bytes, UnpackPass::Files, 0, LIMITS)
}

/// Names, and what became of each: its length, or the reason.
fn outcomes(found: &Found) -> Vec<(String, Result<usize, String>)> {
    let outcome = |piece: &Unpacked| match piece {
        Unpacked::File { name, content, .. } => (name.clone(), content.as_ref().map(Vec::len).map_err(Clone::clone)),
        other => panic!("{other:?}"),
    };
    found.0.iter().map(outcome).collect()
}

/// The reason why the only file was left out.
fn reason(bytes: Vec<u8>) -> String {
    let found = files(bytes);
    match &outcomes(&found)[..] {
        [(_, Err(reason))] => reason.clone(),
        other => panic!("{other:?}, {:?}", found.1),
    }
}

fn files_come_out_as_they_went_in() {
    let (one, two) = (pdf(&[&["Ada"]]), docx(&["Grace"]));
    let found = files(zip(&[
        ("cvs/ada.pdf", &one),
        ("cvs/", b""),
        ("Zoë.docx", &two),
        ("__MACOSX/x", b"1"),
        (".DS_Store", b"2"),
    ]));
    let wanted = [
        Unpacked::File { entry: 0, name: "cvs/ada.pdf".to_owned(), content: Ok(one) },
        Unpacked::File { entry: 2, name: "Zoë.docx".to_owned(), content: Ok(two) },
    ];
    assert!(found.0 == wanted && found.1.is_none(), "{:?}", found.1);
}

fn two_files_may_have_one_name() {
    let found = files(zip(&[("cv.txt", b"one"), ("cv.txt", b"three")]));
    assert_eq!(outcomes(&found), [("cv.txt".to_owned(), Ok(3)), ("cv.txt".to_owned(), Ok(5))]);
}

fn it_goes_on_where_it_was() {
    let bytes = zip(&[("a.txt", b"1"), ("b.txt", b"22"), ("c.txt", b"333")]);
    let found = unpack_from("many.zip", &bytes, UnpackPass::Files, 2, LIMITS);
    assert_eq!(outcomes(&found), [("c.txt".to_owned(), Ok(3))]);
}

fn a_document_is_no_archive() {
    assert!(files(docx(&["Ada"])).0 == [Unpacked::Whole]);
    assert!(files(zip(&[("mimetype", b"application/vnd.oasis"), ("content.xml", b"x")])).0 == [Unpacked::Whole]);
}

fn names_lead_nowhere_but_down() {
    let names = ["../../../etc/cron.d/x", "/etc/passwd", "C:\\Windows\\x.txt", "a/../../b.txt", "..", "\u{1}\u{2}"];
    let entries: Vec<Packed> = names.iter().map(|name| Packed::file(name, b"x")).collect();
    let found = outcomes(&files(archive(&entries)));
    let told: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(told, ["etc/cron.d/x", "etc/passwd", "Windows/x.txt", "a/b.txt", "file"]);
}

fn links_archives_and_locked_files_are_left_out() {
    let link = Packed { mode: 0o120_777, ..Packed::file("cv.pdf", b"/etc/passwd") };
    assert!(reason(archive(&[link])).contains("link"));
    let locked = Packed { flags: 1 | 1 << 11, ..Packed::file("cv.pdf", b"??????????????") };
    assert!(reason(archive(&[locked])).contains("password"));
    for inner in [
        zip(&[("cv.txt", b"x")]),
        b"Rar!\x1a\x07\x01\0".to_vec(),
        b"7z\xbc\xaf\x27\x1c\0\0".to_vec(),
        b"\x1f\x8b\x08\0".to_vec(),
    ] {
        assert!(reason(zip(&[("inner.dat", &inner)])).contains("archive within an archive"));
    }
    // One that holds itself holds an archive, and that is as far as we go.
    let quine = zip(&[("r/r.zip", &zip(&[("r/r.zip", b"PK\x05\x06")]))]);
    assert!(reason(quine).contains("archive within an archive"));
}

fn a_file_that_swells_is_left_out() {
    assert!(reason(swelling_zip("cv.txt", 9 << 20)).contains("far more data"));
    let gibibytes = u64::try_from(kit::soak::many(10)).unwrap();
    let bomb = swelling_zip("cv.txt", gibibytes << 30);
    let started = Instant::now();
    assert!(reason(bomb).contains("at most"));
    println!("an entry of {gibibytes} GiB was left out within {:?}", started.elapsed());
}

fn sizes_are_not_believed() {
    let large = Packed { claims: Some(10), ..Packed::file("cv.txt", &vec![b'x'; 11 << 20]) };
    let small = Packed { claims: Some(u32::MAX), ..Packed::file("cv.txt", b"tiny") };
    for entry in [large, small] {
        let told = reason(archive(&[entry]));
        assert!(told.contains("at most") || told.contains("damaged"), "{told}");
    }
}

fn too_much_together_ends_it() {
    let many: Vec<Packed> = (0..101).map(|n| Packed::file(&format!("{n}.txt"), b"x")).collect();
    let found = files(archive(&many));
    assert_eq!(found.0.len(), 100);
    assert!(found.1.unwrap().contains("at most 100 files"));
    let far_too_many: Vec<Packed> = (0..500).map(|n| Packed::file(&format!("{n}/"), b"")).collect();
    assert!(files(archive(&far_too_many)).1.unwrap().contains("at most 100 files"));
    let large = vec![0_u8; 9 << 20];
    let large: Vec<Packed> = (0..8).map(|n| Packed::file(&format!("{n}.bin"), &large)).collect();
    let found = files(archive(&large));
    assert_eq!(found.0.len(), 7);
    assert!(found.1.unwrap().contains("together"));
}

fn entries_that_share_bytes() {
    let shared: Vec<Packed> =
        (0..50).map(|n| Packed { lies_at: Some(0), ..Packed::file(&format!("{n}.txt"), &[b'x'; 1000]) }).collect();
    let found = files(archive(&shared));
    assert!(found.0.is_empty());
    assert!(found.1.unwrap().contains("over each other"));
}

fn rubbish_is_said_to_be_rubbish() {
    let whole = zip(&[("cv.txt", b"x")]);
    for bytes in
        [b"PK".to_vec(), b"PK\x03\x04 and then nothing".to_vec(), whole[..whole.len() - 5].to_vec(), vec![0; 100]]
    {
        let (found, end) = files(bytes);
        assert!(found.is_empty());
        assert!(end.unwrap().contains("damaged"));
    }
}

/// Whatever a byte of an archive becomes, there is an answer, and the next archive is read.
fn mutations_never_break_us() {
    let whole = zip(&[("ada.pdf", &pdf(&[&["Ada"]])), ("b/grace.txt", b"Grace"), ("table.csv", b"name\nAda\n")]);
    let count = kit::soak::many(2_000);
    for n in 0..count {
        let place = n * 7_919 % whole.len();
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (n % 8);
        let (found, _) = files(bytes);
        assert!(found.len() <= 3);
    }
    println!("{count} mutations were answered");
    assert_eq!(files(whole).0.len(), 2);
}

fn tables_are_read_first_and_passed_over_then() {
    let row = |number: u32, name: &str, file: &str| {
        let (name, email, resume_file) =
            (name.to_owned(), format!("{}@example.com", name.to_lowercase()), file.to_owned());
        Unpacked::Row(SheetRow { number, name, email, resume_file })
    };
    let table = b"name,email,resume_file\nAda,ada@example.com,ada.pdf\nGrace,grace@example.com,\n".to_vec();
    let (found, _) = unpack_from("people.CSV", &table, UnpackPass::Rows, 0, LIMITS);
    assert!(found == [row(0, "Ada", "ada.pdf"), row(1, "Grace", "")]);
    assert!(unpack_from("people.csv", &table, UnpackPass::Files, 0, LIMITS).0.is_empty());

    let packed = zip(&[("people.csv", &table), ("ada.pdf", b"x"), ("more/people.csv", b"name;age\nTom;7\n")]);
    let (found, _) = unpack_from("many.zip", &packed, UnpackPass::Rows, 0, LIMITS);
    let rows = found.iter().filter(|piece| matches!(piece, Unpacked::Row(_))).count();
    assert_eq!((rows, found.len()), (3, 4), "numbered through, and a remark on the age");
    assert_eq!(outcomes(&files(packed)), [("ada.pdf".to_owned(), Ok(1))]);
    let (found, _) = unpack_from("people.csv", b"fruit\napple\n", UnpackPass::Rows, 0, LIMITS);
    assert!(matches!(&found[..], [Unpacked::Remark { sentence, .. }] if sentence.contains("no column")), "{found:?}");
}

fn a_slow_reader_has_its_time() {
    let large: Vec<Packed> = (0..6).map(|n| Packed::file(&format!("{n}.txt"), &vec![b'x'; 4 << 20])).collect();
    runtime().block_on(async {
        let spooled = shared().spool(stream::iter([Ok(archive(&large))]).boxed()).await.unwrap();
        let mut pieces = spooled.unpack("many.zip", UnpackPass::Files, 0, LIMITS);
        assert!(pieces.next().await.unwrap().is_ok());
        // Longer than what the socket holds is asked for; the child waits meanwhile.
        let others = shared().spool(stream::iter([Ok(zip(&[("a.txt", b"x")]))]).boxed()).await.unwrap();
        assert_eq!(others.unpack("b.zip", UnpackPass::Files, 0, LIMITS).count().await, 1);
        assert_eq!(pieces.count().await, 5);
    });
}

fn nothing_is_left_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("spool");
    let own = crate::reading::extractor_in(Limits::default(), "spool", &spool, Duration::from_secs(60));
    runtime().block_on(async {
        let spooled = own.spool(stream::iter([Ok(zip(&[("a.txt", b"x")]))]).boxed()).await.unwrap();
        assert_eq!(std::fs::read_dir(&spool).unwrap().count(), 0, "it has no name");
        assert_eq!(spooled.unpack("a.zip", UnpackPass::Files, 0, LIMITS).count().await, 1);
    });
    assert_eq!(std::fs::metadata(&spool).unwrap().mode() & 0o077, 0);
}
