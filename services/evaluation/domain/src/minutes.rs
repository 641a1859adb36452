//! The digital minutes of a unit (Biên bản số; article 5.2.b, section 11.2 of the handbook): compiled from the sheets and
//! scoring's results, sealed, never changed.

mod compile;

use chrono::{DateTime, Utc};
use kernel::{Digest, Points};
use regulation::{Class, Relation};
use serde::{Deserialize, Serialize};

use crate::{MinutesId, PeriodId, PersonId, RecordId, UnitId};

pub use compile::{Compiled, Edition, ScoredRecord, compile};

/// What of a result the 360° itself tells. Everything else that a result is flagged for follows from a class or from years
/// before: minutes are sealed and public before anybody decides, so it has no place in them.
const NOTICES: [&str; 2] = ["GAP", "BAND_DIFFERS"];

/// One edition of the minutes of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Its id.
    pub id: MinutesId,
    /// The period.
    pub period: PeriodId,
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// The agency.
    pub agency: UnitId,
    /// Its name.
    pub agency_name: String,
    /// The evaluation year.
    pub year: i32,
    /// Such as `05/BB-SNV`.
    pub number: String,
    /// 1, and one more after every re-score.
    pub edition: u32,
    /// When the 360° opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// When the minutes were sealed.
    pub sealed_at: DateTime<Utc>,
    /// Different people who were asked.
    pub reviewers_invited: u32,
    /// Different people who answered at least once.
    pub reviewers_answered: u32,
    /// Those who did not answer at all.
    pub absent: Vec<Absent>,
    /// The edition that this one takes the place of.
    #[serde(default)]
    pub replaces: Option<Replaced>,
    /// Secret: it keeps the digest from proving guesses; empty in the first editions.
    #[serde(default)]
    pub salt: String,
    /// One subject each, by name.
    pub entries: Vec<Entry>,
    /// SHA-256 over the content with names and salt.
    pub digest: Digest,
}

/// Somebody who was to give an opinion and gave none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "AbsentAsKept")]
pub struct Absent {
    /// Their name; empty where the reader may not know.
    pub name: String,
    /// Why; empty in the first editions, which kept names alone.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AbsentAsKept {
    Name(String),
    Whole { name: String, reason: String },
}

impl From<AbsentAsKept> for Absent {
    fn from(kept: AbsentAsKept) -> Self {
        match kept {
            AbsentAsKept::Name(name) => Self { name, reason: String::new() },
            AbsentAsKept::Whole { name, reason } => Self { name, reason },
        }
    }
}

impl Absent {
    /// `Nguyễn Đức Dũng: nghỉ thai sản`.
    pub fn text(&self) -> String {
        [self.name.as_str(), &self.reason].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

/// An edition whose place was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Its number.
    pub number: String,
    /// Which edition it was.
    pub edition: u32,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
}

/// One subject in the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The record.
    pub record: RecordId,
    /// Whom it is about.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Their post.
    pub title: String,
    /// Who verifies.
    pub direct_head: Option<PersonId>,
    /// Who decides.
    pub decider: Option<PersonId>,
    /// Self-score, six places.
    pub self_total: String,
    /// The class that the person claims.
    pub declared: Class,
    /// Means per relation.
    pub means: Vec<RelationMean>,
    /// The 360° total, six places; empty when nobody answered.
    pub r360: String,
    /// Distance of the two, six places.
    pub gap: String,
    /// What the 360° itself gives notice of, such as `GAP`.
    pub flags: Vec<String>,
    /// The round that these opinions were given in; 0 in the first editions.
    #[serde(default)]
    pub round: u32,
    /// Who was asked.
    pub invited: u32,
    /// Who answered.
    pub answered: u32,
    /// Who agreed with the self-score.
    pub agreed: u32,
    /// The opinions.
    pub opinions: Vec<MinutesOpinion>,
}

/// The mean of one relation group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationMean {
    /// The group; nothing for groups that were merged because they are small.
    pub relation: Option<Relation>,
    /// How many sheets.
    pub sheets: u32,
    /// Mean, six places.
    pub mean: String,
}

/// One opinion in the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesOpinion {
    /// The relation; nothing where it would give the reviewer away.
    pub relation: Option<Relation>,
    /// Agrees with the self-score.
    pub agree: bool,
    /// The total that the reviewer scored instead; none for who agrees, and where the reader may not know.
    #[serde(default)]
    pub total: Option<Points>,
    /// Ưu điểm.
    pub strengths: String,
    /// Hạn chế.
    pub limits: String,
    /// The class that the reviewer suggests.
    pub suggested: Option<Class>,
    /// Who; empty where the reader may not know.
    pub rater_name: String,
}

impl Minutes {
    /// The content line by line, as it is sealed.
    fn text(&self) -> String {
        let moment = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
        let mut lines = vec![
            format!("{} {} {} {} {} {}", self.id, self.period, self.unit, self.number, self.edition, self.year),
            format!("{} {} {}", moment(self.opened_at), moment(self.closed_at), self.sealed_at.to_rfc3339()),
            format!(
                "{} {} {}",
                self.reviewers_invited,
                self.reviewers_answered,
                self.absent.iter().map(Absent::text).collect::<Vec<_>>().join("; ")
            ),
        ];
        if let Some(Replaced { number, edition, sealed_at }) = &self.replaces {
            lines.push(format!("{number} {edition} {}", sealed_at.to_rfc3339()));
        }
        for entry in &self.entries {
            lines.push(format!("{} {} {} {}", entry.record, entry.person, entry.full_name, entry.title));
            lines.push(format!("{} {} {} {}", entry.self_total, entry.declared.code(), entry.r360, entry.gap));
            lines.push(format!("{} {} {} {}", entry.invited, entry.answered, entry.agreed, entry.flags.join(" ")));
            if entry.round > 0 {
                lines.push(entry.round.to_string());
            }
            lines.extend(entry.means.iter().map(|mean| format!("{} {} {}", name(mean.relation), mean.sheets, mean.mean)));
            lines.extend(entry.opinions.iter().map(MinutesOpinion::text));
        }
        if !self.salt.is_empty() {
            lines.push(self.salt.clone());
        }
        lines.join("\n")
    }

    /// True when the content is what was sealed.
    pub fn is_intact(&self) -> bool {
        Digest::of(self.text().as_bytes()) == self.digest
    }
}

impl Entry {
    /// What the 360° itself gives notice of; editions of before were sealed with flags of classes and earlier years.
    pub fn notices(&self) -> impl Iterator<Item = &String> {
        self.flags.iter().filter(|flag| NOTICES.contains(&flag.as_str()))
    }
}

impl MinutesOpinion {
    fn text(&self) -> String {
        let Self { relation, agree, total, strengths, limits, suggested, rater_name } = self;
        let suggested = suggested.map_or("", Class::code);
        let total = total.map_or(String::new(), |total| format!(" {total}"));
        format!("{} {agree} {suggested} {rater_name}{total}\n{strengths}\n{limits}", name(*relation))
    }
}

fn name(relation: Option<Relation>) -> &'static str {
    relation.map_or("-", Relation::code)
}

#[cfg(test)]
mod tests;
