//! What one types is not lost: not to another tab, a broken line, or an ended session.

use anyhow::{Context, ensure};
use fantoccini::Locator;
use serde_json::json;

use crate::browser::Browser;
use crate::devtools::devtools;
use crate::world::{SELF_ASSESSMENT, SPECIALIST, visit};

#[tokio::test(flavor = "multi_thread")]
async fn what_one_types_outlives_another_tab_a_broken_line_and_an_ended_session() {
    visit(SELF_ASSESSMENT, type_on).await.unwrap_or_else(|error| panic!("{error:#}"));
}

const FIELD: &str = "main textarea";

async fn type_on(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.sign_in(SPECIALIST, password).await?;
    browser.follow("Tự đánh giá, phân loại năm 2019").await?;
    browser.follow("Phiếu, phần I:").await?;
    browser.heading("đánh giá").await?;
    let page = browser.client.current_url().await?.path().to_owned();

    browser.fill(FIELD, "Bản thứ nhất").await?;
    said(browser, "Đã lưu lúc").await?;

    let first = browser.client.window().await?;
    let other = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(other).await?;
    browser.open(&page).await?;
    ensure!(written(browser).await? == "Bản thứ nhất", "another tab shows what was kept by itself");
    browser.fill(FIELD, "Bản của cửa sổ khác").await?;
    said(browser, "Đã lưu lúc").await?;
    browser.client.close_window().await?;
    browser.client.switch_to_window(first).await?;
    browser.fill(FIELD, "Bản của cửa sổ đầu").await?;
    said(browser, "đã được sửa ở nơi khác").await?;
    browser.press("Lưu và quay lại danh sách").await?;
    browser.element(Locator::XPath("//h2[.='Bản đang lưu']")).await.context("both versions")?;
    let both = browser.text("main").await?;
    ensure!(both.contains("Bản của cửa sổ khác") && written(browser).await? == "Bản của cửa sổ đầu", "both versions stand there: {both}");
    browser.press("Lưu và quay lại danh sách").await?;
    browser.heading("Tự đánh giá, phân loại năm 2019").await?;

    browser.open(&page).await?;
    ensure!(written(browser).await? == "Bản của cửa sổ đầu", "the last word stays");
    offline(browser, true).await?;
    browser.fill(FIELD, "Viết lúc mất mạng").await?;
    said(browser, "mất kết nối").await?;
    offline(browser, false).await?;
    said(browser, "Đã lưu lúc").await?;

    browser.client.delete_all_cookies().await?;
    browser.fill(FIELD, "Viết khi phiên đã hết").await?;
    said(browser, "Phiên đăng nhập đã kết thúc").await?;
    browser.sign_in(SPECIALIST, password).await?;
    browser.open(&page).await?;
    ensure!(written(browser).await? == "Viết lúc mất mạng", "the system has what it was given");
    browser.press("Lấy lại nội dung ấy").await?;
    ensure!(written(browser).await? == "Viết khi phiên đã hết", "the browser kept the rest");
    said(browser, "Đã lưu lúc").await?;

    browser.fill(FIELD, "Chưa kịp lưu").await?;
    browser.element(Locator::XPath("//button[.='Đăng xuất']")).await?.click().await?;
    browser.heading("Đăng nhập").await?;
    let left = browser.client.execute("return Object.keys(localStorage).length", Vec::new()).await?;
    ensure!(left == json!(0), "who signs out leaves nothing behind, but there is {left}");
    Ok(())
}

async fn said(browser: &Browser, words: &str) -> anyhow::Result<()> {
    let path = format!("//*[@data-autosave-status][contains(., '{words}')]");
    browser.element(Locator::XPath(&path)).await.with_context(|| format!("the page does not say «{words}»"))?;
    Ok(())
}

async fn written(browser: &Browser) -> anyhow::Result<String> {
    Ok(browser.element(Locator::Css(FIELD)).await?.prop("value").await?.unwrap_or_default())
}

async fn offline(browser: &Browser, offline: bool) -> anyhow::Result<()> {
    devtools(&browser.client, "Network.enable", json!({})).await?;
    let line = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    devtools(&browser.client, "Network.emulateNetworkConditions", line).await?;
    Ok(())
}
