//! The head of the agency decides on another total, with a reason.

use anyhow::ensure;

use crate::browser::Browser;
use crate::page_checks::usable;
use crate::world::{DECISION, HEAD, visit};

#[tokio::test(flavor = "multi_thread")]
async fn the_head_decides_from_the_list_and_must_give_a_reason_for_another_total() {
    visit(DECISION, decide).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn decide(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.sign_in(HEAD, password).await?;
    usable(browser, "viec-cua-thu-truong").await?;
    browser.follow("Quyết định kết quả của").await?;
    browser.heading("Quyết định kết quả năm 2019").await?;
    usable(browser, "quyet-dinh").await?;
    let before = browser.text("main .govuk-body-l").await?;
    browser.tick("tbody a").await?;
    browser.heading("Quyết định kết quả của").await?;
    let evidence = browser.text("main").await?;
    for part in ["Vì sao xếp loại này", "Điểm từng tiêu chí", "Ý kiến trong biên bản số"] {
        ensure!(evidence.contains(part), "«{part}» does not stand beside the decision");
    }
    usable(browser, "quyet-dinh-mot").await?;

    browser.fill("#comment", "Hoàn thành tốt nhiệm vụ, cần chủ động hơn.").await?;
    browser.fill("#decided_total", "84,5").await?;
    browser.press("Quyết định và sang người tiếp theo").await?;
    browser.refused("reason").await?;
    browser.fill("#reason", "Căn cứ kết quả thực tế trong năm.").await?;
    browser.press("Quyết định và sang người tiếp theo").await?;
    browser.heading("Quyết định kết quả").await?;
    let said = browser.text(".govuk-notification-banner").await?;
    ensure!(said.contains("Đã quyết định"), "«{said}»");

    browser.open("/").await?;
    browser.follow("Quyết định kết quả của").await?;
    browser.heading("Quyết định kết quả năm 2019").await?;
    let after = browser.text("main .govuk-body-l").await?;
    ensure!(before.starts_with("10 người chờ") && after.starts_with("9 người chờ"), "before: {before}; after: {after}");
    Ok(())
}
