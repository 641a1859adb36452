//! Sentences of papers.

/// Who an opinion is from, when the relation would give them away.
pub const SOMEBODY: &str = "Người tham gia ý kiến";

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
