//! What became of a command whose caller heard no answer.

use std::time::Duration;

use events::Progress;
use proto::operations::v1 as api;
use proto::operations::v1::operation_service_server::OperationService;
use sea_orm::{ConnectionTrait, Statement, Value};
use tonic::{Request, Response, Status, async_trait};

use crate::call::{Key, unknown_id};
use crate::{Ctx, Error};

/// How often a command that takes long tells how far it is.
const EVERY: Duration = Duration::from_secs(1);

/// Implements the contract, in every service that keeps something.
pub(crate) struct Operations(pub Ctx);

#[async_trait]
impl OperationService for Operations {
    async fn get_operation(&self, request: Request<api::GetOperationRequest>) -> Result<Response<api::GetOperationResponse>, Status> {
        self.0
            .query(request, async |actor, message| {
                let Ok(id) = uuid::Uuid::parse_str(&message.operation_id) else { return Err(unknown_id("operation_id")) };
                look(&self.0, &[actor.person.into(), message.command.into(), id.to_string().into()]).await
            })
            .await
    }
}

async fn look(ctx: &Ctx, key: &Key) -> Result<api::GetOperationResponse, Error> {
    let answer = |state: api::OperationState, (done, total): (i64, i64)| api::GetOperationResponse { state: state.into(), done, total };
    if is_under_way(ctx, key).await? {
        return Ok(answer(api::OperationState::UnderWay, told(ctx, key).await?));
    }
    const DONE: &str = "SELECT 1 FROM requests WHERE principal = $1 AND method = $2 AND request_id = $3 AND response IS NOT NULL";
    let done = ctx.db.query_one_raw(statement(ctx, DONE, key.to_vec())).await?.is_some();
    Ok(answer(if done { api::OperationState::Done } else { api::OperationState::NotDone }, (0, 0)))
}

/// Whether somebody holds the lock of a command: whoever carries it out does until the end.
async fn is_under_way(ctx: &Ctx, key: &Key) -> Result<bool, Error> {
    let tx = ctx.begin().await?;
    // Shared: those who ask at once do not take each other for whoever carries it out.
    Ok(!lock(tx.conn(), "SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1::uuid::text || $2 || $3, 1)) AS taken", key).await?)
}

/// Takes the lock of a command until the end of the transaction, after any twin that is under way.
pub(crate) async fn take_turn(conn: &impl ConnectionTrait, key: &Key) -> Result<(), Error> {
    // A twin may be under way for longer than anybody else waits for a lock: that limit holds again right after.
    const TAKE: &str = "WITH was AS MATERIALIZED (SELECT current_setting('lock_timeout') AS patience) \
        SELECT set_config('lock_timeout', '0', true), pg_advisory_xact_lock(hashtextextended($1::uuid::text || $2 || $3, 1)) IS NOT NULL AS taken, \
        set_config('lock_timeout', was.patience, true) FROM was";
    lock(conn, TAKE, key).await?;
    Ok(())
}

async fn lock(conn: &impl ConnectionTrait, sql: &str, key: &Key) -> Result<bool, Error> {
    let row = conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, key.to_vec())).await?;
    Ok(row.map(|row| row.try_get("", "taken")).transpose()?.unwrap_or_default())
}

async fn told(ctx: &Ctx, key: &Key) -> Result<(i64, i64), Error> {
    const TOLD: &str = "SELECT done, total FROM progress WHERE principal = $1 AND method = $2 AND request_id = $3";
    let Some(row) = ctx.db.query_one_raw(statement(ctx, TOLD, key.to_vec())).await? else { return Ok((0, 0)) };
    Ok((row.try_get("", "done")?, row.try_get("", "total")?))
}

/// Tells from time to time how far a command is, until it is dropped; short ones are over before.
pub(crate) async fn tell(ctx: Ctx, key: Key, progress: Progress) {
    const TELL: &str = "INSERT INTO progress (principal, method, request_id, done, total, told_at) VALUES ($1, $2, $3, $4, $5, $6) \
                        ON CONFLICT (principal, method, request_id) DO UPDATE SET done = $4, total = $5, told_at = $6";
    loop {
        tokio::time::sleep(EVERY).await;
        let (done, total) = progress.so_far();
        let steps = |steps: u64| Value::from(i64::try_from(steps).unwrap_or(i64::MAX));
        let mut values = key.to_vec();
        values.extend([steps(done), steps(total), ctx.now().into()]);
        if let Err(error) = ctx.db.execute_raw(statement(&ctx, TELL, values)).await {
            tracing::warn!(%error, "how far a command is could not be told");
        }
    }
}

fn statement(ctx: &Ctx, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(ConnectionTrait::get_database_backend(&ctx.db), sql, values)
}
