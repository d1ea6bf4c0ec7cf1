//! Says which Faktory the tests on this machine have, for the end of a test run. It starts it as a test
//! does, so that it can't claim one that no test would get.

#[tokio::main]
#[expect(clippy::print_stdout, reason = "to say it is all that this program does")]
async fn main() {
    println!("{}", kit::Faktory::start().await.describe());
}
