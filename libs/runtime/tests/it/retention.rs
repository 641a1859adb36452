//! What nobody needs any more goes; what may be asked for again stays.

use runtime::config::Retention;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::Migrations;
use store::sweep::sweep;
use testkit::TestApp;

/// Announcements by aggregate, version, type and day of publication, and when the rest came.
const ROWS: &str = "\
    INSERT INTO outbox (event_id, aggregate_id, aggregate_version, type, data, occurred_at, published_at) \
        SELECT gen_random_uuid(), aggregate::uuid, version, type, '', day, CASE WHEN out THEN day END \
        FROM (VALUES ('00000000-0000-0000-0000-000000000001', 1, 'a.v1.ThingChanged', timestamptz '2024-01-01', true), \
            ('00000000-0000-0000-0000-000000000001', 2, 'a.v1.ThingChanged', '2024-01-02', true), \
            ('00000000-0000-0000-0000-000000000002', 1, 'a.v1.NoticeRaised', '2024-01-01', true), \
            ('00000000-0000-0000-0000-000000000003', 1, 'a.v1.NoticeRaised', '2026-11-01', true), \
            ('00000000-0000-0000-0000-000000000004', 1, 'a.v1.ThingChanged', '2024-01-01', false), \
            ('00000000-0000-0000-0000-000000000004', 2, 'a.v1.ThingChanged', '2024-01-02', false)) AS row (aggregate, version, type, day, out); \
    INSERT INTO inbox SELECT gen_random_uuid(), day FROM unnest(ARRAY[timestamptz '2024-01-01', '2026-11-01']) AS day; \
    INSERT INTO requests SELECT gen_random_uuid(), 'M', '1', '', '', day FROM unnest(ARRAY[timestamptz '2026-11-20', '2026-11-29']) AS day; \
    INSERT INTO refused_messages SELECT day::text, '', '', '', '', '', 1, day, day FROM unnest(ARRAY[timestamptz '2026-01-01', '2026-11-29']) AS day";

#[tokio::test]
async fn the_newest_state_of_everything_stays_and_what_waits_too() {
    let migrations =
        Migrations(vec![events::migration(), events::trust_migration(), events::progress_migration(), events::heal_migration()]);
    let app = TestApp::new("retention", migrations, "2026-12-01T00:00:00Z").await;
    app.ctx.db.execute_unprepared(ROWS).await.unwrap();
    let swept = sweep(&app.ctx.db, &runtime::retention::rules(&Retention::default()), app.ctx.now()).await.unwrap();
    assert_eq!(swept, [("outbox", 2), ("inbox", 1), ("requests", 1), ("progress", 0), ("refused_messages", 1)]);
    const LEFT: &str = "SELECT right(aggregate_id::text, 1) || ' v' || aggregate_version AS left FROM outbox ORDER BY 1";
    let left = app.ctx.db.query_all_raw(Statement::from_string(DbBackend::Postgres, LEFT)).await.unwrap();
    let left: Vec<String> = left.iter().map(|row| row.try_get("", "left").unwrap()).collect();
    assert_eq!(left, ["1 v2", "3 v1", "4 v1", "4 v2"]);
}
