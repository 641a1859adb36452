//! The pages of those who look over the province.

use askama::Template;
use proto::common::v1::{Class, EmployeeGroup, PageInfo};
use proto::evaluation::v1::*;
use proto::identity::v1::{Unit, UnitKind};
use proto::scoring::v1::{GroupLaw, ListQuotaCountsResponse, PolicyPack, QuotaCount, QuotaException};

use super::answers::*;
use crate::pages::*;

fn agency(number: usize, kind: UnitKind, name: &str) -> Unit {
    Unit { unit_id: format!("a{number}"), name: name.into(), kind: kind as i32, ..Unit::default() }
}

fn agencies() -> Vec<Unit> {
    let mut all = vec![
        agency(0, UnitKind::Department, "Sở Nội vụ"),
        agency(1, UnitKind::Department, "Sở Nông nghiệp và Phát triển nông thôn"),
        agency(2, UnitKind::District, "UBND huyện Hướng Hóa"),
        agency(3, UnitKind::District, "UBND thành phố Đông Hà"),
        agency(4, UnitKind::PublicService, "Trường Cao đẳng Sư phạm Quảng Trị"),
        agency(5, UnitKind::Association, "Hội Chữ thập đỏ tỉnh"),
    ];
    all.extend((6..147).map(|number| agency(number, UnitKind::Commune, &format!("UBND xã Hải Thọ {number}"))));
    all
}

