//! Every refusal of the evaluation, in one place.

use chrono::NaiveDate;
use kernel::{FieldProblem, Points, Refusal, RefusalKind, date};
use regulation::EmployeeGroup;

use crate::period::Stage;

pub(crate) fn wrong_step(from: Stage, to: Stage) -> Refusal {
    Refusal::precondition(
        "PERIOD_STEP_WRONG",
        format!("Kỳ đánh giá đang ở bước «{}», không thể chuyển sang bước «{}».", from.vi(), to.vi()),
    )
}

pub(crate) fn record_changed() -> Refusal {
    Refusal::new(
        RefusalKind::Conflict,
        "CHANGED_MEANWHILE",
        "Hồ sơ đã thay đổi sau khi anh/chị mở trang (ở cửa sổ khác hoặc bởi người khác). Mời mở lại trang để xem nội dung mới nhất, rồi gửi lại nếu vẫn giữ ý kiến.",
    )
}

/// More time is given without saying why.
pub fn extension_reason_missing() -> Refusal {
    Refusal::invalid("REASON_MISSING", "reason", "Hãy ghi lý do gia hạn, từ 1 đến 500 ký tự.")
}

/// No reason, or an endless one.
pub fn publication_reason_missing() -> Refusal {
    Refusal::invalid("REASON_MISSING", "reason", "Hãy ghi lý do thay đổi việc công khai, từ 1 đến 500 ký tự.")
}

pub(crate) fn year_archived() -> Refusal {
    Refusal::precondition("YEAR_ARCHIVED", "Năm đánh giá đã lưu trữ, không thay đổi được nữa.")
}

pub(crate) fn deadline_not_later(before: chrono::NaiveDate) -> Refusal {
    let message = format!("Hạn {} chỉ được lùi về sau, và chỉ khi bước đó chưa kết thúc.", kernel::date::vi(before));
    Refusal::invalid("DEADLINE_NOT_LATER", "deadlines", message)
}

pub(crate) fn deadlines_out_of_order() -> Refusal {
    Refusal::invalid(
        "DEADLINES_OUT_OF_ORDER",
        "deadlines",
        "Thời hạn các bước phải theo thứ tự: tự đánh giá, tham gia ý kiến, thẩm định, quyết định, công khai.",
    )
}

pub(crate) fn deadline_before_year(year: i32) -> Refusal {
    Refusal::invalid(
        "DEADLINE_BEFORE_YEAR",
        "deadlines.self_by",
        format!("Kỳ đánh giá năm {year} không thể có thời hạn trước năm {year}. Hãy kiểm tra lại năm trong các thời hạn."),
    )
}

/// Every deadline of a period that is to be opened is over.
pub fn deadlines_over() -> Refusal {
    Refusal::invalid(
        "DEADLINES_OVER",
        "deadlines.publish_by",
        "Mọi thời hạn đều đã qua: cơ quan sẽ bị tính chậm ngay khi mở. Hãy ghi các thời hạn sắp tới.",
    )
}

pub(crate) fn published_too_late(latest: NaiveDate) -> Refusal {
    let latest = latest.format("%d/%m/%Y");
    Refusal::invalid(
        "PUBLISHED_TOO_LATE",
        "deadlines.publish_by",
        format!("Theo gói chính sách, kết quả phải công khai chậm nhất ngày {latest}."),
    )
}

pub(crate) fn pack_not_valid(field: impl Into<String>, year: i32) -> Refusal {
    Refusal::invalid("PACK_NOT_VALID", field, format!("Bộ quy tắc này không áp dụng cho năm {year}. Hãy chọn bộ quy tắc của năm đó."))
}

pub(crate) fn pack_not_for_group(group: EmployeeGroup) -> Refusal {
    let message = format!("Bộ quy tắc này không dành cho {}. Hãy chọn bộ khác cho nhóm này.", group.in_sentence());
    Refusal::invalid("PACK_NOT_FOR_GROUP", format!("packs[{}]", group.code()), message)
}

pub(crate) fn groups_missing(place: usize) -> Refusal {
    Refusal::invalid("GROUPS_MISSING", format!("packs[{place}].groups"), "Hãy chọn nhóm đối tượng của bộ quy tắc này.")
}

pub(crate) fn group_twice(place: usize, group: EmployeeGroup) -> Refusal {
    let message = format!("Nhóm {} đã có bộ quy tắc khác. Mỗi nhóm chỉ theo một bộ.", group.in_sentence());
    Refusal::invalid("GROUP_TWICE", format!("packs[{place}].groups"), message)
}

