use std::collections::HashSet;

use domain::candidate::model::{Candidate, CandidateFilter, RankedSkill};
use domain::id::CandidateId;
use domain::job::model::JobFilter;
use domain::matching::question::{CandidateQuestion, JobQuestion, RetrievalDepth, Words, words_of_job};
use domain::ports::Store;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use crate::make::{DIMENSIONS, World, at, candidate, job, put_readable};

const EXACT: RetrievalDepth = RetrievalDepth { exact_up_to: 20_000, fixed: 400 };

/// Numbers that look random and are the same in every run.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f32::from(u16::try_from(self.0 >> 48).unwrap()) / 32_768.0 - 1.0
    }

    fn vector(&mut self) -> Vec<f32> {
        let raw: Vec<f32> = (0..DIMENSIONS).map(|_| self.next()).collect();
        let length = raw.iter().map(|v| v * v).sum::<f32>().sqrt();
        raw.iter().map(|v| v / length).collect()
    }
}

fn question(vector: Vec<f32>, depth: RetrievalDepth) -> CandidateQuestion {
    CandidateQuestion {
        vector: Some(vector),
        words: Words::None,
        skills: Vec::new(),
        filter: CandidateFilter::default(),
        except: None,
        min_similarity: None,
        depth,
    }
}

/// Thousands of candidates with vectors, every tenth tagged.
async fn crowd(world: &World, size: usize) {
    let mut random = Lcg(7);
    let mut owner = candidate("Zero");
    world
        .write(async |tx| {
            tx.insert_candidate(&owner).await.unwrap();
            put_readable(tx, &mut owner, 1, "text").await;
        })
        .await;
    let vectors: Vec<String> = (0..size)
        .map(|_| format!("('[{}]')", random.vector().iter().map(f32::to_string).collect::<Vec<_>>().join(",")))
        .collect();
    let fill = format!(
        "CREATE TEMP TABLE drawn (place integer GENERATED ALWAYS AS IDENTITY, embedding vector);
        INSERT INTO drawn (embedding) VALUES {};
        INSERT INTO candidate (id, name, other_emails, years_corrected, skills, skills_corrected, tags, created_at, updated_at)
        SELECT gen_random_uuid(), 'N' || place, '{{}}', false, '{{}}', false,
            CASE WHEN place % 10 = 0 THEN ARRAY['tenth'] ELSE '{{}}' END, now(), now() FROM drawn;
        INSERT INTO candidate_vector (candidate_id, model_id, resume_id, content_hash, embedding, embedded_at)
        SELECT c.id, (SELECT id FROM embedding_model), (SELECT id FROM resume), 'hash', d.embedding, now()
        FROM drawn d JOIN candidate c ON c.name = 'N' || d.place;
        DROP TABLE drawn; ANALYZE",
        vectors.join(",")
    );
    world.store.database().execute_unprepared(&fill).await.unwrap();
}

async fn nearest(world: &World, question: &CandidateQuestion, most: usize) -> HashSet<CandidateId> {
    let mut rows = world.store.reads().retrieve_candidates(question).await.unwrap().rows;
    rows.sort_by(|a, b| b.facts.similarity.total_cmp(&a.facts.similarity));
    rows.into_iter().take(most).map(|row| row.candidate_id).collect()
}

/// The lexical part of one candidate, if there is a text to search.
async fn lexical(world: &World, words: &Words, id: CandidateId) -> Option<f64> {
    let read = world.store.reads().lexical(words, &[id, crate::make::id()]).await.unwrap();
    assert!(read.iter().all(|(of, _)| *of == id));
    read.first().map(|(_, lexical)| *lexical)
}

#[tokio::test]
async fn the_index_finds_what_the_exact_scan_finds_and_filters_come_first() {
    let world = World::new().await;
    crowd(&world, 3_000).await;
    let mut random = Lcg(99);
    let deep = RetrievalDepth { exact_up_to: 10, fixed: 400 };
    let mut met = 0;
    for round in 0..10 {
        let asked = question(random.vector(), EXACT);
        let shallow = CandidateQuestion { depth: deep, ..asked.clone() };
        let answer = world.store.reads().retrieve_candidates(&shallow).await.unwrap();
        assert!(answer.truncated);
        assert_eq!(answer.rows.len(), 400);
        let wanted = nearest(&world, &asked, 50).await;
        met += nearest(&world, &shallow, 50).await.intersection(&wanted).count();
        if round == 0 {
            let tagged = CandidateFilter { tags: Some(vec!["tenth".to_owned()]), ..CandidateFilter::default() };
            let (asked, shallow) = (
                CandidateQuestion { filter: tagged.clone(), ..asked },
                CandidateQuestion { filter: tagged, ..shallow },
            );
            assert_eq!(nearest(&world, &asked, 1_000).await.len(), 300);
            assert_eq!(
                nearest(&world, &shallow, 1_000).await.len(),
                300,
                "all that pass, not those of the first 400 that do"
            );
        }
    }
    assert!(met >= 490, "recall {met}/500");
}

