//! What documents are made of. Numbers are exact; formatting happens here and nowhere else.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Points;
use serde::{Deserialize, Serialize};

/// The head of a document: who issues it, under which number, where and when (Decree 30/2020, annex I).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letterhead {
    /// Cơ quan chủ quản; empty when there is none.
    pub parent: String,
    /// Cơ quan ban hành.
    pub agency: String,
    /// Số, ký hiệu, such as `05/BB-SNV`; empty leaves the line out.
    pub number: String,
    /// Địa danh; empty leaves the day alone.
    pub place: String,
    /// The day of the document.
    pub date: NaiveDate,
}

/// An empty place for a signature by hand, as below tables.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Signer {
    /// Authority and post, one a line: `TM. ỦY BAN NHÂN DÂN`, `CHỦ TỊCH`.
    pub lines: Vec<String>,
    /// Name to print below; may be empty.
    pub name: String,
}

/// A signature given in the software.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Signed {
    /// Authority and post of who signed, one a line; empty prints none.
    pub lines: Vec<String>,
    /// Full name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The place of a signature in a form. Nobody signs it by hand: without a signature it says so.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SignatureBlock {
    /// Such as "Công chức tự đánh giá".
    pub label: String,
    /// The signature, once given.
    pub signed: Option<Signed>,
}

/// A label and what belongs to it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Labelled {
    /// Without colon.
    pub label: String,
    /// Empty leaves the line out.
    pub value: String,
}

/// Where a spreadsheet comes from, for its sheet "Ghi chú".
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Provenance {
    /// Full name of the person who asked for it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// What it covers, in Vietnamese.
    pub scope: String,
}

/// How many, and which share of those evaluated.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Share {
    /// People.
    pub people: u32,
    /// Hundredths of a percent; none when nobody was evaluated.
    pub percent: Option<Points>,
}

/// What a line of the summary counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// One of the six groups.
    Group,
    /// One unit inside a group.
    Unit,
    /// Everybody.
    Total,
}

/// A line of the summary.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SummaryRow {
    /// What it counts.
    pub level: Level,
    /// Such as `I` or `1`; empty for the total.
    pub ordinal: String,
    /// Name of the group or unit.
    pub name: String,
    /// Everybody on the list, evaluated or not.
    pub total: u32,
    /// As many as [`Summary::classes`], in their order.
    pub shares: Vec<Share>,
    /// On the list but not evaluated.
    pub not_evaluated: u32,
    /// Ghi chú.
    pub note: String,
}

/// Bảng tổng hợp kết quả đánh giá, phân loại.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// Head of the document.
    pub letterhead: Letterhead,
    /// Year of the evaluation.
    pub year: i32,
    /// Full names of the classes that the law of the year knows, best first.
    pub classes: Vec<String>,
    /// Lines in printing order.
    pub rows: Vec<SummaryRow>,
    /// Below the table.
    pub notes: Vec<String>,
    /// Left and right below.
    pub signers: [Signer; 2],
    /// Nơi nhận.
    pub recipients: Vec<String>,
}

/// One person in the detail list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DetailRow {
    /// Unit inside the agency; rows of one unit stand together.
    pub unit: String,
    /// Họ và tên.
    pub name: String,
    /// Chức vụ, chức danh.
    pub title: String,
    /// Nhóm đối tượng.
    pub group: String,
    /// Điểm tự chấm.
    pub self_total: Option<Points>,
    /// Điểm 360°.
    pub r360: Option<Points>,
    /// What the regulation's formula gives.
    pub computed: Option<Points>,
    /// What was decided: the same, or another total.
    pub decided: Option<Points>,
    /// Label of the class; says so when not evaluated.
    pub class: String,
    /// Ghi chú.
    pub note: String,
}

/// Danh sách kết quả đánh giá, phân loại.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Detail {
    /// Head of the document.
    pub letterhead: Letterhead,
    /// Year of the evaluation.
    pub year: i32,
    /// Lines in printing order.
    pub rows: Vec<DetailRow>,
    /// How many have which class, in one sentence; may be empty.
    pub counted: String,
    /// Below the table.
    pub notes: Vec<String>,
    /// Left and right below.
    pub signers: [Signer; 2],
    /// Nơi nhận.
    pub recipients: Vec<String>,
}

/// Something that several said in the minutes, once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// How many said it.
    pub people: u32,
    /// Who they are; empty where the reader may not know.
    pub by: String,
    /// What they said.
    pub text: String,
}

/// One subject in the minutes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MinutesEntry {
    /// Họ và tên.
    pub name: String,
    /// Chức vụ.
    pub title: String,
    /// Điểm tự chấm.
    pub self_total: Option<Points>,
    /// Label of the self-declared class.
    pub declared: String,
    /// As many as [`Minutes::relations`], in their order.
    pub means: Vec<Option<Points>>,
    /// Tổng điểm 360°.
    pub r360: Option<Points>,
    /// Chênh lệch.
    pub gap: Option<Points>,
    /// Cảnh báo.
    pub notices: String,
    /// Reviewers invited.
    pub invited: u32,
    /// Reviewers who answered.
    pub answered: u32,
    /// Of these, agreeing with the self-score; none where that would tell single people.
    pub agreed: Option<u32>,
    /// The round, when they scored again.
    pub round: u32,
    /// Totals scored instead of the person's own: each with its reviewer, or one sentence about all of them.
    pub rescored: String,
    /// Ưu điểm.
    pub strengths: Vec<Said>,
    /// Hạn chế, tồn tại.
    pub limits: Vec<Said>,
    /// Labels of the classes suggested.
    pub suggested: Vec<Said>,
}

