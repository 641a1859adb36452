//! Tài khoản: the logins of an agency for its IT officer, of all for Sở Nội vụ; roles, and the yearly report of article 7.4.

use axum::extract::{Path, Query};
use axum::response::Response;
use contract::Word;
use proto::Method;
use proto::identity::v1::{
    AccountDeed, AccountEvent, AccountLine, AccountStatus, AllowEnrolmentRequest, AskedDeed, AskedRole, DisableAccountRequest,
    EnableAccountRequest, GetStatusReportRequest, GetStatusReportResponse, GrantRoleRequest, ListAccountEventsRequest, ListAccountsRequest,
    ListUnitsRequest, ResetSecondFactorRequest, RevokeRoleRequest, RoleGrant, SendAccessLinkRequest, SystemRole,
};
use rpc::Problem;

use crate::field::{SummaryRow, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::agency::{asks_why, reason_in};
use crate::pages::common::{Act, Asks, Cell, Details, Done, Input, Listing, Send, Sent, Typed, Wanted, only_offered};
use crate::pages::dossier::if_any;
use crate::pages::everything;
use crate::pages::years::{OfYear, Years};
use crate::posted::Posted;
use crate::session::{Me, User};
use crate::show;

/// Those with something that waits for a second person.
pub const ASKED: &str = "cho";

const STATES: [(&str, &str); 5] =
    [("", "Tất cả"), ("1", "Chưa kích hoạt"), ("2", "Đang dùng"), ("3", "Đã khóa"), (ASKED, "Chờ người thứ hai xác nhận")];

fn state(status: AccountStatus) -> Tag {
    match status {
        AccountStatus::Unspecified => Tag::default(),
        AccountStatus::Invited => Tag::new("Chưa kích hoạt", "yellow"),
        AccountStatus::Active => Tag::new("Đang dùng", ""),
        AccountStatus::Disabled => Tag::new("Đã khóa", "red"),
    }
}

/// Name of a system role.
pub fn role(role: SystemRole) -> &'static str {
    regulation::SystemRole::of(role).map_or("", regulation::SystemRole::vi)
}

/// What is noted beside it: a role by its name, without the id of the agency, and the reason.
fn detail(noted: &str) -> String {
    let is_id = |part: &str| part.len() == 36 && part.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit());
    let told = |part: &str| part.parse().map_or_else(|_| part.to_owned(), |one: regulation::SystemRole| one.vi().to_owned());
    noted.split(" · ").filter(|part| !is_id(part)).map(told).collect::<Vec<_>>().join(", ")
}

/// What happened to an account, by its code.
fn happened(code: &str) -> &str {
    match code {
        "INVITED" => "Được mời",
        "ACTIVATED" => "Đặt mật khẩu lần đầu",
        "SIGNED_IN" => "Đăng nhập",
        "SIGN_IN_FAILED" => "Đăng nhập không thành công",
        "CODE_FAILED" => "Nhập sai mã xác thực",
        "RECOVERY_CODE_USED" => "Dùng mã dự phòng",
        "SESSIONS_ENDED" => "Kết thúc phiên đăng nhập",
        "PASSWORD_CHANGED" => "Đổi mật khẩu",
        "PASSWORD_RESET" => "Đặt lại mật khẩu bằng liên kết",
        "LINK_SENT" => "Được gửi liên kết đăng nhập",
        "ENROLMENT_ALLOWED" => "Được cho cài xác thực hai lớp",
        "SECOND_FACTOR_SET" => "Cài xác thực hai lớp",
        "SECOND_FACTOR_REMOVED" => "Bỏ xác thực hai lớp",
        "PASSKEY_ADDED" => "Thêm khóa truy cập",
        "PASSKEY_REMOVED" => "Gỡ khóa truy cập",
        "ROLE_ASKED" => "Được đề nghị giao vai trò",
        "ROLE_GRANTED" => "Được giao vai trò",
        "ROLE_REVOKED" => "Bị thu hồi vai trò",
        "DISABLED" => "Bị khóa",
        "ENABLED" => "Được mở khóa",
        "RENAMED" => "Đổi tên đăng nhập",
        "LEAD_ASKED" => "Được đưa vào chức vụ đứng đầu, chờ xác nhận",
        "LEAD_CONFIRMED" => "Được xác nhận là người đứng đầu",
        "DEED_ASKED" => "Có đề nghị về tài khoản, chờ người thứ hai",
        "POSTS_CHANGED" => "Chức vụ thay đổi",
        "DETAILS_CORRECTED" => "Sửa thông tin ghi nhầm",
        other => other,
    }
}

