use super::*;
use names::{SECRETS, SHORT_NAMES, long_name};
use secrecy::ExposeSecret;
use std::time::Duration;

const HOME: (&str, &str) = ("HOME", "/home/ada");

fn load(env: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    load_with(env, None)
}

fn load_with(env: &[(&str, &str)], file: Option<&Path>) -> Result<Settings, ConfigError> {
    let env = env.iter().copied().chain([HOME]);
    Settings::load_as(1000, env.map(|(name, value)| (name.to_owned(), value.to_owned())), file)
}

fn load_file(text: &str) -> Result<Settings, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shortlist.toml");
    std::fs::write(&path, text).unwrap();
    load_with(&[], Some(&path))
}

fn message(result: Result<Settings, ConfigError>) -> String {
    result.expect_err("the settings are wrong").to_string()
}

/// A value that is valid for a key and differs from its default.
fn another_value(key: &str, default: &Value) -> String {
    match key {
        "database.url" => return "postgres://marker".into(),
        "redis.url" => return "redis://marker".into(),
        "faktory.url" => return "tcp://marker".into(),
        "mail.smtp_url" => return "smtp://marker".into(),
        "llm.provider" => return "ollama".into(),
        "llm.fallback" => return "ollama".into(),
        "llm.max_answer" => return "2 MiB".into(),
        "llm.daily_tokens" => return "100000".into(),
        "log.format" => return "json".into(),
        "storage.kind" => return "folder".into(),
        "paths.data_dir" | "paths.cache_dir" => return "/marker".into(),
        "embedding.source" => return "hub".into(),
        "access.admin_email" | "mail.from" => return "marker@example.org".into(),
        "database.min_connections" => return "2".into(),
        "tasks.pools" => return "low_priority=3 embeddings,high_priority=2".into(),
        "server.upload_limit" => return "9 MiB".into(),
        "server.body_limit" => return "13 MiB".into(),
        "tasks.heartbeat" => return "6s".into(),
        "tasks.reconcile_interval" => return "2s".into(),
        "retention.applications" => return "180d".into(),
        _ if key.ends_with("_weight") => return "0.5".into(),
        _ if key.ends_with("listen") => return "0.0.0.0:1".into(),
        _ if key.ends_with("base_url") || key.ends_with("endpoint") => {
            return "http://marker".into();
        }
        _ => {}
    }
    match default {
        Value::Integer(it) => (it + 1).to_string(),
        Value::Float(it) => (it + 0.5).to_string(),
        Value::Boolean(it) => (!it).to_string(),
        Value::String(it) if humantime::parse_duration(it).is_ok() => "17s".into(),
        Value::String(it) if it.parse::<bytesize::ByteSize>().is_ok() => "300 MiB".into(),
        _ => "marker".into(),
    }
}

fn effective(settings: &Settings, key: &str) -> Value {
    let table: toml::Table = settings.render_redacted().parse().unwrap();
    let (section, key) = key.split_once('.').unwrap();
    table[section][key].clone()
}

#[test]
fn every_key_of_the_default_file_has_a_comment() {
    let mut previous = "";
    for line in DEFAULT_FILE.lines() {
        let is_key = line.contains(" = ") && !line.starts_with('#');
        assert!(!is_key || previous.starts_with("# "), "no comment above: {line}");
        previous = line;
    }
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let settings = load(&[]).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.server.metrics_listen.to_string(), "127.0.0.1:9464");
    assert_eq!(settings.server.upload_limit, 10 << 20);
    assert_eq!(settings.server.body_limit, 12 << 20);
    assert_eq!(settings.documents.memory_limit, 512 << 20);
    assert_eq!(settings.documents.max_text, 2_000_000);
    assert_eq!(settings.tasks.lease, Duration::from_secs(15));
    assert_eq!(settings.tasks.progress_interval, Duration::from_millis(500));
    let pools = ["high_priority,embeddings=4", "medium_priority=2", "low_priority=1"];
    assert_eq!(settings.tasks.pools, pools.map(|it| it.parse::<Pool>().unwrap()));
    assert_eq!(settings.llm.provider, LlmProvider::Rules);
    assert!(matches!(settings.mode(), Ok(Mode::Embedded)));
}

