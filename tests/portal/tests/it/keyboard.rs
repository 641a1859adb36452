//! Somebody without a mouse: the self-assessment, an opinion and a decision by Tab, Space, Enter and letters alone.

use anyhow::{bail, ensure};
use fantoccini::Locator;
use serde_json::json;

use crate::browser::Browser;
use crate::world::{DECISION, HEAD, OPINIONS, SELF_ASSESSMENT, SPECIALIST, visit};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";

/// The longest page has fewer things to stand on.
const MOST_TABS: usize = 300;

/// Whether the focus stands where a path leads, and whether one sees it there: on the element, or on the label drawn for it.
const FOCUS: &str = r"
    const focused = document.activeElement;
    const found = document.evaluate(arguments[0], document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
    let there = false;
    for (let place = 0; place < found.snapshotLength; place++) there ||= found.snapshotItem(place) === focused;
    const drawn = (style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    const label = focused.nextElementSibling;
    return [there, drawn(getComputedStyle(focused)) || (label !== null && drawn(getComputedStyle(label, '::before')))];
";

struct Keyboard<'a>(&'a Browser);

impl Keyboard<'_> {
    async fn types(&self, keys: &str) -> anyhow::Result<()> {
        Ok(self.0.client.active_element().await?.send_keys(keys).await?)
    }

    /// Goes on by Tab until the focus stands there, visibly.
    async fn goes_to(&self, path: &str) -> anyhow::Result<()> {
        for _ in 0..MOST_TABS {
            self.types(TAB).await?;
            let (there, seen): (bool, bool) = serde_json::from_value(self.0.client.execute(FOCUS, vec![json!(path)]).await?)?;
            if there {
                ensure!(seen, "the focus at {path} cannot be seen");
                return Ok(());
            }
        }
        bail!("Tab does not lead to {path}; the page says: {}", self.0.text("main").await?)
    }

    /// Goes there and presses a key.
    async fn presses(&self, key: &str, path: &str) -> anyhow::Result<()> {
        self.goes_to(path).await?;
        self.types(key).await
    }

    async fn follows(&self, text: &str) -> anyhow::Result<()> {
        self.presses(ENTER, &format!("//main//a[contains(normalize-space(.), '{text}')]")).await
    }

    async fn sends(&self, text: &str) -> anyhow::Result<()> {
        self.presses(ENTER, &format!("//main//button[contains(normalize-space(.), '{text}')]")).await
    }

    /// Writes the same into every input of a kind, one after the other.
    async fn fills(&self, css: &str, path: &str, text: &str) -> anyhow::Result<usize> {
        let inputs = self.0.client.find_all(Locator::Css(css)).await?.len();
        for number in 1..=inputs {
            self.presses(text, &format!("({path})[{number}]")).await?;
        }
        Ok(inputs)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oneself_is_assessed_by_keyboard() {
    visit(SELF_ASSESSMENT, assess).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn assess(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.sign_in(SPECIALIST, password).await?;
    let keyboard = Keyboard(browser);
    keyboard.types(TAB).await?;
    let first = browser.client.active_element().await?.text().await?;
    ensure!(first.contains("nội dung chính"), "the first Tab leads to «{first}» and not past the navigation");

    keyboard.follows("Tự đánh giá, phân loại năm 2019").await?;
    browser.heading("Tự đánh giá, phân loại năm 2019").await?;
    keyboard.follows("Chấm điểm theo tiêu chí").await?;
    browser.heading("Chấm điểm theo tiêu chí").await?;
    let scored = keyboard.fills("[data-score]", "//input[@data-score]", "3,5").await?;
    ensure!(scored > 10, "only {scored} criteria");
    keyboard.sends("Lưu và quay lại danh sách").await?;
    browser.heading("Tự đánh giá, phân loại năm 2019").await?;

    for section in ["Phiếu, phần I:", "Phiếu, phần II:"] {
        keyboard.follows(section).await?;
        browser.heading("đánh giá").await?;
        keyboard.fills("main textarea", "//main//textarea", "Hoàn thành các việc được giao.").await?;
        if !browser.client.find_all(Locator::Css("[name=declared_class]")).await?.is_empty() {
            keyboard.presses(SPACE, "//input[@name='declared_class'][@value='HTXS']").await?;
        }
        keyboard.sends("Lưu và quay lại danh sách").await?;
        browser.heading("Tự đánh giá, phân loại năm 2019").await?;
    }

    keyboard.follows("Kiểm tra lại và nộp").await?;
    browser.heading("Kiểm tra lại trước khi nộp").await?;
    keyboard.presses(SPACE, "//input[@id='conflict_acknowledged']").await?;
    keyboard.sends("Nộp bản tự đánh giá").await?;
    browser.heading("Đã nộp bản tự đánh giá").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_is_given_by_keyboard() {
    visit(OPINIONS, give_an_opinion).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn give_an_opinion(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.sign_in(SPECIALIST, password).await?;
    let keyboard = Keyboard(browser);
    keyboard.follows("Tham gia ý kiến về đồng nghiệp").await?;
    browser.heading("Tham gia ý kiến").await?;
    keyboard.presses(ENTER, "(//main//a[contains(@class, 'govuk-task-list__link')])[1]").await?;
    browser.element(Locator::Css("#agree")).await?;
    keyboard.presses(SPACE, "//input[@id='agree']").await?;
    keyboard.sends("Gửi ý kiến").await?;
    browser.said("Đã gửi ý kiến").await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_decided_on_by_keyboard() {
    visit(DECISION, decide).await.unwrap_or_else(|error| panic!("{error:#}"));
}

async fn decide(browser: &Browser, password: &str) -> anyhow::Result<()> {
    browser.sign_in(HEAD, password).await?;
    let keyboard = Keyboard(browser);
    keyboard.follows("Quyết định kết quả của").await?;
    browser.heading("Quyết định kết quả năm 2019").await?;
    keyboard.presses(ENTER, "(//main//tbody//a)[1]").await?;
    browser.heading("Quyết định kết quả của").await?;
    keyboard.presses("Hoàn thành tốt nhiệm vụ.", "//textarea[@id='comment']").await?;
    keyboard.sends("Quyết định và sang người tiếp theo").await?;
    browser.said("Đã quyết định").await
}
