//! Mails as they leave: over a real SMTP conversation, and as files.

#![expect(clippy::unwrap_used, reason = "a test ends where something fails")]

mod kept;
mod make;
mod message;
mod smtp;
