//! Handovers.

use events::{Error, Tx};
use kernel::Version;
use proto::worklog::v1::HandoverChanged;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, Condition, DatabaseTransaction, QueryOrder, QuerySelect};
use store::{Page, Versioned};
use worklog_domain::{Handover, HandoverId, Person, PersonId, PostId, Standing};

use super::Stored;
use crate::wire;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub handover_id: Uuid,
    pub version: i64,
    pub giver_id: Uuid,
    pub post_id: Uuid,
    pub agency_id: Option<Uuid>,
    pub receiver_id: Option<Uuid>,
    pub direct_head_id: Option<Uuid>,
    pub agency_head_id: Option<Uuid>,
    pub state: String,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::HandoverId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

impl Stored for Handover {
    async fn put(&self, conn: &DatabaseTransaction, expected: Version) -> Result<(), Error> {
        let row = ActiveModel {
            handover_id: Set(self.id.into()),
            version: Set(self.version),
            giver_id: Set(self.giver.into()),
            post_id: Set(self.post.into()),
            agency_id: Set(self.agency.map(Uuid::from)),
            receiver_id: Set(self.receiver.map(Uuid::from)),
            direct_head_id: Set(self.direct_head.map(Uuid::from)),
            agency_head_id: Set(self.agency_head.map(Uuid::from)),
            state: Set(state(self.standing()).to_owned()),
            document: Set(serde_json::to_value(self)?),
        };
        Ok(store::put(conn, row, expected).await?)
    }

    async fn announce(&self, tx: &mut Tx, _: &Person) -> Result<(), Error> {
        let people = super::people::find_many(tx.conn(), wire::sides(self)).await?;
        let message = HandoverChanged { handover: Some(wire::handover(self, &people)) };
        tx.announce(self.id.into(), self.version, &message)
    }
}

/// Whose handovers are listed: those one has a part in, and those of the agencies that one is an officer of.
pub(crate) struct Listed {
    pub person: PersonId,
    pub agencies: Vec<Uuid>,
    /// An officer of the whole province.
    pub everywhere: bool,
}

/// The handover, which nobody else can change until the end of the transaction.
pub(crate) async fn lock(conn: &DatabaseTransaction, id: HandoverId) -> Result<Option<Handover>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(conn).await?.map(domain).transpose()
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: HandoverId) -> Result<Option<Handover>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(domain).transpose()
}

/// The handover of a post that somebody leaves.
pub(crate) async fn lock_of(conn: &DatabaseTransaction, giver: PersonId, post: PostId) -> Result<Option<Handover>, Error> {
    let query = Entity::find().filter(Column::GiverId.eq(Uuid::from(giver))).filter(Column::PostId.eq(Uuid::from(post)));
    query.lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// Handovers, the newest first.
pub(crate) async fn list(conn: &impl ConnectionTrait, listed: &Listed, page: &Page<Uuid>) -> Result<Vec<Handover>, Error> {
    let me = Uuid::from(listed.person);
    let mut mine = Condition::any()
        .add(Column::GiverId.eq(me))
        .add(Column::ReceiverId.eq(me))
        .add(Column::DirectHeadId.eq(me))
        .add(Column::AgencyHeadId.eq(me));
    if listed.everywhere {
        mine = mine.add(Expr::val(true));
    }
    let mut query = Entity::find().filter(mine.add(Column::AgencyId.is_in(listed.agencies.iter().copied())));
    if let Some(last) = page.after {
        query = query.filter(Column::HandoverId.lt(last));
    }
    let query = query.order_by_desc(Column::HandoverId).limit(page.fetch());
    query.all(conn).await?.into_iter().map(domain).collect()
}

fn state(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Given => "given",
        Standing::Done => "done",
        Standing::Withdrawn => "withdrawn",
    }
}

fn domain(row: Model) -> Result<Handover, Error> {
    Ok(serde_json::from_value(row.document)?)
}
