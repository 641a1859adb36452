use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use documents::model::Score;
use documents::{Error, Fonts, Press};

use crate::samples;

pub static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(Fonts::load(None).unwrap()));

/// The text of a document as a reader copies it out, and its number of pages. The file stays for looking at.
fn read(name: &str, document: Result<Vec<u8>, Error>) -> (String, usize) {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    std::fs::write(&file, document.unwrap()).unwrap();
    let text = Command::new("pdftotext").args(["-layout", file.to_str().unwrap(), "-"]).output().unwrap();
    assert!(text.status.success());
    let text = String::from_utf8(text.stdout).unwrap();
    let pages = text.matches('\u{c}').count();
    (text, pages)
}

/// Text without line breaks, runs of blanks and places to break.
fn flat(text: &str) -> String {
    text.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_has(text: &str, wanted: &[&str]) {
    let flat = flat(text);
    for wanted in wanted {
        assert!(flat.contains(wanted), "missing «{wanted}» in\n{text}");
    }
}

const HEAD: [&str; 4] = ["UBND TỈNH QUẢNG TRỊ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ NỘI VỤ", "Độc lập - Tự do - Hạnh phúc"];

#[test]
fn the_summary_counts_groups_and_units_and_repeats_its_heading() {
    let (text, pages) = read("summary", PRESS.summary(&samples::summary()));
    assert_has(&text, &HEAD);
    assert_has(
        &text,
        &[
            "Số: 12/BTH-SNV",
            "Quảng Trị, ngày 05 tháng 01 năm 2020",
            "Năm 2019",
            "Tổng cộng",
            "24,84",
            "NGƯỜI LẬP BẢNG",
            "GIÁM ĐỐC",
            "Hồ Ngọc Ấn",
            "Lưu: VT, SNV.",
        ],
    );
    assert!(pages >= 2);
    assert_eq!(text.matches("STT").count(), pages, "the heading stands on every page");
}

#[test]
fn sixty_people_fill_the_detail_list_without_losing_a_name() {
    let (text, pages) = read("detail", PRESS.detail(&samples::detail(60)));
    assert_has(&text, &["Nguyễn Thị Thuỳ Trang", "Chi cục Văn thư - Lưu trữ", "89,98", "84,00", "Danh sách có 60 người."]);
    assert!(text.lines().any(|line| line.trim_start().starts_with("60 ")), "the last line is there");
    assert_eq!(text.matches("STT").count(), pages);
}

/// The last words of each page but the last.
fn ends(text: &str, pages: usize) -> Vec<&str> {
    text.split('\u{c}').take(pages - 1).filter_map(|page| page.lines().rev().map(str::trim).find(|line| !line.is_empty())).collect()
}

#[test]
fn no_page_of_the_list_ends_with_the_name_of_a_unit_alone() {
    for people in 5..45 {
        let list = samples::detail(people);
        let units: std::collections::BTreeSet<String> = list.rows.iter().map(|row| row.unit.clone()).collect();
        let (text, pages) = read("detail-units", PRESS.detail(&list));
        for end in ends(&text, pages) {
            assert!(!units.contains(end), "{people} people: «{end}» stands alone at the end of a page");
        }
    }
}

#[test]
fn a_diary_repeats_its_heading_loses_no_work_and_keeps_the_signatures_together() {
    for rows in [0, 1, 40, 200] {
        let (text, pages) = read("work_table", PRESS.work_table(&samples::work_table(rows)));
        assert_has(&text, &HEAD);
        assert_has(&text, &["NHẬT KÝ CÔNG TÁC", "Bảng kê đã phê duyệt: 44 trong 46", "NGƯỜI GHI NHẬT KÝ", "THỦ TRƯỞNG TRỰC TIẾP"]);
        assert!((0..rows).all(|row| flat(&text).contains(&format!("Việc thứ {row}. "))), "{rows} works");
        let with_table = text.split('\u{c}').filter(|page| page.contains("Việc thứ") || page.contains("Soạn thảo")).count();
        assert_eq!(text.matches("STT").count(), with_table, "the heading stands on every page of the table");
        let last = text.split('\u{c}').nth(pages - 1).unwrap();
        assert!(last.contains("NGƯỜI GHI NHẬT KÝ") && last.contains("44 trong 46"), "sums and signatures stay together");
    }
}

#[test]
fn a_list_of_hundreds_stays_small() {
    assert!(PRESS.detail(&samples::detail(250)).unwrap().len() < 1 << 20);
}

#[test]
fn an_address_breaks_inside_its_cell() {
    let mut sheet = samples::score_sheet();
    sheet.sections[0].lines[0].note = "https://vanban.quangtri.gov.vn/he-thong/2019/12/tai-lieu-rat-dai-khong-co-dau-cach.pdf".into();
    let (text, _) = read("score_sheet_address", PRESS.score_sheet(&sheet));
    assert!(!flat(&text).contains("vanban.quangtri.gov.vn/he-thong"), "{text}");
}

#[test]
fn the_minutes_have_their_four_parts() {
    let (text, pages) = read("minutes", PRESS.minutes(&samples::minutes()));
    assert_has(&text, &HEAD);
    assert_has(
        &text,
        &[
            "BIÊN BẢN SỐ",
            "Số: 05/BB-SNV",
            "I. Thông tin chung",
            "từ 08 giờ 00 phút, ngày 10/12/2019 đến 23 giờ 59 phút,",
            "1 người: không gửi ý kiến đến hết ngày 15/12/2019",
            "II. Kết quả tham gia ý kiến từng người",
            "Điểm theo nhóm không hiện vì nhóm có dưới 3 phiếu.",
            "III. Ý kiến tham gia",
            "3 người: Nhiệt tình, trách nhiệm.",
            "2 người: Cần chủ động hơn. Chậm báo cáo quý III",
            "3 người, bình quân 84,50 điểm",
            "IV. Xác thực",
            "09 giờ 30 phút, ngày 05/01/2020",
            "Biên bản được phần mềm lập tự động, không cần chữ ký, và công khai trên phần mềm.",
        ],
    );
    assert!(!text.contains("Đồng cấp"), "a column that nobody may read is not printed");
    pages_are_full(&text, pages);
}

/// No page but the last is half empty, and the last is more than a line.
fn pages_are_full(text: &str, pages: usize) {
    for (number, page) in (1..).zip(text.split('\u{c}').take(pages)) {
        let lines = page.lines().filter(|line| !line.trim().is_empty()).count();
        let least = if number == pages { 5 } else { 25 };
        assert!(lines >= least, "page {number} of {pages} has {lines} lines:\n{page}");
    }
}

#[test]
fn heads_read_every_group_and_who_scored_what_again_and_what_the_edition_replaces() {
    for people in 1..12 {
        let (text, pages) = read("minutes_for_heads", PRESS.minutes(&samples::minutes_for_heads(people)));
        assert_has(
            &text,
            &[
                "thay Biên bản số 02/BB-SNV (lần 1,",
                "lập lúc 09:30 ngày 16/12/2019)",
                "Phan Văn Ứng: không gửi ý kiến",
                "Trần Đình Ước (đồng cấp): 84,50",
                "Đã chấm lại (vòng 2).",
                "2 người: Nhiệt tình, trách nhiệm. – Trần Đình Ước (đồng cấp), Lê Hoàng Đức",
            ],
        );
        pages_are_full(&text, pages);
    }
}

#[test]
fn a_note_tells_what_the_paper_said_and_who_confirmed_it() {
    let (text, pages) = read("note", PRESS.note(&samples::note()));
    assert_eq!(pages, 1);
    assert_has(
        &text,
        &[
            "KẾT QUẢ ĐÁNH GIÁ, PHÂN LOẠI BẰNG GIẤY",
            "Cơ quan, đơn vị cũ: UBND huyện Gio Linh",
            "Thủ trưởng cơ quan cũ xác nhận: Trương Thị Thuỷ, ngày 05/12/2019",
            "NGƯỜI KIỂM TRA",
            "Nơi nhận:",
        ],
    );
}

#[test]
fn a_long_legal_form_keeps_every_signature_with_its_part() {
    let (text, pages) = read("legal_form", PRESS.legal_form(&samples::legal_form(1)));
    assert!(pages >= 3, "{pages}");
    assert_has(&text, &HEAD);
    assert_has(&text, &["Mẫu số 02, Nghị định 56/2015/NĐ-CP", "PHIẾU ĐÁNH GIÁ VÀ PHÂN LOẠI CÔNG CHỨC", "Hệ số lương: 3,33"]);
    assert_has(
        &text,
        &[
            "TRƯỞNG PHÒNG",
            "GIÁM ĐỐC",
            "CÔNG CHỨC TỰ ĐÁNH GIÁ",
            "Ngày 05 tháng 12 năm 2019",
            "Đã ký trên phần mềm lúc 10:32 ngày 05/12/2019",
        ],
    );
    for page in text.split('\u{c}') {
        let first = page.lines().find(|line| !line.trim().is_empty() && line.trim().parse::<u32>().is_err()).unwrap_or_default();
        assert!(!first.contains("Ngày ") && !first.contains("THỦ TRƯỞNG"), "a signature stands alone on a page:\n{page}");
    }
}

#[test]
fn nothing_is_left_to_fill_in_by_hand_where_nobody_does() {
    let mut form = samples::legal_form(0);
    form.sections[3].instead = "(Phần này có nội dung khi kết quả được công khai.)".into();
    let (text, _) = read("legal_form_blank", PRESS.legal_form(&form));
    assert_has(&text, &["(Không ghi.)", "Chưa ký trên phần mềm", "(Phần này có nội dung khi kết quả được công khai.)"]);
    assert!(!text.contains("THỦ TRƯỞNG ĐƠN VỊ"), "no place to sign for whose part is not there yet");
    for blank in ["....", "……", "(Ký, ghi rõ họ tên)"] {
        assert!(!text.contains(blank), "{blank} in\n{text}");
    }
}

#[test]
fn the_signatures_of_a_table_never_stand_alone() {
    for people in 1..30 {
        let (text, pages) = read("detail_closing", PRESS.detail(&samples::detail(people)));
        let last = text.split('\u{c}').nth(pages - 1).unwrap();
        assert!(last.contains("NGƯỜI LẬP BẢNG"), "{people}: {last}");
        assert!(
            last.lines().any(|line| line.trim_start().starts_with(&format!("{people} "))),
            "{people} people: the last row left the signatures:\n{last}"
        );
    }
}

#[test]
fn page_numbers_begin_on_the_second_page() {
    let (text, pages) = read("legal_form_numbers", PRESS.legal_form(&samples::legal_form(2)));
    let first_lines: Vec<&str> =
        text.split('\u{c}').take(pages).map(|page| page.lines().find(|line| !line.trim().is_empty()).unwrap().trim()).collect();
    assert!(first_lines[0].starts_with("Mẫu số"));
    assert_eq!(first_lines[1..], (2..=pages).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn the_score_sheet_shows_self_360_and_official() {
    let (text, _) = read("score_sheet", PRESS.score_sheet(&samples::score_sheet()));
    assert_has(
        &text,
        &[
            "BẢNG KẾT QUẢ TỰ CHẤM ĐIỂM",
            "Tổng điểm tính theo quy chế 100,00 92,00 87,97 89,98",
            "Tổng điểm quyết định: 84,00",
            "Lý do quyết định tổng điểm khác: Kết quả thực tế trong năm",
            "KAD: không áp dụng.",
            "Tự phân loại: Hoàn thành xuất sắc nhiệm vụ",
        ],
    );
}

#[test]
fn scores_that_nobody_is_told_have_no_column() {
    let mut sheet = samples::score_sheet();
    let lines = sheet.sections.iter_mut().flat_map(|section| section.lines.iter_mut().chain([&mut section.heading]));
    for line in lines.chain([&mut sheet.totals]) {
        line.official = Score::Absent;
    }
    let (text, _) = read("score_sheet_without_official", PRESS.score_sheet(&sheet));
    assert_has(&text, &["360°", "Tổng điểm tính theo quy chế 100,00 92,00 87,97"]);
    assert!(!text.contains("chính thức"), "{text}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let again = Press::new(Fonts::load(None).unwrap());
    assert!(PRESS.minutes(&samples::minutes()).unwrap() == again.minutes(&samples::minutes()).unwrap());
}

#[test]
fn markup_and_emoji_in_comments_stay_text() {
    let mut minutes = samples::minutes();
    minutes.entries[0].strengths[0].text = "#read(\"/etc/passwd\") *đậm* $x$ 👍 \u{202e}ngược @ai".into();
    let (text, _) = read("minutes_hostile", PRESS.minutes(&minutes));
    assert_has(&text, &["#read(\"/etc/passwd\") *đậm* $x$ □ ngược @ai"]);
}

#[test]
fn an_empty_office_still_gives_its_documents() {
    let mut minutes = samples::minutes();
    (minutes.entries, minutes.digest, minutes.notes) = (vec![], String::new(), vec![]);
    (minutes.opened_at, minutes.closed_at, minutes.absent) = (None, None, vec![]);
    read("minutes_empty", PRESS.minutes(&minutes));
    read("detail_empty", PRESS.detail(&samples::detail(0)));
}
