//! The diary that replaces the book: what was handed in, in a month or a year, for those who may read it.

use proto::common::v1::PageRequest;
use proto::reporting::v1::{DocumentFormat, DocumentKind, GetDiaryRequest, GetDiaryResponse, ListReadsRequest};
use regulation::SystemRole;
use uuid::Uuid;

use crate::harness::{Reader, Running, WHY};
use crate::office::{AGENCY, DIRECTOR, DUC, HANDOVER, LE, TRANG, UNIT_HEAD};

fn of(person: Uuid, month: i32) -> GetDiaryRequest {
    GetDiaryRequest { person_id: person.to_string(), year: 2019, month, ..GetDiaryRequest::default() }
}

fn contents(diary: &GetDiaryResponse) -> Vec<&str> {
    diary.rows.iter().map(|row| row.content.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_tells_what_was_planned_approved_returned_and_corrected_and_adds_it_up() {
    let running = Running::start(21).await;
    let own = Reader::person(TRANG);
    let june = running.diary(&own, GetDiaryRequest { person_id: String::new(), ..of(TRANG, 6) }).await.unwrap();
    assert_eq!(contents(&june), ["Viết chương một", "Kiểm tra công vụ", "Viết chương một và hai", "Kiểm tra công vụ", "Họp giao ban"]);
    assert_eq!((june.full_name.as_str(), june.title.as_str()), ("Nguyễn Thị Thuỳ Trang", "Chuyên viên"));
    assert_eq!(june.place, "Phòng Công chức - Viên chức, Sở Nội vụ");
    assert_eq!(
        (june.rows[0].span.as_str(), june.rows[0].source.as_str()),
        ("Tuần 03/06/2019 – 09/06/2019", "Xây dựng đề án vị trí việc làm")
    );
    let gone = "Đã có bản đính chính được phê duyệt; bản này giữ để đối chiếu, không tính";
    let returned = "Trả lại: Trần Đình Ước (Trưởng phòng), 09:00 ngày 10/06/2019. Lý do: Thiếu số văn bản";
    assert_eq!(june.rows[0].standing, [returned, "Phê duyệt: Trần Đình Ước (Trưởng phòng), 09:00 ngày 11/06/2019", gone]);
    assert_eq!(june.rows[1].outcome, "Chậm tiến độ. Nguyên nhân khách quan: Mưa lũ (đã xác nhận)");
    assert_eq!((june.rows[1].source.as_str(), june.rows[1].standing.len()), ("Phát sinh", 0));
    assert_eq!(june.rows[2].standing[0], "Bản đính chính lần 1: Ghi nhầm số");
    assert_eq!((june.rows[4].span.as_str(), june.rows[4].standing.join("")), ("Ngày 12/06/2019", "Đang chờ phê duyệt".to_owned()));
    let figures: Vec<_> = june.figures.iter().map(|figure| figure.value.as_str()).collect();
    let wanted = [
        "1 trong 2 bảng kê đã trình",
        "2: theo danh mục 1, phát sinh 1",
        "vượt tiến độ 1, đúng tiến độ 0, chậm tiến độ 1, chưa hoàn thành 0; trong đó có nguyên nhân khách quan 1",
    ];
    assert_eq!(figures, wanted, "a week that was corrected counts once");

    let july = running.diary(&own, of(TRANG, 7)).await.unwrap();
    assert_eq!((contents(&july), july.rows[0].standing.len()), (vec!["Tiếp công dân"], 1), "the newest state, whatever came last");
    assert_eq!(contents(&running.diary(&own, of(TRANG, 0)).await.unwrap()).len(), 6);
    let page = |token: &str| Some(PageRequest { page_size: 4, page_token: token.to_owned() });
    let first = running.diary(&own, GetDiaryRequest { page: page(""), ..of(TRANG, 0) }).await.unwrap();
    let token = first.page.clone().unwrap().next_page_token;
    let rest = running.diary(&own, GetDiaryRequest { page: page(&token), ..of(TRANG, 0) }).await.unwrap();
    assert_eq!((first.rows.len(), contents(&rest)), (4, vec!["Họp giao ban", "Tiếp công dân"]));
    let unknown = Reader::person(Uuid::from_u128(0x9999));
    let nothing = running.diary(&unknown, GetDiaryRequest { person_id: String::new(), ..of(TRANG, 6) }).await.unwrap();
    assert_eq!((nothing.rows.len(), nothing.title.as_str()), (0, ""), "one's own is there before identity announced one");
    for (field, message) in [("month", of(TRANG, 13)), ("month", of(TRANG, -1)), ("year", GetDiaryRequest { year: 0, ..of(TRANG, 0) })] {
        assert_eq!(running.diary(&own, message).await.unwrap_err().fields[0].field, field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_may_read_the_logs_read_the_diary_and_by_office_they_leave_a_trace() {
    let running = Running::start(22).await;
    let office = |role| Reader::with(role, Some(AGENCY));
    for reader in
        [Reader::person(TRANG), Reader::person(UNIT_HEAD), Reader::person(DIRECTOR), Reader::person(LE), office(SystemRole::HrOfficer)]
    {
        running.diary(&reader, of(TRANG, 6)).await.unwrap();
        running.render(&reader, DocumentKind::Diary, DocumentFormat::Pdf, TRANG).await.unwrap();
    }
    for reader in [Reader::person(DUC), office(SystemRole::SnvAdmin), Reader::with(SystemRole::HrOfficer, Some(DIRECTOR))] {
        assert_eq!(running.diary(&reader, of(TRANG, 6)).await.unwrap_err().reason, "NOT_FOUND");
        let refused = running.render(&reader, DocumentKind::Diary, DocumentFormat::Pdf, TRANG).await.unwrap_err();
        assert_eq!(refused.reason, "NOT_FOUND");
    }
    assert_eq!(running.diary(&Reader::person(LE), of(DUC, 6)).await.unwrap().rows.len(), 0, "nothing handed in is no refusal");
    let auditor = office(SystemRole::Auditor);
    assert_eq!(running.diary(&auditor, of(TRANG, 6)).await.unwrap_err().reason, "READ_REASON_NEEDED");
    running.diary(&auditor, GetDiaryRequest { reason: WHY.to_owned(), ..of(TRANG, 6) }).await.unwrap();

    let message = ListReadsRequest { agency_id: AGENCY.to_string(), page: None };
    let request = rpc::with_token(message, &running.token(auditor.person, &auditor.grants));
    let told = running.client.clone().list_reads(request).await.unwrap().into_inner().reads;
    let reads: Vec<_> = told.iter().map(|read| (read.kind(), read.about_id.clone(), read.reason.as_str())).collect();
    let about = |reason| (DocumentKind::Diary, TRANG.to_string(), reason);
    assert_eq!(reads, [about(WHY), about(WHY), about("")], "the HR officer twice, the auditor; heads and the delegate read their part");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_diary_is_printed_with_its_table_its_sums_and_the_places_to_sign() {
    let running = Running::start(23).await;
    let file = running.render(&Reader::person(TRANG), DocumentKind::Diary, DocumentFormat::Pdf, TRANG).await.unwrap();
    assert_eq!(file.name, "nhat-ky-cong-tac-nguyen-thi-thuy-trang-thang-6-so-noi-vu-2019.pdf");
    let text = running.text(&Reader::person(UNIT_HEAD), DocumentKind::Diary, TRANG).await.unwrap();
    for wanted in [
        "NHẬT KÝ CÔNG TÁC",
        "Tháng 6 năm 2019",
        "SỞ NỘI VỤ",
        "Họ và tên: Nguyễn Thị Thuỳ Trang",
        "Viết chương một và hai",
        "2: theo danh mục 1, phát sinh 1",
        "NGƯỜI GHI NHẬT KÝ",
        "THỦ TRƯỞNG TRỰC TIẾP",
        "TRƯỞNG PHÒNG",
        "Trần Đình Ước",
    ] {
        assert!(text.contains(wanted), "missing «{wanted}» in\n{text}");
    }
    assert!(!text.contains("Tiếp công dân"), "July is another month");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handover_is_printed_for_its_sides_heads_and_office_and_for_nobody_else() {
    let running = Running::start(24).await;
    let office = |role| Reader::with(role, Some(AGENCY));
    let print = async |reader: Reader| running.render(&reader, DocumentKind::Handover, DocumentFormat::Pdf, HANDOVER).await;
    for reader in [TRANG, DUC, UNIT_HEAD, DIRECTOR].map(Reader::person) {
        print(reader).await.unwrap();
    }
    print(office(SystemRole::HrOfficer)).await.unwrap();
    for reader in [Reader::person(LE), office(SystemRole::SnvAdmin), Reader::with(SystemRole::HrOfficer, Some(DIRECTOR))] {
        assert_eq!(print(reader).await.unwrap_err().reason, "NOT_FOUND");
    }
    let file = print(Reader::person(TRANG)).await.unwrap();
    assert_eq!(file.name, "bien-ban-ban-giao-nguyen-thi-thuy-trang-so-noi-vu-2019.pdf");
    let text = running.text(&Reader::person(DUC), DocumentKind::Handover, HANDOVER).await.unwrap();
    for wanted in [
        "BIÊN BẢN BÀN GIAO CÔNG VIỆC",
        "Người bàn giao: Nguyễn Thị Thuỳ Trang, Chuyên viên",
        "Người nhận: Lê Hoàng Đức, Chuyên viên",
        "Ngày cuối ở vị trí công tác: 31/12/2019",
        "Xong chương một",
        "Đã ký trên phần mềm lúc 09:00 ngày 22/12/2019",
        "Chưa ký trên phần mềm",
    ] {
        assert!(text.contains(wanted), "missing «{wanted}» in\n{text}");
    }
}
