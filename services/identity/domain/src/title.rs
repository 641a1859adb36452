//! From the title in a staff list to the role of its holder (article 3). Titles are data: the rules that ship with the
//! product, and before them what officers answered about titles that no rule knows.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::text;
use regulation::PostRole;
use serde::Deserialize;

use crate::UnitKind;

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    serde_saphyr::from_str(include_str!("../../data/titles.yaml")).expect("the shipped rules are valid: a test reads them")
});

/// Words before the name of what somebody leads, the longer ones first.
const LEADING_WORDS: [&str; 22] = [
    "phó chi cục trưởng",
    "chi cục trưởng",
    "chi cục phó",
    "phó viện trưởng",
    "viện trưởng",
    "viện phó",
    "phó hiệu trưởng",
    "hiệu trưởng",
    "hiệu phó",
    "phó trạm trưởng",
    "trạm trưởng",
    "trạm phó",
    "phó hạt trưởng",
    "hạt trưởng",
    "phó giám đốc",
    "giám đốc",
    "phó chủ tịch",
    "chủ tịch",
    "phó chánh",
    "chánh",
    "phó trưởng",
    "trưởng",
];

/// Bodies that can be led, as a title names them without a name of their own.
const BODIES: [&str; 22] = [
    "phòng",
    "ban",
    "khoa",
    "sở",
    "đơn vị",
    "cơ quan",
    "văn phòng",
    "thanh tra",
    "bộ môn",
    "bộ phận",
    "trạm",
    "chi cục",
    "trung tâm",
    "bệnh viện",
    "viện",
    "trường",
    "hội",
    "liên minh",
    "liên hiệp",
    "hạt",
    "đội",
    "tổ",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    rules: Vec<Rule>,
    staff: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    starts: Vec<String>,
    #[serde(default)]
    agency: Vec<UnitKind>,
    top: Option<bool>,
    #[serde(default)]
    of_agency: bool,
    role: PostRole,
}

/// Where a post is, as far as its title cares.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// Kind of the agency.
    pub agency: UnitKind,
    /// Name of the agency.
    pub agency_name: &'a str,
    /// In the agency itself or in its leadership, not in a part of it.
    pub top: bool,
}

/// What a title makes its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// A rule, or an officer, says so.
    Known {
        /// The role.
        role: PostRole,
        /// Quyền, phụ trách: leads until somebody is appointed.
        acting: bool,
    },
    /// Nobody said so yet; an officer is to be asked.
    Unknown {
        /// What is likely.
        proposed: PostRole,
    },
}

/// The rules of `titles.yaml`, and before them the answers of officers.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    answers: HashMap<(String, bool), PostRole>,
}

impl Titles {
    /// The rules that ship with the product.
    pub fn shipped() -> Self {
        Self::default()
    }

    /// With answers of officers: key of the title ([`key`]), whether it is held at the top of the agency, and the role.
    #[must_use]
    pub fn with(mut self, answers: impl IntoIterator<Item = (String, bool, PostRole)>) -> Self {
        self.answers.extend(answers.into_iter().map(|(title, top, role)| ((title, top), role)));
        self
    }

    /// Whether an officer said what this very title is.
    pub fn is_answered(&self, title: &str, top: bool) -> bool {
        self.answers.contains_key(&(key(title), top))
    }

    /// What one title makes its holder; a title of several posts is taken apart before ([`crate::placing`]).
    pub fn judge(&self, title: &str, spot: Spot<'_>) -> Judged {
        let title = key(title);
        if let Some(role) = self.answers.get(&(title.clone(), spot.top)) {
            return Judged::Known { role: *role, acting: false };
        }
        let (title, acting) = without_acting(&title);
        match SHIPPED.role(&title, spot) {
            Some(PostRole::Staff) if acting => Judged::Unknown { proposed: PostRole::Staff },
            Some(role) => Judged::Known { role: if acting { role.acting() } else { role }, acting },
            None => Judged::Unknown { proposed: proposed(&title, spot.top) },
        }
    }
}

impl Shipped {
    fn role(&self, title: &str, spot: Spot<'_>) -> Option<PostRole> {
        let named = led(title);
        let of_agency = || named.is_some_and(|named| names_agency(named, spot.agency_name));
        let fits = |rule: &&Rule| {
            rule.starts.iter().any(|start| begins(title, start))
                && (rule.agency.is_empty() || rule.agency.contains(&spot.agency))
                && rule.top.is_none_or(|top| top == spot.top)
                && (!rule.of_agency || of_agency())
        };
        if let Some(rule) = self.rules.iter().find(fits) {
            return Some(rule.role);
        }
        let staff = self.staff.iter().any(|start| begins(title, start)) && !sounds_leading(title);
        staff.then_some(PostRole::Staff)
    }
}

