//! The extractor from outside: real files, real processes.
//!
//! This binary is its own zygote, so `main` must decide before any test's thread exists; the usual test
//! harness would have started some.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test that can't go on fails, and prints its seed")]

mod attacks;
mod bad_input;
mod columns;
mod fidelity;
mod fuzz;
mod glyphs;
mod hidden;
mod kinds;
mod processes;
mod reading;
mod unpacking;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(reading::ZYGOTE) {
        return platform::document::zygote::zygote_main();
    }
    let areas = [
        kinds::trials(),
        columns::trials(),
        glyphs::trials(),
        hidden::trials(),
        attacks::trials(),
        fidelity::trials(),
        bad_input::trials(),
        processes::trials(),
        fuzz::trials(),
        unpacking::trials(),
    ];
    libtest_mimic::run(&Arguments::from_args(), areas.into_iter().flatten().collect()).exit_code()
}
