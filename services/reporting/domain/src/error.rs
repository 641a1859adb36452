//! Every refusal of reporting.

use kernel::{Refusal, RefusalKind};

/// There is no such document, or not for this person to know.
pub fn no_such_document() -> Refusal {
    Refusal::not_found("văn bản này")
}

/// There is no such agency.
pub fn no_such_agency() -> Refusal {
    Refusal::not_found("cơ quan, đơn vị này")
}

/// The person may know of it but not have it.
pub fn not_yours() -> Refusal {
    Refusal::forbidden("DOCUMENT_FORBIDDEN", "Bạn không có quyền xem văn bản hoặc số liệu này.")
}

/// The document does not come in this form.
pub fn format_not_offered() -> Refusal {
    Refusal::invalid("FORMAT_NOT_OFFERED", "format", "Văn bản này không có ở định dạng đã chọn; hãy chọn PDF.")
}

/// A field of the request makes no sense.
pub fn field_invalid(field: &'static str, what_to_do: &str) -> Refusal {
    Refusal::invalid("FIELD_INVALID", field, what_to_do)
}

/// No result of that agency and year is published yet.
pub fn nothing_published() -> Refusal {
    Refusal::precondition("NOTHING_PUBLISHED", "Chưa có kết quả nào của năm này được công khai.")
}

/// The score sheet of a person who has not scored themself.
pub fn not_scored() -> Refusal {
    Refusal::precondition("NOT_SCORED", "Người này chưa nộp kết quả tự chấm điểm.")
}

/// The form of a person who is evaluated on paper or not at all.
pub fn no_form() -> Refusal {
    Refusal::precondition("NO_FORM", "Người này không có phiếu đánh giá trên phần mềm; hãy tải thông báo thay cho phiếu.")
}

/// The note of a person who is evaluated in the software.
pub fn no_note() -> Refusal {
    Refusal::precondition("NO_NOTE", "Người này được đánh giá trên phần mềm; hãy tải phiếu đánh giá và bảng điểm.")
}

/// The criteria set or person behind a document has not reached reporting yet.
pub fn still_arriving() -> Refusal {
    Refusal::precondition("STILL_ARRIVING", "Số liệu của văn bản này đang được đồng bộ. Mời thử lại sau ít phút.")
}

/// The file is larger than a response may be.
pub fn too_large() -> Refusal {
    Refusal::new(RefusalKind::Exhausted, "DOCUMENT_TOO_LARGE", "Văn bản vượt quá 3 MB nên không thể tải về.")
}