#[tokio::test]
async fn a_pair_has_the_same_numbers_from_both_sides() {
    let world = World::new().await;
    let mut ann = Candidate { years: Some(4.0), ..candidate("Ann") };
    let mut engineer = job("Bridge engineer");
    engineer.required_skills = vec!["Rust".to_owned(), "C++".to_owned()];
    engineer.draft.min_years = Some(2.0);
    let mut random = Lcg(3);
    let (hers, its) = (random.vector(), random.vector());
    world
        .write(async |tx| {
            tx.insert_candidate(&ann).await.unwrap();
            tx.insert_job(&engineer).await.unwrap();
            let read = put_readable(tx, &mut ann, 1, "A bridge engineer. Rust.").await;
            tx.put_candidate_search(ann.id, "Ann", "A bridge engineer. Rust.").await.unwrap();
            tx.put_candidate_vector(ann.id, read, "hash", &hers, at(1)).await.unwrap();
            tx.put_ranked_skills(
                ann.id,
                &[
                    RankedSkill { skill: "Rust".to_owned(), described: true },
                    RankedSkill { skill: "Go".to_owned(), described: true },
                ],
            )
            .await
            .unwrap();
            tx.put_job_vectors(engineer.id, &engineer.content_hash(), &its, &[], at(1)).await.unwrap();
        })
        .await;
    let reads = world.store.reads();
    assert_eq!(reads.embedded_hash(engineer.id).await.unwrap(), Some(engineer.content_hash()));
    assert_eq!(reads.jobs(&[engineer.id]).await.unwrap()[0].embedded_at, Some(at(1)));
    for depth in [EXACT, RetrievalDepth { exact_up_to: 0, fixed: 400 }] {
        let mut asked = question(its.clone(), depth);
        asked.words = words_of_job(&engineer);
        asked.skills.clone_from(&engineer.required_skills);
        let mut person = reads.retrieve_candidates(&asked).await.unwrap().rows.pop().unwrap();
        person.facts.lexical = lexical(&world, &asked.words, ann.id).await.unwrap();
        let mirrored = JobQuestion { candidate_id: ann.id, filter: JobFilter::default(), min_similarity: None, depth };
        let posting = reads.retrieve_jobs(&mirrored).await.unwrap().rows.pop().unwrap();
        assert_eq!(person.facts, posting.facts);
        assert!(person.facts.lexical > 0.0);
        assert_eq!(person.facts.skills, [("Rust".to_owned(), true)]);
        assert_eq!((posting.min_years, person.facts.years), (Some(2.0), Some(4.0)));
        let above = Some(person.facts.similarity + 0.01);
        let none = CandidateQuestion { min_similarity: above, ..asked.clone() };
        assert!(reads.retrieve_candidates(&none).await.unwrap().rows.is_empty());
        assert!(reads.retrieve_jobs(&JobQuestion { min_similarity: above, ..mirrored }).await.unwrap().rows.is_empty());
        let herself = CandidateQuestion { except: Some(ann.id), ..asked };
        assert!(reads.retrieve_candidates(&herself).await.unwrap().rows.is_empty());
    }
    assert_eq!(reads.resume_basis(&[ann.id]).await.unwrap()[0].text, "A bridge engineer. Rust.");
    assert_eq!(reads.skills_among(&[ann.id], &["Go".to_owned()]).await.unwrap(), [(ann.id, "Go".to_owned(), true)]);
}

#[tokio::test]
async fn typed_words_find_phrases_and_stop_words_ask_nothing() {
    let world = World::new().await;
    let mut ann = candidate("Ann");
    world
        .write(async |tx| {
            tx.insert_candidate(&ann).await.unwrap();
            let read = put_readable(tx, &mut ann, 1, "text").await;
            tx.put_candidate_search(ann.id, "Ann", "steel bridges over rivers").await.unwrap();
            tx.put_candidate_vector(ann.id, read, "hash", &Lcg(1).vector(), at(1)).await.unwrap();
        })
        .await;
    for (words, found) in [
        (Words::Typed("\"steel bridge\"".to_owned()), true),
        (Words::Typed("\"bridge steel\"".to_owned()), false),
        (Words::Typed("the".to_owned()), false),
        (Words::AnyOf(vec!["the".to_owned(), "river".to_owned()]), true),
        (Words::None, false),
    ] {
        assert_eq!(lexical(&world, &words, ann.id).await.unwrap() > 0.0, found, "{words:?}");
    }
}

#[tokio::test]
async fn words_of_some_rank_as_one_statement_ranks_the_words_of_all() {
    let world = World::new().await;
    crowd(&world, 60).await;
    let db = world.store.database();
    let write = "INSERT INTO candidate_search (candidate_id, document)
        SELECT id, to_tsvector('english', repeat('steel ', place % 7) || repeat('over a river bridge ', place % 5) || 'rope')
        FROM (SELECT id, (row_number() OVER (ORDER BY id))::integer AS place FROM candidate) numbered";
    db.execute_unprepared(write).await.unwrap();
    let all = "SELECT candidate_id, ts_rank_cd(document,
        phraseto_tsquery('english', 'steel') || phraseto_tsquery('english', 'river bridges'), 32)::double precision AS lexical
        FROM candidate_search ORDER BY candidate_id";
    let all = db.query_all_raw(Statement::from_string(DbBackend::Postgres, all)).await.unwrap();
    let all: Vec<(CandidateId, f64)> = all
        .iter()
        .map(|row| (row.try_get::<Uuid>("", "candidate_id").unwrap().into(), row.try_get("", "lexical").unwrap()))
        .collect();
    let ranks: HashSet<u64> = all.iter().map(|(_, lexical)| lexical.to_bits()).collect();
    assert!(ranks.len() > 8 && all.len() == 61, "{} ranks of {}", ranks.len(), all.len());
    let words = Words::AnyOf(vec!["steel".to_owned(), "river bridges".to_owned()]);
    for some in [&all[..], &all[20..45], &all[..1], &[]] {
        let ids: Vec<CandidateId> = some.iter().map(|(id, _)| *id).collect();
        let mut read = world.store.reads().lexical(&words, &ids).await.unwrap();
        read.sort_by_key(|(id, _)| id.0);
        assert_eq!(read, some);
    }
}
