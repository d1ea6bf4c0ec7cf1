//! The command line: which command, with which settings, and how it ends.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use platform::config::{Mode, Pool, Settings, process_environment};
use platform::program::{Failure, tell, wrong_setting};

use crate::command;

/// Runs background work for Shortlist servers.
#[derive(Debug, Parser)]
#[command(name = "shortlist-worker", version)]
struct Arguments {
    /// A settings file (TOML), laid over the defaults.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Queues in strict order and how many tasks at a time, instead of the pools of the settings. Repeatable.
    #[arg(long = "pool", value_name = "QUEUE[,QUEUE]=SLOTS")]
    pools: Vec<Pool>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs tasks until stopped (the default).
    Run {
        /// Queues in strict order and how many tasks at a time, instead of the pools of the settings. Repeatable.
        #[arg(long = "pool", value_name = "QUEUE[,QUEUE]=SLOTS")]
        pools: Vec<Pool>,
    },
    /// Prints the settings in effect, secrets left out.
    Config,
    /// Says whether a worker on this machine is at work; exit code 0 when one is.
    Healthcheck,
    /// Takes text out of files, for the worker that starts it.
    #[command(hide = true)]
    Extractor,
}

/// Runs the command that the arguments name. Starts no thread before it knows that this process is not
/// the extractor, which must have only one.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    execute(arguments).unwrap_or_else(|failure| {
        tell::complain(&failure.sentence);
        ExitCode::from(failure.code)
    })
}

fn execute(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { config, mut pools, command } = arguments;
    match command.unwrap_or(Command::Run { pools: Vec::new() }) {
        Command::Extractor => return Ok(platform::document::zygote::zygote_main()),
        Command::Config => tell::say(settings(config.as_deref(), &pools)?.render_redacted().trim_end()),
        Command::Healthcheck => command::healthcheck(&distributed(config.as_deref(), &pools)?)?,
        Command::Run { pools: further } => {
            pools.extend(further);
            command::run(&distributed(config.as_deref(), &pools)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn settings(file: Option<&Path>, pools: &[Pool]) -> Result<Settings, Failure> {
    let settings = Settings::load(process_environment(), file).map_err(|error| wrong_setting(&error))?;
    Ok(if pools.is_empty() { settings } else { settings.with_pools(pools) })
}

/// Settings that a worker can run with.
fn distributed(file: Option<&Path>, pools: &[Pool]) -> Result<Settings, Failure> {
    let settings = settings(file, pools)?;
    match settings.mode().map_err(|error| wrong_setting(&error))? {
        Mode::Distributed(_) => Ok(settings),
        Mode::Embedded => Err(Failure::setting(
            "a worker of its own needs DATABASE_URL, REDIS_URL and FAKTORY_URL; without them the server does the work itself (embedded mode)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn pools_are_flags_that_can_be_repeated() {
        let flags = ["shortlist-worker", "--pool", "high_priority,embeddings=4", "run", "--pool", "low_priority=1"];
        let parsed = Arguments::try_parse_from(flags).unwrap();
        let Some(Command::Run { pools: further }) = parsed.command else { panic!("{:?}", parsed.command) };
        let pools = [parsed.pools, further].concat();
        assert_eq!(
            pools.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["high_priority,embeddings=4", "low_priority=1"]
        );
        let wrong = Arguments::try_parse_from(["shortlist-worker", "--pool", "other=1"]).unwrap_err();
        assert!(wrong.to_string().contains("medium_priority"), "{wrong}");
    }
}