/// What one person asked for with an account; another one does the same to have it done.
fn deed(asked: &AskedDeed) -> String {
    let what = match asked.deed() {
        AccountDeed::Unspecified => String::new(),
        AccountDeed::Rename => format!("Đổi địa chỉ đăng nhập thành {} (nhập cùng danh sách thư công vụ)", asked.email),
        AccountDeed::Link => "Gửi liên kết đăng nhập".to_owned(),
        AccountDeed::SecondFactor => "Bỏ xác thực hai lớp".to_owned(),
        AccountDeed::Enable => "Mở khóa tài khoản".to_owned(),
    };
    format!("{what}, đề nghị lúc {}", show::moment(asked.asked_at.as_ref()))
}

/// The accounts that one may see.
pub fn list_page(page: Page, accounts: &[AccountLine], wanted: &Wanted, next: String) -> Listing {
    let row = |line: &AccountLine| {
        let account = line.account.clone().unwrap_or_default();
        let roles: Vec<&str> = account.grants.iter().map(|grant| role(grant.role())).collect();
        let seen = show::moment(line.seen_at.as_ref());
        vec![
            Cell::link(&line.full_name, format!("/cong-nghe/tai-khoan/{}", account.person_id)).note(&account.email),
            Cell::new(roles.join(", ")),
            Cell::tag(state(account.status())).note(if line.second_factor { "Có xác thực hai lớp" } else { "" }),
            Cell::new(if seen.is_empty() { "Chưa đăng nhập".to_owned() } else { seen }),
        ]
    };
    let rows = accounts.iter().map(row).collect();
    let mut list = Listing::new(page, &["Họ và tên", "Vai trò", "Trạng thái", "Dùng gần nhất"], rows, "Không có tài khoản nào như vậy.")
        .searched("Tìm theo tên, thư công vụ", wanted)
        .filtered(&STATES, wanted);
    list.next = next;
    list
}

/// Where a role may hold, as forms offer it: (value, label).
type Scope = (String, String);

