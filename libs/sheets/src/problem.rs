//! Why a file is not read, and what to do about it: one sentence for one cause, whatever the list is.

use kernel::Refusal;

/// Why a file is not read.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Problem {
    /// No XLSX file, or a broken one.
    #[error("not a readable XLSX file")]
    Unreadable,
    /// It unpacks to too much, or has more rows than are wanted.
    #[error("too large")]
    TooLarge,
    /// It has macros or other parts that do something by themselves.
    #[error("it has macros")]
    Acts,
    /// It opens with a password only.
    #[error("it has a password")]
    Locked,
    /// It is of another kind, which the program that made it can save as XLSX.
    #[error("it is {0}")]
    OtherKind(&'static str),
    /// The sheet that is to be read is hidden.
    #[error("the sheet {0} is hidden")]
    Hidden(String),
    /// Text that is no UTF-8.
    #[error("no UTF-8")]
    NotUnicode,
    /// A quotation mark opens in this line, counted from 1, and what follows it is swallowed.
    #[error("an open quotation mark in line {0}")]
    OpenQuote(usize),
}

impl Problem {
    /// As it is told to who sent the file in a `field` of the request.
    pub fn refusal(self, field: &str) -> Refusal {
        let (reason, message) = match self {
            Self::Unreadable => {
                ("WORKBOOK_UNREADABLE", "Không đọc được tệp. Hãy mở bằng Excel, lưu lại ở định dạng .xlsx rồi gửi lại.".to_owned())
            }
            Self::TooLarge => ("WORKBOOK_TOO_LARGE", "Tệp có quá nhiều dòng, hoặc quá lớn khi mở ra. Hãy tách tệp.".to_owned()),
            Self::Acts => (
                "WORKBOOK_HAS_MACROS",
                "Tệp có macro hoặc tệp nhúng nên không được nhận. Hãy lưu lại ở định dạng Excel thường (.xlsx) rồi gửi lại.".to_owned(),
            ),
            Self::Locked => (
                "WORKBOOK_LOCKED",
                "Tệp có mật khẩu nên không đọc được. Hãy mở bằng Excel, bỏ mật khẩu (Tệp – Thông tin – Bảo vệ sổ làm việc – Mã hóa bằng \
                 mật khẩu, xóa trống ô mật khẩu), lưu rồi gửi lại."
                    .to_owned(),
            ),
            Self::OtherKind(kind) => (
                "WORKBOOK_OTHER_KIND",
                format!(
                    "Tệp thực ra là {kind}, không phải Excel .xlsx. Hãy mở bằng Excel, chọn «Lưu thành» (Save As) dạng .xlsx rồi gửi tệp mới."
                ),
            ),
            Self::Hidden(sheet) => (
                "SHEET_HIDDEN",
                format!("Trang «{sheet}» đang ẩn nên không đọc. Hãy hiện trang này, hoặc xóa nếu không dùng, rồi gửi lại."),
            ),
            Self::NotUnicode => (
                "LIST_NOT_UNICODE",
                "Tệp văn bản không theo Unicode (UTF-8). Hãy lưu bằng Excel dạng «CSV UTF-8», hoặc gửi tệp .xlsx.".to_owned(),
            ),
            Self::OpenQuote(line) => (
                "QUOTE_OPEN",
                format!("Dòng {line}: dấu nháy kép (\") mở mà không đóng, hoặc nuốt mất dòng sau. Hãy xóa hoặc đóng dấu nháy ở dòng này."),
            ),
        };
        Refusal::invalid(reason, field, message)
    }
}