fn progress_of(number: usize, unit: &Unit) -> Progress {
    let state = [PeriodState::SelfOpen, PeriodState::Review360Open, PeriodState::Decision, PeriodState::Published][number % 4];
    let days = if number % 9 == 1 { 3 } else { 0 };
    let deadlines =
        Deadlines { self_by: day("2019-11-27"), review_by: day("2019-12-03"), decide_by: day("2019-12-12"), ..Deadlines::default() };
    let count = |group: EmployeeGroup, class: Class, people: i32| OutcomeCount {
        group: group as i32,
        class: class as i32,
        people,
        label: crate::show::class(class).to_owned(),
    };
    let published = vec![
        count(EmployeeGroup::CcLd, Class::Htxs, 2),
        count(EmployeeGroup::CcLd, Class::Htt, 5),
        count(EmployeeGroup::CcKld, Class::Htxs, 4),
        count(EmployeeGroup::CcKld, Class::Htt, 14),
        count(EmployeeGroup::CcKld, Class::Hthc, 2),
        count(EmployeeGroup::Nld, Class::Kht, 1),
    ];
    Progress {
        period: Some(Period {
            period_id: format!("p{number}"),
            agency_id: unit.unit_id.clone(),
            agency_name: unit.name.clone(),
            year: 2019,
            state: state as i32,
            deadlines: Some(deadlines),
            ..Period::default()
        }),
        records_by_state: [("SELF_DRAFT", 4), ("IN_360", 12), ("DECIDED", 6), ("NOT_EVALUATED", 2)]
            .map(|(state, count)| (state.to_owned(), count))
            .into(),
        sheets_assigned: 120,
        sheets_submitted: 71,
        settled_on_paper: 1,
        overdue: days * 2,
        days_late: days,
        outcomes: if state == PeriodState::Published { published } else { Vec::new() },
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let units = agencies();
    let told = units.iter().enumerate().skip(1).map(|(number, unit)| progress_of(number, unit)).collect();
    let progress = ListProgressResponse { agencies: told, page: None, whole_province: true, years: Vec::new() };
    let frame = || page("/toan-tinh", "Tiến độ toàn tỉnh năm 2019");
    let mut all = home_affairs_pages(&units, &progress);
    all.extend(oversight_pages(&progress));
    all.extend([
        ("toan-tinh", province::Province::new(frame(), 2019, &progress, &units).render().unwrap()),
        ("toan-tinh-trong", province::Province::new(frame(), 2019, &ListProgressResponse::default(), &[]).render().unwrap()),
    ]);
    all
}

fn home_affairs_pages(units: &[Unit], progress: &ListProgressResponse) -> Vec<(&'static str, String)> {
    use home_affairs::{period, periods, quotas};
    let all: Vec<Period> = progress.agencies.iter().filter_map(|one| one.period.clone()).collect();
    let title = "Kỳ đánh giá của các cơ quan";
    let pack =
        PolicyPack { pack_id: "QT-2019".into(), title: "Quy chế 2019".into(), valid_years: vec![2019, 2020], ..PolicyPack::default() };
    let refused = wrong(
        page("/so-noi-vu/ky/mo", "Mở kỳ đánh giá").back("/so-noi-vu/ky"),
        &[("agency_id", "Hãy chọn cơ quan."), ("deadlines.self_by", "«32/1» không phải là ngày. Hãy ghi như 15/12/2019.")],
    );
    let written = sent(&[("year", "2019"), ("deadlines.self_by", "32/1")]);
    let answer = GetPeriodResponse {
        period: Some(Period { state: PeriodState::SelfOpen as i32, ..all[0].clone() }),
        records_by_state: progress.agencies[0].records_by_state.clone(),
        sheets_assigned: 120,
        sheets_submitted: 71,
        awaiting_result: 2,
        may_remind: true,
    };
    let count = |group: EmployeeGroup, holders: i32, over: i32| QuotaCount {
        agency_id: "a0".into(),
        group: group as i32,
        class: Class::Htxs as i32,
        holders,
        allowed: holders - over,
        over,
        denominator: 20,
        exceptional: over > 0,
        ..QuotaCount::default()
    };
    let counts = ListQuotaCountsResponse {
        counts: vec![count(EmployeeGroup::Unspecified, 5, 1), count(EmployeeGroup::CcKld, 3, 0)],
        page: Some(PageInfo { next_page_token: "t=".into() }),
        exceptions: Vec::new(),
    };
    let exception =
        QuotaException {
            reason: "Dẫn đầu cải cách hành chính".into(), document_ref: "123/QĐ-UBND".into(), ..QuotaException::default()
        };
    let law = vec![GroupLaw { group: EmployeeGroup::CcKld.into(), pack_id: "QT-2019".into(), published: true, ..GroupLaw::default() }];
    let known = periods::many::Known {
        year: 2019,
        agencies: units.to_vec(),
        periods: all.clone(),
        packs: vec![PolicyPack { groups: vec![EmployeeGroup::CcKld.into()], ..pack.clone() }],
        law: vec![law[0].clone(), GroupLaw { group: EmployeeGroup::Nld.into(), ..GroupLaw::default() }],
    };
    let outcomes =
        periods::many::Outcomes::from([("a0".to_owned(), None), ("a1".to_owned(), Some("Cơ quan chưa có ai để đánh giá.".to_owned()))]);
    let everybody = || page("/so-noi-vu/ky/tat-ca", "Kỳ đánh giá năm 2019 của mọi cơ quan").back("/so-noi-vu/ky");
    let exception_page = || page("/so-noi-vu/han-muc", "Tỷ lệ cao hơn năm 2019").back("/so-noi-vu/han-muc?nam=2019");
    vec![
        ("snv-ky", periods::Periods::new(page("/so-noi-vu/ky", title).back("/so-noi-vu"), &all).render().unwrap()),
        ("snv-mo-ky", periods::OpenPeriod::new(refused, 2019, units, std::slice::from_ref(&pack), &law, Some(&written)).render().unwrap()),
        ("snv-nhieu-ky", periods::many::ManyPeriods::new(everybody(), &known, &outcomes, None).render().unwrap()),
        (
            "snv-bat-dau",
            start::Start::new(page("/bat-dau", "Bắt đầu"), &start::Known { year: 2026, ..start::Known::default() }).render().unwrap(),
        ),
        ("huong-dan", guide::Guide::new(page("/huong-dan", "Hướng dẫn")).render().unwrap()),
        (
            "snv-mot-ky",
            period::PeriodPage::new(page("/so-noi-vu/ky/p", "Sở Nội vụ – năm 2019").back("/so-noi-vu/ky"), &answer, None).render().unwrap(),
        ),
        ("snv-han-muc", quotas::Quotas::new(page("/so-noi-vu/han-muc", "Tỷ lệ xếp loại năm 2019"), 2019, &counts, units).render().unwrap()),
        ("snv-ty-le", quotas::Exception::new(exception_page(), "Sở Nội vụ", None, None).render().unwrap()),
        ("snv-ty-le-thoi", quotas::Exception::new(exception_page(), "Sở Nội vụ", Some(&exception), None).render().unwrap()),
    ]
}

fn oversight_pages(progress: &ListProgressResponse) -> Vec<(&'static str, String)> {
    use oversight::AuditedRecord;
    let all: Vec<Period> = progress.agencies.iter().filter_map(|one| one.period.clone()).collect();
    let entry = |version: i64, from: &str, to: &str| AuditEntry {
        version,
        at: at(0),
        actor_id: "018f2c1e-7a10-7cc3-9a51-0f3c5d6e7f80".into(),
        from_state: from.into(),
        to_state: to.into(),
        hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        ..AuditEntry::default()
    };
    let entries = ListAuditEntriesResponse {
        entries: vec![entry(1, "", "PLANNED"), entry(2, "PLANNED", "SELF_OPEN"), entry(3, "IN_360", "IN_360_CLOSED")],
        page: Some(PageInfo { next_page_token: "t".into() }),
        problem: "Dấu vết số 3 không còn nguyên vẹn.".into(),
    };
    let read = Read {
        sequence: 7,
        at: at(0),
        reader_id: "018f2c1e-7a10-7cc3-9a51-0f3c5d6e7f80".into(),
        about: Some(read::About::RecordId("r".into())),
        reason: "Thanh tra theo kế hoạch".into(),
    };
    let names = [("018f2c1e-7a10-7cc3-9a51-0f3c5d6e7f80".to_owned(), "Nguyễn Thị Minh".to_owned())].into();
    let reads = ListReadsResponse { reads: vec![read], page: None, problem: String::new() };
    let links = vec![("/giam-sat/ky/p/ho-so".to_owned(), "Hồ sơ của kỳ")];
    let subject =
        Subject {
            full_name: "Trần Văn Bình".into(), title: "Chuyên viên".into(), unit_name: "Văn phòng".into(), ..Subject::default()
        };
    let record = Record { record_id: "r".into(), subject: Some(subject), state: RecordState::Published as i32, ..Record::default() };
    let frame = || page("/giam-sat", "Xem hồ sơ").back("/giam-sat");
    let result_read = proto::scoring::v1::Read {
        sequence: 3,
        at: at(0),
        reader_id: "018f2c1e-7a10-7cc3-9a51-0f3c5d6e7f80".into(),
        about: proto::scoring::v1::ReadAbout::FactsOfAgency.into(),
        about_id: "a".into(),
        reason: String::new(),
    };
    let result_reads = proto::scoring::v1::ListReadsResponse { reads: vec![result_read], ..Default::default() };
    let refused = || wrong(frame(), &[("reason", "Hãy ghi lý do xem hồ sơ.")]);
    vec![
        ("giam-sat", oversight::periods_page(frame(), &all).render().unwrap()),
        ("giam-sat-ky", oversight::changes_page(frame(), &entries, &names, links).render().unwrap()),
        ("giam-sat-luot-xem", oversight::reads_page(frame(), &reads, &names).render().unwrap()),
        ("giam-sat-ho-so", oversight::records_page(frame(), std::slice::from_ref(&record), String::new()).render().unwrap()),
        ("giam-sat-ket-qua", oversight::told_page(frame(), result_reads.into(), &names).render().unwrap()),
        ("giam-sat-ly-do", AuditedRecord::new(refused(), "r", Some(&sent(&[("reason", "")]))).render().unwrap()),
        (
            "giam-sat-mot-ho-so",
            results::ResultPage::new(frame(), &dossier(RecordState::Published)).for_reading(Vec::new()).render().unwrap(),
        ),
    ]
}
