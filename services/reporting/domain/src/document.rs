//! Which documents there are, in which form, and what their files are called.

use kernel::Refusal;

use crate::error;

/// A document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Bảng tổng hợp kết quả; of an agency.
    Summary,
    /// Danh sách kết quả; of an agency.
    Detail,
    /// Biên bản số; of minutes.
    Minutes,
    /// Phiếu đánh giá; of a record.
    LegalForm,
    /// Bảng kết quả tự chấm điểm; of a record.
    ScoreSheet,
}

/// A form of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// To print and sign.
    Pdf,
    /// To count on.
    Xlsx,
}

impl Kind {
    /// The forms a document comes in.
    pub const fn formats(self) -> &'static [Format] {
        match self {
            Self::Summary | Self::Detail => &[Format::Pdf, Format::Xlsx],
            Self::Minutes | Self::LegalForm | Self::ScoreSheet => &[Format::Pdf],
        }
    }

    /// Refuses a form that the document does not come in.
    ///
    /// # Errors
    /// `FORMAT_NOT_OFFERED`.
    pub fn offered_as(self, format: Format) -> Result<Format, Refusal> {
        if self.formats().contains(&format) { Ok(format) } else { Err(error::format_not_offered()) }
    }

    const fn stem(self) -> &'static str {
        match self {
            Self::Summary => "bang-tong-hop",
            Self::Detail => "danh-sach-ket-qua",
            Self::Minutes => "bien-ban-so",
            Self::LegalForm => "phieu-danh-gia",
            Self::ScoreSheet => "bang-diem",
        }
    }
}

impl Format {
    /// Media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Name of a file: ASCII, no blanks, at most 100 characters: `phieu-danh-gia-nguyen-thi-thuy-trang-2019.pdf`.
pub fn file_name(kind: Kind, format: Format, about: &str, year: i32) -> String {
    let folded = kernel::text::fold(about);
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let about: String = words.join("-").chars().take(60).collect();
    let about = about.trim_end_matches('-');
    let parts = [kind.stem(), about, &year.to_string()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    format!("{parts}.{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_ascii_and_short() {
        assert_eq!(file_name(Kind::LegalForm, Format::Pdf, "Nguyễn Thị Thuỳ Trang", 2019), "phieu-danh-gia-nguyen-thi-thuy-trang-2019.pdf");
        assert_eq!(file_name(Kind::Minutes, Format::Pdf, "05/BB-SNV", 2019), "bien-ban-so-05-bb-snv-2019.pdf");
        assert_eq!(file_name(Kind::Summary, Format::Xlsx, "", 2019), "bang-tong-hop-2019.xlsx");
        let long = file_name(Kind::Detail, Format::Xlsx, &"Đặng/../\"; Ứng ".repeat(50), 2019);
        assert!(long.is_ascii() && long.len() <= 100 && !long.contains("..-") && !long.contains('/'), "{long}");
    }

    #[test]
    fn only_tables_come_as_spreadsheets() {
        assert_eq!(Kind::Summary.offered_as(Format::Xlsx), Ok(Format::Xlsx));
        assert_eq!(Kind::Minutes.offered_as(Format::Xlsx).unwrap_err().reason, "FORMAT_NOT_OFFERED");
    }
}
