//! Why a reviewer scores a subject (articles 2.5, 3 and 5.1.c; section 6 of the matrix).

words! {
    /// The relation of a reviewer to the subject.
    Relation {
        Peer = "PEER", "Đồng cấp";
        /// The reviewer is the subject's subordinate.
        Upward = "UPWARD", "Cấp dưới";
        /// The reviewer is a deputy above the subject.
        DeputySup = "DEPUTY_SUP", "Cấp phó";
        DirectHead = "DIRECT_HEAD", "Thủ trưởng trực tiếp";
        AgencyHead = "AGENCY_HEAD", "Thủ trưởng cơ quan";
        /// Decides, and counts in no group of the 360° total.
        Higher = "HIGHER", "Cấp có thẩm quyền";
    }
}

impl Relation {
    /// The groups of the 360° total, in the order of the columns of minutes.
    pub const COUNTED: [Self; 5] = [Self::Peer, Self::Upward, Self::DeputySup, Self::DirectHead, Self::AgencyHead];

    /// A head's sheet, as against a colleague's (article 2.5).
    pub const fn is_head(self) -> bool {
        matches!(self, Self::DirectHead | Self::AgencyHead)
    }

    /// Within a sentence; the regulation writes heads with a capital.
    pub fn in_sentence(self) -> String {
        if self.is_head() { self.vi().to_owned() } else { kernel::text::uncapitalized(self.vi()) }
    }
}
