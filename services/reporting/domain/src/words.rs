//! Codes of other services in words for tables.

/// Why somebody was not evaluated (article 2.8). A code of a later law is shown as it is.
pub fn not_evaluated(reason: &str) -> &str {
    match reason {
        "TRAINING" => "Đi học cả ngày trên nửa thời gian làm việc trong năm",
        "NEW" => "Thời gian công tác chưa đủ 06 tháng",
        "LONG_LEAVE" => "Nghỉ dài ngày theo quy định",
        "RETIRED" => "Đã nghỉ hưu, thôi việc trước thời điểm đánh giá",
        "OUT_OF_SCOPE" => "Không thuộc đối tượng áp dụng",
        other => other,
    }
}

/// What a result is flagged for.
pub fn flag(code: &str) -> &str {
    match code {
        "GAP" => "Điểm tự chấm và điểm 360° chênh lệch lớn",
        "BAND_DIFFERS" => "Điểm tự chấm và điểm 360° khác mức phân loại",
        "SELF_CONFLICT" => "Tự phân loại khác mức theo điểm tự chấm",
        "NO_EMULATION" => "Không xét thi đua, khen thưởng",
        "CONSIDER_KHT" => "Xem xét theo quy định do không hoàn thành nhiệm vụ",
        "CONSIDER_STREAK" => "Xem xét theo quy định do hai năm liên tiếp hạn chế về năng lực",
        "WATCH" => "Cần theo dõi",
        "QUOTA" => "Vượt tỷ lệ hoàn thành xuất sắc",
        other => other,
    }
}

/// Why a class was lowered.
pub fn cap(code: &str) -> &str {
    match code {
        "ZERO_CRITERION" => "Có tiêu chí 0 điểm",
        "LEAVE" => "Nghỉ nhiều tháng trong năm",
        "DISCIPLINE" => "Bị xử lý kỷ luật",
        other => other,
    }
}

/// Relation of a reviewer to the subject, as headings of the minutes print it.
pub fn relation(code: &str) -> &str {
    match code {
        "PEER" => "Đồng cấp",
        "UPWARD" => "Cấp dưới",
        "DEPUTY_SUP" => "Cấp phó",
        "DIRECT_HEAD" => "Thủ trưởng trực tiếp",
        "AGENCY_HEAD" => "Thủ trưởng cơ quan",
        "HIGHER" => "Cấp trên",
        _ => SOMEBODY,
    }
}

/// Who an opinion is from, when the relation would give them away.
pub const SOMEBODY: &str = "Người tham gia ý kiến";

/// Relations that have a column of their own in the minutes, in printing order.
pub const RELATIONS: [&str; 5] = ["PEER", "UPWARD", "DEPUTY_SUP", "DIRECT_HEAD", "AGENCY_HEAD"];

/// Several remarks as one, with semicolons between them.
pub fn sentence<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}
