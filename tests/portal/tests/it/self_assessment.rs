//! A specialist scores themself, fills in the form, and submits in spite of a warning.

use anyhow::{Context, ensure};
use fantoccini::Locator;

use crate::browser::Browser;
use crate::page_checks::usable;
use crate::world::{SELF_ASSESSMENT, SPECIALIST, visit};

#[tokio::test(flavor = "multi_thread")]
async fn a_specialist_assesses_themself_from_the_task_list_to_the_confirmation() {
    visit(SELF_ASSESSMENT, assess).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn assess(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.sign_in(SPECIALIST, password).await?;
    usable(browser, "viec-cua-toi").await?;
    browser.follow("Tự đánh giá, phân loại năm 2019").await?;
    browser.heading("Tự đánh giá, phân loại năm 2019").await?;
    usable(browser, "tu-danh-gia").await?;

    browser.follow("Chấm điểm theo tiêu chí").await?;
    browser.heading("Chấm điểm theo tiêu chí").await?;
    let scored = browser.fill_all("[data-score]", "3,5").await?;
    ensure!(scored > 10, "only {scored} criteria");
    let total = browser.text("[data-total]").await?;
    ensure!(total.contains("đã chấm hết"), "the running total says «{total}»");
    cannot_be_right(browser).await?;
    browser.fill("[data-score]", "ba").await?;
    browser.press("Lưu và quay lại danh sách").await?;
    browser.refused("scores[CC1.1]").await?;
    usable(browser, "cham-diem-loi").await?;
    browser.fill("[data-score]", "3.5").await?;
    browser.press("Lưu và quay lại danh sách").await?;
    browser.heading("Tự đánh giá, phân loại năm 2019").await?;

    for section in ["Phiếu, phần I:", "Phiếu, phần II:"] {
        browser.follow(section).await?;
        browser.heading("đánh giá").await?;
        browser.fill_all("textarea", "Hoàn thành các việc được giao; cần chủ động hơn.").await?;
        browser.tick("[name=declared_class][value=HTXS]").await?;
        browser.press("Lưu và quay lại danh sách").await?;
        browser.heading("Tự đánh giá, phân loại năm 2019").await?;
    }

    browser.follow("Kiểm tra lại và nộp").await?;
    browser.heading("Kiểm tra lại trước khi nộp").await?;
    usable(browser, "kiem-tra").await?;
    browser.press("Nộp bản tự đánh giá").await?;
    browser.refused("conflict_acknowledged").await?;
    browser.tick("#conflict_acknowledged").await?;
    browser.press("Nộp bản tự đánh giá").await?;
    browser.heading("Đã nộp bản tự đánh giá").await?;
    usable(browser, "da-nop").await?;

    browser.open("/").await?;
    browser.heading("Việc của tôi").await?;
    let tasks = browser.text("main").await?;
    ensure!(!tasks.contains("Tự đánh giá, phân loại"), "the task is still there: {tasks}");
    Ok(())
}

/// 99 of 5 is said beside the input, by the script at once and by the service when it keeps the draft, and never added up.
async fn cannot_be_right(browser: &Browser) -> anyhow::Result<()> {
    let before = browser.text("[data-total-sum]").await?;
    browser.fill("[data-score]", "99").await?;
    browser.fill("[id='scores[CC1.1].note']", "Gõ nhầm").await?;
    let beside = browser.text("[id='scores[CC1.1]-error']").await?;
    ensure!(beside.contains("từ 0 đến"), "beside the input: «{beside}»");
    let total = browser.text("[data-total]").await?;
    ensure!(total.contains("cần sửa 1 điểm") && !total.contains("đã chấm hết"), "«{total}»");
    let (sum, before) = (points(&browser.text("[data-total-sum]").await?), points(&before));
    ensure!(sum < before, "{sum} is added up of what cannot be right, after {before}");
    let path = "//*[@data-autosave-status][contains(., 'Chưa lưu: Điểm tiêu chí CC1.1')]";
    browser.element(Locator::XPath(path)).await.context("the service keeps no such draft")?;
    let beside = browser.text("[id='scores[CC1.1]-error']").await?;
    ensure!(beside.starts_with("Điểm tiêu chí CC1.1"), "what the service says stands beside the input: «{beside}»");
    browser.press("Lưu và quay lại danh sách").await?;
    browser.refused("scores[CC1.1]").await?;
    usable(browser, "cham-diem-99").await
}

fn points(text: &str) -> f64 {
    text.split('/').next().unwrap_or_default().trim().replace(',', ".").parse().unwrap_or(f64::MAX)
}
