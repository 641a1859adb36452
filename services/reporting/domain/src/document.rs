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
    /// What stands instead of the form where nobody filled one in: a result reached on paper, or no evaluation; of a record.
    Note,
    /// Phiếu đánh giá; of a record.
    LegalForm,
    /// Bảng kết quả tự chấm điểm; of a record.
    ScoreSheet,
    /// Nhật ký công tác of a month or a year; of a person.
    Diary,
    /// Biên bản bàn giao công việc; of a handover.
    Handover,
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
            Self::Minutes | Self::Note | Self::LegalForm | Self::ScoreSheet | Self::Diary | Self::Handover => &[Format::Pdf],
        }
    }

    /// Refuses a form that the document does not come in.
    ///
    /// # Errors
    /// `FORMAT_NOT_OFFERED`.
    pub fn offered_as(self, format: Format) -> Result<Format, Refusal> {
        if self.formats().contains(&format) { Ok(format) } else { Err(error::format_not_offered()) }
    }

    /// What the document is called; a note says itself what it is about.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Summary => "Bảng tổng hợp kết quả",
            Self::Detail => "Danh sách kết quả",
            Self::Minutes => "Biên bản số",
            Self::Note => "Phiếu ghi nhận",
            Self::LegalForm => "Phiếu đánh giá và phân loại",
            Self::ScoreSheet => "Bảng kết quả tự chấm điểm",
            Self::Diary => "Nhật ký công tác",
            Self::Handover => "Biên bản bàn giao công việc",
        }
    }

    const fn stem(self) -> &'static str {
        match self {
            Self::Summary => "bang-tong-hop",
            Self::Detail => "danh-sach-ket-qua",
            Self::Minutes => "bien-ban-so",
            Self::Note => "thong-bao",
            Self::LegalForm => "phieu-danh-gia",
            Self::ScoreSheet => "bang-diem",
            Self::Diary => "nhat-ky-cong-tac",
            Self::Handover => "bien-ban-ban-giao",
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

/// Name of a file: ASCII, no blanks, at most 120 characters: `phieu-danh-gia-nguyen-thi-thuy-trang-so-noi-vu-2019.pdf`. The agency
/// is in it: papers of several agencies end up in one folder.
pub fn file_name(kind: Kind, format: Format, about: &str, agency: &str, year: i32) -> String {
    let (about, agency) = (slug(about), slug(agency));
    let about = if about == agency { String::new() } else { about };
    let parts = [kind.stem(), &about, &agency, &year.to_string()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    format!("{parts}.{}", format.extension())
}

fn slug(text: &str) -> String {
    let folded = kernel::text::fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let text: String = words.join("-").chars().take(44).collect();
    text.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_ascii_short_and_name_the_agency() {
        let name = |kind, format, about: &str, agency: &str| file_name(kind, format, about, agency, 2019);
        assert_eq!(
            name(Kind::LegalForm, Format::Pdf, "Nguyễn Thị Thuỳ Trang", "Sở Nội vụ"),
            "phieu-danh-gia-nguyen-thi-thuy-trang-so-noi-vu-2019.pdf"
        );
        assert_eq!(name(Kind::Summary, Format::Xlsx, "", "UBND xã Cam Thành"), "bang-tong-hop-ubnd-xa-cam-thanh-2019.xlsx");
        let minutes = |agency| name(Kind::Minutes, Format::Pdf, "01/BB-UBND", agency);
        assert_ne!(minutes("UBND huyện Cam Lộ"), minutes("UBND xã Cam Thành"), "the same number in two agencies");
        let long = "Đặng/../\"; Ứng ".repeat(50);
        let long = name(Kind::Detail, Format::Xlsx, &long, &long.replace('Đ', "Ă"));
        assert!(long.is_ascii() && long.len() <= 120 && !long.contains("..-") && !long.contains('/'), "{long}");
    }

    #[test]
    fn only_tables_come_as_spreadsheets() {
        assert_eq!(Kind::Summary.offered_as(Format::Xlsx), Ok(Format::Xlsx));
        assert_eq!(Kind::Minutes.offered_as(Format::Xlsx).unwrap_err().reason, "FORMAT_NOT_OFFERED");
    }
}
