use kit::TestDatabase;
use migration::Migrator;
use platform::store::migrate;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;

async fn names(db: &DatabaseConnection) -> Vec<String> {
    let query = "SELECT relkind::text || ' ' || relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'seaql%' ORDER BY 1";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, query)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

#[tokio::test]
async fn every_change_goes_forward_and_back_and_forward_again() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    migrate(&db).await.unwrap();
    let made = names(&db).await;
    assert!(made.len() > 50, "{made:?}");
    Migrator::down(&db, None).await.unwrap();
    assert_eq!(names(&db).await, Vec::<String>::new());
    migrate(&db).await.unwrap();
    assert_eq!(names(&db).await, made);
}

#[tokio::test]
async fn servers_that_start_together_migrate_once() {
    let database = TestDatabase::empty().await;
    let (one, other) = (database.connect().await, database.connect().await);
    let (first, second) = tokio::join!(migrate(&one), migrate(&other));
    first.unwrap();
    second.unwrap();
    assert!(Migrator::get_pending_migrations(&one).await.unwrap().is_empty());
}
