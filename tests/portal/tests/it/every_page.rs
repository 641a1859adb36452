//! Every page of the portal, found by following links as each role, at each step of the year.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anyhow::{Context, ensure};
use fantoccini::Locator;

use crate::browser::Browser;
use crate::devtools::complaints;
use crate::page_checks::{heavy, unusable};
use crate::paper::unprintable;
use crate::world::{
    AUDITOR, CHAIRMAN, DECISION, HEAD, HOME_AFFAIRS, HR_OFFICER, IT_OFFICER, LAST, PROVINCE_LEADER, SELF_ASSESSMENT, SPECIALIST, Stop,
    UNIT_HEAD, tour,
};

/// Who looks around, and what their pictures are called.
const PEOPLE: [(&str, &str); 9] = [
    ("chuyen-vien", SPECIALIST),
    ("truong-phong", UNIT_HEAD),
    ("giam-doc", HEAD),
    ("to-chuc", HR_OFFICER),
    ("cong-nghe", IT_OFFICER),
    ("so-noi-vu", HOME_AFFAIRS),
    ("chu-tich", CHAIRMAN),
    ("lanh-dao-tinh", PROVINCE_LEADER),
    ("thanh-tra", AUDITOR),
];

/// Pages that are not found by links: sent forms only, files, and those that the journeys of the other tests look at.
const ELSEWHERE: [&str; 25] = [
    // Only under laws that score within the year: the year of the tour has none.
    "/ket-qua/theo-ky",
    "/to-chuc/ket-qua-ky/nguoi/{person}",
    "/to-chuc/ket-qua-ky/{year}/{span}",
    // Only where a command outlives its deadline.
    "/dang-thuc-hien/{service}/{command}/{operation}",
    // Only while somebody waits to lead an agency.
    "/cong-nghe/nguoi-dung-dau/{post}",
    "/dang-xuat",
    "/tai-lieu/{kind}/{format}/{subject}",
    "/bang-ke/excel/tai-ve",
    "/to-chuc/nhap/mau",
    "/bang-ke/minh-chung/{log}/{digest}",
    "/ho-so/{record}/tep/{digest}",
    "/bang-ke/{kind}/{day}/dinh-chinh",
    "/bang-ke/{kind}/{day}/minh-chung/{place}",
    // Needs a device that holds passkeys.
    "/tai-khoan/khoa-truy-cap/{passkey}/go",
    // Only where somebody delegated, came with a paper result, or a ceiling applies: the small agency has none of them.
    "/tai-khoan/uy-quyen/{delegation}/ket-thuc",
    "/to-chuc/ho-so/{record}/ban-giay",
    "/so-noi-vu/han-muc/{agency}/{year}",
    // Only where somebody left a post with open work, and for auditors.
    "/ban-giao/{handover}",
    "/ban-giao/{handover}/{act}",
    // Only for who decides in several agencies.
    "/quyet-dinh",
    // Behind a form that the tour does not send.
    "/so-noi-vu/thu-quy-tac/{agency}",
    "/to-chuc/nhan-su/{person}/co-quan-khac",
    "/to-chuc/nhan-su/{person}/thu-truong",
    "/tu-danh-gia/{record}/kiem-tra",
    "/tu-danh-gia/{record}/da-nop",
];

/// Pages for who is not signed in.
const OUTSIDE: [&str; 7] = [
    "/khoi-tao",
    "/dang-nhap",
    "/dang-nhap/khoa-truy-cap",
    "/xac-thuc",
    "/quen-mat-khau",
    "/kich-hoat?ma=khong-co",
    "/dat-lai-mat-khau?ma=khong-co",
];

