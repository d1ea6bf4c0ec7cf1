use domain::candidate::model::{Candidate, CandidateFilter, CandidateOrder, CandidateOrderField};
use domain::id::CandidateId;
use domain::page::{OrderDirection, PageRequest, Position, SortKey, Take};
use domain::ports::{Store, StoreError};

use crate::make::{World, at, candidate, id};

/// Seven people with ties and gaps in everything.
async fn people(world: &World) -> Vec<Candidate> {
    let said = [
        ("bea", Some(3.0), 2),
        ("Åsa", None, 2),
        ("Bea", Some(3.0), 1),
        ("zoe", None, 1),
        ("ann", Some(0.5), 2),
        ("Zoe", Some(12.0), 0),
        ("bea", None, 2),
    ];
    let people: Vec<Candidate> =
        said.map(|(name, years, second)| Candidate { years, created_at: at(second), ..candidate(name) }).to_vec();
    world
        .write(async |tx| {
            for person in &people {
                tx.insert_candidate(person).await.unwrap();
            }
        })
        .await;
    people
}

/// Walks a list in pages of two, from its start or from its end, and checks what each page says of
/// its neighbours; answers the ids in list order.
async fn walk(world: &World, order: CandidateOrder, take: Take, all: usize) -> Vec<CandidateId> {
    let mut walked: Vec<(Position, CandidateId)> = Vec::new();
    loop {
        let mut request = PageRequest { take, ..PageRequest::first(2) };
        match take {
            Take::First => request.after = walked.last().map(|(at, _)| at.clone()),
            Take::Last => request.before = walked.first().map(|(at, _)| at.clone()),
        }
        let before = walked.len();
        let page = world.store.reads().list_candidates(&CandidateFilter::default(), order, &request).await.unwrap();
        let rows: Vec<_> = page.rows.into_iter().map(|(at, row)| (at, row.id)).collect();
        match take {
            Take::First => walked.extend(rows),
            Take::Last => walked.splice(0..0, rows).for_each(drop),
        }
        let (onward, back) = match take {
            Take::First => (page.has_next, page.has_previous),
            Take::Last => (page.has_previous, page.has_next),
        };
        assert_eq!(onward, walked.len() < all);
        assert_eq!(back, before > 0);
        if !onward {
            return walked.into_iter().map(|(_, id)| id).collect();
        }
    }
}

fn sorted(people: &[Candidate], order: CandidateOrder) -> Vec<CandidateId> {
    let mut people = people.to_vec();
    let turn = |ordering: std::cmp::Ordering| {
        if order.direction == OrderDirection::Asc { ordering } else { ordering.reverse() }
    };
    people.sort_by(|a, b| {
        let by_key = match order.field {
            CandidateOrderField::CreatedAt => turn(a.created_at.cmp(&b.created_at)),
            CandidateOrderField::UpdatedAt => turn(a.updated_at.cmp(&b.updated_at)),
            CandidateOrderField::Name => turn(a.name.to_lowercase().cmp(&b.name.to_lowercase())),
            CandidateOrderField::YearsOfExperience => match (a.years, b.years) {
                (Some(a), Some(b)) => turn(a.total_cmp(&b)),
                (a, b) => a.is_none().cmp(&b.is_none()),
            },
        };
        by_key.then(turn(a.id.cmp(&b.id)))
    });
    people.into_iter().map(|person| person.id).collect()
}

#[tokio::test]
async fn pages_meet_each_row_once_in_every_order_from_both_ends() {
    let world = World::new().await;
    let people = people(&world).await;
    for field in CandidateOrderField::ALL {
        for direction in [OrderDirection::Asc, OrderDirection::Desc] {
            let order = CandidateOrder { field: *field, direction };
            let wanted = sorted(&people, order);
            for take in [Take::First, Take::Last] {
                assert_eq!(walk(&world, order, take, people.len()).await, wanted, "{order:?} {take:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_window_between_two_rows_has_neighbours_on_both_sides() {
    let world = World::new().await;
    let people = people(&world).await;
    let order = CandidateOrder { field: CandidateOrderField::YearsOfExperience, direction: OrderDirection::Desc };
    let all = world
        .store
        .reads()
        .list_candidates(&CandidateFilter::default(), order, &PageRequest::first(100))
        .await
        .unwrap();
    assert!(!all.has_next && !all.has_previous);
    let between = PageRequest {
        after: Some(all.rows[1].0.clone()),
        before: Some(all.rows[5].0.clone()),
        ..PageRequest::first(100)
    };
    let page = world.store.reads().list_candidates(&CandidateFilter::default(), order, &between).await.unwrap();
    let ids: Vec<CandidateId> = page.rows.iter().map(|(_, row)| row.id).collect();
    assert_eq!(ids, sorted(&people, order)[2..5]);
    assert!(page.has_next && page.has_previous);
    let counted = world.store.reads().count_candidates(&CandidateFilter::default()).await.unwrap();
    assert_eq!(counted, 7);
}

#[tokio::test]
async fn a_position_of_another_kind_of_list_is_refused_as_such() {
    let world = World::new().await;
    let keys = [
        (CandidateOrderField::CreatedAt, SortKey::Text("a".to_owned())),
        (CandidateOrderField::CreatedAt, SortKey::Number(None)),
        (CandidateOrderField::Name, SortKey::Number(Some(1.0))),
        (CandidateOrderField::YearsOfExperience, SortKey::Time(at(0))),
    ];
    for (field, key) in keys {
        let order = CandidateOrder { field, direction: OrderDirection::Asc };
        for argument in ["after", "before"] {
            let at = Some(Position { key: key.clone(), id: id() });
            let mut page = PageRequest::first(3);
            if argument == "after" {
                page.after = at
            } else {
                page.before = at
            }
            let answer = world.store.reads().list_candidates(&CandidateFilter::default(), order, &page).await;
            let refused = answer.unwrap_err();
            assert!(matches!(refused, StoreError::Position { argument: named } if named == argument), "{key:?}");
        }
    }
}
