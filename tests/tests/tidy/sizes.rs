//! How long things may be. A file is read in one sitting and a function at one glance; beyond that,
//! people stop reading and start searching.

use super::{
    expect_none,
    tree::{Source, Text, sources, texts},
};
use syn::{spanned::Spanned, visit::Visit};

/// Aim at 250, think at 400.
const FILE_LIMIT: usize = 600;
const FILE_THINK: usize = 400;
/// Aim at 20.
const FUNCTION_LIMIT: usize = 100;

/// Languages in which somebody writes here. What a program writes is not listed or lies below.
const WRITTEN: [&str; 12] =
    [".rs", ".py", ".ts", ".tsx", ".js", ".css", ".html", ".sh", ".md", ".toml", ".yml", ".yaml"];
/// Files that a program writes.
const GENERATED: [&str; 2] = ["frontend/src/gql/", "frontend/graphiql/src/gql/"];

fn longer_than(limit: usize, files: &[Text]) -> Vec<String> {
    let written = |it: &&Text| {
        WRITTEN.iter().any(|end| it.path.ends_with(end)) && !GENERATED.iter().any(|room| it.path.starts_with(room))
    };
    let lines = files.iter().filter(written).map(|it| (it.text.lines().count(), &it.path));
    lines.filter(|(lines, _)| *lines > limit).map(|(lines, path)| format!("{path}: {lines} lines")).collect()
}

/// Counts from the signature to the closing brace.
struct Long<'a> {
    path: &'a str,
    found: Vec<String>,
}

impl Long<'_> {
    fn look(&mut self, name: &syn::Ident, from: proc_macro2::Span, to: proc_macro2::Span) {
        let lines = to.end().line + 1 - from.start().line;
        if lines > FUNCTION_LIMIT {
            self.found.push(format!("{}: fn {name} has {lines} lines", self.path));
        }
    }
}

impl<'ast> Visit<'ast> for Long<'_> {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.look(&it.sig.ident, it.sig.span(), it.block.span());
        syn::visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.look(&it.sig.ident, it.sig.span(), it.block.span());
        syn::visit::visit_impl_item_fn(self, it);
    }

    fn visit_trait_item_fn(&mut self, it: &'ast syn::TraitItemFn) {
        self.look(&it.sig.ident, it.sig.span(), it.span());
        syn::visit::visit_trait_item_fn(self, it);
    }
}

fn long_functions(source: &Source) -> Vec<String> {
    let mut long = Long { path: &source.path, found: vec![] };
    long.visit_file(&source.file);
    long.found
}

#[test]
fn no_file_is_too_long() {
    let files = texts();
    for line in longer_than(FILE_THINK, &files) {
        println!("think about {line}");
    }
    expect_none("split these files:", &longer_than(FILE_LIMIT, &files));
}

#[test]
fn no_function_is_too_long() {
    let found: Vec<_> = sources().iter().flat_map(long_functions).collect();
    expect_none("split these functions:", &found);
}

#[test]
fn a_line_too_much_is_found() {
    let file = |path: &str, lines: usize| Text { path: path.to_owned(), text: "\n".repeat(lines) };
    let files = [file("a.rs", 600), file("b.py", 601), file("package-lock.json", 5000)];
    assert_eq!(longer_than(FILE_LIMIT, &files), ["b.py: 601 lines"]);
    for wrapper in ["fn a() {@}", "impl A { fn a() {@} }", "trait A { fn a() {@} }", "mod b { fn a() {@} }"] {
        let with = |lines: usize| Source::parse("a.rs", &wrapper.replace('@', &"\n".repeat(lines)));
        assert!(long_functions(&with(99)).is_empty(), "{wrapper}");
        assert_eq!(long_functions(&with(100)).len(), 1, "{wrapper}");
    }
}
