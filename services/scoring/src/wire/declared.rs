//! What agencies declare, and how far ceilings are filled.

use contract::{Word, field, out, word_or_none};
use kernel::{Points, Refusal};
use proto::scoring::v1 as api;
use proto::scoring::v1::declare_fact_request::Content as Asked;
use proto::scoring::v1::fact::Content as Told;
use regulation::{Class, EmployeeGroup};
use scoring_domain::{Ceiling, FactContent, Pack, PastYear, Span, SpanGiven, SpanKind, SpanResult, Study};
use uuid::Uuid;

use crate::store::facts::Fact;
use crate::store::quotas::{Counts, Model as Exception};

/// What a request declares.
pub(crate) fn fact_content(asked: Option<Asked>) -> Result<FactContent, Refusal> {
    match asked {
        None => Err(Refusal::invalid("FACT_NEEDED", "content", "Hãy chọn nội dung cần khai báo.")),
        Some(Asked::Leave(leave)) => Ok(FactContent::Leave { months: decimal(&leave.months) }),
        Some(Asked::Discipline(one)) => {
            let (act, measure) = (kernel::text::clean(&one.act), kernel::text::clean(&one.measure));
            Ok(FactContent::Discipline { act, measure })
        }
        Some(Asked::TaskResults(results)) => {
            let missing = || Refusal::invalid("FACT_INVALID", "task_results.common", "Thiếu điểm tiêu chí chung.");
            let common = Points::from_hundredths(results.common.ok_or_else(missing)?.hundredths);
            let items = results.items.iter().map(|(item, percent)| (item.clone(), decimal(percent))).collect();
            Ok(FactContent::TaskResults { common, items })
        }
        Some(Asked::SpanResult(result)) => span_result(result),
        Some(Asked::Study(study)) => {
            let (from, to) = (field::day("study.from", study.from.as_ref())?, field::day("study.to", study.to.as_ref())?);
            let [institution, result] = [&study.institution, &study.result].map(|text| kernel::text::clean(text));
            Ok(FactContent::Study(Study { institution, from, to, result }))
        }
        Some(Asked::PastYear(past)) => Ok(FactContent::PastYear(past_year("past_year.class", past.class)?)),
    }
}

fn span_result(asked: api::SpanResultFact) -> Result<FactContent, Refusal> {
    let refuse = |field: &str, message: &str| Refusal::invalid("FACT_INVALID", field, message);
    let span = span_of(asked.span).ok_or_else(|| refuse("span_result.span", "Hãy chọn quý hoặc tháng."))?;
    let group = EmployeeGroup::of(asked.group).ok_or_else(|| refuse("span_result.group", "Hãy chọn nhóm đối tượng."))?;
    let given = match (asked.away, asked.common) {
        (true, None) if asked.items.is_empty() => SpanGiven::Away,
        (true, _) => return Err(refuse("span_result.away", "Không làm việc thì không ghi điểm và tỷ lệ.")),
        (false, None) => return Err(refuse("span_result.common", "Thiếu điểm tiêu chí chung.")),
        (false, Some(common)) => SpanGiven::Scored {
            common: Points::from_hundredths(common.hundredths),
            items: asked.items.iter().map(|(item, percent)| (item.clone(), decimal(percent))).collect(),
        },
    };
    Ok(FactContent::SpanResult { span, result: SpanResult { group, given } })
}

fn span_of(asked: Option<api::Span>) -> Option<Span> {
    let asked = asked?;
    let kind = match api::SpanKind::try_from(asked.kind).unwrap_or_default() {
        api::SpanKind::Unspecified => return None,
        api::SpanKind::Quarter => SpanKind::Quarter,
        api::SpanKind::Month => SpanKind::Month,
    };
    Span::new(kind, u32::try_from(asked.number).ok()?)
}

pub(super) fn span_kind(kind: SpanKind) -> api::SpanKind {
    match kind {
        SpanKind::Quarter => api::SpanKind::Quarter,
        SpanKind::Month => api::SpanKind::Month,
    }
}

pub(super) fn span(span: Span) -> Option<api::Span> {
    Some(api::Span { kind: span_kind(span.kind()).into(), number: i32::try_from(span.number()).unwrap_or_default() })
}

fn told_span_result(of: Span, result: SpanResult) -> api::SpanResultFact {
    let (away, common, items) = match result.given {
        SpanGiven::Scored { common, items } => (false, Some(out::points(common)), items),
        SpanGiven::Away => (true, None, std::collections::BTreeMap::new()),
    };
    api::SpanResultFact { span: span(of), group: result.group.number(), away, common, items }
}

