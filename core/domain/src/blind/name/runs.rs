//! Words that stand together and are parts of the name.

use std::ops::Range;

use super::context::Context;
use super::parts::Meaning;
use super::tokens::{Token, folded};
use super::{Role, Run};
use crate::resume::facts::{has_title_word, is_particle};
use crate::skill;

/// The runs of a text that hold a part of the name, in its order.
pub(super) fn runs(context: &Context<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    while at < context.tokens.len() {
        let Some(first) = role(context, at, None) else {
            at += 1;
            continue;
        };
        let mut run = Run { from: at, to: at + 1, parts: Vec::new() };
        push(&mut run.parts, first);
        while run.to < context.tokens.len() {
            let Some(next) = joins(context, &run) else { break };
            push(&mut run.parts, next.0);
            run.to = next.1;
        }
        at = run.to;
        if !run.parts.is_empty() {
            runs.push(trimmed(context, run));
        }
    }
    runs
}

fn push(parts: &mut Vec<usize>, role: Role) {
    if let Role::Part(part) = role
        && !parts.contains(&part)
    {
        parts.push(part);
    }
}

fn role(context: &Context<'_>, at: usize, before: Option<&Token>) -> Option<Role> {
    let token = &context.tokens[at];
    let names = context.names;
    let mut letters = token.folded.chars();
    let single = letters.next().filter(|_| letters.next().is_none());
    if let Some(letter) = single.filter(|_| token.high) {
        let dotted = context.page.text[token.bytes.end..].starts_with('.');
        return (names.is_initial(letter) && (dotted || letter != 'i')).then_some(Role::Initial);
    }
    if names.is_particle(&token.folded) {
        return Some(Role::Particle);
    }
    if let Some(part) = names.part_in(token) {
        return Some(Role::Part(part));
    }
    let between = before.is_some() && is_particle(&token.folded);
    between.then_some(Role::Particle)
}

/// What goes on in a run, and where it then ends. One foreign word between two parts is a middle name.
fn joins(context: &Context<'_>, run: &Run) -> Option<(Role, usize)> {
    let last = &context.tokens[run.to - 1];
    let next = &context.tokens[run.to];
    if next.line != last.line {
        return None;
    }
    let gap = &context.page.text[last.bytes.end..next.bytes.start];
    if let Some(role) = role(context, run.to, Some(last)) {
        return glue(context, run, gap, role, next).then_some((role, run.to + 1));
    }
    let after = context.tokens.get(run.to + 1).filter(|after| after.line == next.line)?;
    let Some(Role::Part(part)) = role(context, run.to + 1, Some(next)) else { return None };
    let blanks = gap == " " && &context.page.text[next.bytes.end..after.bytes.start] == " ";
    let middle = next.high && after.high && blanks && !run.parts.is_empty() && !run.parts.contains(&part);
    let word = context.page.at(&next.bytes);
    let name_like = next.folded.chars().count() > 1 && !has_title_word(word) && !skill::is_known(word);
    (middle && name_like).then_some((Role::Part(part), run.to + 2))
}

/// Whether what stands between two words of a name leaves them together. A comma does only in "López, Maria".
fn glue(context: &Context<'_>, run: &Run, gap: &str, role: Role, next: &Token) -> bool {
    let signs = gap.chars().count() <= 4 && gap.chars().all(|c| c.is_whitespace() || ".-‐‑'’_,\"“”()".contains(c));
    if !signs || (gap.contains(['"', '“', '”', '(', ')']) && gap.trim().chars().count() > 1) {
        return false;
    }
    if !gap.contains(',') {
        return true;
    }
    let zone = context.page.lines[next.line].in_zone();
    let Role::Part(part) = role else { return matches!(role, Role::Initial) && zone };
    let plain = |part: &usize| context.names.parts[*part].meaning == Meaning::None;
    !run.parts.contains(&part) && (zone || plain(&part) || run.parts.iter().any(plain))
}

/// A run without particles at its end, and without those at its start that the name doesn't have.
fn trimmed(context: &Context<'_>, mut run: Run) -> Run {
    let is_loose = |at: usize| matches!(role(context, at, None), None | Some(Role::Particle));
    while run.to > run.from + 1 && is_loose(run.to - 1) {
        run.to -= 1;
    }
    // An initial without a dot belongs to a name before or after it only when nothing parts them.
    while run.to > run.from + 1 && role(context, run.from, None).is_none() {
        run.from += 1;
    }
    run
}

/// Names without blanks, as in "marialopez85" and "CV_MariaLopez.pdf"; initials with a part where a handle may
/// stand; and monograms, "M.L.".
pub(super) fn joined(context: &Context<'_>, mut found: impl FnMut(Range<usize>)) {
    let text = context.page.text;
    for token in context.tokens {
        let plain = folded(context.page.at(&token.bytes));
        let in_handle = || {
            let zone = context.page.lines[token.line].in_zone();
            let before = text[..token.bytes.start].ends_with(['_', '@', '/', '.', '-']);
            let after =
                text[token.bytes.end..].starts_with(|c: char| matches!(c, '_' | '@' | '/' | '-') || c.is_ascii_digit());
            before || after || (zone && !token.high)
        };
        if context.names.is_joined(&plain) || (context.names.is_handle(&plain) && in_handle()) {
            let rest = &text[token.bytes.end..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let at = usize::from(text[..token.bytes.start].ends_with('@'));
            found(token.bytes.start - at..token.bytes.end + digits);
        }
    }
    monograms(context, found);
}

fn monograms(context: &Context<'_>, mut found: impl FnMut(Range<usize>)) {
    let text = context.page.text;
    let letter =
        |token: &Token| token.high && token.folded.chars().count() == 1 && text[token.bytes.end..].starts_with('.');
    let mut at = 0;
    while at < context.tokens.len() {
        let mut end = at;
        while end < context.tokens.len()
            && letter(&context.tokens[end])
            && (end == at || context.tokens[end].bytes.start - context.tokens[end - 1].bytes.end <= 2)
        {
            end += 1;
        }
        if end >= at + 2 {
            let letters: String = context.tokens[at..end].iter().map(|token| token.folded.as_str()).collect();
            if context.names.is_monogram(&letters) {
                found(context.tokens[at].bytes.start..context.tokens[end - 1].bytes.end + 1);
            }
        }
        at = end.max(at + 1);
    }
}
