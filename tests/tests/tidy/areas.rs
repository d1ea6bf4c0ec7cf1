//! Each area of the domain has the same files, so that somebody who knows one finds their way in all.

use super::{expect_none, tree};
use std::path::Path;

const AREAS: [&str; 10] =
    ["access", "application", "candidate", "intake", "job", "matching", "resume", "screening", "task", "upkeep"];
const FILES: [&str; 4] = ["error.rs", "mod.rs", "model.rs", "service.rs"];

fn missing(domain: &Path) -> Vec<String> {
    let wanted = AREAS.iter().flat_map(|area| FILES.iter().map(move |file| format!("{area}/{file}")));
    wanted.filter(|it| !domain.join(it).is_file()).collect()
}

#[test]
fn every_area_has_the_same_files() {
    expect_none("core/domain/src lacks:", &missing(&tree::root().join("core/domain/src")));
}

#[test]
fn a_missing_file_is_found() {
    let domain = tempfile::tempdir().unwrap();
    for area in AREAS {
        std::fs::create_dir(domain.path().join(area)).unwrap();
        for file in FILES {
            std::fs::write(domain.path().join(area).join(file), "").unwrap();
        }
    }
    assert!(missing(domain.path()).is_empty());
    std::fs::remove_file(domain.path().join("job/error.rs")).unwrap();
    assert_eq!(missing(domain.path()), ["job/error.rs"]);
}
