//! Codes of other services in words for tables.

/// Why somebody was not evaluated (article 2.8). No paper prints a code: one of a later law has words that hold for any.
pub fn not_evaluated(reason: &str) -> &str {
    match reason {
        "TRAINING" => "Đi học cả ngày trên nửa thời gian làm việc trong năm",
        "NEW" => "Thời gian công tác chưa đủ 06 tháng",
        "LONG_LEAVE" => "Nghỉ dài ngày theo quy định",
        "RETIRED" => "Đã nghỉ hưu, thôi việc trước thời điểm đánh giá",
        "OUT_OF_SCOPE" => "Không thuộc đối tượng áp dụng",
        "" => "",
        _ => "Thuộc trường hợp không đánh giá theo quy định",
    }
}

/// What a reason for not evaluating somebody rests on; empty where the regulation itself names no article.
pub fn ground(reason: &str) -> &'static str {
    match reason {
        "TRAINING" => "Điều 2.8 của Quy chế",
        "OUT_OF_SCOPE" => "Điều 1.2 của Quy chế",
        "NEW" => "Thời gian công tác tối thiểu theo quy tắc của kỳ đánh giá",
        _ => "",
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
        _ => "Có lưu ý theo quy định áp dụng cho năm này",
    }
}

/// What minutes give notice of: what the 360° itself tells, and nothing that follows from a class or from years before, which
/// nobody has decided yet.
pub fn notice(code: &str) -> Option<&str> {
    matches!(code, "GAP" | "BAND_DIFFERS").then(|| flag(code))
}

/// Why a class was lowered.
pub fn cap(code: &str) -> &str {
    match code {
        "ZERO_CRITERION" => "Có tiêu chí 0 điểm",
        "LEAVE" => "Nghỉ nhiều tháng trong năm",
        "DISCIPLINE" => "Bị xử lý kỷ luật",
        _ => "Mức phân loại bị giới hạn theo quy định áp dụng cho năm này",
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

/// Why the groups of the 360° total are not told apart.
pub fn groups_hidden(min_group: i32) -> String {
    format!("Điểm theo nhóm không hiện vì nhóm có dưới {min_group} phiếu.")
}

/// Why the 360° total of somebody is not told.
pub fn total_hidden(min_group: i32) -> String {
    format!("Tổng điểm 360° và chênh lệch không hiện với người có dưới {min_group} phiếu.")
}

/// Why some have no 360° total though enough people answered.
pub const TOTAL_UNCOUNTED: &str = "Người được tính điểm từ kết quả nhiệm vụ thì không có tổng điểm 360°: ý kiến được ghi để tham khảo.";

/// Why it is not told how many agreed with the self-score of somebody.
pub fn agreed_hidden(min_group: i32) -> String {
    format!("Số người thống nhất không hiện khi có dưới {min_group} người thống nhất hoặc dưới {min_group} người không thống nhất.")
}

/// Why a score sheet has no 360° total.
pub fn r360_hidden(min_group: usize) -> String {
    format!("Điểm 360° không in khi có dưới {min_group} phiếu.")
}

/// Why a list of results leaves figures of somebody out.
pub fn left_out(min_group: usize) -> String {
    format!(
        "Với người có dưới {min_group} phiếu góp ý, danh sách không ghi điểm 360° và tổng điểm tính theo quy chế để không lộ ý kiến của từng người."
    )
}

/// Why the criteria of a score sheet have no exact 360° points.
pub const CRITERIA_ROUNDED: &str = "Điểm 360° từng tiêu chí là bình quân của mọi người tham gia ý kiến, làm tròn đến điểm nguyên (≈) để không \
                                    lộ phiếu của từng người; điểm chính thức từng tiêu chí vì vậy không in. Tổng điểm tính từ số chính xác.";

/// Several remarks as one, with semicolons between them.
pub fn sentence<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_not_known_is_never_printed() {
        let unknown = "LATER_LAW_CODE";
        for words in [flag(unknown), cap(unknown), not_evaluated(unknown), relation(unknown)] {
            assert!(!words.is_empty() && !words.contains('_'), "{words}");
        }
    }
}
