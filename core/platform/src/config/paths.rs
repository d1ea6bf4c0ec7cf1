//! Folders that depend on who runs us: a service of the machine, or a person with a home.

use super::{
    error::ConfigError,
    layers::Layers,
    names::{CACHE_DIR, DATA_DIR},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use toml::Value;

/// The user whose id is 0.
const ROOT: u32 = 0;

/// Folders that `make setup` fills; the versions are part of their names, so that an upgrade lies
/// beside what a running server still uses.
pub(super) const POSTGRES: &str = "postgres-18.4-0.8.5";
/// See [`POSTGRES`].
pub(super) const ONNX_RUNTIME: &str = "onnxruntime-1.32.0";

/// Fills the folders that nobody gave, and makes relative ones absolute: child processes run elsewhere.
pub(super) fn fill(layers: &mut Layers, env: &BTreeMap<String, String>, uid: u32) -> Result<(), ConfigError> {
    let data = Convention {
        root: "/var/lib/shortlist",
        xdg: "XDG_DATA_HOME",
        home: ".local/share",
        name: "SHORTLIST_DATA_DIR",
    };
    let cache =
        Convention { root: "/var/cache/shortlist", xdg: "XDG_CACHE_HOME", home: ".cache", name: "SHORTLIST_CACHE_DIR" };
    if unset(layers, DATA_DIR) {
        put(layers, DATA_DIR, &data.folder(env, uid)?);
    }
    if unset(layers, CACHE_DIR) {
        put(layers, CACHE_DIR, &cache.folder(env, uid)?);
    }
    for key in [DATA_DIR, CACHE_DIR] {
        // It fails only where there is no current folder, and then the path as given is as good.
        let given = PathBuf::from(text(layers, key));
        let path = std::path::absolute(&given).unwrap_or(given);
        put(layers, key, &path);
    }
    let cache = PathBuf::from(text(layers, CACHE_DIR));
    let model = cache.join("models").join(text(layers, "embedding.model"));
    for (key, path) in [
        ("embedded.postgres_dir", cache.join(POSTGRES)),
        ("embedding.model_dir", model),
        ("embedding.runtime_library", cache.join(ONNX_RUNTIME).join("libonnxruntime.so")),
    ] {
        if unset(layers, key) {
            put(layers, key, &path);
        }
    }
    Ok(())
}

/// Where a kind of folder lies by custom.
struct Convention {
    root: &'static str,
    xdg: &'static str,
    home: &'static str,
    /// The variable to set where the custom has no answer.
    name: &'static str,
}

impl Convention {
    fn folder(&self, env: &BTreeMap<String, String>, uid: u32) -> Result<PathBuf, ConfigError> {
        if uid == ROOT {
            return Ok(self.root.into());
        }
        // The XDG specification says that a relative path is to be ignored.
        let absolute = |name: &str| env.get(name).map(PathBuf::from).filter(|it| it.is_absolute());
        absolute(self.xdg)
            .or_else(|| absolute("HOME").map(|home| home.join(self.home)))
            .map(|it| it.join("shortlist"))
            .ok_or(ConfigError::NoHome { name: self.name })
    }
}

fn text(layers: &Layers, key: &str) -> String {
    layers.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn unset(layers: &Layers, key: &str) -> bool {
    text(layers, key).is_empty()
}

fn put(layers: &mut Layers, key: &str, path: &Path) {
    layers.put(key, path.to_string_lossy().into_owned().into());
}
