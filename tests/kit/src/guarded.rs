//! A server program that a test starts, kills and starts again, and that never outlives the test.
//!
//! A small shell script stands between the test and the program. Its standard input ends when the test
//! process ends, in whatever way, and then it kills everything in its process group, itself included.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// The program's own children are in the same group, so that none is left over. The file `ended` tells
/// the test of a program that gave up by itself, for example because somebody took its port.
const GUARDIAN: &str = r#"
folder=$1
shift
cd "$folder" || exit 1
{ "$@" >log 2>&1 </dev/null; : >ended; } &
read -r _
cd / && rm -rf "$folder"
kill -KILL 0
"#;

/// One run of a program in a folder of its own. Dropping it is a `SIGKILL`, and the folder goes too.
#[derive(Debug)]
pub(crate) struct Guarded {
    guardian: Child,
    folder: PathBuf,
}

impl Guarded {
    /// Starts `program` in a new folder, with what `arguments` makes of that folder's path.
    pub(crate) fn start(
        program: &Path,
        arguments: impl FnOnce(&Path) -> Vec<String>,
        environment: &[(&str, &str)],
    ) -> Self {
        let folder = tempfile::Builder::new().prefix("shortlist-test-").tempdir_in("/tmp");
        let folder = folder.expect("a folder can be made in /tmp").keep();
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", GUARDIAN, "guardian"])
            .arg(&folder)
            .arg(program)
            .args(arguments(&folder))
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C ends the tests, and with them the guardian's input.
            .process_group(0);
        Self { guardian: command.spawn().expect("there is a /bin/sh"), folder }
    }

    /// Whether the program is gone although nobody killed it.
    pub(crate) fn has_ended(&self) -> bool {
        self.folder.join("ended").exists()
    }

    /// What the program said.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let group = i32::try_from(self.guardian.id()).expect("a process id fits");
        // Neither can fail in a way that matters: who is gone need not be killed.
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        let _ = self.guardian.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where a program lies, if it is installed.
#[expect(clippy::disallowed_methods, reason = "what is installed is known to the environment alone")]
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|it| it.join(program)).find(|it| it.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::until_it_answers;

    const PARENT_AND_CHILD: &str = "sleep 600 & echo $! >child.part; mv child.part child; wait";

    fn runs(process: &str) -> bool {
        let state = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // A dead process that nobody has asked for yet is listed as a zombie.
        !state.is_empty() && !state.contains(") Z ")
    }

    async fn start() -> (Guarded, String) {
        let arguments = |_: &Path| vec!["-c".to_owned(), PARENT_AND_CHILD.to_owned()];
        let guarded = Guarded::start(Path::new("/bin/sh"), arguments, &[]);
        let file = guarded.folder.join("child");
        until_it_answers(async || file.exists(), || None).await;
        let child = std::fs::read_to_string(file).unwrap().trim().to_owned();
        assert!(runs(&child));
        (guarded, child)
    }

    #[tokio::test]
    async fn dropping_it_ends_its_children_too_and_removes_the_folder() {
        let (guarded, child) = start().await;
        let folder = guarded.folder.clone();
        drop(guarded);
        until_it_answers(async || !runs(&child), || None).await;
        assert!(!folder.exists());
    }

    /// The guardian's input ends when its other end is closed, which the system does for a dead process.
    #[tokio::test]
    async fn all_ends_when_the_test_process_does() {
        let (mut guarded, child) = start().await;
        drop(guarded.guardian.stdin.take());
        until_it_answers(async || !runs(&child) && !guarded.folder.exists(), || None).await;
        guarded.guardian.wait().unwrap();
    }

    #[tokio::test]
    async fn a_program_that_gives_up_is_noticed_with_what_it_said() {
        let arguments = |_: &Path| vec!["-c".to_owned(), "echo no port; exit 1".to_owned()];
        let guarded = Guarded::start(Path::new("/bin/sh"), arguments, &[]);
        until_it_answers(async || guarded.has_ended(), || None).await;
        assert_eq!(guarded.log(), "no port\n");
    }
}
