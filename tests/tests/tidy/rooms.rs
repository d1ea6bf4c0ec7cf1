//! What a room may not hold. A rule takes one file and says what is wrong with it.

use super::{
    expect_none,
    tree::{Source, sources},
};
use quote::ToTokens;
use syn::visit::{self, Visit};

/// Decisions are tested without mocks, so the domain reaches for nothing: what it needs, it is given.
fn domain_does_no_io(source: &Source) -> Vec<String> {
    let outside = [
        "std::env",
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "std::time::SystemTime",
        "std::time::Instant",
        "chrono::Utc::now",
        "chrono::Local",
        "tokio",
        "sea_orm",
        "sqlx",
        "axum",
        "async_graphql",
        "reqwest",
        "fred",
        "faktory",
        "rand",
    ];
    if source.is_in(&["core/domain/src/"]) { source.mentions(&outside) } else { vec![] }
}

/// A model decides. Waiting and logging belong to the service, which then stays thin.
fn models_only_decide(source: &Source) -> Vec<String> {
    let is_model =
        source.is_in(&["core/domain/src/"]) && (source.path.ends_with("/model.rs") || source.path.contains("/model/"));
    if !is_model {
        return vec![];
    }
    let mut found = source.mentions(&["tracing", "log", "futures", "async_trait"]);
    let mut asyncs = Functions::of(source, |it| it.asyncness.is_some());
    found.append(&mut asyncs);
    found
}

/// Rows change with every migration. Nobody but the store may know them, or each change goes everywhere.
fn rows_stay_in_the_store(source: &Source) -> Vec<String> {
    let others = source.is_in(&["core/", "server/", "worker/"]) && !source.is_in(&["core/platform/src/store"]);
    let connects = source.is_in(&["core/platform/src/postgres", "core/platform/tests/"]);
    if others && !connects { source.mentions(&["sea_orm", "sqlx", "entity"]) } else { vec![] }
}

/// What the store hands out is the domain's: a row in a return value would carry the tables with it.
/// The pool itself may pass through `main`, which opens it once and lends it to the migrations.
fn the_store_returns_no_rows(source: &Source) -> Vec<String> {
    if !source.is_in(&["core/platform/src/store"]) {
        return vec![];
    }
    let of_rows = |it: &&String| it.starts_with("entity::") || it.starts_with("sea_orm::");
    let last = |it: &String| it.rsplit("::").next().unwrap_or_default().to_owned();
    let rows = source.paths.iter().filter(of_rows).map(last);
    let rows: Vec<String> = rows.filter(|it| it != "DatabaseConnection").collect();
    Functions::of_public(source, |it| {
        let words = it.output.to_token_stream().into_iter().flat_map(words_of).collect::<Vec<_>>();
        words.iter().any(|word| word == "entity" || word == "sea_orm" || rows.contains(word))
    })
}

fn words_of(token: proc_macro2::TokenTree) -> Vec<String> {
    match token {
        proc_macro2::TokenTree::Group(it) => it.stream().into_iter().flat_map(words_of).collect(),
        other => vec![other.to_string()],
    }
}

/// SQL in one place can be read beside the tables that it speaks of, and counted.
fn sql_stays_in_the_store(source: &Source) -> Vec<String> {
    let rooms = ["core/domain/src/", "core/platform/src/", "entity/src/", "server/src/", "worker/src/"];
    if !source.is_in(&rooms) || source.is_in(&["core/platform/src/store"]) {
        return vec![];
    }
    let found = source.strings.iter().filter(|it| is_sql(it));
    found.map(|it| format!("{} holds {it:?}", source.path)).collect()
}

/// Both words in this order make a statement; one of them alone is English.
fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let pairs = [
        ("select ", " from "),
        ("update ", " set "),
        ("insert into ", ""),
        ("delete from ", ""),
        ("create table ", ""),
        ("create index ", ""),
        ("create extension ", ""),
        ("alter table ", ""),
        ("drop table ", ""),
        ("truncate ", ""),
        ("with ", " as ("),
        ("select 1", ""),
        ("set local ", ""),
        ("listen ", ";"),
    ];
    pairs.iter().any(|(start, then)| text.starts_with(start) && text.contains(then))
}

