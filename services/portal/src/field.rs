//! Inputs of forms. An input is named by the path of the request field it fills, so a refusal finds its way back to it.

use crate::page::Mistake;
use crate::posted::Posted;

/// A text, number, password or file input.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Name and id.
    pub name: String,
    /// What it asks for.
    pub label: String,
    /// Help below the label; may be empty.
    pub hint: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it; empty when nothing is.
    pub error: String,
}

impl Field {
    /// An empty input.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// With help below the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With this in it, unless the form that was sent says otherwise.
    #[must_use]
    pub fn value(mut self, stored: impl Into<String>, posted: Option<&Posted>) -> Self {
        self.value = posted.and_then(|posted| posted.find(&self.name)).map_or_else(|| stored.into(), str::to_owned);
        self
    }

    /// With what is wrong with it.
    #[must_use]
    pub fn mistakes(mut self, problems: &[Mistake]) -> Self {
        self.error = error_of(problems, &self.name);
        self
    }
}

/// One of several answers.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Help; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Radios, a select or checkboxes.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Name of the inputs, id of the first.
    pub name: String,
    /// The question.
    pub legend: String,
    /// Help; may be empty.
    pub hint: String,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// The answers.
    pub options: Vec<Choice>,
}

impl Choices {
    /// A question with its answers as (value, label).
    pub fn new(name: impl Into<String>, legend: impl Into<String>, options: impl IntoIterator<Item = (String, String)>) -> Self {
        let options = options.into_iter().map(|(value, label)| Choice { value, label, ..Choice::default() }).collect();
        Self { name: name.into(), legend: legend.into(), options, ..Self::default() }
    }

    /// With help below the question.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Beginning with «Chọn»: what nobody chose is asked for, never assumed.
    #[must_use]
    pub fn asked(mut self) -> Self {
        self.options.insert(0, Choice { label: "Chọn".to_owned(), ..Choice::default() });
        self
    }

    /// With this answer chosen, unless the form that was sent says otherwise.
    #[must_use]
    pub fn value(mut self, stored: &str, posted: Option<&Posted>) -> Self {
        let chosen = posted.and_then(|posted| posted.find(&self.name)).unwrap_or(stored);
        for option in &mut self.options {
            option.chosen = option.value == chosen;
        }
        self
    }

    /// With all of these answers chosen.
    #[must_use]
    pub fn ticked(mut self, values: &[String]) -> Self {
        for option in &mut self.options {
            option.chosen = values.contains(&option.value);
        }
        self
    }

    /// With what is wrong with it.
    #[must_use]
    pub fn mistakes(mut self, problems: &[Mistake]) -> Self {
        self.error = error_of(problems, &self.name);
        self
    }
}

/// What is said about an input.
pub fn error_of(problems: &[Mistake], name: &str) -> String {
    problems.iter().find(|problem| problem.field == name).map(|problem| problem.message.clone()).unwrap_or_default()
}

/// A word about a state, coloured or plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// What it says.
    pub text: String,
    /// Colour of the design system; empty for plain text.
    pub colour: &'static str,
}

impl Tag {
    /// A coloured tag, or plain text with an empty colour.
    pub fn new(text: impl Into<String>, colour: &'static str) -> Self {
        Self { text: text.into(), colour }
    }
}

/// One line of a task list.
#[derive(Clone, Debug, Default)]
pub struct TaskItem {
    /// Where the task is done; empty while it cannot be.
    pub href: String,
    /// What is to be done.
    pub name: String,
    /// More about it; may be empty.
    pub hint: String,
    /// How far it is.
    pub status: Tag,
}

/// One line of a summary list.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    /// What it is about.
    pub key: String,
    /// What was answered.
    pub value: String,
    /// Where it is changed; empty when it is not.
    pub change: String,
    /// Where the value leads; empty for nowhere.
    pub href: String,
}

impl SummaryRow {
    /// A line that cannot be changed here.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), change: String::new(), href: String::new() }
    }

    /// A line whose value leads somewhere.
    #[must_use]
    pub fn leading_to(mut self, href: impl Into<String>) -> Self {
        self.href = href.into();
        self
    }

    /// A line that is changed elsewhere.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = href.into();
        self
    }
}
