//! Trades a session for a token that one service accepts for a minute.

use chrono::TimeDelta;
use contract::out;
use events::Error;
use identity_domain::{Status, audience_unknown, code_needed};
use kernel::date;
use proto::identity::v1::{IssueTokenRequest, IssueTokenResponse};
use regulation::{Actor, Grant, SystemRole};
use rpc::Signer;
use runtime::Ctx;

use crate::config::Session;
use crate::store::sessions::Step;
use crate::{secrets, store, wire};

const AUDIENCES: [&str; 5] = ["identity", "worklog", "evaluation", "scoring", "reporting"];
/// How exactly the last use of a session is known.
const SEEN_WITHIN: TimeDelta = TimeDelta::minutes(1);

pub(crate) async fn issue_token(
    ctx: &Ctx,
    signer: &Signer,
    limits: Session,
    message: IssueTokenRequest,
) -> Result<IssueTokenResponse, Error> {
    if !AUDIENCES.contains(&message.audience.as_str()) {
        return Err(audience_unknown().into());
    }
    let now = ctx.now();
    let session = store::sessions::find(&ctx.db, &secrets::digest(&message.session_token)).await?;
    let session = session.filter(|session| {
        session.ended_at.is_none()
            && now < session.seen_at + TimeDelta::minutes(limits.idle_minutes)
            && now < session.opened_at + TimeDelta::hours(limits.absolute_hours)
    });
    let session = session.ok_or_else(rpc::problem::unauthenticated)?;
    let account = store::accounts::find(&ctx.db, session.person_id.into()).await?.filter(|account| account.status == Status::Active);
    let account = account.ok_or_else(rpc::problem::unauthenticated)?;
    if now > session.seen_at + SEEN_WITHIN {
        store::sessions::touch(&ctx.db, session.session_id, now).await?;
    }
    let person = store::people::find(&ctx.db, session.person_id.into()).await?;
    let today = date::office_day(now);
    let left = person.as_ref().is_some_and(|person| person.has_left(today));
    let grants: Vec<Grant> = match session.step {
        // Who has left keeps what is their own.
        Step::Open if left => Vec::new(),
        Step::Open => account.grants.iter().map(wire::token_grant).collect(),
        Step::Code => return Err(code_needed().into()),
        // Enough to enrol, and for nothing else.
        Step::Enrol if message.audience == crate::NAME => Vec::new(),
        Step::Enrol => return Err(rpc::second_factor_needed().into()),
    };
    let posts = person.iter().flat_map(|person| &person.posts).filter(|post| post.holds_on(today)).map(|post| post.agency.into());
    let decides = |grant: &&Grant| matches!(grant.role, SystemRole::HigherAuthority | SystemRole::PartyAuthority);
    let bodies = posts.chain(grants.iter().filter(decides).filter_map(|grant| grant.agency)).collect();
    let enrolling = session.step == Step::Enrol;
    let serves = if enrolling { Vec::new() } else { store::units::with_agencies_below(&ctx.db, bodies).await? };
    let audience = if enrolling { rpc::token::while_enrolling(&message.audience) } else { message.audience };
    let actor = Actor { person: session.person_id, grants, serves, session: session.session_id };
    let issued = signer.issue(&actor, &audience, ctx.deps.ids.next(), now);
    let (token, expires_at) = issued.map_err(|error| Error::failed("signing a token", error))?;
    Ok(IssueTokenResponse { token, expires_at: Some(out::moment(expires_at)) })
}
