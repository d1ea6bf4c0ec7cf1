//! Many files at once: sent ahead, unpacked, each with a state of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use kit::files::{self, Packed, archive, zip};
use kit::soak::{many, say};
use serde_json::{Value, json};

use crate::client::{Client, list, nobody, text};
use crate::kills::{check_events, everything};
use crate::people::{Paper, one_of_many, rust_job};
use crate::server::{Folder, Server, shared};
use crate::wait::{LONG, until};

const TASK: &str = "task { id kind queue state }";
pub(crate) const BATCH: &str = "query($id: ID!) { task(id: $id) { state error { code } events { message terminal seq } subject { ... on ImportBatch {
    id reportUrl job { id } counts { status count } files(first: 100) { totalCount nodes {
        fileName status reason resume { id fileName } candidate { id name email } } } } } } }";

/// A place for a file: the upload's id and where to send it.
async fn place(me: &Client, name: &str, size: usize) -> (Value, String) {
    let input = json!({ "fileName": name, "byteSize": size });
    let made = me.done("createUpload", "uploadId url expiresAt", input).await;
    (made["uploadId"].clone(), text(&made["url"]))
}

/// Sends a file to its place: status and words.
pub(crate) async fn send(me: &Client, url: &str, bytes: &[u8]) -> (u16, String) {
    let http = kit::http().build().unwrap();
    let response = http.put(format!("{}{url}", me.url)).body(bytes.to_vec()).send().await.expect("the server answers");
    (response.status().as_u16(), response.text().await.unwrap())
}

/// A file that is sent ahead.
pub(crate) async fn sent(me: &Client, name: &str, bytes: &[u8]) -> Value {
    let (id, url) = place(me, name, bytes.len()).await;
    assert_eq!(send(me, &url, bytes).await, (204, String::new()), "{name}");
    id
}

/// The task of an import of these.
pub(crate) async fn import(me: &Client, uploads: &[Value], more: Value) -> Value {
    let mut input = json!({ "uploadIds": uploads });
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    me.done("importResumes", TASK, input).await["task"].clone()
}

/// An import once it has ended: its task with the batch as its subject.
pub(crate) async fn imported(me: &Client, uploads: &[Value], more: Value) -> Value {
    let task = import(me, uploads, more).await;
    assert_eq!((&task["kind"], &task["queue"]), (&json!("IMPORT_BATCH"), &json!("EMBEDDINGS")));
    let ended = me.ended(&task["id"]).await;
    assert_eq!((&ended["state"], &ended["progress"]), (&json!("SUCCESS"), &json!(100)), "{ended}");
    me.data(BATCH, json!({ "id": task["id"] })).await["task"].clone()
}

/// Files by name: state and reason.
fn states(batch: &Value) -> BTreeMap<String, (String, String)> {
    let files = list(&batch["subject"]["files"]["nodes"]).iter();
    files.map(|file| (text(&file["fileName"]), (text(&file["status"]), text(&file["reason"])))).collect()
}

fn last_message(task: &Value) -> String {
    text(&list(&task["events"]).last().unwrap()["message"])
}

