//! A server of the kit's own in a thread of its own, since a test may block its own runtime.

use std::thread::JoinHandle;

use tokio::sync::oneshot;

/// One life of a server. Dropping it drops everything at once: sockets, and what was about to be said.
#[derive(Debug)]
pub(crate) struct Apart {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Apart {
    pub(crate) fn start(serve: impl AsyncFnOnce() + Send + 'static) -> Self {
        let (stop, stopped) = oneshot::channel();
        let live = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a small runtime starts").block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = serve() => {}
                }
            });
        };
        Self { stop: Some(stop), thread: Some(std::thread::spawn(live)) }
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(!matches!(ended, Some(Err(_))) || std::thread::panicking(), "a server of the kit panicked");
    }
}
