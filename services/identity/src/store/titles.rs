//! What officers answered about titles.

use events::{Error, Tx};
use identity_domain::UnitId;
use identity_domain::title::{Titles, key};
use regulation::PostRole;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect};
use store::Page;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "title_answers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub title_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at_top: bool,
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: Uuid,
    pub title: String,
    pub role: String,
    pub answered_by: Uuid,
    pub answered_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One answer.
pub(crate) struct Answer {
    pub title: String,
    pub at_top: bool,
    /// None for the whole province.
    pub agency: Option<UnitId>,
    pub role: PostRole,
}

/// Place in a list of answers.
pub(crate) type Key = (String, bool, Uuid);

/// Keeps an answer in the place of an earlier one.
pub(crate) async fn keep(tx: &Tx, answer: &Answer, by: Uuid) -> Result<(), Error> {
    let row = ActiveModel {
        title_key: Set(key(&answer.title)),
        at_top: Set(answer.at_top),
        agency_id: Set(answer.agency.map_or(Uuid::nil(), Uuid::from)),
        title: Set(answer.title.clone()),
        role: Set(written(answer.role)?),
        answered_by: Set(by),
        answered_at: Set(tx.now()),
    };
    let known = OnConflict::columns([Column::TitleKey, Column::AtTop, Column::AgencyId])
        .update_columns([Column::Title, Column::Role, Column::AnsweredBy, Column::AnsweredAt])
        .to_owned();
    Entity::insert(row).on_conflict(known).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The rules of titles in an agency: its own answers come before those of the province.
pub(crate) async fn of_agency(conn: &impl ConnectionTrait, agency: Option<UnitId>) -> Result<Titles, Error> {
    let scopes = [Some(Uuid::nil()), agency.map(Uuid::from)].into_iter().flatten();
    let rows = Entity::find().filter(Column::AgencyId.is_in(scopes)).order_by_asc(Column::AgencyId).all(conn).await?;
    let answers: Vec<_> = rows.into_iter().map(|row| Ok((row.title_key, row.at_top, read(&row.role)?))).collect::<Result<_, Error>>()?;
    Ok(Titles::shipped().with(answers))
}

/// The answers of the province and of an agency, by title.
pub(crate) async fn list(conn: &impl ConnectionTrait, agency: Option<UnitId>, page: &Page<Key>) -> Result<Vec<(Key, Answer)>, Error> {
    let scopes = [Some(Uuid::nil()), agency.map(Uuid::from)].into_iter().flatten();
    let mut query = Entity::find().filter(Column::AgencyId.is_in(scopes));
    if let Some((title, at_top, agency)) = &page.after {
        query = query.filter(Expr::cust_with_values(
            "(title_key, at_top, agency_id) > ($1, $2, $3)",
            [Value::from(title.clone()), Value::from(*at_top), Value::from(*agency)],
        ));
    }
    let order = query.order_by_asc(Column::TitleKey).order_by_asc(Column::AtTop).order_by_asc(Column::AgencyId);
    let rows = order.limit(page.fetch()).all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let agency = (!row.agency_id.is_nil()).then_some(UnitId(row.agency_id));
            let answer = Answer { title: row.title, at_top: row.at_top, agency, role: read(&row.role)? };
            Ok(((row.title_key, row.at_top, row.agency_id), answer))
        })
        .collect()
}

fn written(role: PostRole) -> Result<String, Error> {
    let value = serde_json::to_value(role)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

fn read(role: &str) -> Result<PostRole, Error> {
    Ok(serde_json::from_value(Json::String(role.to_owned()))?)
}