#[tokio::test]
async fn an_archive_becomes_people_and_each_file_says_what_became_of_it() {
    let server = shared().await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let one = Paper::of("Ottilie Bulkhorn", &["Engineer", "Experience", "Rust at Bulk, 2015 - 2020"]);
    let two = Paper::of("Ulrich Bulkhorn", &["Engineer", "Experience", "Go at Bulk, 2016 - 2021"]);
    let packed = archive(&[
        Packed::file("cvs/ottilie.pdf", &one.pdf()),
        Packed::file("cvs/ulrich.docx", &two.docx()),
        Packed::file("again/ottilie.pdf", &one.pdf()),
        // Bytes that no other test of this server uploads.
        Packed::file("scan.pdf", &[files::scanned_pdf(), b"\n% Ottilie".to_vec()].concat()),
        Packed::file("program.exe", &files::windows_program()),
        Packed::file("inner.zip", &zip(&[("x.txt", b"x")])),
        Packed { mode: 0o120_777, ..Packed::file("link.pdf", b"/etc/passwd") },
        Packed::file("../../evil.txt", b"Evi L. Person\nevil@example.com\nWorked at Evil, 2010 - 2020"),
    ]);
    let upload = sent(&me, "many.zip", &packed).await;
    let batch = imported(&me, std::slice::from_ref(&upload), json!({ "jobId": job })).await;
    let states = states(&batch);
    let state = |name: &str| states.get(name).unwrap_or_else(|| panic!("{name} is not among {states:?}")).clone();
    assert_eq!(states.len(), 8, "{states:?}");
    for (name, wanted) in [
        ("cvs/ottilie.pdf", "READY"),
        ("cvs/ulrich.docx", "READY"),
        ("again/ottilie.pdf", "DUPLICATE"),
        ("scan.pdf", "NEEDS_OCR"),
        ("program.exe", "UNREADABLE"),
        ("inner.zip", "UNREADABLE"),
        ("link.pdf", "UNREADABLE"),
        ("evil.txt", "READY"),
    ] {
        assert_eq!(state(name).0, wanted, "{name}: {}", state(name).1);
    }
    assert!(state("inner.zip").1.contains("archive within an archive"));
    assert!(state("link.pdf").1.contains("link"));
    assert_eq!(last_message(&batch), "8 files: 3 ready, 1 scans, 1 duplicates, 3 unreadable.");
    check_events(list(&batch["events"]));
    assert_eq!(batch["subject"]["job"]["id"], job);
    let document = "query($j: ID!) { applications(filter: {jobId: $j}) { totalCount } }";
    assert_eq!(me.data(document, json!({ "j": job })).await["applications"]["totalCount"], 3, "each applied");

    let (path, code) = me.refused("importResumes", json!({ "uploadIds": [upload] })).await;
    assert_eq!((path[1].as_str(), code.as_str()), ("uploadIds", "NOT_FOUND"), "it was used up");
    let (status, report) = me.get(&text(&batch["subject"]["reportUrl"])).await;
    assert_eq!(status, 200);
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!((lines.len(), lines[0]), (9, "file,state,reason,candidateId"));
    assert!(lines[1].starts_with("cvs/ottilie.pdf,READY,"), "{report}");
    assert!(lines[6].starts_with("inner.zip,UNREADABLE,"), "{report}");
}

#[tokio::test]
async fn a_table_says_whose_files_are_whose_and_who_has_none() {
    let server = shared().await;
    let me = server.admin().await;
    let silent = Paper::with_email("Curriculum", "office@agency.example.com", &["Experience", "Baker, 2001 - 2009"]);
    let table = "name;email;resume_file;shoe size\n\
        Tabea Tabulara;tabea@tab.example.com;tabea.pdf;38\n\
        Tilo Tabulara;tilo@tab.example.com;;44\n\
        Toni Tabulara;toni@tab.example.com;lost.pdf;41\n\
        ;nobody@tab.example.com;;\n";
    let uploads = [
        sent(&me, "files.zip", &zip(&[("deep/Tabea.pdf", &silent.pdf())])).await,
        sent(&me, "people.csv", table.as_bytes()).await,
    ];
    let batch = imported(&me, &uploads, json!({})).await;
    let files = list(&batch["subject"]["files"]["nodes"]);
    let of =
        |name: &str| files.iter().find(|file| file["fileName"] == name).unwrap_or_else(|| panic!("{name}: {files:?}"));
    let tabea = of("deep/Tabea.pdf");
    assert_eq!((&tabea["status"], &tabea["candidate"]["name"]), (&json!("READY"), &json!("Tabea Tabulara")));
    assert_eq!(tabea["candidate"]["email"], "tabea@tab.example.com");
    let tilo = of("row 2");
    assert_eq!((&tilo["status"], &tilo["candidate"]["name"]), (&json!("READY"), &json!("Tilo Tabulara")));
    let toni = of("lost.pdf");
    assert_eq!((&toni["status"], &toni["candidate"]["name"]), (&json!("UNREADABLE"), &json!("Toni Tabulara")));
    assert!(text(&toni["reason"]).contains("did not come"));
    let remarks: Vec<String> = files
        .iter()
        .filter(|it| it["fileName"] == "people.csv" || it["fileName"] == "table")
        .map(|it| text(&it["reason"]))
        .collect();
    assert!(remarks.iter().any(|it| it.contains("1 columns")), "{remarks:?}");
    assert!(remarks.iter().any(|it| it.contains("Row 4 names nobody")), "{remarks:?}");

    // The same table again makes nobody twice.
    let again = imported(&me, &[sent(&me, "people.csv", table.as_bytes()).await], json!({})).await;
    let again = list(&again["subject"]["files"]["nodes"]);
    let tilo_again = again.iter().find(|file| file["candidate"]["name"] == "Tilo Tabulara").unwrap();
    assert_eq!(tilo_again["candidate"]["id"], tilo["candidate"]["id"]);
}

