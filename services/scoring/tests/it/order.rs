//! Whatever comes first, the end is the same.

use proto::common::v1::Relation;
use proto::evaluation::v1::{RecordState, Sheet, SheetState};
use proto::scoring::v1 as api;

use crate::app::{App, Said};
use crate::world::{HEAD, PEER, RECORD, decided, record, scored, sheet};

/// Two years of An: 2018 ended with 60, 2019 has two rounds, a void sheet, and is decided with 60 as well.
fn two_years() -> Vec<Said> {
    let void = Sheet { version: 3, state: SheetState::Void.into(), ..sheet(404, RECORD, 5, Relation::Upward, 1, 30) };
    vec![
        Said::record(scored(record(99, 2018, 1, RecordState::In360), 60, 1)),
        Said::sheet(sheet(400, 99, PEER, Relation::Peer, 1, 60)),
        Said::record(decided(scored(record(99, 2018, 2, RecordState::Decided), 60, 1), None)),
        Said::record(scored(record(RECORD, 2019, 1, RecordState::In360), 90, 1)),
        Said::sheet(sheet(401, RECORD, PEER, Relation::Peer, 1, 80)),
        Said::sheet(sheet(402, RECORD, HEAD, Relation::DirectHead, 1, 88)),
        Said::sheet(sheet(404, RECORD, 5, Relation::Upward, 1, 30)),
        Said::sheet(void),
        Said::record(scored(record(RECORD, 2019, 2, RecordState::In360), 70, 2)),
        Said::sheet(sheet(403, RECORD, PEER, Relation::Peer, 2, 75)),
        Said::record(decided(scored(record(RECORD, 2019, 3, RecordState::Decided), 70, 2), Some(60))),
    ]
}

/// The last announcement of each record, without its number.
async fn ends(app: &App) -> Vec<api::Result> {
    let mut last = std::collections::BTreeMap::new();
    for mut result in app.announced_results().await {
        result.version = 0;
        last.insert(result.record_id.clone(), result);
    }
    last.into_values().collect()
}

#[tokio::test]
async fn any_order_of_events_ends_in_the_same_results() {
    let orderly = App::with_law().await;
    for one in two_years() {
        orderly.hear([one]).await;
    }
    let wanted = ends(&orderly).await;
    assert_eq!(wanted.len(), 2);
    assert_eq!((wanted[1].self_total.as_str(), wanted[1].r360.as_str(), wanted[1].base.as_str()), ("70.000000", "81.500000", "75.750000"));
    assert!(wanted[1].flags.contains(&"CONSIDER_STREAK".to_owned()));
    for seed in 0..6 {
        let app = App::start(seed).await;
        let mut said = two_years();
        said.rotate_left(usize::try_from(seed).unwrap() * 2);
        let everything_twice = said.clone().into_iter().chain(said.into_iter().rev());
        match seed % 3 {
            0 => {
                app.publish_law().await;
                app.hear(everything_twice).await;
            }
            1 => {
                app.hear(everything_twice).await;
                app.publish_law().await;
            }
            _ => drop(tokio::join!(app.publish_law(), app.hear(everything_twice))),
        }
        assert_eq!(ends(&app).await, wanted, "seed {seed}");
        let waiting = app.sql("SELECT 1 FROM score_sheets WHERE pending IS NOT NULL").await;
        assert!(waiting.is_empty(), "every sheet is laid out, those of earlier rounds too");
    }
}