/// One thing to do with an account.
pub struct AccountAct {
    slug: &'static str,
    name: &'static str,
    intro: &'static str,
    inputs: fn(&Asks<'_>, &[Scope]) -> Vec<Input>,
    send: Send,
}

const ACTS: [AccountAct; 7] = [
    AccountAct {
        slug: "gui-lien-ket",
        name: "Gửi liên kết đăng nhập",
        intro: "Người này nhận thư có liên kết đặt mật khẩu, dùng được một lần. Với người đứng đầu cơ quan và người có vai trò toàn tỉnh: thư chỉ gửi khi người thứ hai làm cùng việc này trong 14 ngày.",
        inputs: |_, _| Vec::new(),
        send: |sent| {
            let (request_id, person_id, _) = sent.named();
            Box::pin(sent.command(SendAccessLinkRequest { request_id, person_id }))
        },
    },
    AccountAct {
        slug: "khoa",
        name: "Khóa tài khoản",
        intro: "Mọi phiên đăng nhập kết thúc ngay; hồ sơ và kết quả vẫn được lưu.",
        inputs: |asks, _| vec![asks.reason()],
        send: |sent| {
            let (request_id, person_id, reason) = sent.named();
            Box::pin(sent.command(DisableAccountRequest { request_id, person_id, reason }))
        },
    },
    AccountAct {
        slug: "mo-khoa",
        name: "Mở khóa tài khoản",
        intro: "Người này đăng nhập lại được bằng mật khẩu cũ. Người đứng đầu cơ quan và người có vai trò toàn tỉnh cần hai người mở trong 14 ngày.",
        inputs: |asks, _| vec![asks.reason()],
        send: |sent| {
            let (request_id, person_id, reason) = sent.named();
            Box::pin(sent.command(EnableAccountRequest { request_id, person_id, reason }))
        },
    },
    AccountAct {
        slug: "cho-hai-lop",
        name: "Cho cài xác thực hai lớp",
        intro: "Chỉ làm khi người này đang ở trước mặt bạn và bạn biết chắc đúng người: nhập 6 chữ số đang hiện trên màn hình của họ. Sau đó họ có 30 phút để hoàn tất; người này nhận thư báo.",
        inputs: |asks, _| vec![asks.text("pairing_code", "Sáu chữ số trên màn hình của người đó", ""), asks.reason()],
        send: |sent| {
            let (request_id, person_id, reason) = sent.named();
            let pairing_code = sent.posted.line("pairing_code");
            Box::pin(sent.command(AllowEnrolmentRequest { request_id, person_id, reason, pairing_code }))
        },
    },
    AccountAct {
        slug: "bo-hai-lop",
        name: "Bỏ xác thực hai lớp đã cài",
        intro: "Dùng khi mất điện thoại và hết mã dự phòng; hãy xác minh đúng người trước. Người có nhiệm vụ bắt buộc phải cài lại khi đăng nhập. Người đứng đầu cơ quan và người có vai trò toàn tỉnh cần hai người cùng làm trong 14 ngày.",
        inputs: |asks, _| vec![asks.reason()],
        send: |sent| {
            let (request_id, person_id, reason) = sent.named();
            Box::pin(sent.command(ResetSecondFactorRequest { request_id, person_id, reason }))
        },
    },
    AccountAct {
        slug: "giao-vai-tro",
        name: "Giao vai trò",
        intro: "Vai trò Vận hành và Giám sát không đi cùng vai trò nào khác. Vai trò có quyền trên toàn tỉnh (quản trị Sở Nội vụ, cấp có thẩm quyền, lãnh đạo tỉnh, khối Đảng, giám sát) do một người đề nghị và người khác giao lại cùng vai trò đó để xác nhận trong 14 ngày; vai trò giám sát chỉ lãnh đạo tỉnh giao.",
        inputs: role_inputs,
        send: |sent| {
            let named = |(request_id, person_id, reason), grant| GrantRoleRequest { request_id, person_id, grant: Some(grant), reason };
            Box::pin(about_role(sent, named))
        },
    },
    AccountAct {
        slug: "thu-vai-tro",
        name: "Thu hồi vai trò",
        intro: "Quyền của vai trò mất ngay.",
        inputs: role_inputs,
        send: |sent| {
            let named = |(request_id, person_id, reason), grant| RevokeRoleRequest { request_id, person_id, grant: Some(grant), reason };
            Box::pin(about_role(sent, named))
        },
    },
];

/// Stands for the whole province among the scopes of a role.
const EVERYWHERE: &str = "toan-tinh";

fn role_inputs(asks: &Asks<'_>, scopes: &[Scope]) -> Vec<Input> {
    use SystemRole::{Auditor, HigherAuthority, HrOfficer, MailAdmin, Ops, PartyAuthority, ProvinceLeader, SnvAdmin, UnitIt};
    let roles = [HrOfficer, UnitIt, HigherAuthority, PartyAuthority, ProvinceLeader, Auditor, MailAdmin, SnvAdmin, Ops];
    vec![
        asks.choose("role", "Vai trò", roles.map(|one| ((one as i32).to_string(), role(one).to_owned()))),
        asks.choose("scope", "Phạm vi", scopes.iter().cloned()),
        asks.reason(),
    ]
}

impl AccountAct {
    /// Whether it is to be done with this account by who manages so much of it.
    fn is_offered(&self, line: &AccountLine, manages: Manages) -> bool {
        let account = line.account.clone().unwrap_or_default();
        let locked = account.status() == AccountStatus::Disabled;
        let fits = match self.slug {
            "khoa" => !locked,
            "mo-khoa" => locked,
            "bo-hai-lop" => line.second_factor,
            "cho-hai-lop" => !line.second_factor && account.status() == AccountStatus::Active,
            "thu-vai-tro" => !(account.grants.is_empty() && account.asked.is_empty()),
            _ => true,
        };
        let may = match manages {
            Manages::All => true,
            Manages::Logins => !self.slug.ends_with("vai-tro"),
            // Whoever gives the role lets its holder in again where administrators may not.
            Manages::Roles => {
                let audits = account.grants.iter().any(|grant| grant.role() == SystemRole::Auditor);
                self.slug.ends_with("vai-tro") || (self.slug.ends_with("hai-lop") && audits)
            }
            Manages::Nothing => false,
        };
        fits && may
    }
}

/// What of an account a reader may change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manages {
    /// Everything: administrators, as far as the service lets them.
    All,
    /// Everything but roles: IT officers.
    Logins,
    /// Roles: the leadership of the province.
    Roles,
    /// Nothing: auditors, and everybody of themselves.
    Nothing,
}

