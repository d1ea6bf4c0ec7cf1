use std::time::Duration;

use kit::TestDatabase;
use platform::store::{DatabaseSettings, connect};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// How many connections the database has of somebody.
async fn connections_of(watcher: &DatabaseConnection, name: &str) -> i64 {
    let query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1";
    let query = Statement::from_sql_and_values(DbBackend::Postgres, query, [name.into()]);
    watcher.query_one_raw(query).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn as_many_connections_as_were_asked_for_stand_by() {
    let database = TestDatabase::new().await;
    let watcher = database.connect().await;
    for wanted in [1_u32, 3] {
        let name = format!("standing-by-{wanted}");
        let settings = DatabaseSettings { min_connections: wanted, ..DatabaseSettings::new(database.url(), &name) };
        let pool = connect(&settings).await.unwrap();
        let all_there = async {
            let mut again = tokio::time::interval(Duration::from_millis(20));
            while connections_of(&watcher, &name).await < i64::from(wanted) {
                again.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), all_there).await.expect("they come by themselves");
        assert_eq!(connections_of(&watcher, &name).await, i64::from(wanted));
        pool.close().await.unwrap();
    }
}
