//! A setting that nobody reads does nothing, silently. So each key of the default file is read by the
//! product, or its comment says that it comes with a later version.

use super::{
    expect_none,
    tree::{self, Text, texts},
};

const DEFAULTS: &str = "core/platform/src/config/default.toml";
const MARK: &str = "Comes with a later version.";

/// Keys that the settings themselves make use of, so that nobody else has to.
const READ_BY_THE_SETTINGS: [(&str, &str); 4] = [
    ("llm.fallback", "with llm.provider it makes the order in which models are asked"),
    ("redis.url", "together with the two others it decides how the program runs"),
    ("faktory.url", "together with the two others it decides how the program runs"),
    ("paths.cache_dir", "other folders lie in it unless they are placed elsewhere"),
];

/// A key with the comment above it.
struct Key {
    section: String,
    name: String,
    is_marked: bool,
}

fn keys(defaults: &str) -> Vec<Key> {
    let (mut section, mut comment, mut keys) = (String::new(), Vec::new(), Vec::new());
    for line in defaults.lines() {
        if let Some(words) = line.strip_prefix("# ") {
            comment.push(words);
        } else if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
            comment.clear();
        } else if let Some((name, _)) = line.split_once(" = ") {
            let is_marked = comment.join(" ").ends_with(MARK);
            keys.push(Key { section: section.clone(), name: name.to_owned(), is_marked });
            comment.clear();
        } else {
            comment.clear();
        }
    }
    keys
}

/// Whether a file that has to do with the section takes this field of something.
fn reads(source: &Text, key: &Key) -> bool {
    let starts_with = |it: &String, name: &str| it.to_lowercase().starts_with(name);
    let words: Vec<String> = source.text.split(|it: char| !it.is_alphanumeric() && it != '_').map(Into::into).collect();
    // `settings.documents` and `DocumentSettings`; `settings.tasks` and `TaskSettings`.
    let type_name = format!("{}settings", key.section.strip_suffix('s').unwrap_or(&key.section));
    let knows = words.iter().any(|it| *it == key.section || starts_with(it, &type_name));
    let field = format!(".{}", key.name);
    let ends = |rest: &str| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '_' || it == '(');
    knows && source.text.match_indices(&field).any(|(at, it)| ends(&source.text[at + it.len()..]))
}

fn wrong(defaults: &str, sources: &[Text]) -> Vec<String> {
    let by_itself =
        |key: &Key| READ_BY_THE_SETTINGS.iter().any(|(name, _)| *name == format!("{}.{}", key.section, key.name));
    let judge = |key: &Key| {
        let is_read = by_itself(key) || sources.iter().any(|it| reads(it, key));
        let name = format!("{}.{}", key.section, key.name);
        match (is_read, key.is_marked) {
            (false, false) => Some(format!("{name} is read by nobody, and is not marked “{MARK}”")),
            (true, true) => Some(format!("{name} is read, and still marked “{MARK}”")),
            _ => None,
        }
    };
    keys(defaults).iter().filter_map(judge).collect()
}

#[test]
fn every_setting_is_read_or_marked() {
    let rooms = ["server/src/", "worker/src/", "core/platform/src/"];
    let of_product = |it: &Text| {
        let is_code = it.path.ends_with(".rs") && rooms.iter().any(|room| it.path.starts_with(room));
        is_code && !it.path.starts_with("core/platform/src/config/")
    };
    let sources: Vec<Text> = texts().into_iter().filter(of_product).collect();
    let defaults = std::fs::read_to_string(tree::root().join(DEFAULTS)).unwrap();
    assert!(keys(&defaults).len() > 50, "the keys are not found any more");
    expect_none("settings that do nothing, or do and don't say so:", &wrong(&defaults, &sources));
}

#[test]
fn a_dead_setting_and_a_mark_that_is_out_of_date_are_found() {
    let source = |text: &str| Text { path: "server/src/a.rs".into(), text: text.into() };
    let plain = "[tasks]\n# How long.\nlease = \"1s\"\n";
    let marked = "[tasks]\n# How long. Comes with a\n# later version.\nlease = \"1s\"\n";
    let reader = [source("fn a(it: &TaskSettings) { b(it.lease); }")];
    assert!(wrong(plain, &reader).is_empty());
    assert_eq!(wrong(marked, &reader).len(), 1);
    for other in ["fn a(it: &MailSettings) { b(it.lease); }", "fn a(tasks: T) { b(tasks.lease_until, c.lease()); }"] {
        assert_eq!(wrong(plain, &[source(other)]).len(), 1, "{other}");
        assert!(wrong(marked, &[source(other)]).is_empty(), "{other}");
    }
}
