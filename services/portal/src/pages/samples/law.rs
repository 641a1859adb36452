//! The pages about criteria sets, policy packs and declarations.

use std::collections::BTreeMap;

use askama::Template;
use proto::common::v1::{EmployeeGroup, Points};
use proto::identity::v1::{Person, Unit};
use proto::scoring::v1::fact::Content;
use proto::scoring::v1::{
    CriteriaSectionContent, CriteriaSetContent, CriteriaSetDraft, CriterionChange, CriterionContent, CriterionDifference, DraftProblem,
    Fact, GroupLaw, Guidance, LawStatement, LeaveFact, PastYearProblem, PolicyPack, ShippedKind, ShippedLaw, ShippedState, Span, SpanKind,
    SpanLine, SpanResultFact, SpanState, SpanYear, WhatIfChange, WhatIfTally,
};

use super::answers::{at, page, points, sent, set, wrong};
use crate::pages::common::Wanted;
use crate::pages::home_affairs::{self, criteria, packs, what_if};
use crate::pages::personnel::{self, facts, guidance};
use crate::pages::{passkeys, spans};

/// The sample set as a draft with a number missing.
fn draft() -> CriteriaSetDraft {
    let text = |points: Option<Points>| points.map(|points| format!("{}.{:02}", points.hundredths / 100, points.hundredths % 100));
    let criterion = |one: &proto::scoring::v1::Criterion| CriterionContent {
        code: one.code.clone(),
        title: one.title.clone(),
        max: text(one.max).unwrap_or_default(),
        scale: "behav".into(),
        step: text(one.step).unwrap_or_default(),
        zero_caps: true,
        na_allowed: one.na_allowed,
    };
    let section = |one: &proto::scoring::v1::CriteriaSection| CriteriaSectionContent {
        section_id: one.section_id.clone(),
        title: one.title.clone(),
        form_field: one.form_field.clone(),
        max: text(one.max).unwrap_or_default(),
        criteria: one.criteria.iter().map(criterion).collect(),
        sum: one.max,
    };
    let content = CriteriaSetContent {
        criteria_set_id: "QT-2020-CC_KLD".into(),
        group: "CC_KLD".into(),
        title: set().title,
        sections: set().sections.iter().map(section).collect(),
        total: points(9_500),
    };
    let problem = |key: &str, message: &str| DraftProblem { key: key.into(), message: message.into() };
    CriteriaSetDraft {
        draft_id: "d".into(),
        version: 3,
        criteria_set_id: "QT-2020-CC_KLD".into(),
        problems: vec![
            problem("criteria_set.sections", "tổng điểm tối đa là 95,00, phải là 100,00."),
            problem("criteria_set.sections[0].items[0].max", "điểm phải lớn hơn 0, không quá 100 và có nhiều nhất 2 số lẻ."),
        ],
        saved_at: at(0),
        content: Some(content),
        ..CriteriaSetDraft::default()
    }
}

fn criteria_pages() -> Vec<(&'static str, String)> {
    let frame = |title: &str| page(criteria::HOME, title).back(criteria::HOME);
    let before = set().sections[0].criteria[0].clone();
    let after = proto::scoring::v1::Criterion { max: points(700), ..before.clone() };
    let difference = |change: CriterionChange, before, after| CriterionDifference {
        code: "CC1.1".into(),
        change: change.into(),
        before,
        after,
        section_before: set().sections[0].title.clone(),
        section_after: set().sections[0].title.clone(),
    };
    let differences = [
        difference(CriterionChange::Changed, Some(before.clone()), Some(after.clone())),
        difference(CriterionChange::Added, None, Some(after)),
        difference(CriterionChange::Removed, Some(before), None),
    ];
    let asked = criteria::Compared::default();
    vec![
        ("snv-tieu-chi", criteria::list_page(frame("Bộ tiêu chí chấm điểm"), &[set()], &[draft()]).render().unwrap()),
        ("snv-bo-tieu-chi", criteria::OneSet::new(frame("Bộ tiêu chí QT-2019-CC_KLD"), &set()).render().unwrap()),
        ("snv-so-sanh", criteria::Comparison::new(frame("So sánh bộ tiêu chí"), &[set()], &asked, Some(&differences)).render().unwrap()),
        ("snv-soan-tieu-chi", criteria::draft::Editor::new(frame("Soạn bộ tiêu chí"), &draft(), None).render().unwrap()),
        (
            "snv-ban-hanh-tieu-chi",
            criteria::draft::Editor::new(frame("Soạn bộ tiêu chí"), &CriteriaSetDraft { problems: Vec::new(), ..draft() }, Some(&set()))
                .render()
                .unwrap(),
        ),
    ]
}

