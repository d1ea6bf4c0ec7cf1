//! One table out of the default file, a file and the environment; each later layer wins. The default
//! file tells which keys exist and of which type each is, so nothing lists them a second time.

use super::{
    error::ConfigError,
    names::{self, PREFIX, SECRETS, SHORT_NAMES},
};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};
use toml::{Table, Value};

/// Stands where a secret would be shown.
pub(super) const REDACTED: &str = "[redacted]";

/// The effective values, and where each came from.
#[derive(Clone)]
pub(super) struct Layers {
    /// Section, then key. It holds secrets in the clear: never print it.
    pub(super) table: Table,
    /// Key to the name under which it was given, for messages.
    origins: HashMap<String, String>,
}

impl Layers {
    /// The compiled-in file alone.
    pub(super) fn defaults() -> Self {
        let table = super::DEFAULT_FILE.parse().expect("a test parses the compiled-in file");
        Self { table, origins: HashMap::new() }
    }

    /// Lays a TOML file over what is there.
    pub(super) fn add_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::File { path: path.to_owned(), source })?;
        let file: Table = text.parse().map_err(|error| syntax(path, &text, &error))?;
        for (section, keys) in file {
            let Some(Value::Table(_)) = self.table.get(&section) else {
                return Err(self.unknown(section));
            };
            let Value::Table(keys) = keys else {
                return Err(wrong(&section, &keys, "a section, written in brackets"));
            };
            for (key, value) in keys {
                let key = format!("{section}.{key}");
                self.set(&key, &key, value)?;
            }
        }
        Ok(())
    }

    /// Lays the variables over what is there: the long names, then the short ones.
    pub(super) fn add_environment(&mut self, env: &BTreeMap<String, String>) -> Result<(), ConfigError> {
        let mut long_names: BTreeMap<String, String> =
            self.keys().into_iter().map(|key| (names::long_name(&key), key)).collect();
        for name in env.keys().filter(|it| it.starts_with(PREFIX)) {
            let plain = name.strip_suffix("_FILE").filter(|it| long_names.contains_key(*it));
            let secret = plain.is_some_and(|it| SECRETS.contains(&long_names[it].as_str()));
            if !long_names.contains_key(name) && !secret {
                let likely = names::likely(name, long_names.keys().map(String::as_str));
                return Err(ConfigError::UnknownKey { key: name.clone(), likely });
            }
        }
        near_misses(env)?;
        for (name, key) in std::mem::take(&mut long_names) {
            self.add_variable(env, &name, &key)?;
        }
        SHORT_NAMES.iter().try_for_each(|(name, key)| self.add_variable(env, name, key))
    }

    /// The variable itself or, for a secret, the file that its `_FILE` names.
    fn add_variable(&mut self, env: &BTreeMap<String, String>, name: &str, key: &str) -> Result<(), ConfigError> {
        let given = |name: &str| env.get(name).filter(|it| !it.is_empty());
        let path = if SECRETS.contains(&key) { given(&format!("{name}_FILE")) } else { None };
        let text = match (given(name), path) {
            (Some(_), Some(_)) => {
                return Err(ConfigError::Twice { name: name.to_owned() });
            }
            (None, Some(path)) => read_secret(name, path)?,
            (Some(text), None) => text.clone(),
            (None, None) => return Ok(()),
        };
        let value = self.typed(key, &text).ok_or_else(|| {
            let wanted = self.wanted(key);
            wrong_shown(name, key, &Value::String(text.clone()), wanted)
        })?;
        self.set(key, name, value)
    }

    /// Sets a key, if it exists and the value is of its type.
    fn set(&mut self, key: &str, origin: &str, mut value: Value) -> Result<(), ConfigError> {
        let Some(known) = self.get(key) else {
            return Err(self.unknown(key.to_owned()));
        };
        if let (Value::Float(_), Value::Integer(whole)) = (known, &value) {
            value = whole.to_string().parse().map_or(value, Value::Float);
        }
        if !known.same_type(&value) {
            return Err(wrong_shown(origin, key, &value, self.wanted(key)));
        }
        self.put(key, value);
        self.origins.insert(key.to_owned(), origin.to_owned());
        Ok(())
    }

    /// A variable's text as the type of its key.
    fn typed(&self, key: &str, text: &str) -> Option<Value> {
        Some(match self.get(key)? {
            Value::Integer(_) => Value::Integer(text.trim().parse().ok()?),
            Value::Float(_) => Value::Float(text.trim().parse().ok()?),
            Value::Boolean(_) => Value::Boolean(text.trim().parse().ok()?),
            Value::Array(_) => Value::Array(text.split_whitespace().map(Value::from).collect()),
            _ => Value::String(text.to_owned()),
        })
    }

    /// The type of a key in words.
    fn wanted(&self, key: &str) -> &'static str {
        match self.get(key) {
            Some(Value::Integer(_)) => "a whole number",
            Some(Value::Float(_)) => "a number",
            Some(Value::Boolean(_)) => "true or false",
            Some(Value::Array(_)) => "a list of texts",
            _ => "a text in quotes",
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let (section, key) = key.split_once('.')?;
        self.table.get(section)?.get(key)
    }

    /// Puts a value where nobody gave one; for defaults that depend on the machine.
    pub(super) fn put(&mut self, key: &str, value: Value) {
        let found = key.split_once('.').and_then(|(section, key)| self.table.get_mut(section)?.get_mut(key));
        *found.expect("only keys of the default file are put") = value;
    }

    /// Every key, as `section.key`.
    pub(super) fn keys(&self) -> Vec<String> {
        let sections = self.table.iter().filter_map(|(name, keys)| Some((name, keys.as_table()?)));
        sections.flat_map(|(name, keys)| keys.keys().map(move |key| format!("{name}.{key}"))).collect()
    }

    /// The error for a value that has the right type and is still no good.
    pub(super) fn wrong(&self, key: &str, wanted: &str) -> ConfigError {
        let origin = self.origins.get(key).map_or(key, String::as_str);
        wrong_shown(origin, key, self.get(key).unwrap_or(&Value::Boolean(false)), wanted)
    }

    /// The table as TOML, with secrets hidden.
    pub(super) fn redacted(&self) -> String {
        let mut shown = self.clone();
        for key in SECRETS {
            if shown.get(key).and_then(Value::as_str) != Some("") {
                shown.put(key, REDACTED.into());
            }
        }
        shown.table.to_string()
    }

    fn unknown(&self, key: String) -> ConfigError {
        let mut known = self.keys();
        known.extend(self.table.keys().cloned());
        let likely = names::likely(&key, known.iter().map(String::as_str));
        ConfigError::UnknownKey { key, likely }
    }
}

