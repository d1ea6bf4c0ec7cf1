//! What this machine is, as far as Linux tells.

use std::fs;
use std::thread::available_parallelism;

/// A machine as a row of the table of machines.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) name: String,
    pub(crate) processor: String,
    pub(crate) memory: String,
    pub(crate) system: String,
}

impl Machine {
    pub(crate) fn this() -> Self {
        let cores = available_parallelism().map_or(0, std::num::NonZero::get);
        let model = field("/proc/cpuinfo", "model name", ':').unwrap_or_else(|| std::env::consts::ARCH.to_owned());
        let memory = field("/proc/meminfo", "MemTotal", ':').and_then(|kilobytes| gibibytes(&kilobytes));
        let system = field("/etc/os-release", "PRETTY_NAME", '=').map(|name| name.trim_matches('"').to_owned());
        Self {
            name: format!("{cores} × {model}"),
            processor: format!("{model}, {cores} cores"),
            memory: memory.unwrap_or_else(|| "unknown".to_owned()),
            system: system.unwrap_or_else(|| std::env::consts::OS.to_owned()),
        }
    }
}

/// The value of the first line `name separator value`.
pub(crate) fn field(file: &str, name: &str, separator: char) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let value =
        |line: &str| line.strip_prefix(name)?.trim_start().strip_prefix(separator).map(|it| it.trim().to_owned());
    text.lines().find_map(value)
}

fn gibibytes(kilobytes: &str) -> Option<String> {
    let kilobytes: u64 = kilobytes.split_whitespace().next()?.parse().ok()?;
    Some(format!("{} GiB", (kilobytes + (1 << 19)) >> 20))
}
