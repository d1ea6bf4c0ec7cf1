//! A résumé: a file of a candidate's with the text taken out of it.

pub mod facts;
