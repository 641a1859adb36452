//! What runs beside the calls: input-free and repeatable.

use chrono::TimeDelta;
use events::Error;
use runtime::Ctx;

use crate::mail::Post;
use crate::store;

/// When a mail that could not leave is tried again.
const RETRY: TimeDelta = TimeDelta::seconds(30);

/// Sends what is queued, each mail in a transaction of its own: one that cannot leave stops no other and repeats no other.
/// A crash between sending and marking sends a mail twice, never not at all.
pub(crate) async fn send_mails(ctx: Ctx, post: Post) -> Result<(), Error> {
    loop {
        let tx = ctx.begin().await?;
        let Some(mail) = store::mails::take_unsent(&tx).await? else { return Ok(()) };
        match post.send(&mail.recipient, &mail.subject, mail.body.unwrap_or_default()).await {
            Ok(()) => store::mails::mark_sent(&tx, mail.mail_id).await?,
            Err(error) => {
                tracing::warn!(%error, mail = %mail.mail_id, "a mail could not be sent");
                store::mails::put_off(&tx, mail.mail_id, tx.now() + RETRY).await?;
            }
        }
        tx.commit().await?;
    }
}
