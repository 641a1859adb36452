//! A configuration is what was written, to the letter; what is wrong with it is told, and no secret with it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::{Loaded, Secret, load};

#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Config {
    /// Who may come in.
    secret: Secret,
    /// What is called.
    name: String,
    /// Where it stands.
    place: Place,
    /// Days.
    days: Vec<u32>,
    /// Keys.
    keys: Vec<Secret>,
    /// Public keys.
    known: BTreeMap<String, String>,
    /// A file with seconds.
    clock_file: Option<String>,
    /// A way.
    way: Way,
}

#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Place {
    /// Where.
    listen: std::net::SocketAddr,
    /// How many.
    most: u32,
    /// Whether.
    open: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self { listen: ([127, 0, 0, 1], 1).into(), most: 10, open: false }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    /// Here.
    #[default]
    Near,
    /// There.
    FarAway,
}

fn of(variables: &[(&str, &str)]) -> Result<Loaded<Config>, String> {
    let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    load::<Config>("unit", &["unit", "other"], &variables).map_err(|refused| refused.to_string())
}

fn config(variables: &[(&str, &str)]) -> Config {
    of(variables).unwrap_or_else(|refused| panic!("{refused}")).config
}

fn refused(variables: &[(&str, &str)]) -> String {
    of(variables).expect_err("it is refused")
}

#[test]
fn text_stays_as_it_was_written() {
    for text in ["0012345", "1e3", "true", " 1 ", "a,b", "null", ""] {
        let config = config(&[("UNIT__SECRET", text), ("UNIT__NAME", text)]);
        assert_eq!((config.secret.expose(), config.name.as_str()), (text, text));
    }
}

#[test]
fn everything_can_be_said_by_variables() {
    let config = config(&[
        ("UNIT__PLACE__LISTEN", "[::1]:8000"),
        ("UNIT__PLACE__MOST", "7"),
        ("UNIT__PLACE__OPEN", "true"),
        ("UNIT__DAYS", "3, 1"),
        ("UNIT__KEYS", "0012,1e3"),
        ("UNIT__KNOWN__SCORING", "a key"),
        ("UNIT__CLOCK_FILE", "/there"),
        ("UNIT__WAY", "far_away"),
    ]);
    assert_eq!((config.place.listen.port(), config.place.most, config.place.open), (8000, 7, true));
    assert_eq!((config.days, config.way), (vec![3, 1], Way::FarAway));
    assert_eq!(config.keys.iter().map(Secret::expose).collect::<Vec<_>>(), ["0012", "1e3"]);
    assert_eq!((config.known["scoring"].as_str(), config.clock_file.as_deref()), ("a key", Some("/there")));
}

#[test]
fn a_variable_wins_over_the_file_and_the_file_over_the_defaults_and_lists_are_replaced() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("unit.toml", "name = 'file'\ndays = [5, 6]\n[place]\nmost = 3\n"),
        ("unit.json", r#"{"name": "file", "days": [5, 6], "place": {"most": 3}}"#),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let of_file = ("UNIT_CONFIG", file.to_str().unwrap());
        let by_file = config(&[of_file]);
        assert_eq!((by_file.name.as_str(), by_file.place.most, by_file.days), ("file", 3, vec![5, 6]));
        let both = config(&[of_file, ("UNIT__NAME", "variable"), ("UNIT__DAYS", "")]);
        assert_eq!((both.name.as_str(), both.place.most, both.days), ("variable", 3, vec![]));
    }
}

#[test]
fn a_secret_may_lie_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "0012345\n").unwrap();
    let file = file.to_str().unwrap();
    let read = config(&[("UNIT__SECRET_FILE", file), ("UNIT__KEYS_FILE", file), ("UNIT__KNOWN__SCORING_FILE", file)]);
    assert_eq!((read.secret.expose(), read.keys[0].expose(), read.known["scoring"].as_str()), ("0012345", "0012345", "0012345"));
    let both = refused(&[("UNIT__SECRET_FILE", file), ("UNIT__SECRET", "x")]);
    assert!(both.contains("UNIT__SECRET") && both.contains("UNIT__SECRET_FILE"), "{both}");
    let gone = refused(&[("UNIT__SECRET_FILE", "/nowhere/secret")]);
    assert!(gone.contains("UNIT__SECRET_FILE: /nowhere/secret cannot be read"), "{gone}");
}

