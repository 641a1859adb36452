//! From sheets to a result.

use kernel::fingerprint;
use proto::common::v1::{Class, Points, Relation};
use proto::evaluation::v1::{PaperEntry, RecordState, Sheet, SheetState};
use proto::scoring::v1::ResultStage;

use crate::app::{App, Said, person, uuid};
use crate::world::{DECISION, HEAD, PEER, RECORD, decided, record, scored, scores, sheet, up_to_minutes};

#[tokio::test]
async fn a_result_says_what_it_came_from_and_how() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    let result = app.result(&person(HEAD), uuid(RECORD)).await.unwrap();
    assert_eq!((result.self_total.as_str(), result.r360.as_str(), result.base.as_str()), ("90.000000", "84.000000", "87.000000"));
    assert_eq!(result.total, Some(Points { hundredths: 8700 }));
    assert_eq!((result.class(), result.label.as_str()), (Class::Htt, "Hoàn thành tốt nhiệm vụ"));
    assert_eq!(result.stage(), ResultStage::Computed);
    assert_eq!(result.basis, fingerprint([(uuid(RECORD), 1), (uuid(401), 2), (uuid(402), 2)]).to_string());
    assert_eq!(result.flags, ["BAND_DIFFERS", "SELF_CONFLICT"]);
    assert_eq!((result.criteria.len(), result.explanation.is_empty()), (16, false));
    let packs = app.sql("SELECT digest FROM policy_packs WHERE pack_id = 'QT-2019'").await;
    assert_eq!(result.pack_digest, packs[0].try_get::<String>("", "digest").unwrap());
    assert_eq!(app.announced_results().await.last(), Some(&result));
}

#[tokio::test]
async fn the_decision_is_part_of_the_basis_and_may_set_the_total() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    let before = app.announced_results().await.pop().unwrap();
    app.hear([Said::record(decided(scored(record(RECORD, 2019, 3, RecordState::Decided), 90, 1), Some(74)))]).await;
    let result = app.announced_results().await.pop().unwrap();
    assert_eq!((result.stage(), result.class(), result.total), (ResultStage::Decided, Class::Hthc, Some(Points { hundredths: 7400 })));
    assert_eq!(result.base, "87.000000", "the base stays visible");
    assert_eq!(result.basis, fingerprint([(uuid(RECORD), 1), (uuid(401), 2), (uuid(402), 2), (uuid(DECISION), 1)]).to_string());
    assert_eq!(result.version, before.version + 1);
}

#[tokio::test]
async fn what_changes_nothing_is_not_announced_again() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    let before = app.announced_results().await;
    let published = scored(record(RECORD, 2019, 5, RecordState::Published), 90, 1);
    app.hear([Said::record(published), Said::sheet(sheet(401, RECORD, PEER, Relation::Peer, 1, 80))]).await;
    assert_eq!(app.announced_results().await, before);
}

#[tokio::test]
async fn a_void_sheet_no_longer_counts_and_of_two_rounds_the_later_does() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    app.hear([Said::sheet(sheet(403, RECORD, PEER, Relation::Peer, 2, 90))]).await;
    let later = app.announced_results().await.pop().unwrap();
    assert_eq!(later.r360, "89.000000");
    assert_eq!(later.basis, fingerprint([(uuid(RECORD), 1), (uuid(403), 2), (uuid(402), 2)]).to_string());
    let void = |sheet: Sheet| Said::sheet(Sheet { version: 3, state: SheetState::Void.into(), ..sheet });
    app.hear([void(sheet(403, RECORD, PEER, Relation::Peer, 2, 90)), void(sheet(402, RECORD, HEAD, Relation::DirectHead, 1, 88))]).await;
    let left = app.announced_results().await.pop().unwrap();
    assert_eq!(left.r360, "80.000000", "the first round's sheet is in effect again");
    assert_eq!(left.basis, fingerprint([(uuid(RECORD), 1), (uuid(401), 2)]).to_string());
}

#[tokio::test]
async fn a_self_score_alone_is_no_result_and_is_said_so() {
    let app = App::with_law().await;
    app.hear([Said::record(scored(record(RECORD, 2019, 1, RecordState::MinutesReady), 90, 2))]).await;
    let result = app.result(&person(HEAD), uuid(RECORD)).await.unwrap();
    assert_eq!((result.self_total.as_str(), result.r360.as_str(), result.base.as_str()), ("90.000000", "", ""));
    assert_eq!((result.total, result.class()), (None, Class::Unspecified));
    assert_eq!(result.basis, fingerprint([(uuid(RECORD), 2)]).to_string());
    assert!(result.explanation.iter().any(|step| step.rule.starts_with("Chưa có phiếu")));
}

#[tokio::test]
async fn no_result_is_computed_for_a_year_on_paper_or_without_evaluation() {
    let app = App::with_law().await;
    let paper = PaperEntry { total: Some(Points { hundredths: 6000 }), class: Class::Hthc.into(), ..Default::default() };
    let mut on_paper = record(101, 2018, 3, RecordState::Decided);
    on_paper.paper = Some(paper);
    let mut not_evaluated = record(102, 2017, 1, RecordState::NotEvaluated);
    not_evaluated.not_evaluated_reason = "TRAINING".to_owned();
    app.hear([Said::record(on_paper), Said::record(not_evaluated)]).await;
    assert!(app.announced_results().await.is_empty());
    // But the year on paper is a year.
    app.hear([Said::record(decided(scored(record(RECORD, 2019, 3, RecordState::Decided), 90, 1), Some(60)))]).await;
    assert!(app.announced_results().await.pop().unwrap().flags.contains(&"CONSIDER_STREAK".to_owned()));
}

#[tokio::test]
async fn sheets_are_kept_as_small_integers_with_their_sum() {
    let app = App::with_law().await;
    app.hear(up_to_minutes()).await;
    let rows = app.sql("SELECT relation, scores, earned, out_of, pending::text AS pending FROM score_sheets ORDER BY relation").await;
    let relations: Vec<String> = rows.iter().map(|row| row.try_get("", "relation").unwrap()).collect();
    assert_eq!(relations, ["DIRECT_HEAD", "PEER", "SELF"]);
    let cells: Vec<i16> = rows[1].try_get("", "scores").unwrap();
    assert_eq!((cells.len(), cells.iter().map(|cell| i32::from(*cell)).sum::<i32>()), (16, 8000));
    assert_eq!((rows[1].try_get::<i32>("", "earned").unwrap(), rows[1].try_get::<i32>("", "out_of").unwrap()), (8000, 10_000));
    assert_eq!(rows[1].try_get::<Option<String>>("", "pending").unwrap(), None);
}

#[tokio::test]
async fn a_sheet_that_does_not_fit_is_set_aside_and_stops_nobody_else() {
    let app = App::with_law().await;
    let mut wrong = sheet(401, RECORD, PEER, Relation::Peer, 1, 80);
    wrong.scores.truncate(3);
    app.hear(up_to_minutes().into_iter().take(1)).await;
    app.hear([Said::sheet(wrong)]).await;
    let parked = app.sql("SELECT reason FROM dead_letters").await;
    assert!(parked[0].try_get::<String>("", "reason").unwrap().contains("SCORES_INVALID"));
    app.hear([Said::sheet(sheet(402, RECORD, HEAD, Relation::DirectHead, 1, 88))]).await;
    assert_eq!(app.announced_results().await.pop().unwrap().r360, "88.000000");
    assert_eq!(scores(88).len(), 16);
}
