//! All routes of the portal.

use std::path::Path;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

use crate::app::App;
use crate::guard::guard;
use crate::halt::Halt;
use crate::pages::{
    account, agency, approvals, decisions, logs, minutes, opinions, results, self_assessment, tasks, verification, work_list,
};

/// A file of 3 MiB with the fields around it.
const LARGEST_FORM: usize = 4 * 1024 * 1024;

/// The portal's router.
pub fn router(app: App, assets: &Path) -> Router {
    Router::new()
        .route("/dang-nhap", get(account::sign_in).post(account::do_sign_in))
        .route("/dang-xuat", post(account::do_sign_out))
        .route("/kich-hoat", get(account::activate).post(account::do_activate))
        .route("/", get(tasks::show))
        .route("/danh-muc", get(work_list::show).post(work_list::submit))
        .route("/bang-ke", get(logs::list).post(logs::choose))
        .route("/bang-ke/{kind}/{day}", get(logs::edit).post(logs::save))
        .route("/phe-duyet", get(approvals::list).post(approvals::approve))
        .route("/phe-duyet/bang-ke/{log}/tra-lai", get(approvals::ask_return).post(approvals::return_log))
        .route("/phe-duyet/danh-muc/{person}/{year}", get(approvals::work_list_of).post(approvals::judge_work_list))
        .route("/tu-danh-gia/{record}", get(self_assessment::tasks))
        .route("/tu-danh-gia/{record}/cham-diem", get(self_assessment::scores).post(self_assessment::save_scores))
        .route("/tu-danh-gia/{record}/phieu/{section}", get(self_assessment::form).post(self_assessment::save_form))
        .route("/tu-danh-gia/{record}/chi-bo", get(self_assessment::party).post(self_assessment::attach))
        .route("/tu-danh-gia/{record}/kiem-tra", get(self_assessment::check).post(self_assessment::submit))
        .route("/tu-danh-gia/{record}/da-nop", get(self_assessment::submitted))
        .route("/y-kien", get(opinions::list))
        .route("/y-kien/{sheet}", get(opinions::show).post(opinions::submit))
        .route("/bien-ban", get(minutes::list))
        .route("/bien-ban/{minutes}", get(minutes::show))
        .route("/tham-dinh/{record}", get(verification::show).post(verification::verify))
        .route("/cham-lai/{record}", get(verification::ask).post(verification::rescore))
        .route("/quyet-dinh/{period}", get(decisions::list))
        .route("/quyet-dinh/{period}/cong-khai", get(decisions::ask_publish).post(decisions::publish))
        .route("/quyet-dinh/ho-so/{record}", get(decisions::show).post(decisions::decide))
        .route("/ket-qua", get(results::list))
        .route("/ket-qua/{record}", get(results::show))
        .route("/co-quan", get(agency::own))
        .route("/co-quan/{agency}", get(agency::show))
        .route("/tai-lieu/{kind}/{format}/{subject}", get(agency::document))
        .route("/suc-khoe", get(async || "ok"))
        .nest_service("/assets", ServeDir::new(assets))
        .fallback(async || Halt::NotFound(String::new()))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(CompressionLayer::new())
        .layer(from_fn(guard))
        .with_state(app)
}
