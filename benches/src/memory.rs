//! The memory that a server holds, as Linux counts it.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context, Result};

use crate::machine::field;

/// Mebibytes resident.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resident {
    /// Of the server's own process.
    pub(crate) server: f64,
    /// Of all its processes, the private PostgreSQL among them, with pages that they share counted once.
    pub(crate) all: f64,
}

pub(crate) fn resident(pid: u32) -> Result<Resident> {
    let server = mebibytes(&format!("/proc/{pid}/status"), "VmRSS").context("this is measured on Linux only")?;
    let family = family(pid)?.into_iter();
    let all = family.filter_map(|one| mebibytes(&format!("/proc/{one}/smaps_rollup"), "Pss")).sum();
    Ok(Resident { server, all })
}

fn mebibytes(file: &str, name: &str) -> Option<f64> {
    let kilobytes: f64 = field(file, name, ':')?.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1_024.0)
}

/// A process, its children and theirs.
pub(crate) fn family(pid: u32) -> Result<Vec<u32>> {
    let parents = parents()?;
    let is_ours = |mut one: u32| loop {
        match parents.get(&one) {
            _ if one == pid => return true,
            Some(parent) => one = *parent,
            None => return false,
        }
    };
    Ok(parents.keys().copied().filter(|one| is_ours(*one)).collect())
}

/// The parent of each process.
fn parents() -> Result<HashMap<u32, u32>> {
    let numbers = fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let parent = |pid: u32| Some((pid, field(&format!("/proc/{pid}/status"), "PPid", ':')?.parse().ok()?));
    Ok(numbers.filter_map(parent).collect())
}
