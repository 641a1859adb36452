//! What happened to accounts, in a hash chain for each.

use events::{Error, Tx};
use identity_domain::PersonId;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde_json::json;
use store::{Chain, Page};

use super::denials;

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
    EnrolmentAllowed,
    SecondFactorSet,
    SecondFactorRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    RoleAsked,
    RoleGranted,
    RoleRevoked,
    Disabled,
    Enabled,
    Renamed,
    PostsChanged,
    LeadAsked,
    LeadConfirmed,
    DeedAsked,
    DetailsCorrected,
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
            Self::EnrolmentAllowed => "ENROLMENT_ALLOWED",
            Self::SecondFactorSet => "SECOND_FACTOR_SET",
            Self::SecondFactorRemoved => "SECOND_FACTOR_REMOVED",
            Self::PasskeyAdded => "PASSKEY_ADDED",
            Self::PasskeyRemoved => "PASSKEY_REMOVED",
            Self::RoleAsked => "ROLE_ASKED",
            Self::RoleGranted => "ROLE_GRANTED",
            Self::RoleRevoked => "ROLE_REVOKED",
            Self::Disabled => "DISABLED",
            Self::Enabled => "ENABLED",
            Self::Renamed => "RENAMED",
            Self::PostsChanged => "POSTS_CHANGED",
            Self::LeadAsked => "LEAD_ASKED",
            Self::LeadConfirmed => "LEAD_CONFIRMED",
            Self::DeedAsked => "DEED_ASKED",
            Self::DetailsCorrected => "DETAILS_CORRECTED",
        }
    }
}

/// The events as a table of chains.
pub(crate) const CHAIN: Chain = Chain { table: "account_events", of: "person_id", step: "sequence" };

/// Adds an event to the chain of an account, behind the wrong passwords that came before it.
pub(crate) async fn note(tx: &Tx, person: PersonId, action: Action, detail: &str) -> Result<(), Error> {
    catch_up(tx, person).await?;
    add(tx.conn(), person, tx.now(), tx.actor(), action, detail).await
}

/// Adds what an operator did at the database.
pub(crate) async fn note_of_operator(conn: &impl ConnectionTrait, person: PersonId, now: DateTimeUtc, action: Action) -> Result<(), Error> {
    add(conn, person, now, None, action, "congtam init").await
}

/// Adds the wrong passwords that the chain was not told yet. At the door nobody waits for that: it would show which logins there are.
pub(crate) async fn catch_up(tx: &Tx, person: PersonId) -> Result<(), Error> {
    for denial in denials::take_untold(tx, person).await? {
        add(tx.conn(), person, denial.at, None, Action::SignInFailed, &denial.client_address).await?;
    }
    Ok(())
}

async fn add(
    conn: &impl ConnectionTrait,
    person: PersonId,
    at: DateTimeUtc,
    actor: Option<Uuid>,
    action: Action,
    detail: &str,
) -> Result<(), Error> {
    let event = json!({ "at": at, "actor_id": actor, "action": action.code(), "detail": detail });
    Ok(CHAIN.add(conn, person.into(), event).await?)
}

/// One page of the events of an account, the newest first.
pub(crate) async fn list(conn: &impl ConnectionTrait, person: PersonId, page: &Page<i64>) -> Result<Vec<Model>, Error> {
    let mut query = Entity::find().filter(Column::PersonId.eq(Uuid::from(person))).order_by_desc(Column::Sequence).limit(page.fetch());
    if let Some(after) = page.after {
        query = query.filter(Column::Sequence.lt(after));
    }
    Ok(query.all(conn).await?)
}
