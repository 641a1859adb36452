//! One year clicked through by eight roles: each does its own part by hand while everybody else's part is played.
#![expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Context, ensure};
use fantoccini::Locator;

use crate::browser::Browser;
use crate::journeys::{assess, decide, log_a_week, review};
use crate::kept::outlives_the_session;
use crate::page_checks::usable;
use crate::world::{
    AUDITOR, DECISION, HEAD, HOME_AFFAIRS, HR_OFFICER, IT_OFFICER, LAST, OPINIONS, PROVINCE_LEADER, PUBLICATION, SELF_ASSESSMENT,
    SPECIALIST, Stop, UNIT_HEAD, VERIFICATION, WORK_LISTS, tour,
};

/// Who the specialist is to those who look them up.
const SPECIALISTS_NAME: &str = "Hoàng Đình Mạnh";

#[tokio::test(flavor = "multi_thread")]
async fn eight_roles_click_through_the_whole_year() {
    let done = tour(BTreeSet::new(), do_ones_part).await.unwrap_or_else(|error| panic!("{error:#}"));
    let roles = [SPECIALIST, UNIT_HEAD, HEAD, HR_OFFICER, IT_OFFICER, HOME_AFFAIRS, PROVINCE_LEADER, AUDITOR];
    assert_eq!(done, BTreeSet::from(roles), "somebody had nothing to do");
}

async fn do_ones_part(stop: &Stop<'_>, done: &mut BTreeSet<&'static str>) -> anyhow::Result<()> {
    if stop.amid || ![WORK_LISTS, SELF_ASSESSMENT, OPINIONS, VERIFICATION, DECISION, PUBLICATION, LAST].contains(&stop.step) {
        return Ok(());
    }
    let browser = Browser::start(&stop.portal_url).await?;
    let mut hand = Hand { browser: &browser, password: stop.password, done };
    let acted = match stop.step {
        WORK_LISTS => hand.keeps(SPECIALIST, "/danh-muc", &[]).await,
        SELF_ASSESSMENT => autumn(&mut hand).await,
        OPINIONS => {
            hand.keeps(SPECIALIST, "/y-kien", &["a[href^='/y-kien/']"]).await?;
            hand.does("give all opinions", SPECIALIST, opinions).await
        }
        VERIFICATION => {
            hand.keeps(UNIT_HEAD, "/tham-dinh", &[]).await?;
            hand.keeps(UNIT_HEAD, "/tham-dinh", &["a[href^='/tham-dinh/']"]).await?;
            hand.does("verify everybody who waits", UNIT_HEAD, verify).await
        }
        DECISION => {
            hand.keeps(HEAD, "/quyet-dinh", &[]).await?;
            hand.keeps(HEAD, "/", &["a[href^='/quyet-dinh/']", "tbody a[href^='/quyet-dinh/ho-so/']"]).await?;
            hand.does("decide on everybody who waits", HEAD, decide).await
        }
        PUBLICATION => hand.does("publish", HEAD, publish).await,
        _ => afterwards(&mut hand).await,
    };
    browser.close().await;
    acted.with_context(|| format!("at «{}»", stop.step))
}

/// One browser that goes from hand to hand.
struct Hand<'a> {
    browser: &'a Browser,
    password: &'a str,
    done: &'a mut BTreeSet<&'static str>,
}

impl Hand<'_> {
    /// Somebody signs in, does something, and leaves.
    async fn does(&mut self, what: &str, email: &'static str, act: impl AsyncFnOnce(&Browser) -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.browser.client.delete_all_cookies().await?;
        self.browser.sign_in(email, self.password).await?;
        let (began, before) = (Instant::now(), self.browser.effort());
        act(self.browser).await.with_context(|| format!("{email} wanted to {what}"))?;
        let (clicks, inputs) = (self.browser.effort().0 - before.0, self.browser.effort().1 - before.1);
        println!("{what}: {clicks} clicks, {inputs} inputs, {:.1} s", began.elapsed().as_secs_f64());
        self.done.insert(email);
        Ok(())
    }

    /// What somebody types outlives the session, on the page to which these links lead from an address.
    async fn keeps(&mut self, email: &'static str, address: &str, links: &[&str]) -> anyhow::Result<()> {
        let kept = async {
            self.browser.client.delete_all_cookies().await?;
            self.browser.sign_in(email, self.password).await?;
            self.browser.open(address).await?;
            for link in links {
                ensure!(self.browser.tick(link).await?, "there is no {link}");
                self.browser.element(Locator::Css("main h1")).await?;
            }
            outlives_the_session(self.browser, email, self.password).await
        };
        kept.await.with_context(|| format!("{email} types at {address} {links:?}"))
    }
}

