//! Leave to ask a model: who has it, for how long, and what becomes of it when nobody gives it back.

use std::time::Duration;

use domain::ports::{BudgetLimits, Clock, ModelBudget, Reservation, Reserved, Spent};
use platform::system::SystemClock;
use uuid::Uuid;

use crate::make::{World, id};

const LIMITS: BudgetLimits = BudgetLimits { tokens: Some(1_000), calls: Some(4) };

fn reservation(tokens: u64) -> Reservation {
    Reservation { id: id::<Uuid>(), tokens, lifetime: Duration::from_secs(60), limits: LIMITS }
}

fn is_granted(reserved: Reserved) -> bool {
    matches!(reserved, Reserved::Granted(_))
}

#[tokio::test]
async fn what_is_promised_counts_until_it_is_settled() {
    let world = World::new().await;
    let store = &world.store;
    let first = reservation(700);
    assert_eq!(store.reserve(&first).await.unwrap(), Reserved::Granted(first.id));
    let Reserved::Exhausted { until } = store.reserve(&reservation(400)).await.unwrap() else {
        panic!("700 of 1000 are promised")
    };
    let soon = until - SystemClock.now();
    assert!(soon.num_seconds() <= 11, "it is worth asking soon: {soon}");
    store.settle(first.id, 100).await.unwrap();
    assert!(is_granted(store.reserve(&reservation(400)).await.unwrap()));
    assert_eq!(store.spent_today().await.unwrap(), Spent { calls: 2, tokens: 100, promised: 400 });
    store.settle(first.id, 100).await.unwrap();
    assert_eq!(store.spent_today().await.unwrap().tokens, 100, "settled once is settled");
}

#[tokio::test]
async fn what_a_killed_process_had_reserved_runs_out_and_counts_at_its_largest() {
    let world = World::new().await;
    let abandoned = reservation(600);
    assert!(is_granted(world.store.reserve(&abandoned).await.unwrap()));
    world.database.execute("UPDATE model_reservation SET expires_at = now() - interval '1 second'").await;
    assert!(is_granted(world.another().await.reserve(&reservation(400)).await.unwrap()));
    assert_eq!(world.store.spent_today().await.unwrap(), Spent { calls: 2, tokens: 600, promised: 400 });
    world.store.settle(abandoned.id, 5).await.unwrap();
    assert_eq!(world.store.spent_today().await.unwrap().tokens, 600, "whoever comes back late changes nothing");
}

#[tokio::test]
async fn another_day_begins_with_nothing_spent() {
    let world = World::new().await;
    let late = reservation(900);
    assert!(is_granted(world.store.reserve(&late).await.unwrap()));
    world.database.execute("SET session_replication_role = replica; UPDATE model_day SET day = day - 1; UPDATE model_reservation SET day = day - 1").await;
    assert_eq!(world.store.spent_today().await.unwrap(), Spent::default());
    assert!(is_granted(world.store.reserve(&reservation(900)).await.unwrap()));
    world.store.settle(late.id, 500).await.unwrap();
    assert_eq!(world.store.spent_today().await.unwrap().tokens, 0, "it counts for its own day");
}
