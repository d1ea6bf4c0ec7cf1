//! Wake-ups between the parts of one process.

use domain::id::TaskId;
use domain::ports::{EventBus, Wake};
use futures::StreamExt;
use futures::stream::BoxStream;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

use super::listeners::Listeners;

const BUFFER: usize = 4096;

/// A bus in memory. A listener that falls behind hears [`Wake::Missed`] and reads the store.
#[derive(Debug, Clone)]
pub struct InProcessBus {
    sender: broadcast::Sender<Wake>,
    listeners: Listeners,
}

impl Default for InProcessBus {
    fn default() -> Self {
        Self { sender: broadcast::channel(BUFFER).0, listeners: Listeners::default() }
    }
}

impl EventBus for InProcessBus {
    fn publish(&self, wake: Wake) {
        // No listener is no error: whoever comes later reads the store.
        let _listeners = self.sender.send(wake);
        self.listeners.tell(wake);
    }

    fn subscribe(&self) -> BoxStream<'static, Wake> {
        let heard = BroadcastStream::new(self.sender.subscribe());
        heard.map(|wake| wake.unwrap_or(Wake::Missed)).boxed()
    }

    fn listen(&self, tasks: &[TaskId]) -> BoxStream<'static, Wake> {
        self.listeners.listen(tasks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listener_that_falls_behind_is_told_so() {
        let bus = InProcessBus::default();
        let mut heard = bus.subscribe();
        for _ in 0..=BUFFER {
            bus.publish(Wake::Change { position: 1 });
        }
        assert_eq!(heard.next().await, Some(Wake::Missed));
        assert_eq!(heard.next().await, Some(Wake::Change { position: 1 }));
    }
}
