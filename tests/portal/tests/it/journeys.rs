//! The commonest journeys, walked by a script: how many clicks, how many inputs, how long. Printed, not asserted.
#![expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]

use std::time::Instant;

use anyhow::ensure;
use fantoccini::Locator;

use crate::browser::Browser;
use crate::world::{DECISION, LARGE, LARGE_HEAD, OPINIONS, SELF_ASSESSMENT, SPECIALIST, visit, visit_agency};

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_logged_and_oneself_assessed() {
    let walk = async |browser: &Browser, password: &str| {
        browser.sign_in(SPECIALIST, password).await?;
        told("log a week's work", browser, log_a_week).await?;
        told("assess oneself", browser, assess).await
    };
    visit(SELF_ASSESSMENT, walk).await.unwrap_or_else(|error| panic!("{error:#}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_reviewed() {
    let walk = async |browser: &Browser, password: &str| {
        browser.sign_in(SPECIALIST, password).await?;
        told("review one colleague", browser, review).await
    };
    visit(OPINIONS, walk).await.unwrap_or_else(|error| panic!("{error:#}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_forty_people_are_decided_on_in_tables() {
    let walk = async |browser: &Browser, password: &str| {
        browser.sign_in(LARGE_HEAD, password).await?;
        told("decide on everybody of a large agency", browser, decide_on_forty).await
    };
    visit_agency(LARGE, DECISION, walk).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn told(what: &str, browser: &Browser, walk: impl AsyncFnOnce(&Browser) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let (began, before) = (Instant::now(), browser.effort());
    walk(browser).await?;
    let (clicks, inputs) = (browser.effort().0 - before.0, browser.effort().1 - before.1);
    println!("{what}: {clicks} clicks, {inputs} inputs, {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

pub async fn log_a_week(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/bang-ke").await?;
    browser.follow("Kê khai tuần này").await?;
    browser.press("Chép việc của bảng kê trước").await?;
    browser.fill("[id='entries[0].content']", "Tham mưu báo cáo công tác tuần").await?;
    // Nothing is chosen for anybody.
    browser.press("Trình phê duyệt").await?;
    browser.refused("entries[0].outcome").await?;
    ensure!(browser.choose_all("select[id$='.outcome']", "2").await? > 0, "a list of outcomes for each work");
    browser.press("Trình phê duyệt").await?;
    browser.heading("Bảng kê công việc năm").await?;
    let said = browser.text(".govuk-notification-banner").await?;
    ensure!(said.contains("Đã trình bảng kê"), "«{said}»");
    Ok(())
}

pub async fn assess(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow("Tự đánh giá, phân loại năm 2019").await?;
    browser.follow("Chấm điểm theo tiêu chí").await?;
    browser.heading("Chấm điểm").await?;
    browser.fill_all("[data-score]", "3,5").await?;
    browser.press("Lưu và quay lại danh sách").await?;
    for section in ["Phiếu, phần I:", "Phiếu, phần II:"] {
        browser.follow(section).await?;
        browser.heading("đánh giá").await?;
        browser.fill_all("textarea", "Hoàn thành các việc được giao; cần chủ động hơn.").await?;
        browser.tick("[name=declared_class][value=HTT]").await?;
        browser.press("Lưu và quay lại danh sách").await?;
        browser.heading("Tự đánh giá, phân loại năm 2019").await?;
    }
    browser.follow("Kiểm tra lại và nộp").await?;
    browser.heading("Kiểm tra lại trước khi nộp").await?;
    browser.tick("#conflict_acknowledged").await?;
    browser.press("Nộp bản tự đánh giá").await?;
    browser.heading("Đã nộp bản tự đánh giá").await
}

pub async fn review(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/").await?;
    browser.follow("Tham gia ý kiến về đồng nghiệp").await?;
    browser.tick("main .govuk-task-list__link").await?;
    browser.element(Locator::Css("#agree")).await?;
    browser.tick("#agree").await?;
    browser.press("Gửi ý kiến").await?;
    browser.element(Locator::Css(".govuk-notification-banner")).await?;
    Ok(())
}

/// Decides on everybody who waits.
pub async fn decide(browser: &Browser) -> anyhow::Result<()> {
    let people = decided(browser).await?;
    ensure!(people > 5, "only {people} people");
    println!("{people} people decided on");
    Ok(())
}

/// As [`decide`], where more than forty wait.
async fn decide_on_forty(browser: &Browser) -> anyhow::Result<()> {
    let people = decided(browser).await?;
    ensure!(people >= 40, "only {people} people");
    println!("{people} people decided on");
    Ok(())
}

/// Decides in tables until nobody waits; answers on how many.
async fn decided(browser: &Browser) -> anyhow::Result<usize> {
    browser.open("/").await?;
    browser.follow("Quyết định kết quả của").await?;
    browser.follow("Quyết định nhiều người trong một bảng").await?;
    browser.heading("Quyết định kết quả năm 2019").await?;
    let (mut people, table) = (0, browser.client.current_url().await?);
    loop {
        let here = browser.client.find_all(Locator::Css("[id$='.chon']")).await?.len();
        if here == 0 {
            return Ok(people);
        }
        for number in 0..here {
            browser.tick(&format!("fieldset.ct-card:nth-of-type({}) [id$='.chon']", number + 1)).await?;
        }
        browser.press("Quyết định những người đã đánh dấu").await?;
        browser.said("Đã quyết định").await?;
        people += here;
        browser.client.goto(table.as_str()).await?;
    }
}
