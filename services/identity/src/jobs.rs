//! What runs beside the calls: input-free and repeatable.

use events::Error;
use runtime::Ctx;

use crate::mail::Post;
use crate::store;

/// Sends what is queued. A crash between sending and marking sends a mail twice, never not at all.
pub(crate) async fn send_mails(ctx: Ctx, post: Post) -> Result<(), Error> {
    loop {
        let mut tx = ctx.begin().await?;
        let mails = store::mails::take_unsent(&mut tx, 50).await?;
        if mails.is_empty() {
            return Ok(());
        }
        for mail in mails {
            post.send(&mail.recipient, &mail.subject, mail.body.unwrap_or_default()).await?;
            store::mails::mark_sent(&tx, mail.mail_id).await?;
        }
        tx.commit().await?;
    }
}
