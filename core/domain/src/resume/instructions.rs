//! stub
use super::finding::Finding;
/// x
#[must_use]
pub fn spoken_to_machines(_text: &str) -> Vec<Finding> {
    Vec::new()
}
