//! The classes of a result (article 6.1).

words! {
    /// A class of the result. A policy pack may have another label for it.
    Class {
        Htxs = "HTXS", "Hoàn thành xuất sắc nhiệm vụ";
        Htt = "HTT", "Hoàn thành tốt nhiệm vụ";
        /// The third class of cadres and civil servants.
        Hthc = "HTHC", "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực";
        /// The third class of public employees and workers, and of everybody under later law.
        Ht = "HT", "Hoàn thành nhiệm vụ";
        Kht = "KHT", "Không hoàn thành nhiệm vụ";
    }
}

impl Class {
    /// In the order of the columns of summaries; the two of the third band are two columns.
    pub const COLUMNS: [Self; 5] = [Self::Htxs, Self::Htt, Self::Ht, Self::Hthc, Self::Kht];

    /// Where many years stand side by side.
    pub const fn in_brief(self) -> &'static str {
        match self {
            Self::Htxs => "Xuất sắc",
            Self::Htt => "Tốt",
            Self::Hthc => "Còn hạn chế",
            Self::Ht => "Hoàn thành",
            Self::Kht => "Không hoàn thành",
        }
    }
}
