use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use proto::common::v1::PageRequest;
use proto::reporting::v1::{DocumentFormat, DocumentKind};
use regulation::SystemRole;
use uuid::Uuid;

use crate::harness::{Reader, Running};
use crate::office::{AGENCY, DIRECTOR, DUC, LE, MINUTES, MOVED, TRANG, UNIT_HEAD, record_of};

fn assert_has(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "missing «{wanted}» in\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_of_the_office_is_made_from_what_was_announced() {
    let running = Running::start(11).await;
    let director = Reader::person(DIRECTOR);
    let summary = running.text(&director, DocumentKind::SummaryTable, AGENCY).await.unwrap();
    assert_has(
        &summary,
        &[
            "UBND TỈNH QUẢNG TRỊ",
            "Số: ……/BTH-SNV",
            "Quảng Trị, ngày 05 tháng 01 năm 2020",
            "Tổng cộng 6 1 20,00 2 40,00 1 20,00 1 20,00 0 0,00 1",
            "Còn 01 người chưa công khai kết quả",
            "GIÁM ĐỐC",
            "Hồ Ngọc Ấn",
            "Nơi nhận: - UBND tỉnh Quảng Trị (để báo cáo); - Lưu: VT, SNV.",
        ],
    );
    let detail = running.text(&director, DocumentKind::DetailTable, AGENCY).await.unwrap();
    assert!(!summary.contains("Cán bộ"), "a group of nobody has no line");
    // Who decided on the head of the agency signs that form, in their own office, and nothing of the agency.
    for table in [&summary, &detail] {
        assert!(!table.contains("Nguyễn Xuân Hưng"), "{table}");
    }
    let form = running.text(&director, DocumentKind::LegalForm, record_of(DIRECTOR)).await.unwrap();
    assert_has(&form.to_uppercase(), &["CẤP CÓ THẨM QUYỀN"]);
    assert_has(
        &detail,
        &[
            "Trần Đình Ước",
            "89,98 84,00 Hoàn thành tốt nhiệm",
            "84,00: Kết quả thực tế;",
            "Không đánh giá",
            "Danh sách có 6 người. Hoàn thành xuất sắc nhiệm vụ: 1; Hoàn thành tốt nhiệm vụ: 2; Hoàn thành nhiệm vụ: 1; Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực: 1; Không đánh giá: 1.",
        ],
    );
    let minutes = running.text(&director, DocumentKind::Minutes, MINUTES).await.unwrap();
    assert_has(
        &minutes,
        &[
            "Số: 05/BB-SNV",
            "88,90 88,00 87,97 4,03",
            "09 giờ 30 phút, ngày 16/12/2019",
            "ngày 16 tháng 12 năm 2019",
            "Lê Hoàng Đức: không gửi ý kiến đến hết ngày 15/12/2019",
            "Trần Đình Ước (thủ trưởng trực tiếp): 88,00",
            "2 người: Nhiệt tình – Lê Hoàng Đức (đồng cấp), Trần Đình Ước (thủ trưởng trực tiếp)",
            "Cảnh báo: Điểm tự chấm và điểm 360° khác mức phân loại.",
        ],
    );
    for decided_later in ["thi đua", "liên tiếp", "hạn chế về năng lực", "Xem xét"] {
        assert!(!minutes.contains(decided_later), "«{decided_later}» in minutes that are public before anybody decides:\n{minutes}");
    }
    let form = running.text(&director, DocumentKind::LegalForm, record_of(TRANG)).await.unwrap();
    assert_has(
        &form,
        &[
            "I. TỰ ĐÁNH GIÁ KẾT QUẢ CÔNG TÁC",
            "1. Tiến độ và kết quả thực hiện nhiệm vụ:",
            "Theo bảng kê công việc đã được phê duyệt: 108 công việc",
            "Hoàn thành tốt nhiệm vụ",
            "Hệ số lương: 3,33",
            "TRƯỞNG PHÒNG",
            "GIÁM ĐỐC",
            "Đã ký trên phần mềm lúc 10:32 ngày 28/12/2019",
            "Tổng điểm tính theo quy chế: 89,98",
            "Tổng điểm quyết định: 89,98, theo điểm tính được",
        ],
    );
    let sheet = running.text(&director, DocumentKind::ScoreSheet, record_of(TRANG)).await.unwrap();
    assert_has(
        &sheet,
        &["1.2 Chấp hành nội quy 20,00 18,50 17,50 18,00 Báo cáo 125", "Tổng điểm tính theo quy chế 100,00 92,00 87,97 89,98"],
    );
    assert_has(&sheet, &["Quảng Trị, ngày 20 tháng 12 năm 2019", "Tổng điểm quyết định, ngày 28/12/2019: 89,98"]);
    let decided = running.text(&director, DocumentKind::LegalForm, record_of(UNIT_HEAD)).await.unwrap();
    assert_has(&decided, &["Tổng điểm tính theo quy chế: 89,98", "84,00. Lý do quyết định tổng điểm khác: Kết quả thực tế"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_evaluated_on_paper_or_not_at_all_gets_a_note_and_no_blank_form() {
    let running = Running::start(15).await;
    let director = Reader::person(DIRECTOR);
    let paper = running.text(&director, DocumentKind::Note, record_of(MOVED)).await.unwrap();
    assert_has(
        &paper,
        &[
            "KẾT QUẢ ĐÁNH GIÁ, PHÂN LOẠI BẰNG GIẤY",
            "Điều 2.9",
            "Cơ quan, đơn vị cũ: UBND huyện Gio Linh",
            "Tổng điểm: 71,50",
            "Phân loại: Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực",
            "Thủ trưởng cơ quan cũ xác nhận: Trương Thị Thuỷ, ngày 05/12/2019",
            "Đã ký trên phần mềm lúc 10:32 ngày 21/12/2019",
        ],
    );
    let absent = running.text(&Reader::person(DUC), DocumentKind::Note, record_of(DUC)).await.unwrap();
    assert_has(
        &absent,
        &["KHÔNG ĐÁNH GIÁ, PHÂN LOẠI", "Lý do: Đi học cả ngày trên nửa thời gian làm việc trong năm", "Căn cứ: Điều 2.8 của Quy chế"],
    );
    let refused = running.render(&director, DocumentKind::Note, DocumentFormat::Pdf, record_of(TRANG)).await.unwrap_err();
    assert_eq!(refused.reason, "NO_NOTE");
    let forms = running.list(&director, None).await.unwrap().documents;
    let of = |person| -> Vec<&str> {
        let id = record_of(person).to_string();
        forms.iter().filter(|document| document.subject_id == id).map(|document| document.title.as_str()).collect()
    };
    assert_eq!(of(MOVED), ["Kết quả đánh giá, phân loại bằng giấy"]);
    assert_eq!(of(DUC), ["Phiếu ghi nhận việc không đánh giá, phân loại"]);
    assert_eq!(of(TRANG), ["Phiếu đánh giá và phân loại", "Bảng kết quả tự chấm điểm"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_spreadsheet_counts_with_numbers() {
    let running = Running::start(12).await;
    let file = running.render(&Reader::person(DIRECTOR), DocumentKind::DetailTable, DocumentFormat::Xlsx, AGENCY).await.unwrap();
    assert_eq!(file.name, "danh-sach-ket-qua-so-noi-vu-2019.xlsx");
    assert!(file.content_type.ends_with("spreadsheetml.sheet"));
    let mut book = Xlsx::new(Cursor::new(file.content)).unwrap();
    let range = book.worksheet_range("Danh sách").unwrap();
    let trang = range.rows().find(|row| row.iter().any(|cell| *cell == Data::String("Nguyễn Thị Thuỳ Trang".into()))).unwrap();
    assert_eq!((&trang[6], &trang[7], &trang[8]), (&Data::Float(87.97), &Data::Float(89.98), &Data::Float(89.98)));
    let notes = book.worksheet_range("Ghi chú").unwrap();
    assert!(notes.rows().any(|row| row.get(1) == Some(&Data::String("Hồ Ngọc Ấn".into()))), "who made it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_made_is_refused_with_a_reason() {
    let running = Running::start(13).await;
    let director = Reader::person(DIRECTOR);
    let reason = async |kind, format, subject| running.render(&director, kind, format, subject).await.unwrap_err().reason;
    assert_eq!(reason(DocumentKind::Minutes, DocumentFormat::Xlsx, MINUTES).await, "FORMAT_NOT_OFFERED");
    assert_eq!(reason(DocumentKind::Unspecified, DocumentFormat::Pdf, MINUTES).await, "FIELD_INVALID");
    assert_eq!(reason(DocumentKind::LegalForm, DocumentFormat::Pdf, record_of(DUC)).await, "NO_FORM");
    assert_eq!(reason(DocumentKind::ScoreSheet, DocumentFormat::Pdf, record_of(DUC)).await, "NOT_SCORED");
    assert_eq!(reason(DocumentKind::LegalForm, DocumentFormat::Pdf, record_of(MOVED)).await, "NO_FORM");
    assert_eq!(reason(DocumentKind::LegalForm, DocumentFormat::Pdf, Uuid::from_u128(1)).await, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_comes_in_pages_and_names_files_in_ascii() {
    let running = Running::start(14).await;
    let director = Reader::person(DIRECTOR);
    let whole = running.list(&director, None).await.unwrap().documents;
    assert!(whole.iter().all(|document| document.file_name.is_ascii()));
    assert!(whole.iter().any(|document| document.file_name == "phieu-danh-gia-nguyen-thi-thuy-trang-so-noi-vu-2019.pdf"));
    assert!(whole.iter().any(|document| document.subject_id == record_of(LE).to_string()));
    let (mut paged, mut token) = (Vec::new(), String::new());
    loop {
        let page = running.list(&director, Some(PageRequest { page_size: 3, page_token: token })).await.unwrap();
        assert!(page.documents.len() <= 3);
        paged.extend(page.documents);
        token = page.page.unwrap().next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(paged, whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_who_gave_a_sheet_prints_no_score_of_others_by_criterion() {
    let running = Running::start(16).await;
    let officer = Reader::with(SystemRole::HrOfficer, Some(AGENCY));
    let reviewer = Reader { person: DUC, ..Reader::with(SystemRole::HrOfficer, Some(AGENCY)) };
    let line = async |reader: &Reader| {
        let text = running.text(reader, DocumentKind::ScoreSheet, record_of(TRANG)).await.unwrap();
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        flat.split("1.2 ").nth(1).unwrap().split(" Báo cáo").next().unwrap().to_owned()
    };
    let own = line(&Reader::person(TRANG)).await;
    assert_eq!(line(&officer).await, own, "as the person's own");
    assert_eq!(line(&reviewer).await, "Chấp hành nội quy 20,00 18,50");
    assert_ne!(own, "Chấp hành nội quy 20,00 18,50");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_paper_of_anybody_carries_a_code_an_id_or_a_decimal_point() {
    let running = Running::start(16).await;
    let mut kinds = BTreeSet::new();
    for reader in [
        Reader::person(DIRECTOR),
        Reader::person(DUC),
        Reader::person(TRANG),
        Reader::person(LE),
        Reader::with(SystemRole::HrOfficer, Some(AGENCY)),
    ] {
        for document in running.list(&reader, None).await.unwrap().documents {
            let (kind, subject) = (document.kind(), document.subject_id.parse().unwrap());
            kinds.insert(kind as i32);
            let text = match document.format() {
                DocumentFormat::Xlsx => cells(running.render(&reader, kind, DocumentFormat::Xlsx, subject).await.unwrap().content),
                _ => running.text(&reader, kind, subject).await.unwrap(),
            };
            let wrong = testkit::not_for_people(&text);
            assert!(wrong.is_empty(), "{}: {}\n{text}", document.file_name, wrong.join("; "));
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6], "every kind was looked at");
}

/// The texts of a workbook.
fn cells(content: Vec<u8>) -> String {
    let mut book = Xlsx::new(Cursor::new(content)).unwrap();
    let sheets: Vec<_> = book.worksheets();
    let all = sheets.iter().flat_map(|(_, range)| range.used_cells());
    all.filter_map(|(_, _, cell)| if let Data::String(text) = cell { Some(text.clone()) } else { None }).collect::<Vec<_>>().join("\n")
}
