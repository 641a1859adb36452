//! What agencies tell their own people about criteria.

use ::store::Page;
use events::Error;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect, Statement};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guidance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub criteria_set_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub text: String,
    pub written_by: Uuid,
    pub written_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps a text; somebody else may have written that version first.
pub(crate) async fn add(conn: &impl ConnectionTrait, text: Model) -> Result<(), Error> {
    super::insert(conn, text.into_active_model().reset_all()).await
}

/// How many texts there are so far.
pub(crate) async fn version(conn: &impl ConnectionTrait, agency: Uuid, set: &str, code: &str) -> Result<i64, Error> {
    let query = Entity::find()
        .select_only()
        .column(Column::Version)
        .filter(Column::AgencyId.eq(agency))
        .filter(Column::CriteriaSetId.eq(set))
        .filter(Column::Code.eq(code));
    Ok(query.order_by_desc(Column::Version).into_tuple().one(conn).await?.unwrap_or_default())
}

/// One page of an agency's latest texts to a set, by code; what was taken back is left out.
pub(crate) async fn list(conn: &impl ConnectionTrait, agency: Uuid, set: &str, page: &Page<String>) -> Result<Vec<Model>, Error> {
    const LATEST: &str = "SELECT * FROM (SELECT DISTINCT ON (code) * FROM guidance WHERE agency_id = $1 AND criteria_set_id = $2 \
                          AND code > $3 ORDER BY code, version DESC) AS latest WHERE text <> '' ORDER BY code LIMIT $4";
    let limit = i64::try_from(page.fetch()).unwrap_or(i64::MAX);
    let values = [agency.into(), set.into(), page.after.clone().unwrap_or_default().into(), limit.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), LATEST, values);
    Ok(Model::find_by_statement(statement).all(conn).await?)
}
