//! A server that answers: by itself with everything in one process, or as one of many around three
//! services.

mod hands;
mod server;

pub(crate) use server::{RunningServer, bind, web_for_rows};
