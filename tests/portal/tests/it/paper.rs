//! What a page is on paper: printed by the browser, its text read back.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::devtools::devtools;

/// What is wrong with the present page once it is drawn for paper: what sticks out of the sheet, is pale, or is for the screen only.
/// The sheet is A4 with the margins of the style, upright or, for wide tables, on its side.
const ON_PAPER: &str = "const width = document.documentElement.clientWidth; \
    const shown = (element) => element.getBoundingClientRect().height > 1 && getComputedStyle(element).visibility === 'visible'; \
    const name = (element) => element.outerHTML.slice(0, 100); \
    const all = [...document.querySelectorAll('body *')].filter(shown).filter((element) => !element.closest('.govuk-visually-hidden, svg, noscript')); \
    const wide = all.filter((element) => element.getBoundingClientRect().right > width + 1); \
    const pale = all.filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) \
      && getComputedStyle(element).color !== 'rgb(0, 0, 0)'); \
    const dark = all.filter((element) => !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(getComputedStyle(element).backgroundColor)); \
    const clicked = all.filter((element) => element.matches('nav, button, input:not([type=hidden]), select, textarea, .govuk-button')); \
    const links = all.filter((element) => element.matches('a') && !['none', 'normal'].includes(getComputedStyle(element, '::after').content)); \
    const heads = [...document.querySelectorAll('thead')].filter(shown) \
      .filter((head) => getComputedStyle(head).display !== 'table-header-group'); \
    const of = (what, found) => found.slice(0, 2).map((element) => what + ': ' + name(element)); \
    return [...of('sticks out', wide), ...of('pale', pale), ...of('dark ground', dark), ...of('for the screen', clicked), \
      ...of('address behind a link', links), ...of('head is not repeated', heads)]";

const IS_WIDE: &str = "return document.querySelector('.govuk-table thead th:nth-child(6)') !== null";

/// Width of what is printed on a sheet, in CSS pixels: 210 or 297 mm without 12 mm on each side.
const UPRIGHT: u32 = 703;
const ON_ITS_SIDE: u32 = 1032;

/// Prints the present page; says what of it is no good on paper.
pub async fn unprintable(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let client = &browser.client;
    let wide = client.execute(IS_WIDE, Vec::new()).await?.as_bool().unwrap_or_default();
    let width = if wide { ON_ITS_SIDE } else { UPRIGHT };
    devtools(client, "Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
    let metrics = json!({ "width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": false });
    devtools(client, "Emulation.setDeviceMetricsOverride", metrics).await?;
    let found = client.execute(ON_PAPER, Vec::new()).await?;
    devtools(client, "Emulation.setEmulatedMedia", json!({ "media": "" })).await?;
    devtools(client, "Emulation.clearDeviceMetricsOverride", json!({})).await?;
    let mut found: Vec<String> = serde_json::from_value(found)?;
    let text = printed(browser).await?;
    let heading = browser.text("h1").await?;
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !plain(&text).contains(&plain(&heading)) {
        found.push(format!("the heading «{heading}» is not on paper"));
    }
    found.extend(text.split_whitespace().filter(|word| has_id(word)).take(2).map(|word| format!("an id on paper: {word}")));
    Ok(found.into_iter().map(|what| format!("Print: {what}")).collect())
}

/// The text of the page as it is printed.
pub async fn printed(browser: &Browser) -> anyhow::Result<String> {
    let options = json!({ "preferCSSPageSize": true, "printBackground": true });
    let answer: Value = devtools(&browser.client, "Page.printToPDF", options).await?;
    let pdf = BASE64_STANDARD.decode(answer["data"].as_str().context("no PDF")?)?;
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("pdftotext is not installed; run deploy/install --tests")?;
    reader.stdin.take().context("no input")?.write_all(&pdf)?;
    let output = reader.wait_with_output()?;
    ensure!(output.status.success(), "pdftotext failed");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a word has an id in it, such as 016e8652-….
fn has_id(word: &str) -> bool {
    let digits = |length: usize, part: &str| part.len() == length && part.chars().all(|letter| letter.is_ascii_hexdigit());
    let parts: Vec<&str> = word.split('-').collect();
    parts.windows(3).any(|parts| parts.iter().all(|part| digits(4, part)))
}

#[test]
fn ids_are_told_from_other_numbers() {
    assert!(has_id("(/quyet-dinh/ho-so/016e8652-7a3b-7c1d-9f00-0123456789ab)"));
    assert!(!has_id("12/BC-SNV") && !has_id("2019-12-14") && !has_id("QT-2019-CC_KLD"));
}
