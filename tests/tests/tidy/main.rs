//! Rules that the compiler can't hold: which crate may know which, what a room may not hold, how long
//! files and functions may be. Each rule is a few lines with its reason, and has a test that shows
//! it fires: a rule that can't fail protects nothing.

mod areas;
mod arrows;
mod bans;
mod leaks;
mod rooms;
mod settings;
mod sizes;
mod tree;

/// Fails with everything that a rule found, so that one run tells all of it.
fn expect_none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}\n  {}", found.join("\n  "));
}
