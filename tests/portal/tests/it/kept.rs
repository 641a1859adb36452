//! What one types into a form that is sent as a whole outlives the end of the session.

use anyhow::{Context, ensure};
use fantoccini::Locator;

use crate::browser::Browser;

const TYPED: &str = "Gõ dở lúc phiên đăng nhập kết thúc";

/// Types on the page that is open, whose session ends before the form arrives, and gets the text back after signing in again.
pub async fn outlives_the_session(browser: &Browser, email: &str, password: &str) -> anyhow::Result<()> {
    let page = browser.client.current_url().await?;
    let visible = "return [...document.querySelectorAll('form[data-keep] textarea, form[data-keep] input.govuk-input[type=text]')] \
                   .find((input) => input.offsetParent !== null)?.name";
    let name = browser.client.execute(visible, Vec::new()).await?;
    let name = name.as_str().with_context(|| format!("{page} has nothing to type into"))?;
    let input = format!("form[data-keep] [name='{name}']");
    browser.fill(&input, TYPED).await?;
    browser.client.delete_all_cookies().await?;
    let submit = browser.element(Locator::Css("form[data-keep] button[type=submit]")).await?;
    browser.client.execute("arguments[0].click()", vec![serde_json::to_value(&submit)?]).await?;
    browser.heading("Đăng nhập").await?;
    browser.sign_in(email, password).await?;
    browser.client.goto(page.as_str()).await?;
    browser.press("Lấy lại nội dung ấy").await.with_context(|| format!("{page} does not offer what was typed"))?;
    let written = browser.element(Locator::Css(&input)).await?.prop("value").await?.unwrap_or_default();
    ensure!(written == TYPED, "{page} gives back «{written}»");
    // Nobody wants it: the page as it was.
    browser.client.goto(page.as_str()).await?;
    browser.press("Bỏ đi").await?;
    browser.client.goto(page.as_str()).await?;
    ensure!(browser.client.find_all(Locator::Css("[data-kept]")).await?.is_empty(), "{page} offers again what was dropped");
    Ok(())
}
