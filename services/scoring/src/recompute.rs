//! Brings the results of a person up to date with what is known: idempotent, whatever came first.

use std::collections::BTreeMap;

use events::{Error, Tx};
use regulation::Class;
use scoring_domain::{
    Computed, CriteriaSet, DeclaredFact, Formula, Pack, PastYear, QuotaScope, Record, StoredEvidence, StoredInput, StoredReview, Versioned,
    YearFacts, basis, ceiling, compute, in_effect, past_years, task_evidence, together,
};
use uuid::Uuid;

use crate::law::Law;
use crate::store;
use crate::store::results::From;
use crate::store::sheets::Held;

/// Recomputes the results of `person` from `year` on: a year's class bears on the flags of later ones. The person is locked.
pub(crate) async fn recompute(tx: &mut Tx, law: &Law, person: Uuid, year: i32) -> Result<(), Error> {
    let records = store::records::of_person(tx.conn(), person).await?;
    let stored = store::results::of_person(tx.conn(), person).await?;
    let mut stored: BTreeMap<Uuid, Versioned> = stored.into_iter().map(|result| (result.computed.record, result)).collect();
    let facts = store::facts::in_effect(tx.conn(), person).await?;
    let facts: Vec<DeclaredFact> = facts.into_iter().map(|fact| fact.declared).collect();
    let mut history = past_years(&facts);
    for record in &records {
        let mut result = stored.remove(&record.id);
        if record.year >= year
            && let Some((computed, from)) = result_of(tx, law, record, &history, &facts, result.is_some()).await?
            && let Some(next) = Versioned::next(result.as_ref(), computed)
        {
            let class = |result: &Versioned| result.computed.decided_class();
            if result.as_ref().and_then(class) != class(&next) {
                store::quotas::mark(tx.conn(), record.agency, record.year).await?;
            }
            store::results::save(tx, record, &next, &from).await?;
            result = Some(next);
        }
        store::results::open(tx.conn(), record).await?;
        let class = result.and_then(|result| result.computed.decided_class());
        match record.as_past_year(class) {
            Some(PastYear::Class(class)) => drop(history.insert(record.year, PastYear::Class(class))),
            Some(PastYear::NotEvaluated) => drop(history.entry(record.year).or_insert(PastYear::NotEvaluated)),
            None => {}
        }
    }
    Ok(())
}

/// What the record comes to, and from what; none while pack or criteria set are unknown, and before anything is in.
async fn result_of(
    tx: &Tx,
    law: &Law,
    record: &Record,
    history: &BTreeMap<i32, PastYear>,
    facts: &[DeclaredFact],
    had_result: bool,
) -> Result<Option<(Computed, From)>, Error> {
    if !record.is_computed() {
        return Ok(None);
    }
    let Some(pack) = law.pack(tx.conn(), record).await? else { return Ok(None) };
    let Some(set) = law.criteria_set(tx.conn(), record).await? else { return Ok(None) };
    let (own, others) = sheets(tx, record, &set).await?;
    let standings = others.iter().map(|sheet| (sheet.standing.sheet, sheet.standing.version));
    let basis = basis(record.id, record.submission, standings, record.decision.as_ref().map(|decision| decision.id));
    let facts = YearFacts::of(record.year, facts);
    let evidence = match &pack.rules.formula {
        Formula::CommonPlusTask(_) => match task_evidence(&pack, &facts) {
            Some(evidence) => evidence,
            None => return Ok(None),
        },
        Formula::MeanSelfAnd360 if !had_result && own.is_none() && others.is_empty() && record.decision.is_none() => return Ok(None),
        Formula::MeanSelfAnd360 => StoredEvidence::Sheets {
            own: own.as_ref().map(Held::row).transpose()?,
            reviews: others.iter().filter_map(|sheet| review(sheet).transpose()).collect::<Result<_, Error>>()?,
        },
    };
    let input = StoredInput {
        criteria_set: set.digest.clone(),
        group: record.group,
        year: record.year,
        evidence,
        declared: record.declared,
        decision: record.decision.clone(),
        history: history.range(..record.year).map(|(year, past)| (*year, *past)).collect(),
        leave_months: facts.leave_months,
        disciplined: facts.disciplined,
        studies: facts.studies,
        colleagues: BTreeMap::new(),
    };
    let read = input.read(&set)?;
    let computed = Computed::new(record, &pack, basis, compute(&pack, &set, &read)?);
    let from = From { input, together: together(&pack, &set, &read) };
    let Some(colleagues) = over_ceiling(tx, record, &pack, &computed).await? else { return Ok(Some((computed, from))) };
    let from = From { input: StoredInput { colleagues, ..from.input }, ..from };
    let outcome = compute(&pack, &set, &from.input.read(&set)?)?;
    Ok(Some((Computed { outcome, ..computed }, from)))
}

/// The person's own sheet, and those of others in effect.
async fn sheets(tx: &Tx, record: &Record, set: &CriteriaSet) -> Result<(Option<Held>, Vec<Held>), Error> {
    let mut sheets = store::sheets::of_record(tx.conn(), record.id).await?;
    for sheet in &mut sheets {
        store::sheets::lay_out(tx.conn(), sheet, set).await?;
    }
    let (own, others): (Vec<Held>, Vec<Held>) = sheets.into_iter().partition(|sheet| sheet.relation.is_none());
    let own = own.into_iter().find(|sheet| Some(i64::from(sheet.standing.round)) == record.submission);
    Ok((own, in_effect(others, |sheet| sheet.standing)))
}

fn review(sheet: &Held) -> Result<Option<StoredReview>, Error> {
    let Some(relation) = sheet.relation else { return Ok(None) };
    let standing = sheet.standing;
    let scores = sheet.row()?;
    let (version, round) = (standing.version, standing.round);
    Ok(Some(StoredReview { sheet: standing.sheet, version, round, relation, agree: sheet.agree, scores }))
}

/// How many people have which class, where the decided class is one too many: in the agency, or among those with similar duties.
async fn over_ceiling(tx: &Tx, record: &Record, pack: &Pack, computed: &Computed) -> Result<Option<BTreeMap<Class, u32>>, Error> {
    let quota = &pack.rules.quota;
    let Some(class) = computed.decided_class().filter(|class| quota.enabled && quota.class == Some(*class)) else { return Ok(None) };
    let mut decided = store::quotas::decided(tx.conn(), record.agency, record.year, Some(record.id)).await?;
    let mut groups = decided.remove(pack.digest.as_str()).unwrap_or_default();
    *groups.entry(record.group).or_default().entry(class).or_default() += 1;
    let exceptional = store::quotas::exception(tx.conn(), record.agency, record.year).await?.is_some();
    for scope in &quota.scope {
        let counts = match scope {
            QuotaScope::Agency => store::quotas::all(&groups),
            QuotaScope::SimilarDutyGroup => groups.get(&record.group).cloned().unwrap_or_default(),
        };
        if ceiling(pack, &counts, exceptional).is_some_and(|ceiling| ceiling.holders > ceiling.allowed) {
            return Ok(Some(counts));
        }
    }
    Ok(None)
}
