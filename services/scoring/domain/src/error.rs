//! Every refusal of this crate.

use kernel::{FieldProblem, Refusal, RefusalKind};

/// Problems that are told at once: nobody mends more before trying again.
const MOST_PROBLEMS: usize = 50;

/// Several things are wrong in one text or sheet; the message is that of the first.
fn several(reason: &'static str, about: &str, problems: Vec<FieldProblem>) -> Refusal {
    let first = problems.first().map(|problem| format!("{}: {}", problem.field, problem.message)).unwrap_or_default();
    let more = if problems.len() > 1 { format!(" (và {} lỗi khác)", problems.len() - 1) } else { String::new() };
    let mut refusal = Refusal::new(RefusalKind::Invalid, reason, format!("{about} {first}{more}"));
    refusal.fields = problems.into_iter().take(MOST_PROBLEMS).collect();
    refusal
}

/// The text is no YAML.
pub(crate) fn not_yaml(detail: &str) -> Refusal {
    Refusal::invalid("YAML_INVALID", "yaml", format!("Nội dung không phải YAML hợp lệ: {detail}"))
}

/// A policy pack does not have the shape of one.
pub(crate) fn pack_invalid(problems: Vec<FieldProblem>) -> Refusal {
    several("PACK_INVALID", "Gói chính sách chưa hợp lệ.", problems)
}

/// The pack builds on one that is not published.
pub(crate) fn base_unknown(base: &str) -> Refusal {
    Refusal::invalid("PACK_BASE_UNKNOWN", "base", format!("Gói gốc «{base}» chưa được ban hành; hãy ban hành gói gốc trước."))
}

/// Published already, with other content.
pub fn already_published(what_vi: &str, id: &str) -> Refusal {
    let message = format!("{what_vi} «{id}» đã được ban hành với nội dung khác và không sửa được; hãy dùng mã mới.");
    let mut refusal = Refusal::invalid("ALREADY_PUBLISHED", "id", message);
    refusal.kind = RefusalKind::AlreadyExists;
    refusal
}

/// A criteria set does not have the shape of one, or does not add up.
pub(crate) fn criteria_invalid(problems: Vec<FieldProblem>) -> Refusal {
    several("CRITERIA_INVALID", "Bộ tiêu chí chưa hợp lệ.", problems)
}

/// The scores of a sheet do not fit the criteria set.
pub(crate) fn sheet_invalid(problems: Vec<FieldProblem>) -> Refusal {
    several("SCORES_INVALID", "Bảng điểm chưa hợp lệ.", problems)
}

/// The stored row is not of this criteria set.
pub(crate) fn row_mismatch(set: &str) -> Refusal {
    Refusal::precondition("ROW_MISMATCH", format!("Dữ liệu điểm đã lưu không khớp với bộ tiêu chí «{set}»."))
}

/// The pack does not apply to the group.
pub(crate) fn group_not_covered(pack: &str, group: &str) -> Refusal {
    Refusal::invalid("GROUP_NOT_COVERED", "group", format!("Gói «{pack}» không áp dụng cho nhóm {group}."))
}

/// The criteria set is another group's.
pub(crate) fn criteria_of_other_group(set: &str, group: &str) -> Refusal {
    Refusal::invalid("CRITERIA_OF_OTHER_GROUP", "criteria_set_id", format!("Bộ tiêu chí «{set}» không dành cho nhóm {group}."))
}

/// The declared class is not one of the group's.
pub(crate) fn class_not_of_group(class: &str, group: &str) -> Refusal {
    Refusal::invalid("CLASS_NOT_OF_GROUP", "declared_class", format!("Mức «{class}» không dùng cho nhóm {group}."))
}

/// The head confirmed the zero of a criterion that the set does not have.
pub(crate) fn zero_of_unknown(code: &str) -> Refusal {
    Refusal::invalid("CRITERION_UNKNOWN", format!("confirmed_zero[{code}]"), format!("Bộ tiêu chí không có tiêu chí «{code}»."))
}

/// The decided total lies outside 0 to 100.
pub(crate) fn total_out_of_range() -> Refusal {
    Refusal::invalid("TOTAL_OUT_OF_RANGE", "decided_total", "Tổng điểm quyết định phải từ 0 đến 100.")
}

/// The pack computes from other things than were given.
pub(crate) fn formula_mismatch(pack: &str) -> Refusal {
    Refusal::invalid("FORMULA_MISMATCH", "evidence", format!("Công thức của gói «{pack}» cần dữ liệu khác với dữ liệu đã nhập."))
}

