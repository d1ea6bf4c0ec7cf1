//! What the program does when it is told what to do, one file a command.

mod create_user;
mod healthcheck;
mod import;
mod migrate;
mod sample_data;
mod serve;

pub(crate) use create_user::create_user;
pub(crate) use healthcheck::healthcheck;
pub(crate) use import::import;
pub(crate) use migrate::migrate;
pub(crate) use sample_data::sample_data;
pub(crate) use serve::serve;

use platform::assembly::Processes;
use platform::config::{Mode, Settings};
use platform::program::{Failure, wrong_setting};

/// The processes beside a server: the files that it takes in are read here only when nobody else does.
fn processes(settings: &Settings) -> Result<Processes, Failure> {
    match settings.mode().map_err(|error| wrong_setting(&error))? {
        Mode::Embedded => Processes::start(settings),
        Mode::Distributed(_) => Ok(Processes::without_extractor()),
    }
}
