//! Somebody looks after their own account: password, second factor, signing in with it.

use anyhow::ensure;
use kernel::Clock;
use runtime::clock::SystemClock;
use totp_rs::{Builder, Secret};

use crate::browser::Browser;
use crate::page_checks::usable;
use crate::world::{SELF_ASSESSMENT, SPECIALIST, visit};

const ANOTHER: &str = "dong song thach han chay qua";

#[tokio::test(flavor = "multi_thread")]
async fn one_changes_the_password_and_signs_in_with_a_second_factor() {
    visit(SELF_ASSESSMENT, look_after).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn look_after(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.open("/quen-mat-khau").await?;
    browser.press("Gửi liên kết").await?;
    browser.refused("email").await?;
    browser.fill("#email", SPECIALIST).await?;
    browser.press("Gửi liên kết").await?;
    browser.follow("Về trang đăng nhập").await?;

    browser.sign_in(SPECIALIST, password).await?;
    browser.open("/tai-khoan").await?;
    browser.heading("Tài khoản của tôi").await?;
    browser.follow("Sửa Mật khẩu").await?;
    browser.fill("#current_password", password).await?;
    browser.fill("#new_password", "123456789012").await?;
    browser.press("Đổi mật khẩu").await?;
    browser.refused("new_password").await?;
    browser.fill("#current_password", password).await?;
    browser.fill("#new_password", ANOTHER).await?;
    browser.press("Đổi mật khẩu").await?;
    browser.heading("Tài khoản của tôi").await?;

    browser.follow("Sửa Xác thực hai lớp").await?;
    browser.press("Bắt đầu cài đặt").await?;
    browser.refused("password").await?;
    browser.fill("#password", ANOTHER).await?;
    browser.press("Bắt đầu cài đặt").await?;
    let secret = Secret::try_from_base32(browser.text(".ct-secret").await?).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    usable(browser, "hai-lop").await?;
    browser.fill("#code", "12345").await?;
    browser.press("Xác nhận").await?;
    browser.refused("code").await?;
    // A telephone knows nothing of the rehearsed year.
    let now = SystemClock::new(None).now().timestamp();
    let code = Builder::new().with_secret(secret).build()?.generate(u64::try_from(now)?).to_string();
    browser.fill("#code", &code).await?;
    browser.press("Xác nhận").await?;
    let recovery = browser.text(".ct-codes code").await?;
    ensure!(recovery.len() > 20, "«{recovery}» is no recovery code");
    usable(browser, "hai-lop-xong").await?;

    browser.client.delete_all_cookies().await?;
    browser.open("/dang-nhap").await?;
    browser.fill("#email", SPECIALIST).await?;
    browser.fill("#password", ANOTHER).await?;
    browser.press("Đăng nhập").await?;
    browser.heading("Xác thực hai lớp").await?;
    browser.open("/ket-qua").await?;
    browser.heading("Xác thực hai lớp").await?;
    browser.fill("#code", &recovery).await?;
    browser.press("Tiếp tục").await?;
    browser.heading("Việc của tôi").await
}
