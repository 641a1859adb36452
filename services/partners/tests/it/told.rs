//! What is told of a year, in whatever order it is heard.

use std::collections::BTreeMap;

use catalogue::{Publisher, documents};
use proto::evaluation::v1::{RecordChanged, RecordState};
use serde_json::{Value, json};

use crate::harness::{Running, event};
use crate::office;

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_told_step_by_step() {
    let mut running = Running::start(1).await;
    running.hears_in_turn(&office::year()).await;
    assert_eq!(running.names("dossier/"), ["result.published.v1", "result.corrected.v1", "dossier.closed.v1"]);
    assert_eq!(running.names("period/"), ["period.opened.v1", "period.closed.v1"]);
    assert_eq!(running.names("post/"), ["post.changed.v1"; 3]);
    assert_eq!(running.names("unit/"), ["unit.changed.v1"; 3]);
    assert_eq!(running.names("law/"), ["law.published.v1"; 2]);
    let told = running.told();
    let (subject, published) = told.iter().find(|(_, event)| event["type"].as_str().unwrap().contains("result.published")).unwrap();
    assert_eq!(subject, "public.results.result.published.v1.H50_6");
    assert_eq!(published["source"], "urn:vn:agency:H50.6:congtam");
    assert_eq!(published["data"]["result"]["total"], "89.98");
    assert_eq!(published["data"]["result"]["decided_on"], "2019-12-18");
    assert_eq!(published["data"]["result"]["decided_by_post"], "Giám đốc Sở");
    let corrected = told.iter().find(|(_, event)| event["type"].as_str().unwrap().contains("result.corrected")).unwrap();
    assert_eq!(corrected.1["data"]["replaces"]["total"], "89.98");
    assert_eq!(corrected.1["data"]["result"]["total"], "91.50");
    let withdrawn = told.iter().rfind(|(_, event)| event["subject"].as_str().unwrap().starts_with("post/")).unwrap();
    assert_eq!(withdrawn.1["data"]["standing"], "WITHDRAWN");
}

/// The schemas of the catalogue, by `dataschema`.
fn schemas() -> BTreeMap<String, jsonschema::Validator> {
    let made = documents::all(&Publisher::new("congtam.quangtri.gov.vn").unwrap());
    let schemas = made.iter().filter(|(path, _)| path.starts_with("schemas/"));
    let schemas = schemas.map(|(_, text)| serde_json::from_str::<Value>(text).unwrap());
    schemas.map(|schema| (schema["$id"].as_str().unwrap().to_owned(), jsonschema::validator_for(&schema).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn however_it_is_heard_each_event_is_told_once_without_a_gap_and_ends_the_same() {
    let schemas = schemas();
    let mut ends = BTreeMap::new();
    for seed in 0..8 {
        let mut running = Running::start(seed).await;
        running.hears(&office::year()).await;
        let told = running.told();
        let mut numbers: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        let mut end = BTreeMap::new();
        for (_, event) in &told {
            let subject = event["subject"].as_str().unwrap();
            numbers.entry(subject).or_default().push(event["sequence"].as_str().unwrap().parse().unwrap());
            let schema = &schemas[event["dataschema"].as_str().unwrap()];
            assert!(schema.is_valid(&event["data"]), "{event}");
            // How the last result came, at once or by a correction, depends on what was heard.
            let said = event["data"].get("result").unwrap_or(&event["data"]);
            let what = if event["data"].get("result").is_some() { "result" } else { event["type"].as_str().unwrap() };
            end.insert(format!("{subject} {what}"), said.clone());
        }
        for (subject, numbers) in &numbers {
            assert_eq!(*numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "seed {seed}, {subject}");
        }
        let last: Vec<&str> = told
            .iter()
            .filter(|(_, event)| event["subject"].as_str().unwrap().starts_with("dossier/"))
            .map(|(_, event)| event["type"].as_str().unwrap())
            .collect();
        assert!(last.last().unwrap().ends_with("dossier.closed.v1"), "seed {seed}: {last:?}");
        assert_eq!(running.number("SELECT count(*) AS n FROM public_events").await, i64::try_from(told.len()).unwrap());
        // A post that was never heard of is not withdrawn.
        end.retain(|what, _| !what.starts_with("post/"));
        ends.entry(seed).or_insert(end);
    }
    for (seed, end) in &ends {
        assert_eq!(end, &ends[&0], "seed {seed} tells another story");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_heard_before_its_agency_is_told_once_the_agency_is_known() {
    let mut running = Running::start(2).await;
    running.hears_in_turn(&[office::law(), office::periods(), office::records(), office::people()].concat()).await;
    assert_eq!(running.told(), []);
    running.hears_in_turn(&office::units()).await;
    assert_eq!(running.names("dossier/"), ["result.published.v1", "dossier.closed.v1"], "the last state is told");
    assert_eq!((running.names("period/").len(), running.names("law/").len()), (2, 2));
    assert_eq!(running.number("SELECT count(*) AS n FROM states WHERE awaits IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_nothing_new_tells_nothing() {
    let mut running = Running::start(3).await;
    running.hears_in_turn(&office::year()).await;
    let before = running.told();
    // A later version of the record of which nothing public changed.
    let again = office::record(7, RecordState::Archived);
    running.hears(&[event("evaluation", office::RECORD, 7, &RecordChanged { record: Some(again) })]).await;
    assert_eq!(running.told(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_the_province_leaves_out_is_not_told() {
    let mut running = Running::configured(4, |config| config.topics = vec!["results".to_owned(), "law".to_owned()]).await;
    running.hears(&office::year()).await;
    let topics: Vec<String> = running.told().iter().map(|(subject, _)| subject.split('.').nth(1).unwrap().to_owned()).collect();
    assert!(topics.iter().all(|topic| ["results", "law"].contains(&topic.as_str())), "{topics:?}");
    assert!(topics.contains(&"results".to_owned()) && topics.contains(&"law".to_owned()));
}

#[test]
fn a_domain_or_a_topic_that_is_none_is_refused_by_its_key() {
    let mut config =
        partners::Config { domain: "https://congtam.vn".to_owned(), topics: vec!["everything".to_owned()], ..partners::Config::default() };
    config.runtime.database.url = "postgres://localhost/x".into();
    let refused = runtime::check(partners::NAME, &config).unwrap_err().to_string();
    assert!(refused.contains("domain") && refused.contains("topics"), "{refused}");
    assert_eq!(json!(config.topics), json!(["everything"]));
}