#[test]
fn what_sets_nothing_is_told_with_what_would() {
    for (variable, told) in [
        ("UNIT__PLACE__MOSTT", "most"),
        ("UNIT__PLACE", "UNIT__PLACE__… for listen, most, open"),
        ("UNIT__PLACE_MOST", "UNIT__PLACE__MOST"),
        ("UNIT_PLACE__MOST", "UNIT__PLACE__MOST"),
        ("UNIT_PLACE_MOST", "UNIT__PLACE__MOST"),
        ("UNI__PLACE__MOST", "UNIT__PLACE__MOST"),
        ("UNITS__NAME", "UNIT__NAME"),
        ("STRANGER__PLACE__MOST", "UNIT__PLACE__MOST"),
        ("UNIT__KEYS__0", "days, keys"),
    ] {
        let text = refused(&[(variable, "1")]);
        assert!(text.contains(variable) && text.contains(told), "{variable}: {text}");
    }
    // What Kubernetes sets for a service of this name, and what is for others.
    config(&[("UNIT_PORT", "tcp://10.0.0.1:8000"), ("UNIT_SERVICE_HOST", "10.0.0.1"), ("OTHER__PLACE__MOST", "1"), ("OTHER__X", "1")]);
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("unit.json");
    std::fs::write(&file, r#"{"secret": 12345678, "place": "s3cret", "nmae": "s3cret", "days": ["s3cret"]}"#).unwrap();
    let text = refused(&[("UNIT_CONFIG", file.to_str().unwrap()), ("UNIT__PLACE__MOST", "s3cret"), ("UNIT__PLACE__OPEN", "s3cret")]);
    for told in ["secret (", "place (", "nmae (", "days (", "UNIT__PLACE__MOST", "UNIT__PLACE__OPEN"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains("s3cret") && !text.contains("12345678"), "{text}");
    for broken in ["{\"secret\": s3cret", "secret = s3cret"] {
        let file = folder.path().join(if broken.starts_with('{') { "broken.json" } else { "broken.toml" });
        std::fs::write(&file, broken).unwrap();
        let text = refused(&[("UNIT_CONFIG", file.to_str().unwrap())]);
        assert!(text.contains("line 1") && !text.contains("s3cret"), "{text}");
    }
    let text = refused(&[("UNIT_CONFIG", "/nowhere/unit.toml")]);
    assert!(text.contains("/nowhere/unit.toml"), "{text}");
    let text = refused(&[("UNIT__PLACE__LISTEN", "nowhere")]);
    assert!(text.contains("place.listen (UNIT__PLACE__LISTEN)"), "{text}");
    let text = refused(&[("UNIT__PLACE__MOST", "99999999999")]);
    assert!(text.contains("place.most (UNIT__PLACE__MOST)"), "{text}");
}

#[test]
fn it_is_shown_as_it_is_but_for_secrets() {
    let loaded = of(&[("UNIT__SECRET", "nats://eva:s3cret@host"), ("UNIT__KEYS", "s3cret"), ("UNIT__KNOWN__SCORING", "k")]).unwrap();
    let shown = loaded.shown();
    for line in [
        r#"secret = "nats://eva:***@host"  (UNIT__SECRET)"#,
        r#"keys = ["***"]  (UNIT__KEYS)"#,
        r#"known.scoring = "k"  (UNIT__KNOWN__SCORING)"#,
        r#"place.most = 10  (default)"#,
        r#"clock_file = null  (default)"#,
    ] {
        assert!(shown.iter().any(|shown| shown == line), "{line}: {shown:#?}");
    }
    let all = format!("{shown:?} {:?}", loaded.config);
    assert!(!all.contains("s3cret"), "{all}");
}