fn explanation() -> Vec<LawStatement> {
    let sentences = vec!["Từ 90 điểm: Hoàn thành xuất sắc nhiệm vụ.".into(), "Từ 75 điểm: Hoàn thành tốt nhiệm vụ.".into()];
    vec![LawStatement { heading: "Mức xếp loại".into(), sentences }]
}

fn shipped_page() -> home_affairs::shipped::Shipped {
    let one = |id: &str, kind: ShippedKind, state: ShippedState, needs: &[&str]| ShippedLaw {
        kind: kind.into(),
        id: id.into(),
        title: if kind == ShippedKind::PolicyPack {
            "Quy chế năm 2019"
        } else {
            "Bộ tiêu chí của công chức không lãnh đạo"
        }
        .into(),
        groups: vec![EmployeeGroup::CcKld.into()],
        valid_years: if kind == ShippedKind::PolicyPack { vec![2019, 2020] } else { Vec::new() },
        state: state.into(),
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        explanation: explanation(),
    };
    let shipped = [
        one("QT-2019-CC_KLD", ShippedKind::CriteriaSet, ShippedState::NotPublished, &[]),
        one("QT-2019", ShippedKind::PolicyPack, ShippedState::NotPublished, &["QT-2019-CC_KLD"]),
        one("ND90-2020", ShippedKind::PolicyPack, ShippedState::InForce, &[]),
        one("ND90-48-2023", ShippedKind::PolicyPack, ShippedState::OtherInForce, &[]),
    ];
    let law = [
        GroupLaw { group: EmployeeGroup::CcKld.into(), pack_id: "QT-2019".into(), title: "Quy chế".into(), published: false },
        GroupLaw { group: EmployeeGroup::Nld.into(), ..GroupLaw::default() },
    ];
    let frame = page("/so-noi-vu/co-san", "Bộ tiêu chí và bộ quy tắc có sẵn").back("/so-noi-vu");
    home_affairs::shipped::Shipped::new(frame, 2019, &law, &shipped)
}

