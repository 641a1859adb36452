//! A headless Chromium that never outlives its test.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

/// How long one element may take to appear.
const PATIENCE: Duration = Duration::from_secs(15);

/// One browser with a profile of its own.
pub struct Browser {
    /// What drives it.
    pub client: Client,
    home: String,
    clicks: AtomicUsize,
    inputs: AtomicUsize,
    driver: Child,
    profile: TempDir,
}

impl Browser {
    /// Starts chromedriver and a browser; `home` is the address of the portal.
    pub async fn start(home: &str) -> anyhow::Result<Self> {
        let profile = tempfile::tempdir()?;
        // In a group of its own: the browser is a grandchild, and ending the group ends it too.
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver is not installed")?;
        let port = match announced_port(&mut driver) {
            Ok(port) => port,
            Err(error) => {
                end(&mut driver);
                return Err(error);
            }
        };
        match connect(&format!("http://127.0.0.1:{port}"), profile.path()).await {
            Ok(client) => {
                Ok(Self { client, home: home.to_owned(), clicks: AtomicUsize::new(0), inputs: AtomicUsize::new(0), driver, profile })
            }
            Err(error) => {
                end(&mut driver);
                Err(error)
            }
        }
    }

    /// Opens a path of the portal.
    pub async fn open(&self, path: &str) -> anyhow::Result<()> {
        Ok(self.client.goto(&format!("{}{path}", self.home)).await?)
    }

    /// Signs in and waits for «Việc của tôi».
    pub async fn sign_in(&self, email: &str, password: &str) -> anyhow::Result<()> {
        self.open("/").await?;
        self.heading("Đăng nhập").await?;
        self.fill("#email", email).await?;
        self.fill("#password", password).await?;
        self.press("Đăng nhập").await?;
        self.heading("Việc của tôi").await
    }

    /// Waits until the page with this main heading is shown.
    pub async fn heading(&self, text: &str) -> anyhow::Result<()> {
        let path = format!("//h1[contains(normalize-space(.), '{text}')]");
        let found = self.element(Locator::XPath(&path)).await;
        if found.is_err() {
            anyhow::bail!("no heading «{text}»; the page says: {}", self.text("main").await?);
        }
        Ok(())
    }

    /// Follows the first link that contains this text.
    pub async fn follow(&self, text: &str) -> anyhow::Result<()> {
        let path = format!("//main//a[contains(normalize-space(.), '{text}')]");
        let link = self.element(Locator::XPath(&path)).await;
        self.click(link.with_context(|| format!("no link «{text}»"))?).await
    }

    /// Presses the button that contains this text.
    pub async fn press(&self, text: &str) -> anyhow::Result<()> {
        let path = format!("//main//button[not(@aria-hidden)][contains(normalize-space(.), '{text}')]");
        let button = self.element(Locator::XPath(&path)).await;
        self.click(button.with_context(|| format!("no button «{text}»"))?).await
    }