#[tokio::test]
async fn a_place_takes_one_file_of_the_size_that_was_announced() {
    let server = shared().await;
    let me = server.admin().await;
    let (id, url) = place(&me, "a.txt", 5).await;
    assert_eq!(send(&me, &url.replace("signature=", "signature=x"), b"12345").await.0, 403);
    assert_eq!(send(&me, &url, b"123456").await.0, 413);
    assert_eq!(send(&me, &url, b"1234").await.0, 400);
    let (path, code) = me.refused("importResumes", json!({ "uploadIds": [id] })).await;
    assert_eq!((path[1].as_str(), code.as_str()), ("uploadIds", "NOT_POSSIBLE"), "it has not come");
    assert_eq!(send(&me, &url, b"12345").await.0, 204);
    assert_eq!(send(&me, &url, b"12345").await.0, 409, "once");
    assert_eq!(me.get(&url).await.0, 405, "nobody reads it there");

    // Without a length, more or less than announced is noticed on the way; then the place is gone.
    for bytes in [&b"123456"[..], b"1234"] {
        let (_, url) = place(&me, "b.txt", 5).await;
        let chunks: Vec<Result<Vec<u8>, std::io::Error>> = bytes.chunks(2).map(|it| Ok(it.to_vec())).collect();
        let body = reqwest::Body::wrap_stream(futures::stream::iter(chunks));
        let request = kit::http().build().unwrap().put(format!("{}{url}", me.url)).body(body);
        let status = request.send().await.unwrap().status().as_u16();
        assert_eq!(status, if bytes.len() > 5 { 413 } else { 400 });
        assert_eq!(send(&me, &url, b"12345").await.0, 410, "what broke off is gone");
    }

    let size = |byte_size: i64| json!({ "fileName": "a", "byteSize": byte_size });
    assert_eq!(me.refused("createUpload", size(0)).await.1, "INVALID");
    let none = me.refused("importResumes", json!({ "uploadIds": [] })).await;
    assert_eq!(none.1, "REQUIRED");
    let unknown = me.refused("importResumes", json!({ "uploadIds": [nobody("Upload")] })).await;
    assert_eq!(unknown.1, "NOT_FOUND");
    let job = me.refused("importResumes", json!({ "uploadIds": [id], "jobId": nobody("Job") })).await;
    assert_eq!((job.0[1].as_str(), job.1.as_str()), ("jobId", "NOT_FOUND"));
}