fn pack_pages() -> Vec<(&'static str, String)> {
    let pack = PolicyPack {
        pack_id: "QT-2019".into(),
        version: 1,
        title: "Quy chế đánh giá, phân loại của tỉnh Quảng Trị năm 2019".into(),
        valid_years: vec![2019],
        groups: vec![EmployeeGroup::CcLd.into(), EmployeeGroup::CcKld.into()],
        document_json: r#"{"bands":[{"class":"HTXS","min":"90"},{"class":"HTT","min":"75"}],"quota":{"enabled":false,"pct":"20"},"zero":{"caps":true}}"#.into(),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        published_at: at(0),
        law_lapsed: true,
        lapse_notice: "Văn bản này áp dụng cho năm 2019; kết quả các năm ấy giữ nguyên.".into(),
        explanation: explanation(),
        ..PolicyPack::default()
    };
    let agency = Unit { unit_id: "a".into(), name: "Sở Nội vụ".into(), ..Unit::default() };
    let tally = WhatIfTally { agency_id: "a".into(), looked_at: 55, changed: 4, not_comparable: 2 };
    let change = WhatIfChange {
        agency_id: "a".into(),
        person_id: "p".into(),
        group: EmployeeGroup::CcKld.into(),
        class: 1,
        total: points(9_150),
        class_then: 2,
        total_then: points(8_800),
        caps_then: vec!["LEAVE".into()],
        ..WhatIfChange::default()
    };
    let names = BTreeMap::from([("p".to_owned(), "Hoàng Thị Ánh".to_owned())]);
    let frame = |title: &str| page("/so-noi-vu/quy-tac", title).back("/so-noi-vu/quy-tac");
    let refused = wrong(frame("Ban hành bộ quy tắc"), &[("yaml", "quota.pct: cần một số không âm.")]);
    let tried = what_if::Tried::default();
    vec![
        ("snv-co-san", shipped_page().render().unwrap()),
        ("snv-quy-tac", packs::list_page(frame("Bộ quy tắc xếp loại"), std::slice::from_ref(&pack)).render().unwrap()),
        ("snv-mot-quy-tac", packs::details_page(frame("Quy chế năm 2019"), &pack).render().unwrap()),
        ("snv-ban-hanh-quy-tac", packs::publish_page(refused, Some(&sent(&[("supersedes_digest", "abc")]))).render().unwrap()),
        (
            "snv-thu-quy-tac",
            what_if::WhatIf::new(frame("Thử bộ quy tắc khác"), &[pack], &tried, 2019, Some(&[tally]), &[agency]).render().unwrap(),
        ),
        ("snv-ai-doi-muc", what_if::changes_page(frame("Ai đổi mức xếp loại"), &[change], &names, String::new()).render().unwrap()),
    ]
}

fn personnel_pages() -> Vec<(&'static str, String)> {
    let frame = |title: &str| page("/to-chuc/khai-bao", title).back("/to-chuc");
    let fact = |revoked: &str| Fact {
        fact_id: "f".into(),
        person_id: "p".into(),
        year: 2019,
        content: Some(Content::Leave(LeaveFact { months: "1.5".into() })),
        reason: "Nghỉ ốm điều trị".into(),
        document_ref: "12/TB-VP ngày 20/5/2019".into(),
        declared_by: "h".into(),
        declared_at: at(0),
        revoked_by: revoked.into(),
        revoke_reason: "Ghi nhầm người".into(),
        ..Fact::default()
    };
    let names = BTreeMap::from([("p".to_owned(), "Hoàng Thị Ánh".to_owned()), ("h".to_owned(), "Lê Thị Như Hà".to_owned())]);
    let person = Person { full_name: "Hoàng Thị Ánh".into(), ..Person::default() };
    let refused = wrong(frame(facts::KINDS[0].name), &[("leave.months", "Số tháng nghỉ phải từ 0 đến 12.")]);
    let written = sent(&[("leave.months", "13"), ("year", "2019")]);
    let said = Guidance {
        code: set().sections[0].criteria[0].code.clone(), text: "Tính cả việc đột xuất.".into(), ..Guidance::default()
    };
    let wanted = Wanted::default();
    vec![
        ("ket-qua-ky", spans_page()),
        ("ket-qua-ky-nhap", span_entry_page()),
        ("ket-qua-ky-mot-nguoi", span_year_page()),
        ("khai-bao-nam-truoc", past_years_page()),
        ("khai-bao", facts::list_page(frame("Khai báo"), &[fact(""), fact("h")], &names, &wanted, String::new()).render().unwrap()),
        ("khai-bao-nghi", facts::declare_page(refused, &facts::KINDS[0], &person, Some(&written)).render().unwrap()),
        ("khai-bao-hoc-tap", facts::declare_page(frame(facts::KINDS[3].name), &facts::KINDS[3], &person, None).render().unwrap()),
        ("khai-bao-nhiem-vu", facts::declare_page(frame(facts::KINDS[2].name), &facts::KINDS[2], &person, None).render().unwrap()),
        ("khai-bao-thu-hoi", facts::revoke_page(frame("Thu hồi khai báo"), None).render().unwrap()),
        ("huong-dan", guidance::sets_page(frame("Hướng dẫn về tiêu chí"), &[set()]).render().unwrap()),
        ("huong-dan-bo", guidance::criteria_page(frame("Hướng dẫn về QT-2019"), &set(), std::slice::from_ref(&said)).render().unwrap()),
        (
            "huong-dan-mot",
            guidance::ask_page(frame("Hướng dẫn về một tiêu chí"), &set().sections[0].criteria[0], &said, None).render().unwrap(),
        ),
    ]
}

