//! How a command ends when it can't go on: one sentence and an exit code.

use std::error::Error;
use std::io;

/// One sentence for stderr and the exit code that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// 1: a fault; 2: a wrong setting or flag.
    pub code: u8,
    /// What is wrong and what to do.
    pub sentence: String,
}

impl Failure {
    /// Something went wrong.
    pub fn fault(sentence: impl Into<String>) -> Self {
        Self { code: 1, sentence: sentence.into() }
    }

    /// A setting or flag is wrong; the sentence names it.
    pub fn setting(sentence: impl Into<String>) -> Self {
        Self { code: 2, sentence: sentence.into() }
    }

    /// A fault in the words of its error. Of what lies beneath only the operating system's answer is
    /// told: other sources may speak of data.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut sources = std::iter::successors(error.source(), |source: &&(dyn Error + 'static)| (*source).source());
        match sources.find_map(|source| source.downcast_ref::<io::Error>()) {
            Some(answer) => Self::fault(format!("{error}: {answer}")),
            None => Self::fault(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the folder can't be used")]
    struct Folder(#[source] io::Error);

    #[test]
    fn the_operating_systems_answer_is_told() {
        let failure = Failure::of(&Folder(io::ErrorKind::PermissionDenied.into()));
        assert_eq!(failure, Failure::fault("the folder can't be used: permission denied"));
    }
}
