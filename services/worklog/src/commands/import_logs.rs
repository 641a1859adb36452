//! Keeps the logs of a workbook as drafts: all or none.

use chrono::Datelike;
use events::{Error, Tx};
use kernel::Refusal;
use proto::worklog::v1::{ImportLogsRequest, ImportLogsResponse, ImportProblem};
use regulation::Actor;
use worklog_domain::{Cadence, Entry, Grid, Log, RowProblem, Writing};

use super::{fresh, settle, signed_in};
use crate::{store, workbook};

pub(crate) async fn import_logs(
    tx: &mut Tx,
    actor: Actor,
    message: ImportLogsRequest,
    grace_days: u32,
) -> Result<ImportLogsResponse, Error> {
    let sheet = workbook::read(&message.content)?;
    let author = signed_in(tx, &actor).await?;
    let mut items = Vec::new();
    for list in store::work_lists::of_person(tx.conn(), author.id).await? {
        items.extend(list.all_items());
    }
    let Grid { logs, mut problems, notes } = Grid::read(&sheet.rows, &items);
    let mut steps = Vec::new();
    for ((starts_on, weekly), entries) in logs {
        let (rows, entries): (Vec<usize>, Vec<Entry>) = entries.into_iter().unzip();
        let cadence = if weekly { Cadence::Week } else { Cadence::Day };
        let known_items = store::work_lists::known_items(tx.conn(), author.id, starts_on.year()).await?;
        let present = match store::logs::lock_of(tx.conn(), author.id, cadence, starts_on).await? {
            Some(log) => Ok(log),
            None => Log::open(fresh(tx), author.id, cadence, starts_on, tx.now()),
        };
        let decided = present.and_then(|log| {
            let (expected, field_work) = (log.version, log.field_work);
            let writing = Writing { expected, known_items: &known_items, field_work, grace_days, now: tx.now() };
            if log.says(&entries, writing) {
                return Ok(None);
            }
            Ok(log.clone().save(entries, writing)?.map(|changed| (log, changed)))
        });
        match decided {
            Ok(step) => steps.extend(step),
            Err(refusal) => problems.extend(explain(&refusal, &rows)),
        }
    }
    let logs = if problems.is_empty() { i32::try_from(steps.len()).unwrap_or(i32::MAX) } else { 0 };
    if problems.is_empty() && !message.dry_run {
        for (log, changed) in steps {
            settle(tx, log, Ok(Some(changed)), &author).await?;
        }
    }
    problems.sort_by_key(|problem| problem.row);
    let others =
        sheet.notes.into_iter().map(|note| ImportProblem { column: note.sheet, message: note.message, ..ImportProblem::default() });
    let passed_over = others.chain(notes.into_iter().map(shown)).collect();
    Ok(ImportLogsResponse { problems: problems.into_iter().map(shown).collect(), logs, passed_over })
}

fn explain(refusal: &Refusal, rows: &[usize]) -> Vec<RowProblem> {
    if refusal.fields.is_empty() {
        return vec![RowProblem::of_field("", &refusal.message, rows)];
    }
    refusal.fields.iter().map(|problem| RowProblem::of_field(&problem.field, &problem.message, rows)).collect()
}

fn shown(problem: RowProblem) -> ImportProblem {
    ImportProblem { row: i32::try_from(problem.row).unwrap_or(i32::MAX), column: problem.column.to_owned(), message: problem.message }
}
