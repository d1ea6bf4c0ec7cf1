//! `shortlist-worker`: the separate worker of the distributed mode.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use platform::config::{Mode, Settings, process_environment};

/// Runs background work for Shortlist servers.
#[derive(Debug, Parser)]
#[command(name = "shortlist-worker", version)]
struct Arguments {
    /// A settings file (TOML), laid over the defaults.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs tasks until stopped (the default).
    Run,
    /// Prints the settings in effect, secrets left out.
    Config,
    /// Says whether a worker of these settings could run.
    Healthcheck,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = match Settings::load(process_environment(), arguments.config.as_deref()) {
        Ok(settings) => settings,
        Err(error) => return tell(&error.to_string(), 2),
    };
    match arguments.command.unwrap_or(Command::Run) {
        Command::Config => print(&settings.render_redacted()),
        Command::Run | Command::Healthcheck => match settings.mode() {
            Ok(Mode::Embedded) => tell(
                "A worker of its own needs DATABASE_URL, REDIS_URL and FAKTORY_URL; without them the server does the work itself (embedded mode).",
                2,
            ),
            Ok(Mode::Distributed { .. }) => tell(
                "This version has no distributed mode yet; unset DATABASE_URL, REDIS_URL and FAKTORY_URL and start shortlist-server alone.",
                2,
            ),
            Err(error) => tell(&error.to_string(), 2),
        },
    }
}

#[expect(clippy::print_stdout, reason = "the settings are this command's output")]
fn print(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

#[expect(clippy::print_stderr, reason = "a fault is told in one sentence on stderr")]
fn tell(sentence: &str, code: u8) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::from(code)
}
