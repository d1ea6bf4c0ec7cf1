use domain::candidate::model::RankedSkill;
use domain::page::PageRequest;
use domain::ports::Store;
use domain::resume::model::{EmbeddedChunk, Resume, ResumeFilter, ResumeStatus};
use domain::text::Span;

use crate::make::{DIMENSIONS, World, at, candidate, id, job, put_readable, put_resume, resume, task};

#[tokio::test]
async fn of_two_uploads_of_the_same_bytes_one_stands_for_them() {
    let world = World::new().await;
    let other = world.another().await;
    let upload = async |store: &platform::store::PgStore| {
        let mut tx = store.begin().await.unwrap();
        let taken = put_resume(&mut *tx, &resume(None, 7)).await;
        // The transaction lives on after the refusal.
        assert!(tx.lock_resume_by_sha256(&format!("{:064x}", 7)).await.unwrap().is_some());
        tx.commit().await.unwrap();
        taken
    };
    let (one, two) = tokio::join!(upload(&world.store), upload(&other));
    assert!(one != two);
}

#[tokio::test]
async fn bytes_are_free_again_when_the_reading_failed_for_good() {
    let world = World::new().await;
    let (first, second) = (resume(None, 1), resume(None, 1));
    world
        .write(async |tx| {
            assert!(put_resume(tx, &first).await);
            assert!(!put_resume(tx, &second).await);
            assert!(tx.set_resume_status(first.id, ResumeStatus::Failed, Some("Ours.")).await.unwrap());
            assert!(tx.insert_resume(&second).await.is_ok_and(|taken| taken));
            assert!(
                !tx.set_resume_status(first.id, ResumeStatus::Received, None).await.unwrap(),
                "another stands for them"
            );
        })
        .await;
    let stored = world.store.reads().resumes(&[first.id]).await.unwrap().pop().unwrap();
    assert_eq!((stored.status, stored.status_reason.as_deref()), (ResumeStatus::Failed, Some("Ours.")));
}

#[tokio::test]
async fn a_duplicate_is_of_whoever_has_the_bytes() {
    let world = World::new().await;
    let mut owner = candidate("Ann");
    let job = job("Engineer");
    let mut first = None;
    world
        .write(async |tx| {
            tx.insert_candidate(&owner).await.unwrap();
            tx.insert_job(&job).await.unwrap();
            first = Some(put_readable(tx, &mut owner, 3, "text").await);
        })
        .await;
    let copy = Resume { duplicate_of: first, status: ResumeStatus::Duplicate, job_id: Some(job.id), ..resume(None, 3) };
    world.write(async |tx| assert!(put_resume(tx, &copy).await)).await;
    let reads = world.store.reads();
    let stored = reads.resumes(&[copy.id]).await.unwrap().pop().unwrap();
    assert_eq!(stored.candidate_id, Some(owner.id));
    assert_eq!(reads.duplicates_of(first.unwrap()).await.unwrap(), [stored]);
    let theirs = ResumeFilter { candidate_id: Some(owner.id), ..ResumeFilter::default() };
    assert_eq!(reads.count_resumes(&theirs).await.unwrap(), 2);
    let newest: Vec<_> = reads.list_resumes(&theirs, &PageRequest::first(5)).await.unwrap().rows;
    let newest: Vec<Resume> = newest.into_iter().map(|(_, row)| row).collect();
    assert_eq!(reads.newest_resumes(&[id(), owner.id], 1).await.unwrap(), newest, "one more than asked");
    assert_eq!(reads.newest_resumes(&[owner.id], 0).await.unwrap(), newest[..1]);
    let for_job = ResumeFilter { job_id: Some(job.id), unassigned: Some(false), ..ResumeFilter::default() };
    let page = reads.list_resumes(&for_job, &PageRequest::first(5)).await.unwrap();
    assert_eq!(page.rows.into_iter().map(|(_, row)| row.id).collect::<Vec<_>>(), [copy.id]);
}

#[tokio::test]
async fn what_was_read_is_found_again() {
    let world = World::new().await;
    let mut owner = candidate("Ann");
    let mut vector = vec![0.0; DIMENSIONS];
    vector[0] = 1.0 / 3.0;
    let chunks: Vec<EmbeddedChunk> = (0..3)
        .map(|n| EmbeddedChunk { span: Span { start: n * 4, end: n * 4 + 4 }, tokens: 4, vector: vector.clone() })
        .collect();
    let work = task(domain::task::model::TaskPayload::IngestResume { resume: id() });
    world
        .write(async |tx| {
            tx.insert_candidate(&owner).await.unwrap();
            let read = put_readable(tx, &mut owner, 1, "Grüße: 100% C++").await;
            tx.set_resume_task(read, work.id).await.unwrap();
            tx.enqueue(&work).await.unwrap();
            tx.put_resume_chunks(read, &chunks[..1], at(1)).await.unwrap();
            tx.put_resume_chunks(read, &chunks, at(2)).await.unwrap();
            tx.put_candidate_vector(owner.id, read, "hash", &vector, at(2)).await.unwrap();
            let skills = [RankedSkill { skill: "C++".to_owned(), described: false }];
            tx.put_ranked_skills(owner.id, &skills).await.unwrap();
            tx.add_ranked_skills(owner.id, &[RankedSkill { described: true, ..skills[0].clone() }]).await.unwrap();
        })
        .await;
    let reads = world.store.reads();
    let read = reads.latest_readable(owner.id).await.unwrap().unwrap();
    assert_eq!(read.task_id, Some(work.id));
    assert_eq!(reads.resume_texts(&[read.id]).await.unwrap(), [(read.id, "Grüße: 100% C++".to_owned())]);
    let with = async |names: &[&str], after| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        reads.texts_with(&names, after, 5).await.unwrap().len()
    };
    assert_eq!(with(&["200 c", "GRÜSSE", "c-grüße"], None).await, 1, "all words of one of the names");
    assert_eq!(with(&["200 c"], None).await, 0);
    assert_eq!(with(&[], None).await, 0);
    assert_eq!((with(&["%"], None).await, with(&["_"], None).await), (1, 0), "signs have no meaning");
    assert_eq!(with(&["100%"], Some(owner.id)).await, 0);
    let stored = reads.resume_chunks(&[read.id]).await.unwrap();
    assert_eq!(
        stored.iter().map(|chunk| chunk.span).collect::<Vec<_>>(),
        chunks.iter().map(|chunk| chunk.span).collect::<Vec<_>>()
    );
    assert_eq!(stored[2].vector, vector);
    assert_eq!(reads.candidate_vector(owner.id).await.unwrap(), Some(vector));
    assert_eq!(reads.candidates(&[owner.id]).await.unwrap()[0].embedded_at, Some(at(2)));
    assert_eq!(
        reads.ranked_skills(owner.id).await.unwrap(),
        [RankedSkill { skill: "C++".to_owned(), described: true }]
    );
    assert_eq!(reads.blob(read.blob_id).await.unwrap(), Some(domain::file::Lies::Here(b"file".to_vec())));
}

#[tokio::test]
async fn the_first_signing_key_is_kept() {
    let world = World::new().await;
    assert_eq!(world.store.reads().signing_key().await.unwrap(), None);
    world
        .write(async |tx| {
            assert_eq!(tx.put_signing_key(b"first").await.unwrap(), b"first");
            assert_eq!(tx.put_signing_key(b"second").await.unwrap(), b"first");
        })
        .await;
}