#[test]
fn models_are_asked_in_order_and_nobody_after_the_rules() {
    use LlmProvider::{Ollama, Openai, Rules};
    let order = |provider, fallback| {
        load(&[("LLM_PROVIDER", provider), ("SHORTLIST__LLM__FALLBACK", fallback)]).unwrap().llm.order()
    };
    assert_eq!(order("openai", ""), [Openai]);
    assert_eq!(order("openai", "openai ollama rules ollama"), [Openai, Ollama, Rules]);
    assert_eq!(order("rules", "ollama"), [Rules]);
    let refused = message(load(&[("SHORTLIST__LLM__FALLBACK", "gemini")]));
    assert_eq!(
        refused,
        "SHORTLIST__LLM__FALLBACK is [\"gemini\"], but it should be one of `rules`, `ollama`, `openai`"
    );
}

#[test]
fn what_is_rendered_reads_back_as_the_same_settings() {
    let first = load(&[("LLM_PROVIDER", "openai"), ("SHORTLIST__TASKS__LEASE", "30s")]).unwrap();
    let again = load_file(&first.render_redacted()).unwrap();
    assert_eq!(format!("{first:?}"), format!("{again:?}"));
}

#[test]
fn the_default_file_itself_is_a_valid_settings_file() {
    assert_eq!(load_file(DEFAULT_FILE).unwrap().render_redacted(), load(&[]).unwrap().render_redacted());
}

#[test]
fn every_key_can_be_set_by_its_long_name() {
    let defaults = Layers::defaults();
    for key in defaults.keys() {
        let value = another_value(&key, defaults.get(&key).unwrap());
        let settings = load(&[(&long_name(&key), &value)]).unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_ne!(effective(&settings, &key), effective(&load(&[]).unwrap(), &key), "{key} stayed");
    }
}

#[test]
fn every_short_name_sets_its_key_and_wins_over_the_long_one() {
    let defaults = Layers::defaults();
    for (name, key) in SHORT_NAMES {
        let value = another_value(key, defaults.get(key).unwrap());
        let long = long_name(key);
        let settings = load(&[(name, &value), (&long, "overruled")]).unwrap();
        let shown = effective(&settings, key).as_str().unwrap().to_owned();
        let expected = if SECRETS.contains(&key) { layers::REDACTED } else { &value };
        assert_eq!(shown, expected, "{name}");
    }
}

#[test]
fn exactly_the_secrets_are_hidden_wherever_settings_are_shown() {
    let defaults = Layers::defaults();
    for key in defaults.keys() {
        let value = another_value(&key, defaults.get(&key).unwrap());
        if !value.contains("marker") {
            continue;
        }
        let settings = load(&[(&long_name(&key), &value)]).unwrap();
        let shown = !SECRETS.contains(&key.as_str());
        assert_eq!(format!("{settings:?}").contains("marker"), shown, "Debug and {key}");
        assert_eq!(settings.render_redacted().contains("marker"), shown, "config and {key}");
    }
}

#[test]
fn a_file_wins_over_the_defaults_and_the_environment_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    std::fs::write(&path, "[matching]\ndepth = 500\nexact_limit = 7\nskills_weight = 1\n").unwrap();
    let settings = load_with(&[("SHORTLIST__MATCHING__DEPTH", "600")], Some(&path)).unwrap();
    assert_eq!((settings.matching.depth, settings.matching.exact_limit), (600, 7));
    assert!((settings.matching.skills_weight - 1.0).abs() < f64::EPSILON);
}

#[test]
fn each_secret_can_be_read_from_a_file_by_either_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    for key in SECRETS {
        std::fs::write(&path, another_value(key, &"".into()) + "\n").unwrap();
        let short = SHORT_NAMES.iter().filter(|(_, it)| *it == key).map(|(short, _)| format!("{short}_FILE"));
        for name in short.chain([format!("{}_FILE", long_name(key))]) {
            let settings = load(&[(&name, path.to_str().unwrap())]).unwrap();
            assert_eq!(effective(&settings, key), Value::from(layers::REDACTED), "{name}");
        }
    }
    std::fs::write(&path, "correct horse\r\n").unwrap();
    let settings = load(&[("SHORTLIST_ADMIN_PASSWORD_FILE", path.to_str().unwrap())]).unwrap();
    assert_eq!(settings.access.admin_password.unwrap().expose_secret(), "correct horse");
}

#[test]
fn a_secret_file_must_exist_and_stand_alone() {
    let missing = [("OPENAI_API_KEY_FILE", "/nowhere/key")];
    assert_eq!(message(load(&missing)), "OPENAI_API_KEY_FILE names the file /nowhere/key, which can't be read");
    let twice = [("OPENAI_API_KEY_FILE", "/nowhere/key"), ("OPENAI_API_KEY", "k")];
    assert!(message(load(&twice)).starts_with("OPENAI_API_KEY and OPENAI_API_KEY_FILE are both set"));
    let not_secret = [("SHORTLIST__SERVER__LISTEN_FILE", "/nowhere")];
    assert!(message(load(&not_secret)).starts_with("SHORTLIST__SERVER__LISTEN_FILE is not a setting"));
}