/// How a year ended on paper: unspecified stands for a year without evaluation, a number that is no class for nothing.
pub(crate) fn past_year(field: &str, class: i32) -> Result<PastYear, Refusal> {
    match Class::of(class) {
        Some(class) => Ok(PastYear::Class(class)),
        None if class == 0 => Ok(PastYear::NotEvaluated),
        None => Err(Refusal::invalid("CLASS_UNKNOWN", field, "Mức phân loại này không có trong danh sách.")),
    }
}

/// As numbers are kept: no blanks, a dot.
fn decimal(text: &str) -> String {
    text.trim().replace(',', ".")
}

pub(crate) fn fact(fact: &Fact) -> api::Fact {
    let content = match fact.declared.content.clone() {
        FactContent::Leave { months } => Told::Leave(api::LeaveFact { months }),
        FactContent::Discipline { act, measure } => Told::Discipline(api::DisciplineFact { act, measure }),
        FactContent::TaskResults { common, items } => Told::TaskResults(api::TaskResultsFact { common: Some(out::points(common)), items }),
        FactContent::SpanResult { span, result } => Told::SpanResult(told_span_result(span, result)),
        FactContent::Study(study) => {
            let (from, to) = (Some(out::day(study.from)), Some(out::day(study.to)));
            Told::Study(api::StudyFact { institution: study.institution, from, to, result: study.result })
        }
        FactContent::PastYear(PastYear::Class(one)) => Told::PastYear(api::PastYearFact { class: one.number() }),
        FactContent::PastYear(PastYear::NotEvaluated) => Told::PastYear(api::PastYearFact::default()),
    };
    let revoked = fact.revoked.as_ref();
    api::Fact {
        fact_id: fact.id.to_string(),
        person_id: fact.person.to_string(),
        agency_id: fact.agency.to_string(),
        year: fact.declared.year,
        content: Some(content),
        reason: fact.reason.clone(),
        document_ref: fact.document_ref.clone(),
        declared_by: fact.by.to_string(),
        declared_at: Some(out::moment(fact.at)),
        revoked_by: revoked.map(|revoked| revoked.by.to_string()).unwrap_or_default(),
        revoked_at: revoked.map(|revoked| out::moment(revoked.at)),
        revoke_reason: revoked.map(|revoked| revoked.reason.clone()).unwrap_or_default(),
    }
}

/// Where a ceiling is counted: an agency's year, as a whole or in one group.
pub(crate) struct Where<'a> {
    pub agency: Uuid,
    pub year: i32,
    pub pack: &'a Pack,
    /// None for the agency as a whole.
    pub group: Option<EmployeeGroup>,
    pub exceptional: bool,
}

pub(crate) fn quota_count(place: &Where, ceiling: &Ceiling, counts: &Counts) -> api::QuotaCount {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    api::QuotaCount {
        agency_id: place.agency.to_string(),
        year: place.year,
        pack_id: place.pack.id.clone(),
        group: word_or_none(place.group),
        class: ceiling.class.number(),
        holders: number(ceiling.holders),
        denominator: number(ceiling.denominator),
        allowed: number(ceiling.allowed),
        over: number(ceiling.holders.saturating_sub(ceiling.allowed)),
        free: number(ceiling.allowed.saturating_sub(ceiling.holders)),
        exceptional: place.exceptional,
        decided: counts.iter().map(|(class, count)| (class.code().to_owned(), number(*count))).collect(),
    }
}

pub(crate) fn quota_exception(exception: &Exception) -> api::QuotaException {
    api::QuotaException {
        agency_id: exception.agency_id.to_string(),
        year: exception.year,
        reason: exception.reason.clone(),
        document_ref: exception.document_ref.clone(),
        granted_by: exception.granted_by.to_string(),
        granted_at: Some(out::moment(exception.granted_at)),
        ended_by: exception.ended_by.map(|by| by.to_string()).unwrap_or_default(),
        ended_at: exception.ended_at.map(out::moment),
    }
}

/// How an earlier year ended.
pub(crate) fn earlier_class(year: i32, past: PastYear) -> api::EarlierClass {
    let class = match past {
        PastYear::Class(one) => one.number(),
        PastYear::NotEvaluated => 0,
    };
    api::EarlierClass { year, class }
}
