//! What an event says, in its own message, about which state it carries.

use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, Value};

/// A message that services announce. Its headers name the aggregate and its version too, and both must say the same.
pub trait Stated {
    /// Id of the aggregate; nothing when the message does not carry it.
    fn stated_id(&self) -> Option<&str>;

    /// Version of the aggregate; nothing when the message does not carry it.
    fn stated_version(&self) -> Option<i64>;
}

/// `Message.field(id, version)`: where the state of an event is, and its id and version in there, `_` for what it does not carry.
macro_rules! stated {
    ($($package:ident: $($message:ident.$field:ident($id:tt, $version:tt)),*;)*) => {
        $($(impl Stated for crate::$package::v1::$message {
            fn stated_id(&self) -> Option<&str> {
                stated!(@id self.$field, $id)
            }

            fn stated_version(&self) -> Option<i64> {
                stated!(@version self.$field, $version)
            }
        })*)*
    };
    (@id $self:ident.$field:ident, _) => { None };
    (@id $self:ident.$field:ident, $id:ident) => { Some($self.$field.as_ref().map_or("", |state| state.$id.as_str())) };
    (@version $self:ident.$field:ident, _) => { None };
    (@version $self:ident.$field:ident, $version:ident) => { Some($self.$field.as_ref().map_or(0, |state| state.$version)) };
}

stated! {
    common:
        TrailBroken.trail(_, _);
    identity:
        UnitChanged.unit(unit_id, version),
        PersonChanged.person(person_id, version),
        AccountChanged.account(person_id, version),
        FaultReportChanged.report(report_id, version),
        DelegationChanged.delegation(delegation_id, version);
    worklog:
        WorkListChanged.work_list(work_list_id, version),
        LogChanged.log(log_id, version),
        WorkSummaryChanged.summary(_, version),
        HandoverChanged.handover(handover_id, version),
        NoticeRaised.notices(_, _);
    evaluation:
        PeriodChanged.period(period_id, version),
        RecordChanged.record(record_id, version),
        SheetChanged.sheet(sheet_id, version),
        MinutesSealed.minutes(minutes_id, _),
        NoticeRaised.notices(_, _);
    scoring:
        PolicyPackPublished.pack(_, version),
        CriteriaSetPublished.criteria_set(_, version),
        ResultComputed.result(record_id, version),
        NoticeRaised.notices(_, _);
}

/// The event `kind` with another version in its state; nothing when it is no event that says its version.
pub fn in_version(kind: &str, event: &[u8], version: i64) -> Option<Vec<u8>> {
    let mut event = DynamicMessage::decode(crate::codec::POOL.get_message_by_name(kind)?, event).ok()?;
    let (field, mut state) = event.take_fields().next()?;
    state.as_message_mut()?.try_set_field_by_name("version", Value::I64(version)).ok()?;
    event.set_field(&field, state);
    Some(event.encode_to_vec())
}

/// What an event says, for people who look into one; nothing when it cannot be read.
pub fn shown(kind: &str, event: &[u8]) -> Option<String> {
    let event = DynamicMessage::decode(crate::codec::POOL.get_message_by_name(kind)?, event).ok()?;
    Some(format!("{event:#}"))
}

/// Every event whose state says its version, by its full name.
pub fn versioned_events() -> Vec<String> {
    let events = crate::codec::POOL.files().filter(|file| file.name().ends_with("/events.proto"));
    let says_version = |event: &MessageDescriptor| {
        let state = event.fields().next().filter(|field| !field.is_list());
        state.is_some_and(|state| state.kind().as_message().is_some_and(|state| state.get_field_by_name("version").is_some()))
    };
    events.flat_map(|file| file.messages().collect::<Vec<_>>()).filter(says_version).map(|event| event.full_name().to_owned()).collect()
}
