//! Answers to forms that a page sends by itself while one types.

use axum::Json;
use axum::response::{IntoResponse, Response};
use kernel::FieldProblem;
use rpc::Problem;
use serde::Serialize;
use tonic::Code;

use crate::halt::Halt;
use crate::page::Mistake;
use crate::posted::{Posted, place};
use crate::session::User;

/// What the script shows and sends next.
#[derive(Serialize)]
struct Answer {
    /// Words for the reader.
    said: String,
    /// Whether it is kept now.
    kept: bool,
    /// Whether it was changed elsewhere meanwhile: only the reader can say which one stays.
    changed_elsewhere: bool,
    /// Version to build on.
    version: Option<i64>,
    /// Id of the next form.
    request_id: String,
    /// What a self-assessment comes to, and what does not fit together; empty for other forms.
    foreseen: String,
    conflict: String,
    /// What cannot be right, for the script to say it beside each input.
    wrong: Vec<Wrong>,
}

/// What is wrong with one input.
#[derive(Serialize)]
struct Wrong {
    name: String,
    message: String,
}

/// What the service answers when it keeps a form.
#[derive(Default)]
pub struct Kept {
    /// Version to build on.
    pub version: i64,
    /// What a self-assessment comes to.
    pub foreseen: String,
    /// What does not fit together in it.
    pub conflict: String,
}

/// Whether the page sent the form by itself.
pub fn asked(posted: &Posted) -> bool {
    posted.get("hanh_dong") == "tu-luu"
}

/// What stands in the inputs cannot be sent on yet.
pub fn unreadable(mistakes: &[Mistake]) -> Problem {
    let fields = mistakes.iter().map(|mistake| FieldProblem { field: mistake.field.clone(), message: mistake.message.clone() });
    Problem {
        code: Code::InvalidArgument,
        reason: "UNREADABLE".to_owned(),
        message: String::new(),
        fields: fields.collect(),
        unheard: None,
    }
}

/// The problem with its fields named as the form names them, where blank rows of a list had been left out: `rows` are the places of
/// the others.
pub fn as_in_form(problem: Problem, list: &str, rows: &[usize]) -> Problem {
    let named = |field: FieldProblem| match place(list, &field.field).and_then(|(row, name)| Some((*rows.get(row)?, name))) {
        Some((row, name)) => FieldProblem { field: format!("{list}[{row}].{name}"), message: field.message },
        None => field,
    };
    Problem { fields: problem.fields.into_iter().map(named).collect(), ..problem }
}

/// Kept with this version, or not.
pub fn answer(user: &User, kept: Result<Kept, Problem>) -> Result<Response, Halt> {
    let empty = Answer {
        said: String::new(),
        kept: false,
        changed_elsewhere: false,
        version: None,
        request_id: user.app.new_id(),
        foreseen: String::new(),
        conflict: String::new(),
        wrong: Vec::new(),
    };
    let answer = match kept {
        Ok(Kept { version, foreseen, conflict }) => {
            Answer { said: format!("Đã lưu lúc {}", user.app.time()), kept: true, version: Some(version), foreseen, conflict, ..empty }
        }
        Err(problem) if problem.code == Code::Aborted => Answer {
            said: "Nội dung này đã được sửa ở nơi khác. Hãy bấm lưu để thấy cả hai bản và chọn.".to_owned(),
            changed_elsewhere: true,
            ..empty
        },
        Err(problem) => {
            // A page that saves by itself stays where it is.
            let problem = Halt::unless_shown(Problem { unheard: None, ..problem })?;
            let first = problem.fields.first().map_or(problem.message, |field| field.message.clone());
            let wrong = problem.fields.into_iter().map(|field| Wrong { name: field.field, message: field.message });
            Answer { said: format!("Chưa lưu: {first}"), wrong: wrong.collect(), ..empty }
        }
    };
    Ok(Json(answer).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_beside_the_input_that_the_page_has() {
        let mistake = |field: &str| Mistake { field: field.to_owned(), message: "sai".to_owned() };
        let problem = unreadable(&[mistake("entries[1].done_on"), mistake("entries")]);
        let fields: Vec<_> = as_in_form(problem, "entries", &[0, 3]).fields.into_iter().map(|field| field.field).collect();
        assert_eq!(fields, ["entries[3].done_on", "entries"]);
    }
}