impl Manages {
    fn of(me: &Me, person_id: &str) -> Self {
        if me.person_id == person_id {
            Self::Nothing
        } else if me.holds(&[SystemRole::SnvAdmin]) {
            Self::All
        } else if me.holds(&[SystemRole::UnitIt]) {
            Self::Logins
        } else if me.holds(&[SystemRole::HigherAuthority, SystemRole::ProvinceLeader]) {
            Self::Roles
        } else {
            Self::Nothing
        }
    }
}

/// One account with what happened to it, and what this reader may do with it.
pub fn account_page(page: Page, line: &AccountLine, events: &[AccountEvent], manages: Manages) -> Details {
    let account = line.account.clone().unwrap_or_default();
    let grants: Vec<&str> = account.grants.iter().map(|grant| role(grant.role())).collect();
    let asked = |one: &AskedRole| {
        format!("{}, đề nghị lúc {}", role(one.grant.clone().unwrap_or_default().role()), show::moment(one.asked_at.as_ref()))
    };
    let asked: Vec<String> = account.asked.iter().map(asked).collect();
    let deeds: Vec<String> = account.asked_deeds.iter().map(deed).collect();
    let mut rows = vec![
        SummaryRow::new("Tên đăng nhập", &account.email),
        SummaryRow::new("Trạng thái", state(account.status()).text),
        SummaryRow::new("Vai trò", if grants.is_empty() { "Không có vai trò riêng".to_owned() } else { grants.join(", ") }),
        SummaryRow::new("Xác thực hai lớp", if line.second_factor { "Đang bật" } else { "Chưa bật" }),
    ];
    if !asked.is_empty() {
        rows.insert(3, SummaryRow::new("Vai trò chờ người thứ hai xác nhận", asked.join("\n")));
    }
    if !deeds.is_empty() {
        rows.push(SummaryRow::new("Chờ người thứ hai làm cùng việc", deeds.join("\n")));
    }
    let event = |event: &AccountEvent| {
        SummaryRow::new(show::moment(event.at.as_ref()), format!("{}\n{}", happened(&event.action), detail(&event.detail)))
    };
    let at = |act: &AccountAct| (format!("/cong-nghe/tai-khoan/{}/{}", account.person_id, act.slug), act.name.to_owned());
    let acts = ACTS.iter().filter(|act| act.is_offered(line, manages)).map(at).collect();
    let parts = vec![(String::new(), rows), ("Đã xảy ra".to_owned(), events.iter().map(event).collect())];
    Details { page, caption: "Tài khoản".to_owned(), parts, acts }
}

/// The page of one act.
fn act_page(page: Page, act: &AccountAct, line: &AccountLine, scopes: &[Scope], posted: Option<&Posted>) -> Act {
    let inputs = (act.inputs)(&Asks { page: &page, posted }, scopes);
    Act { caption: line.full_name.clone(), intro: act.intro, rows: Vec::new(), inputs, button: act.name, page }
}

/// The pages of all acts, for looking at them.
#[cfg(test)]
pub fn samples(page: impl Fn(&str) -> Page, line: &AccountLine) -> Vec<(&'static str, Act)> {
    ACTS.iter().map(|act| (act.slug, act_page(page(act.name), act, line, &[], None))).collect()
}

