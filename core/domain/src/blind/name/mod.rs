//! The person's name wherever the text has it: whole, in parts, in initials, as somebody's, in handles and in
//! names of files. A part that is a word or a skill as well goes only where it is used as a name.

mod context;
mod parts;
mod runs;
mod tokens;

use super::layout::{Page, trimmed};
use super::{Identity, Marks, PLACEHOLDER};
use crate::resume::facts;
use context::Context;
use parts::Names;
use tokens::{Token, tokens};

/// Adds the places of the name, with the titles before it.
pub(super) fn find(page: &Page<'_>, identity: &Identity, marks: &mut Marks) {
    // A blinded text names nobody any more; what looks like a name in it is none.
    let read = if page.text.contains(PLACEHOLDER) { None } else { facts::name_in(page.text) };
    let names = Names::new(&identity.names, read.as_deref());
    if names.is_empty() {
        return;
    }
    let tokens = tokens(page);
    let context = Context { page, names: &names, tokens: &tokens };
    spaced_out(page, &names, marks);
    names.find_unspaced(page.text, |bytes| marks.add(bytes));
    for run in runs::runs(&context) {
        if context.is_the_person(&run) {
            marks.add(context.with_company(&run));
        }
    }
    runs::joined(&context, |bytes| marks.add(bytes));
}

/// "M A R I A  L Ó P E Z", as designers space their titles.
fn spaced_out(page: &Page<'_>, names: &Names, marks: &mut Marks) {
    for line in page.lines.iter().filter(|line| line.in_zone()) {
        let words = page.at(&line.bytes);
        let letters = words.split_whitespace().filter(|word| !word.is_empty());
        let single = letters.clone().count() >= 4 && letters.clone().all(|word| word.chars().count() <= 2);
        if single && names.are_whole(&letters.collect::<String>()) {
            marks.add(trimmed(page.text, line.bytes.clone()));
        }
    }
}

/// A word's place in a run of words that may be the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A part of the name.
    Part(usize),
    /// A letter that one of its parts begins with.
    Initial,
    /// A small word that names have, as "van".
    Particle,
}

/// Words that stand together, of which at least one is a part of the name.
#[derive(Debug)]
struct Run {
    /// Places in the list of tokens: from, and up to.
    from: usize,
    to: usize,
    /// The parts of the name in it, each once.
    parts: Vec<usize>,
}

impl Run {
    fn tokens<'t>(&self, all: &'t [Token]) -> &'t [Token] {
        &all[self.from..self.to]
    }
}
