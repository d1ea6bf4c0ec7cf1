//! What the tests share: an extractor, and ways to ask it.

use std::sync::OnceLock;
use std::time::Duration;

use domain::ports::{ExtractError, Extraction, Extractor};
use platform::document::{ExtractorSettings, Limits, SandboxedExtractor, UnpackSettings};
use platform::process::Spawner;
use tokio::runtime::Runtime;

/// The hidden argument.
pub(crate) const ZYGOTE: &str = "extractor-zygote";

/// Lists functions of this module as tests.
macro_rules! trials {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
            let area = module_path!().rsplit("::").next().unwrap();
            vec![$(libtest_mimic::Trial::test(format!("{area}::{}", stringify!($name)), || {
                $name();
                Ok(())
            })),*]
        }
    };
}
pub(crate) use trials;

pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().unwrap())
}

/// An extractor with a zygote of its own; `mark` stands in that zygote's command line.
pub(crate) fn extractor(limits: Limits, mark: &str) -> SandboxedExtractor {
    extractor_in(limits, mark, &std::env::temp_dir(), Duration::from_secs(60))
}

/// The same, with a folder of its own for what is unpacked, and a time for that.
pub(crate) fn extractor_in(
    limits: Limits,
    mark: &str,
    folder: &std::path::Path,
    wall_time: Duration,
) -> SandboxedExtractor {
    let settings = ExtractorSettings {
        program: std::env::current_exe().unwrap(),
        args: vec![ZYGOTE.to_owned(), mark.to_owned()],
        limits,
        max_parallel: 4,
        unpacking: UnpackSettings { folder: folder.to_owned(), wall_time },
    };
    SandboxedExtractor::start(settings, Spawner::start()).unwrap()
}

/// Reads a file with the default limits.
pub(crate) fn read(file: Vec<u8>) -> Result<Extraction, ExtractError> {
    static EXTRACTOR: OnceLock<SandboxedExtractor> = OnceLock::new();
    let extractor = EXTRACTOR.get_or_init(|| extractor(Limits::default(), "shared"));
    runtime().block_on(extractor.extract(file))
}

/// Reads a file under limits of its own.
pub(crate) fn read_within(limits: Limits, file: Vec<u8>) -> Result<Extraction, ExtractError> {
    runtime().block_on(extractor(limits, "own-limits").extract(file))
}

/// The text of a file that can be read.
pub(crate) fn text_of(file: Vec<u8>) -> String {
    read(file).unwrap().text
}

/// The reason why a file can't be read.
pub(crate) fn reason_of(result: Result<Extraction, ExtractError>) -> String {
    match result {
        Err(ExtractError::Unreadable { reason }) => reason,
        other => panic!("not unreadable: {other:?}"),
    }
}
