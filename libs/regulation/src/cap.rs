//! What lowered a class.

words! {
    /// What lowered a class.
    Cap {
        /// Article 6.1.
        ZeroCriterion = "ZERO_CRITERION", "Có tiêu chí 0 điểm";
        /// Decree 90/2020.
        Leave = "LEAVE", "Nghỉ nhiều tháng trong năm";
        /// Decree 48/2023.
        Discipline = "DISCIPLINE", "Bị xử lý kỷ luật trong năm";
    }
}

impl Cap {
    /// Words of a code; of one of later law, words that hold for any.
    pub fn words(code: &str) -> &'static str {
        code.parse().map_or("Mức phân loại bị giới hạn theo quy định áp dụng cho năm này", Self::vi)
    }
}