/// The title as it is compared: lower case, one spelling of what is written in several ways, no brackets, no closing dot.
pub fn key(title: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for letter in text::clean(title).to_lowercase().chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    // «(phụ trách)» is no remark.
    let acting = text::clean(title).to_lowercase().contains("(phụ trách)");
    let plain = plain.replace("uỷ", "ủy").replace("ủy ban nhân dân", "ubnd").replace("hội đồng nhân dân", "hđnd");
    let plain = plain.replace("ủy ban mặt trận tổ quốc việt nam", "mttq").replace("ủy ban mttq", "mttq").replace(['–', '—'], "-");
    let plain = text::clean(&plain).trim_end_matches(['.', ',', ';', '-', ' ']).to_owned();
    if acting { format!("{plain} phụ trách") } else { plain }
}

/// Quyền, phụ trách: somebody leads until somebody is appointed.
pub fn is_temporary(title: &str) -> bool {
    without_acting(&key(title)).1
}

/// The chair of a People's Council, who shares the office of the committee (A41).
pub(crate) fn is_of_council(title: &str) -> bool {
    led(&key(title)).is_some_and(|named| begins(named, "hđnd"))
}

/// True when `title` begins with the whole words of `start`.
fn begins(title: &str, start: &str) -> bool {
    title.strip_prefix(start).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// What somebody leads by a title, such as «ban tôn giáo» by «trưởng ban tôn giáo»; nothing when the title leads nothing.
pub(crate) fn led(title: &str) -> Option<&str> {
    LEADING_WORDS.iter().find(|words| begins(title, words)).map(|words| title[words.len()..].trim_start())
}

/// The title of the post that somebody fills for the time being, and whether it is only for the time being: «q. trưởng phòng»
/// and «phụ trách phòng» are heads of a division, «phó giám đốc phụ trách» is a deputy who leads.
pub(crate) fn without_acting(title: &str) -> (String, bool) {
    for prefix in ["quyền ", "q. ", "q."] {
        if let Some(rest) = title.strip_prefix(prefix) {
            return (rest.trim_start().to_owned(), true);
        }
    }
    if let Some(body) = title.strip_prefix("phụ trách ")
        && BODIES.iter().any(|named| begins(body, named))
    {
        let leader =
            if ["sở", "trung tâm", "bệnh viện"].iter().any(|named| begins(body, named)) { "giám đốc" } else { head_of(body) };
        return (format!("{leader} {body}"), true);
    }
    if let Some((before, body)) = title.split_once("phụ trách")
        && led(before.trim_end()).is_some()
        && (body.trim().is_empty() || BODIES.contains(&body.trim()))
    {
        return (before.trim_end_matches(['-', ',', ' ']).to_owned(), true);
    }
    (title.to_owned(), false)
}

/// Whether a title says no more than that somebody leads for the time being: «phụ trách», «phụ trách phòng».
pub(crate) fn leads_for_now_only(title: &str) -> bool {
    title.strip_prefix("phụ trách").is_some_and(|body| body.trim().is_empty() || BODIES.contains(&body.trim()))
}

/// The word for the head of a body: «chánh» văn phòng, «trưởng» phòng.
fn head_of(body: &str) -> &'static str {
    if begins(body, "văn phòng") || begins(body, "thanh tra") { "chánh" } else { "trưởng" }
}

/// Whether what a title leads is the agency: it says nothing, only «sở» or «bệnh viện», or begins the name of the agency.
pub(crate) fn names_agency(named: &str, agency: &str) -> bool {
    let agency = key(agency);
    // «Phó Giám đốc Thường trực» is the first among deputies.
    let named = named.strip_prefix("thường trực").map_or(named, str::trim_start);
    let plain = named.strip_suffix(" tỉnh").unwrap_or(named);
    let first = |text: &str| text.split(' ').next().map(str::to_owned);
    // «Chủ tịch Liên hiệp Hội» leads the «Liên hiệp các Hội Khoa học và Kỹ thuật».
    let union = begins(named, "liên") && first(named) == first(&agency);
    named.is_empty() || begins(&agency, plain) || begins(named, &agency) || union || matches!(named, "đơn vị" | "cơ quan")
}

/// A title that may lead: never taken as staff without a question.
fn sounds_leading(title: &str) -> bool {
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    words.iter().any(|word| matches!(*word, "trưởng" | "phó" | "chánh" | "giám" | "quyền"))
}

/// What an unknown title most likely makes its holder: shown with the question, never taken without an answer.
fn proposed(title: &str, top: bool) -> PostRole {
    let deputy = ["phó", "p.", "pgđ", "pcvp", "ptp", "p.giám", "pct"].iter().any(|sign| title.starts_with(sign)) || title.contains(" phó");
    let head = ["trưởng", "tr.", "tp.", "gđ", "cvp", "giám đốc", "chánh", "chủ tịch", "thủ trưởng"];
    match (deputy, head.iter().any(|sign| title.contains(sign)), top) {
        (true, _, true) => PostRole::AgencyDeputy,
        (true, _, false) => PostRole::UnitDeputy,
        (false, true, true) => PostRole::AgencyHead,
        (false, true, false) => PostRole::UnitHead,
        (false, false, _) => PostRole::Staff,
    }
}

#[cfg(test)]
mod tests;
