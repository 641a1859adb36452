//! Who may do what: one table. The rater is the signed-in person; nobody judges themself.

use std::collections::BTreeSet;

use kernel::{Reach, Reading};
use regulation::SystemRole;

use crate::{PersonId, UnitId};

/// Who sees how far agencies are.
pub const OVERSEERS: [SystemRole; 3] = [SystemRole::SnvAdmin, SystemRole::HigherAuthority, SystemRole::ProvinceLeader];

/// Who is acting, in the ids of this domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// For whom they act at present.
    pub reach: Reach,
    signed_in: regulation::Actor,
}

impl From<&regulation::Actor> for Actor {
    fn from(actor: &regulation::Actor) -> Self {
        Self { person: actor.person.into(), reach: actor.reach(), signed_in: actor.clone() }
    }
}

impl Actor {
    /// Whether what a record or a period makes of them still counts: who has left, moved or lost their authority acts no more.
    pub fn acts_for(&self, agency: UnitId) -> bool {
        self.reach.covers(agency.0)
    }

    /// Holds a role in an agency, or for the whole province.
    pub fn holds(&self, role: SystemRole, agency: UnitId) -> bool {
        self.signed_in.holds_in(role, agency.0)
    }

    /// Where they hold one of these roles; none is the whole province.
    pub fn scopes(&self, roles: &[SystemRole]) -> Vec<Option<UnitId>> {
        self.signed_in.scopes(roles).into_iter().map(|scope| scope.map(UnitId)).collect()
    }
}

