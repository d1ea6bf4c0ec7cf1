//! The real Faktory, when it is installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{PASSWORD, url_at, wire::Wire};
use crate::guarded::{Guarded, on_path};
use crate::port::{Port, until_it_answers};
use tokio::net::TcpStream;

/// A `faktory` on PATH, on ports of its own and with a store of its own, which goes with every kill.
#[derive(Debug)]
pub(super) struct Installed {
    program: PathBuf,
    version: String,
    commands: Port,
    pages: Port,
    run: Option<Guarded>,
}

impl Installed {
    /// `None` when there is no `faktory` on PATH.
    pub(super) async fn start() -> Option<Self> {
        let program = on_path("faktory")?;
        assert!(on_path("redis-server").is_some(), "faktory needs redis-server: run `apt-get install redis-server`");
        let version = version(&program);
        let mut installed = Self { program, version, commands: Port::claim(), pages: Port::claim(), run: None };
        installed.restart().await;
        Some(installed)
    }

    pub(super) fn url(&self) -> String {
        url_at(self.commands.number())
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    pub(super) async fn kill(&mut self) {
        self.run = None;
        self.commands.falls_silent().await;
        self.pages.falls_silent().await;
    }

    pub(super) async fn restart(&mut self) {
        self.kill().await;
        let arguments = |folder: &Path| arguments(self.commands.number(), self.pages.number(), folder);
        let run = Guarded::start(&self.program, arguments, &[("FAKTORY_PASSWORD", PASSWORD)]);
        let (port, url) = (self.commands.number(), self.url());
        let answers = async || {
            let listens = TcpStream::connect(("127.0.0.1", port)).await.is_ok();
            listens && Wire::open(&url, None).await.ask("INFO").await.json().is_object()
        };
        until_it_answers(answers, || run.has_ended().then(|| format!("faktory ended: {}", run.log()))).await;
        self.run = Some(run);
    }
}

fn arguments(commands: u16, pages: u16, folder: &Path) -> Vec<String> {
    let within = |name: &str| folder.join(name).display().to_string();
    let pairs = [
        ("-b", format!("127.0.0.1:{commands}")),
        ("-w", format!("127.0.0.1:{pages}")),
        ("-d", within("store")),
        ("-c", within("config")),
        ("-e", "development".to_owned()),
        ("-l", "warn".to_owned()),
    ];
    pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
}

/// The last word of the first line that `faktory -v` prints.
fn version(program: &Path) -> String {
    let output = Command::new(program).arg("-v").output().expect("faktory runs");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let line = text.lines().next().unwrap_or_default();
    line.rsplit(' ').next().unwrap_or_default().to_owned()
}
