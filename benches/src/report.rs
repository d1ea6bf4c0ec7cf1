//! The rows that go into `RESULTS.md`.

use std::process::Command;

use domain::ports::Clock;
use platform::system::SystemClock;

use crate::machine::Machine;

/// One thing that was measured.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) what: &'static str,
    /// What came out, with its unit.
    pub(crate) figure: String,
    /// What the peer's figure is, where there is a peer.
    pub(crate) peer: String,
    /// Ours beside the peer's.
    pub(crate) ratio: String,
    /// What we want.
    pub(crate) aim: &'static str,
}

/// All that was measured in one run, in tables of the same names as in `RESULTS.md`.
#[derive(Debug)]
pub(crate) struct Report {
    machine: Machine,
    date: String,
    commit: String,
    command: String,
    rows: Vec<(&'static str, Row)>,
}

impl Report {
    pub(crate) fn new(command: &str) -> Self {
        Self {
            machine: Machine::this(),
            date: SystemClock.now().format("%Y-%m-%d").to_string(),
            commit: commit().unwrap_or_else(|| "unknown".to_owned()),
            command: command.to_owned(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, table: &'static str, row: Row) {
        println!("{table}: {}: {} {} {}", row.what, row.figure, row.peer, row.ratio);
        self.rows.push((table, row));
    }

    /// The rows in Markdown, each below the name of its table.
    pub(crate) fn render(&self) -> String {
        let Machine { name, processor, memory, system } = &self.machine;
        let mut lines = vec!["Machines".to_owned(), format!("| {name} | {processor} | {memory} | {system} |")];
        let mut last = "";
        for (table, row) in &self.rows {
            if *table != last {
                lines.extend([String::new(), (*table).to_owned()]);
                last = table;
            }
            let Row { what, figure, peer, ratio, aim } = row;
            let Self { date, commit, command, .. } = self;
            lines.push(format!(
                "| {what} | {figure} | {peer} | {ratio} | {aim} | {name} | {date} | {commit} | `{command}` |"
            ));
        }
        lines.join("\n")
    }
}

/// The commit that the working tree stands on, and whether it was changed since.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let changed = !git(&["status", "--porcelain"])?.is_empty();
    Some(if changed { format!("{commit} and changes") } else { commit })
}