/// A quarter with 27 points of the common criteria and these percentages.
fn quarter(number: i32, items: &[(&str, &str)], total: &str) -> SpanLine {
    let span = Some(Span { kind: SpanKind::Quarter.into(), number });
    let items = items.iter().map(|(item, percent)| ((*item).to_owned(), (*percent).to_owned())).collect();
    let result = SpanResultFact { span, group: EmployeeGroup::CcKld.into(), away: false, common: points(2_700), items };
    let fact = Fact {
        content: Some(Content::SpanResult(result)),
        reason: "Kết quả theo dõi, đánh giá".into(),
        document_ref: "15/BB-SNV ngày 05/4/2026".into(),
        declared_by: "h".into(),
        declared_at: at(0),
        ..Fact::default()
    };
    let (mean, tasks) = ("95.000000".into(), "66.500000".into());
    SpanLine { span, state: SpanState::Scored.into(), fact: Some(fact), mean, tasks, total: total.into() }
}

fn span_year() -> SpanYear {
    let line = |number: i32, state: SpanState| SpanLine {
        span: Some(Span { kind: SpanKind::Quarter.into(), number }),
        state: state.into(),
        ..SpanLine::default()
    };
    let away =
        SpanResultFact { span: line(2, SpanState::Away).span, group: EmployeeGroup::CcKld.into(), away: true, ..SpanResultFact::default() };
    let away = SpanLine {
        fact: Some(Fact {
            content: Some(Content::SpanResult(away)),
            reason: "Nghỉ thai sản".into(),
            document_ref: "8/QĐ-SNV ngày 01/4/2026".into(),
            declared_by: "h".into(),
            declared_at: at(0),
            ..Fact::default()
        }),
        ..line(2, SpanState::Away)
    };
    SpanYear {
        person_id: "p".into(),
        year: 2026,
        kind: SpanKind::Quarter.into(),
        pack_title: "Đánh giá, xếp loại chất lượng công chức theo Nghị định 335/2025/NĐ-CP".into(),
        group: EmployeeGroup::CcKld.into(),
        lines: vec![
            quarter(1, &[("a", "100"), ("b", "95"), ("c", "90")], "93.500000"),
            away,
            line(3, SpanState::Missing),
            line(4, SpanState::Ahead),
        ],
        mean: "93.500000".into(),
        common_max: points(3_000),
        items: ["a", "b", "c"].map(str::to_owned).into(),
        other_items: ["d", "đ", "e"].map(str::to_owned).into(),
        groups: [EmployeeGroup::CcLd, EmployeeGroup::CcKld].map(i32::from).into(),
        ..SpanYear::default()
    }
}

fn whose(id: &str, name: &str) -> Person {
    let post = proto::identity::v1::Post { title: "Chuyên viên".into(), ..Default::default() };
    Person { person_id: id.into(), full_name: name.into(), posts: vec![post], ..Person::default() }
}

fn spans_page() -> String {
    let months = (1..=12).map(|number| SpanLine {
        span: Some(Span { kind: SpanKind::Month.into(), number }),
        state: SpanState::Missing.into(),
        ..SpanLine::default()
    });
    let by_month = SpanYear { kind: SpanKind::Month.into(), lines: months.collect(), mean: String::new(), ..span_year() };
    let people = [
        (whose("p", "Hoàng Thị Ánh"), span_year()),
        (whose("q", "Trần Văn Bình"), by_month),
        (whose("r", "Nguyễn Đức Dũng"), SpanYear { year: 2026, ..SpanYear::default() }),
    ];
    let page = page("/to-chuc/ket-qua-ky", "Kết quả theo quý, tháng năm 2026").back("/to-chuc");
    spans::SpanYears::new(page, &people, 2026, "/to-chuc/ket-qua-ky?trang=x&nam=2026".into()).render().unwrap()
}

