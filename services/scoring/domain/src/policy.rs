//! Who may do what with scoring's own things.

use kernel::Refusal;
use uuid::Uuid;

use crate::{Progress, Record, error};

/// The system roles that matter here (section 4.2 of the handbook).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderRole {
    /// Decides on agency heads.
    HigherAuthority,
    /// People and reports of one agency.
    HrOfficer,
    /// Sở Nội vụ.
    SnvAdmin,
    /// Thanh tra.
    Auditor,
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The person.
    pub person: Uuid,
    /// Their roles and the agency of each; none is the whole province.
    pub roles: Vec<(ReaderRole, Option<Uuid>)>,
}

impl Reader {
    fn holds(&self, wanted: ReaderRole, agency: Uuid) -> bool {
        self.roles.iter().any(|(role, scope)| *role == wanted && scope.is_none_or(|scope| scope == agency))
    }
}

/// Only Sở Nội vụ, for the whole province, publishes packs and criteria sets (article 7.1).
///
/// # Errors
/// `ONLY_SNV_PUBLISHES`.
pub fn may_publish(reader: &Reader) -> Result<(), Refusal> {
    if reader.roles.contains(&(ReaderRole::SnvAdmin, None)) { Ok(()) } else { Err(error::only_admin_publishes()) }
}

/// Who may read a result: the person once it is published; from the minutes on, the heads, the agency's HR officer, the higher
/// authority, Sở Nội vụ and the auditor. Before the minutes nobody may: heads score without seeing the others (A33).
///
/// # Errors
/// `NOT_FOUND`: whoever may not read it may not know of it.
pub fn may_read_result(reader: &Reader, record: &Record) -> Result<(), Refusal> {
    let is = |person: Option<Uuid>| person == Some(reader.person);
    let holds = |role| reader.holds(role, record.agency);
    let above = is(record.direct_head)
        || is(record.decider)
        || holds(ReaderRole::HrOfficer)
        || holds(ReaderRole::HigherAuthority)
        || holds(ReaderRole::SnvAdmin)
        || holds(ReaderRole::Auditor);
    let may = match record.progress {
        Progress::NotEvaluated | Progress::Paper | Progress::Scoring => false,
        // Nobody reads their own open result, whatever else they are.
        Progress::Open => above && reader.person != record.person,
        Progress::Published => above || reader.person == record.person,
    };
    if may { Ok(()) } else { Err(Refusal::not_found("kết quả đánh giá")) }
}