#[test]
fn unknown_keys_are_named_with_the_likely_one() {
    for (text, expected) in [
        ("[tasks]\nleese = '1s'", "tasks.leese is not a setting; did you mean tasks.lease?"),
        ("[server]\nlease = '1s'", "server.lease is not a setting; did you mean tasks.lease?"),
        ("[databse]\nurl = ''", "databse is not a setting; did you mean database?"),
        ("[tasks]\nxylophone = 1", "tasks.xylophone is not a setting"),
        ("colour = 'blue'", "colour is not a setting"),
    ] {
        assert_eq!(message(load_file(text)), expected);
    }
    for (name, expected) in [
        ("SHORTLIST__TASKS__LEESE", "; did you mean SHORTLIST__TASKS__LEASE?"),
        ("SHORTLIST__TASKS", ""),
        ("SHORTLIST_LISTN", "; did you mean SHORTLIST_LISTEN?"),
    ] {
        assert_eq!(message(load(&[(name, "1")])), format!("{name} is not a setting{expected}"));
    }
    assert!(load(&[("SHORTLIST_SERVICE_HOST", "10.0.0.1"), ("SHORTLIST_PORT", "tcp://10.0.0.1:80")]).is_ok());
}

#[test]
fn wrong_values_are_told_with_the_key_and_what_would_be_right() {
    for (text, expected) in [
        ("tasks = 3", "tasks is 3, but it should be a section, written in brackets"),
        ("[tasks]\nlease = 15", "tasks.lease is 15, but it should be a text in quotes"),
        (
            "[tasks]\nlease = 'soon'",
            "tasks.lease is \"soon\", but it should be a duration such as \"15s\" or \"500ms\"",
        ),
        ("[tasks]\nlease = '6s'", "tasks.lease is \"6s\", but it should be at least twice tasks.heartbeat"),
        ("[tasks]\nprogress_interval = '0s'", "tasks.progress_interval is \"0s\", but it should be longer than 0s"),
        (
            "[server]\nupload_limit = '2 GiB'",
            "server.upload_limit is \"2 GiB\", but it should be from \"1 B\" to \"1 GiB\"",
        ),
        ("[tasks]\nmax_losses = -1", "tasks.max_losses is -1, but it should be 0 or more"),
        ("[matching]\ndepth = 5000000000", "matching.depth is 5000000000, but it should be a smaller whole number"),
        ("[matching]\nskills_weight = -0.5", "matching.skills_weight is -0.5, but it should be from 0 to 1"),
        (
            "[matching]\nsearch_skills_weight = 1.5",
            "matching.search_skills_weight is 1.5, but it should be from 0 to 1",
        ),
        (
            "[server]\nbody_limit = 'big'",
            "server.body_limit is \"big\", but it should be a size such as \"12 MiB\" or \"2 MB\"",
        ),
        (
            "[llm]\nprovider = 'oracle'",
            "llm.provider is \"oracle\", but it should be one of `rules`, `ollama`, `openai`",
        ),
        (
            "[database]\nurl = 'mysql://u:hunter2@h'",
            "database.url is \"a hidden value\", but it should be an address that starts with postgres://",
        ),
        ("[redis]\nurl = 6379", "redis.url is \"a hidden value\", but it should be a text in quotes"),
    ] {
        assert_eq!(message(load_file(text)), expected);
    }
    let pools = message(load(&[("SHORTLIST__TASKS__POOLS", "urgent=4")]));
    assert!(pools.starts_with("SHORTLIST__TASKS__POOLS is [\"urgent=4\"], but it should be pools such as"), "{pools}");
    let depth = message(load(&[("SHORTLIST__MATCHING__DEPTH", "deep")]));
    assert_eq!(depth, "SHORTLIST__MATCHING__DEPTH is \"deep\", but it should be a whole number");
    let listen = message(load(&[("SHORTLIST_LISTEN", "8080")]));
    assert!(listen.starts_with("SHORTLIST_LISTEN is \"8080\", but it should be an address and a port"), "{listen}");
}