fn span_year_page() -> String {
    let names = BTreeMap::from([("h".to_owned(), "Lê Thị Như Hà".to_owned())]);
    let page = page("/ket-qua/theo-ky", "Kết quả theo quý, tháng của tôi, năm 2026").back("/ket-qua");
    spans::OneYear::new(page, "Hoàng Thị Ánh", &span_year(), &names).render().unwrap()
}

fn span_entry_page() -> String {
    let people = [(whose("p", "Hoàng Thị Ánh"), span_year()), (whose("q", "Trần Văn Bình"), span_year())];
    let frame = page("/to-chuc/ket-qua-ky/2026/quy-1", "Quý I năm 2026: kết quả của từng người").back("/to-chuc/ket-qua-ky");
    let refused = wrong(
        frame,
        &[("q.items[c]", "Trần Văn Bình: Tỷ lệ phải từ 0 đến 100."), ("document_ref", "Hãy ghi số, ngày văn bản làm căn cứ.")],
    );
    let posted = sent(&[("q.chon", "1"), ("q.common", "27"), ("q.items[c]", "190"), ("reason", "Sửa số liệu")]);
    let quarter = Span { kind: SpanKind::Quarter.into(), number: 1 };
    spans::entry::SpanEntry::new(refused, &people, (2026, quarter), String::new(), || "id".into(), Some(&posted)).render().unwrap()
}

fn past_years_page() -> String {
    let refused = wrong(page("/to-chuc", "Nhập kết quả các năm trước").back("/to-chuc"), &[("rows", "Có 1 chỗ cần sửa; chưa ghi gì.")]);
    let problem = PastYearProblem { row: 0, field: "class".into(), message: "«khá» không phải là mức phân loại.".into() };
    let posted = sent(&[("rows", "an@quangtri.gov.vn\t2018\tkhá\t12/QĐ")]);
    personnel::past_years::PastYears::new(refused, Some(&posted), &[problem], String::new()).render().unwrap()
}

fn passkey_pages() -> Vec<(&'static str, String)> {
    use proto::identity::v1::Passkey;
    let frame = |title: &str| page("/tai-khoan", title).back("/tai-khoan");
    let one = Passkey { passkey_id: "k".into(), name: "Máy tính cơ quan".into(), created_at: at(0), used_at: None };
    let begun = || ("c".to_owned(), "{}".to_owned());
    let nowhere = (String::new(), String::new());
    let refused = wrong(frame("Tạo khóa truy cập"), &[("name", "Hãy đặt tên cho khóa truy cập, từ 1 đến 60 ký tự.")]);
    vec![
        ("khoa-truy-cap", passkeys::list_page(frame("Khóa truy cập"), &[one]).render().unwrap()),
        ("khoa-truy-cap-moi", passkeys::ask_page(refused, None).render().unwrap()),
        ("khoa-truy-cap-tao", passkeys::Ceremony::create(frame("Tạo khóa truy cập"), begun(), "Máy cơ quan".into()).render().unwrap()),
        ("khoa-truy-cap-go", passkeys::remove_page(frame("Gỡ khóa truy cập")).render().unwrap()),
        ("dang-nhap-khoa", passkeys::Ceremony::sign_in(frame("Đăng nhập bằng khóa truy cập"), begun(), "/").render().unwrap()),
        ("dang-nhap-khoa-khong", passkeys::Ceremony::sign_in(frame("Đăng nhập bằng khóa truy cập"), nowhere, "/").render().unwrap()),
    ]
}

pub fn pages() -> Vec<(&'static str, String)> {
    [criteria_pages(), pack_pages(), personnel_pages(), passkey_pages()].concat()
}
