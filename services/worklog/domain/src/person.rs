//! What worklog knows of a person.

use chrono::NaiveDate;

use crate::{PersonId, PostId, UnitId};

/// A person as identity last announced them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// Their name.
    pub full_name: String,
    /// Their present post, such as "Chuyên viên"; may be empty.
    pub title: String,
    /// Head of the unit they sit in, or of the agency for leaders.
    pub direct_head: Option<PersonId>,
    /// Head of the agency.
    pub agency_head: Option<PersonId>,
    /// Whether they are the head of an agency.
    pub leads_agency: bool,
    /// Whether their heads are outside the software: cadres of the Party and of unions in communes.
    pub head_outside: bool,
    /// The unit of the present post.
    pub unit: Option<UnitId>,
    /// The agency of the present post.
    pub agency: Option<UnitId>,
    /// The present post; none for who holds none.
    pub post: Option<PostId>,
    /// Its last day, once it is known.
    pub last_on: Option<NaiveDate>,
}

impl Person {
    /// Who approves this person's lists and logs: the direct head, or the agency head while that post is vacant.
    pub fn approver(&self) -> Option<PersonId> {
        [self.direct_head, self.agency_head].into_iter().flatten().find(|head| *head != self.id)
    }

    /// True for whom the software knows nobody above, and never will: the head of an agency, and who answers to others than its people.
    pub fn has_no_superior(&self) -> bool {
        (self.leads_agency || self.head_outside) && self.approver().is_none()
    }
}