/// What an actor is to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The evaluated person.
    Subject,
    /// Verifies.
    DirectHead,
    /// Decides.
    Decider,
    /// Heads the agency.
    AgencyHead,
    /// Decides where the agency cannot.
    HigherAuthority,
    /// HR officer of the agency.
    HrOfficer,
    /// Sở Nội vụ.
    SnvAdmin,
    /// Reads with a logged reason.
    Auditor,
    /// Works in the unit.
    UnitMember,
    /// Was asked for this sheet.
    Rater,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 10] = [
        Self::Subject,
        Self::DirectHead,
        Self::Decider,
        Self::AgencyHead,
        Self::HigherAuthority,
        Self::HrOfficer,
        Self::SnvAdmin,
        Self::Auditor,
        Self::UnitMember,
        Self::Rater,
    ];
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the year of an agency.
    OpenPeriod,
    /// Move a period on.
    AdvancePeriod,
    /// See where a period stands.
    ReadPeriod,
    /// See what is wrong with the routing.
    CheckRouting,
    /// Make the results public.
    PublishResults,
    /// Read a record.
    ReadRecord,
    /// Read the comment of the Party cell.
    ReadPartyComment,
    /// Read verification, decision and result before they are public.
    ReadVerdict,
    /// Write and submit the self-assessment, attach the comment of the Party cell.
    AssessSelf,
    /// Agree to go without the comment of the Party cell.
    WaivePartyComment,
    /// Verify; ask to score again before that.
    Verify,
    /// Decide; ask to score again after verification.
    Decide,
    /// Reopen a self-assessment; find that somebody is not evaluated.
    StepBack,
    /// Appeal against a published result.
    Appeal,
    /// See and correct who reviews and who verifies.
    CorrectRouting,
    /// See who reviews whom.
    ReadRouting,
    /// Sign the routing off.
    SignRouting,
    /// Remind those for whom something waits; a direct head only those whom they head.
    Remind,
    /// Read the audit trail.
    Audit,
    /// Give more time.
    ExtendDeadlines,
    /// Say whether results are public inside the agency.
    SetPublication,
    /// Enter a paper result.
    EnterPaper,
    /// Confirm a paper result.
    ConfirmPaper,
    /// Read or answer a sheet.
    Review,
    /// Read minutes.
    ReadMinutes,
    /// Know who said what in the minutes.
    ReadNames,
    /// Know names and classes of published results.
    ReadClasses,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 27] = [
        Self::OpenPeriod,
        Self::AdvancePeriod,
        Self::ReadPeriod,
        Self::CheckRouting,
        Self::PublishResults,
        Self::ReadRecord,
        Self::ReadPartyComment,
        Self::ReadVerdict,
        Self::AssessSelf,
        Self::WaivePartyComment,
        Self::Verify,
        Self::Decide,
        Self::StepBack,
        Self::Appeal,
        Self::CorrectRouting,
        Self::ReadRouting,
        Self::SignRouting,
        Self::Remind,
        Self::Audit,
        Self::ExtendDeadlines,
        Self::SetPublication,
        Self::EnterPaper,
        Self::ConfirmPaper,
        Self::Review,
        Self::ReadMinutes,
        Self::ReadNames,
        Self::ReadClasses,
    ];

    /// Who may.
    const fn allowed(self) -> &'static [Standing] {
        use Standing::{AgencyHead, Auditor, Decider, DirectHead, HigherAuthority, HrOfficer, Rater, SnvAdmin, Subject, UnitMember};
        match self {
            Self::OpenPeriod | Self::ExtendDeadlines | Self::SetPublication => &[SnvAdmin],
            Self::AdvancePeriod => &[SnvAdmin, HrOfficer],
            // Who signs a routing sees what is wrong with it.
            Self::CheckRouting => &[SnvAdmin, HrOfficer, AgencyHead, HigherAuthority],
            Self::ReadPeriod => &[Subject, SnvAdmin, HrOfficer, AgencyHead, HigherAuthority, Auditor, UnitMember],
            Self::PublishResults => &[AgencyHead, HigherAuthority, SnvAdmin],
            Self::ReadRecord => &[Subject, DirectHead, Decider, AgencyHead, HigherAuthority, HrOfficer, SnvAdmin, Auditor],
            Self::ReadPartyComment => &[Subject, DirectHead, Decider, AgencyHead, HigherAuthority, HrOfficer],
            Self::ReadVerdict => &[DirectHead, Decider, AgencyHead, HigherAuthority, HrOfficer, SnvAdmin, Auditor],
            Self::AssessSelf => &[Subject],
            Self::WaivePartyComment => &[DirectHead, Decider, AgencyHead, HigherAuthority],
            Self::Verify => &[DirectHead],
            Self::Decide => &[Decider, HigherAuthority],
            Self::StepBack | Self::EnterPaper => &[HrOfficer],
            Self::Appeal => &[Subject],
            Self::CorrectRouting => &[HrOfficer],
            Self::ReadRouting => &[HrOfficer, AgencyHead, HigherAuthority, SnvAdmin, Auditor],
            Self::SignRouting => &[AgencyHead, HigherAuthority],
            Self::Remind => &[SnvAdmin, HrOfficer, AgencyHead, DirectHead],
            Self::Audit => &[SnvAdmin, Auditor],
            Self::ConfirmPaper => &[HrOfficer, AgencyHead, HigherAuthority],
            Self::Review => &[Rater],
            Self::ReadMinutes => &[UnitMember, DirectHead, Decider, AgencyHead, HigherAuthority, HrOfficer, SnvAdmin, Auditor],
            // Names are for the heads who verify and decide on this person: of whom is decided above, the head of the agency is none.
            Self::ReadNames => &[DirectHead, Decider, HigherAuthority, Auditor],
            Self::ReadClasses => &[UnitMember, HrOfficer, AgencyHead, HigherAuthority, SnvAdmin],
        }
    }

    /// Nobody does this to themself, whatever else they are.
    const fn never_to_oneself(self) -> bool {
        matches!(
            self,
            Self::WaivePartyComment
                | Self::Verify
                | Self::Decide
                | Self::StepBack
                | Self::CorrectRouting
                | Self::EnterPaper
                | Self::ConfirmPaper
                | Self::Review
                | Self::ReadVerdict
                | Self::ReadNames
        )
    }
}

/// How somebody with these standings reads (handbook 4.2: every privileged read is logged).
pub fn reading(standings: &BTreeSet<Standing>) -> Reading {
    let by_office = |standing: &Standing| matches!(standing, Standing::HrOfficer | Standing::SnvAdmin | Standing::Auditor);
    if !standings.iter().all(by_office) {
        return Reading::OwnPart;
    }
    if standings.iter().all(|standing| *standing == Standing::Auditor) { Reading::WithReason } else { Reading::ByOffice }
}

