//! A criteria set that is being written: one form for all of it, kept at 100 points.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::scoring::v1::{
    CriteriaSectionContent, CriteriaSet, CriteriaSetContent, CriteriaSetDraft, CriterionContent, DiscardCriteriaSetDraftRequest,
    GetCriteriaSetDraftRequest, GetCriteriaSetRequest, PublishCriteriaSetRequest, SaveCriteriaSetDraftRequest,
};

use super::HOME;
use crate::field::{Choices, Field};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Name of an anchor scale, and what it measures.
const SCALES: [(&str, &str); 4] = [
    ("behav", "Chấp hành, thái độ"),
    ("result_pct", "Tỷ lệ hoàn thành"),
    ("innov", "Đổi mới, sáng kiến"),
    ("service", "Phục vụ, giải quyết hồ sơ"),
];

/// The form. Inputs are named by the path of the key that they fill, so that what is wrong is said beside them.
#[derive(Template)]
#[template(path = "criteria_draft.html")]
pub struct Editor {
    page: Page,
    version: i64,
    /// What keeps it from being published.
    todo: Vec<Mistake>,
    /// The same, each with the criterion or heading that it is about: place and words.
    named: Vec<(String, String)>,
    /// Digest of the set in force that it takes the place of; empty for a new one.
    supersedes: String,
    id: Field,
    group: Choices,
    title: Field,
    total: String,
    complete: bool,
    sections: Vec<EditedSection>,
}

/// One heading.
struct EditedSection {
    name: String,
    id: Field,
    title: Field,
    form_field: Field,
    max: Field,
    sum: String,
    rows: Vec<EditedRow>,
}

/// One criterion.
struct EditedRow {
    name: String,
    code: Field,
    title: Field,
    max: Field,
    scale: Choices,
    step: Field,
    zero_caps: (String, bool),
    na_allowed: (String, bool),
}

impl Editor {
    /// What is written, with an empty line below each heading and an empty heading at the end.
    pub fn new(page: Page, draft: &CriteriaSetDraft, in_force: Option<&CriteriaSet>) -> Self {
        let content = draft.content.clone().unwrap_or_default();
        let todo: Vec<Mistake> =
            draft.problems.iter().map(|told| Mistake { field: told.key.clone(), message: capital(&told.message) }).collect();
        let text = |name: String, label: &str, value: &str| Field { value: value.to_owned(), ..Field::new(name, label).mistakes(&todo) };
        let groups = show::groups().map(|group| (show::group_code(group).to_owned(), show::group(group).to_owned()));
        let blank = CriteriaSectionContent::default();
        let sections = content.sections.iter().chain([&blank]).enumerate();
        Self {
            version: draft.version,
            supersedes: in_force.map(|set| set.digest.clone()).unwrap_or_default(),
            id: text("criteria_set.id".to_owned(), "Mã bộ tiêu chí", &content.criteria_set_id)
                .hint("Ví dụ: QT-2020-CC_KLD. Giữ mã cũ để sửa bộ chưa dùng; đặt mã mới cho năm sau."),
            group: Choices::new("criteria_set.group", "Nhóm đối tượng", groups).value(&content.group, None).mistakes(&todo),
            title: text("criteria_set.title_vi".to_owned(), "Tên bộ tiêu chí", &content.title),
            total: show::points(content.total.as_ref()),
            complete: content.total.is_some_and(|total| total.hundredths == 100 * 100),
            sections: sections.map(|(at, section)| edited(at, section, &todo)).collect(),
            named: todo.iter().map(|one| (one.field.clone(), where_of(&content, &one.field) + &one.message)).collect(),
            todo,
            page,
        }
    }

    fn publishable(&self) -> bool {
        self.todo.is_empty()
    }
}

fn edited(at: usize, section: &CriteriaSectionContent, todo: &[Mistake]) -> EditedSection {
    let path = format!("criteria_set.sections[{at}]");
    let text = |key: &str, label: &str, value: &str| Field {
        value: value.to_owned(),
        ..Field::new(format!("{path}.{key}"), label).mistakes(todo)
    };
    let blank = CriterionContent { zero_caps: true, ..CriterionContent::default() };
    EditedSection {
        name: if section.title.is_empty() { "Mục mới".to_owned() } else { format!("Mục {}", section.section_id) },
        id: text("id", "Số mục", &section.section_id),
        title: text("vi", "Tên mục", &section.title),
        form_field: text("form_field", "Phần tương ứng của phiếu", &section.form_field),
        max: text("max", "Điểm tối đa", &typed(&section.max)),
        sum: section.sum.as_ref().map(|sum| show::points(Some(sum))).unwrap_or_default(),
        rows: section.criteria.iter().chain([&blank]).enumerate().map(|(row, one)| edited_row(&path, row, one, todo)).collect(),
    }
}

