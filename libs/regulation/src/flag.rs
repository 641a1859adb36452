//! What should be noticed about a result.

words! {
    /// Something to be noticed about a result; never an automatic act.
    Flag {
        /// Article 6.1, A05.
        Gap = "GAP", "Điểm tự chấm và điểm 360° chênh lệch lớn";
        /// A05.
        BandDiffers = "BAND_DIFFERS", "Điểm tự chấm và điểm 360° khác mức phân loại";
        /// Article 6.1, A07.
        SelfConflict = "SELF_CONFLICT", "Tự phân loại khác mức theo điểm tự chấm";
        /// Article 6.1.
        NoEmulation = "NO_EMULATION", "Không xét thi đua, khen thưởng";
        /// Article 6.1.
        ConsiderKht = "CONSIDER_KHT", "Xem xét theo quy định do không hoàn thành nhiệm vụ";
        /// Article 6.1.
        ConsiderStreak = "CONSIDER_STREAK", "Xem xét theo quy định do hai năm liên tiếp hạn chế về năng lực";
        /// Almost several years running (A12).
        Watch = "WATCH", "Cần theo dõi kết quả các năm liền kề";
        /// More people have this class than the ceiling allows (A36).
        Quota = "QUOTA", "Vượt tỷ lệ hoàn thành xuất sắc nhiệm vụ";
    }
}

impl Flag {
    /// Words of a code; of one of later law, words that hold for any.
    pub fn words(code: &str) -> &'static str {
        code.parse().map_or("Có lưu ý theo quy định áp dụng cho năm này", Self::vi)
    }

    /// What the 360° itself tells, as minutes give notice of it: nothing that follows from a class or from years before.
    pub const fn is_of_the_360(self) -> bool {
        matches!(self, Self::Gap | Self::BandDiffers)
    }
}
