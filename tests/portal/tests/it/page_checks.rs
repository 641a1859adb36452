//! What every page must be: usable by everybody, small, and quiet.

use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::devtools::{Mode, devtools};

static AXE: LazyLock<String> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}; run deploy/install --tests", file.display()))
});

const RUN_AXE: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then( \
      (found) => done(found.violations.map((rule) => rule.id + ': ' + rule.nodes.map((node) => node.target.join(' ') + ' ' + \
        node.any.map((check) => check.message).join(' ')).join(' | '))), \
      (error) => done(['axe failed: ' + error]))";

/// Elements that are wider than the page, outside the boxes that scroll.
const TOO_WIDE: &str = "const width = document.documentElement.clientWidth; \
    return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('main *, header *, footer *')] \
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !element.closest('.ct-scroll')) \
      .slice(0, 3).map((element) => element.outerHTML.slice(0, 120))";

/// Tables of which some columns are out of sight, on a screen where rows stand by themselves.
const HIDDEN_COLUMNS: &str = "return innerWidth > 640 ? [] : [...document.querySelectorAll('.ct-scroll > table')] \
      .filter((table) => table.parentElement.scrollWidth > table.parentElement.clientWidth + 1) \
      .slice(0, 3).map((table) => table.outerHTML.slice(0, 160))";

/// Compressed bytes and requests of a first visit.
const WEIGHT: &str = "const page = performance.getEntriesByType('navigation')[0]; \
    const files = performance.getEntriesByType('resource'); \
    const sum = (end) => files.filter((file) => new URL(file.name).pathname.endsWith(end)).reduce((sum, file) => sum + file.encodedBodySize, 0); \
    return { html: page.encodedBodySize, css: sum('.css'), js: sum('.js'), fonts: sum('.woff2'), requests: files.length + 1 }";

/// The most that a page may weigh, compressed.
const BUDGET: [(&str, u64); 5] = [("html", 50_000), ("css", 30_000), ("js", 30_000), ("fonts", 60_000), ("requests", 12)];

/// Looks at the present page in every mode; says for whom it is not usable, and why.
pub async fn unusable(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let client = &browser.client;
    let mut found = Vec::new();
    client.execute(&AXE, Vec::new()).await?;
    for mode in Mode::ALL {
        mode.show(client).await?;
        let violations = client.execute_async(RUN_AXE, Vec::new()).await?;
        found.extend(texts(&violations)?.into_iter().map(|violation| format!("{mode:?}: {violation}")));
        let wide = client.execute(TOO_WIDE, Vec::new()).await?;
        found.extend(texts(&wide)?.into_iter().map(|element| format!("{mode:?}: wider than the page: {element}")));
        let hidden = client.execute(HIDDEN_COLUMNS, Vec::new()).await?;
        found.extend(texts(&hidden)?.into_iter().map(|table| format!("{mode:?}: columns out of sight: {table}")));
    }
    Mode::as_before(client).await?;
    Ok(found)
}

/// Loads the present page as on a first visit; says what of it weighs too much.
pub async fn heavy(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let client = &browser.client;
    devtools(client, "Network.enable", json!({})).await?;
    devtools(client, "Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
    client.refresh().await?;
    over_budget(&client.execute(WEIGHT, Vec::new()).await?)
}

/// A page of a journey: its picture is kept, and everybody can use it.
pub async fn usable(browser: &Browser, name: &str) -> anyhow::Result<()> {
    let found = unusable(browser).await?;
    ensure!(found.is_empty(), "{name}: {found:#?}");
    browser.picture(name).await
}

fn over_budget(weight: &Value) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for (part, most) in BUDGET {
        let weighs = weight[part].as_u64().with_context(|| format!("the browser does not say how much {part} weighs"))?;
        if weighs > most {
            found.push(format!("{part} weighs {weighs}, at most {most}"));
        }
    }
    ensure!(weight["html"].as_u64() > Some(0), "the page weighs nothing");
    Ok(found)
}

fn texts(list: &Value) -> anyhow::Result<Vec<String>> {
    let list = list.as_array().context("a list")?;
    Ok(list.iter().map(|text| text.as_str().map_or_else(|| text.to_string(), str::to_owned)).collect())
}
