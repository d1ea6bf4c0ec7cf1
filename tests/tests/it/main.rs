//! The whole product, driven from outside: the real `shortlist-server`, over HTTP and
//! WebSockets as a client sees it. Nothing of the product is imported, so that what is tested is what
//! people rely on. Tests that don't end the server share one and keep apart by data of their own.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "all of this is tests: they end where an answer is not what it must be, and they say figures"
)]

mod child;
mod client;
mod people;
mod server;
mod socket;
mod wait;

mod applications;
mod arguments;
mod batches;
mod changes;
mod distributed;
mod erasing;
mod failpoints;
mod figures;
mod files;
mod floor;
mod following;
mod hidden;
mod identity;
mod imports;
mod inputs;
mod judging;
mod kills;
mod limits;
mod mails;
mod mending;
mod merging;
mod models;
mod patience;
mod process;
mod queues;
mod ranking;
mod readme;
mod refusals;
mod sample;
mod stages;
mod tasks;
mod traces;
mod transport;
mod upkeep;
