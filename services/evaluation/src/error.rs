//! Refusals that only the service can know of: things that are not there.

use events::Error;
use kernel::{Refusal, RefusalKind};

pub(crate) fn no_period() -> Error {
    Refusal::not_found("kỳ đánh giá").into()
}

pub(crate) fn no_record() -> Error {
    Refusal::not_found("hồ sơ đánh giá").into()
}

pub(crate) fn no_file() -> Error {
    Refusal::not_found("tệp của hồ sơ").into()
}

pub(crate) fn no_sheet() -> Error {
    Refusal::not_found("phiếu tham gia ý kiến").into()
}

pub(crate) fn no_minutes() -> Error {
    Refusal::not_found("biên bản số").into()
}

pub(crate) fn minutes_not_intact() -> Error {
    const TELL: &str = "Biên bản số không còn nguyên vẹn như khi niêm phong nên không hiển thị. Hãy báo Sở Nội vụ và người giám sát.";
    Refusal::precondition("MINUTES_NOT_INTACT", TELL).into()
}

pub(crate) fn unit_unknown() -> Error {
    Refusal::new(RefusalKind::NotFound, "UNIT_UNKNOWN", "Không tìm thấy cơ quan này trong danh mục tổ chức.").into()
}

pub(crate) fn year_not_begun(year: i32) -> Error {
    Refusal::invalid("YEAR_NOT_BEGUN", "year", format!("Năm {year} chưa bắt đầu; hãy mở kỳ đánh giá khi đã sang năm ấy.")).into()
}

pub(crate) fn pack_unknown(id: &str) -> Error {
    Refusal::new(RefusalKind::NotFound, "PACK_UNKNOWN", format!("Chưa có gói chính sách «{id}».")).into()
}

pub(crate) fn criteria_unknown(id: &str) -> Error {
    Refusal::precondition("CRITERIA_SET_UNKNOWN", format!("Chưa có bộ tiêu chí «{id}»; Sở Nội vụ cần công bố trước khi mở tự đánh giá."))
        .into()
}

pub(crate) fn form_unknown(id: &str) -> Error {
    Refusal::precondition("FORM_UNKNOWN", format!("Chưa có mẫu phiếu «{id}».")).into()
}

pub(crate) fn nobody_in_agency() -> Error {
    Refusal::precondition("PEOPLE_UNKNOWN", "Cơ quan chưa có ai trong danh sách nhân sự.").into()
}

pub(crate) fn period_exists() -> Error {
    Refusal::new(RefusalKind::AlreadyExists, "PERIOD_EXISTS", "Cơ quan này đã có kỳ đánh giá của năm này.").into()
}
