//! What is left after a kill: nothing.

use faktory::{Client, JobBuilder};
use kit::faktory::Answer;
use serde_json::json;
use tokio::net::TcpStream;

use super::{job, on_each, on_each_that_may_be_killed, producer, push, sets};

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_drops_connections_and_loses_all_that_was_acknowledged() {
    on_each_that_may_be_killed(async |faktory| {
        let url = faktory.url();
        let (mut wire, mut waiting) = (producer(faktory).await, producer(faktory).await);
        for number in 0..100 {
            push(&mut wire, &job(&format!("number-{number}"), &json!({ "queue": "many" }))).await;
        }
        waiting.say("FETCH other").await;
        faktory.kill().await;
        assert_eq!(waiting.answer().await, Answer::Closed);
        assert_eq!(wire.ask("INFO").await, Answer::Closed);
        assert!(TcpStream::connect(url.rsplit('@').next().unwrap()).await.is_err());
        faktory.restart().await;
        assert_eq!(faktory.url(), url);
        assert_eq!(sets(faktory).await, json!({}));
        assert_eq!(faktory.info().await["faktory"]["queues"], json!({}));
        push(&mut producer(faktory).await, &job("one-two-three", &json!({}))).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_of_itself_what_a_client_can_read() {
    on_each(async |faktory| {
        let mut client = Client::connect_to(&faktory.url()).await.unwrap();
        client.enqueue(JobBuilder::new("test").queue("own").build()).await.unwrap();
        let state = client.current_info().await.unwrap();
        assert_eq!(state.data.queues.into_iter().collect::<Vec<_>>(), [("own".to_owned(), 1)]);
        assert_eq!((state.data.total_enqueued, state.data.total_queues), (1, 1));
        assert!(state.server.connections >= 1 && state.server.command_count >= 2);
        assert_eq!(state.server.version.major, 1);
    })
    .await;
}
