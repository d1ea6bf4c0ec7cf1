//! Everything in one process: a private PostgreSQL, a queue and a bus in memory, and the worker's runner.

mod deps;
mod ground;
mod nothing;
mod processes;
mod server;
mod work;

pub(crate) use ground::Ground;
pub(crate) use processes::Processes;
pub(crate) use server::{RunningServer, bind, web_for_rows};