/// How somebody with these standings to a period reads who reviews whom in it: the head of the agency as their part. The authority above
/// decides on few of its people and reads of all.
pub fn reading_routing(standings: &BTreeSet<Standing>) -> Reading {
    let above: BTreeSet<Standing> = standings.iter().copied().filter(|standing| *standing != Standing::HigherAuthority).collect();
    if above.is_empty() { Reading::ByOffice } else { reading(&above) }
}

/// True when somebody with these standings may.
pub fn may(action: Action, standings: &BTreeSet<Standing>) -> bool {
    let oneself = standings.contains(&Standing::Subject) && action.never_to_oneself();
    !oneself && action.allowed().iter().any(|standing| standings.contains(standing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(action: Action, standing: Standing) -> bool {
        may(action, &BTreeSet::from([standing]))
    }

    #[test]
    fn the_table_is_what_it_was_agreed_to_be() {
        use Standing::*;
        let rows = [
            (Action::OpenPeriod, vec![SnvAdmin]),
            (Action::ExtendDeadlines, vec![SnvAdmin]),
            (Action::SetPublication, vec![SnvAdmin]),
            (Action::AdvancePeriod, vec![HrOfficer, SnvAdmin]),
            (Action::CheckRouting, vec![AgencyHead, HigherAuthority, HrOfficer, SnvAdmin]),
            (Action::PublishResults, vec![AgencyHead, HigherAuthority, SnvAdmin]),
            (Action::AssessSelf, vec![Subject]),
            (Action::Verify, vec![DirectHead]),
            (Action::Decide, vec![Decider, HigherAuthority]),
            (Action::Review, vec![Rater]),
            (Action::EnterPaper, vec![HrOfficer]),
            (Action::StepBack, vec![HrOfficer]),
            (Action::Appeal, vec![Subject]),
            (Action::CorrectRouting, vec![HrOfficer]),
            (Action::ReadRouting, vec![AgencyHead, HigherAuthority, HrOfficer, SnvAdmin, Auditor]),
            (Action::SignRouting, vec![AgencyHead, HigherAuthority]),
            (Action::Remind, vec![DirectHead, AgencyHead, HrOfficer, SnvAdmin]),
            (Action::Audit, vec![SnvAdmin, Auditor]),
            (Action::ReadPartyComment, vec![Subject, DirectHead, Decider, AgencyHead, HigherAuthority, HrOfficer]),
            (Action::ReadNames, vec![DirectHead, Decider, HigherAuthority, Auditor]),
        ];
        for (action, expected) in rows {
            let allowed: Vec<Standing> = Standing::ALL.into_iter().filter(|standing| alone(action, *standing)).collect();
            assert_eq!(allowed, expected, "{action:?}");
        }
    }

    #[test]
    fn nobody_judges_themself_whatever_else_they_are() {
        let everything = BTreeSet::from(Standing::ALL);
        for action in Action::ALL.into_iter().filter(|action| action.never_to_oneself()) {
            assert!(!may(action, &everything), "{action:?}");
        }
        assert!(may(Action::AssessSelf, &everything));
    }

    #[test]
    fn who_reads_by_office_alone_is_logged_and_an_auditor_says_why() {
        use Standing::{Auditor, DirectHead, HrOfficer, SnvAdmin, Subject};
        for (standings, expected) in [
            (vec![Subject, HrOfficer], Reading::OwnPart),
            (vec![DirectHead], Reading::OwnPart),
            (vec![HrOfficer], Reading::ByOffice),
            (vec![Auditor, SnvAdmin], Reading::ByOffice),
            (vec![Auditor], Reading::WithReason),
        ] {
            assert_eq!(reading(&standings.iter().copied().collect()), expected, "{standings:?}");
        }
    }

    #[test]
    fn the_authority_above_reads_who_reviews_whom_by_office() {
        use Standing::*;
        for (standings, expected) in [
            (&[HigherAuthority][..], Reading::ByOffice),
            (&[HigherAuthority, AgencyHead], Reading::OwnPart),
            (&[HrOfficer], Reading::ByOffice),
            (&[Auditor], Reading::WithReason),
        ] {
            assert_eq!(reading_routing(&standings.iter().copied().collect()), expected, "{standings:?}");
        }
    }

    #[test]
    fn somebody_without_any_standing_may_nothing() {
        for action in Action::ALL {
            assert!(!may(action, &BTreeSet::new()), "{action:?}");
        }
    }
}
