//! Somebody signs in with a passkey instead of a password.

use anyhow::ensure;
use fantoccini::Locator;

use crate::browser::Browser;
use crate::devtools::add_authenticator;
use crate::page_checks::usable;
use crate::world::{SELF_ASSESSMENT, SPECIALIST, visit};

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_opens_a_session_without_password_or_code_until_it_is_removed() {
    visit(SELF_ASSESSMENT, with_passkey).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn with_passkey(browser: &Browser, password: &str) -> anyhow::Result<()> {
    add_authenticator(&browser.client).await?;
    browser.sign_in(SPECIALIST, password).await?;
    browser.open("/tai-khoan/khoa-truy-cap").await?;
    browser.follow("Tạo khóa truy cập trên thiết bị này").await?;
    usable(browser, "khoa-truy-cap-moi").await?;
    browser.press("Tiếp tục").await?;
    browser.refused("name").await?;
    browser.fill("#name", "Máy tính cơ quan").await?;
    browser.press("Tiếp tục").await?;
    browser.refused("password").await?;
    browser.fill("#password", password).await?;
    browser.press("Tiếp tục").await?;
    usable(browser, "khoa-truy-cap-tao").await?;
    browser.press("Tạo khóa truy cập").await?;
    browser.heading("Khóa truy cập").await?;
    usable(browser, "khoa-truy-cap").await?;

    browser.client.delete_all_cookies().await?;
    browser.open("/dang-nhap?ve=/tai-khoan/khoa-truy-cap").await?;
    browser.follow("Đăng nhập bằng khóa truy cập (passkey)").await?;
    usable(browser, "dang-nhap-khoa").await?;
    browser.press("Đăng nhập bằng khóa truy cập").await?;
    browser.heading("Khóa truy cập").await?;
    browser.follow("Gỡ").await?;
    browser.press("Gỡ khóa truy cập").await?;
    browser.heading("Khóa truy cập").await?;

    browser.client.delete_all_cookies().await?;
    browser.open("/dang-nhap/khoa-truy-cap").await?;
    browser.press("Đăng nhập bằng khóa truy cập").await?;
    browser.element(Locator::Css(".govuk-error-summary")).await?;
    let said = browser.text(".govuk-error-summary").await?;
    ensure!(said.contains("Không đăng nhập được bằng khóa truy cập này"), "{said}");
    Ok(())
}
