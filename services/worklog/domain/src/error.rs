//! Every refusal of worklog: stable reason, Vietnamese message.

use kernel::{FieldProblem, Refusal, RefusalKind, Version};

/// No such list, log or person, or not for this actor to know.
pub fn not_found() -> Refusal {
    Refusal::not_found("danh mục công việc hoặc bảng kê công việc")
}

/// Identity has not announced the signed-in person yet.
pub fn person_unknown() -> Refusal {
    Refusal::precondition("PERSON_UNKNOWN", "Thông tin nhân sự của bạn chưa được cập nhật tới phần này. Hãy thử lại sau ít phút.")
}

/// Nobody approves their own work.
pub fn own_work() -> Refusal {
    Refusal::forbidden("OWN_WORK", "Bạn không thể tự phê duyệt hoặc trả lại nội dung của chính mình.")
}

/// Only the direct head decides.
pub fn not_direct_head() -> Refusal {
    Refusal::forbidden("NOT_DIRECT_HEAD", "Chỉ thủ trưởng trực tiếp được phê duyệt hoặc trả lại nội dung này.")
}

/// No such handover, or not for this actor to know.
pub fn handover_not_found() -> Refusal {
    Refusal::not_found("bản bàn giao công việc này")
}

/// Each side confirms with their own account, and the heads name who takes over.
pub fn handover_not_yours() -> Refusal {
    let advice = "Việc này của người khác: mỗi bên tự xác nhận bằng tài khoản của mình; thủ trưởng hoặc cán bộ tổ chức cử người nhận.";
    Refusal::forbidden("HANDOVER_NOT_YOURS", advice)
}

/// Nobody hands over to themself.
pub fn receiver_is_giver() -> Refusal {
    Refusal::invalid("RECEIVER_IS_GIVER", "receiver_id", "Người nhận phải là người khác với người bàn giao. Hãy chọn lại.")
}

/// Who takes over is somebody with a post.
pub fn receiver_unknown() -> Refusal {
    Refusal::invalid("RECEIVER_UNKNOWN", "receiver_id", "Người nhận phải đang giữ một vị trí công tác. Hãy chọn lại.")
}

/// The receiver confirms what the giver has confirmed.
pub fn handover_not_given() -> Refusal {
    let advice = "Người bàn giao chưa xác nhận nên chưa có nội dung để nhận. Hãy nhắc người bàn giao xác nhận trước.";
    Refusal::precondition("HANDOVER_NOT_GIVEN", advice)
}

/// The state does not allow it; names both ends.
pub fn transition(from: &str, to: &str) -> Refusal {
    Refusal::precondition("TRANSITION_REFUSED", format!("Không thể chuyển từ trạng thái «{from}» sang «{to}»."))
}

/// What waits for approval does not change.
pub fn waits_for_approval() -> Refusal {
    let advice = "Nội dung «Đã trình» đang chờ phê duyệt nên không sửa được. Hãy đợi thủ trưởng trực tiếp phê duyệt hoặc trả lại.";
    Refusal::precondition("WAITS_FOR_APPROVAL", advice)
}

/// An approved log never changes.
pub fn log_is_approved() -> Refusal {
    Refusal::precondition("LOG_IS_APPROVED", "Bảng kê «Đã phê duyệt» không sửa được nữa.")
}

/// Somebody, perhaps the same person in another window, was faster.
pub fn version_conflict(expected: Version, present: Version) -> Refusal {
    let message =
        format!("Bảng kê vừa được sửa ở nơi khác: bạn đang sửa bản {expected}, bản hiện có là {present}. Hãy tải lại rồi sửa tiếp.");
    Refusal::new(RefusalKind::Conflict, "VERSION_CONFLICT", message)
}

/// A list must be sent back with a reason that helps.
pub fn reason_invalid(shortest: usize, longest: usize) -> Refusal {
    Refusal::invalid("REASON_INVALID", "reason", format!("Hãy ghi lý do trả lại, từ {shortest} đến {longest} ký tự."))
}

/// A list is of a year that can be planned.
pub fn year_invalid(first: i32, last: i32) -> Refusal {
    Refusal::invalid("YEAR_INVALID", "year", format!("Năm phải từ {first} đến {last}."))
}

/// A log begins on a day that has come.
pub fn starts_in_future() -> Refusal {
    Refusal::invalid("STARTS_IN_FUTURE", "starts_on", "Ngày hoặc tuần kê khai không được ở tương lai.")
}

/// A log is of a time that this software is for.
pub fn starts_too_early(first: i32) -> Refusal {
    Refusal::invalid("STARTS_TOO_EARLY", "starts_on", format!("Ngày hoặc tuần kê khai phải từ năm {first} trở đi."))
}

/// Only what was approved is corrected by a new version.
pub fn not_approved_yet() -> Refusal {
    let advice = "Chỉ bảng kê «Đã phê duyệt» mới cần bản đính chính. Hãy sửa trực tiếp bảng kê này, hoặc đợi thủ trưởng trực tiếp xử lý.";
    Refusal::precondition("NOT_APPROVED_YET", advice)
}

