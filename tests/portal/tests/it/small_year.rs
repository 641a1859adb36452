//! An empty installation, by pages alone, to published results and an appeal: an association of three people.

use std::path::Path;

use anyhow::{Context, ensure};
use fantoccini::Locator;

use crate::browser::Browser;
use crate::first_year::{
    ADMIN, PASSWORD, activate, empty_installation, first_administrator, law, periods, repeated, second_administrator, second_factor,
    set_clock, staff_list, told,
};
use crate::journeys::review;
use crate::page_checks::usable;

const LIST: &str = "tests/portal/data/hoi-chu-thap-do.xlsx";
/// Leads the association.
const CHAIR: (&str, &str) = ("Lê Thị Minh Nguyệt", "nguyet.lethiminh@quangtri.gov.vn");
/// Work in its office, under nobody but the chair; the second is its HR officer.
const CLERK: &str = "bao.tranvan@quangtri.gov.vn";
const OFFICER: &str = "cuc.vothi@quangtri.gov.vn";

#[tokio::test(flavor = "multi_thread")]
async fn a_small_agency_comes_from_its_workbook_to_published_results_and_an_appeal() {
    walk().await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn walk() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let world = empty_installation(folder.path(), 18_600).await?;
    let plan = &world.stage().plan;
    let secret = congtam::init::first_run(&plan.identity.runtime).await?.context("nobody is there yet")?.secret;
    let mut browsers = Vec::new();
    for _ in 0..4 {
        browsers.push(Browser::start(&plan.portal_url()).await?);
    }
    let people = People { admin: &browsers[0], chair: &browsers[1], clerk: &browsers[2], officer: &browsers[3] };
    let outcome = async {
        people.year(&secret, &world.stage().mail_folder).await?;
        set_clock(world.stage(), "2026-12-31T23:57:00+07:00")?;
        people.last_evening().await.context("the last evening of the year")?;
        set_clock(world.stage(), "2027-01-01T00:00:01+07:00")?;
        people.new_year().await.context("new year")
    }
    .await;
    for (browser, name) in browsers.iter().zip(["quan-tri", "chu-tich", "nhan-vien", "to-chuc"]) {
        browser.picture(&format!("nam-nho-cuoi-{name}")).await.ok();
    }
    for browser in browsers {
        browser.close().await;
    }
    world.stop().await;
    outcome
}

/// Each in a browser of their own, signed in to the end.
struct People<'a> {
    admin: &'a Browser,
    chair: &'a Browser,
    clerk: &'a Browser,
    officer: &'a Browser,
}

