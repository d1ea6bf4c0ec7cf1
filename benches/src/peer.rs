//! Programs of others that we are measured against: what they need is made in the cache folder, and each
//! answers a line with a line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Where the peers' programs lie.
pub(crate) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");

/// The Python of a virtual environment in the cache folder that holds what the peers in Python need.
pub(crate) async fn python(cache_dir: &Path, python: &str) -> Result<PathBuf> {
    let folder = cache_dir.join("bench-peer");
    let (python_of_it, stamp) = (folder.join("bin/python"), folder.join("requirements.txt"));
    let wanted = format!("{FOLDER}/requirements.txt");
    let requirements = fs::read_to_string(&wanted)?;
    if fs::read_to_string(&stamp).is_ok_and(|there| there == requirements) {
        return Ok(python_of_it);
    }
    println!("making the peer's environment in {}", folder.display());
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder)).await?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", &wanted];
    run(Command::new(&python_of_it).args(pip)).await?;
    fs::write(stamp, requirements)?;
    Ok(python_of_it)
}

/// The folder of packages in the cache folder that holds what the peers in Node need.
pub(crate) async fn node_modules(cache_dir: &Path) -> Result<PathBuf> {
    let folder = cache_dir.join("bench-peer-node");
    let (modules, stamp) = (folder.join("node_modules"), folder.join("made-of.json"));
    let lock = fs::read_to_string(format!("{FOLDER}/package-lock.json"))?;
    if fs::read_to_string(&stamp).is_ok_and(|there| there == lock) {
        return Ok(modules);
    }
    println!("fetching the peer's packages into {}", folder.display());
    fs::create_dir_all(&folder)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(format!("{FOLDER}/{file}"), folder.join(file))?;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
    run(Command::new("npm").args(npm).current_dir(&folder)).await?;
    fs::write(stamp, lock)?;
    Ok(modules)
}

async fn run(command: &mut Command) -> Result<()> {
    let ended = command.stdin(Stdio::null()).status().await.with_context(|| format!("{command:?} can't be run"))?;
    ensure!(ended.success(), "{command:?} failed");
    Ok(())
}

/// A program that answers a line with a line, and ends when nothing more is asked.
#[derive(Debug)]
pub(crate) struct Peer {
    child: Child,
    asks: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("{command:?} can't be run"))?;
        let asks = child.stdin.take().context("stdin is piped")?;
        let answers = BufReader::new(child.stdout.take().context("stdout is piped")?).lines();
        Ok(Self { child, asks, answers })
    }

    /// What it says next.
    pub(crate) async fn answer(&mut self) -> Result<Value> {
        let answer = self.answers.next_line().await?.context("the peer ended: its message stands above")?;
        Ok(serde_json::from_str(&answer)?)
    }

    pub(crate) async fn ask(&mut self, line: &str) -> Result<Value> {
        self.asks.write_all(format!("{line}\n").as_bytes()).await?;
        self.answer().await
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        drop(self.asks);
        ensure!(self.child.wait().await?.success(), "the peer failed");
        Ok(())
    }
}