/// A correction says why it is made.
pub fn correction_reason_invalid(shortest: usize, longest: usize) -> Refusal {
    let message = format!("Hãy ghi lý do đính chính, từ {shortest} đến {longest} ký tự, không có ký tự điều khiển.");
    Refusal::invalid("CORRECTION_REASON_INVALID", "reason", message)
}

/// There is no claim of an objective cause on that entry.
pub fn no_delay_claimed() -> Refusal {
    Refusal::invalid("NO_DELAY_CLAIMED", "entry_index", "Công việc này không nêu nguyên nhân khách quan của việc chậm.")
}

/// A rejection of a claim must help.
pub fn answer_invalid(shortest: usize, longest: usize) -> Refusal {
    let message = format!("Hãy ghi lý do không chấp nhận, từ {shortest} đến {longest} ký tự, không có ký tự điều khiển.");
    Refusal::invalid("ANSWER_INVALID", "answer", message)
}

/// Claims of an objective cause are answered before the log is approved, for it never changes afterwards.
pub fn delay_undecided() -> Refusal {
    let advice =
        "Bảng kê có công việc chậm do nguyên nhân khách quan chưa được xác nhận. Hãy xác nhận hoặc không chấp nhận trước khi phê duyệt.";
    Refusal::precondition("DELAY_UNDECIDED", advice)
}

/// There is no such entry.
pub fn entry_unknown() -> Refusal {
    Refusal::invalid("ENTRY_UNKNOWN", "entry_index", "Không có công việc này trong bảng kê. Hãy tải lại rồi chọn lại.")
}

/// An entry holds only so many files.
pub fn attachments_full(most: usize, mib: i64) -> Refusal {
    let message = format!("Mỗi công việc đính kèm tối đa {most} tệp, tổng cộng {mib} MB. Hãy bỏ bớt tệp khác.");
    Refusal::invalid("ATTACHMENTS_FULL", "content", message)
}

/// Statistics are of a period that makes sense.
pub fn period_invalid(most_days: i64) -> Refusal {
    Refusal::invalid("PERIOD_INVALID", "to", format!("Ngày cuối phải không trước ngày đầu, và kỳ dài tối đa {most_days} ngày."))
}

/// Reminding takes some people, and not too many.
pub fn person_ids_invalid(most: usize) -> Refusal {
    Refusal::invalid("PERSON_IDS_INVALID", "person_ids", format!("Hãy chọn từ 1 đến {most} người, mỗi người một lần."))
}

/// Only those who are late are reminded.
pub fn not_late() -> Refusal {
    Refusal::precondition("NOT_LATE", "Người này đã trình bảng kê của tuần gần nhất đã hết hạn.")
}

/// Once a day is enough.
pub fn reminded_today() -> Refusal {
    Refusal::precondition("REMINDED_TODAY", "Người này đã được nhắc trong ngày hôm nay.")
}

/// The log of a week begins on its Monday.
pub fn not_a_monday() -> Refusal {
    Refusal::invalid("NOT_A_MONDAY", "starts_on", "Bảng kê tuần phải bắt đầu từ thứ Hai. Hãy chọn ngày thứ Hai của tuần.")
}

/// Approving takes some logs, each once, and not too many.
pub fn log_ids_invalid(most: usize) -> Refusal {
    Refusal::invalid("LOG_IDS_INVALID", "log_ids", format!("Hãy chọn từ 1 đến {most} bảng kê, mỗi bảng kê một lần."))
}

/// A refusal about one log of many: says which, and that nothing was approved.
#[must_use]
pub fn of_many(mut refusal: Refusal, index: usize) -> Refusal {
    let message = format!("Không bảng kê nào được phê duyệt. {}", refusal.message);
    refusal.fields.push(FieldProblem { field: format!("log_ids[{index}]"), message: refusal.message });
    refusal.message = message;
    refusal
}

/// Everything that is wrong with the rows of a list or a log, together.
#[derive(Default)]
pub(crate) struct Problems(Vec<FieldProblem>);

impl Problems {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldProblem { field: field.into(), message: message.into() });
    }

    /// Names the field when the text is longer than allowed, or holds what text must not.
    pub fn text(&mut self, field: &str, text: &str, most: usize) {
        // What nobody sees and nobody typed is dropped when the text is kept.
        if kernel::text::forbidden(&kernel::text::clean_lines(text)).is_some() {
            self.add(field, "Nội dung có ký tự điều khiển không nhìn thấy được. Hãy xóa và gõ lại.");
        }
        if text.chars().count() > most {
            self.add(field, format!("Nội dung quá dài: tối đa {most} ký tự."));
        }
    }

    pub fn refuse(self, reason: &'static str) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let message = format!("Có {} chỗ cần sửa trước khi lưu hoặc trình.", self.0.len());
        Err(Refusal { kind: RefusalKind::Invalid, reason, message, fields: self.0 })
    }
}
