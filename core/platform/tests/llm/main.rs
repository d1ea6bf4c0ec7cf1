//! Models over real connections, against scripted servers that speak Ollama's and OpenAI's interfaces.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]

mod answers;
mod budget;
mod crates;
mod hanging;
mod outages;
mod retrying;
mod world;
