//! What a request says so that its answer tells who may from who may not: as much as a service wants to hear before it asks its policy. What
//! it wants to hear afterwards, such as why, is left out where the change would be real.

use std::collections::BTreeMap;

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage, Value};

use crate::house::{Method, request_id};

/// Why somebody reads.
pub const REASON: &str = "Thanh tra theo kế hoạch số 5";
/// A Monday of the year.
const DAY: &str = "2019-03-04";

/// What one field of one method is told.
enum Said {
    Text(&'static str),
    Number(i32),
    Yes,
    /// The id of that name.
    Id(&'static str),
    /// The staff list of the agency.
    StaffList,
}

use Said::{Id, Number, StaffList, Text, Yes};

/// Method, field and what it is told, beside what every method is told by the names of its fields.
const SAID: [(&str, &str, Said); 47] = [
    ("AddPerson", "full_name", Text("Lê Thị Mới")),
    // Taken: nobody is added, and only who might add them is told so.
    ("AddPerson", "email", Text("binh.dangviet@quangtri.gov.vn")),
    ("AddPerson", "title", Text("Chuyên viên")),
    ("AddPerson", "employment", Number(1)),
    ("AddPerson", "reason", Text("Tuyển dụng")),
    ("AnswerTitle", "answer.title", Text("Trưởng kho")),
    ("AnswerTitle", "answer.agency_id", Id("agency_id")),
    ("AnswerTitle", "answer.role", Number(1)),
    ("AppointToPost", "title", Text("Chuyên viên")),
    ("CorrectPerson", "full_name", Text("Trần Hồng Ẩn")),
    ("CorrectPerson", "reason", Text("Đính chính")),
    // No day of that post: refused, once somebody may mend posts there.
    ("CorrectPost", "from", Text("2031-01-01")),
    ("CorrectPost", "title", Text("Chuyên viên")),
    ("CorrectPost", "employment", Number(1)),
    ("CorrectPost", "reason", Text("Đính chính")),
    ("CorrectPostRole", "role", Number(1)),
    // Whoever answers to the director already answers to them again: who approves work now stays the same.
    ("OrderDirectHead", "reason", Text("Phân công phụ trách")),
    // Days after the year: who approves work now stays the same.
    ("Delegate", "delegate_id", Id("person_id")),
    ("Delegate", "from", Text("2020-06-01")),
    ("Delegate", "until", Text("2020-06-02")),
    ("Delegate", "reason", Text("Đi công tác")),
    ("EndDelegation", "delegation_id", Id("delegation_id")),
    ("GrantRole", "grant.role", Number(9)),
    ("RevokeRole", "grant.role", Number(9)),
    ("ImportWorkbook", "workbook.content", StaffList),
    ("ImportWorkbook", "dry_run", Yes),
    ("ReorganiseUnits", "changing.unit_id", Id("unit_id")),
    ("ReorganiseUnits", "changing.name", Text("Phòng Quản lý khoa học")),
    ("ReorganiseUnits", "reason", Text("Sắp xếp lại")),
    ("ReorganiseUnits", "dry_run", Yes),
    ("ReportFault", "text", Text("Trang không mở được")),
    ("GetSuggestedEntries", "cadence", Number(2)),
    ("RenderDocument", "kind", Number(4)),
    ("RenderDocument", "format", Number(1)),
    ("RenderDocument", "subject_id", Id("record_id")),
    ("GetAttachment", "log_id", Id("evidence_log_id")),
    ("GetAttachment", "digest", Id("evidence")),
    ("GetRecordFile", "digest", Id("record_file")),
    ("GetCriteriaSetDifferences", "before_id", Id("criteria_set_id")),
    ("GetCriteriaSetDifferences", "after_id", Id("criteria_set_id")),
    ("SaveLog", "cadence", Number(2)),
    ("SaveLog", "expected_version", Number(-1)),
    ("SubmitLog", "cadence", Number(2)),
    ("SubmitLog", "expected_version", Number(-1)),
    // Nobody's: who is there would be locked out by it.
    ("SignIn", "email", Text("khong.ai@quangtri.gov.vn")),
    // Without a reason none is recorded.
    ("SetQuotaException", "exceptional", Yes),
    ("SetQuotaException", "document_ref", Text("Số 5")),
];

/// A request of a method about these ids, with this reason to read.
pub fn request(method: &Method, ids: &BTreeMap<String, String>, reason: &str) -> DynamicMessage {
    let mut message = DynamicMessage::new(method.input.clone());
    for field in method.input.fields() {
        if let Some(value) = by_name(method, &field, ids, reason) {
            message.set_field(&field, value);
        }
    }
    for (_, field, said) in SAID.iter().filter(|(name, ..)| *name == method.name) {
        tell(&mut message, field, said, ids);
    }
    message
}

fn by_name(method: &Method, field: &FieldDescriptor, ids: &BTreeMap<String, String>, reason: &str) -> Option<Value> {
    let value = match (field.name(), field.kind()) {
        ("request_id", _) => Value::String(request_id()),
        // Without one nothing is changed, and who may is still told apart from who may not.
        ("reason", Kind::String) if !method.changes() => Value::String(reason.to_owned()),
        ("year", Kind::Int32) => Value::I32(2019),
        (_, Kind::Message(kind)) if kind.name() == "Day" => {
            let mut day = DynamicMessage::new(kind);
            day.set_field_by_name("iso", Value::String(DAY.to_owned()));
            Value::Message(day)
        }
        (name, Kind::String) => {
            let single = name.strip_suffix("_ids").map(|name| format!("{name}_id"));
            Value::String(ids.get(single.as_deref().unwrap_or(name))?.clone())
        }
        _ => return None,
    };
    Some(if field.is_list() { Value::List(vec![value]) } else { value })
}

/// Sets a field, or one of the message in it: of a list, of its only entry.
fn tell(message: &mut DynamicMessage, path: &str, said: &Said, ids: &BTreeMap<String, String>) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let field = message.descriptor().get_field_by_name(name).unwrap_or_else(|| panic!("no field {path}"));
    let inner = match (rest, field.kind()) {
        (Some(rest), Kind::Message(_)) => Some(rest),
        (None, Kind::Message(kind)) if kind.name() == "Day" => Some("iso"),
        (None, _) => None,
        (Some(_), _) => panic!("{path} has no fields"),
    };
    if let Some(rest) = inner {
        let value = message.get_field_mut(&field);
        if let Value::List(entries) = value {
            if entries.is_empty() {
                let Kind::Message(kind) = field.kind() else { unreachable!("it has fields") };
                entries.push(Value::Message(DynamicMessage::new(kind)));
            }
            tell(entries[0].as_message_mut().expect("it has fields"), rest, said, ids);
        } else {
            tell(value.as_message_mut().expect("it has fields"), rest, said, ids);
        }
        return;
    }
    let value = match (said, field.kind()) {
        (Text(text), _) => Value::String((*text).to_owned()),
        (Number(number), Kind::Enum(_)) => Value::EnumNumber(*number),
        (Number(number), Kind::Int64) => Value::I64((*number).into()),
        (Number(number), _) => Value::I32(*number),
        (Yes, _) => Value::Bool(true),
        (Id(name), _) => Value::String(ids.get(*name).cloned().unwrap_or_default()),
        (StaffList, _) => Value::Bytes(include_bytes!("../../data/so-khoa-hoc.xlsx").as_slice().into()),
    };
    message.set_field(&field, value);
}
