//! Many files at once among several processes, with files in each of the places where they can lie; and
//! nothing of a person stays in the database or there when they are erased.

use std::sync::Arc;

use kit::S3;
use kit::files::zip;
use serde_json::{Value, json};

use super::Cluster;
use crate::client::{Client, text};
use crate::imports::{Many, check_many, import, imported, sent, so_far};
use crate::people::{Paper, rust_job};
use crate::server::Folder;
use crate::wait::{LONG, until};

/// Words that stand nowhere but in what is erased.
const SENTINELS: [&str; 4] = ["Xylophilia", "quackenbosh", "zzyzx@sentinel.example.com", "sentinelfile"];

/// Where files lie.
enum Place {
    Database,
    Folder(Arc<Folder>),
    Bucket(S3),
}

impl Place {
    fn settings(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Database => Vec::new(),
            Self::Folder(folder) => vec![
                ("SHORTLIST__STORAGE__KIND", "folder".to_owned()),
                ("SHORTLIST__STORAGE__FOLDER", folder.path().join("files").display().to_string()),
            ],
            Self::Bucket(s3) => vec![
                ("SHORTLIST__STORAGE__KIND", "s3".to_owned()),
                ("SHORTLIST__STORAGE__S3_BUCKET", s3.bucket().to_owned()),
                ("SHORTLIST__STORAGE__S3_ENDPOINT", s3.endpoint()),
                ("SHORTLIST__STORAGE__S3_ACCESS_KEY_ID", "id".to_owned()),
                ("SHORTLIST__STORAGE__S3_SECRET_ACCESS_KEY", "key".to_owned()),
            ],
        }
    }

    async fn objects(&self) -> Vec<Vec<u8>> {
        match self {
            Self::Database => Vec::new(),
            Self::Folder(folder) => kit::files::below(&folder.path().join("files")),
            Self::Bucket(s3) => s3.objects().await,
        }
    }

    async fn cluster(&self) -> Cluster {
        let settings = self.settings();
        let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Cluster::new().await.and(&settings)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The sentinels that a dump holds, as text or as bytes.
fn in_dump(dump: &str) -> Vec<&'static str> {
    let dump = dump.to_lowercase();
    let is_there = |it: &&&str| dump.contains(&it.to_lowercase()) || dump.contains(&hex(it.as_bytes()));
    SENTINELS.iter().filter(is_there).copied().collect()
}

fn in_objects(objects: &[Vec<u8>]) -> usize {
    let holds = |object: &&Vec<u8>| {
        SENTINELS.iter().any(|it| object.windows(it.len()).any(|window| window.eq_ignore_ascii_case(it.as_bytes())))
    };
    objects.iter().filter(holds).count()
}

/// Somebody who comes by an import, a table and an upload, applies and is screened: their id.
async fn sentinel_person(me: &Client) -> Value {
    let job = me.job(rust_job()).await;
    let story =
        ["Engineer", "Experience", "Engineer, Quackenbosh, 2015 - 2024", "Rust and PostgreSQL for quackenbosh."];
    let file = Paper::with_email("Xylophilia Zzyzx", SENTINELS[2], &story).txt();
    let neighbour = Paper::of("Nell Neighbour", &["Cook, 2001 - 2009"]).txt();
    let packed = zip(&[("deep/sentinelfile.txt", &file), ("nell.txt", &neighbour)]);
    let table = format!("name,email,resume_file\nXylophilia Zzyzx,{},sentinelfile.txt\n", SENTINELS[2]);
    let uploads = [sent(me, "many.zip", &packed).await, sent(me, "table.csv", table.as_bytes()).await];
    let batch = imported(me, &uploads, json!({ "jobId": job })).await;
    let files = batch["subject"]["files"]["nodes"].as_array().unwrap();
    let theirs = files.iter().find(|it| text(&it["fileName"]).contains("sentinelfile")).unwrap();
    assert_eq!(theirs["status"], "READY", "{theirs}");
    let copy = me.ingest("sentinelfile again.txt", &file).await;
    assert_eq!(copy["status"], "DUPLICATE");
    until(LONG, "the application is screened", async || {
        let document = "query($j: ID!) { applications(filter: {jobId: $j}, first: 9) { nodes { screeningState } } }";
        let found = me.data(document, json!({ "j": job })).await;
        let nodes = found["applications"]["nodes"].as_array().unwrap().clone();
        (nodes.len() == 2 && nodes.iter().all(|it| it["screeningState"] == "DONE")).then_some(())
    })
    .await;
    theirs["candidate"]["id"].clone()
}

async fn nothing_stays(place: &Place) {
    let cluster = place.cluster().await;
    let (server, _worker) = tokio::join!(cluster.server(), cluster.worker());
    let me = server.admin().await;
    let person = sentinel_person(&me).await;
    assert_eq!(in_dump(&cluster.database.dump().await).len(), SENTINELS.len(), "the search finds what is there");
    if !matches!(place, Place::Database) {
        assert_eq!(in_objects(&place.objects().await), 1, "the file lies there once");
    }
    let gone = json!({ "id": person, "reason": "They asked for it." });
    me.done("eraseCandidate", "erasedId", gone).await;
    assert_eq!(in_dump(&cluster.database.dump().await), Vec::<&str>::new());
    let left = place.objects().await;
    assert_eq!(in_objects(&left), 0);
    if !matches!(place, Place::Database) {
        assert_eq!(left.len(), 1, "the neighbour's stays");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_an_erased_person_stays_in_the_database() {
    nothing_stays(&Place::Database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_an_erased_person_stays_in_a_folder() {
    nothing_stays(&Place::Folder(Folder::new())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_an_erased_person_stays_in_a_bucket() {
    nothing_stays(&Place::Bucket(S3::start().await)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b1_an_import_into_a_bucket_outlives_its_servers_and_workers() {
    let place = Place::Bucket(S3::start().await);
    let cluster = place.cluster().await.and(&[("SHORTLIST__RETENTION__INTERVAL", "2s")]);
    let files = Many::of(kit::soak::many(1_000));
    let (folder, kills) = (Folder::new(), 5);
    let mut server = cluster.server_on(&folder).await;
    let mut workers = [cluster.worker().await, cluster.worker().await];
    let me = server.admin().await;
    let upload = sent(&me, "many.zip", &files.zip).await;
    let task = import(&me, &[upload], json!({})).await["id"].clone();
    for round in 0..kills {
        let me = server.admin().await;
        let wanted = u64::try_from(round * files.all() / (kills + 1) + 1).unwrap();
        until(LONG, "some files are done", async || (so_far(&me, &task).await >= wanted).then_some(())).await;
        for worker in &mut workers {
            worker.kill();
            *worker = cluster.worker().await;
        }
        if round % 2 == 1 {
            server.kill();
            server = cluster.server_on(&folder).await;
        }
    }
    let me = server.admin().await;
    check_many(&me, &task, &files).await;
    // A day later, bytes that came twice lie there once, and nothing is left of what was sent ahead, or put
    // down by a worker that was killed before it could name it.
    cluster.database.execute("UPDATE file_leftover SET due_at = now()").await;
    until(LONG, "nothing is left over", async || (place.objects().await.len() == files.distinct()).then_some(())).await;
    kit::soak::say("B1", &format!("distributed: {} files, {kills} kills, each came to its end once", files.all()));
}
