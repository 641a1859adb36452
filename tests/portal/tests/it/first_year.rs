//! An empty installation becomes a province that can evaluate, by pages alone: the first administrator, law, a staff list, periods.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use congtam::world::{Given, Options, Stage, World};
use dev_infra::Durability;
use fantoccini::Locator;
use kernel::Clock;
use runtime::clock::SystemClock;
use totp_rs::{Builder, Secret};

use crate::browser::Browser;
use crate::page_checks::usable;
use crate::world::{HR_OFFICER as OFFICER, SPECIALIST};

pub const ADMIN: &str = "dat.trancong@quangtri.gov.vn";
const SECOND: &str = "hai.nguyenthi@quangtri.gov.vn";
pub const PASSWORD: &str = "gio lao thoi qua dong ha trang";
/// A spring day of the present law.
const TODAY: &str = "2026-03-10";

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Servers and services with nothing in them, as `congtam init` leaves them: administrators need a second factor, as in an office.
pub async fn empty_installation(folder: &Path, portal_port: u16) -> anyhow::Result<World> {
    let mut stage = Stage::prepare(Options {
        root: root(),
        folder: folder.to_owned(),
        given: Given::default(),
        durability: Durability::Fast,
        fresh: true,
        rehearsal: true,
        portal_port,
    })
    .await?;
    stage.plan.identity.second_factor = identity::SecondFactor::Required;
    set_clock(&stage, &format!("{TODAY}T02:00:00Z"))?;
    World::start(stage).await
}

