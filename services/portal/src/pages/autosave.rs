//! Answers to forms that a page sends by itself while one types.

use axum::Json;
use axum::response::{IntoResponse, Response};
use kernel::FieldProblem;
use rpc::Problem;
use serde::Serialize;
use tonic::Code;

use crate::halt::Halt;
use crate::page::Mistake;
use crate::posted::Posted;
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
    Problem { code: Code::InvalidArgument, reason: "UNREADABLE".to_owned(), message: String::new(), fields: fields.collect() }
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
            let problem = Halt::unless_shown(problem)?;
            let first = problem.fields.into_iter().next().map_or(problem.message, |field| field.message);
            Answer { said: format!("Chưa lưu: {first}"), ..empty }
        }
    };
    Ok(Json(answer).into_response())
}
