//! All routes of the portal.

use std::path::Path;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

use crate::app::App;
use crate::guard::guard;
use crate::halt::Halt;
use crate::measured::measured;
use crate::pages::{
    account, accounts, agency, appeal, approvals, colleagues, decisions, denials, dossier, first_run, guide, handovers, heads,
    home_affairs, hub, logs, minutes, notices, opinions, oversight, own_account, own_unit, passkeys, personnel, progress, province,
    record_acts, results, routing, self_assessment, spans, start, support, tasks, under_way, verification, work_list,
};
use crate::reports;

/// A file of 3 MiB with the fields around it.
const LARGEST_FORM: usize = 4 * 1024 * 1024;

/// A form of who is not signed in: a few fields.
const SMALLEST_FORM: usize = 64 * 1024;

/// A page: its address, and what answers there.
type Page = (&'static str, MethodRouter<App>);

/// Every page.
fn pages() -> Vec<Page> {
    [
        open_pages(),
        account_pages(),
        everybodys_pages(),
        heads_pages(),
        personnel_pages(),
        technical_pages(),
        province_pages(),
        home_affairs_pages(),
        office_pages(),
    ]
    .concat()
}

/// Pages that need no session. Anybody may send there, so little is taken.
fn open_pages() -> Vec<Page> {
    let pages = vec![
        ("/dang-nhap", get(account::sign_in).post(account::do_sign_in)),
        ("/dang-nhap/khoa-truy-cap", get(passkeys::ask_sign_in).post(passkeys::sign_in)),
        ("/dang-xuat", post(account::do_sign_out)),
        ("/kich-hoat", get(account::activate).post(account::do_activate)),
        ("/khoi-tao", get(first_run::ask).post(first_run::begin)),
        ("/xac-thuc", get(account::code).post(account::prove_code)),
        ("/quen-mat-khau", get(account::forgotten).post(account::ask_reset)),
        ("/dat-lai-mat-khau", get(account::reset).post(account::do_reset)),
    ];
    pages.into_iter().map(|(address, page)| (address, page.layer(DefaultBodyLimit::max(SMALLEST_FORM)))).collect()
}

/// One's own account.
fn account_pages() -> Vec<Page> {
    vec![
        ("/tai-khoan", get(own_account::show).post(own_account::end_sessions)),
        ("/tai-khoan/uy-quyen", get(personnel::delegation::list)),
        ("/tai-khoan/uy-quyen/moi", get(personnel::delegation::ask).post(personnel::delegation::delegate)),
        ("/tai-khoan/uy-quyen/{delegation}/ket-thuc", get(personnel::delegation::ask_end).post(personnel::delegation::end)),
        ("/tai-khoan/khoa-truy-cap", get(passkeys::list)),
        ("/tai-khoan/khoa-truy-cap/moi", get(passkeys::ask).post(passkeys::create)),
        ("/tai-khoan/khoa-truy-cap/{passkey}/go", get(passkeys::ask_removal).post(passkeys::remove)),
        ("/tai-khoan/mat-khau", get(own_account::password).post(own_account::change_password)),
        ("/tai-khoan/xac-thuc-hai-lop", get(own_account::second_factor).post(own_account::enrol)),
    ]
}

/// What everybody does in the year.
fn everybodys_pages() -> Vec<Page> {
    vec![
        ("/", get(tasks::show)),
        ("/danh-muc", get(work_list::show).post(work_list::submit)),
        ("/bang-ke", get(logs::list).post(logs::choose)),
        ("/bang-ke/tra-cuu", get(logs::found::own)),
        ("/bang-ke/nhat-ky", get(logs::diary::own)),
        ("/bang-ke/nhat-ky/{person}", get(logs::diary::of_person).post(logs::diary::because)),
        ("/bang-ke/excel", get(logs::workbook::ask).post(logs::workbook::import)),
        ("/bang-ke/excel/tai-ve", get(logs::workbook::export)),
        ("/bang-ke/minh-chung/{log}/{digest}", get(logs::files::fetch)),
        ("/bang-ke/{kind}/{day}", get(logs::one::edit).post(logs::one::save)),
        ("/bang-ke/{kind}/{day}/dinh-chinh", get(logs::correction::ask).post(logs::correction::correct)),
        ("/bang-ke/{kind}/{day}/minh-chung/{place}", get(logs::files::show).post(logs::files::change)),
        ("/ban-giao", get(handovers::list)),
        ("/ban-giao/{handover}", get(handovers::show).post(handovers::show_because)),
        ("/ban-giao/{handover}/{act}", get(handovers::ask).post(handovers::act)),
        ("/tu-danh-gia/{record}", get(self_assessment::show)),
        ("/tu-danh-gia/{record}/cham-diem", get(self_assessment::scores).post(self_assessment::save_scores)),
        ("/tu-danh-gia/{record}/phieu/{section}", get(self_assessment::form).post(self_assessment::save_form)),
        ("/tu-danh-gia/{record}/chi-bo", get(self_assessment::party).post(self_assessment::attach)),
        ("/tu-danh-gia/{record}/kiem-tra", get(self_assessment::check).post(self_assessment::submit)),
        ("/tu-danh-gia/{record}/da-nop", get(self_assessment::submitted)),
        ("/y-kien", get(opinions::list)),
        ("/y-kien/{sheet}", get(opinions::show).post(opinions::submit)),
        ("/bien-ban", get(minutes::list)),
        ("/bien-ban/{minutes}", get(minutes::show)),
        ("/ket-qua", get(results::list)),
        ("/ket-qua/theo-ky", get(spans::own)),
        ("/ket-qua/{record}", get(results::show)),
        ("/ho-so/{record}/tep/{digest}", get(dossier::file)),
        ("/ket-qua/{record}/kien-nghi", get(appeal::ask).post(appeal::appeal)),
        ("/huong-dan", get(guide::show)),
        ("/thong-bao", get(notices::list).post(notices::mark)),
        ("/dang-thuc-hien/{service}/{command}/{operation}", get(under_way::show)),
        ("/ho-tro", get(support::list)),
        ("/ho-tro/moi", get(support::ask).post(support::report)),
        ("/ho-tro/{report}", get(support::show)),
        ("/ho-tro/{report}/{act}", get(support::ask_act).post(support::act)),
        ("/ket-qua-co-quan", get(colleagues::show)),
        ("/co-quan", get(agency::own)),
        ("/co-quan/{agency}", get(agency::show)),
        ("/tai-lieu/{kind}/{format}/{subject}", get(agency::document).post(agency::document_because)),
    ]
}

/// What heads do.
fn heads_pages() -> Vec<Page> {
    vec![
        ("/phe-duyet", get(approvals::list).post(approvals::approve)),
        ("/don-vi", get(own_unit::show).post(own_unit::remind)),
        ("/phe-duyet/tinh-hinh", get(approvals::standing::show).post(approvals::standing::remind)),
        ("/phe-duyet/cong-viec/{person}", get(logs::found::of_person)),
        ("/phe-duyet/bang-ke/{log}", get(approvals::show_log).post(approvals::judge_log)),
        ("/phe-duyet/danh-muc/{person}/{year}", get(approvals::work_list_of).post(approvals::judge_work_list)),
        ("/tham-dinh", get(verification::table::show).post(verification::table::verify)),
        ("/tham-dinh/{record}", get(verification::show).post(verification::verify)),
        ("/cham-lai/{record}", get(verification::ask).post(verification::rescore)),
        ("/quyet-dinh", get(decisions::table::show_all).post(decisions::table::decide_all)),
        ("/quyet-dinh/{period}", get(decisions::list)),
        ("/quyet-dinh/{period}/bang", get(decisions::table::show).post(decisions::table::decide)),
        ("/quyet-dinh/{period}/cong-khai", get(decisions::publish::ask).post(decisions::publish::publish)),
        ("/quyet-dinh/ho-so/{record}", get(decisions::one::show).post(decisions::one::decide)),
    ]
}

/// What the HR officer of an agency does, and those who act on a single record.
fn personnel_pages() -> Vec<Page> {
    vec![
        ("/to-chuc/nhan-su", get(personnel::list)),
        ("/to-chuc/nhan-su/them", get(personnel::newcomer::ask).post(personnel::newcomer::add)),
        ("/to-chuc/nhan-su/{person}", get(personnel::show)),
        ("/to-chuc/nhan-su/{person}/chuc-vu/{post}", get(personnel::mending::ask_post).post(personnel::mending::correct_post)),
        ("/to-chuc/nhan-su/{person}/co-quan-khac", get(personnel::acts::elsewhere)),
        ("/to-chuc/nhan-su/{person}/sua-thong-tin", get(personnel::mending::ask_person).post(personnel::mending::correct_person)),
        ("/to-chuc/nhan-su/{person}/thu-truong", get(personnel::direct_head::ask).post(personnel::direct_head::order)),
        ("/to-chuc/nhan-su/{person}/{act}", get(personnel::acts::ask).post(personnel::acts::act)),
        ("/to-chuc/don-vi", get(personnel::units::list)),
        ("/to-chuc/don-vi/co-quan", get(personnel::units::agencies)),
        ("/to-chuc/don-vi/moi", get(personnel::units::acts::ask_new).post(personnel::units::acts::open)),
        ("/to-chuc/don-vi/{unit}", get(personnel::units::show)),
        ("/to-chuc/don-vi/{unit}/{act}", get(personnel::units::acts::ask).post(personnel::units::acts::act)),
        ("/to-chuc/khai-bao", get(personnel::facts::list)),
        ("/to-chuc/khai-bao/nam-truoc", get(personnel::past_years::ask).post(personnel::past_years::import)),
        ("/to-chuc/khai-bao/{person}/{kind}", get(personnel::facts::ask).post(personnel::facts::declare)),
        ("/to-chuc/khai-bao/{person}/{fact}/thu-hoi", get(personnel::facts::ask_revoke).post(personnel::facts::revoke)),
        ("/to-chuc/ket-qua-ky", get(spans::list)),
        ("/to-chuc/ket-qua-ky/nguoi/{person}", get(spans::person)),
        ("/to-chuc/ket-qua-ky/{year}/{span}", get(spans::entry::ask).post(spans::entry::declare)),
        ("/to-chuc/huong-dan", get(personnel::guidance::sets)),
        ("/to-chuc/huong-dan/{set}", get(personnel::guidance::list)),
        ("/to-chuc/huong-dan/{set}/{code}", get(personnel::guidance::ask).post(personnel::guidance::save)),
        ("/to-chuc/ra-soat", get(personnel::problems)),
        ("/to-chuc/nhap", get(personnel::import::ask_staff).post(personnel::import::staff)),
        ("/to-chuc/nhap/mau", get(personnel::import::template)),
        ("/to-chuc/chuc-danh", get(personnel::titles::list)),
        ("/to-chuc/chuc-danh/xac-nhan", get(personnel::titles::ask).post(personnel::titles::act)),
        ("/to-chuc/ky", get(progress::periods)),
        ("/to-chuc/ky/{period}", get(progress::period).post(progress::remind)),
        ("/to-chuc/ho-so/{record}", get(progress::record)),
        ("/to-chuc/ho-so/{record}/ban-giay", get(record_acts::ask_paper).post(record_acts::enter_paper)),
        ("/to-chuc/ho-so/{record}/{act}", get(record_acts::ask).post(record_acts::act)),
        ("/to-chuc/phan-cong/{period}", get(routing::list).post(routing::sign)),
        ("/to-chuc/phan-cong/{period}/{record}", get(routing::show)),
        ("/to-chuc/phan-cong/{period}/{record}/{act}", get(routing::ask).post(routing::correct)),
    ]
}

/// What IT officers do.
fn technical_pages() -> Vec<Page> {
    vec![
        ("/cong-nghe/tai-khoan", get(accounts::list).post(accounts::list_because)),
        ("/cong-nghe/tai-khoan/{person}", get(accounts::show).post(accounts::show_because)),
        ("/cong-nghe/tai-khoan/{person}/{act}", get(accounts::ask).post(accounts::act)),
        ("/cong-nghe/nguoi-dung-dau", get(heads::list).post(heads::confirm_all)),
        ("/cong-nghe/nguoi-dung-dau/{post}", get(heads::ask).post(heads::confirm)),
        ("/cong-nghe/thu-cong-vu", get(personnel::import::ask_emails).post(personnel::import::emails)),
        ("/cong-nghe/bao-cao", get(accounts::report)),
    ]
}

/// The province in numbers, and what auditors look into.
fn province_pages() -> Vec<Page> {
    vec![
        ("/toan-tinh", get(province::show)),
        ("/giam-sat", get(oversight::list)),
        ("/giam-sat/cua", get(denials::ask).post(denials::read)),
        ("/giam-sat/ky/{period}", get(oversight::period)),
        ("/giam-sat/ky/{period}/luot-xem", get(oversight::reads)),
        ("/giam-sat/ky/{period}/luot-xem/{kind}", get(oversight::told)),
        ("/giam-sat/ky/{period}/ho-so", get(oversight::records)),
        ("/giam-sat/ho-so/{record}", get(oversight::ask).post(oversight::read)),
        ("/giam-sat/ho-so/{record}/thay-doi", get(oversight::changes)),
    ]
}

/// What Sở Nội vụ does.
fn home_affairs_pages() -> Vec<Page> {
    use home_affairs::{criteria, packs, period, periods, quotas, shipped, what_if};
    vec![
        ("/bat-dau", get(start::show)),
        ("/so-noi-vu/co-san", get(shipped::show).post(shipped::publish)),
        ("/so-noi-vu/ky/tat-ca", get(periods::many::ask).post(periods::many::act)),
        ("/so-noi-vu/ky", get(periods::list)),
        ("/so-noi-vu/ky/mo", get(periods::ask).post(periods::open)),
        ("/so-noi-vu/ky/{period}", get(period::show).post(period::change)),
        ("/so-noi-vu/tieu-chi", get(criteria::list)),
        ("/so-noi-vu/tieu-chi/so-sanh", get(criteria::compare)),
        ("/so-noi-vu/tieu-chi/bo/{set}", get(criteria::show).post(criteria::begin)),
        ("/so-noi-vu/tieu-chi/nhap/{draft}", get(criteria::draft::show).post(criteria::draft::act)),
        ("/so-noi-vu/quy-tac", get(packs::list)),
        ("/so-noi-vu/quy-tac/ban-hanh", get(packs::ask).post(packs::publish)),
        ("/so-noi-vu/quy-tac/bo/{pack}", get(packs::show)),
        ("/so-noi-vu/thu-quy-tac", get(what_if::show)),
        ("/so-noi-vu/thu-quy-tac/{agency}", get(what_if::agency)),
        ("/so-noi-vu/han-muc", get(quotas::list)),
        ("/so-noi-vu/han-muc/{agency}/{year}", get(quotas::ask).post(quotas::set)),
    ]
}

/// One page of links for each office.
fn office_pages() -> Vec<Page> {
    hub::OFFICES.iter().filter(|office| office.has_links()).map(|office| (office.path, get(hub::show))).collect()
}

/// The addresses of all pages, as patterns such as `/ket-qua/{record}`.
pub fn addresses() -> Vec<&'static str> {
    pages().into_iter().map(|(address, _)| address).collect()
}

