//! A head who is away hands the approval of work to somebody of the agency for a time (ủy quyền). Classes are decided by the
//! head, or by who acts as head: that is a post, not a delegation.

use chrono::{NaiveDate, TimeDelta};
use kernel::{Refusal, Version};
use serde::{Deserialize, Serialize};

use crate::{DelegationId, Person, PersonId, error};

/// Longer absences need an acting head.
const LONGEST_DAYS: i64 = 180;

/// A right handed on for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// The delegation.
    pub id: DelegationId,
    /// How often it changed.
    pub version: Version,
    /// Who is away.
    pub head: PersonId,
    /// Who approves in their place.
    pub delegate: PersonId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
}

impl Delegation {
    /// Hands the approval of work from `head` to `delegate`.
    ///
    /// # Errors
    /// When the head leads nobody, the delegate is of another agency or the head themself, or the days make no sense.
    pub fn new(
        id: DelegationId,
        head: &Person,
        delegate: &Person,
        (from, until): (NaiveDate, NaiveDate),
        reason: String,
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        let leads = |person: &Person| person.posts.iter().any(|post| post.holds_on(today) && post.role().leads());
        if !leads(head) {
            return Err(error::delegation_refused("delegate_id", "Chỉ người đứng đầu cơ quan, đơn vị được ủy quyền phê duyệt công việc."));
        }
        let agency = |person: &Person| person.post_on(today).map(|post| post.agency);
        if head.id == delegate.id || agency(delegate).is_none() || agency(head) != agency(delegate) {
            return Err(error::delegation_refused("delegate_id", "Hãy chọn một người khác trong cùng cơ quan."));
        }
        if until < from || until < today {
            return Err(error::delegation_refused("until", "Ngày cuối phải từ ngày đầu và từ hôm nay trở đi."));
        }
        if until - from > TimeDelta::days(LONGEST_DAYS) {
            return Err(error::delegation_refused("until", "Ủy quyền không quá 180 ngày; vắng lâu hơn thì giao quyền, phụ trách."));
        }
        Ok(Self { id, version: 1, head: head.id, delegate: delegate.id, from, until, reason })
    }

    /// Ended yesterday, before its time; `None` when it is over.
    pub fn ended(self, today: NaiveDate) -> Option<Self> {
        let last = today.pred_opt()?;
        (self.until > last).then(|| Self { until: last, version: self.version + 1, ..self })
    }
}