/// From now on it is this moment, and time goes on.
pub fn set_clock(stage: &Stage, moment: &str) -> anyhow::Result<()> {
    let clock = stage.clock_offset_file.as_ref().context("a rehearsal has a clock")?;
    let offset = moment.parse::<chrono::DateTime<chrono::Utc>>()? - SystemClock::new(None).now();
    Ok(std::fs::write(clock, offset.num_seconds().to_string())?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_begins_in_an_empty_system_by_its_pages_alone() {
    begin().await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn begin() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let world = empty_installation(folder.path(), 18_500).await?;
    let plan = &world.stage().plan;
    let secret = congtam::init::first_run(&plan.identity.runtime).await?.context("nobody is there yet")?.secret;
    let (browser, other) = (Browser::start(&plan.portal_url()).await?, Browser::start(&plan.portal_url()).await?);
    let outcome = year(&browser, &other, &secret, &world.stage().mail_folder).await;
    let picture = browser.picture("bat-dau-cuoi").await.and(other.picture("bat-dau-cuoi-khac").await);
    browser.close().await;
    other.close().await;
    world.stop().await;
    outcome.and(picture)
}

/// The first administrator goes on in one browser; everybody else comes in by another one.
async fn year(browser: &Browser, other: &Browser, secret: &str, mails: &Path) -> anyhow::Result<()> {
    first_administrator(browser, secret).await.context("the first administrator")?;
    second_factor(browser, ADMIN, None).await.context("the second factor")?;
    let waits = browser.text("main").await?;
    ensure!(waits.contains("Chuẩn bị năm đánh giá 2026: xong 0/7 việc"), "{waits}");
    law(browser).await.context("law")?;
    staff_list(browser, "tests/flows/data/so-khoa-hoc.xlsx").await.context("the staff list")?;
    second_administrator(other, mails, browser).await.context("the second administrator")?;
    periods(browser).await.context("periods")?;
    browser.open("/bat-dau").await?;
    let steps = browser.text("main").await?;
    ensure!(steps.matches("Xong").count() >= 4, "law, staff list and periods are done: {steps}");
    usable(browser, "bat-dau").await?;
    browser.open("/huong-dan").await?;
    browser.heading("Hướng dẫn: ai làm gì ở từng bước").await?;
    usable(browser, "huong-dan").await?;
    let ((clicks, inputs), (more_clicks, more_inputs)) = (browser.effort(), other.effort());
    let (clicks, inputs) = (clicks + more_clicks, inputs + more_inputs);
    eprintln!("from an empty system to open self-assessment: {clicks} clicks, {inputs} inputs");
    quarters(browser, other, mails).await.context("quarters")
}

pub async fn first_administrator(browser: &Browser, secret: &str) -> anyhow::Result<()> {
    browser.open("/khoi-tao").await?;
    browser.heading("Khởi tạo phần mềm").await?;
    usable(browser, "khoi-tao").await?;
    let fill = async |again: &str| {
        browser.fill("#secret", secret).await?;
        browser.fill("#mail_domains", "quangtri.gov.vn").await?;
        browser.fill("#full_name", "Trần Công Đạt").await?;
        browser.fill("#email", ADMIN).await?;
        browser.fill("#password", PASSWORD).await?;
        browser.fill("#password_again", again).await?;
        browser.fill("#second_full_name", "Nguyễn Thị Hai").await?;
        browser.fill("#second_email", SECOND).await?;
        browser.press("Khởi tạo").await
    };
    fill("mot cau khac han").await?;
    browser.refused("password_again").await?;
    fill(PASSWORD).await?;
    browser.heading("Đăng nhập").await?;
    browser.said("Đã tạo quản trị viên đầu tiên").await?;
    browser.open("/khoi-tao").await?;
    fill(PASSWORD).await?;
    browser.refused("secret").await
}

/// Sets up the first second factor of somebody; `beside` is the browser of who sees them do it.
pub async fn second_factor(browser: &Browser, login: &str, beside: Option<&Browser>) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.heading("Đăng nhập").await?;
    browser.fill("#email", login).await?;
    browser.fill("#password", PASSWORD).await?;
    browser.press("Đăng nhập").await?;
    browser.heading("Xác thực hai lớp").await?;
    browser.fill("#password", PASSWORD).await?;
    browser.press("Bắt đầu cài đặt").await?;
    let secret = Secret::try_from_base32(browser.text(".ct-secret").await?).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    if let Some(beside) = beside {
        let pairing = browser.text(".ct-pairing").await?;
        usable(browser, "hai-lop-lan-dau").await?;
        beside.open(&format!("/cong-nghe/tai-khoan?tu={login}")).await?;
        beside.element(Locator::Css("tbody a")).await?.click().await?;
        beside.follow("Cho cài xác thực hai lớp").await?;
        beside.fill("#pairing_code", &pairing).await?;
        beside.fill("#reason", "Gặp trực tiếp").await?;
        usable(beside, "cho-hai-lop").await?;
        beside.press("Cho cài xác thực hai lớp").await?;
        beside.said("Đã lưu").await?;
    }
    // A telephone knows nothing of the rehearsed year.
    let code = Builder::new().with_secret(secret).build()?.generate(u64::try_from(SystemClock::new(None).now().timestamp())?);
    browser.fill("#code", &code.to_string()).await?;
    browser.press("Xác nhận").await?;
    browser.follow("Tiếp tục").await?;
    browser.heading("Việc của tôi").await
}

pub async fn law(browser: &Browser) -> anyhow::Result<()> {
    browser.follow("Chuẩn bị năm đánh giá 2026").await?;
    browser.heading("Bắt đầu năm đánh giá 2026").await?;
    browser.follow("Bộ tiêu chí chấm điểm").await?;
    browser.heading("Bộ tiêu chí và bộ quy tắc có sẵn").await?;
    usable(browser, "co-san").await?;
    browser.press("Ban hành các bộ cho năm 2026").await?;
    browser.said("Đã ban hành").await?;
    let told = browser.text("main").await?;
    ensure!(!told.contains("Ban hành các bộ cho năm 2026") && told.contains("QT-2026-CB-NLD"), "{told}");
    browser.open("/so-noi-vu/quy-tac/bo/ND335-2026-CC").await?;
    browser.heading("Nghị định 335/2025").await?;
    let told = browser.text("main").await?;
    for key in ["multi_post", "group_mean", "HTXS", "min_group"] {
        ensure!(!told.contains(key), "{key} in {told}");
    }
    ensure!(told.contains("không quá 20%"), "{told}");
    usable(browser, "bo-quy-tac").await
}

pub async fn staff_list(browser: &Browser, list: &str) -> anyhow::Result<()> {
    browser.open("/to-chuc/nhap").await?;
    browser.heading("Nhập danh sách nhân sự").await?;
    let list = root().join(list).canonicalize()?;
    browser.element(Locator::Css("#file")).await?.send_keys(&list.to_string_lossy()).await?;
    browser.press("Nhập").await?;
    browser.element(Locator::Css(".govuk-inset-text")).await.context("nothing says what was imported")?;
    Ok(())
}

/// Comes in by the invitation, and confirms who leads what the first one's list names.
pub async fn second_administrator(browser: &Browser, mails: &Path, first: &Browser) -> anyhow::Result<()> {
    activate(browser, mails, SECOND).await?;
    second_factor(browser, SECOND, Some(first)).await?;
    browser.open("/cong-nghe/nguoi-dung-dau").await?;
    browser.heading("Người đứng đầu chờ xác nhận").await?;
    usable(browser, "nguoi-dung-dau").await?;
    browser.press("Xác nhận tất cả những người trên").await?;
    browser.said("Đã lưu").await?;
    let told = browser.text("main").await?;
    ensure!(told.contains("Không có ai chờ xác nhận"), "{told}");
    Ok(())
}

pub async fn periods(browser: &Browser) -> anyhow::Result<()> {
    let tried = async || {
        browser.open("/so-noi-vu/ky/tat-ca").await?;
        for (name, day) in [
            ("deadlines.self_by", "20/3/2026"),
            ("deadlines.review_by", "25/3/2026"),
            ("deadlines.verify_by", "28/3/2026"),
            ("deadlines.decide_by", "30/3/2026"),
            ("deadlines.publish_by", "31/3/2026"),
        ] {
            browser.fill(&format!("[id='{name}']"), day).await?;
        }
        browser.press("Mở kỳ cho các cơ quan").await?;
        told(browser).await
    };
    // Evaluation hears of law and agencies a moment later; whoever is refused meanwhile is told, and comes with the next press.
    repeated(tried, "1 được, 0 không được").await?;
    usable(browser, "moi-ky").await?;
    for (step, reached) in [("Bắt đầu kê khai công việc", "Đang kê khai công việc"), ("Mở tự đánh giá", "Đang tự đánh giá")]
    {
        // Opened anew: what is said afterwards is about this step. Heads are heard of a moment later too.
        let tried = async || {
            browser.open("/so-noi-vu/ky/tat-ca").await?;
            let chosen = format!("//select[@id='to']/option[normalize-space(.) = '{step}']");
            browser.element(Locator::XPath(&chosen)).await?.click().await?;
            browser.press("Chuyển các cơ quan").await?;
            told(browser).await
        };
        repeated(tried, reached).await.with_context(|| step.to_owned())?;
    }
    let agency = browser.element(Locator::Css("tbody a")).await?;
    agency.click().await?;
    browser.heading("năm 2026").await?;
    let period = browser.text("main").await?;
    for pack in ["ND335-2026-CC (Công chức", "ND233-2026-VC (Viên chức", "QT-2026-CB-NLD (Cán bộ, Người lao động)"] {
        ensure!(period.contains(pack), "«{pack}» in {period}");
    }
    usable(browser, "ky-2026").await
}

/// Comes in by the invitation and chooses the password.
pub async fn activate(browser: &Browser, mails: &Path, login: &str) -> anyhow::Result<()> {
    let invitations = congtam::year::invitations(mails)?;
    let token = invitations.get(login).with_context(|| format!("no invitation for {login}"))?;
    browser.client.delete_all_cookies().await?;
    browser.open(&format!("/kich-hoat?ma={token}")).await?;
    browser.fill("#password", PASSWORD).await?;
    browser.press("Đặt mật khẩu").await?;
    browser.heading("Đăng nhập").await
}

/// The law of 2026 scores by quarters: an HR officer declares one, is told what is wrong, and the person reads it at once.
async fn quarters(admin: &Browser, browser: &Browser, mails: &Path) -> anyhow::Result<()> {
    admin.open(&format!("/to-chuc/nhan-su?tu={SPECIALIST}")).await?;
    let person = admin.element(Locator::Css("tbody a")).await?;
    let (name, href) = (person.text().await?, person.attr("href").await?.unwrap_or_default());
    let id = href.rsplit('/').next().unwrap_or_default().to_owned();
    admin.open(&format!("/cong-nghe/tai-khoan?tu={OFFICER}")).await?;
    admin.element(Locator::Css("tbody a")).await?.click().await?;
    admin.follow("Giao vai trò").await?;
    for (list, option) in [("role", "Cán bộ tổ chức"), ("scope", "Khoa học")] {
        let chosen = format!("//select[@id='{list}']/option[contains(normalize-space(.), '{option}')]");
        admin.element(Locator::XPath(&chosen)).await.with_context(|| option.to_owned())?.click().await?;
    }
    admin.fill("#reason", "Phân công công tác tổ chức").await?;
    admin.press("Giao vai trò").await?;
    admin.said("Đã").await?;
    activate(browser, mails, OFFICER).await?;
    second_factor(browser, OFFICER, Some(admin)).await?;

    browser.open("/to-chuc/ket-qua-ky?nam=2026").await?;
    browser.heading("Kết quả theo quý, tháng năm 2026").await?;
    usable(browser, "ket-qua-ky").await?;
    browser.follow("Quý I").await?;
    browser.heading("Quý I năm 2026").await?;
    let at = |field: &str| format!("[id='{id}.{field}']");
    browser.fill("[id='document_ref']", "15/BB ngày 05/4/2026").await?;
    browser.fill(&at("common"), "27").await?;
    for (item, percent) in [("a", "100"), ("b", "95"), ("c", "190")] {
        browser.fill(&at(&format!("items[{item}]")), percent).await?;
    }
    browser.tick(&at("chon")).await?;
    browser.press("Khai báo những người đã đánh dấu").await?;
    browser.refused(&format!("{id}.items[c]")).await?;
    browser.fill(&at("items[c]"), "90").await?;
    browser.press("Khai báo những người đã đánh dấu").await?;
    browser.said("Đã ghi nhận khai báo").await?;
    usable(browser, "ket-qua-ky-nhap").await?;
    browser.open("/to-chuc/ket-qua-ky?nam=2026").await?;
    browser.follow(&name).await?;
    let told = browser.text("main").await?;
    ensure!(told.contains("93,5") && told.contains("a: 100%, b: 95%, c: 90%") && told.contains("15/BB"), "{told}");
    browser.open("/to-chuc/khai-bao").await?;
    let told = browser.text("main").await?;
    ensure!(told.contains("Kết quả quý I"), "{told}");

    activate(browser, mails, SPECIALIST).await?;
    browser.sign_in(SPECIALIST, PASSWORD).await?;
    browser.open("/ket-qua").await?;
    browser.follow("Kết quả theo quý, tháng của năm nay").await?;
    browser.heading("Kết quả theo quý, tháng của tôi, năm 2026").await?;
    usable(browser, "ket-qua-theo-ky").await?;
    let told = browser.text("main").await?;
    ensure!(told.contains("93,5") && told.contains("66,5") && told.contains("Chưa đến"), "{told}");
    Ok(())
}

/// What the page says after agencies were asked.
pub async fn told(browser: &Browser) -> anyhow::Result<String> {
    browser.element(Locator::Css("[role='status']")).await.context("nothing was done")?;
    browser.text("main").await
}

/// Tries until the page says what is wanted.
pub async fn repeated(attempt: impl AsyncFn() -> anyhow::Result<String>, wanted: &str) -> anyhow::Result<()> {
    const TRIES: usize = 20;
    let mut last = String::new();
    for _ in 0..TRIES {
        last = attempt().await?;
        if last.contains(wanted) {
            return Ok(());
        }
    }
    anyhow::bail!("no «{wanted}»: {last}")
}