    /// Brings an element into the middle of the window, as a person would, and clicks it.
    async fn click(&self, element: Element) -> anyhow::Result<()> {
        let script = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})";
        self.client.execute(script, vec![serde_json::to_value(&element)?]).await?;
        self.clicks.fetch_add(1, Ordering::Relaxed);
        Ok(element.click().await?)
    }

    /// Writes into an input instead of what stands there.
    pub async fn fill(&self, css: &str, text: &str) -> anyhow::Result<()> {
        match self.write(css, text).await {
            // The input is on the next page.
            Err(error) if replaced(&error) => self.write(css, text).await,
            written => written,
        }
    }

    async fn write(&self, css: &str, text: &str) -> anyhow::Result<()> {
        let input = self.element(Locator::Css(css)).await?;
        input.clear().await?;
        self.inputs.fetch_add(1, Ordering::Relaxed);
        Ok(input.send_keys(text).await?)
    }

    /// Writes into every input that a selector finds; says how many there were.
    pub async fn fill_all(&self, css: &str, text: &str) -> anyhow::Result<usize> {
        let inputs = self.client.find_all(Locator::Css(css)).await?;
        for input in &inputs {
            input.clear().await?;
            input.send_keys(text).await?;
            self.inputs.fetch_add(1, Ordering::Relaxed);
        }
        Ok(inputs.len())
    }

    /// Ticks or chooses what a selector finds, if it is there.
    pub async fn tick(&self, css: &str) -> anyhow::Result<bool> {
        let found = self.client.find_all(Locator::Css(css)).await?;
        if let Some(first) = found.first() {
            self.click(first.clone()).await?;
        }
        Ok(!found.is_empty())
    }

    /// Chooses an answer in every list that a selector finds; says how many there were.
    pub async fn choose_all(&self, css: &str, value: &str) -> anyhow::Result<usize> {
        let lists = self.client.find_all(Locator::Css(css)).await?;
        for list in &lists {
            list.select_by_value(value).await?;
            self.inputs.fetch_add(1, Ordering::Relaxed);
        }
        Ok(lists.len())
    }

    /// Clicks made and inputs filled so far.
    pub fn effort(&self) -> (usize, usize) {
        (self.clicks.load(Ordering::Relaxed), self.inputs.load(Ordering::Relaxed))
    }

    /// The visible text of the first element.
    pub async fn text(&self, css: &str) -> anyhow::Result<String> {
        match self.read(css).await {
            Err(error) if replaced(&error) => self.read(css).await,
            read => read,
        }
    }

    async fn read(&self, css: &str) -> anyhow::Result<String> {
        Ok(self.element(Locator::Css(css)).await?.text().await?)
    }

    /// The first element that this finds, as soon as the page shows it: the page of a click may still be on its way.
    pub async fn element(&self, wanted: Locator<'_>) -> anyhow::Result<Element> {
        let found = self.client.wait().at_most(PATIENCE).for_element(wanted).await;
        found.with_context(|| format!("the page has no {wanted:?}"))
    }

    /// The page says that something was done.
    pub async fn said(&self, text: &str) -> anyhow::Result<()> {
        let path = format!("//*[contains(@class, 'govuk-notification-banner')][contains(normalize-space(.), '{text}')]");
        let found = self.element(Locator::XPath(&path)).await;
        if found.is_err() {
            anyhow::bail!("nothing says «{text}»; the page says: {}", self.text("main").await?);
        }
        Ok(())
    }

    /// The page says that the form was refused, with a link to the field.
    pub async fn refused(&self, field: &str) -> anyhow::Result<()> {
        let link = format!(".govuk-error-summary a[href='#{field}']");
        let found = self.element(Locator::Css(&link)).await;
        found.with_context(|| format!("the summary has no link to {field}"))?.click().await?;
        let title = self.client.title().await?;
        ensure!(title.starts_with("Lỗi: "), "the title is «{title}»");
        let focused = self.client.active_element().await?.attr("id").await?;
        ensure!(focused.as_deref() == Some(field), "the link leads to {focused:?}");
        Ok(())
    }

    /// Keeps pictures of the page, wide and narrow, in the folder that `PORTAL_SHOTS` names.
    pub async fn picture(&self, name: &str) -> anyhow::Result<()> {
        let Some(folder) = std::env::var_os("PORTAL_SHOTS") else { return Ok(()) };
        std::fs::create_dir_all(&folder)?;
        for (width, height) in [(320, 2400), (1280, 1800)] {
            self.client.set_window_size(width, height).await?;
            std::fs::write(Path::new(&folder).join(format!("{name}-{width}.png")), self.client.screenshot().await?)?;
        }
        Ok(())
    }

    /// Ends the session in good order.
    pub async fn close(self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.clone().close()).await;
    }
}

/// Whether the page was being replaced while something was done to it.
fn replaced(error: &anyhow::Error) -> bool {
    let said = format!("{error:#}");
    ["stale element", "does not belong to the document"].iter().any(|words| said.contains(words))
}

impl Drop for Browser {
    fn drop(&mut self) {
        end(&mut self.driver);
        // The browser may have been writing until now; what remains is in the temporary folder of the machine.
        let _ = std::fs::remove_dir_all(self.profile.path());
    }
}

/// Ends chromedriver and everything that it started.
fn end(driver: &mut Child) {
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", driver.id())]).stderr(Stdio::null()).status();
    let _ = driver.wait();
}

fn announced_port(driver: &mut Child) -> anyhow::Result<u16> {
    let output = driver.stdout.take().context("chromedriver has no output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some((_, port)) = line.rsplit_once("started successfully on port ") {
            return Ok(port.trim_end_matches('.').parse()?);
        }
    }
    anyhow::bail!("chromedriver ended before it listened")
}

async fn connect(driver: &str, profile: &Path) -> anyhow::Result<Client> {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=vi",
        "--window-size=1280,1800",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    ];
    let mut arguments: Vec<String> = arguments.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let options = json!({ "binary": "/usr/bin/chromium", "args": arguments });
    let capabilities = json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "SEVERE" } });
    let capabilities = capabilities.as_object().cloned().context("capabilities are an object")?;
    let mut builder = ClientBuilder::new(HttpConnector::new());
    let connecting = builder.capabilities(capabilities).connect(driver);
    Ok(tokio::time::timeout(Duration::from_secs(30), connecting).await.context("chromium did not start")??)
}
