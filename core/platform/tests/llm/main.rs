//! Models over real connections, against scripted servers that speak Ollama's and OpenAI's interfaces.

mod answers;
mod world;
