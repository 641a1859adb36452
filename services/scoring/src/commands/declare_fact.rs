//! The agency declares something about a person's year.

use contract::field;
use events::{Error, Tx};
use kernel::{Refusal, date};
use proto::common::v1::Notice;
use proto::scoring::v1::{DeclareFactRequest, DeclareFactResponse, NoticeRaised};
use regulation::Actor;
use scoring_domain::{DeclaredFact, FactContent, Progress, Record, fits_law, may_declare, only_by_span, proposed};
use uuid::Uuid;

use super::{document_ref, reason, year};
use crate::law::Law;
use crate::recompute::recompute;
use crate::store::facts::{Fact, Revoked};
use crate::{store, wire};

pub(crate) async fn declare_fact(tx: &mut Tx, actor: Actor, message: DeclareFactRequest) -> Result<DeclareFactResponse, Error> {
    let person = field::id("person_id", &message.person_id)?;
    let agencies = store::people::agencies(tx.conn(), person).await?.unwrap_or_default();
    may_declare(&actor, person, &agencies)?;
    let content = wire::fact_content(message.content)?;
    let year = year(tx, message.year)?;
    content.check(year)?;
    let declared = DeclaredFact { year, content };
    let (reason, document_ref) = (reason(&message.reason)?, document_ref(&message.document_ref)?);
    store::lock_person(tx.conn(), person).await?;
    let records = store::records::of_person(tx.conn(), person).await?;
    may_still_count(&declared, &records)?;
    fits_law_of_year(tx, &declared, &records).await?;
    replace(tx, person, &declared, actor.person).await?;
    let agency = agencies.into_iter().find(|agency| may_declare(&actor, person, &[*agency]).is_ok()).unwrap_or_default();
    let fact = Fact { id: tx.next_id(), person, agency, declared, reason, document_ref, by: actor.person, at: tx.now(), revoked: None };
    store::facts::add(tx.conn(), &fact).await?;
    if fact.declared.content.gives_points() {
        // At once, so that items that the person's law does not know are refused here and not found out later.
        recompute(tx, &Law::default(), person, fact.declared.year).await?;
    }
    store::due::mark(tx.conn(), person, fact.declared.year, tx.now()).await?;
    tell(tx, &fact)?;
    Ok(DeclareFactResponse { fact: Some(wire::fact(&fact)) })
}

/// Tells the person what gives them points; what they brought themselves they know.
fn tell(tx: &mut Tx, fact: &Fact) -> Result<(), Error> {
    let year = fact.declared.year;
    let Some(of) = fact.declared.content.scored_time(year) else { return Ok(()) };
    let notice = Notice {
        notice_id: tx.next_id().to_string(),
        person_id: fact.person.to_string(),
        kind: "RESULT_DECLARED".to_owned(),
        title: format!("Đã khai báo kết quả nhiệm vụ {of}"),
        text: "Hãy xem số liệu mà cơ quan khai báo; nếu chưa đúng, báo cán bộ tổ chức trước khi công khai kết quả năm.".to_owned(),
        about_kind: "SPANS".to_owned(),
        about_id: year.to_string(),
        due_on: None,
    };
    tx.notify::<NoticeRaised>(&[notice])
}

/// What is published stands until it is appealed; a year that the software evaluated needs no paper.
pub(super) fn may_still_count(declared: &DeclaredFact, records: &[Record]) -> Result<(), Refusal> {
    let mut of_year = records.iter().filter(|record| record.year == declared.year);
    if matches!(declared.content, FactContent::PastYear(_)) {
        return if of_year.next().is_some() { Err(evaluated(declared.year)) } else { Ok(()) };
    }
    if of_year.any(|record| record.progress == Progress::Published) { Err(published(declared.year)) } else { Ok(()) }
}

/// Task results are declared by the year, quarter or month in which the person's law of that year scores.
async fn fits_law_of_year(tx: &Tx, declared: &DeclaredFact, records: &[Record]) -> Result<(), Error> {
    let group = match &declared.content {
        FactContent::SpanResult { result, .. } => Some(result.group),
        FactContent::TaskResults { .. } => None,
        FactContent::Leave { .. } | FactContent::Discipline { .. } | FactContent::PastYear(_) | FactContent::Study(_) => return Ok(()),
    };
    let published = store::packs::list(tx.conn(), None).await?.into_iter().map(|stored| stored.pack).collect::<Vec<_>>();
    let of_record = Law::default().of_records(tx.conn(), records, declared.year).await?;
    let pack = match (&of_record, group) {
        (Some((pack, _)), _) => Some(pack.as_ref()),
        (None, Some(group)) => proposed(&published, declared.year, group),
        (None, None) => only_by_span(&published, declared.year),
    };
    Ok(fits_law(&declared.content, declared.year, pack, date::office_day(tx.now()))?)
}

/// A later declaration stands in for the earlier one of its kind.
async fn replace(tx: &Tx, person: Uuid, declared: &DeclaredFact, by: Uuid) -> Result<(), Error> {
    let standing = store::facts::in_effect(tx.conn(), person).await?;
    let same = |fact: &&Fact| fact.declared.year == declared.year && declared.content.replaces(&fact.declared.content);
    for fact in standing.iter().filter(same) {
        let revoked = Revoked { by, at: tx.now(), reason: "Thay bằng khai báo sau".to_owned() };
        store::facts::revoke(tx.conn(), fact.id, &revoked).await?;
    }
    Ok(())
}

pub(super) fn evaluated(year: i32) -> Refusal {
    Refusal::precondition("YEAR_EVALUATED", format!("Năm {year} đã có hồ sơ đánh giá trên phần mềm; không nhập kết quả giấy cho năm này."))
}

pub(super) fn published(year: i32) -> Refusal {
    Refusal::precondition(
        "RESULT_PUBLISHED",
        format!("Kết quả năm {year} đã công khai; việc điều chỉnh chỉ thực hiện qua thủ tục kiến nghị."),
    )
}
