//! The repository as the rules see it: its texts, and its Rust parsed.

use proc_macro2::{TokenStream, TokenTree};
use std::path::{Path, PathBuf};
use syn::UseTree;

/// Folders that hold no source of ours.
const NOT_OURS: [&str; 6] = [".git", "target", "node_modules", "dist", "__pycache__", ".venv"];

/// A text file, by its path from the root.
pub(crate) struct Text {
    pub(crate) path: String,
    pub(crate) text: String,
}

pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package lies in the repository").to_owned()
}

/// Every text file of ours. Those that are not Unicode are no text.
pub(crate) fn texts() -> Vec<Text> {
    let root = root();
    let ours = |name: &std::ffi::OsStr| !NOT_OURS.iter().any(|it| name == *it);
    let files = walkdir::WalkDir::new(&root).into_iter().filter_entry(|it| ours(it.file_name()));
    let files = files.map(|it| it.expect("the repository can be read").into_path());
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        let path = path.strip_prefix(&root).expect("it lies below").to_str()?.to_owned();
        Some(Text { path, text })
    };
    files.filter(|it| it.is_file()).filter_map(read).collect()
}

/// A Rust file.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) file: syn::File,
    /// Whole paths, `use` lists unfolded: `std::env::var`.
    pub(crate) paths: Vec<String>,
    /// The contents of text literals, those of documentation left out.
    pub(crate) strings: Vec<String>,
}

impl Source {
    pub(crate) fn parse(path: &str, text: &str) -> Self {
        let mut file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut paths = Vec::new();
        for item in &file.items {
            if let syn::Item::Use(it) = item {
                unfold("", &it.tree, &mut paths);
            }
        }
        let mut strings = Vec::new();
        read_tokens(text.parse().expect("syn parsed it"), &mut paths, &mut strings);
        file.shebang = None;
        Self { path: path.to_owned(), file, paths, strings }
    }

    /// Whether the file lies in one of the folders, or is one of the files.
    pub(crate) fn is_in(&self, rooms: &[&str]) -> bool {
        rooms.iter().any(|it| self.path.starts_with(it))
    }

    /// What the file mentions of the crates or modules named.
    pub(crate) fn mentions(&self, forbidden: &[&str]) -> Vec<String> {
        let hit = |path: &str| {
            forbidden
                .iter()
                .any(|it| path.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
        };
        let found = self.paths.iter().filter(|it| hit(it));
        found.map(|it| format!("{} mentions {it}", self.path)).collect()
    }
}

/// Every Rust file of ours.
pub(crate) fn sources() -> Vec<Source> {
    let rust = texts().into_iter().filter(|it| it.path.ends_with(".rs"));
    rust.map(|it| Source::parse(&it.path, &it.text)).collect()
}

fn unfold(prefix: &str, tree: &UseTree, into: &mut Vec<String>) {
    match tree {
        UseTree::Path(it) => unfold(&format!("{prefix}{}::", it.ident), &it.tree, into),
        UseTree::Group(it) => it.items.iter().for_each(|it| unfold(prefix, it, into)),
        UseTree::Name(it) => into.push(format!("{prefix}{}", it.ident)),
        UseTree::Rename(it) => into.push(format!("{prefix}{}", it.ident)),
        UseTree::Glob(_) => into.push(format!("{prefix}*")),
    }
}

/// Paths and texts as they are written, inside macros too, where there is no syntax tree.
fn read_tokens(tokens: TokenStream, paths: &mut Vec<String>, strings: &mut Vec<String>) {
    let (mut path, mut colons) = (String::new(), 0);
    for token in tokens {
        match token {
            TokenTree::Ident(name) if colons == 2 => path = format!("{path}::{name}"),
            TokenTree::Punct(mark) if mark.as_char() == ':' => {
                colons += 1;
                continue;
            }
            other => {
                finish(&mut path, paths);
                match other {
                    TokenTree::Ident(name) => path = name.to_string(),
                    TokenTree::Group(it) if is_documentation(&it) => {}
                    TokenTree::Group(it) => read_tokens(it.stream(), paths, strings),
                    TokenTree::Literal(it) => strings.extend(text_of(&it)),
                    TokenTree::Punct(_) => {}
                }
            }
        }
        colons = 0;
    }
    finish(&mut path, paths);
}

fn finish(path: &mut String, paths: &mut Vec<String>) {
    let whole = std::mem::take(path);
    if whole.contains("::") {
        paths.push(whole);
    }
}

/// The attribute that a documentation comment becomes.
fn is_documentation(group: &proc_macro2::Group) -> bool {
    group.stream().to_string().starts_with("doc =")
}

fn text_of(literal: &proc_macro2::Literal) -> Option<String> {
    match syn::parse_str::<syn::Lit>(&literal.to_string()).ok()? {
        syn::Lit::Str(it) => Some(it.value()),
        _ => None,
    }
}

#[test]
fn paths_are_seen_in_lists_in_code_and_in_macros() {
    let source = Source::parse("a.rs", "use std::{env, fs as f}; fn a() { b!(c::d(1)); e::g(); }");
    for path in ["std::env", "std::fs", "c::d", "e::g"] {
        assert!(source.paths.iter().any(|it| it == path), "{path} in {:?}", source.paths);
    }
}

#[test]
fn texts_are_seen_in_macros_and_not_in_documentation() {
    let source = Source::parse("a.rs", "/// \"no\"\nfn a() { b!(\"yes {}\", r#\"also\"#); }");
    assert_eq!(source.strings, ["yes {}", "also"]);
}

#[test]
fn the_walk_finds_this_file() {
    assert!(texts().iter().any(|it| it.path == "tests/tests/tidy/tree.rs"));
}