fn edited_row(section: &str, at: usize, one: &CriterionContent, todo: &[Mistake]) -> EditedRow {
    let path = format!("{section}.items[{at}]");
    let text = |key: &str, label: &str, value: &str| Field {
        value: value.to_owned(),
        ..Field::new(format!("{path}.{key}"), label).mistakes(todo)
    };
    let scales = SCALES.map(|(name, label)| (name.to_owned(), label.to_owned()));
    EditedRow {
        name: if one.code.is_empty() { "Tiêu chí mới".to_owned() } else { format!("Tiêu chí {}", one.code) },
        code: text("code", "Mã", &one.code),
        title: text("vi", "Nội dung", &one.title),
        max: text("max", "Điểm tối đa", &typed(&one.max)),
        scale: Choices::new(format!("{path}.scale"), "Thang chấm", scales).value(&one.scale, None).mistakes(todo),
        step: text("step", "Bước điểm", &typed(&one.step)),
        zero_caps: (format!("{path}.zero_caps"), one.zero_caps),
        na_allowed: (format!("{path}.na_allowed"), one.na_allowed),
    }
}

/// What is wrong, as a sentence by itself.
fn capital(said: &str) -> String {
    let mut letters = said.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Which criterion or heading a key is of; nothing for the whole.
fn where_of(content: &CriteriaSetContent, key: &str) -> String {
    let Some((at, rest)) = place(key, "criteria_set.sections[") else { return String::new() };
    let Some(section) = content.sections.get(at) else { return String::new() };
    let criterion = place(rest, "items[").and_then(|(row, _)| section.criteria.get(row));
    criterion.map_or_else(|| format!("Mục {}: ", section.section_id), |one| format!("Tiêu chí {}: ", one.code))
}

/// A number as an input shows it; anything else as it was typed.
fn typed(number: &str) -> String {
    if number.is_empty() { String::new() } else { show::exact(number) }
}

/// What the form says; lines and headings that were left or made empty are left out.
pub fn content(posted: &Posted) -> CriteriaSetContent {
    // By place of the heading, and of the criterion in it.
    let mut places: BTreeMap<usize, BTreeMap<usize, ()>> = BTreeMap::new();
    for (name, _) in &posted.0 {
        let Some((section, rest)) = place(name, "criteria_set.sections[") else { continue };
        let rows = places.entry(section).or_default();
        if let Some((row, _)) = place(rest, "items[") {
            rows.insert(row, ());
        }
    }
    let criterion = |section: usize, row: usize| {
        let get = |key: &str| posted.line(&format!("criteria_set.sections[{section}].items[{row}].{key}"));
        let one = CriterionContent {
            code: get("code"),
            title: get("vi"),
            max: get("max"),
            scale: get("scale"),
            step: get("step"),
            zero_caps: !get("zero_caps").is_empty(),
            na_allowed: !get("na_allowed").is_empty(),
        };
        (!one.code.is_empty() || !one.title.is_empty() || !one.max.is_empty()).then_some(one)
    };
    let section = |(at, rows): (usize, BTreeMap<usize, ()>)| {
        let get = |key: &str| posted.line(&format!("criteria_set.sections[{at}].{key}"));
        let one = CriteriaSectionContent {
            section_id: get("id"),
            title: get("vi"),
            form_field: get("form_field"),
            max: get("max"),
            criteria: rows.into_keys().filter_map(|row| criterion(at, row)).collect(),
            sum: None,
        };
        (!one.section_id.is_empty() || !one.title.is_empty() || !one.criteria.is_empty()).then_some(one)
    };
    CriteriaSetContent {
        criteria_set_id: posted.line("criteria_set.id"),
        group: posted.line("criteria_set.group"),
        title: posted.line("criteria_set.title_vi"),
        sections: places.into_iter().filter_map(section).collect(),
        total: None,
    }
}

/// `prefix7].rest` as 7 and `rest`.
fn place<'a>(name: &'a str, prefix: &str) -> Option<(usize, &'a str)> {
    let (number, rest) = name.strip_prefix(prefix)?.split_once("].")?;
    Some((number.parse().ok()?, rest))
}

