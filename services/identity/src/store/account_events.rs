//! What happened to accounts, in a hash chain for each.

use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Statement};
use store::Page;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub at: DateTimeUtc,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub detail: String,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    Invited,
    Activated,
    SignedIn,
    SignInFailed,
    CodeFailed,
    RecoveryCodeUsed,
    SessionsEnded,
    PasswordChanged,
    PasswordReset,
    LinkSent,
    SecondFactorSet,
    SecondFactorRemoved,
    RoleGranted,
    RoleRevoked,
    Disabled,
    Enabled,
    Renamed,
    PostsChanged,
}

impl Action {
    const fn code(self) -> &'static str {
        match self {
            Self::Invited => "INVITED",
            Self::Activated => "ACTIVATED",
            Self::SignedIn => "SIGNED_IN",
            Self::SignInFailed => "SIGN_IN_FAILED",
            Self::CodeFailed => "CODE_FAILED",
            Self::RecoveryCodeUsed => "RECOVERY_CODE_USED",
            Self::SessionsEnded => "SESSIONS_ENDED",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::PasswordReset => "PASSWORD_RESET",
            Self::LinkSent => "LINK_SENT",
            Self::SecondFactorSet => "SECOND_FACTOR_SET",
            Self::SecondFactorRemoved => "SECOND_FACTOR_REMOVED",
            Self::RoleGranted => "ROLE_GRANTED",
            Self::RoleRevoked => "ROLE_REVOKED",
            Self::Disabled => "DISABLED",
            Self::Enabled => "ENABLED",
            Self::Renamed => "RENAMED",
            Self::PostsChanged => "POSTS_CHANGED",
        }
    }
}

/// Adds an event to the chain of an account. Those that come together wait for each other until the transaction ends.
pub(crate) async fn note(tx: &Tx, person: PersonId, action: Action, detail: &str) -> Result<(), Error> {
    const TURN: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 20))";
    const NOTE: &str = "WITH last AS (SELECT sequence, hash FROM account_events WHERE person_id = $1 ORDER BY sequence DESC LIMIT 1), \
         event AS (SELECT $1::uuid AS person_id, coalesce((SELECT sequence FROM last), 0) + 1 AS sequence, $2::timestamptz AS at, \
             $3::uuid AS actor_id, $4::text AS action, $5::text AS detail) \
         INSERT INTO account_events SELECT event.*, account_event_hash(coalesce((SELECT hash FROM last), ''), \
             ROW(event.*, '')::account_events) FROM event";
    let backend = tx.conn().get_database_backend();
    let id = Uuid::from(person);
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, TURN, [id.into()])).await?;
    let values = [id.into(), tx.now().into(), tx.actor().into(), action.code().into(), detail.into()];
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, NOTE, values)).await?;
    Ok(())
}

/// One page of the events of an account, the newest first.
pub(crate) async fn list(conn: &impl ConnectionTrait, person: PersonId, page: &Page<i64>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).order_by_desc(Column::Sequence).limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::Sequence.lt(after));
    }
    Ok(query.all(conn).await?)
}

/// Where the chains break, or that of one account; at most `most`.
pub(crate) async fn breaks(conn: &impl ConnectionTrait, of: Option<PersonId>, most: u32) -> Result<Vec<(Uuid, i64)>, Error> {
    const BREAKS: &str = "\
        WITH chain AS (SELECT account_events AS event, person_id, sequence, hash, lag(hash) OVER steps AS before, \
                lag(sequence) OVER steps AS sequence_before \
            FROM account_events WHERE $1::uuid IS NULL OR person_id = $1 WINDOW steps AS (PARTITION BY person_id ORDER BY sequence)) \
        SELECT person_id, sequence FROM chain \
            WHERE hash <> account_event_hash(coalesce(before, ''), event) OR sequence <> coalesce(sequence_before, 0) + 1 LIMIT $2";
    let values = [of.map(Uuid::from).into(), i64::from(most).into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), BREAKS, values)).await?;
    Ok(rows.into_iter().map(|row| Ok((row.try_get("", "person_id")?, row.try_get("", "sequence")?))).collect::<Result<_, DbErr>>()?)
}
