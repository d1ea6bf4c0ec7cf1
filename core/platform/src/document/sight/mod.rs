//! What a person sees on a PDF's page, and what only a machine would find there.
//!
//! A content stream is followed the way a viewer follows it: text with its matrices, colours, clips and modes;
//! shapes and images painted, in order, onto a coarse [`canvas`]. Each glyph then has a place, the letters it
//! stands for, and the reason why nobody sees it, if there is one.

mod canvas;
mod color;
mod font;
mod function;
mod geometry;
mod glyph;
mod image;
mod ink;
mod interpreter;
mod layers;
mod painting;
mod path;
mod source;
mod state;
mod writing;

pub(crate) use color::Rgb;
pub(crate) use geometry::{Area, Point};
pub(crate) use glyph::{Glyph, Kind};
pub(crate) use interpreter::{Fault, Fonts, Watcher, area_of};
pub(crate) use layers::Layers;
pub(crate) use source::{Dict, Source};
