//! Score sheets: small integers in the order of the criteria set.

use ::store::Versioned;
use events::Error;
use kernel::{Digest, Version};
use regulation::Relation as Rel;
use scoring_domain::{CriteriaSet, Entry, ScoreSheet, SheetStanding};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ActiveValue::Unchanged, PaginatorTrait};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "score_sheets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sheet_id: Uuid,
    pub version: i64,
    pub record_id: Uuid,
    pub rater_id: Uuid,
    pub relation: String,
    pub round: i32,
    pub submitted: bool,
    pub agree: bool,
    pub scores: Option<Vec<i16>>,
    pub earned: Option<i32>,
    pub out_of: Option<i32>,
    pub pending: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::SheetId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// In the column of relations: the person's own score.
const SELF: &str = "SELF";

/// A sheet as it was announced.
pub(crate) struct Announced {
    pub standing: SheetStanding,
    pub record: Uuid,
    pub relation: Rel,
    pub agree: bool,
    pub entries: Vec<Entry>,
}

/// A stored sheet.
pub(crate) struct Held {
    pub standing: SheetStanding,
    /// None for the person's own.
    pub relation: Option<Rel>,
    pub agree: bool,
    scores: Scores,
}

enum Scores {
    None,
    Laid(Vec<i16>),
    Pending(Vec<Entry>),
}

/// Takes what evaluation announced, unless a newer announcement is here already. True when it was taken.
pub(crate) async fn project(conn: &impl ConnectionTrait, sheet: &Announced) -> Result<bool, Error> {
    let row = pending_row(sheet.standing, sheet.record, sheet.relation.code(), sheet.agree, &sheet.entries)?;
    Ok(::store::project(conn, row).await?)
}

/// Takes a submission of the person's own score. True when it was not here yet.
pub(crate) async fn project_own(
    conn: &impl ConnectionTrait,
    record: Uuid,
    person: Uuid,
    submission: i64,
    entries: &[Entry],
) -> Result<bool, Error> {
    let round = i32::try_from(submission).map_err(|error| Error::decode("a number of submissions", error))?;
    let standing = SheetStanding { sheet: own_id(record, submission), version: 1, rater: person, round, submitted: true };
    let row = pending_row(standing, record, SELF, false, entries)?;
    Ok(::store::project(conn, row).await?)
}

/// All sheets of a record, the person's own among them.
pub(crate) async fn of_record(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<Held>, Error> {
    Entity::find().filter(Column::RecordId.eq(record)).all(conn).await?.into_iter().map(held).collect()
}

/// Whether somebody was asked for a sheet about a record.
pub(crate) async fn is_reviewed_by(conn: &impl ConnectionTrait, record: Uuid, person: Uuid) -> Result<bool, Error> {
    let of = Entity::find().filter(Column::RecordId.eq(record)).filter(Column::RaterId.eq(person));
    Ok(of.count(conn).await? > 0)
}

/// As [`lay_out`], for one sheet that may be here.
pub(crate) async fn lay_out_one(conn: &impl ConnectionTrait, sheet: Uuid, set: &CriteriaSet) -> Result<(), Error> {
    match Entity::find_by_id(sheet).one(conn).await? {
        Some(row) => lay_out(conn, &mut held(row)?, set).await,
        None => Ok(()),
    }
}

/// Lays the scores that waited for the criteria set out in its order, for good.
pub(crate) async fn lay_out(conn: &impl ConnectionTrait, held: &mut Held, set: &CriteriaSet) -> Result<(), Error> {
    let Scores::Pending(entries) = &held.scores else { return Ok(()) };
    let sheet = ScoreSheet::read(set, entries)?;
    let (tally, cells) = (sheet.tally(set), sheet.to_row(set));
    let row = ActiveModel {
        sheet_id: Unchanged(held.standing.sheet),
        scores: Set(Some(cells.clone())),
        earned: Set(Some(tally.earned.hundredths())),
        out_of: Set(Some(tally.out_of.hundredths())),
        pending: Set(None),
        ..Default::default()
    };
    Entity::update(row).exec(conn).await?;
    held.scores = Scores::Laid(cells);
    Ok(())
}

impl Held {
    /// The scores of a sheet that was laid out, in the order of the criteria set.
    pub fn row(&self) -> Result<Vec<i16>, Error> {
        match &self.scores {
            Scores::Laid(row) => Ok(row.clone()),
            Scores::None | Scores::Pending(_) => Err(Error::failed("reading scores", "the sheet is not laid out")),
        }
    }
}

fn pending_row(standing: SheetStanding, record: Uuid, relation: &str, agree: bool, entries: &[Entry]) -> Result<ActiveModel, Error> {
    let pending = if standing.submitted { Some(serde_json::to_value(entries)?) } else { None };
    Ok(ActiveModel {
        sheet_id: Set(standing.sheet),
        version: Set(standing.version),
        record_id: Set(record),
        rater_id: Set(standing.rater),
        relation: Set(relation.to_owned()),
        round: Set(standing.round),
        submitted: Set(standing.submitted),
        agree: Set(agree),
        scores: Set(None),
        earned: Set(None),
        out_of: Set(None),
        pending: Set(pending),
    })
}

/// Names a submission of the person's own score, which has no id of its own.
fn own_id(record: Uuid, submission: Version) -> Uuid {
    let digest = Digest::of(format!("{record} {submission}").as_bytes());
    let mut bytes = [0; 16];
    for (byte, hex) in bytes.iter_mut().zip(digest.as_str().as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default();
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn held(row: Model) -> Result<Held, Error> {
    let relation = match row.relation.as_str() {
        SELF => None,
        code => Some(serde_json::from_value(code.into())?),
    };
    let scores = match (row.scores, row.pending) {
        (Some(scores), _) => Scores::Laid(scores),
        (None, Some(pending)) => Scores::Pending(serde_json::from_value(pending)?),
        (None, None) => Scores::None,
    };
    let standing =
        SheetStanding { sheet: row.sheet_id, version: row.version, rater: row.rater_id, round: row.round, submitted: row.submitted };
    Ok(Held { standing, relation, agree: row.agree, scores })
}
