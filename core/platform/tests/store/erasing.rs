use domain::candidate::model::{Candidate, RankedSkill};
use domain::id::NodeRef;
use domain::ports::{Store, Wake};
use domain::resume::model::{Resume, ResumeStatus};
use domain::task::model::{TaskPayload, Transition};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::make::{
    DIMENSIONS, World, application, at, candidate, job, put_readable, put_resume, resume, screening, task,
};

/// The tables that hold these letters anywhere.
pub(crate) async fn tables_with(world: &World, letters: &str) -> Vec<String> {
    let db = world.store.database();
    let list =
        "SELECT relname::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    let mut found = Vec::new();
    for row in db.query_all_raw(Statement::from_string(DbBackend::Postgres, list)).await.unwrap() {
        let table: String = row.try_get("", "name").unwrap();
        let look = format!("SELECT count(*) FROM \"{table}\" x WHERE x::text ILIKE $1");
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, look, [format!("%{letters}%").into()]);
        let count: i64 = db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        if count > 0 {
            found.push(table);
        }
    }
    found
}

#[tokio::test]
async fn nothing_of_an_erased_person_stays() {
    let world = World::new().await;
    let mut person = Candidate {
        email: Some("quetzal@example.com".to_owned()),
        headline: Some("quetzal keeper".to_owned()),
        ..candidate("Quetzal Person")
    };
    let mut neighbour = candidate("Neighbour");
    let job = job("Keeper");
    let applied = application(person.id, job.id);
    let work = task(TaskPayload::ScreenApplication { application: applied.id, force: false, samples: None });
    let done = task(TaskPayload::EmbedJob { job: job.id });
    let mut ids = vec![person.id.0, applied.id.0, work.id.0];
    world
        .write(async |tx| {
            tx.insert_job(&job).await.unwrap();
            tx.insert_candidate(&person).await.unwrap();
            tx.insert_candidate(&neighbour).await.unwrap();
            put_readable(tx, &mut neighbour, 2, "another text").await;
            let read = put_readable(tx, &mut person, 1, "I keep a quetzal.").await;
            let copy = Resume {
                duplicate_of: Some(read),
                status: ResumeStatus::Duplicate,
                file_name: "quetzal.pdf".to_owned(),
                ..resume(None, 1)
            };
            assert!(put_resume(tx, &copy).await);
            tx.put_candidate_search(person.id, "Quetzal Person", "I keep a quetzal.").await.unwrap();
            tx.put_candidate_vector(person.id, read, "hash", &[0.5; DIMENSIONS], at(1)).await.unwrap();
            tx.put_ranked_skills(person.id, &[RankedSkill { skill: "quetzal".to_owned(), described: true }])
                .await
                .unwrap();
            assert!(tx.insert_application(&applied).await.unwrap());
            tx.insert_screening(&screening(applied.id, read, &job, 50)).await.unwrap();
            tx.enqueue(&work).await.unwrap();
            tx.note_screening_end(applied.id, None, work.id).await.unwrap();
            tx.enqueue(&done).await.unwrap();
            tx.transition(done.id, &Transition::success(Some(NodeRef::Job(job.id)), None)).await.unwrap();
            ids.extend([read.0, copy.id.0, copy.blob_id.0]);
        })
        .await;
    assert!(tables_with(&world, "quetzal").await.len() >= 4);
    world.heard.0.lock().clear();

    world
        .write(async |tx| {
            let tasks = tx.erase_candidate(person.id).await.unwrap();
            assert_eq!(tasks, Some(vec![work.id]));
            assert_eq!(tx.erase_candidate(person.id).await.unwrap(), None);
        })
        .await;

    assert_eq!(tables_with(&world, "quetzal").await, Vec::<String>::new());
    assert_eq!(tables_with(&world, &person.id.to_string()).await, ["change"], "one line says that somebody is gone");
    for id in &ids[1..] {
        assert_eq!(tables_with(&world, &id.to_string()).await, Vec::<String>::new());
    }
    assert!(world.heard.0.lock().contains(&Wake::Cancel(work.id)), "who works on them is told");
    let reads = world.store.reads();
    assert_eq!(reads.candidates(&[neighbour.id]).await.unwrap().len(), 1);
    assert!(reads.latest_readable(neighbour.id).await.unwrap().is_some());
    assert_eq!(reads.tasks(&[done.id]).await.unwrap().len(), 1);
}
