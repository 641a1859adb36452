//! What runs beside the calls: input-free and repeatable.

use std::collections::BTreeSet;

use chrono::{NaiveTime, TimeDelta};
use events::Error;
use identity_domain::{Account, Status, UnitId, notice};
use kernel::date;
use runtime::Ctx;

use crate::config::Limits;
use crate::derive::{self, Change};
use crate::letters::{self, Letters};
use crate::mail::Post;
use crate::store;
use crate::store::credentials::Purpose;

/// When a mail that could not leave is tried again.
const RETRY: TimeDelta = TimeDelta::seconds(30);

/// Sends what is queued, each mail in a transaction of its own: one that cannot leave stops no other and repeats no other.
/// A crash between sending and marking sends a mail twice, never not at all.
pub(crate) async fn send_mails(ctx: Ctx, post: Post, letters: Letters) -> Result<(), Error> {
    loop {
        let tx = ctx.begin().await?;
        let Some(mail) = store::mails::take_unsent(&tx).await? else { return Ok(()) };
        let sent = match letters.open(&mail.body.unwrap_or_default()) {
            Ok(text) => post.send(&mail.recipient, &mail.subject, text).await,
            Err(error) => Err(error),
        };
        match sent {
            Ok(()) => store::mails::mark_sent(&tx, mail.mail_id).await?,
            Err(error) => {
                tracing::warn!(%error, mail = %mail.mail_id, "a mail could not be sent");
                store::mails::put_off(&tx, mail.mail_id, tx.now() + RETRY).await?;
            }
        }
        tx.commit().await?;
    }
}

/// When and from where the daily mail of notices is written.
#[derive(Clone)]
pub(crate) struct Digest {
    /// Hour of office time.
    pub at: NaiveTime,
    /// What writes the mail.
    pub letters: Letters,
}

/// Writes one mail to each person who has unread notices from before this day's hour. A notice is mailed once.
pub(crate) async fn mail_notices(ctx: Ctx, digest: Digest) -> Result<(), Error> {
    loop {
        let tx = ctx.begin().await?;
        let before = notice::digest_moment(tx.now(), digest.at);
        let Some(person) = store::notices::next_to_mail(tx.conn(), before).await? else { return Ok(()) };
        // Another replica may be about to mail the same person: the lock makes it one mail.
        let account = store::accounts::lock(tx.conn(), person).await?;
        let notices = store::notices::take_for_mail(&tx, person, before).await?;
        // Who cannot sign in yet, or no more, finds them in the inbox when that changes.
        if let Some(account) = account.filter(|account| account.status == Status::Active && !notices.is_empty())
            && let Some(person) = store::people::find(tx.conn(), person).await?
        {
            let (subject, body) = notice::digest(&person.full_name, &notices, &digest.letters.portal_url);
            digest.letters.queue(&tx, &account.email, &subject, &body).await?;
        }
        tx.commit().await?;
    }
}

/// Who asks again so soon gets no second mail.
const BETWEEN_MAILS: TimeDelta = TimeDelta::minutes(5);

/// Mails the links that were asked for, where there is somebody to write to.
pub(crate) async fn answer_resets(ctx: Ctx, letters: Letters, limits: Limits) -> Result<(), Error> {
    loop {
        let tx = ctx.begin().await?;
        let Some(email) = store::reset_requests::take(&tx).await? else { return Ok(()) };
        let account = store::accounts::by_email(tx.conn(), &email).await?.filter(|account| account.status == Status::Active);
        let rests = |account: &Account| account.links_from(limits.days_without_links_after_rename).is_some_and(|from| tx.now() < from);
        let recently = tx.now() + letters::lasts(Purpose::Reset) - BETWEEN_MAILS;
        if let Some(account) = account.filter(|account| !rests(account))
            && let Some(person) = store::people::find(tx.conn(), account.person).await?
            && !store::credentials::has_link(&tx, account.person, Purpose::Reset, recently).await?
        {
            letters.reset(&tx, &account, &person.full_name).await?;
        }
        tx.commit().await?;
    }
}

/// Tells the chains of accounts of wrong passwords that nothing else has told them of since.
pub(crate) async fn tell_denials(ctx: Ctx) -> Result<(), Error> {
    while let Some(person) = store::denials::next_untold(&ctx.db).await? {
        let tx = ctx.begin().await?;
        store::account_events::catch_up(&tx, person).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Forgets wrong tries that no lock remembers any more.
pub(crate) async fn sweep_tries(ctx: Ctx) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    store::tries::sweep(&tx).await?;
    store::denials::sweep(&tx).await?;
    store::passkeys::sweep(&tx).await?;
    tx.commit().await
}

/// Saves anew whose posts began or ended with this day, and everybody whose heads follow, agency by agency.
pub(crate) async fn turn_posts(ctx: Ctx) -> Result<(), Error> {
    let today = date::office_day(ctx.now());
    let turned = store::people::turned(&ctx.db, today).await?;
    let agencies: BTreeSet<UnitId> = turned.iter().flat_map(|person| person.posts.iter().map(|post| post.agency)).collect();
    for agency in agencies {
        let mut tx = ctx.begin().await?;
        let touched = BTreeSet::from([agency]);
        let around = derive::around(&tx, &touched, &[]).await?;
        let mut people = derive::people_of(&tx, touched.into_iter().chain(around.communes())).await?;
        for person in turned.iter().filter(|person| person.posts.iter().any(|post| post.agency == agency)) {
            // As it is now, unless another replica has turned it already.
            let Some(person) = store::people::lock_turned(tx.conn(), person.id, today).await? else { continue };
            people.insert(person.id, Change { turned: true, ..Change::none(person) });
        }
        derive::save(&mut tx, people, &around).await?;
        tx.commit().await?;
    }
    Ok(())
}