/// A variable that is one slip away from a short name of ours, and would silently do nothing. Others
/// that begin alike are left alone: container platforms make some for every service.
fn near_misses(env: &BTreeMap<String, String>) -> Result<(), ConfigError> {
    let ours = || SHORT_NAMES.iter().map(|(name, _)| *name).filter(|it| it.starts_with("SHORTLIST_"));
    let known = |name: &str| ours().any(|it| it == name || name.strip_suffix("_FILE") == Some(it));
    for name in env.keys().filter(|it| it.starts_with("SHORTLIST_") && !known(it)) {
        if let Some(it) = ours().find(|it| strsim::damerau_levenshtein(name, it) <= 2) {
            return Err(ConfigError::UnknownKey { key: name.clone(), likely: Some(it.to_owned()) });
        }
    }
    Ok(())
}

fn read_secret(name: &str, path: &str) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::SecretFile {
        name: format!("{name}_FILE"),
        path: path.into(),
        source,
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The parser's own text quotes the line, and the line may hold a secret: take its reason only.
fn syntax(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let start = error.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(start).filter(|it| *it == b'\n').count();
    ConfigError::Syntax { path: path.to_owned(), line, reason: error.message().to_owned() }
}

fn wrong_shown(origin: &str, key: &str, given: &Value, wanted: &str) -> ConfigError {
    let hidden = Value::String("a hidden value".to_owned());
    let given = if SECRETS.contains(&key) { &hidden } else { given };
    wrong(origin, given, wanted)
}

fn wrong(name: &str, given: &Value, wanted: &str) -> ConfigError {
    ConfigError::WrongValue { key: name.to_owned(), given: given.to_string(), wanted: wanted.to_owned() }
}
