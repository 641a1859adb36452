//! One file a verb: authorize, decide, save.

mod declare_fact;
mod discard_criteria_set_draft;
mod import_past_years;
mod publish_criteria_set;
mod publish_policy_pack;
mod publish_shipped_law;
mod revoke_fact;
mod save_criteria_set_draft;
mod set_guidance;
mod set_quota_exception;

use events::Tx;
use kernel::{Refusal, date, text};

pub(crate) use declare_fact::declare_fact;
pub(crate) use discard_criteria_set_draft::discard_criteria_set_draft;
pub(crate) use import_past_years::import_past_years;
pub(crate) use publish_criteria_set::publish_criteria_set;
pub(crate) use publish_policy_pack::publish_policy_pack;
pub(crate) use publish_shipped_law::publish_shipped_law;
pub(crate) use revoke_fact::revoke_fact;
pub(crate) use save_criteria_set_draft::save_criteria_set_draft;
pub(crate) use set_guidance::set_guidance;
pub(crate) use set_quota_exception::set_quota_exception;

/// The earliest year that anything is declared about.
const FIRST_YEAR: i32 = 1990;

/// Names the file that the problems are in.
fn in_file(file_name: &str) -> impl Fn(Refusal) -> Refusal {
    let file = text::clean(file_name);
    move |mut refusal| {
        if !file.is_empty() {
            refusal.message = format!("{file}: {}", refusal.message);
            for problem in &mut refusal.fields {
                problem.message = format!("{file}: {}: {}", problem.field, problem.message);
            }
        }
        refusal
    }
}

/// Characters of the longest document of law.
const LONGEST_LAW: usize = 200_000;

/// A document of law that is there and of a length that somebody wrote.
fn law_text(yaml: &str) -> Result<(), Refusal> {
    if !yaml.trim().is_empty() && yaml.chars().count() <= LONGEST_LAW {
        return Ok(());
    }
    Err(Refusal::invalid("TEXT_NEEDED", "yaml", format!("Hãy gửi nội dung văn bản (nhiều nhất {LONGEST_LAW} ký tự).")))
}

/// Text that must be there, cleaned, of at most `most` characters.
fn needed(field: &'static str, given: &str, most: usize, message: &'static str) -> Result<String, Refusal> {
    let clean = text::clean_lines(given).trim().to_owned();
    if clean.is_empty() || clean.chars().count() > most {
        return Err(Refusal::invalid("TEXT_NEEDED", field, format!("{message} (nhiều nhất {most} ký tự)")));
    }
    Ok(clean)
}

fn reason(given: &str) -> Result<String, Refusal> {
    needed("reason", given, 1000, "Hãy nêu lý do.")
}

fn document_ref(given: &str) -> Result<String, Refusal> {
    needed("document_ref", given, 300, "Hãy ghi số, ngày văn bản làm căn cứ.")
}

/// A year that something can be declared about: not a coming one.
fn year(tx: &Tx, given: i32) -> Result<i32, Refusal> {
    let this = date::office_year(tx.now());
    if (FIRST_YEAR..=this).contains(&given) {
        return Ok(given);
    }
    Err(Refusal::invalid("YEAR_INVALID", "year", format!("Năm phải từ {FIRST_YEAR} đến {this}.")))
}
