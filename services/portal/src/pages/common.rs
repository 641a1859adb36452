//! Three patterns that many pages of offices share: a list to look through, the details of one thing, and one thing to do.

use askama::Template;
use futures::future::BoxFuture;
use proto::Method;
use proto::common::v1::{Day, PageInfo, PageRequest, Points};
use rpc::Problem;
use serde::Deserialize;

use crate::field::{Choices, Field, SummaryRow, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page};
use crate::posted::Posted;
use crate::session::{User, escape};

/// Rows on one page of a list.
const ROWS: i32 = 50;

/// `?tu=hoa&loc=…&co_quan=…&trang=…`: what of a list is wanted.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Wanted {
    /// Words to search for.
    #[serde(default)]
    pub tu: String,
    /// Only rows of this kind.
    #[serde(default)]
    pub loc: String,
    /// The agency; empty for one's own.
    #[serde(default)]
    pub co_quan: String,
    /// Token of the page; empty for the first.
    #[serde(default)]
    pub trang: String,
}

impl Wanted {
    /// The page as services ask for it.
    pub fn page(&self) -> Option<PageRequest> {
        Some(PageRequest { page_size: ROWS, page_token: self.trang.clone() })
    }

    /// Address of the next page; empty after the last.
    pub fn next(&self, path: &str, info: Option<&PageInfo>) -> String {
        let token = info.map(|info| info.next_page_token.as_str()).unwrap_or_default();
        if token.is_empty() {
            return String::new();
        }
        let asked = [("tu", self.tu.as_str()), ("loc", &self.loc), ("co_quan", &self.co_quan), ("trang", token)];
        let pairs: Vec<String> =
            asked.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", escape(value))).collect();
        format!("{path}?{}", pairs.join("&"))
    }
}

/// One cell of a list.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it leads; empty for nowhere.
    pub href: String,
    /// More below it, small; may be empty.
    pub note: String,
    /// A state instead of plain text.
    pub tag: Tag,
}

impl Cell {
    /// Plain text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A link.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }

    /// A state.
    pub fn tag(tag: Tag) -> Self {
        Self { tag, ..Self::default() }
    }

    /// With more below it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// A list to look through.
#[derive(Template)]
#[template(path = "listing.html")]
pub struct Listing {
    pub page: Page,
    /// Above the heading; may be empty.
    pub caption: String,
    /// What the list is, in a sentence; may be empty.
    pub lead: String,
    /// Other pages: address and name.
    pub links: Vec<(String, String)>,
    /// Words to search for; none where a list is not searched.
    pub search: Option<Field>,
    /// Kinds of rows to choose from; none where there is one kind.
    pub filter: Option<Choices>,
    /// The agency that a search stays with; empty for one's own.
    pub co_quan: String,
    /// One thing to do with the whole list: the words of the button and its value; empty for nothing.
    pub button: (&'static str, &'static str),
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
    /// What stands there instead of an empty table.
    pub empty: &'static str,
    pub next: String,
}

impl Listing {
    /// A list with a heading for each column.
    pub fn new(page: Page, heads: &[&'static str], rows: Vec<Vec<Cell>>, empty: &'static str) -> Self {
        Self {
            page,
            caption: String::new(),
            lead: String::new(),
            links: Vec::new(),
            search: None,
            filter: None,
            co_quan: String::new(),
            button: ("", ""),
            heads: heads.to_vec(),
            rows,
            empty,
            next: String::new(),
        }
    }

    /// Searched by words.
    #[must_use]
    pub fn searched(mut self, label: &str, wanted: &Wanted) -> Self {
        self.search = Some(Field { value: wanted.tu.clone(), ..Field::new("tu", label).hint("Không cần gõ dấu.") });
        self.co_quan.clone_from(&wanted.co_quan);
        self
    }

    /// With kinds of rows to choose from, as (value, label).
    #[must_use]
    pub fn filtered(mut self, kinds: &[(&str, &str)], wanted: &Wanted) -> Self {
        let options = kinds.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
        self.filter = Some(Choices::new("loc", "Chỉ xem", options).value(&wanted.loc, None));
        self.co_quan.clone_from(&wanted.co_quan);
        self
    }
}

/// The details of one thing, and what may be done with it.
#[derive(Template)]
#[template(path = "details.html")]
pub struct Details {
    pub page: Page,
    /// Above the heading; may be empty.
    pub caption: String,
    /// Parts with a heading; the heading of the first may be empty.
    pub parts: Vec<(String, Vec<SummaryRow>)>,
    /// What may be done: address and name.
    pub acts: Vec<(String, String)>,
}

/// The form of an act opens only where it is offered, so that nobody fills in what is bound to be refused.
///
/// # Errors
/// Where it is not.
pub fn only_offered(is_offered: bool) -> Result<(), Halt> {
    const NOT_NOW: &str = "Việc này không làm được ở đây vào lúc này. Mời quay lại để xem những việc làm được.";
    if is_offered { Ok(()) } else { Err(Halt::Forbidden(NOT_NOW.to_owned())) }
}

/// One input of a page on which something is done.
pub enum Input {
    /// A line.
    Text(Field),
    /// Several lines.
    Area(Field),
    /// A password, never shown again.
    Password(Field),
    /// One of several answers.
    Select(Choices),
    /// Several of several answers.
    Ticks(Choices),
    /// A file.
    File(Field, &'static str),
}

/// One thing to do: words, a few inputs, one button.
#[derive(Template)]
#[template(path = "act.html")]
pub struct Act {
    pub page: Page,
    /// Above the heading; may be empty.
    pub caption: String,
    /// What it does, in a sentence.
    pub intro: &'static str,
    pub rows: Vec<SummaryRow>,
    pub inputs: Vec<Input>,
    pub button: &'static str,
}

impl Act {
    /// Whether a browser may keep what was typed until it is sent: never a password.
    fn keeps(&self) -> bool {
        !self.inputs.iter().any(|input| matches!(input, Input::Password(..)))
    }

