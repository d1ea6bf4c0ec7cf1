//! `shortlist-worker`: the separate worker of the distributed mode.

fn main() -> std::process::ExitCode {
    worker::cli::run()
}
