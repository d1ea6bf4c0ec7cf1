//! Wake-ups: within one process, and between processes through Redis.

mod in_process;
mod listeners;
mod redis;
mod wire;

pub use in_process::InProcessBus;
pub use redis::{RedisBus, RedisRefusal};
