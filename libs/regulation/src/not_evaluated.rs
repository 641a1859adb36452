//! Why somebody is not evaluated.

words! {
    /// Why somebody is not evaluated (articles 1.2 and 2.8).
    NotEvaluated {
        Training = "TRAINING", "Đi học cả ngày trên nửa thời gian làm việc trong năm";
        New = "NEW", "Thời gian công tác chưa đủ 06 tháng";
        LongLeave = "LONG_LEAVE", "Nghỉ dài ngày theo quy định";
        Retired = "RETIRED", "Đã nghỉ hưu, thôi việc trước thời điểm đánh giá";
        OutOfScope = "OUT_OF_SCOPE", "Không thuộc đối tượng áp dụng";
    }
}

impl NotEvaluated {
    /// Words of a code, nothing for none; of one of later law, words that hold for any.
    pub fn words(code: &str) -> &'static str {
        if code.is_empty() {
            return "";
        }
        code.parse().map_or("Thuộc trường hợp không đánh giá theo quy định", Self::vi)
    }

    /// Takes no part in the 360° either: away for most of the year, gone, or under other rules.
    pub const fn is_absent(self) -> bool {
        !matches!(self, Self::New)
    }

    /// What it rests on; nothing where the regulation itself names no article.
    pub const fn ground(self) -> Option<&'static str> {
        match self {
            Self::Training => Some("Điều 2.8 của Quy chế"),
            Self::OutOfScope => Some("Điều 1.2 của Quy chế"),
            Self::New => Some("Thời gian công tác tối thiểu theo quy tắc của kỳ đánh giá"),
            Self::LongLeave | Self::Retired => None,
        }
    }
}