/// The task results do not fit the formula.
pub(crate) fn tasks_invalid(problems: Vec<FieldProblem>) -> Refusal {
    several("TASKS_INVALID", "Kết quả nhiệm vụ chưa hợp lệ.", problems)
}

/// The law of the year does not score in such parts of it.
pub(crate) fn span_not_asked(kind: &str, year: i32, title: Option<&str>, asked: Option<&str>) -> Refusal {
    let message = match (title, asked) {
        (Some(title), Some(asked)) => format!("Bộ quy tắc «{title}» chấm theo {asked}, không theo {kind}; hãy khai báo từng {asked}."),
        (Some(title), None) => format!("Bộ quy tắc «{title}» không chấm theo {kind}."),
        (None, _) => format!("Năm {year} chưa có bộ quy tắc nào của nhóm này được ban hành; hãy đề nghị Sở Nội vụ ban hành trước."),
    };
    Refusal::precondition("SPAN_NOT_ASKED", message)
}

/// The quarter or month has not begun.
pub(crate) fn span_ahead(span: &str, year: i32) -> Refusal {
    Refusal::precondition("SPAN_AHEAD", format!("Chưa đến {span} năm {year}; chỉ khai báo từ ngày đầu trở đi."))
}

/// The law of the year does not apply to the group whose duties the person is said to have had.
pub(crate) fn span_of_other_group(title: &str, group: &str) -> Refusal {
    let message = format!("Bộ quy tắc «{title}» không áp dụng cho {group}; hãy chọn nhóm theo bộ quy tắc này, hoặc ghi không làm việc.");
    Refusal::invalid("GROUP_NOT_COVERED", "span_result.group", message)
}

/// The law scores in quarters or months: nothing is declared for the whole year.
pub(crate) fn declared_by_span(title: &str, kind: &str) -> Refusal {
    let message = format!("Bộ quy tắc «{title}» chấm theo {kind}; hãy khai báo kết quả từng {kind} trong «Kết quả theo quý, tháng».");
    Refusal::precondition("DECLARED_BY_SPAN", message)
}

/// Only Sở Nội vụ publishes.
pub(crate) fn only_admin_publishes() -> Refusal {
    Refusal::forbidden("ONLY_SNV_PUBLISHES", "Chỉ Sở Nội vụ được ban hành gói chính sách và bộ tiêu chí (Điều 7.1).")
}

/// A declaration does not say what it must.
pub(crate) fn fact_invalid(problems: Vec<FieldProblem>) -> Refusal {
    several("FACT_INVALID", "Khai báo chưa hợp lệ.", problems)
}

/// Only the HR officer of the agency declares facts.
pub(crate) fn only_hr_declares() -> Refusal {
    Refusal::forbidden("ONLY_HR_DECLARES", "Chỉ cán bộ tổ chức của cơ quan, hoặc Sở Nội vụ, được khai báo việc này.")
}

/// Nobody declares facts about themself.
pub(crate) fn own_fact() -> Refusal {
    Refusal::forbidden("OWN_FACT", "Không ai tự khai báo cho chính mình; hãy nhờ một cán bộ tổ chức khác, hoặc Sở Nội vụ.")
}

/// Only the HR officer of the agency adds guidance.
pub(crate) fn only_hr_guides() -> Refusal {
    Refusal::forbidden("ONLY_HR_GUIDES", "Chỉ cán bộ tổ chức của cơ quan được thêm hướng dẫn vào tiêu chí (Điều 7.1).")
}

/// Only Sở Nội vụ and the auditor look at all results.
pub(crate) fn only_oversight() -> Refusal {
    Refusal::forbidden("ONLY_OVERSIGHT", "Chỉ Sở Nội vụ và thanh tra được xem nội dung này.")
}

/// Only who counts against the ceiling sees the numbers.
pub(crate) fn no_count() -> Refusal {
    Refusal::forbidden("ONLY_OWN_AGENCY", "Chỉ người quyết định, cán bộ tổ chức của cơ quan và cấp trên được xem số liệu này.")
}

/// Only the higher authority and Sở Nội vụ find an agency's results outstanding.
pub(crate) fn only_above_excepts() -> Refusal {
    Refusal::forbidden("ONLY_ABOVE_EXCEPTS", "Chỉ cấp trên có thẩm quyền và Sở Nội vụ được ghi nhận tỷ lệ cao hơn cho cơ quan.")
}

/// The product comes with no such document of law.
pub(crate) fn shipped_unknown(id: &str) -> Refusal {
    Refusal::invalid("SHIPPED_UNKNOWN", "ids", format!("Phần mềm không có sẵn bộ «{id}». Hãy chọn trong danh sách bộ có sẵn."))
}
