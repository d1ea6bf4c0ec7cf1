//! How far it is: a bar on a terminal, plain lines elsewhere.

use std::cell::Cell;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use platform::program::tell;

/// Plain lines tell of every so many.
const STEP: usize = 10;

/// So many of so many.
pub(super) struct Progress {
    what: &'static str,
    all: usize,
    told: Cell<usize>,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(what: &'static str, all: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style =
                ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}").expect("the template is well-formed");
            ProgressBar::new(all as u64).with_style(style).with_message(what)
        });
        Self { what, all, told: Cell::new(0), bar }
    }

    pub(super) fn at(&self, done: usize) {
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        } else if done >= self.told.get() + STEP || (done == self.all && self.told.get() < done) {
            self.told.set(done);
            tell::complain(&format!("{}: {done} of {}", self.what, self.all));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
