//! What Shortlist knows and decides, with no I/O: types, decisions, use cases and the ports that
//! adapters stand behind. Nothing here may depend on a framework, a clock or an environment.

pub mod ports;
pub mod resume;
pub mod skill;
pub mod text;