/// Pages from which each role goes on at each stop, though somebody has seen them.
const HUBS: [&str; 26] = [
    "/to-chuc/nhan-su",
    "/tai-khoan/uy-quyen",
    "/tu-danh-gia/{record}",
    "/phe-duyet",
    "/phe-duyet/tinh-hinh",
    "/to-chuc/don-vi",
    "/to-chuc/nhan-su/{person}",
    "/quyet-dinh/{period}",
    "/quyet-dinh/ho-so/{record}",
    "/co-quan/{agency}",
    "/ket-qua/{record}",
    "/to-chuc/ky",
    "/to-chuc/ky/{period}",
    "/to-chuc/ho-so/{record}",
    "/to-chuc/phan-cong/{period}",
    "/to-chuc/phan-cong/{period}/{record}",
    "/so-noi-vu/ky",
    "/giam-sat/ky/{period}",
    "/giam-sat/ky/{period}/ho-so",
    "/giam-sat/ho-so/{record}",
    "/tham-dinh/{record}",
    "/to-chuc/khai-bao",
    "/to-chuc/huong-dan",
    "/to-chuc/huong-dan/{set}",
    "/so-noi-vu/tieu-chi",
    "/so-noi-vu/quy-tac",
];

/// Those whose pages hardly change with the step look around at a few of them.
const SELDOM: [&str; 5] = [IT_OFFICER, HOME_AFFAIRS, CHAIRMAN, PROVINCE_LEADER, AUDITOR];
const FOR_THEM: [&str; 3] = [SELF_ASSESSMENT, DECISION, LAST];

/// Steps before which nobody can sign in.
const BEFORE_ACCOUNTS: [&str; 2] = ["Sở Nội vụ nhập danh sách nhân sự từ Excel", "Mọi người kích hoạt tài khoản từ thư mời và đăng nhập"];

/// Of the links that one page has to another kind of page, so many are tried by each role at each stop.
const TRIED: usize = 2;

