//! The lists of words in public events: those of the regulation, and those of the organisation.

use regulation::{Class, EmployeeGroup, PostRole};

/// A list of words, each with a code.
pub trait Listed: Copy + PartialEq + 'static {
    /// Name of the list.
    const NAME: &'static str;
    /// What the words say.
    const MEANING: &'static str;

    /// All of them.
    fn all() -> Vec<Self>;
    /// The code in events.
    fn code(self) -> &'static str;
    /// What it means, in Vietnamese.
    fn vi(self) -> &'static str;
}

/// Lists that the regulation has.
macro_rules! of_the_regulation {
    ($($name:ident: $meaning:literal;)+) => {$(
        impl Listed for $name {
            const NAME: &'static str = stringify!($name);
            const MEANING: &'static str = $meaning;

            fn all() -> Vec<Self> {
                Self::ALL.into()
            }

            fn code(self) -> &'static str {
                Self::code(self)
            }

            fn vi(self) -> &'static str {
                Self::vi(self)
            }
        }
    )+};
}

of_the_regulation! {
    Class: "Class of a result (article 6.1 of the regulation). The list may grow with the law.";
    EmployeeGroup: "Group of evaluated people that has criteria of its own (article 4 of the regulation). The list may grow with the law.";
    PostRole: "What a post makes its holder in the evaluation (article 3 of the regulation). The list may grow with the law.";
}

/// Lists that only public events have.
macro_rules! listed {
    ($($name:ident: $meaning:literal { $($(#[doc = $doc:literal])* $variant:ident = $code:literal, $vi:literal;)+ })+) => {$(
        #[doc = $meaning]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $vi] $(#[doc = $doc])* $variant,)+
        }

        impl Listed for $name {
            const NAME: &'static str = stringify!($name);
            const MEANING: &'static str = $meaning;

            fn all() -> Vec<Self> {
                vec![$(Self::$variant),+]
            }

            fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            fn vi(self) -> &'static str {
                match self {
                    $(Self::$variant => $vi,)+
                }
            }
        }
    )+};
}

listed! {
    UnitKind: "What kind of body a unit is. The list may grow." {
        Province = "PROVINCE", "Tỉnh";
        Department = "DEPARTMENT", "Sở, ban, ngành";
        District = "DISTRICT", "UBND cấp huyện";
        Commune = "COMMUNE", "UBND cấp xã";
        PublicService = "PUBLIC_SERVICE", "Đơn vị sự nghiệp công lập cấp tỉnh";
        Association = "ASSOCIATION", "Hội được giao biên chế";
        Division = "DIVISION", "Phòng, ban, bộ phận của cơ quan";
        Leadership = "LEADERSHIP", "Ban lãnh đạo của cơ quan";
    }
    PostKind: "How a post is held. The list may grow." {
        Main = "MAIN", "Vị trí chính";
        Concurrent = "CONCURRENT", "Kiêm nhiệm";
        Acting = "ACTING", "Quyền, phụ trách";
        Secondment = "SECONDMENT", "Biệt phái";
    }
    Standing: "Whether a post is still in the staff list. The list may grow." {
        Listed = "LISTED", "Có trong danh sách: đang giữ, sắp giữ hoặc đã thôi giữ theo ngày hiệu lực";
        Withdrawn = "WITHDRAWN", "Đã rút khỏi danh sách vì chưa từng giữ";
    }
    LawKind: "What kind of law of the evaluation it is. The list may grow." {
        PolicyPack = "POLICY_PACK", "Gói chính sách";
        CriteriaSet = "CRITERIA_SET", "Bộ tiêu chí chấm điểm";
    }
    Correction: "Why a published result was replaced. The list may grow." {
        Appeal = "APPEAL", "Quyết định lại sau kiến nghị";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<W: Listed + std::fmt::Debug>() {
        for word in W::all() {
            assert!(!word.vi().is_empty(), "{word:?}");
            assert!(word.code().chars().all(|sign| sign.is_ascii_uppercase() || sign == '_'), "{word:?}");
            assert_eq!(W::all().iter().filter(|other| other.code() == word.code()).count(), 1, "{word:?}");
        }
    }

    #[test]
    fn every_word_has_a_code_of_its_own_and_a_name() {
        check::<Class>();
        check::<EmployeeGroup>();
        check::<PostRole>();
        check::<UnitKind>();
        check::<PostKind>();
        check::<Standing>();
        check::<LawKind>();
        check::<Correction>();
    }
}
