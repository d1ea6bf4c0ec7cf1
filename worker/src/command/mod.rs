//! What the program does when it is told what to do, one file a command.

mod healthcheck;
mod run;

pub(crate) use healthcheck::healthcheck;
pub(crate) use run::run;