/// The yearly report: who uses the software, and how faults were answered.
pub fn report_page(page: Page, report: &GetStatusReportResponse) -> Listing {
    let counts = |counts: Option<&proto::identity::v1::AccountCounts>| {
        let counts = counts.cloned().unwrap_or_default();
        [counts.invited, counts.active, counts.disabled, counts.used].map(|number| Cell::new(number.to_string()))
    };
    let row = |agency: &proto::identity::v1::AgencyStatus| {
        std::iter::once(Cell::new(&agency.name)).chain(counts(agency.accounts.as_ref())).collect::<Vec<_>>()
    };
    let all = std::iter::once(Cell::new("Cộng")).chain(counts(report.accounts.as_ref())).collect();
    // The sum of one agency is the agency.
    let rows = report.agencies.iter().map(row).chain((report.agencies.len() != 1).then_some(all)).collect();
    let heads = ["Cơ quan", "Chưa kích hoạt", "Đang dùng", "Đã khóa", "Đăng nhập trong năm"];
    let mut list = Listing::new(page, &heads, rows, "Chưa có tài khoản nào.");
    let faults = report.faults.unwrap_or_default();
    let roles: Vec<String> = report.roles.iter().map(|count| format!("{}: {}", role(count.role()), count.people)).collect();
    let roles = if roles.is_empty() { String::new() } else { format!(" Vai trò đã giao: {}.", roles.join("; ")) };
    let half = match (faults.answered + faults.closed, faults.median_hours_to_answer) {
        (0, _) => String::new(),
        (_, 0) => "; một nửa được trả lời trong chưa đầy một giờ".to_owned(),
        (_, hours) => format!("; một nửa được trả lời trong {hours} giờ"),
    };
    list.lead = format!(
        "Sự cố được báo: {}; đang chờ {}, đã trả lời {}, đã đóng {}{half}.{roles}",
        faults.reported, faults.waiting, faults.answered, faults.closed
    );
    list
}

async fn line_of(user: &User, person_id: &str, reason: String) -> Result<Option<AccountLine>, Problem> {
    let person = super::names::name_of(user, person_id).await;
    let request = ListAccountsRequest { page: everything(), search: person, reason, ..ListAccountsRequest::default() };
    let found = user.calls.send(request).await?.accounts;
    let of_person = |line: &AccountLine| line.account.as_ref().is_some_and(|account| account.person_id == person_id);
    Ok(found.into_iter().find(of_person))
}

fn no_account() -> Halt {
    Halt::NotFound("Không có tài khoản này.".to_owned())
}

/// `GET /cong-nghe/tai-khoan`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    listed(&user, &wanted, None).await
}

/// `POST /cong-nghe/tai-khoan`: as an auditor, with a reason.
pub async fn list_because(user: User, Query(wanted): Query<Wanted>, posted: Posted) -> Result<Response, Halt> {
    listed(&user, &wanted, Some(&posted)).await
}

async fn listed(user: &User, wanted: &Wanted, posted: Option<&Posted>) -> Result<Response, Halt> {
    let request = ListAccountsRequest {
        page: wanted.page(),
        agency_id: wanted.co_quan.clone(),
        search: wanted.tu.clone(),
        status: wanted.loc.parse().unwrap_or_default(),
        asked: wanted.loc == ASKED,
        reason: reason_in(posted),
    };
    let home = if user.me.roles.contains(&SystemRole::Auditor) { "/giam-sat" } else { "/cong-nghe" };
    let page = user.page("Tài khoản").back(home);
    let answer = match user.calls.send(request).await {
        Ok(answer) => answer,
        Err(problem) => return asks_why(page, "Xem tài khoản", posted, problem),
    };
    let next = wanted.next("/cong-nghe/tai-khoan", answer.page.as_ref());
    let view = list_page(page, &answer.accounts, wanted, next);
    Ok(html(view.page.status(), &view))
}

/// `GET /cong-nghe/tai-khoan/{person}`.
pub async fn show(user: User, Path(person_id): Path<String>) -> Result<Response, Halt> {
    shown(&user, person_id, None).await
}

