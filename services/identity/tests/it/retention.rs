//! Sessions, mails, links and notices of long ago are gone; those that somebody may still ask for are not.

use identity::Retention;
use sea_orm::ConnectionTrait;
use store::sweep::sweep;
use testkit::TestDb;

/// Each table has a row of two years ago and more, and one of this month.
const ROWS: &str = "\
    INSERT INTO accounts VALUES ('00000000-0000-0000-0000-000000000001', 1, 'an@quangtri.gov.vn', 'active', '{}'); \
    INSERT INTO sessions (session_id, token_digest, person_id, opened_at, seen_at, ended_at) SELECT gen_random_uuid(), gen_random_uuid()::text, \
        '00000000-0000-0000-0000-000000000001', day, day, CASE WHEN over THEN day END \
        FROM unnest(ARRAY[timestamptz '2024-01-01', '2026-11-30']) AS day, unnest(ARRAY[true, false]) AS over; \
    INSERT INTO mails (mail_id, recipient, subject, queued_at, sent_at) SELECT gen_random_uuid(), '', '', day, CASE WHEN sent THEN day END \
        FROM unnest(ARRAY[timestamptz '2024-01-01', '2026-11-30']) AS day, unnest(ARRAY[true, false]) AS sent; \
    INSERT INTO invitations (token_digest, person_id, expires_at) SELECT day::text, '00000000-0000-0000-0000-000000000001', day \
        FROM unnest(ARRAY[timestamptz '2024-01-01', '2026-11-30']) AS day; \
    INSERT INTO notices (notice_id, person_id, raised_at, document) SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000001', day, '{}' \
        FROM unnest(ARRAY[timestamptz '2024-01-01', '2026-11-30']) AS day";

#[tokio::test]
async fn what_is_two_years_old_is_gone() {
    let test = TestDb::new("identity_retention", async |db| identity::migrations().run(db).await).await;
    test.db.execute_unprepared(ROWS).await.unwrap();
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    let swept = sweep(&test.db, &Retention::default().rules(), now).await.unwrap();
    assert_eq!(swept, [("sessions", 2), ("mails", 1), ("invitations", 1), ("notices", 1)], "mails that wait are kept");
    assert_eq!(sweep(&test.db, &Retention::default().rules(), now).await.unwrap().iter().map(|(_, rows)| rows).sum::<u64>(), 0);
}
