//! The policy packs: what each document of law says, as the software carries it out.

use axum::extract::Path;
use axum::response::Response;
use proto::scoring::v1::{GetPolicyPackRequest, LawStatement, ListPolicyPacksRequest, PolicyPack, PublishPolicyPackRequest};

use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Cell, Details, Listing};
use crate::pages::everything;
use crate::posted::{Posted, Upload};
use crate::session::User;
use crate::show;

const HOME: &str = "/so-noi-vu/quy-tac";

/// The packs in force.
pub fn list_page(page: Page, packs: &[PolicyPack]) -> Listing {
    let row = |pack: &PolicyPack| {
        vec![
            Cell::link(&pack.pack_id, format!("{HOME}/bo/{}", pack.pack_id)).note(&pack.title),
            Cell::new(years(pack)),
            Cell::new(format!("Lần {}", pack.version)),
            Cell::new(show::moment(pack.published_at.as_ref())).note(&pack.lapse_notice),
        ]
    };
    let rows = packs.iter().map(row).collect();
    let mut listing = Listing::new(page, &["Bộ quy tắc", "Năm áp dụng", "Phiên bản", "Ban hành"], rows, "Chưa có bộ quy tắc nào.");
    listing.lead = "Mỗi bộ là một văn bản quy định đã được đưa vào phần mềm; kết quả ghi lại đúng bộ đã dùng.".to_owned();
    listing.links = vec![
        (super::shipped::HOME.to_owned(), "Bộ có sẵn trong phần mềm".to_owned()),
        (format!("{HOME}/ban-hanh"), "Ban hành bộ quy tắc từ tệp".to_owned()),
    ];
    listing
}

fn years(pack: &PolicyPack) -> String {
    pack.valid_years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ")
}

/// `GET /so-noi-vu/quy-tac`.
pub async fn list(user: User) -> Result<Response, Halt> {
    let request = ListPolicyPacksRequest { page: everything(), ..Default::default() };
    let packs = user.calls.send(request).await?.packs;
    let view = list_page(user.page("Bộ quy tắc xếp loại").back("/so-noi-vu"), &packs);
    Ok(html(view.page.status(), &view))
}

/// One pack: what it is, and what it says.
pub fn details_page(page: Page, pack: &PolicyPack) -> Details {
    let groups = pack.groups().map(show::group).collect::<Vec<_>>().join("; ");
    let mut facts = vec![
        SummaryRow::new("Tên", &pack.title),
        SummaryRow::new("Năm áp dụng", years(pack)),
        SummaryRow::new("Nhóm đối tượng", groups),
        SummaryRow::new("Phiên bản", format!("Lần {}, ban hành lúc {}", pack.version, show::moment(pack.published_at.as_ref()))),
        SummaryRow::new("Dấu vân tay nội dung", &pack.digest),
    ];
    if pack.law_lapsed {
        facts.push(SummaryRow::new("Hiệu lực", &pack.lapse_notice));
    }
    let said = |part: &LawStatement| SummaryRow::new(&part.heading, part.sentences.join("\n"));
    let parts = vec![(String::new(), facts), ("Nội dung".to_owned(), pack.explanation.iter().map(said).collect())];
    Details { caption: pack.pack_id.clone(), parts, acts: Vec::new(), page }
}

/// `GET /so-noi-vu/quy-tac/bo/{pack}`.
pub async fn show(user: User, Path(pack_id): Path<String>) -> Result<Response, Halt> {
    let pack = user.calls.send(GetPolicyPackRequest { pack_id, ..Default::default() }).await?.pack.unwrap_or_default();
    let view = details_page(user.page(pack.title.clone()).back(HOME), &pack);
    Ok(html(view.page.status(), &view))
}

/// The form that publishes a pack.
pub fn publish_page(page: Page, posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let inputs = vec![
        asks.file("yaml", "Tệp bộ quy tắc (YAML)", "Tệp .yaml; khóa lạ hoặc sai kiểu được chỉ ra từng chỗ.", ".yaml,.yml"),
        asks.text(
            "supersedes_digest",
            "Dấu vân tay của bản được thay (nếu có)",
            "Để trống khi ban hành mã mới. Chép từ trang của bộ quy tắc khi thay nội dung đã ban hành.",
        ),
    ];
    let intro = "Nội dung được kiểm tra trọn vẹn trước khi ban hành. Bộ đã ban hành không sửa được, chỉ thay bằng phiên bản sau; kết quả cũ giữ bộ cũ.";
    Act { caption: String::new(), intro, rows: Vec::new(), inputs, button: "Ban hành", page }
}

fn publish_view(user: &User, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let view = publish_page(user.page("Ban hành bộ quy tắc").back(HOME).with(mistakes), posted);
    html(view.page.status(), &view)
}

/// `GET /so-noi-vu/quy-tac/ban-hanh`.
pub async fn ask(user: User) -> Result<Response, Halt> {
    Ok(publish_view(&user, Vec::new(), None))
}

/// `POST /so-noi-vu/quy-tac/ban-hanh`.
pub async fn publish(user: User, Upload { posted, file }: Upload) -> Result<Response, Halt> {
    let Some(file) = file else {
        let mistake = Mistake { field: "yaml".to_owned(), message: "Hãy chọn tệp bộ quy tắc.".to_owned() };
        return Ok(publish_view(&user, vec![mistake], Some(&posted)));
    };
    let Ok(yaml) = String::from_utf8(file.content) else {
        let mistake = Mistake { field: "yaml".to_owned(), message: "Tệp phải là văn bản UTF-8.".to_owned() };
        return Ok(publish_view(&user, vec![mistake], Some(&posted)));
    };
    let request = PublishPolicyPackRequest {
        request_id: posted.request_id(),
        yaml,
        file_name: file.name,
        supersedes_digest: posted.line("supersedes_digest"),
    };
    match user.calls.send(request).await {
        Ok(answer) => Ok(go(&format!("{HOME}/bo/{}", answer.pack.unwrap_or_default().pack_id), "ban-hanh")),
        Err(problem) => {
            let mistakes = posted.mistakes(Halt::unless_shown(problem)?);
            Ok(publish_view(&user, mistakes, Some(&posted)))
        }
    }
}
