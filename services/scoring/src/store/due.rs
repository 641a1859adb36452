//! People whose results are to be computed again.

use events::Error;
use kernel::Refusal;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, Func, OnConflict};
use sea_orm::{ActiveValue::Set, QueryOrder};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "due")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub year: i32,
    pub marked_at: DateTimeUtc,
    pub refused: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Rows of one statement.
const AT_ONCE: usize = 1_000;

/// Marks a person, from the earliest year asked for on.
pub(crate) async fn mark(conn: &impl ConnectionTrait, person: Uuid, year: i32, now: DateTimeUtc) -> Result<(), Error> {
    mark_all(conn, &[(person, year)], now).await
}

/// As [`mark`], many people, each once.
pub(crate) async fn mark_all(conn: &impl ConnectionTrait, people: &[(Uuid, i32)], now: DateTimeUtc) -> Result<(), Error> {
    for people in people.chunks(AT_ONCE) {
        let row = |&(person, year): &(Uuid, i32)| ActiveModel {
            person_id: Set(person),
            year: Set(year),
            marked_at: Set(now),
            refused: Set(None),
        };
        let earliest = Func::least([Expr::col((Entity, Column::Year)), Expr::col((Alias::new("excluded"), Column::Year))]);
        let merge = OnConflict::column(Column::PersonId).value(Column::Year, earliest).update_column(Column::Refused).to_owned();
        Entity::insert_many(people.iter().map(row)).on_conflict(merge).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Who has waited longest.
pub(crate) async fn next(conn: &impl ConnectionTrait) -> Result<Option<Uuid>, Error> {
    let waiting = Entity::find().filter(Column::Refused.is_null()).order_by_asc(Column::MarkedAt).order_by_asc(Column::PersonId);
    Ok(waiting.one(conn).await?.map(|row| row.person_id))
}

/// Takes the mark off; the year it asked for, unless somebody else took it.
pub(crate) async fn take(conn: &impl ConnectionTrait, person: Uuid) -> Result<Option<i32>, Error> {
    let Some(row) = Entity::find_by_id(person).filter(Column::Refused.is_null()).one(conn).await? else { return Ok(None) };
    Entity::delete_by_id(person).exec(conn).await?;
    Ok(Some(row.year))
}

/// Keeps why a result cannot be computed; the next event about the person tries again.
pub(crate) async fn refuse(conn: &impl ConnectionTrait, person: Uuid, refusal: &Refusal) -> Result<(), Error> {
    let why = Expr::value(refusal.to_string());
    Entity::update_many().col_expr(Column::Refused, why).filter(Column::PersonId.eq(person)).exec(conn).await?;
    Ok(())
}
