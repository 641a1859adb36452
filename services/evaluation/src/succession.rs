//! Who follows heads that act no more while a year is under way: standing is what was frozen and a present post (article 10).

use std::collections::BTreeSet;

use evaluation_domain::{Period, PersonId};
use events::{Error, Tx};
use kernel::date;

use crate::stages;
use crate::store::{authorities, directory, periods, records};

/// Looks after the years that a change of somebody's posts or of their authority concerns.
pub(crate) async fn follow(tx: &mut Tx, person: PersonId) -> Result<(), Error> {
    let posts = directory::person(tx.conn(), person).await?.map(|person| person.posts).unwrap_or_default();
    let own = posts.iter().map(|post| post.agency).collect();
    let mut agencies = directory::with_agencies_below(tx.conn(), own).await?;
    agencies.extend(records::agencies_of_head(tx.conn(), person).await?);
    for id in periods::frozen_of(tx.conn(), &agencies).await? {
        if let Some(period) = periods::lock(tx, id).await? {
            succeed(tx, period).await?;
        }
    }
    Ok(())
}

async fn succeed(tx: &mut Tx, period: Period) -> Result<(), Error> {
    let gone = gone(tx, &period).await?;
    if gone.is_empty() {
        return Ok(());
    }
    let laws = stages::laws_of(tx.conn(), &period).await?;
    let plan = stages::plan(tx.conn(), &period, date::office_day(tx.now()), &laws, usize::MAX).await?;
    for record in records::lock_all(tx, period.id).await? {
        let Some(route) = plan.routes.get(&record.subject.person) else { continue };
        if let Some(changed) = record.succeeded(&gone, route) {
            records::save(tx, changed).await?;
        }
    }
    if let Some(changed) = plan.head().and_then(|head| period.succeeded(&gone, head)) {
        periods::save(tx, changed).await?;
    }
    Ok(())
}

/// Heads whom the records of a period name, and who have no post in the agency or right above it, nor authority over it.
async fn gone(tx: &Tx, period: &Period) -> Result<BTreeSet<PersonId>, Error> {
    let mut heads = records::heads_of(tx.conn(), period.id).await?;
    heads.extend(period.head);
    let bodies = directory::bodies_over(tx.conn(), period.agency).await?;
    let today = date::office_day(tx.now());
    for person in directory::people(tx.conn(), &heads).await? {
        if person.is_at_work_in(&bodies, today) {
            heads.remove(&person.id);
        }
    }
    for mandate in authorities::all(tx.conn()).await? {
        if mandate.scope.is_none_or(|scope| bodies.contains(&scope)) {
            heads.remove(&mandate.person);
        }
    }
    Ok(heads)
}
