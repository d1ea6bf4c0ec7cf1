//! What can be wrong with the settings. Each is exit code 2 and names the key.

use std::path::PathBuf;

/// A setting that can't be used. `Display` is one sentence for the person who runs the program; it
/// never holds the value of a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key that does not exist.
    #[error("{key} is not a setting{}", likely.as_ref().map(|it| format!("; did you mean {it}?")).unwrap_or_default())]
    UnknownKey {
        /// The key as it was written: `section.key`, or the variable's name.
        key: String,
        /// The existing name that is closest, when one is close.
        likely: Option<String>,
    },
    /// A value of the wrong type, form or range.
    #[error("{key} is {given}, but it should be {wanted}")]
    WrongValue {
        /// The key or variable at fault.
        key: String,
        /// What was given, quoted; hidden for secrets.
        given: String,
        /// What would be right.
        wanted: String,
    },
    /// The file given by `--config` can't be read.
    #[error("the settings file {} can't be read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file given by `--config` is not TOML.
    #[error("the settings file {} is not valid TOML at line {line}: {reason}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where, counted from 1.
        line: usize,
        /// What the parser missed; it quotes no value.
        reason: String,
    },
    /// The file that a `…_FILE` variable names can't be read.
    #[error("{name} names the file {}, which can't be read", path.display())]
    SecretFile {
        /// The variable.
        name: String,
        /// The file that it names.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A secret was given twice.
    #[error("{name} and {name}_FILE are both set, but only one can count")]
    Twice {
        /// The variable without `_FILE`.
        name: String,
    },
    /// There is no folder to fall back on.
    #[error("{name} is not set, and without HOME there is no folder to use instead")]
    NoHome {
        /// The variable to set.
        name: &'static str,
    },
    /// Some of the three services of the distributed mode were given, and some not.
    #[error("set all three services for a distributed installation, or none: there is {given} but not {missing}")]
    Incomplete {
        /// The variables that are set.
        given: String,
        /// The variables that are missing.
        missing: String,
    },
}
