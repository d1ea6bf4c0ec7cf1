//! Wake-ups between the parts of one process.

use domain::ports::{EventBus, Wake};
use futures::StreamExt;
use futures::stream::BoxStream;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

const BUFFER: usize = 4096;

/// A bus in memory. A listener that falls behind hears [`Wake::Missed`] and reads the store.
#[derive(Debug, Clone)]
pub struct InProcessBus {
    sender: broadcast::Sender<Wake>,
}

impl Default for InProcessBus {
    fn default() -> Self {
        Self { sender: broadcast::channel(BUFFER).0 }
    }
}

impl EventBus for InProcessBus {
    fn publish(&self, wake: Wake) {
        // No listener is no error: whoever comes later reads the store.
        let _listeners = self.sender.send(wake);
    }

    fn subscribe(&self) -> BoxStream<'static, Wake> {
        let heard = BroadcastStream::new(self.sender.subscribe());
        heard.map(|wake| wake.unwrap_or(Wake::Missed)).boxed()
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