async fn find(user: &User, draft_id: &str) -> Result<CriteriaSetDraft, Halt> {
    let request = GetCriteriaSetDraftRequest { draft_id: draft_id.to_owned() };
    Ok(user.calls.send(request).await?.draft.unwrap_or_default())
}

async fn view(user: &User, draft: &CriteriaSetDraft, mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let criteria_set_id = draft.content.clone().unwrap_or_default().criteria_set_id;
    let in_force = user.calls.send(GetCriteriaSetRequest { criteria_set_id, version: 0 }).await;
    let in_force = in_force.ok().and_then(|answer| answer.criteria_set);
    let view = Editor::new(user.page("Soạn bộ tiêu chí").back(HOME).with(mistakes), draft, in_force.as_ref());
    Ok(html(view.page.status(), &view))
}

/// `GET /so-noi-vu/tieu-chi/nhap/{draft}`.
pub async fn show(user: User, Path(draft_id): Path<String>) -> Result<Response, Halt> {
    view(&user, &find(&user, &draft_id).await?, Vec::new()).await
}

/// `POST /so-noi-vu/tieu-chi/nhap/{draft}`: keeps, publishes or throws away.
pub async fn act(user: User, Path(draft_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request_id = posted.request_id();
    let home = format!("{HOME}/nhap/{draft_id}");
    let version = posted.get("version").parse().unwrap_or_default();
    let problem = match posted.get("hanh_dong") {
        "bo" => {
            let request = DiscardCriteriaSetDraftRequest { request_id, draft_id: draft_id.clone(), version };
            match user.calls.send(request).await {
                Ok(_) => return Ok(go(HOME, "bo-ban-thao")),
                Err(problem) => problem,
            }
        }
        "ban-hanh" => {
            let supersedes_digest = posted.get("supersedes").to_owned();
            let request = PublishCriteriaSetRequest {
                request_id,
                draft_id: draft_id.clone(),
                draft_version: version,
                supersedes_digest,
                ..Default::default()
            };
            match user.calls.send(request).await {
                Ok(_) => return Ok(go(HOME, "ban-hanh")),
                Err(problem) => problem,
            }
        }
        _ => {
            let content = Some(content(&posted));
            let request = SaveCriteriaSetDraftRequest { request_id, draft_id: draft_id.clone(), version, content, ..Default::default() };
            match user.calls.send(request).await {
                Ok(_) => return Ok(go(&home, "luu-nhap")),
                Err(problem) => problem,
            }
        }
    };
    let mistakes = posted.mistakes(Halt::unless_shown(problem)?);
    let mut draft = find(&user, &draft_id).await?;
    if posted.find("criteria_set.id").is_some() {
        draft.content = Some(content(&posted));
    }
    view(&user, &draft, mistakes).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_and_headings_are_left_out_and_the_rest_moves_up() {
        let written = [
            ("criteria_set.id", "QT-2020-CB"),
            ("criteria_set.sections[0].id", "I"),
            ("criteria_set.sections[0].items[0].code", ""),
            ("criteria_set.sections[0].items[0].scale", "behav"),
            ("criteria_set.sections[0].items[1].code", "CB1.1"),
            ("criteria_set.sections[0].items[1].max", "7,5"),
            ("criteria_set.sections[0].items[1].na_allowed", "1"),
            ("criteria_set.sections[1].id", " "),
            ("criteria_set.sections[10].id", "X"),
            ("criteria_set.sections[2].id", "II"),
        ];
        let posted = Posted(written.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let content = content(&posted);
        let ids: Vec<&str> = content.sections.iter().map(|section| section.section_id.as_str()).collect();
        assert_eq!(ids, ["I", "II", "X"]);
        let [one] = content.sections[0].criteria.as_slice() else { panic!("{content:?}") };
        assert_eq!((one.code.as_str(), one.max.as_str(), one.zero_caps, one.na_allowed), ("CB1.1", "7,5", false, true));
    }
}
