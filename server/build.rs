//! The playground is bundled by npm and compiled in. Where nobody bundled it, an empty folder stands in,
//! so that cargo builds without npm, and the server shows a page that says so.

use std::path::{Path, PathBuf};
use std::{env, fs};

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts by variables")]
fn main() {
    let folder = |name: &str| PathBuf::from(env::var_os(name).expect("cargo sets it for build scripts"));
    let bundle = folder("CARGO_MANIFEST_DIR").join("../frontend/graphiql/dist");
    let bundle = present(&bundle)
        .or_else(|| present(&folder("OUT_DIR").join("no-graphiql")))
        .expect("cargo's own folder can be written");
    println!("cargo:rustc-env=GRAPHIQL_DIST={}", bundle.display());
    println!("cargo:rerun-if-changed={}", bundle.display());
    println!("cargo:rerun-if-changed=build.rs");
}

/// The folder's full path, once it is there.
fn present(folder: &Path) -> Option<PathBuf> {
    fs::create_dir_all(folder).ok()?;
    folder.canonicalize().ok()
}
