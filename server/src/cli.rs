//! The command line: which command, with which settings, and how it ends.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use domain::access::model::Role;
use platform::config::{Settings, process_environment};
use platform::program::{Failure, tell, wrong_setting};

use crate::command;

/// Ranks candidates for jobs and jobs for candidates, with reasons.
#[derive(Debug, Parser)]
#[command(name = "shortlist-server", version)]
struct Arguments {
    /// A settings file (TOML), laid over the defaults.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server until stopped (the default).
    Serve {
        /// Fill an empty data folder with invented people and jobs.
        #[arg(long)]
        sample_data: bool,
    },
    /// Brings the database to the version that this program knows.
    Migrate,
    /// Prints the GraphQL schema.
    Schema,
    /// Prints the table of metrics, as deploy/prometheus/metrics.md keeps it.
    #[command(hide = true)]
    Metrics,
    /// Prints the settings in effect, secrets left out.
    Config,
    /// Asks the running server whether it is ready; exit code 0 when it is.
    Healthcheck,
    /// Fills an empty data folder with invented people and jobs.
    SampleData,
    /// Makes an account. The password is asked for, or read from standard input; an empty one is made up.
    CreateUser(NewUser),
    /// Takes in all résumés, ZIP archives of them and tables (CSV) of a folder, and prints what became of each
    /// as a table.
    Import(ImportFolder),
    /// Takes text out of files, for the server that starts it.
    #[command(hide = true)]
    Extractor,
    /// Lists the places at which a test can end this program.
    #[cfg(feature = "failpoints")]
    #[command(hide = true)]
    Failpoints,
}

/// A folder to be taken in.
#[derive(Debug, clap::Args)]
pub(crate) struct ImportFolder {
    /// The folder, with all folders in it. Links are not followed.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Apply for this job with each: its id.
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
}

/// An account to be made.
#[derive(Debug, clap::Args)]
pub(crate) struct NewUser {
    /// Their name.
    #[arg(long)]
    pub(crate) name: String,
    /// The address they sign in with.
    #[arg(long)]
    pub(crate) email: String,
    /// What they may do.
    #[arg(long, value_enum, default_value = "recruiter")]
    pub(crate) role: RoleArgument,
}

/// A role as the command line spells it. Only those whose limits are kept: today every account may do
/// all that a recruiter may.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleArgument {
    /// Everything.
    Admin,
    /// A recruiter's work.
    Recruiter,
}

impl From<RoleArgument> for Role {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::Admin => Self::Admin,
            RoleArgument::Recruiter => Self::Recruiter,
        }
    }
}

/// Runs the command that the arguments name. Starts no thread before it knows that this process is not
/// the extractor, which must have only one.
#[must_use]
pub fn run() -> ExitCode {
    let Arguments { config, command } = Arguments::parse();
    let command = command.unwrap_or(Command::Serve { sample_data: false });
    execute(command, config.as_deref()).unwrap_or_else(|failure| {
        tell::complain(&failure.sentence);
        ExitCode::from(failure.code)
    })
}

fn execute(command: Command, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let settings = || Settings::load(process_environment(), file).map_err(|error| wrong_setting(&error));
    match command {
        Command::Extractor => return Ok(platform::document::zygote::zygote_main()),
        Command::Schema => tell::put(&crate::graphql::sdl()),
        Command::Metrics => tell::put(&platform::telemetry::metrics::table()),
        Command::Config => tell::say(settings()?.render_redacted().trim_end()),
        Command::Healthcheck => command::healthcheck(settings()?.server.listen)?,
        Command::Serve { sample_data } => command::serve(&settings()?, sample_data)?,
        Command::Migrate => command::migrate(&settings()?)?,
        Command::SampleData => command::sample_data(&settings()?)?,
        Command::Import(folder) => command::import(&settings()?, &folder)?,
        Command::CreateUser(user) => command::create_user(&settings()?, user)?,
        #[cfg(feature = "failpoints")]
        Command::Failpoints => platform::failpoint::all().for_each(|place| tell::say(&place.to_string())),
    }
    Ok(ExitCode::SUCCESS)
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
    fn serve_is_the_default_and_config_goes_anywhere() {
        assert!(Arguments::try_parse_from(["shortlist-server"]).unwrap().command.is_none());
        let parsed = Arguments::try_parse_from(["shortlist-server", "migrate", "--config", "a.toml"]).unwrap();
        assert_eq!(parsed.config, Some(PathBuf::from("a.toml")));
    }
}