pub(crate) fn group_without_pack(group: EmployeeGroup) -> Refusal {
    let message = format!("Chưa có bộ quy tắc cho nhóm {}. Hãy chọn bộ quy tắc cho từng nhóm.", group.in_sentence());
    Refusal::invalid("GROUP_WITHOUT_PACK", format!("packs[{}]", group.code()), message)
}

pub(crate) fn wrong_state(from: &str, to: &str) -> Refusal {
    let message = if from == to {
        format!("Hồ sơ {from} rồi, có thể từ một cửa sổ khác. Hãy tải lại trang để xem.")
    } else {
        format!("Hồ sơ đang ở trạng thái «{from}», không thể chuyển sang «{to}».")
    };
    Refusal::precondition("RECORD_STATE_WRONG", message)
}

pub(crate) fn not_at_this_stage(stage: Stage) -> Refusal {
    Refusal::precondition("NOT_AT_THIS_STAGE", format!("Kỳ đánh giá đang ở bước «{}», chưa làm được việc này.", stage.vi()))
}

pub(crate) fn period_over() -> Refusal {
    Refusal::precondition("PERIOD_OVER", "Kỳ đánh giá đã công khai kết quả, không sửa được nữa.")
}

pub(crate) fn self_invalid(fields: Vec<FieldProblem>) -> Refusal {
    let message = format!("Phiếu tự đánh giá còn {} chỗ cần hoàn thiện.", fields.len());
    Refusal { kind: RefusalKind::Invalid, reason: "SELF_ASSESSMENT_INCOMPLETE", message, fields }
}

/// A draft may be incomplete, never impossible.
pub(crate) fn draft_impossible(fields: Vec<FieldProblem>) -> Refusal {
    let message = format!("Bản nháp có {} chỗ không thể đúng; hãy sửa rồi lưu lại.", fields.len());
    Refusal { kind: RefusalKind::Invalid, reason: "DRAFT_IMPOSSIBLE", message, fields }
}

pub(crate) fn day_not_past(field: &'static str, earliest: i32) -> Refusal {
    Refusal::invalid("DAY_NOT_PAST", field, format!("Ngày này phải từ năm {earliest} đến hôm nay."))
}

pub(crate) fn sheet_invalid(fields: Vec<FieldProblem>) -> Refusal {
    let message = format!("Phiếu tham gia ý kiến còn {} chỗ cần sửa.", fields.len());
    Refusal { kind: RefusalKind::Invalid, reason: "REVIEW_INCOMPLETE", message, fields }
}

pub(crate) fn self_submitted() -> Refusal {
    Refusal::precondition("SELF_SUBMITTED", "Phiếu tự đánh giá đã gửi, không sửa được nữa.")
}

pub(crate) fn conflict_not_acknowledged(total: &str, band: &str, declared: &str) -> Refusal {
    let message = format!(
        "Điểm tự chấm {total} ứng với mức «{band}», nhưng phiếu tự nhận «{declared}». Hãy sửa một trong hai, hoặc đánh dấu đã biết sự khác nhau."
    );
    Refusal::invalid("SELF_CONFLICT", "conflict_acknowledged", message)
}

pub(crate) fn party_comment_missing() -> Refusal {
    Refusal::precondition(
        "PARTY_COMMENT_MISSING",
        "Đảng viên cần tải lên nhận xét của cấp ủy chi bộ nơi cư trú, hoặc được thủ trưởng đồng ý miễn.",
    )
}

pub(crate) fn not_a_member() -> Refusal {
    Refusal::precondition("NOT_A_PARTY_MEMBER", "Người này không phải đảng viên nên không cần nhận xét của chi bộ nơi cư trú.")
}

pub(crate) fn party_comment_attached() -> Refusal {
    Refusal::precondition("PARTY_COMMENT_ATTACHED", "Đã có nhận xét của chi bộ nơi cư trú nên không cần miễn.")
}

pub(crate) fn waiver_not_allowed() -> Refusal {
    Refusal::precondition("WAIVER_NOT_ALLOWED", "Quy định của kỳ này không cho miễn nhận xét của chi bộ nơi cư trú.")
}

pub(crate) fn sheet_closed() -> Refusal {
    Refusal::precondition("REVIEW_CLOSED", "Đợt tham gia ý kiến cho người này đã khóa.")
}