/// A figure that the catalogue doesn't explain is one that nobody understands, so whoever records does so
/// through its constants.
fn figures_stay_in_the_catalogue(source: &Source) -> Vec<String> {
    let rooms = ["core/domain/src/", "core/platform/src/", "server/src/", "worker/src/"];
    let ours = source.is_in(&rooms) && !source.is_in(&["core/platform/src/telemetry/"]);
    if ours { source.mentions(&["metrics", "metrics_exporter_prometheus", "metrics_process"]) } else { vec![] }
}

/// A row has fields. What they mean is decided in the domain.
fn rows_have_no_behaviour(source: &Source) -> Vec<String> {
    let own = |it: &syn::Item| matches!(it, syn::Item::Impl(it) if it.trait_.is_none() && !it.items.is_empty());
    let found = source.is_in(&["entity/src/"]) && source.file.items.iter().any(own);
    if found { vec![format!("{} has methods of its own", source.path)] } else { vec![] }
}

/// The migrations of last year must still run when this year's rows look different.
fn migrations_know_no_rows(source: &Source) -> Vec<String> {
    if source.is_in(&["migration/"]) { source.mentions(&["entity"]) } else { vec![] }
}

/// A resolver asks once and maps the answer. A second question is a decision, and belongs in a service.
fn resolvers_ask_once(source: &Source) -> Vec<String> {
    let rooms = ["server/src/graphql/query", "server/src/graphql/mutation"];
    if !source.is_in(&rooms) {
        return vec![];
    }
    let mut found = source.mentions(&["domain::ports::Store", "domain::ports::Tx"]);
    found.append(&mut Functions::of_bodies(source, |body| count(body, "services") > 1 || count(body, "begin") > 0));
    found
}

/// A handler that loops until something happens holds its slot for ever when it doesn't.
fn handlers_end(source: &Source) -> Vec<String> {
    if !source.is_in(&["worker/src/handler"]) {
        return vec![];
    }
    let mut found = source.mentions(&["fred", "redis"]);
    found.append(&mut Functions::of_bodies(source, |body| count(body, "loop") > 0));
    found
}

fn count(body: &syn::Block, word: &str) -> usize {
    body.to_token_stream().into_iter().flat_map(words_of).filter(|it| it == word).count()
}

/// Functions for which something holds, tests left out.
struct Functions<'a> {
    test: &'a dyn Fn(&syn::Visibility, &syn::Signature, &syn::Block) -> bool,
    found: Vec<String>,
}

impl Functions<'_> {
    fn of(source: &Source, test: impl Fn(&syn::Signature) -> bool) -> Vec<String> {
        Self::find(source, &|_, signature, _| test(signature))
    }

    fn of_public(source: &Source, test: impl Fn(&syn::Signature) -> bool) -> Vec<String> {
        Self::find(source, &|visible, signature, _| matches!(visible, syn::Visibility::Public(_)) && test(signature))
    }

    fn of_bodies(source: &Source, test: impl Fn(&syn::Block) -> bool) -> Vec<String> {
        Self::find(source, &|_, _, body| test(body))
    }

    fn find(source: &Source, test: &dyn Fn(&syn::Visibility, &syn::Signature, &syn::Block) -> bool) -> Vec<String> {
        let mut functions = Functions { test, found: vec![] };
        functions.visit_file(&source.file);
        functions.found.iter().map(|name| format!("{}: fn {name}", source.path)).collect()
    }

    fn look(&mut self, visible: &syn::Visibility, signature: &syn::Signature, body: &syn::Block) {
        if (self.test)(visible, signature, body) {
            self.found.push(signature.ident.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.look(&it.vis, &it.sig, &it.block);
        visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.look(&it.vis, &it.sig, &it.block);
        visit::visit_impl_item_fn(self, it);
    }

    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        let is_tests = it.attrs.iter().any(|it| it.to_token_stream().to_string().contains("test"));
        if !is_tests {
            visit::visit_item_mod(self, it);
        }
    }
}

/// A rule, what it says when it fires, and a bad file on which it must.
struct Rule {
    says: &'static str,
    check: fn(&Source) -> Vec<String>,
    bad: &'static [(&'static str, &'static str)],
}

