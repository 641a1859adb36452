//! Notices on the wire.

use contract::{field, out};
use identity_domain::notice::Notice;
use kernel::Refusal;
use proto::common::v1 as common;
use proto::identity::v1 as api;

use crate::store::notices::Told;

/// A notice that another service raised.
pub(crate) fn raised(notice: common::Notice) -> Result<Notice, Refusal> {
    Ok(Notice {
        id: field::id("notice_id", &notice.notice_id)?,
        person: field::id("person_id", &notice.person_id)?,
        kind: notice.kind,
        title: notice.title,
        text: notice.text,
        about_kind: notice.about_kind,
        about_id: notice.about_id,
        due_on: contract::day(notice.due_on.as_ref()),
    })
}

pub(crate) fn told(told: &Told) -> api::InboxNotice {
    let Told { notice, raised_at, read_at } = told;
    let notice = common::Notice {
        notice_id: notice.id.to_string(),
        person_id: notice.person.to_string(),
        kind: notice.kind.clone(),
        title: notice.title.clone(),
        text: notice.text.clone(),
        about_kind: notice.about_kind.clone(),
        about_id: notice.about_id.clone(),
        due_on: notice.due_on.map(out::day),
    };
    api::InboxNotice { notice: Some(notice), raised_at: Some(out::moment(*raised_at)), read_at: read_at.map(out::moment) }
}
