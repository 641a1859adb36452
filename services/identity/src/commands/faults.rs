//! Fault reports: told, answered, passed on, reopened, closed; whoever is waited for is told.

use contract::field;
use events::{Error, Tx};
use identity_domain::fault::{FaultReport, FaultState, Writer};
use identity_domain::notice::Notice;
use identity_domain::{FaultId, NoticeId, Person, PersonId, fault_not_found, person_not_found};
use kernel::date;
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};

use crate::{store, wire};

pub(crate) async fn report_fault(tx: &mut Tx, actor: Actor, message: api::ReportFaultRequest) -> Result<api::ReportFaultResponse, Error> {
    let person = writer_of(tx, &actor).await?;
    let agency = person.post_on(date::office_day(tx.now())).map(|post| post.agency);
    let has_it_officer = match agency {
        Some(agency) => !store::accounts::holders(tx.conn(), SystemRole::UnitIt, Some(agency)).await?.is_empty(),
        None => false,
    };
    let id = FaultId(tx.next_id());
    let report = FaultReport::new(id, writer(tx, &person), agency, &message.page, &message.text, has_it_officer)?;
    save(tx, &report).await?;
    Ok(api::ReportFaultResponse { report: Some(wire::fault::report(&report)) })
}

pub(crate) async fn answer_fault_report(
    tx: &mut Tx,
    actor: Actor,
    message: api::AnswerFaultReportRequest,
) -> Result<api::AnswerFaultReportResponse, Error> {
    let (report, by) = opened(tx, &actor, &message.report_id).await?;
    let report = report.answered(&wire::who(&actor), by, &message.text)?;
    save(tx, &report).await?;
    Ok(api::AnswerFaultReportResponse { report: Some(wire::fault::report(&report)) })
}

pub(crate) async fn forward_fault_report(
    tx: &mut Tx,
    actor: Actor,
    message: api::ForwardFaultReportRequest,
) -> Result<api::ForwardFaultReportResponse, Error> {
    let (report, by) = opened(tx, &actor, &message.report_id).await?;
    let writer = writer_of(tx, &actor).await?;
    let sits_there = writer.post_on(date::office_day(tx.now())).is_some_and(|post| Some(post.agency) == report.agency);
    let head = writer.agency_head.filter(|_| sits_there);
    let words = format!("{} đã chuyển Sở Nội vụ: {}", by.full_name, message.text.trim());
    let report = report.forwarded(&wire::who(&actor), by, &message.text)?;
    save(tx, &report).await?;
    // The report itself is for who helps; the head is told what the IT officer found (article 10).
    let told = head.map(|head| Notice {
        id: NoticeId(tx.next_id()),
        person: head,
        kind: "FAULT_REPORT".to_owned(),
        title: "Cán bộ công nghệ thông tin báo cáo lỗi của phần mềm".to_owned(),
        text: words,
        about_kind: "STATUS_REPORT".to_owned(),
        about_id: report.id.to_string(),
        due_on: None,
    });
    store::notices::raise(tx, &told.into_iter().collect::<Vec<_>>()).await?;
    Ok(api::ForwardFaultReportResponse { report: Some(wire::fault::report(&report)) })
}

pub(crate) async fn reopen_fault_report(
    tx: &mut Tx,
    actor: Actor,
    message: api::ReopenFaultReportRequest,
) -> Result<api::ReopenFaultReportResponse, Error> {
    let (report, by) = opened(tx, &actor, &message.report_id).await?;
    let report = report.reopened(&wire::who(&actor), by, &message.text)?;
    save(tx, &report).await?;
    Ok(api::ReopenFaultReportResponse { report: Some(wire::fault::report(&report)) })
}

pub(crate) async fn close_fault_report(
    tx: &mut Tx,
    actor: Actor,
    message: api::CloseFaultReportRequest,
) -> Result<api::CloseFaultReportResponse, Error> {
    let (report, by) = opened(tx, &actor, &message.report_id).await?;
    let report = match report.clone().closed(&wire::who(&actor), by, &message.text)? {
        Some(closed) => {
            save(tx, &closed).await?;
            closed
        }
        None => report,
    };
    Ok(api::CloseFaultReportResponse { report: Some(wire::fault::report(&report)) })
}

/// A report that the actor may know of, locked, and the actor as its next writer.
async fn opened(tx: &Tx, actor: &Actor, id: &str) -> Result<(FaultReport, Writer), Error> {
    let report = store::faults::lock(tx.conn(), field::id("report_id", id)?).await?;
    let report = report.filter(|report| report.may_read(&wire::who(actor))).ok_or_else(fault_not_found)?;
    let person = writer_of(tx, actor).await?;
    Ok((report, writer(tx, &person)))
}

async fn writer_of(tx: &Tx, actor: &Actor) -> Result<Person, Error> {
    Ok(store::people::find(tx.conn(), PersonId(actor.person)).await?.ok_or_else(person_not_found)?)
}

fn writer(tx: &Tx, person: &Person) -> Writer {
    let title = person.post_on(date::office_day(tx.now())).map(|post| post.title.clone()).unwrap_or_default();
    Writer { person: person.id, full_name: person.full_name.clone(), title, at: tx.now() }
}

/// Saves the report, and tells whoever it now waits for.
async fn save(tx: &mut Tx, report: &FaultReport) -> Result<(), Error> {
    store::faults::save(tx, report).await?;
    let (people, title) = match report.state() {
        FaultState::Open => (store::accounts::holders(tx.conn(), SystemRole::UnitIt, report.agency).await?, "Có báo lỗi mới cần hỗ trợ"),
        FaultState::Forwarded => {
            (store::accounts::holders(tx.conn(), SystemRole::SnvAdmin, None).await?, "Có báo lỗi phần mềm chuyển Sở Nội vụ")
        }
        FaultState::Answered => (vec![report.reporter()], "Báo lỗi của bạn đã được trả lời"),
        FaultState::Closed => return Ok(()),
    };
    // Whoever helps has several of them: each says whose it is and what about.
    let text = match report.state() {
        FaultState::Open | FaultState::Forwarded => report.in_brief(),
        FaultState::Answered | FaultState::Closed => String::new(),
    };
    let notices: Vec<Notice> = people
        .into_iter()
        .map(|person| Notice {
            id: NoticeId(tx.next_id()),
            person,
            kind: "FAULT_REPORT".to_owned(),
            title: title.to_owned(),
            text: text.clone(),
            about_kind: "FAULT_REPORT".to_owned(),
            about_id: report.id.to_string(),
            due_on: None,
        })
        .collect();
    store::notices::raise(tx, &notices).await
}