const RULES: [Rule; 10] = [
    Rule {
        says: "the domain does no I/O; take what you need as an argument or through a port:",
        check: domain_does_no_io,
        bad: &[
            ("core/domain/src/job/service.rs", "use std::{collections::HashMap, env};"),
            ("core/domain/src/job/service.rs", "fn a() { let _ = std::time::SystemTime::now(); }"),
            ("core/domain/src/job/service.rs", "fn a() { b!(tokio::spawn(c)); }"),
        ],
    },
    Rule {
        says: "a model decides, without waiting or logging; move this to the service:",
        check: models_only_decide,
        bad: &[
            ("core/domain/src/job/model.rs", "async fn a() {}"),
            ("core/domain/src/job/model.rs", "fn a() { tracing::info!(\"b\"); }"),
            ("core/domain/src/job/model/part.rs", "use async_trait::async_trait;"),
        ],
    },
    Rule {
        says: "only the store knows rows:",
        check: rows_stay_in_the_store,
        bad: &[
            ("core/platform/src/queue/mod.rs", "use sea_orm::EntityTrait;"),
            ("server/src/graphql/object/job.rs", "struct Job(entity::job::Model);"),
        ],
    },
    Rule {
        says: "the store hands out the domain's types, not rows:",
        check: the_store_returns_no_rows,
        bad: &[
            ("core/platform/src/store/job.rs", "use entity::job::Model; pub fn a() -> Option<Model> { b }"),
            ("core/platform/src/store/job.rs", "impl A { pub fn a() -> entity::job::Model { b } }"),
        ],
    },
    Rule {
        says: "SQL lives in the store:",
        check: sql_stays_in_the_store,
        bad: &[
            ("worker/src/handler/a.rs", "const A: &str = \"UPDATE task SET state = $1\";"),
            ("core/platform/src/queue/a.rs", "fn a() { b!(\"\n  select id from task\"); }"),
        ],
    },
    Rule {
        says: "figures are recorded through platform::telemetry::metrics::catalogue:",
        check: figures_stay_in_the_catalogue,
        bad: &[
            ("worker/src/runner.rs", "fn a() { metrics::counter!(\"b_total\").increment(1); }"),
            ("core/platform/src/queue/a.rs", "use metrics::{counter, gauge};"),
        ],
    },
    Rule {
        says: "a row has no methods of its own:",
        check: rows_have_no_behaviour,
        bad: &[("entity/src/job.rs", "impl Model { pub fn is_open(&self) -> bool { true } }")],
    },
    Rule {
        says: "a migration never imports rows, which are those of today:",
        check: migrations_know_no_rows,
        bad: &[("migration/src/m1.rs", "use entity::job;")],
    },
    Rule {
        says: "a resolver makes one service call:",
        check: resolvers_ask_once,
        bad: &[
            (
                "server/src/graphql/query/job.rs",
                "async fn a() { ctx.services().jobs.b().await; ctx.services().tasks.c().await; }",
            ),
            ("server/src/graphql/mutation/job.rs", "impl M { async fn a() { store.begin(); } }"),
        ],
    },
    Rule {
        says: "a handler has no unbounded loop and no raw Redis:",
        check: handlers_end,
        bad: &[("worker/src/handler/a.rs", "fn a() { loop {} }"), ("worker/src/handler/a.rs", "use fred::prelude;")],
    },
];

#[test]
fn no_room_holds_what_it_may_not() {
    let sources = sources();
    for rule in &RULES {
        let found: Vec<_> = sources.iter().flat_map(rule.check).collect();
        expect_none(rule.says, &found);
    }
}

#[test]
fn each_rule_fires_on_its_bad_examples_and_only_in_its_room() {
    for rule in &RULES {
        for (path, text) in rule.bad {
            assert!(!(rule.check)(&Source::parse(path, text)).is_empty(), "{} {text}", rule.says);
            let elsewhere = Source::parse("benches/src/a.rs", text);
            assert!((rule.check)(&elsewhere).is_empty(), "{} {text}", rule.says);
        }
    }
}

#[test]
fn sentences_are_no_sql() {
    for text in ["Select a file.", "update the job", "With care, always", "listen on 127.0.0.1"] {
        assert!(!is_sql(text), "{text}");
    }
}
