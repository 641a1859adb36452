//! The projection of who reviews whom.

use events::Error;
use kernel::Version;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use store::Versioned;
use worklog_domain::PersonId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reviewers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sheet_id: Uuid,
    pub version: i64,
    pub rater_id: Uuid,
    pub subject_id: Uuid,
    pub year: i32,
    pub counts: bool,
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

/// A review sheet as evaluation announced it.
pub(crate) struct Review {
    pub sheet: Uuid,
    pub rater: PersonId,
    pub subject: PersonId,
    pub year: i32,
    /// False once it is void.
    pub counts: bool,
}

/// Takes what evaluation announced, unless a newer announcement is here already.
pub(crate) async fn project(conn: &impl ConnectionTrait, review: Review, version: Version) -> Result<(), Error> {
    let row = ActiveModel {
        sheet_id: Set(review.sheet),
        version: Set(version),
        rater_id: Set(review.rater.into()),
        subject_id: Set(review.subject.into()),
        year: Set(review.year),
        counts: Set(review.counts),
    };
    store::project(conn, row).await?;
    Ok(())
}

/// Whether somebody was asked to review a person in a year.
pub(crate) async fn reviews(conn: &impl ConnectionTrait, rater: PersonId, subject: PersonId, year: i32) -> Result<bool, Error> {
    let query = Entity::find()
        .filter(Column::RaterId.eq(Uuid::from(rater)))
        .filter(Column::SubjectId.eq(Uuid::from(subject)))
        .filter(Column::Year.eq(year))
        .filter(Column::Counts.eq(true));
    Ok(query.count(conn).await? > 0)
}
