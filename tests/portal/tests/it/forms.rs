//! What every form does: an empty one is refused with words, the focus goes there, what was written stays, and no script is needed.

use anyhow::{Context, ensure};
use fantoccini::Locator;
use serde_json::json;

use crate::browser::Browser;
use crate::devtools::devtools;
use crate::page_checks::usable;
use crate::world::{SELF_ASSESSMENT, SPECIALIST, visit};

#[tokio::test(flavor = "multi_thread")]
async fn forms_say_what_is_wrong_keep_what_was_written_and_need_no_script() {
    visit(SELF_ASSESSMENT, fill_in).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn fill_in(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.open("/dang-nhap").await?;
    browser.press("Đăng nhập").await?;
    refused_with_focus(browser).await?;
    browser.sign_in(SPECIALIST, password).await?;

    browser.open("/bang-ke").await?;
    browser.follow("Kê khai hôm nay").await?;
    browser.press("Trình phê duyệt").await?;
    refused_with_focus(browser).await?;
    browser.open("/tai-khoan/mat-khau").await?;
    browser.press("Đổi mật khẩu").await?;
    refused_with_focus(browser).await?;

    devtools(&browser.client, "Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
    browser.open("/bang-ke").await?;
    browser.follow("Kê khai tuần này").await?;
    browser.fill("[id='entries[0].content']", "Soạn báo cáo tuần").await?;
    browser.fill("[id='entries[0].done_on']", "32/1").await?;
    browser.press("Trình phê duyệt").await?;
    let said = browser.text(".govuk-error-summary").await?;
    ensure!(said.contains("không phải là ngày"), "«{said}»");
    ensure!(value(browser, "entries[0].content").await? == "Soạn báo cáo tuần" && value(browser, "entries[0].done_on").await? == "32/1");
    browser.press("Thêm công việc").await?;
    browser.fill("[id='entries[1].content']", "Họp giao ban").await?;
    browser.press("Chép việc của bảng kê trước").await?;
    browser.element(Locator::Id("entries[2].content")).await.context("the works of the log before")?;
    ensure!(value(browser, "entries[1].content").await? == "Họp giao ban", "more rows stand below what was written");
    let copied = browser.client.find_all(Locator::Css("[id$='].content']")).await?.len();
    ensure!(copied > 2, "the log before has works to copy, but there are {copied} rows");
    browser.fill("[id='entries[0].done_on']", "").await?;
    browser.press("Lưu nháp").await?;
    let banner = browser.text(".govuk-notification-banner").await?;
    ensure!(banner.contains("Đã lưu nháp"), "«{banner}»");
    devtools(&browser.client, "Emulation.setScriptExecutionDisabled", json!({ "value": false })).await?;
    prove_and_correct(browser).await?;
    report_a_fault(browser).await
}

/// A fault is reported from a page, and closed again.
async fn report_a_fault(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/ho-tro/moi?trang=/bang-ke").await?;
    browser.press("Báo sự cố").await?;
    browser.refused("text").await?;
    browser.fill("#text", "Bấm «Trình phê duyệt» thì trang trắng.").await?;
    browser.press("Báo sự cố").await?;
    browser.heading("Sự cố đã báo").await?;
    usable(browser, "su-co").await?;
    browser.follow("Đóng, đã xong").await?;
    browser.heading("Đóng, đã xong").await?;
    usable(browser, "su-co-dong").await?;
    browser.press("Gửi").await?;
    browser.heading("Sự cố đã báo").await
}

/// A file is put to an entry, and an approved log is corrected.
async fn prove_and_correct(browser: &Browser) -> anyhow::Result<()> {
    let file = tempfile::Builder::new().suffix(".pdf").tempfile()?;
    std::fs::write(file.path(), testkit::pdf("minh chung"))?;
    browser.follow("Tệp minh chứng").await?;
    browser.heading("Tệp minh chứng").await?;
    browser.press("Đính kèm tệp").await?;
    browser.refused("content").await?;
    let input = browser.element(Locator::Id("content")).await?;
    input.send_keys(&file.path().to_string_lossy()).await?;
    browser.press("Đính kèm tệp").await?;
    let banner = browser.text(".govuk-notification-banner").await?;
    ensure!(banner.contains("Đã cập nhật tệp"), "«{banner}»");
    usable(browser, "minh-chung").await?;
    browser.press("Bỏ tệp").await?;
    let left = browser.text("main").await?;
    ensure!(left.contains("Chưa có tệp nào"), "{left}");

    browser.open("/bang-ke").await?;
    browser.element(Locator::XPath("//tr[contains(., 'Đã phê duyệt')]//a")).await?.click().await?;
    browser.follow("Đính chính bảng kê này").await?;
    browser.fill("[id='entries[0].product']", "12/BC-SNV").await?;
    browser.press("Trình bản đính chính").await?;
    browser.refused("reason").await?;
    usable(browser, "dinh-chinh").await?;
    browser.fill("#reason", "Ghi thiếu số văn bản").await?;
    browser.press("Trình bản đính chính").await?;
    let page = browser.text("main").await?;
    ensure!(page.contains("Ghi thiếu số văn bản") && page.contains("Đã trình"), "{page}");
    Ok(())
}

/// The summary has the focus and the title begins with «Lỗi:».
async fn refused_with_focus(browser: &Browser) -> anyhow::Result<()> {
    browser.element(Locator::Css(".govuk-error-summary")).await.context("no summary of what is wrong")?;
    let focused = browser.client.active_element().await?.attr("class").await?.unwrap_or_default();
    ensure!(focused.contains("govuk-error-summary"), "the focus is at «{focused}»");
    let title = browser.client.title().await?;
    ensure!(title.starts_with("Lỗi: "), "the title is «{title}»");
    Ok(())
}

async fn value(browser: &Browser, id: &str) -> anyhow::Result<String> {
    let path = format!("//*[@id='{id}']");
    Ok(browser.element(Locator::XPath(&path)).await?.prop("value").await?.unwrap_or_default())
}
