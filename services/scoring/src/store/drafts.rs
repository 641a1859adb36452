//! Criteria sets that Sở Nội vụ is still writing.

use ::store::{Page, Versioned};
use events::Error;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "criteria_set_drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub draft_id: Uuid,
    pub version: i64,
    pub yaml: String,
    pub state: String,
    pub saved_by: Uuid,
    pub saved_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::DraftId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// What became of a draft.
#[derive(Clone, Copy)]
pub(crate) enum State {
    Draft,
    Published,
    Discarded,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Published => "PUBLISHED",
            Self::Discarded => "DISCARDED",
        }
    }
}

/// Writes a new version; the one before must still be there.
pub(crate) async fn save(conn: &impl ConnectionTrait, draft: &Model) -> Result<(), Error> {
    let row = ActiveModel {
        draft_id: Set(draft.draft_id),
        version: Set(draft.version),
        yaml: Set(draft.yaml.clone()),
        state: Set(State::Draft.code().to_owned()),
        saved_by: Set(draft.saved_by),
        saved_at: Set(draft.saved_at),
    };
    Ok(::store::put(conn, row, draft.version - 1).await?)
}

/// A draft that is neither published nor discarded.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Error> {
    Ok(Entity::find_by_id(id).filter(Column::State.eq(State::Draft.code())).one(conn).await?)
}

/// Ends a draft; it stays where it is.
pub(crate) async fn end(conn: &impl ConnectionTrait, id: Uuid, state: State) -> Result<(), Error> {
    let update = Entity::update_many().col_expr(Column::State, Expr::value(state.code())).filter(Column::DraftId.eq(id));
    update.exec(conn).await?;
    Ok(())
}

/// One page of open drafts.
pub(crate) async fn list(conn: &impl ConnectionTrait, page: &Page<Uuid>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().filter(Column::State.eq(State::Draft.code())).order_by_asc(Column::DraftId).limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::DraftId.gt(after));
    }
    Ok(query.all(conn).await?)
}