pub(crate) fn sheet_submitted() -> Refusal {
    Refusal::precondition("REVIEW_SUBMITTED", "Phiếu này đã gửi, không sửa được nữa.")
}

pub(crate) fn sheet_void(reason: &str) -> Refusal {
    Refusal::precondition("REVIEW_VOID", format!("Phiếu này đã hủy: {reason}."))
}

pub(crate) fn rounds_used(max: u32) -> Refusal {
    Refusal::precondition("RESCORE_ROUNDS_USED", format!("Đã chấm lại đủ {max} lần; nay phải quyết định."))
}

pub(crate) fn nobody_to_ask() -> Refusal {
    Refusal::invalid("NO_REVIEWERS", "scope", "Người này không có ai tham gia ý kiến; chỉ có thể đề nghị tự chấm lại.")
}

pub(crate) fn scope_not_of_pack() -> Refusal {
    Refusal::invalid("SCOPE_NOT_OF_PACK", "scope", "Gói chính sách của kỳ này không cho chọn người chấm lại như vậy; hãy chọn cách khác.")
}

pub(crate) fn text_missing(field: &'static str, what: &str) -> Refusal {
    Refusal::invalid("TEXT_MISSING", field, format!("Cần ghi {what}."))
}

pub(crate) fn text_too_long(field: &'static str, most: usize) -> Refusal {
    Refusal::invalid("TEXT_TOO_LONG", field, format!("Nội dung dài quá {most} ký tự."))
}

pub(crate) fn total_out_of_range(field: &'static str) -> Refusal {
    Refusal::invalid("TOTAL_OUT_OF_RANGE", field, "Tổng điểm phải từ 0 đến 100.")
}

pub(crate) fn reason_without_total() -> Refusal {
    Refusal::invalid("REASON_WITHOUT_TOTAL", "reason", "Chỉ ghi lý do khi quyết định tổng điểm khác điểm tính.")
}

pub(crate) fn reason_without_proposal() -> Refusal {
    Refusal::invalid("REASON_WITHOUT_TOTAL", "reason", "Chỉ ghi lý do khi đề nghị tổng điểm khác điểm tính.")
}

pub(crate) fn proposal_far(proposed: Points, scored: Points) -> Refusal {
    let message = format!(
        "Tổng điểm đề nghị {} lệch nhiều so với điểm tính {}. Hãy xem lại con số; nếu đúng là như vậy, hãy ghi lý do.",
        proposed.vi(),
        scored.vi()
    );
    Refusal::invalid("PROPOSAL_FAR", "reason", message)
}

pub(crate) fn zero_not_in_set(code: &str) -> Refusal {
    Refusal::invalid("CRITERION_UNKNOWN", "confirmed_zero", format!("Tiêu chí {code} không có trong bộ tiêu chí."))
}

pub(crate) fn class_not_of_group(field: &'static str) -> Refusal {
    Refusal::invalid("CLASS_NOT_OF_GROUP", field, "Hãy chọn một mức phân loại áp dụng cho nhóm đối tượng này.")
}

pub(crate) fn second_person_needed() -> Refusal {
    Refusal::precondition("SECOND_PERSON_NEEDED", "Người kiểm tra phải khác người đã nhập bản giấy.")
}

pub(crate) fn paper_missing() -> Refusal {
    Refusal::precondition("PAPER_NOT_ENTERED", "Chưa nhập kết quả trên bản giấy.")
}

pub(crate) fn total_needed() -> Refusal {
    let message = "Chưa có phiếu góp ý nào nên phần mềm không tính được tổng điểm. Mời quyết định tổng điểm và ghi lý do.";
    Refusal::invalid("TOTAL_NEEDED", "decided_total", message)
}

pub(crate) fn undecided(count: usize) -> Refusal {
    Refusal::precondition("RECORDS_UNDECIDED", format!("Còn {count} hồ sơ chưa quyết định; chưa công khai được."))
}

pub(crate) fn results_awaited(count: usize) -> Refusal {
    Refusal::precondition("RESULTS_AWAITED", format!("Còn {count} hồ sơ đang tính điểm; hãy thử lại sau ít phút."))
}

pub(crate) fn results_undeclared(awaited: usize) -> Refusal {
    let message = format!(
        "Còn {awaited} người chưa có điểm. Bộ quy tắc của họ tính điểm từ kết quả nhiệm vụ do cán bộ tổ chức khai báo (trang «Kết quả theo \
         quý, tháng», hoặc «Khai báo về năm công tác»); nếu đã khai báo đủ, hãy thử lại sau ít phút."
    );
    Refusal::precondition("RESULTS_UNDECLARED", message)
}

