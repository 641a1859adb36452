use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use proto::common::v1::PageRequest;
use proto::reporting::v1::{DocumentFormat, DocumentKind};
use uuid::Uuid;

use crate::harness::{Reader, Running};
use crate::office::{AGENCY, DIRECTOR, DUC, LE, MINUTES, TRANG, record_of};

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
            "Tổng cộng 4 1 33,33 2 66,67 0 0,00 0 0,00 1",
            "Còn 01 người chưa công khai kết quả",
            "Hồ Ngọc Ấn",
        ],
    );
    let detail = running.text(&director, DocumentKind::DetailTable, AGENCY).await.unwrap();
    assert_has(&detail, &["Trần Đình Ước", "89,98 Hoàn thành tốt nhiệm vụ 84,00", "Không đánh giá"]);
    let minutes = running.text(&director, DocumentKind::Minutes, MINUTES).await.unwrap();
    assert_has(&minutes, &["Số: 05/BB-SNV", "92,00 HTXS 88,90 88,00 87,97 4,03", "2019-12-16T09:30:00+07:00", "ngày 16 tháng 12 năm 2019"]);
    let form = running.text(&director, DocumentKind::LegalForm, record_of(TRANG)).await.unwrap();
    assert_has(
        &form,
        &[
            "I. TỰ ĐÁNH GIÁ KẾT QUẢ CÔNG TÁC",
            "1. Tiến độ và kết quả thực hiện nhiệm vụ:",
            "Theo bảng kê công việc đã được phê duyệt: 108 công việc",
            "Hoàn thành tốt nhiệm vụ",
            "Hệ số lương: 3,33",
            "Đã ký trên phần mềm lúc 10:32 ngày 28/12/2019",
        ],
    );
    let sheet = running.text(&director, DocumentKind::ScoreSheet, record_of(TRANG)).await.unwrap();
    assert_has(&sheet, &["1.2 Chấp hành nội quy 20,00 18,50 17,50 18,00 Báo cáo 125", "Tổng điểm 100,00 92,00 87,97 89,98"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_spreadsheet_counts_with_numbers() {
    let running = Running::start(12).await;
    let file = running.render(&Reader::person(DIRECTOR), DocumentKind::DetailTable, DocumentFormat::Xlsx, AGENCY).await.unwrap();
    assert_eq!(file.name, "danh-sach-ket-qua-snv-2019.xlsx");
    assert!(file.content_type.ends_with("spreadsheetml.sheet"));
    let mut book = Xlsx::new(Cursor::new(file.content)).unwrap();
    let range = book.worksheet_range("Danh sách").unwrap();
    let trang = range.rows().find(|row| row.iter().any(|cell| *cell == Data::String("Nguyễn Thị Thuỳ Trang".into()))).unwrap();
    assert_eq!((&trang[6], &trang[7]), (&Data::Float(87.97), &Data::Float(89.98)));
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
    assert_eq!(reason(DocumentKind::LegalForm, DocumentFormat::Pdf, Uuid::from_u128(1)).await, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_comes_in_pages_and_names_files_in_ascii() {
    let running = Running::start(14).await;
    let director = Reader::person(DIRECTOR);
    let whole = running.list(&director, None).await.unwrap().documents;
    assert!(whole.iter().all(|document| document.file_name.is_ascii()));
    assert!(whole.iter().any(|document| document.file_name == "phieu-danh-gia-nguyen-thi-thuy-trang-2019.pdf"));
    assert!(!whole.iter().any(|document| document.subject_id == record_of(DUC).to_string()), "nothing to print for who is not evaluated");
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
