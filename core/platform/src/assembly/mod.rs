//! How the parts are put together by the settings, for the server, the worker and the commands: the ground
//! that all stand on (a database and a bus), the ports over it, and the processes beside us.

mod deps;
mod distributed;
mod figures;
mod ground;
mod nothing;
mod patience;
mod processes;

pub use deps::load_model;
pub use figures::{figures, search_weights, weights, worker_silence};
pub use ground::{Ground, Program, model};
pub use processes::{Processes, Readers};