/// What the directory announced has not all arrived.
pub fn people_arriving(known: usize, people: usize) -> Refusal {
    let message = format!(
        "Danh sách nhân sự của cơ quan có {people} người, phần đánh giá mới biết {known} người. Danh sách vừa nhập đang được chuyển sang; \
         hãy thử lại sau ít phút. Nếu vẫn vậy, hãy kiểm tra chức vụ ở trang «Nhân sự»."
    );
    Refusal::precondition("PEOPLE_ARRIVING", message)
}

/// People have something left to do until a day that is not over.
pub(crate) fn early_step(until: NaiveDate, left: &str) -> Refusal {
    let message = format!("Hạn đã thông báo là hết ngày {}, và {left}. Hãy chờ hết hạn, hoặc đánh dấu «Vẫn chuyển bước».", date::vi(until));
    Refusal::precondition("EARLY_STEP", message)
}

pub(crate) fn routing_faults(count: usize, first: &str) -> Refusal {
    let message = format!(
        "Phân công đánh giá còn {count} điều cần sửa: {first} Mở tự đánh giá rồi thì tổ chức không đổi được nữa. \
         Hãy sửa trước; nếu chấp nhận, hãy đánh dấu «Vẫn chuyển bước»."
    );
    Refusal::precondition("ROUTING_FAULTS", message)
}

pub(crate) fn nobody_to_change() -> Refusal {
    Refusal::invalid("NOBODY_TO_CHANGE", "add_id", "Hãy chọn người cần bỏ hoặc người cần thêm.")
}

pub(crate) fn no_such_reviewer() -> Refusal {
    Refusal::invalid("REVIEWER_UNKNOWN", "remove_id", "Người này không có trong danh sách đánh giá của hồ sơ.")
}

pub(crate) fn head_is_corrected_apart() -> Refusal {
    Refusal::invalid("DIRECT_HEAD_APART", "remove_id", "Đây là thủ trưởng trực tiếp; hãy dùng chức năng sửa thủ trưởng trực tiếp.")
}

pub(crate) fn reviews_oneself() -> Refusal {
    Refusal::invalid("REVIEWS_ONESELF", "add_id", "Không ai đánh giá 360° cho chính mình.")
}

pub(crate) fn routes_oneself(field: &'static str) -> Refusal {
    Refusal::invalid("ROUTES_ONESELF", field, "Không ai tự phân công mình đánh giá, thẩm định người khác; hãy để người khác đề nghị.")
}

pub(crate) fn reviews_already() -> Refusal {
    Refusal::invalid("REVIEWS_ALREADY", "add_id", "Người này đã có trong danh sách đánh giá của hồ sơ.")
}

pub(crate) fn same_head() -> Refusal {
    Refusal::invalid("SAME_DIRECT_HEAD", "person_id", "Người này đang là thủ trưởng trực tiếp của hồ sơ.")
}

pub(crate) fn routing_not_open(stage: Stage) -> Refusal {
    let vi = stage.vi();
    Refusal::precondition(
        "ROUTING_NOT_OPEN",
        format!("Kỳ đánh giá đang ở bước «{vi}»; phân công được ký khi đang tự đánh giá, hoặc khi có sửa đổi chờ ký."),
    )
}

pub(crate) fn appealed_already() -> Refusal {
    Refusal::precondition("APPEALED_ALREADY", "Kết quả này đã được kiến nghị và trả lời; mỗi lần công khai chỉ kiến nghị một lần.")
}

pub(crate) fn appeal_too_late(days: u32) -> Refusal {
    Refusal::precondition("APPEAL_TOO_LATE", format!("Đã hết thời hạn kiến nghị ({days} ngày làm việc kể từ ngày công khai)."))
}

pub(crate) fn paper_stands() -> Refusal {
    Refusal::precondition(
        "PAPER_STANDS",
        "Kết quả này do cơ quan cũ đánh giá trên giấy; hãy trả lời giữ nguyên và hướng dẫn kiến nghị với cơ quan đó.",
    )
}

/// The actor may know of the thing, but not do this.
pub fn forbidden() -> Refusal {
    Refusal::forbidden("FORBIDDEN", "Bạn không có quyền làm việc này.")
}