async fn autumn(hand: &mut Hand<'_>) -> anyhow::Result<()> {
    hand.keeps(SPECIALIST, "/bang-ke", &["tbody a[href^='/bang-ke/tuan/']", "a[href$='/dinh-chinh']"]).await?;
    hand.does("log a week's work", SPECIALIST, log_a_week).await?;
    hand.does("assess oneself", SPECIALIST, assess).await?;
    hand.does("report a fault", SPECIALIST, report_a_fault).await?;
    hand.does("answer a fault", IT_OFFICER, answer_the_fault).await?;
    hand.does("approve all logs", UNIT_HEAD, approve).await?;
    hand.does("declare a leave", HR_OFFICER, declare_a_leave).await?;
    hand.does("say who leads somebody", HEAD, order_a_head).await?;
    hand.does("look where somebody could move", HOME_AFFAIRS, look_elsewhere).await?;
    hand.does("give more time", HOME_AFFAIRS, give_more_time).await
}

async fn afterwards(hand: &mut Hand<'_>) -> anyhow::Result<()> {
    hand.keeps(SPECIALIST, "/ket-qua", &["a[href^='/ket-qua/']", "a[href$='/kien-nghi']"]).await?;
    hand.does("read the result and appeal", SPECIALIST, appeal).await?;
    hand.does("answer the appeal", HEAD, answer_the_appeal).await?;
    hand.does("look at the province", PROVINCE_LEADER, look_at_the_province).await?;
    hand.does("read a result, saying why", AUDITOR, read_by_office).await
}

async fn report_a_fault(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/ho-tro").await?;
    browser.follow("Báo sự cố mới").await?;
    browser.fill("#text", "Không tải được tệp minh chứng 5 MB.").await?;
    browser.press("Báo sự cố").await?;
    browser.heading("Sự cố đã báo").await
}

async fn answer_the_fault(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/cong-nghe").await?;
    browser.follow("Sự cố được báo").await?;
    browser.follow("Không tải được tệp minh chứng").await?;
    browser.follow("Trả lời người báo").await?;
    browser.fill("#text", "Tệp nhiều nhất 3 MB; anh nén lại rồi tải lên.").await?;
    browser.press("Gửi").await?;
    browser.said("Đã lưu").await
}

async fn approve(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow("Phê duyệt").await?;
    browser.heading("Phê duyệt công việc").await?;
    browser.tick("#tat-ca").await?;
    browser.press("Phê duyệt các mục đã đánh dấu").await?;
    browser.said("Đã phê duyệt").await
}

async fn declare_a_leave(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/to-chuc").await?;
    browser.follow("Nhân sự").await?;
    browser.follow(SPECIALISTS_NAME).await?;
    browser.follow("Khai báo thời gian nghỉ").await?;
    browser.fill("#year", "2019").await?;
    browser.fill("[id='leave.months']", "0,5").await?;
    browser.fill("#reason", "Nghỉ chăm con ốm, có xác nhận của cơ sở y tế").await?;
    browser.fill("#document_ref", "31/TB-VP ngày 2/10/2019").await?;
    browser.press("Khai báo").await?;
    browser.said("Đã ghi nhận khai báo").await
}

/// The head of the agency leaves somebody where units and posts have them.
async fn order_a_head(browser: &Browser) -> anyhow::Result<()> {
    browser.open(&format!("/to-chuc/nhan-su?tu={SPECIALIST}")).await?;
    browser.follow(SPECIALISTS_NAME).await?;
    browser.follow("Giao thủ trưởng trực tiếp").await?;
    browser.heading("Giao thủ trưởng trực tiếp").await?;
    usable(browser, "giao-thu-truong").await?;
    browser.press("Giao").await?;
    browser.refused("reason").await?;
    browser.fill("#reason", "Giữ như phân công hiện nay").await?;
    browser.press("Giao").await?;
    browser.said("Đã lưu").await
}

/// Sở Nội vụ appoints people in other agencies.
async fn look_elsewhere(browser: &Browser) -> anyhow::Result<()> {
    browser.open(&format!("/cong-nghe/tai-khoan?tu={SPECIALIST}")).await?;
    browser.follow(SPECIALISTS_NAME).await?;
    let person = browser.client.current_url().await?.path().rsplit('/').next().unwrap_or_default().to_owned();
    browser.open(&format!("/to-chuc/nhan-su/{person}")).await?;
    browser.follow("Bổ nhiệm, điều động sang cơ quan khác").await?;
    browser.heading("Bổ nhiệm, điều động sang cơ quan khác").await?;
    usable(browser, "co-quan-khac").await
}