impl People<'_> {
    async fn year(&self, secret: &str, mails: &Path) -> anyhow::Result<()> {
        first_administrator(self.admin, secret).await?;
        second_factor(self.admin, ADMIN, None).await?;
        law(self.admin).await.context("law")?;
        staff_list(self.admin, LIST).await.context("the staff list")?;
        // The second administrator uses the officer's machine before the officer does.
        second_administrator(self.officer, mails, self.admin).await.context("the second administrator")?;
        periods(self.admin).await.context("periods")?;
        for (browser, login) in [(self.chair, CHAIR.1), (self.officer, OFFICER)] {
            activate(browser, mails, login).await?;
            second_factor(browser, login, Some(self.admin)).await?;
        }
        activate(self.clerk, mails, CLERK).await?;
        self.clerk.sign_in(CLERK, PASSWORD).await?;

        assess(self.clerk).await.context("the clerk assesses themself")?;
        assess(self.officer).await.context("the officer assesses themself")?;
        self.exclude_the_chair().await.context("the chair is not evaluated")?;
        self.step("Mở tham gia ý kiến 360°").await?;
        for browser in [self.clerk, self.officer, self.chair, self.chair] {
            review(browser).await.context("opinions")?;
        }
        self.step("Khóa ý kiến và lập biên bản số").await?;
        self.step("Bắt đầu thẩm định").await?;
        self.verify_and_decide().await.context("verification and decision")?;
        self.step("Bắt đầu quyết định").await?;
        self.publish().await.context("publication")?;
        self.appeal().await.context("appeal")
    }

    /// Moves the agency on, as soon as everybody has heard of what came before.
    async fn step(&self, step: &str) -> anyhow::Result<()> {
        let tried = async || {
            self.admin.open("/so-noi-vu/ky/tat-ca").await?;
            let chosen = format!("//select[@id='to']/option[normalize-space(.) = '{step}']");
            self.admin.element(Locator::XPath(&chosen)).await?.click().await?;
            self.admin.press("Chuyển các cơ quan").await?;
            told(self.admin).await
        };
        repeated(tried, "1 được, 0 không được").await.with_context(|| step.to_owned())
    }

    /// Who decides on agency heads is named by another test; here the head is new.
    async fn exclude_the_chair(&self) -> anyhow::Result<()> {
        let browser = self.officer;
        browser.open("/to-chuc/ky").await?;
        ensure!(browser.tick("tbody a").await?, "no period: {}", browser.text("main").await?);
        browser.follow(CHAIR.0).await?;
        browser.follow("Không đánh giá trong năm").await?;
        browser.element(Locator::Css("#not_evaluated_reason")).await?.select_by_value("LONG_LEAVE").await?;
        browser.fill("#reason", "Nghỉ chữa bệnh từ tháng 1, giấy của bệnh viện").await?;
        browser.press("Ghi nhận không đánh giá").await?;
        browser.said("Đã lưu").await
    }

    async fn verify_and_decide(&self) -> anyhow::Result<()> {
        let browser = self.chair;
        browser.open("/tham-dinh").await?;
        browser.heading("Thẩm định năm 2026").await?;
        usable(browser, "nam-nho-tham-dinh").await?;
        let comments = "textarea[id$='.comment']:not([id$='.decision.comment'])";
        ensure!(browser.fill_all(comments, "Hoàn thành các việc được giao.").await? == 2, "two people wait");
        let proposed = browser.element(Locator::Css("input[id$='.proposed_total']")).await?.attr("id").await?.unwrap_or_default();
        let record = proposed.trim_end_matches(".proposed_total").to_owned();
        for number in 1..=2 {
            browser.tick(&format!("fieldset.ct-card:nth-of-type({number}) [id$='.chon']")).await?;
        }
        // 5 where 50 was meant.
        browser.fill(&format!("[id='{proposed}']"), "5").await?;
        browser.press("Thẩm định và quyết định những người đã đánh dấu").await?;
        browser.refused(&format!("{record}.reason")).await?;
        browser.fill(&format!("[id='{proposed}']"), "50").await?;
        browser.press("Thẩm định và quyết định những người đã đánh dấu").await?;
        browser.said("Đã thẩm định").await
    }

    async fn publish(&self) -> anyhow::Result<()> {
        let browser = self.chair;
        let waits = async || {
            browser.open("/").await?;
            browser.text("main").await
        };
        repeated(waits, "Công khai kết quả năm 2026").await?;
        browser.follow("Công khai kết quả").await?;
        browser.heading("Công khai kết quả").await?;
        browser.press("Công khai kết quả").await?;
        browser.said("Đã công khai").await
    }

    /// Until midnight in Vietnam, which is five in the afternoon elsewhere, it is the old year.
    async fn last_evening(&self) -> anyhow::Result<()> {
        let browser = self.clerk;
        browser.sign_in(CLERK, PASSWORD).await?;
        self.work_of(2026, "2026-12-28", "2026-12-31").await
    }

    /// From midnight on, work is the new year's, and the newest result still that of the old one.
    async fn new_year(&self) -> anyhow::Result<()> {
        let browser = self.clerk;
        self.work_of(2027, "2026-12-28", "2027-01-01").await?;
        browser.open("/ket-qua").await?;
        ensure!(browser.text("main").await?.contains("2026"), "{}", browser.text("main").await?);
        usable(browser, "nam-nho-nam-moi").await
    }

    /// The pages of daily work open with this year, its week and its day.
    async fn work_of(&self, year: i32, monday: &str, today: &str) -> anyhow::Result<()> {
        let browser = self.clerk;
        for (path, heading) in [("/danh-muc", "Danh mục công việc"), ("/bang-ke", "Bảng kê công việc")] {
            browser.open(path).await?;
            browser.heading(&format!("{heading} năm {year}")).await?;
        }
        for (text, address) in
            [("Kê khai tuần này", format!("/bang-ke/tuan/{monday}")), ("Kê khai hôm nay", format!("/bang-ke/ngay/{today}"))]
        {
            let link = browser.element(Locator::LinkText(text)).await?.attr("href").await?.unwrap_or_default();
            ensure!(link == address, "{text}: {link}");
        }
        Ok(())
    }

    /// The clerk appeals, the chair decides anew, and the new result is public without anybody's doing.
    async fn appeal(&self) -> anyhow::Result<()> {
        self.clerk.open("/").await?;
        self.clerk.follow("Xem kết quả đánh giá").await?;
        self.clerk.heading("Kết quả đánh giá, phân loại năm 2026").await?;
        usable(self.clerk, "nam-nho-ket-qua").await?;
        let said = self.clerk.text("main").await?;
        ensure!(said.contains("50,00") && said.contains("Hoàn thành nhiệm vụ"), "{said}");
        self.clerk.follow("iến nghị").await?;
        self.clerk.fill("#text", "Đề nghị xem lại điểm chất lượng công việc.").await?;
        self.clerk.press("Gửi kiến nghị").await?;
        self.clerk.said("Đã gửi kiến nghị").await?;

        self.chair.open("/").await?;
        self.chair.follow("Trả lời kiến nghị của").await?;
        self.chair.element(Locator::Css("#revise")).await?.select_by_value("co").await?;
        self.chair.fill("#reason", "Kiến nghị đúng một phần.").await?;
        self.chair.fill("[id='revised.comment']", "Hoàn thành các việc được giao, chất lượng khá.").await?;
        self.chair.fill("[id='revised.decided_total']", "62").await?;
        self.chair.fill("[id='revised.reason']", "Đã đối chiếu lại bảng kê công việc.").await?;
        self.chair.press("Trả lời kiến nghị").await?;
        self.chair.said("Đã lưu").await?;

        let result = async || {
            self.clerk.open("/ket-qua").await?;
            self.clerk.text("main").await
        };
        repeated(result, "62,00").await.context("the new result")
    }
}

async fn assess(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow("Tự đánh giá, phân loại năm 2026").await?;
    browser.follow("Chấm điểm theo tiêu chí").await?;
    browser.heading("Chấm điểm").await?;
    ensure!(browser.fill_all("[data-score]", "5").await? == 10, "the criteria of contract workers");
    browser.press("Lưu và quay lại danh sách").await?;
    for section in ["Phiếu, phần I:", "Phiếu, phần II:"] {
        browser.follow(section).await?;
        browser.heading("đánh giá").await?;
        browser.fill_all("textarea", "Hoàn thành các việc được giao; cần chủ động hơn.").await?;
        browser.tick("[name=declared_class][value=HT]").await?;
        browser.press("Lưu và quay lại danh sách").await?;
        browser.heading("Tự đánh giá, phân loại năm 2026").await?;
    }
    browser.follow("Kiểm tra lại và nộp").await?;
    browser.heading("Kiểm tra lại trước khi nộp").await?;
    browser.press("Nộp bản tự đánh giá").await?;
    browser.heading("Đã nộp bản tự đánh giá").await
}
