//! The criteria sets: what is in force, what is being written, and what changed.

pub mod draft;

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::scoring::v1::{
    CriteriaSet, CriteriaSetDraft, Criterion, CriterionChange, CriterionDifference, GetCriteriaSetDifferencesRequest,
    GetCriteriaSetRequest, ListCriteriaSetDraftsRequest, ListCriteriaSetsRequest, SaveCriteriaSetDraftRequest,
};
use serde::Deserialize;

use crate::field::{Choices, SummaryRow, Tag};
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::common::{Cell, Listing};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::User;
use crate::show;
use askama::Template;

/// Where they are.
pub const HOME: &str = "/so-noi-vu/tieu-chi";

/// Sets in force and drafts.
pub fn list_page(page: Page, sets: &[CriteriaSet], drafts: &[CriteriaSetDraft]) -> Listing {
    let draft = |draft: &CriteriaSetDraft| {
        let content = draft.content.clone().unwrap_or_default();
        let name = if content.criteria_set_id.is_empty() { "Chưa đặt mã".to_owned() } else { content.criteria_set_id };
        let state = match draft.problems.len() {
            0 => Tag::new("Bản thảo, có thể ban hành", "blue"),
            open => Tag::new(format!("Bản thảo, còn {open} chỗ phải sửa"), "yellow"),
        };
        vec![
            Cell::link(name, format!("{HOME}/nhap/{}", draft.draft_id)).note(content.title),
            Cell::new(""),
            Cell::new(format!("Lưu lúc {}", show::moment(draft.saved_at.as_ref()))),
            Cell::tag(state),
        ]
    };
    let set = |set: &CriteriaSet| {
        let state = if set.locked { Tag::new("Đang dùng để đánh giá", "") } else { Tag::new("Đang hiệu lực", "green") };
        vec![
            Cell::link(&set.criteria_set_id, format!("{HOME}/bo/{}", set.criteria_set_id)).note(&set.title),
            Cell::new(format!("Lần {}", set.version)),
            Cell::new(format!("Ban hành lúc {}", show::moment(set.published_at.as_ref()))),
            Cell::tag(state),
        ]
    };
    let rows = drafts.iter().map(draft).chain(sets.iter().map(set)).collect();
    let mut listing = Listing::new(page, &["Bộ tiêu chí", "Phiên bản", "Thời điểm", "Tình trạng"], rows, "Chưa có bộ tiêu chí nào.");
    listing.lead = "Muốn sửa hoặc làm bộ cho năm sau: mở một bộ đang hiệu lực rồi soạn từ bộ đó.".to_owned();
    listing.links = vec![
        (super::shipped::HOME.to_owned(), "Bộ có sẵn trong phần mềm".to_owned()),
        (format!("{HOME}/so-sanh"), "So sánh hai bộ hoặc hai phiên bản".to_owned()),
    ];
    listing
}

async fn sets(user: &User) -> Result<Vec<CriteriaSet>, Halt> {
    Ok(user.calls.send(ListCriteriaSetsRequest { page: everything() }).await?.criteria_sets)
}

/// `GET /so-noi-vu/tieu-chi`.
pub async fn list(user: User) -> Result<Response, Halt> {
    let drafts = user.calls.send(ListCriteriaSetDraftsRequest { page: everything() }).await?.drafts;
    let view = list_page(user.page("Bộ tiêu chí chấm điểm").back("/so-noi-vu"), &sets(&user).await?, &drafts);
    Ok(html(view.page.status(), &view))
}

/// One set, as it is in force.
#[derive(Template)]
#[template(path = "criteria_set.html")]
pub struct OneSet {
    page: Page,
    facts: Vec<SummaryRow>,
    sections: Vec<Shown>,
}

/// One heading with its criteria.
struct Shown {
    title: String,
    caption: String,
    max: String,
    rows: Vec<[String; 4]>,
}

impl OneSet {
    /// All of it.
    pub fn new(page: Page, set: &CriteriaSet) -> Self {
        let criterion =
            |one: &Criterion| [format!("{}. {}", one.code, one.title), show::points(one.max.as_ref()), rules(one), anchors(one)];
        let section = |section: &proto::scoring::v1::CriteriaSection| Shown {
            title: format!("{}. {}", section.section_id, section.title),
            caption: format!("Tiêu chí mục {}", section.section_id),
            max: show::points(section.max.as_ref()),
            rows: section.criteria.iter().map(criterion).collect(),
        };
        let state =
            if set.locked { "Đã dùng để đánh giá, không sửa được nữa" } else { "Chưa dùng, còn sửa được" };
        Self {
            facts: vec![
                SummaryRow::new("Tên", &set.title),
                SummaryRow::new("Nhóm đối tượng", show::group(set.group())),
                SummaryRow::new("Phiên bản", format!("Lần {}, ban hành lúc {}", set.version, show::moment(set.published_at.as_ref()))),
                SummaryRow::new("Tình trạng", state),
            ],
            sections: set.sections.iter().map(section).collect(),
            page,
        }
    }
}

