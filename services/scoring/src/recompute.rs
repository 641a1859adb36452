//! Brings the results of a person up to date with what is known: idempotent, whatever came first.

use std::collections::BTreeMap;

use events::{Error, Tx};
use scoring_domain::{Computed, Evidence, Facts, Formula, Input, Pack, PastYear, Record, Review, Versioned, basis, compute, in_effect};
use uuid::Uuid;

use crate::law::Law;
use crate::store;
use crate::store::sheets::Held;

/// Recomputes the results of `person` from `year` on: a year's class bears on the flags of later ones. The person is locked.
pub(crate) async fn recompute(tx: &mut Tx, law: &Law, person: Uuid, year: i32) -> Result<(), Error> {
    let records = store::records::of_person(tx.conn(), person).await?;
    let stored = store::results::of_person(tx.conn(), person).await?;
    let mut stored: BTreeMap<Uuid, Versioned> = stored.into_iter().map(|result| (result.computed.record, result)).collect();
    let mut history = BTreeMap::new();
    for record in &records {
        let mut result = stored.remove(&record.id);
        if record.year >= year
            && let Some(computed) = result_of(tx, law, record, &history, result.is_some()).await?
            && let Some(next) = Versioned::next(result.as_ref(), computed)
        {
            store::results::save(tx, &next).await?;
            result = Some(next);
        }
        let class = result.and_then(|result| result.computed.decided_class());
        match record.as_past_year(class) {
            Some(PastYear::Class(class)) => drop(history.insert(record.year, PastYear::Class(class))),
            Some(PastYear::NotEvaluated) => drop(history.entry(record.year).or_insert(PastYear::NotEvaluated)),
            None => {}
        }
    }
    Ok(())
}

/// What the record comes to; none while pack or criteria set are unknown, and before anything is in.
async fn result_of(
    tx: &Tx,
    law: &Law,
    record: &Record,
    history: &BTreeMap<i32, PastYear>,
    had_result: bool,
) -> Result<Option<Computed>, Error> {
    if !record.is_computed() {
        return Ok(None);
    }
    let Some(pack) = law.pack(tx, &record.pack).await? else { return Ok(None) };
    let Some(set) = law.criteria_set(tx, &record.criteria_set).await? else { return Ok(None) };
    if !computes_from_sheets(&pack) {
        return Ok(None);
    }
    let mut sheets = store::sheets::of_record(tx.conn(), record.id).await?;
    for sheet in &mut sheets {
        store::sheets::lay_out(tx.conn(), sheet, &set).await?;
    }
    let (own, others): (Vec<Held>, Vec<Held>) = sheets.into_iter().partition(|sheet| sheet.relation.is_none());
    let own = own.into_iter().find(|sheet| Some(i64::from(sheet.standing.round)) == record.submission);
    let others = in_effect(others, |sheet| sheet.standing);
    if !had_result && own.is_none() && others.is_empty() && record.decision.is_none() {
        return Ok(None);
    }
    let standings = others.iter().map(|sheet| (sheet.standing.sheet, sheet.standing.version));
    let basis = basis(record.id, record.submission, standings, record.decision.as_ref().map(|decision| decision.id));
    let mut reviews = Vec::new();
    for sheet in &others {
        let Some(relation) = sheet.relation else { continue };
        reviews.push(Review { relation, agree: sheet.agree, sheet: sheet.scores(&set)? });
    }
    let own = own.map(|own| own.scores(&set)).transpose()?;
    let input = Input {
        group: record.group,
        year: record.year,
        evidence: Evidence::Sheets { own, reviews },
        declared: record.declared,
        decision: record.decision.as_ref().map(|decision| decision.for_computing()),
        history: history.clone(),
        facts: Facts::default(),
    };
    let outcome = compute(&pack, &set, &input)?;
    Ok(Some(Computed::new(record, &pack, basis, outcome)))
}

/// Packs that add up task results get their numbers from elsewhere.
fn computes_from_sheets(pack: &Pack) -> bool {
    matches!(pack.rules.formula, Formula::MeanSelfAnd360)
}
