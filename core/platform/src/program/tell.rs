//! What commands print. A reader that went away (a closed pipe) is no reason to stop.

use std::io::Write;

/// One line on stdout, at once: scripts wait for some of them.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _nobody_reads = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Text on stdout as it is.
pub fn put(text: &str) {
    let mut out = std::io::stdout().lock();
    let _nobody_reads = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// One sentence on stderr.
pub fn complain(sentence: &str) {
    let _nobody_reads = writeln!(std::io::stderr().lock(), "{sentence}");
}