/// Step, caps, and whether it may be left out.
fn rules(one: &Criterion) -> String {
    let mut said = vec![format!("Bước {}", show::points(one.step.as_ref()))];
    if one.zero_caps {
        said.push("0 điểm thì hạn chế mức xếp loại".to_owned());
    }
    if one.na_allowed {
        said.push("có thể không áp dụng".to_owned());
    }
    said.join("; ")
}

fn anchors(one: &Criterion) -> String {
    let said = one.anchors.iter().map(|anchor| format!("{}%: {}", anchor.percent, anchor.text));
    said.collect::<Vec<_>>().join("\n")
}

/// `GET /so-noi-vu/tieu-chi/bo/{set}`.
pub async fn show(user: User, Path(set_id): Path<String>) -> Result<Response, Halt> {
    let request = GetCriteriaSetRequest { criteria_set_id: set_id.clone(), version: 0 };
    let set = user.calls.send(request).await?.criteria_set.unwrap_or_default();
    let view = OneSet::new(user.page(format!("Bộ tiêu chí {set_id}")).back(HOME), &set);
    Ok(html(view.page.status(), &view))
}

/// `POST /so-noi-vu/tieu-chi/bo/{set}`: begins a draft from it.
pub async fn begin(user: User, Path(set_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = SaveCriteriaSetDraftRequest { request_id: posted.request_id(), copy_of: set_id, ..Default::default() };
    let draft = user.calls.send(request).await?.draft.unwrap_or_default();
    Ok(go(&format!("{HOME}/nhap/{}", draft.draft_id), ""))
}

/// `?truoc=QT-2019-CC_KLD:1&sau=QT-2020-CC_KLD:1`.
#[derive(Debug, Default, Deserialize)]
pub struct Compared {
    #[serde(default)]
    truoc: String,
    #[serde(default)]
    sau: String,
}

/// What changed between two sets.
#[derive(Template)]
#[template(path = "compare_criteria.html")]
pub struct Comparison {
    page: Page,
    before: Choices,
    after: Choices,
    compared: bool,
    rows: Vec<Changed>,
}

/// One criterion that is not the same.
struct Changed {
    change: Tag,
    code: String,
    before: String,
    after: String,
}

impl Comparison {
    /// The two to choose, and their differences once they are chosen.
    pub fn new(page: Page, sets: &[CriteriaSet], asked: &Compared, differences: Option<&[CriterionDifference]>) -> Self {
        let mut options = Vec::new();
        for set in sets {
            for version in (1..=set.version).rev() {
                options.push((format!("{}:{version}", set.criteria_set_id), format!("{} lần {version}", set.criteria_set_id)));
            }
        }
        let told = |one: &CriterionDifference| {
            let side = |criterion: &Option<Criterion>, section: &str| {
                let Some(criterion) = criterion else { return String::new() };
                [
                    criterion.title.clone(),
                    format!("{} điểm; {}", show::points(criterion.max.as_ref()), rules(criterion)),
                    section.to_owned(),
                ]
                .join("\n")
            };
            let change = match one.change() {
                CriterionChange::Added => Tag::new("Thêm", "green"),
                CriterionChange::Removed => Tag::new("Bỏ", "red"),
                _ => Tag::new("Sửa", "yellow"),
            };
            Changed {
                change,
                code: one.code.clone(),
                before: side(&one.before, &one.section_before),
                after: side(&one.after, &one.section_after),
            }
        };
        Self {
            before: Choices::new("truoc", "Bộ trước", options.clone()).value(&asked.truoc, None),
            after: Choices::new("sau", "Bộ sau", options).value(&asked.sau, None),
            compared: differences.is_some(),
            rows: differences.unwrap_or_default().iter().map(told).collect(),
            page,
        }
    }
}

/// `GET /so-noi-vu/tieu-chi/so-sanh`.
pub async fn compare(user: User, Query(asked): Query<Compared>) -> Result<Response, Halt> {
    let sets = sets(&user).await?;
    let differences = match (version(&asked.truoc), version(&asked.sau)) {
        (Some((before_id, before_version)), Some((after_id, after_version))) => {
            let request = GetCriteriaSetDifferencesRequest { before_id, before_version, after_id, after_version };
            Some(user.calls.send(request).await?.differences)
        }
        _ => None,
    };
    let view = Comparison::new(user.page("So sánh bộ tiêu chí").back(HOME), &sets, &asked, differences.as_deref());
    Ok(html(view.page.status(), &view))
}

fn version(written: &str) -> Option<(String, i64)> {
    let (id, version) = written.rsplit_once(':')?;
    Some((id.to_owned(), version.parse().ok()?))
}
