//! Who is connected as a worker, and what each is told at its next beat.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde::Deserialize;

/// What a worker is told to be. There is no way back, so the greater one holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    #[default]
    Running,
    Quiet,
    Terminate,
}

impl State {
    fn named(name: &str) -> Self {
        match name {
            "quiet" => Self::Quiet,
            "terminate" => Self::Terminate,
            _ => Self::Running,
        }
    }

    /// What a beat is answered with; running workers are only told that all is well.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Running => None,
            Self::Quiet => Some("quiet"),
            Self::Terminate => Some("terminate"),
        }
    }
}

/// What a worker says while it lives. Anybody may say it for another, and that is how one is told.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Beat {
    pub(super) wid: String,
    current_state: String,
}

#[derive(Debug, Default)]
pub(super) struct Workers {
    by_id: HashMap<String, Worker>,
}

#[derive(Debug)]
struct Worker {
    state: Arc<Mutex<State>>,
    connections: usize,
}

impl Workers {
    /// Counts a connection in and returns the state that decides what it may fetch. As with the real
    /// server, only a worker's first connection hears of it when the worker is told to be quiet.
    pub(super) fn join(&mut self, id: &str) -> Arc<Mutex<State>> {
        let state = Arc::<Mutex<State>>::default();
        let new = || Worker { state: state.clone(), connections: 0 };
        self.by_id.entry(id.to_owned()).or_insert_with(new).connections += 1;
        state
    }

    /// Counts a connection out; a worker without any is forgotten.
    pub(super) fn leave(&mut self, id: &str) {
        let Some(worker) = self.by_id.get_mut(id) else { return };
        worker.connections -= 1;
        if worker.connections == 0 {
            self.by_id.remove(id);
        }
    }

    /// `None` when there is no such worker.
    pub(super) fn beat(&self, beat: &Beat) -> Option<State> {
        let mut state = self.by_id.get(&beat.wid)?.state.lock().expect("nobody panics holding it");
        *state = (*state).max(State::named(&beat.current_state));
        Some(*state)
    }
}
