//! The store on a real PostgreSQL, with a pool of one connection.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]

mod asking;
mod batches;
mod concurrent;
mod connecting;
mod counted;
mod deciding;
mod duplicates;
mod erasing;
mod feed;
mod fencing;
mod filtering;
mod following;
mod load;
mod mails;
mod make;
mod matching;
mod mending;
mod merging;
mod migrating;
mod model_budget;
mod office;
mod paging;
mod queues;
mod reembedding;
mod resumes;
mod screenings;
mod storage;
mod tasks;
mod upkeep;
