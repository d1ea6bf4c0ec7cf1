//! The store on a real PostgreSQL, with a pool of one connection.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]

mod connecting;
mod erasing;
mod feed;
mod filtering;
mod make;
mod matching;
mod migrating;
mod paging;
mod resumes;
mod screenings;
mod tasks;
