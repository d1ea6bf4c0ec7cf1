use std::time::Duration;

use domain::ports::Store;
use domain::screening::record::{FeedPosition, ScreeningEnd};
use platform::store::{PgStore, migrate};

use crate::make::{World, application, candidate, id, job};

/// The end of the feed once the change with this number is final. Transactions of other tests on the
/// same server hold it up for a moment.
async fn end_at(reader: &PgStore, position: i64) -> FeedPosition {
    let reached = async {
        loop {
            let end = reader.reads().feed_end().await.unwrap();
            if end.position >= position {
                return end;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reached).await.expect("the feed becomes final")
}

#[tokio::test]
async fn a_late_commit_is_never_missed() {
    let world = World::new().await;
    let (writer, reader) = (world.another().await, world.another().await);
    let (one, other) = (candidate("Ann"), candidate("Bea"));
    let job = job("Engineer");
    let (first, second) = (application(one.id, job.id), application(other.id, job.id));
    world
        .write(async |tx| {
            tx.insert_job(&job).await.unwrap();
            for (person, application) in [(&one, &first), (&other, &second)] {
                tx.insert_candidate(person).await.unwrap();
                assert!(tx.insert_application(application).await.unwrap());
            }
        })
        .await;
    let start = end_at(&reader, 5).await;

    let mut late = writer.begin().await.unwrap();
    late.note_screening_end(first.id, None, id()).await.unwrap();
    world.write(async |tx| tx.note_screening_end(second.id, None, id()).await.unwrap()).await;
    assert!(reader.reads().screening_ends(start, None, 10).await.unwrap().is_empty(), "nothing is final yet");
    assert_eq!(reader.reads().feed_end().await.unwrap(), start);
    late.commit().await.unwrap();

    let end = end_at(&reader, 7).await;
    let ends: Vec<ScreeningEnd> = reader.reads().screening_ends(start, Some(job.id), 10).await.unwrap();
    assert_eq!(ends.iter().map(|end| end.application_id).collect::<Vec<_>>(), [first.id, second.id]);
    assert!(ends.is_sorted_by_key(|end| end.position));
    let rest = reader.reads().screening_ends(ends[0].position, None, 10).await.unwrap();
    assert_eq!(rest, ends[1..]);
    assert_eq!(end, ends[1].position);
    assert!(reader.reads().screening_ends(start, Some(id()), 10).await.unwrap().is_empty());
}

/// A dump that is restored into another server brings along numbers of transactions that this one has yet to
/// give out.
#[tokio::test]
async fn a_restored_feed_is_final_and_its_readers_go_on() {
    let world = World::new().await;
    let (person, job) = (candidate("Ann"), job("Engineer"));
    let application = application(person.id, job.id);
    world
        .write(async |tx| {
            tx.insert_job(&job).await.unwrap();
            tx.insert_candidate(&person).await.unwrap();
            assert!(tx.insert_application(&application).await.unwrap());
            tx.note_screening_end(application.id, None, id()).await.unwrap();
        })
        .await;
    world.database.execute("UPDATE change SET xid = '999999999999'").await;
    let reader = world.another().await;
    migrate(reader.database()).await.unwrap();
    let begin = FeedPosition { xid: 0, position: 0 };
    end_at(&reader, 4).await;
    let read = reader.reads().screening_ends(begin, None, 10).await.unwrap();
    assert_eq!(read.len(), 1, "what was there before is there");
    let old_place = FeedPosition { xid: 999_999_999_999, ..read[0].position };
    assert!(reader.reads().screening_ends(old_place, None, 10).await.unwrap().is_empty());
    world.write(async |tx| tx.note_screening_end(application.id, None, id()).await.unwrap()).await;
    end_at(&reader, 5).await;
    assert_eq!(reader.reads().screening_ends(old_place, None, 10).await.unwrap().len(), 1, "and what comes is heard");
}