/// `POST /cong-nghe/tai-khoan/{person}`: as an auditor, with a reason.
pub async fn show_because(user: User, Path(person_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    shown(&user, person_id, Some(&posted)).await
}

async fn shown(user: &User, person_id: String, posted: Option<&Posted>) -> Result<Response, Halt> {
    let line = match line_of(user, &person_id, reason_in(posted)).await {
        Ok(line) => line.ok_or_else(no_account)?,
        Err(problem) => return asks_why(user.page("Tài khoản").back("/cong-nghe/tai-khoan"), "Xem tài khoản", posted, problem),
    };
    let manages = Manages::of(&user.me, &person_id);
    let request = ListAccountEventsRequest { page: everything(), person_id, reason: reason_in(posted) };
    let events = user.calls.send(request).await;
    let events = if_any(events)?.map(|answer| answer.events).unwrap_or_default();
    let view = account_page(user.page(&line.full_name).back("/cong-nghe/tai-khoan"), &line, &events, manages);
    Ok(html(view.page.status(), &view))
}

/// Where a role may hold: everywhere, or in one agency.
async fn scopes(user: &User) -> Result<Vec<Scope>, Halt> {
    let request = ListUnitsRequest { page: everything(), agencies_only: true, ..ListUnitsRequest::default() };
    let agencies = user.calls.send(request).await?.units.into_iter().map(|unit| (unit.unit_id, unit.name));
    Ok(std::iter::once((EVERYWHERE.to_owned(), "Toàn tỉnh".to_owned())).chain(agencies).collect())
}

fn act_of(slug: &str) -> Result<&'static AccountAct, Halt> {
    ACTS.iter().find(|act| act.slug == slug).ok_or_else(|| Halt::NotFound(String::new()))
}

async fn view(
    user: &User,
    line: &AccountLine,
    act: &AccountAct,
    mistakes: Vec<Mistake>,
    posted: Option<&Posted>,
) -> Result<Response, Halt> {
    let person_id = line.account.clone().unwrap_or_default().person_id;
    let page = user.page(act.name).back(format!("/cong-nghe/tai-khoan/{person_id}")).with(mistakes);
    let scopes = if act.slug.ends_with("vai-tro") { scopes(user).await? } else { Vec::new() };
    let view = act_page(page, act, line, &scopes, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /cong-nghe/tai-khoan/{person}/{act}`.
pub async fn ask(user: User, Path((person_id, slug)): Path<(String, String)>) -> Result<Response, Halt> {
    let act = act_of(&slug)?;
    let line = line_of(&user, &person_id, String::new()).await?.ok_or_else(no_account)?;
    only_offered(act.is_offered(&line, Manages::of(&user.me, &person_id)))?;
    view(&user, &line, act, Vec::new(), None).await
}

/// `POST /cong-nghe/tai-khoan/{person}/{act}`.
pub async fn act(user: User, Path((person_id, slug)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let act = act_of(&slug)?;
    match (act.send)(Sent { user: &user, id: &person_id, posted: &posted }).await? {
        Ok(()) => Ok(go(&format!("/cong-nghe/tai-khoan/{person_id}"), "luu")),
        Err(mistakes) => {
            let line = line_of(&user, &person_id, String::new()).await?.ok_or_else(no_account)?;
            view(&user, &line, act, mistakes, Some(&posted)).await
        }
    }
}

/// Sends what is to become of a role, where it holds.
async fn about_role<M: Method>(sent: Sent<'_>, request: fn((String, String, String), RoleGrant) -> M) -> Done<()> {
    let mut typed = Typed::new(sent);
    let (role, scope) = (typed.chosen("role"), typed.chosen("scope"));
    let agency_id = if scope == EVERYWHERE { String::new() } else { scope };
    let grant = RoleGrant { role: role.parse().unwrap_or_default(), agency_id };
    typed.command(request(sent.named(), grant)).await
}

/// Who reads about the whole province; others read about their own agency.
const OF_THE_PROVINCE: [SystemRole; 4] = [SystemRole::SnvAdmin, SystemRole::ProvinceLeader, SystemRole::Auditor, SystemRole::Ops];

/// `GET /cong-nghe/bao-cao`: of the province, or of one agency for its IT officer and its head.
pub async fn report(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::of_work(&user, asked.nam).await?;
    let year = years.year;
    let agency_id = if user.me.holds(&OF_THE_PROVINCE) { String::new() } else { user.me.agency_id.clone() };
    let report = user.calls.send(GetStatusReportRequest { year, agency_id }).await?;
    let view = report_page(user.page(format!("Tình hình sử dụng phần mềm năm {year}")).back("/cong-nghe").years(&years), &report);
    Ok(html(view.page.status(), &view))
}
