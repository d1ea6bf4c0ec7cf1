//! The real model, through ONNX Runtime.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::PathBuf;
use std::sync::OnceLock;

use domain::ports::Embedder;
use platform::config::{EmbeddingSettings, ModelSource};
use platform::embedding::{EmbeddingLoadError, FastEmbedder};

#[expect(clippy::disallowed_methods, reason = "tests find the cache where `make setup` puts it")]
fn cache_dir() -> PathBuf {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    variable("SHORTLIST_CACHE_DIR").unwrap_or_else(|| {
        if nix::unistd::geteuid().is_root() {
            return PathBuf::from("/var/cache/shortlist");
        }
        let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        cache.unwrap().join("shortlist")
    })
}

fn settings() -> EmbeddingSettings {
    EmbeddingSettings {
        model: "all-MiniLM-L6-v2".into(),
        dimensions: 384,
        source: ModelSource::Local,
        model_dir: cache_dir().join("models/all-MiniLM-L6-v2"),
        runtime_library: cache_dir().join("onnxruntime-1.32.0/libonnxruntime.so"),
        pool_size: 2,
        threads: 1,
        batch_size: 8,
        chunk_target: 100,
        chunk_max: 256,
    }
}

/// Loaded once, since each copy takes a hundred megabytes.
fn embedder() -> &'static FastEmbedder {
    static EMBEDDER: OnceLock<FastEmbedder> = OnceLock::new();
    EMBEDDER.get_or_init(|| FastEmbedder::load(&settings()).unwrap())
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

async fn embed(texts: &[&str]) -> Vec<Vec<f32>> {
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    embedder().embed(texts).await.unwrap()
}

#[tokio::test]
async fn the_reference_pair_has_its_published_similarity() {
    let vectors = embed(&["A man is eating food.", "A man is eating a piece of bread."]).await;
    let found = cosine(&vectors[0], &vectors[1]);
    assert!((found - 0.7553).abs() <= 0.0005, "{found}");
}

#[tokio::test]
async fn a_vector_depends_on_its_text_alone_and_stands_in_its_place() {
    // More than two batches, of mixed lengths, one of them empty and one far too long.
    let texts: Vec<String> = (0..19)
        .map(|number| "nurse on a ward ".repeat(number * 7 % 19) + &number.to_string())
        .chain([String::new(), "word ".repeat(2_000)])
        .collect();
    let together = embedder().embed(texts.clone()).await.unwrap();
    assert_eq!(together.len(), texts.len());
    for (text, vector) in texts.into_iter().zip(together) {
        assert_eq!(vector.len(), 384);
        assert!((cosine(&vector, &vector) - 1.0).abs() < 1e-5);
        let alone = embedder().embed(vec![text]).await.unwrap();
        assert!(cosine(&alone[0], &vector) > 0.9999);
    }
}

#[tokio::test]
async fn nothing_in_gives_nothing_out() {
    assert!(embedder().embed(Vec::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_lies_beyond_the_limit_is_not_read() {
    let limit = embedder().model().max_tokens;
    let (read, unread) = ("word ".repeat(limit), "nurse ".repeat(50));
    let vectors = embed(&[&read, &(read.clone() + &unread)]).await;
    assert!(cosine(&vectors[0], &vectors[1]) > 0.9999);
    let shorter = "word ".repeat(limit - 2) + "nurse nurse";
    let vectors = embed(&[&read, &shorter]).await;
    assert!(cosine(&vectors[0], &vectors[1]) < 0.9999);
}

#[tokio::test]
async fn a_short_text_does_not_wait_for_all_of_a_long_one() {
    let ended = std::sync::Mutex::new(Vec::new());
    let run = |name, count| {
        let ended = &ended;
        async move {
            embedder().embed(vec!["A nurse cares for children.".to_owned(); count]).await.unwrap();
            ended.lock().unwrap().push(name);
        }
    };
    futures::future::join(run("long", 20 * settings().batch_size), run("short", 1)).await;
    assert_eq!(ended.into_inner().unwrap(), ["short", "long"]);
}

#[test]
fn tokens_are_counted_without_frame_and_limit() {
    assert_eq!(embedder().count_tokens(""), 0);
    assert_eq!(embedder().count_tokens("A man is eating food."), 6);
    assert_eq!(embedder().count_tokens(&"word ".repeat(2_000)), 2_000);
}

#[test]
fn what_is_missing_or_wrong_is_told() {
    let told = |change: fn(&mut EmbeddingSettings)| {
        let mut settings = settings();
        change(&mut settings);
        FastEmbedder::load(&settings).unwrap_err()
    };
    let error = told(|it| it.model_dir = "/nowhere".into());
    assert!(error.to_string().ends_with("run `make setup`"));
    let error = told(|it| it.dimensions = 768);
    assert!(matches!(error, EmbeddingLoadError::WrongDimensions { found: 384, .. }));
    let error = told(|it| {
        it.source = ModelSource::Hub;
        it.model = "no-such-model".to_owned();
    });
    assert!(matches!(error, EmbeddingLoadError::UnknownToHub(name) if name == "no-such-model"));
}