#[tokio::test]
async fn who_sends_nothing_for_a_while_is_not_waited_for() {
    let settings = [("SHORTLIST__SERVER__REQUEST_TIMEOUT", "1s")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    let (_, url) = place(&me, "a.txt", 5).await;
    let first = futures::stream::iter([Ok::<_, std::io::Error>(b"12".to_vec())]);
    let body = reqwest::Body::wrap_stream(futures::StreamExt::chain(first, futures::stream::pending()));
    let request = kit::http().build().unwrap().put(format!("{}{url}", me.url)).body(body);
    let answer = crate::wait::within(crate::wait::SOON, "an answer to a slow client", request.send()).await.unwrap();
    assert_eq!(answer.status().as_u16(), 408);
    assert_eq!(send(&me, &url, b"12345").await.0, 410, "its place is gone");
}

#[tokio::test]
async fn links_die_with_the_session_of_whoever_asked() {
    let server = Server::own().await;
    let me = server.admin().await;
    let resume = me.ingest("linked.txt", &Paper::of("Lina Linked", &["Cook, 2001 - 2009"]).txt()).await;
    let link = text(&resume["downloadUrl"]);
    let (_, place) = place(&me, "a.txt", 5).await;
    let response = kit::http().build().unwrap().get(format!("{}{link}", me.url)).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    for (header, value) in [
        ("content-disposition", "attachment; filename=\"linked.txt\"; filename*=UTF-8''linked.txt"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(response.headers()[header], value);
    }
    me.data("mutation { signOut { userErrors { code } } }", json!({})).await;
    let (status, words) = me.get(&link).await;
    assert!(status == 403 && words.contains("signed out"), "{status} {words}");
    assert_eq!(send(&me, &place, b"12345").await.0, 403);
}

/// What an import of many files is made of: 5 % can't be read and 5 % were there before, and what each must
/// come to.
pub(crate) struct Many {
    pub(crate) zip: Vec<u8>,
    pub(crate) ready: usize,
    pub(crate) broken: usize,
    pub(crate) copies: usize,
}

impl Many {
    pub(crate) fn of(count: usize) -> Self {
        let (broken, copies) = (count / 20, count / 20);
        let ready = count - broken - copies;
        let paper = |n: usize| match n % 3 {
            0 => (format!("{n}.pdf"), one_of_many(n).pdf()),
            1 => (format!("{n}.docx"), one_of_many(n).docx()),
            _ => (format!("{n}.txt"), one_of_many(n).txt()),
        };
        let mut files: Vec<(String, Vec<u8>)> = (0..ready).map(paper).collect();
        files
            .extend((0..broken).map(|n| (format!("broken-{n}.pdf"), format!("%PDF-1.7 {n} and nothing").into_bytes())));
        files.extend((0..copies).map(|n| (format!("copy-{n}.dat"), paper(n * 3).1)));
        // All kinds come all along.
        let step = files.len() / 7 * 3 + 1;
        let step = (step..).find(|step| gcd(*step, files.len()) == 1).unwrap();
        let mixed: Vec<Packed> = (0..files.len())
            .map(|n| &files[n * step % files.len()])
            .map(|(name, bytes)| Packed::file(name, bytes))
            .collect();
        Self { zip: archive(&mixed), ready, broken, copies }
    }

    /// Files with bytes of their own.
    pub(crate) fn distinct(&self) -> usize {
        self.ready + self.broken
    }

    pub(crate) fn all(&self) -> usize {
        self.ready + self.broken + self.copies
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// How many files of the import there are so far, whatever their state; 0 while nobody answers.
pub(crate) async fn so_far(me: &Client, task: &Value) -> u64 {
    let document =
        "query($id: ID!) { task(id: $id) { state subject { ... on ImportBatch { counts { status count } } } } }";
    let answer = me.try_execute(document, json!({ "id": task })).await.unwrap_or_default();
    let counts = answer["data"]["task"]["subject"]["counts"].as_array().cloned().unwrap_or_default();
    let done = counts.iter().filter(|it| it["status"] != "RECEIVED" && it["status"] != "EXTRACTING");
    done.map(|it| it["count"].as_u64().unwrap_or_default()).sum()
}

/// Every file came to its end, once, and the report says so.
pub(crate) async fn check_many(me: &Client, task: &Value, sent: &Many) {
    let ended = me.ended(task).await;
    assert_eq!(ended["state"], "SUCCESS", "{ended}");
    let batch = me.data(BATCH, json!({ "id": task })).await["task"].clone();
    check_events(list(&batch["events"]));
    let summary =
        format!("{} files: {} ready, {} duplicates, {} unreadable.", sent.all(), sent.ready, sent.copies, sent.broken);
    assert_eq!(last_message(&batch), summary);
    let resumes = everything(me, "resumes", "id status sha256 task { state parent { id } }").await;
    assert_eq!(resumes.len(), sent.all(), "each file is there once");
    let ready: BTreeMap<String, String> =
        resumes.iter().filter(|it| it["status"] == "READY").map(|it| (text(&it["sha256"]), text(&it["id"]))).collect();
    assert_eq!(ready.len(), sent.ready, "no bytes were read twice");
    for resume in &resumes {
        let wanted = if resume["status"] == "UNREADABLE" { "FAILURE" } else { "SUCCESS" };
        assert_eq!((&resume["task"]["state"], &resume["task"]["parent"]["id"]), (&json!(wanted), task), "{resume}");
    }
    let (status, report) = me.get(&text(&batch["subject"]["reportUrl"])).await;
    assert_eq!(status, 200);
    let count = |state: &str| report.lines().filter(|line| line.contains(&format!(",{state},"))).count();
    assert_eq!(report.lines().count(), sent.all() + 1);
    assert_eq!((count("READY"), count("DUPLICATE"), count("UNREADABLE")), (sent.ready, sent.copies, sent.broken));
}

/// Short, so that a lost claim is found at once.
const SETTINGS: [(&str, &str); 2] = [("SHORTLIST__TASKS__LEASE", "2s"), ("SHORTLIST__TASKS__HEARTBEAT", "500ms")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b1_an_import_that_is_killed_five_times_takes_each_file_once() {
    let sent_files = Many::of(many(1_000));
    let kills = 5;
    let mut server = Server::start(&Folder::new(), &["serve"], &SETTINGS).await;
    let me = server.admin().await;
    let upload = sent(&me, "many.zip", &sent_files.zip).await;
    let task = import(&me, &[upload], json!({})).await["id"].clone();
    for round in 0..kills {
        let me = server.admin().await;
        let wanted = u64::try_from(round * sent_files.all() / (kills + 1) + 1).unwrap();
        until(LONG, "some files are done", async || (so_far(&me, &task).await >= wanted).then_some(())).await;
        server.kill();
        let folder = Arc::clone(&server.folder);
        drop(server);
        server = Server::start(&folder, &["serve"], &SETTINGS).await;
    }
    let me = server.admin().await;
    check_many(&me, &task, &sent_files).await;
    say("B1", &format!("embedded: {} files, {kills} kills, each came to its end once", sent_files.all()));
}

/// A folder with files, an archive and a table in it, and a link that leads out of it.
fn office_folder(folder: &Folder) -> std::path::PathBuf {
    let office = folder.path().join("office");
    std::fs::create_dir_all(office.join("deep/deeper")).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(office.join(name), bytes).unwrap();
    let paper = |name: &str| Paper::of(name, &["Experience", "Clerk, 2001 - 2009"]);
    write("deep/deeper/cora.txt", &paper("Cora Commandline").txt());
    write("more.zip", &zip(&[("dora.pdf", &paper("Dora Commandline").pdf()), ("scan.pdf", &files::scanned_pdf())]));
    write("people.csv", b"name,email,resume_file\nEdda Commandline,edda@cmd.example.com,deep/edda.txt\n");
    write("deep/edda.txt", b"Curriculum vitae\nExperience\nBaker, 2010 - 2020");
    write("empty.txt", b"");
    write(".hidden.txt", &paper("Hidden Commandline").txt());
    std::fs::write(folder.path().join("outside.txt"), paper("Outside Commandline").txt()).unwrap();
    std::os::unix::fs::symlink(folder.path().join("outside.txt"), office.join("link.txt")).unwrap();
    std::os::unix::fs::symlink(folder.path(), office.join("loop")).unwrap();
    office
}

#[tokio::test]
async fn a_folder_is_imported_from_the_command_line_beside_a_server_and_without_one() {
    let folder = Folder::new();
    let office = office_folder(&folder);
    let office = office.to_str().unwrap();
    let server = Server::start(&folder, &["serve"], &[]).await;
    let me = server.admin().await;
    let job = me.job(rust_job()).await;
    let ended = crate::server::run(&folder, &["import", office, "--job", &text(&job)], &[]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let mut lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.remove(0), "file,state,reason,candidateId");
    let mut told: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| line.split_once(',').unwrap())
        .map(|(name, rest)| (name, rest.split(',').next().unwrap()))
        .collect();
    told.sort_unstable();
    let wanted = [
        ("deep/deeper/cora.txt", "READY"),
        ("deep/edda.txt", "READY"),
        ("dora.pdf", "READY"),
        ("scan.pdf", "NEEDS_OCR"),
    ];
    assert_eq!(told, wanted, "{}", ended.stdout);
    assert!(ended.stderr.contains("4 of 4 files are sent") && ended.stderr.contains("empty.txt"), "{}", ended.stderr);
    assert!(ended.stderr.contains("4 files: 3 ready, 1 scans."), "{}", ended.stderr);
    let document = "query($j: ID!) { applications(filter: {jobId: $j}, first: 9) { nodes { candidate { name } } } }";
    let applied = me.data(document, json!({ "j": job })).await;
    let mut names: Vec<String> =
        list(&applied["applications"]["nodes"]).iter().map(|it| text(&it["candidate"]["name"])).collect();
    names.sort_unstable();
    assert_eq!(names, ["Cora Commandline", "Dora Commandline", "Edda Commandline"]);

    assert_eq!(server.stop().await.code(), Some(0));
    drop(server);
    let again = crate::server::run(&folder, &["import", office], &[]).await;
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert!(again.stderr.contains("4 files: 4 duplicates."), "{}", again.stderr);
}

#[tokio::test]
async fn a_wrong_folder_or_job_is_named_and_ends_with_2() {
    let folder = Folder::new();
    for (args, words) in [
        (vec!["import", "/nowhere/at/all"], "/nowhere/at/all is no folder"),
        (vec!["import", "/tmp", "--job", "nonsense"], "--job"),
        (vec!["import", "/tmp", "--job", &nobody("Candidate")], "--job"),
    ] {
        let ended = crate::server::run(&folder, &args, &[]).await;
        assert_eq!(ended.code, Some(2), "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(words), "{args:?}: {}", ended.stderr);
    }
}