/// The portal's router.
pub fn router(app: App, assets: &Path) -> Router {
    pages()
        .into_iter()
        .fold(Router::new(), |router, (address, page)| router.route(address, page))
        .route_layer(from_fn(measured))
        .route("/suc-khoe", get(async || "ok"))
        .route(reports::PATH, post(reports::take).layer(DefaultBodyLimit::max(SMALLEST_FORM)))
        .nest_service("/assets", ServeDir::new(assets))
        .fallback(async || Halt::NotFound(String::new()))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::{Body, to_bytes};
    use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION, X_CONTENT_TYPE_OPTIONS};
    use axum::http::{Request, StatusCode};
    use axum::response::Response;
    use testkit::{SeededIds, TestClock};
    use tower::ServiceExt;

    use super::*;
    use crate::Config;

    /// A portal whose services do not answer.
    fn alone() -> Router {
        let clock: Arc<dyn kernel::Clock> = Arc::new(TestClock::at("2019-11-26T02:00:00Z"));
        let nobody = || "http://127.0.0.1:1".to_owned();
        let config = Config {
            identity_url: nobody(),
            worklog_url: nobody(),
            evaluation_url: nobody(),
            scoring_url: nobody(),
            reporting_url: nobody(),
            ..Config::default()
        };
        let app = App::new(&config, clock.clone(), Arc::new(SeededIds::new(0, clock))).unwrap();
        router(app, Path::new("assets"))
    }

    async fn get_page(path: &str, cookie: &str) -> Response {
        let request = Request::get(path).header(COOKIE, cookie).body(Body::empty()).unwrap();
        alone().oneshot(request).await.unwrap()
    }

    async fn post_form(path: &str, cookie: &str, site: &str, form: &str) -> Response {
        let request = Request::post(path)
            .header(COOKIE, cookie)
            .header("sec-fetch-site", site)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        alone().oneshot(request).await.unwrap()
    }

    async fn text(response: Response) -> String {
        String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn signing_out_empties_what_the_browser_keeps() {
        let left = post_form("/dang-xuat", "", "same-origin", "request_id=00000000-0000-0000-0000-000000000001").await;
        assert_eq!(left.headers()["clear-site-data"], "\"cache\", \"storage\"");
        assert_eq!(left.status(), StatusCode::SEE_OTHER);
    }

    #[tokio::test]
    async fn who_is_not_signed_in_is_led_to_the_sign_in_page_and_back() {
        for path in [
            "/",
            "/danh-muc",
            "/bang-ke/tuan/2019-11-18",
            "/tu-danh-gia/r",
            "/y-kien/s",
            "/quyet-dinh/ho-so/r",
            "/ket-qua/r",
            "/tai-lieu/phieu/pdf/r",
        ] {
            let response = get_page(path, "").await;
            assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
            let target = response.headers()[LOCATION].to_str().unwrap();
            assert_eq!(target, crate::session::sign_in_path(path), "{path}");
        }
    }

    #[tokio::test]
    async fn every_answer_carries_the_security_headers_and_is_not_kept() {
        for path in ["/dang-nhap", "/kich-hoat?ma=x", "/", "/khong-co", "/ket-qua"] {
            let response = get_page(path, "").await;
            let headers = response.headers();
            assert!(headers[CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'; script-src 'self'"), "{path}");
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers["cache-control"], "no-store");
            assert_eq!(headers["referrer-policy"], "same-origin");
        }
    }

    #[tokio::test]
    async fn behind_https_browsers_are_told_to_stay_there_and_the_session_too() {
        for (public_url, https) in [("https://congtam.gov.vn", true), ("http://127.0.0.1:8080", false)] {
            let clock: Arc<dyn kernel::Clock> = Arc::new(TestClock::at("2019-11-26T02:00:00Z"));
            let config = Config { public_url: public_url.to_owned(), ..Config::default() };
            let app = App::new(&config, clock.clone(), Arc::new(SeededIds::new(0, clock))).unwrap();
            assert_eq!(crate::session::cookie(&app, "secret").contains("; Secure"), https);
            let request = Request::get("/dang-nhap").body(Body::empty()).unwrap();
            let response = router(app, Path::new("assets")).oneshot(request).await.unwrap();
            assert_eq!(response.headers().contains_key("strict-transport-security"), https);
        }
    }

    #[tokio::test]
    async fn a_change_from_another_site_or_without_the_proof_of_this_session_is_refused() {
        for (cookie, site, form) in [
            ("__Host-sid=secret", "cross-site", "request_id=1"),
            ("__Host-sid=secret", "same-site", "request_id=1"),
            ("__Host-sid=secret", "same-origin", "request_id=1&csrf="),
            ("__Host-sid=secret", "same-origin", "request_id=1&csrf=guess"),
        ] {
            let response = post_form("/dang-xuat", cookie, site, form).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{site} {form}");
            assert!(text(response).await.contains("Biểu mẫu đã hết hiệu lực"));
        }
    }

    #[tokio::test]
    async fn a_service_that_does_not_answer_is_said_so_and_the_form_keeps_its_input() {
        let response = get_page("/ket-qua", "__Host-sid=secret").await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let page = text(response).await;
        assert!(page.contains("Hệ thống đang bận") && !page.contains("127.0.0.1"));

        let response =
            post_form("/dang-nhap", "", "same-origin", "csrf=&request_id=1&email=hoa%40quangtri.gov.vn&password=x&back=%2F").await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = text(response).await;
        assert!(page.contains("<title>Lỗi: Đăng nhập") && page.contains(r#"value="hoa@quangtri.gov.vn""#));
        assert!(!page.contains(r#"value="x""#), "a password is never sent back");
    }

    #[tokio::test]
    async fn what_the_router_refuses_by_itself_has_a_page_too() {
        let response = get_page("/dang-nhap?ve=a&ve=b", "").await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(text(response).await.contains("Hãy kiểm tra lại địa chỉ"));
        let response = get_page("/dang-xuat", "").await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()["allow"], "POST");
        assert!(text(response).await.contains("Hãy kiểm tra lại địa chỉ"));
    }

    #[tokio::test]
    async fn a_form_that_is_too_large_is_said_to_be_too_large() {
        let response = post_form("/dang-nhap", "", "same-origin", &format!("csrf=&email={}", "a".repeat(LARGEST_FORM))).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(text(response).await.contains("quá lớn"));
    }

    /// The address of a page with something in each place that it leaves open.
    fn an_address(pattern: &str) -> String {
        pattern.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
    }

    #[tokio::test]
    async fn nobody_without_a_session_makes_a_page_read_more_than_a_small_form() {
        use futures::StreamExt;
        for pattern in addresses().into_iter().chain([reports::PATH]) {
            // More than a small form and then never an end: whoever wants to read all of it waits for ever.
            for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
                let begun = futures::stream::iter([Ok::<_, std::io::Error>(vec![b'a'; SMALLEST_FORM + 1])]);
                let request = Request::post(an_address(pattern))
                    .header("sec-fetch-site", "same-origin")
                    .header(CONTENT_TYPE, kind)
                    .body(Body::from_stream(begun.chain(futures::stream::pending())))
                    .unwrap();
                let status = alone().oneshot(request).await.unwrap().status();
                let said = [StatusCode::SEE_OTHER, StatusCode::PAYLOAD_TOO_LARGE, StatusCode::METHOD_NOT_ALLOWED];
                let unread = [StatusCode::FORBIDDEN, StatusCode::UNSUPPORTED_MEDIA_TYPE];
                assert!(said.contains(&status) || unread.contains(&status), "{pattern} {kind}: {status}");
            }
        }
    }

    #[tokio::test]
    async fn browsers_report_what_a_page_may_not_do_and_are_thanked() {
        let request = Request::post(reports::PATH).header(CONTENT_TYPE, "application/csp-report").body(Body::from("{}")).unwrap();
        assert_eq!(alone().oneshot(request).await.unwrap().status(), StatusCode::NO_CONTENT);
        let response = get_page("/dang-nhap", "").await;
        let headers = response.headers();
        assert!(headers[CONTENT_SECURITY_POLICY].to_str().unwrap().ends_with("report-uri /bao-cao-csp; report-to csp"));
        assert_eq!(
            (headers["x-frame-options"].to_str().unwrap(), headers["reporting-endpoints"].to_str().unwrap()),
            ("DENY", r#"csp="/bao-cao-csp""#)
        );
        assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=()"));
    }

    #[tokio::test]
    async fn an_unknown_page_says_what_to_do() {
        let response = get_page("/khong-co", "").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(text(response).await.contains("Hãy kiểm tra lại địa chỉ"));
    }
}
