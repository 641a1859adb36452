//! The words of the evaluation: groups, posts, classes, relations, scores, signatures.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Points;
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

/// The six groups that have criteria sets and forms of their own (article 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Group {
    /// Cán bộ.
    Cb,
    /// Công chức giữ chức vụ lãnh đạo, quản lý.
    CcLd,
    /// Công chức không giữ chức vụ lãnh đạo, quản lý.
    CcKld,
    /// Viên chức giữ chức vụ lãnh đạo, quản lý.
    VcLd,
    /// Viên chức không giữ chức vụ lãnh đạo, quản lý.
    VcKld,
    /// Người lao động.
    Nld,
}

impl Group {
    /// Every group, in the order of article 4.
    pub const ALL: [Self; 6] = [Self::Cb, Self::CcLd, Self::CcKld, Self::VcLd, Self::VcKld, Self::Nld];

    /// As people read it.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Cb => "cán bộ",
            Self::CcLd => "công chức lãnh đạo, quản lý",
            Self::CcKld => "công chức không lãnh đạo, quản lý",
            Self::VcLd => "viên chức lãnh đạo, quản lý",
            Self::VcKld => "viên chức không lãnh đạo, quản lý",
            Self::Nld => "người lao động",
        }
    }

    /// Public employees: viên chức.
    pub const fn is_public_employee(self) -> bool {
        matches!(self, Self::VcLd | Self::VcKld)
    }

    /// Fills in the part of the form for leaders.
    pub const fn leads(self) -> bool {
        matches!(self, Self::CcLd | Self::VcLd)
    }

    /// Code as packs write it: `CC_KLD`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cb => "CB",
            Self::CcLd => "CC_LD",
            Self::CcKld => "CC_KLD",
            Self::VcLd => "VC_LD",
            Self::VcKld => "VC_KLD",
            Self::Nld => "NLD",
        }
    }
}

/// What a post makes its holder in the evaluation (article 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostRole {
    /// Head of an agency (group 1).
    AgencyHead,
    /// Deputy of the head of an agency (group 1).
    AgencyDeputy,
    /// Head of a unit (group 2).
    UnitHead,
    /// Deputy of the head of a unit (group 2).
    UnitDeputy,
    /// Everybody else (group 3).
    Staff,
    /// Chủ tịch UBND cấp xã.
    CommuneChair,
    /// Phó Chủ tịch UBND cấp xã.
    CommuneVice,
}

impl PostRole {
    /// Leads the agency that the post is in.
    pub const fn heads_agency(self) -> bool {
        matches!(self, Self::AgencyHead | Self::CommuneChair)
    }
}

/// A class of the result (article 6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Class {
    /// Hoàn thành xuất sắc nhiệm vụ.
    Htxs,
    /// Hoàn thành tốt nhiệm vụ.
    Htt,
    /// Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực.
    Hthc,
    /// Hoàn thành nhiệm vụ.
    Ht,
    /// Không hoàn thành nhiệm vụ.
    Kht,
}

impl Class {
    /// Code as packs and forms write it: `HTXS`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Htxs => "HTXS",
            Self::Htt => "HTT",
            Self::Hthc => "HTHC",
            Self::Ht => "HT",
            Self::Kht => "KHT",
        }
    }
}

/// Why a reviewer may score a subject (section 6 of the matrix).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Relation {
    /// Same level.
    Peer,
    /// The reviewer is the subject's subordinate.
    Upward,
    /// The reviewer is a deputy above the subject.
    DeputySup,
    /// Head of the unit that the subject sits in.
    DirectHead,
    /// Head of the agency.
    AgencyHead,
    /// The authority above the agency.
    Higher,
}

impl Relation {
    /// Name as packs and minutes write it: `DEPUTY_SUP`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Peer => "PEER",
            Self::Upward => "UPWARD",
            Self::DeputySup => "DEPUTY_SUP",
            Self::DirectHead => "DIRECT_HEAD",
            Self::AgencyHead => "AGENCY_HEAD",
            Self::Higher => "HIGHER",
        }
    }
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
    /// Group of the post.
    pub group: Group,
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
