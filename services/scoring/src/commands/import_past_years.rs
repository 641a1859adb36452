//! How earlier years ended for many people, from paper: all rows, or none.

use std::collections::{BTreeMap, HashSet};

use contract::field;
use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{ImportPastYearsRequest, ImportPastYearsResponse, PastYearProblem, PastYearRow};
use regulation::Actor;
use scoring_domain::{DeclaredFact, FactContent, may_declare, may_import};
use uuid::Uuid;

use super::{declare_fact::evaluated, document_ref, year};
use crate::store::facts::Fact;
use crate::{store, wire};

/// Rows of the longest list.
const MOST: usize = 1000;

/// Why, on every row.
const REASON: &str = "Nhập kết quả năm trước từ hồ sơ giấy";

pub(crate) async fn import_past_years(
    tx: &mut Tx,
    actor: Actor,
    message: ImportPastYearsRequest,
) -> Result<ImportPastYearsResponse, Error> {
    may_import(&actor)?;
    if message.rows.is_empty() || message.rows.len() > MOST {
        return Err(Refusal::invalid("ROWS_INVALID", "rows", format!("Mỗi lần nhập từ 1 đến {MOST} dòng.")).into());
    }
    let people: HashSet<Uuid> = message.rows.iter().filter_map(|row| row.person_id.parse().ok()).collect();
    let agencies = store::people::agencies_of(tx.conn(), people.iter().copied()).await?;
    let standing = store::facts::in_effect_of(tx.conn(), people.iter().copied()).await?;
    let years = store::records::years_of(tx.conn(), people.iter().copied()).await?;
    let (mut facts, mut problems, mut unchanged, mut seen) = (Vec::new(), Vec::new(), 0, HashSet::new());
    for (at, row) in message.rows.iter().enumerate() {
        let read = || -> Result<Option<Fact>, Refusal> {
            let person = field::id("person_id", &row.person_id)?;
            let of = agencies.get(&person).map(Vec::as_slice).unwrap_or_default();
            may_declare(&actor, person, of).map_err(|refusal| refusal.field("person_id", "Không thuộc cơ quan của người nhập."))?;
            let declared = declared(tx, row)?;
            let held = standing.get(&person).into_iter().flatten();
            let held = held.map(|fact| &fact.declared).find(|held| same_year(held, &declared));
            if years.contains(&(person, declared.year)) {
                return Err(evaluated(declared.year).field("year", "Năm này đã đánh giá trên phần mềm."));
            }
            match held {
                Some(held) if *held == declared => return Ok(None),
                Some(_) => return Err(other_held()),
                None => {}
            }
            let agency = of.iter().copied().find(|agency| may_declare(&actor, person, &[*agency]).is_ok()).unwrap_or_default();
            let (document_ref, reason) = (document_ref(&row.document_ref)?, REASON.to_owned());
            Ok(Some(Fact {
                id: tx.next_id(),
                person,
                agency,
                declared,
                reason,
                document_ref,
                by: actor.person,
                at: tx.now(),
                revoked: None,
            }))
        };
        let twice = !seen.insert((row.person_id.clone(), row.year));
        match if twice {
            Err(Refusal::invalid("ROW_TWICE", "person_id", "Người và năm này đã có ở dòng trên."))
        } else {
            read()
        } {
            Ok(Some(fact)) => facts.push(fact),
            Ok(None) => unchanged += 1,
            Err(refusal) => problems.push(problem(at, refusal)),
        }
    }
    let declared = if problems.is_empty() { i32::try_from(facts.len()).unwrap_or(i32::MAX) } else { 0 };
    if problems.is_empty() && !message.dry_run {
        let mut since = BTreeMap::new();
        for fact in &facts {
            store::facts::add(tx.conn(), fact).await?;
            since.entry(fact.person).and_modify(|year| *year = fact.declared.year.min(*year)).or_insert(fact.declared.year);
        }
        store::due::mark_all(tx.conn(), &since.into_iter().collect::<Vec<_>>(), tx.now()).await?;
    }
    Ok(ImportPastYearsResponse { declared, unchanged, problems })
}

fn declared(tx: &Tx, row: &PastYearRow) -> Result<DeclaredFact, Refusal> {
    let past = wire::past_year("class", row.class)?;
    Ok(DeclaredFact { year: year(tx, row.year)?, content: FactContent::PastYear(past) })
}

fn same_year(held: &DeclaredFact, declared: &DeclaredFact) -> bool {
    held.year == declared.year && held.content.kind() == declared.content.kind()
}

fn other_held() -> Refusal {
    Refusal::invalid("OTHER_DECLARED", "class", "Năm này đã khai báo kết quả khác; hãy thu hồi khai báo cũ trước.")
}

fn problem(at: usize, refusal: Refusal) -> PastYearProblem {
    let field = refusal.fields.into_iter().next().map(|problem| problem.field).unwrap_or_default();
    PastYearProblem { row: i32::try_from(at).unwrap_or(i32::MAX), field, message: refusal.message }
}