/// Biên bản số of one unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Minutes {
    /// Head of the document, with the number of the minutes.
    pub letterhead: Letterhead,
    /// The unit.
    pub unit: String,
    /// Year of the evaluation.
    pub year: i32,
    /// Lần lập: 1, and one more after each re-score.
    pub edition: u32,
    /// Which edition this one takes the place of; empty for the first.
    pub replaces: String,
    /// When opinions opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// When opinions closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// When the software compiled it.
    pub sealed_at: DateTime<Utc>,
    /// People evaluated.
    pub subjects: u32,
    /// Reviewers invited.
    pub invited: u32,
    /// Reviewers who answered.
    pub answered: u32,
    /// Who did not, with the reason.
    pub absent: Vec<String>,
    /// Headings of the relation columns, of those that have a number.
    pub relations: Vec<String>,
    /// Subjects in printing order.
    pub entries: Vec<MinutesEntry>,
    /// Why numbers are missing; below the table.
    pub notes: Vec<String>,
    /// Fingerprint of the content, hexadecimal.
    pub digest: String,
    /// Nơi nhận.
    pub recipients: Vec<String>,
}

/// A paper that tells what holds for one person instead of a form: a result reached on paper, or no evaluation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// Head of the document.
    pub letterhead: Letterhead,
    /// Title.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// Name, post, unit.
    pub identity: Vec<Labelled>,
    /// What holds, in sentences.
    pub paragraphs: Vec<String>,
    /// What holds, label by label.
    pub facts: Vec<Labelled>,
    /// Signatures given in the software: one right, or left and right.
    pub signatures: Vec<SignatureBlock>,
    /// Nơi nhận.
    pub recipients: Vec<String>,
}

/// A table of somebody's work, below it what it adds up to and who signs: the diary, a handover.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorkTable {
    /// Head of the document.
    pub letterhead: Letterhead,
    /// Title.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// Name, post, unit.
    pub identity: Vec<Labelled>,
    /// Headings of the columns, each with its share of the width.
    pub columns: Vec<(String, u32)>,
    /// As many cells as columns; a cell may have several lines.
    pub rows: Vec<Vec<String>>,
    /// Below the table, label by label.
    pub facts: Vec<Labelled>,
    /// Below: who signs by hand, one right, or left and right.
    pub signers: Vec<Signer>,
    /// Below, when it is signed in the software instead.
    pub signatures: Vec<SignatureBlock>,
    /// Nơi nhận.
    pub recipients: Vec<String>,
}

/// One question of a legal form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FormField {
    /// As the form prints it, with its number.
    pub label: String,
    /// In brackets after the label; may be empty.
    pub hint: String,
    /// The answer; empty says that there is none.
    pub text: String,
}

/// A part of a legal form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FormSection {
    /// As the form prints it, with its Roman number.
    pub title: String,
    /// Stands instead of the questions, as long as nobody may read them; may be empty.
    pub instead: String,
    /// The questions.
    pub fields: Vec<FormField>,
    /// Who signs it; none when nobody does.
    pub signature: Option<SignatureBlock>,
}

/// Phiếu đánh giá và phân loại.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LegalForm {
    /// Head of the document.
    pub letterhead: Letterhead,
    /// Which form of which decree.
    pub legal: String,
    /// Title.
    pub title: String,
    /// Such as "Năm 2019".
    pub subtitle: String,
    /// Name, post, unit, rank, step, coefficient.
    pub identity: Vec<Labelled>,
    /// The parts in order.
    pub sections: Vec<FormSection>,
}

/// What somebody gave for a criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Score {
    /// Not scored, or not yet to be seen.
    #[default]
    Absent,
    /// Không áp dụng.
    NotApplicable,
    /// Points.
    Given(Points),
    /// About so many points: whole ones of all reviewers together, where more would tell what a single one gave.
    About(u32),
}

/// A line of the score sheet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ScoreLine {
    /// Such as `1.1`.
    pub ordinal: String,
    /// The criterion.
    pub title: String,
    /// Điểm tối đa.
    pub max: Points,
    /// Điểm tự chấm.
    pub own: Score,
    /// Điểm 360°.
    pub r360: Score,
    /// Điểm chính thức.
    pub official: Score,
    /// Minh chứng, ghi chú.
    pub note: String,
}

/// A heading of the score sheet and its criteria.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ScoreSection {
    /// The heading with the sums below it.
    pub heading: ScoreLine,
    /// The criteria.
    pub lines: Vec<ScoreLine>,
}

/// Bảng kết quả tự chấm điểm.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Head of the document.
    pub letterhead: Letterhead,
    /// Year of the evaluation.
    pub year: i32,
    /// Name of the criteria set.
    pub criteria_set: String,
    /// Name, post, unit.
    pub identity: Vec<Labelled>,
    /// The table.
    pub sections: Vec<ScoreSection>,
    /// Tổng điểm.
    pub totals: ScoreLine,
    /// Below the table: totals, declared class, result.
    pub conclusions: Vec<Labelled>,
    /// Why printed numbers do not add up; below the table.
    pub notes: Vec<String>,
    /// Below: one right, or left and right.
    pub signatures: Vec<SignatureBlock>,
}