    /// Whether the form carries a file.
    fn with_file(&self) -> bool {
        self.inputs.iter().any(|input| matches!(input, Input::File(..)))
    }
}

/// Makes inputs that know what was sent and what was wrong with it.
pub struct Asks<'a> {
    /// The page with its problems.
    pub page: &'a Page,
    /// What was sent.
    pub posted: Option<&'a Posted>,
}

impl Asks<'_> {
    /// A line.
    pub fn text(&self, name: &str, label: &str, hint: &str) -> Input {
        Input::Text(Field::new(name, label).hint(hint).value("", self.posted).mistakes(&self.page.problems))
    }

    /// A line that begins with what is stored.
    pub fn filled(&self, name: &str, label: &str, hint: &str, stored: &str) -> Input {
        Input::Text(Field::new(name, label).hint(hint).value(stored, self.posted).mistakes(&self.page.problems))
    }

    /// The password of whoever sits there.
    pub fn password(&self, name: &str, label: &str) -> Input {
        Input::Password(Field::new(name, label).mistakes(&self.page.problems))
    }

    /// Several lines.
    pub fn area(&self, name: &str, label: &str, hint: &str) -> Input {
        Input::Area(Field::new(name, label).hint(hint).value("", self.posted).mistakes(&self.page.problems))
    }

    /// One of several answers, as (value, label), that somebody has to choose.
    pub fn choose(&self, name: &str, label: &str, options: impl IntoIterator<Item = (String, String)>) -> Input {
        Input::Select(Choices::new(name, label, options).asked().value("", self.posted).mistakes(&self.page.problems))
    }

    /// One of several answers, as (value, label); the first unless another is chosen.
    pub fn select(&self, name: &str, label: &str, options: impl IntoIterator<Item = (String, String)>) -> Input {
        Input::Select(Choices::new(name, label, options).value("", self.posted).mistakes(&self.page.problems))
    }

    /// One of several answers, as (value, label), beginning with what is stored.
    pub fn stored(&self, name: &str, label: &str, options: impl IntoIterator<Item = (String, String)>, stored: &str) -> Input {
        Input::Select(Choices::new(name, label, options).value(stored, self.posted).mistakes(&self.page.problems))
    }

    /// Several of several answers, as (value, label).
    pub fn ticks(&self, name: &str, label: &str, options: impl IntoIterator<Item = (String, String)>) -> Input {
        let ticked = self.posted.map(|posted| posted.all(name)).unwrap_or_default();
        Input::Ticks(Choices::new(name, label, options).ticked(&ticked).mistakes(&self.page.problems))
    }

    /// A file.
    pub fn file(&self, name: &str, label: &str, hint: &str, accept: &'static str) -> Input {
        Input::File(Field::new(name, label).hint(hint).mistakes(&self.page.problems), accept)
    }

    /// Why: nearly everything that offices do says so.
    pub fn reason(&self) -> Input {
        self.area("reason", "Lý do, căn cứ", "Được lưu cùng việc này; ghi số văn bản nếu có.")
    }
}

/// A form as it was sent: by whom, about what.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// Who sent it.
    pub user: &'a User,
    /// The id in its address.
    pub id: &'a str,
    /// What was typed.
    pub posted: &'a Posted,
}

impl Sent<'_> {
    /// What almost every command carries: its request id, what it is about, and why.
    pub fn named(self) -> (String, String, String) {
        (self.posted.request_id(), self.id.to_owned(), self.posted.lines("reason"))
    }

    /// Gives a command.
    pub async fn command<M: Method>(self, message: M) -> Done<()> {
        settled(self.posted, self.user.calls.send(message).await.map(drop))
    }
}

/// A form read field by field. What is wrong with it is gathered, and then nothing is sent.
pub struct Typed<'a> {
    sent: Sent<'a>,
    mistakes: Vec<Mistake>,
}

impl<'a> Typed<'a> {
    /// Of which nothing is read yet.
    pub fn new(sent: Sent<'a>) -> Self {
        Self { sent, mistakes: Vec::new() }
    }

    /// A day, if one was typed.
    pub fn day(&mut self, name: &str) -> Option<Day> {
        self.sent.posted.day(name, &mut self.mistakes)
    }

    /// Points, if some were typed.
    pub fn points(&mut self, name: &str) -> Option<Points> {
        self.sent.posted.points(name, &mut self.mistakes)
    }

    /// One of several, which must be chosen.
    pub fn chosen(&mut self, name: &str) -> String {
        self.sent.posted.chosen(name, &mut self.mistakes)
    }

    /// Gives a command, unless something is wrong.
    pub async fn command<M: Method>(self, message: M) -> Done<()> {
        if self.mistakes.is_empty() { self.sent.command(message).await } else { Ok(Err(self.mistakes)) }
    }
}

/// How an act turns what was sent into its command. It stands beside the act's name, so that none can do what another says.
pub type Send = for<'a> fn(Sent<'a>) -> BoxFuture<'a, Done<()>>;

/// What was done, or what is wrong with the form.
pub type Done<T> = Result<Result<T, Vec<Mistake>>, Halt>;

/// Splits an answer into what is done, what the form shows, and what needs a page of its own.
pub fn settled<T>(posted: &Posted, answer: Result<T, Problem>) -> Done<T> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(problem) => Ok(Err(posted.mistakes(Halt::unless_shown(problem)?))),
    }
}