/// What was looked at, and what was wrong with it.
#[derive(Default)]
struct Seen {
    pages: BTreeSet<&'static str>,
    wrong: BTreeMap<String, Vec<String>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_usable_by_everybody_small_on_paper_and_without_complaints_or_dead_ends() {
    let seen = tour(Seen::default(), look_around).await.unwrap_or_else(|error| panic!("{error:#}"));
    let missed: Vec<&str> =
        portal::addresses().into_iter().filter(|page| !seen.pages.contains(page) && !ELSEWHERE.contains(page)).collect();
    assert!(seen.wrong.is_empty() && missed.is_empty(), "wrong: {:#?}\nno link leads to {missed:#?}", seen.wrong);
}

async fn look_around(stop: &Stop<'_>, seen: &mut Seen) -> anyhow::Result<()> {
    if BEFORE_ACCOUNTS.contains(&stop.step) {
        return Ok(());
    }
    let browser = Browser::start(&stop.portal_url).await?;
    // What waits while others are still at it, waits for heads.
    let mut looked = Ok(());
    let looks = |email: &str| match stop.amid {
        true => email == UNIT_HEAD,
        false => FOR_THEM.contains(&stop.step) || !SELDOM.contains(&email),
    };
    for (role, email) in PEOPLE.into_iter().filter(|(_, email)| looks(email)) {
        looked = look(&browser, role, email, stop, seen).await.with_context(|| format!("{role} at «{}»", stop.step));
        if looked.is_err() {
            break;
        }
        browser.client.delete_all_cookies().await?;
    }
    browser.close().await;
    looked
}

/// Follows links to pages that nobody has seen yet.
async fn look(browser: &Browser, role: &str, email: &str, stop: &Stop<'_>, seen: &mut Seen) -> anyhow::Result<()> {
    let unseen = |path: &&str| page_of(path.split('?').next().unwrap_or_default()).is_none_or(|page| !seen.pages.contains(page));
    for path in OUTSIDE.into_iter().filter(unseen).collect::<Vec<_>>() {
        look_at(browser, role, path, seen).await?;
    }
    browser.sign_in(email, stop.password).await?;
    let mut ahead = VecDeque::from(["/".to_owned()]);
    let mut known = BTreeSet::from(["/".to_owned()]);
    let mut entered = BTreeSet::from(["/"]);
    let mut tried = BTreeMap::new();
    while let Some(path) = ahead.pop_front() {
        look_at(browser, role, &path, seen).await.with_context(|| path.clone())?;
        // Where the year stands differently; at the steps between, pages are only looked at.
        let refused = match FOR_THEM.contains(&stop.step) {
            true => dead_ends(browser, &path, &mut tried).await.with_context(|| path.clone())?,
            false => Vec::new(),
        };
        if !refused.is_empty() {
            seen.wrong.entry(format!("{role} {path} at «{}»", stop.step)).or_default().extend(refused);
        }
        for link in links(browser).await? {
            let wanted = page_of(&link).is_none_or(|page| {
                let hub = HUBS.contains(&page) || link.matches('/').count() == 1;
                !ELSEWHERE.contains(&page) && (!seen.pages.contains(page) || hub && entered.insert(page))
            });
            if wanted && known.insert(link.clone()) {
                ahead.push_back(link);
            }
        }
    }
    Ok(())
}

/// Opens a page; the first time somebody does, everything about it is checked.
async fn look_at(browser: &Browser, role: &str, path: &str, seen: &mut Seen) -> anyhow::Result<()> {
    let address = path.split('?').next().unwrap_or_default();
    let Some(page) = page_of(address) else { anyhow::bail!("no page has this address") };
    browser.open(path).await?;
    browser.element(Locator::Css("h1")).await.context("no heading")?;
    if !seen.pages.insert(page) {
        // What this role may not see here complains too; that is nothing about the next page.
        complaints(&browser.client).await?;
        return Ok(());
    }
    let mut found = heavy(browser).await?;
    found.extend(complaints(&browser.client).await?);
    found.extend(unusable(browser).await?);
    found.extend(unprintable(browser).await?);
    if !found.is_empty() {
        seen.wrong.insert(format!("{role} {path}"), found);
    }
    let name = page.trim_matches('/').replace(['/', '{', '}'], "-");
    browser.picture(&format!("{role}-{name}")).await
}

/// Links of the present page that lead this person into a refusal, or nowhere.
async fn dead_ends(
    browser: &Browser,
    path: &str,
    tried: &mut BTreeMap<(&'static str, &'static str), BTreeSet<String>>,
) -> anyhow::Result<Vec<String>> {
    let script = "return [...document.links].filter((link) => link.origin === location.origin && !link.hash) \
        .map((link) => link.pathname + link.search)";
    let found: BTreeSet<String> = serde_json::from_value(browser.client.execute(script, Vec::new()).await?)?;
    let here = page_of(path.split('?').next().unwrap_or_default()).unwrap_or_default();
    let mut asked = Vec::new();
    for link in found {
        let there = page_of(link.split('?').next().unwrap_or_default()).unwrap_or_default();
        let known = tried.entry((here, there)).or_default();
        if known.len() < TRIED && known.insert(link.clone()) {
            asked.push(link);
        }
    }
    let script = "const done = arguments[arguments.length - 1]; \
        (async () => { const refused = []; \
          for (const link of arguments[0]) { const answer = await fetch(link); \
            if (answer.status >= 400) refused.push(`a dead end: ${link} answers ${answer.status}`); } \
          return refused; })().then(done, (error) => done([String(error)]))";
    let refused = browser.client.execute_async(script, vec![serde_json::to_value(&asked)?]).await?;
    complaints(&browser.client).await?;
    Ok(serde_json::from_value(refused)?)
}

/// Addresses of our own that the page links to, without what stands behind `?` and `#`.
async fn links(browser: &Browser) -> anyhow::Result<BTreeSet<String>> {
    let script = "return [...document.links].filter((link) => link.origin === location.origin).map((link) => link.pathname)";
    let found = browser.client.execute(script, Vec::new()).await?;
    let found: BTreeSet<String> = serde_json::from_value(found)?;
    ensure!(!found.is_empty(), "a page without links");
    Ok(found)
}

/// The pattern that an address follows.
fn page_of(path: &str) -> Option<&'static str> {
    let fits = |pattern: &str| {
        let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
        pattern.len() == path.len() && pattern.iter().zip(&path).all(|(wanted, part)| wanted == part || wanted.starts_with('{'))
    };
    let mut fitting: Vec<&str> = portal::addresses().into_iter().filter(|pattern| fits(pattern)).collect();
    fitting.sort_by_key(|pattern| pattern.matches('{').count());
    fitting.first().copied()
}
