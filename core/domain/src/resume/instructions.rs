//! Visible passages that speak to a machine.

use crate::resume::finding::Finding;

/// Passages of a visible text that speak to a machine which reads it rather than to a person.
#[must_use]
pub fn spoken_to_machines(_text: &str) -> Vec<Finding> {
    Vec::new()
}
