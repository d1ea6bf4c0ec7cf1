//! How long tests of faults may take, and what they say.

/// How many of something a test has: all of them when `SHORTLIST_SOAK` is set, else a tenth.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "how long the tests may take, not a setting of the product")]
pub fn many(full: usize) -> usize {
    if std::env::var_os("SHORTLIST_SOAK").is_some() { full } else { full.div_ceil(10) }
}

/// Says a figure that a test saw; `make soak` shows them.
#[expect(clippy::print_stdout, reason = "figures are for people")]
pub fn say(row: &str, figure: &str) {
    println!("{row}: {figure}");
}
