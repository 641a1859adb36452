use proto::common::v1::Class;
use proto::reporting::v1::{DocumentFormat, DocumentKind};
use sea_orm::{ConnectionTrait, Statement};

use crate::harness::{Reader, Running};
use crate::office::{self, DIRECTOR, MINUTES, TRANG, record_of};

#[tokio::test(flavor = "multi_thread")]
async fn figures_and_documents_do_not_depend_on_the_order_of_events() {
    let director = Reader::person(DIRECTOR);
    let mut seen = None;
    for seed in 0..4 {
        let running = Running::start(seed).await;
        let results = running.results(&director).await.unwrap();
        let mut files = Vec::new();
        for (kind, subject) in [
            (DocumentKind::SummaryTable, office::AGENCY),
            (DocumentKind::Minutes, MINUTES),
            (DocumentKind::LegalForm, record_of(TRANG)),
            (DocumentKind::ScoreSheet, record_of(TRANG)),
        ] {
            files.push(running.render(&director, kind, DocumentFormat::Pdf, subject).await.unwrap());
        }
        match &seen {
            None => seen = Some((results, files)),
            Some(first) => assert!(*first == (results, files), "seed {seed} tells another story"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_version_of_everything_counts() {
    let running = Running::start(7).await;
    let results = running.results(&Reader::person(DIRECTOR)).await.unwrap();
    let all = results.all.unwrap();
    assert_eq!((results.agency_name.as_str(), all.total, all.not_evaluated), ("Sở Nội vụ", 6, 1));
    let people = |class: Class| all.classes.iter().find(|count| count.class() == class).unwrap().people;
    assert_eq!([Class::Htxs, Class::Htt, Class::Ht, Class::Hthc, Class::Kht].map(people), [1, 2, 1, 1, 0], "the third classes apart");
    let labels: Vec<&str> = all.classes.iter().map(|count| count.label.as_str()).collect();
    assert_eq!(labels[2..4], ["Hoàn thành nhiệm vụ", "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực"]);
    let names: Vec<&str> = results.rows.iter().map(|row| row.full_name.as_str()).collect();
    assert_eq!(
        names,
        ["Hồ Ngọc Ấn", "Trần Đình Ước", "Lê Hoàng Đức", "Nguyễn Thị Thuỳ Trang", "Phan Văn Ứng", "Võ Văn Xuân"],
        "leaders first, then by given name"
    );
    let decided = &results.rows[1];
    assert_eq!(decided.decided_total.unwrap().hundredths, 8_400);
    assert_eq!((decided.computed_total.unwrap().hundredths, decided.decided_reason.as_str()), (8_998, "Kết quả thực tế"));
    assert_eq!(results.rows[2].not_evaluated_reason, "TRAINING");
    let units: Vec<(&str, i32)> = results.by_unit.iter().map(|unit| (unit.name.as_str(), unit.total)).collect();
    assert_eq!(units, [("Ban Giám đốc", 1), ("Phòng Công chức - Viên chức", 5)]);
    assert_eq!(results.by_group.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comment_of_the_party_cell_is_kept_nowhere() {
    let running = Running::start(8).await;
    let db = &running.test.db;
    let backend = ConnectionTrait::get_database_backend(db);
    let sql = "SELECT count(*) AS n FROM records WHERE position(convert_to('bí mật', 'UTF8') IN message) > 0";
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_papers_are_made_of_cannot_be_changed_unseen() {
    let running = Running::start(9).await;
    let config = running.sealed().await;
    let found = async || {
        let (_, problems) = runtime::audit::check(reporting::NAME, &config).await.unwrap();
        problems.into_iter().map(|problem| problem.place).collect::<Vec<_>>()
    };
    assert_eq!(found().await, Vec::<String>::new());
    for (table, change) in [
        ("minutes", "message = message || '\\x00', version = version + 1"),
        ("records", "message = message || '\\x00'"),
        ("results", "message = message || '\\x00'"),
    ] {
        running.test.db.execute_unprepared(&format!("UPDATE {table} SET {change}")).await.unwrap();
        assert!(found().await.contains(&format!("{table}.message")), "{table}");
    }
}
