//! What an event says, in its own message, about which state it carries.

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
