//! Who waits for which task. Thousands follow one task each; if each heard of every task, one event of each
//! would wake them by the million.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use domain::id::TaskId;
use domain::ports::Wake;
use futures::StreamExt;
use futures::stream::BoxStream;
use parking_lot::Mutex;
use tokio::sync::Notify;

/// Wake-ups that wait for a listener; whoever falls further behind hears that it missed some.
const WAITING: usize = 256;

/// The listeners of one process. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Listeners {
    of_task: Arc<Mutex<HashMap<TaskId, Vec<Arc<Ear>>>>>,
}

/// What one listener has yet to hear.
#[derive(Debug, Default)]
struct Ear {
    waiting: Mutex<VecDeque<Wake>>,
    filled: Notify,
}

impl Ear {
    fn tell(&self, wake: Wake) {
        let mut waiting = self.waiting.lock();
        if waiting.len() == WAITING || wake == Wake::Missed {
            waiting.clear();
            waiting.push_back(Wake::Missed);
        } else {
            waiting.push_back(wake);
        }
        drop(waiting);
        self.filled.notify_one();
    }

    async fn hear(&self) -> Wake {
        loop {
            if let Some(wake) = self.waiting.lock().pop_front() {
                return wake;
            }
            self.filled.notified().await;
        }
    }
}

/// A listener, until it is dropped.
struct Listener {
    ear: Arc<Ear>,
    tasks: Vec<TaskId>,
    among: Listeners,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut of_task = self.among.of_task.lock();
        for task in &self.tasks {
            if let Some(ears) = of_task.get_mut(task) {
                ears.retain(|ear| !Arc::ptr_eq(ear, &self.ear));
                if ears.is_empty() {
                    of_task.remove(task);
                }
            }
        }
    }
}

impl Listeners {
    pub(super) fn tell(&self, wake: Wake) {
        let of_task = self.of_task.lock();
        match wake {
            Wake::Task { id, .. } | Wake::Cancel(id) => {
                of_task.get(&id).into_iter().flatten().for_each(|ear| ear.tell(wake));
            }
            Wake::Missed => of_task.values().flatten().for_each(|ear| ear.tell(wake)),
            Wake::Change { .. } | Wake::Due(_) => {}
        }
    }

    pub(super) fn listen(&self, tasks: &[TaskId]) -> BoxStream<'static, Wake> {
        let ear = Arc::<Ear>::default();
        let mut of_task = self.of_task.lock();
        for task in tasks {
            of_task.entry(*task).or_default().push(Arc::clone(&ear));
        }
        drop(of_task);
        let listener = Listener { ear, tasks: tasks.to_vec(), among: self.clone() };
        futures::stream::unfold(listener, |listener| async move { Some((listener.ear.hear().await, listener)) }).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::task::model::QueueName;
    use futures::FutureExt;
    use uuid::Uuid;

    fn task(number: u128) -> TaskId {
        TaskId(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn a_listener_hears_of_its_tasks_and_of_what_was_missed() {
        let listeners = Listeners::default();
        let (mut one, mut both) = (listeners.listen(&[task(1)]), listeners.listen(&[task(1), task(2)]));
        let wakes = [Wake::Task { id: task(1), seq: 2 }, Wake::Task { id: task(2), seq: 7 }, Wake::Cancel(task(1))];
        for wake in wakes.into_iter().chain([Wake::Due(QueueName::Embeddings), Wake::Change { position: 1 }]) {
            listeners.tell(wake);
        }
        for wake in [wakes[0], wakes[2]] {
            assert_eq!(one.next().await, Some(wake));
        }
        assert!(one.next().now_or_never().is_none());
        for wake in wakes {
            assert_eq!(both.next().await, Some(wake));
        }
        listeners.tell(Wake::Missed);
        assert_eq!(one.next().await, Some(Wake::Missed));
        assert_eq!(both.next().await, Some(Wake::Missed));
    }

    #[tokio::test]
    async fn a_listener_that_falls_behind_is_told_so_and_one_that_goes_is_forgotten() {
        let listeners = Listeners::default();
        let mut slow = listeners.listen(&[task(1)]);
        for seq in 0..=i32::try_from(WAITING).unwrap() {
            listeners.tell(Wake::Task { id: task(1), seq });
        }
        assert_eq!(slow.next().await, Some(Wake::Missed));
        assert!(slow.next().now_or_never().is_none());
        drop(slow);
        assert!(listeners.of_task.lock().is_empty());
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let listeners = Listeners::default();
        let mut waiting = listeners.listen(&[task(1)]);
        let heard = tokio::spawn(async move { waiting.next().await });
        tokio::task::yield_now().await;
        listeners.tell(Wake::Cancel(task(1)));
        assert_eq!(heard.await.unwrap(), Some(Wake::Cancel(task(1))));
    }
}
