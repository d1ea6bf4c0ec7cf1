//! How due tasks reach workers. A queue only produces ids; the claim in the store decides who works.

pub mod in_process;
