//! Ids, scores, signatures, people as the snapshot found them.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Points;
use regulation::{EmployeeGroup, PostRole, Relation};
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// The year of one agency.
    PeriodId;
    /// The evaluation of one person in one period.
    RecordId;
    /// One reviewer's opinion of one subject in one round.
    SheetId;
    /// One edition of the digital minutes of a unit.
    MinutesId;
    /// One decision of a head.
    DecisionId;
    /// A person.
    PersonId;
    /// A unit of the organisation; agencies are units too.
    UnitId;
}

/// What a criterion got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Points.
    Points(Points),
    /// The criterion does not apply to this person's work; never a zero.
    NotApplicable,
}

/// One criterion of a score sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Code of the criterion, such as `CC4.1`.
    pub code: String,
    /// What it got.
    pub mark: Mark,
    /// Evidence or remark.
    pub note: String,
}

/// Who did a thing, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The person.
    pub person: PersonId,
    /// Name at that time.
    pub full_name: String,
    /// Post at that time.
    pub title: String,
    /// The moment.
    pub at: DateTime<Utc>,
}

/// A file that the service keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Key in the object store.
    pub key: String,
    /// Name as uploaded.
    pub name: String,
    /// MIME type.
    pub content_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256, hexadecimal.
    pub digest: String,
}

/// The evaluated person as the snapshot found them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The person.
    pub person: PersonId,
    /// Full name.
    pub full_name: String,
    /// Post, such as "Trưởng phòng".
    pub title: String,
    /// Unit of the post.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// Agency of the unit.
    pub agency: UnitId,
    /// Its name.
    pub agency_name: String,
    /// EmployeeGroup of the post.
    pub group: EmployeeGroup,
    /// Role of the post.
    pub role: PostRole,
    /// Member of the Party.
    pub party_member: bool,
    /// Ngạch.
    pub rank: String,
    /// Bậc.
    pub step: String,
    /// Hệ số lương.
    pub coefficient: String,
}

/// A reviewer as the snapshot routed them to a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// The person.
    pub person: PersonId,
    /// Full name.
    pub full_name: String,
    /// The relation group that the sheet counts in.
    pub relation: Relation,
}

/// Last day of each stage, "hết ngày".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    /// Self-assessment.
    pub self_by: NaiveDate,
    /// 360° opinions.
    pub review_by: NaiveDate,
    /// The direct heads' verification.
    pub verify_by: NaiveDate,
    /// Decisions.
    pub decide_by: NaiveDate,
    /// Publication.
    pub publish_by: NaiveDate,
}

impl Deadlines {
    /// In the order of the year.
    pub const fn all(&self) -> [NaiveDate; 5] {
        [self.self_by, self.review_by, self.verify_by, self.decide_by, self.publish_by]
    }
}
