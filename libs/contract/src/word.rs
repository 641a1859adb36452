//! Words of the regulation as the contract writes them.

use proto::common::v1 as common;
use proto::identity::v1 as identity;
use regulation::{Class, EmployeeGroup, PostRole, Relation, SystemRole};

/// A word of the regulation, which the contract has as an enumeration whose zero says nothing.
pub trait Word: Copy {
    /// The contract's enumeration.
    type Wire: Into<i32>;

    /// The word of a value; none for the zero and for values of a later version.
    fn of(value: impl Into<i32>) -> Option<Self>;

    /// The value of the word.
    fn wire(self) -> Self::Wire;

    /// The value of the word, as a message keeps it.
    fn number(self) -> i32 {
        self.wire().into()
    }
}

/// The value of a word, or the zero.
pub fn word_or_none<W: Word>(word: Option<W>) -> i32 {
    word.map_or(0, W::number)
}

macro_rules! same {
    ($word:ident, $wire:path as $as:ident: $($variant:ident),+) => {
        impl Word for $word {
            type Wire = $wire;

            fn of(value: impl Into<i32>) -> Option<Self> {
                use $wire as $as;
                match $as::try_from(value.into()).unwrap_or_default() {
                    $as::Unspecified => None,
                    $($as::$variant => Some(Self::$variant),)+
                }
            }

            fn wire(self) -> Self::Wire {
                use $wire as $as;
                match self {
                    $(Self::$variant => $as::$variant,)+
                }
            }
        }
    };
}

same!(Class, common::Class as Wire: Htxs, Htt, Hthc, Ht, Kht);
same!(EmployeeGroup, common::EmployeeGroup as Wire: Cb, CcLd, CcKld, VcLd, VcKld, Nld);
same!(Relation, common::Relation as Wire: Peer, Upward, DeputySup, DirectHead, AgencyHead, Higher);
same!(PostRole, common::PostRole as Wire: AgencyHead, AgencyDeputy, UnitHead, UnitDeputy, Staff, CommuneChair, CommuneVice);
same!(
    SystemRole,
    identity::SystemRole as Wire: HigherAuthority,
    HrOfficer,
    UnitIt,
    SnvAdmin,
    MailAdmin,
    Ops,
    ProvinceLeader,
    Auditor,
    PartyAuthority
);

#[cfg(test)]
mod tests {
    use super::*;

    fn goes_out_and_in<W: Word + PartialEq + std::fmt::Debug>(
        words: impl IntoIterator<Item = W>,
        code: fn(W) -> &'static str,
        wire: fn(W) -> &'static str,
    ) {
        for word in words {
            assert_eq!(W::of(word.number()), Some(word));
            assert!(wire(word).ends_with(code(word)), "{word:?}");
        }
        assert!(W::of(0).is_none() && W::of(999).is_none() && word_or_none::<W>(None) == 0);
    }

    #[test]
    fn every_word_goes_out_and_comes_in_as_itself() {
        goes_out_and_in(Class::ALL, Class::code, |word| word.wire().as_str_name());
        goes_out_and_in(EmployeeGroup::ALL, EmployeeGroup::code, |word| word.wire().as_str_name());
        goes_out_and_in(Relation::ALL, Relation::code, |word| word.wire().as_str_name());
        goes_out_and_in(PostRole::ALL, PostRole::code, |word| word.wire().as_str_name());
        goes_out_and_in(SystemRole::ALL, SystemRole::code, |word| word.wire().as_str_name());
    }
}