async fn give_more_time(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/so-noi-vu").await?;
    browser.follow("Kỳ đánh giá của các cơ quan").await?;
    browser.follow("Sở Khoa học và Công nghệ").await?;
    browser.fill("[id='deadlines.publish_by']", "24/12/2019").await?;
    browser.fill("#reason", "Công văn số 88/SKHCN-VP").await?;
    browser.press("Gia hạn").await?;
    browser.said("Đã gia hạn").await
}

async fn opinions(browser: &Browser) -> anyhow::Result<()> {
    let mut given = 0;
    while waits(browser, "Tham gia ý kiến về đồng nghiệp").await? {
        review(browser).await?;
        given += 1;
    }
    ensure!(given > 2, "only {given} colleagues");
    println!("{given} opinions given");
    Ok(())
}

/// One by one from the table, then all who are left at once.
async fn verify(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow("Thẩm định").await?;
    browser.heading("Thẩm định năm 2019").await?;
    browser.follow("Xem hồ sơ").await?;
    browser.fill("#comment", "Hoàn thành các việc được giao, phối hợp tốt.").await?;
    browser.press("Thẩm định và sang người tiếp theo").await?;
    browser.said("Đã thẩm định").await?;
    browser.open("/tham-dinh").await?;
    browser.heading("Thẩm định năm 2019").await?;
    let left = browser.fill_all("textarea[id$='.comment']", "Hoàn thành các việc được giao, phối hợp tốt.").await?;
    for number in 0..left {
        browser.tick(&format!("fieldset.ct-card:nth-of-type({}) [id$='.chon']", number + 1)).await?;
    }
    browser.press("Thẩm định những người đã đánh dấu").await?;
    browser.said("Đã thẩm định").await?;
    ensure!(!waits(browser, "Thẩm định").await?, "somebody still waits");
    ensure!(left > 1, "only {left} people at once");
    println!("{} people verified", left + 1);
    Ok(())
}

async fn publish(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow("Công khai kết quả").await?;
    browser.heading("Công khai kết quả").await?;
    browser.press("Công khai kết quả").await?;
    browser.said("Đã công khai").await
}

async fn appeal(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow("Xem kết quả đánh giá").await?;
    browser.heading("Kết quả đánh giá, phân loại năm 2019").await?;
    let said = browser.text("main").await?;
    ensure!(said.contains("Vì sao xếp loại này"), "the result is not explained: {said}");
    browser.follow("iến nghị").await?;
    browser.fill("#text", "Đề nghị xem lại điểm tiến độ: đã hoàn thành trước hạn.").await?;
    browser.press("Gửi kiến nghị").await?;
    browser.said("Đã gửi kiến nghị").await
}

async fn answer_the_appeal(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow(&format!("Trả lời kiến nghị của {SPECIALISTS_NAME}")).await?;
    browser.press("Trả lời kiến nghị").await?;
    browser.refused("revise").await?;
    browser.element(Locator::Css("#revise")).await?.select_by_value("khong").await?;
    browser.fill("#reason", "Điểm tiến độ đã tính cả các việc trước hạn.").await?;
    browser.press("Trả lời kiến nghị").await?;
    browser.said("Đã lưu").await
}

async fn look_at_the_province(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/toan-tinh").await?;
    let said = browser.text("main").await?;
    ensure!(said.contains("Sở Khoa học và Công nghệ") && said.contains("Đã công khai"), "{said}");
    ensure!(!said.contains(SPECIALISTS_NAME), "the province is told of a person");
    Ok(())
}

async fn read_by_office(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/giam-sat").await?;
    browser.follow("Sở Khoa học và Công nghệ").await?;
    browser.follow("Hồ sơ").await?;
    browser.follow(SPECIALISTS_NAME).await?;
    browser.press("Xem hồ sơ").await?;
    browser.refused("reason").await?;
    browser.fill("#reason", "Kế hoạch thanh tra số 12/KH-TTr").await?;
    browser.press("Xem hồ sơ").await?;
    browser.heading("Kết quả đánh giá, phân loại năm 2019").await
}

/// Whether «Việc của tôi» names something.
async fn waits(browser: &Browser, what: &str) -> anyhow::Result<bool> {
    browser.open("/").await?;
    browser.heading("Việc của tôi").await?;
    let path = format!("//main//a[contains(normalize-space(.), '{what}')]");
    Ok(!browser.client.find_all(Locator::XPath(&path)).await?.is_empty())
}
