//! What an order of units would do to whom, before it is carried out.

use askama::Template;
use proto::identity::v1::ReorganisedPerson;

use crate::field::{Choices, SummaryRow};
use crate::page::Page;
use crate::pages::common::{Act, Input};
use crate::posted::Posted;
use crate::show;

/// What a form sends that is not about the matter.
const OF_THE_FORM: [&str; 3] = ["csrf", "request_id", "hanh_dong"];

#[derive(Template)]
#[template(path = "unit_preview.html")]
pub struct Preview {
    pub page: Page,
    caption: String,
    rows: Vec<SummaryRow>,
    people: Vec<Affected>,
    /// What was sent, to be sent again.
    fields: Vec<(String, String)>,
}

/// One person who gets another unit, role or head.
struct Affected {
    name: String,
    title: String,
    unit: String,
    role: String,
    head: String,
}

impl Preview {
    /// What was asked for, and what it makes of everybody.
    pub fn new(asked: Act, posted: &Posted, people: &[ReorganisedPerson]) -> Self {
        let fields = posted.0.iter().filter(|(name, _)| !OF_THE_FORM.contains(&name.as_str())).cloned().collect();
        let rows = asked.inputs.iter().filter_map(said).filter(|row| !row.value.is_empty()).collect();
        Self { caption: asked.caption, rows, people: people.iter().map(affected).collect(), fields, page: asked.page }
    }
}

/// What an input holds, in words.
fn said(input: &Input) -> Option<SummaryRow> {
    let chosen = |choices: &Choices| {
        let labels: Vec<&str> = choices.options.iter().filter(|option| option.chosen).map(|option| option.label.as_str()).collect();
        SummaryRow::new(&choices.legend, labels.join("\n"))
    };
    match input {
        Input::Text(field) | Input::Area(field) => Some(SummaryRow::new(&field.label, &field.value)),
        Input::Select(choices) | Input::Ticks(choices) => Some(chosen(choices)),
        Input::Password(_) | Input::File(..) => None,
    }
}

fn affected(person: &ReorganisedPerson) -> Affected {
    let turned = |before: &str, after: &str| match before == after {
        true => if after.is_empty() { "Không có" } else { after }.to_owned(),
        false => format!("{} → {}", if before.is_empty() { "Không có" } else { before }, if after.is_empty() { "Không có" } else { after }),
    };
    Affected {
        name: person.full_name.clone(),
        title: person.title.clone(),
        unit: turned(&person.unit_name_before, &person.unit_name),
        role: turned(show::post_role(person.role_before()), show::post_role(person.role())),
        head: turned(&person.direct_head_name_before, &person.direct_head_name),
    }
}