#[test]
fn a_broken_file_is_told_by_line_and_without_its_contents() {
    let error = load_file("[database]\nurl = \"postgres://u:hunter2@h\n").expect_err("a quote is open");
    assert!(error.to_string().contains("is not valid TOML at line 2"), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"));
    let missing = load_with(&[], Some(Path::new("/nowhere/a.toml")));
    assert_eq!(message(missing), "the settings file /nowhere/a.toml can't be read");
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let env = [("DATABASE_URL", ""), ("SHORTLIST_LISTEN", ""), ("SHORTLIST__TASKS__LEASE", "")];
    assert_eq!(load(&env).unwrap().render_redacted(), load(&[]).unwrap().render_redacted());
}

#[test]
fn one_or_two_of_the_three_services_are_an_error_that_names_the_rest() {
    let urls = [("DATABASE_URL", "postgres://h/d"), ("REDIS_URL", "redis://h"), ("FAKTORY_URL", "tcp://h:7419")];
    assert!(matches!(load(&urls).unwrap().mode(), Ok(Mode::Distributed { .. })));
    for chosen in 1..7_usize {
        let is_set = |index: usize| chosen & (1 << index) != 0;
        let env: Vec<_> = (0..3).filter(|it| is_set(*it)).map(|it| urls[it]).collect();
        let error = load(&env).unwrap().mode().expect_err("some are missing").to_string();
        let (given, missing) = error.split_once(" but not ").unwrap();
        for (index, (name, _)) in urls.iter().enumerate() {
            assert_eq!((given.contains(name), missing.contains(name)), (is_set(index), !is_set(index)), "{error}");
        }
    }
}

fn folders(uid: u32, env: &[(&str, &str)]) -> Result<[String; 2], ConfigError> {
    let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let paths = Settings::load_as(uid, env, None)?.paths;
    Ok([paths.data_dir, paths.cache_dir].map(|it| it.display().to_string()))
}

#[test]
fn folders_follow_the_custom_of_root_and_of_people() {
    assert_eq!(folders(0, &[HOME]).unwrap(), ["/var/lib/shortlist", "/var/cache/shortlist"]);
    assert_eq!(folders(1000, &[HOME]).unwrap(), ["/home/ada/.local/share/shortlist", "/home/ada/.cache/shortlist"]);
    let xdg = [HOME, ("XDG_DATA_HOME", "/d"), ("XDG_CACHE_HOME", "relative")];
    assert_eq!(folders(1000, &xdg).unwrap(), ["/d/shortlist", "/home/ada/.cache/shortlist"]);
    let given = [("SHORTLIST_DATA_DIR", "/x"), ("SHORTLIST_CACHE_DIR", "/y")];
    assert_eq!(folders(1000, &given).unwrap(), ["/x", "/y"]);
    let homeless = folders(1000, &[]).expect_err("there is no home");
    assert!(homeless.to_string().starts_with("SHORTLIST_DATA_DIR is not set"));
}

#[test]
fn fetched_parts_lie_in_the_cache_unless_placed_elsewhere() {
    let settings = load(&[("SHORTLIST_CACHE_DIR", "/c"), ("SHORTLIST__EMBEDDING__MODEL_DIR", "/m")]).unwrap();
    assert_eq!(settings.embedded.postgres_dir, Path::new("/c/postgres-18.4-0.8.5"));
    assert_eq!(settings.embedding.model_dir, Path::new("/m"));
    assert!(settings.embedding.runtime_library.starts_with("/c/onnxruntime-1.32.0"));
    let by_default = load(&[("SHORTLIST_CACHE_DIR", "/c")]).unwrap();
    assert_eq!(by_default.embedding.model_dir, Path::new("/c/models/all-MiniLM-L6-v2"));
}

#[test]
fn the_cache_is_read_where_setup_fills_it() {
    let setup = include_str!("../../../../deploy/setup/parts.py");
    let version = paths::ONNX_RUNTIME.strip_prefix("onnxruntime-").unwrap();
    assert!(setup.contains(&format!("\"{}\"", paths::POSTGRES)));
    assert!(setup.contains(&format!("\"onnxruntime\",\n    \"{version}\"")));
    assert!(setup.contains("\"models/all-MiniLM-L6-v2\""));
}

#[test]
fn relative_folders_become_absolute() {
    let [data, cache] = folders(1000, &[HOME, ("SHORTLIST_DATA_DIR", "data")]).unwrap();
    assert!(data.starts_with('/') && data.ends_with("/data") && cache.starts_with('/'), "{data}");
}

#[test]
fn the_process_environment_is_read() {
    assert!(process_environment().any(|(name, _)| name == "PATH"));
}
