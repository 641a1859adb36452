//! One gRPC call: from the request to the actor and the message, from the outcome to the answer.
//!
//! Every command runs in one transaction and at most once: its answer is kept beside its effect, under the actor, the
//! method and the request id, and given again when the request comes again. Once begun it goes on to its end, whether its caller
//! waits or not: whoever hears no answer asks again, or asks what became of it.

use futures::future::BoxFuture;
use kernel::{Refusal, RefusalKind};
use prost::{Message, Name};
use proto::common::v1::PageRequest;
use regulation::Actor;
use sea_orm::{ConnectionTrait, Statement};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Page;
use tokio::task::JoinSet;
use tonic::{Request, Response, Status};
use tracing::Instrument;
use uuid::Uuid;

use crate::{Ctx, Error, Tx, operations};

/// Which page of a list a query asks for; the first where it names none.
///
/// # Errors
/// `INVALID_ARGUMENT` when the token is none that was given.
pub fn page<K: Serialize + DeserializeOwned>(asked: Option<&PageRequest>) -> Result<Page<K>, Refusal> {
    asked.map_or_else(|| Page::parse(0, ""), |asked| Page::parse(asked.page_size, &asked.page_token))
}

/// The first field of every mutating request; read without knowing the rest.
#[derive(Clone, PartialEq, prost::Message)]
struct RequestId {
    #[prost(string, tag = "1")]
    request_id: String,
}

impl Ctx {
    /// Answers a query for the signed-in actor.
    ///
    /// # Errors
    /// The refusal or failure as a status.
    pub async fn query<M, R, F, Fut>(&self, request: Request<M>, run: F) -> Result<Response<R>, Status>
    where
        F: FnOnce(Actor, M) -> Fut,
        Fut: Future<Output = Result<R, Error>>,
    {
        let actor = rpc::actor_of(&request)?;
        run(actor, request.into_inner()).await.map(Response::new).map_err(|error| status(&error))
    }

    /// Carries out a command of the signed-in actor, at most once per request id.
    ///
    /// # Errors
    /// The refusal or failure as a status; then nothing happened.
    pub async fn mutate<M, R, F>(&self, request: Request<M>, run: F) -> Result<Response<R>, Status>
    where
        M: Message + Name + 'static,
        R: Message + Default + 'static,
        F: for<'a> FnOnce(&'a mut Tx, Actor, M) -> BoxFuture<'a, Result<R, Error>> + Send + 'static,
    {
        let actor = rpc::actor_of(&request)?;
        let outcome = self.once(actor.person, request.into_inner(), |tx, message| run(tx, actor, message)).await;
        outcome.map(Response::new).map_err(|error| status(&error))
    }

    /// Carries out a command that needs no actor, at most once per request id.
    ///
    /// # Errors
    /// The refusal or failure as a status; then nothing happened.
    pub async fn mutate_public<M, R, F>(&self, request: Request<M>, run: F) -> Result<Response<R>, Status>
    where
        M: Message + Name + 'static,
        R: Message + Default + 'static,
        F: for<'a> FnOnce(&'a mut Tx, M) -> BoxFuture<'a, Result<R, Error>> + Send + 'static,
    {
        let outcome = self.once(Uuid::nil(), request.into_inner(), run).await;
        outcome.map(Response::new).map_err(|error| status(&error))
    }

    async fn once<M, R, F>(&self, principal: Uuid, message: M, run: F) -> Result<R, Error>
    where
        M: Message + Name + 'static,
        R: Message + Default + 'static,
        F: for<'a> FnOnce(&'a mut Tx, M) -> BoxFuture<'a, Result<R, Error>> + Send + 'static,
    {
        let ctx = self.clone();
        let carried_out = async move { ctx.carry_out(principal, message, run).await };
        tokio::spawn(carried_out.in_current_span()).await.map_err(|error| Error::failed("carrying out a command", error))?
    }

    async fn carry_out<M, R, F>(&self, principal: Uuid, message: M, run: F) -> Result<R, Error>
    where
        M: Message + Name,
        R: Message + Default,
        F: for<'a> FnOnce(&'a mut Tx, M) -> BoxFuture<'a, Result<R, Error>>,
    {
        let bytes = message.encode_to_vec();
        let digest = self.digest(&bytes);
        let RequestId { request_id } = RequestId::decode(&*bytes).map_err(|error| Error::decode("a request id", error))?;
        let Ok(request_id) = Uuid::parse_str(&request_id) else { return Err(unknown_id("request_id")) };
        let mut tx = self.begin().await?;
        if !principal.is_nil() {
            tx.on_behalf_of(principal);
        }
        let key = [principal.into(), M::NAME.into(), request_id.to_string().into()];
        operations::take_turn(tx.conn(), &key).await?;
        if let Some(answer) = answered_before(&tx, &key, &digest).await? {
            return R::decode(&*answer).map_err(|error| Error::decode("a stored answer", error));
        }
        // Ends with this call, however it ends.
        let mut telling = JoinSet::new();
        telling.spawn(operations::tell(self.clone(), key.clone(), tx.progress().clone()));
        let answer = run(&mut tx, message).await?;
        remember(&tx, key, answer.encode_to_vec()).await?;
        tx.commit().await?;
        Ok(answer)
    }
}

/// A request id that is none.
pub(crate) fn unknown_id(field: &'static str) -> Error {
    let said = format!("Biểu mẫu thiếu mã lần gửi ({field}, UUID). Hãy tải lại trang rồi gửi lại.");
    Refusal::invalid("REQUEST_ID_INVALID", field, said).into()
}

/// Who sent a command, its name, and its request id.
pub(crate) type Key = [sea_orm::Value; 3];

/// Takes the request id for this transaction; a twin that is under way is waited for. The stored answer, if there is one.
async fn answered_before(tx: &Tx, key: &Key, digest: &str) -> Result<Option<Vec<u8>>, Error> {
    const TAKE: &str = "INSERT INTO requests (principal, method, request_id, request_digest, received_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    const READ: &str = "SELECT request_digest, response FROM requests WHERE principal = $1 AND method = $2 AND request_id = $3";
    let backend = ConnectionTrait::get_database_backend(tx.conn());
    let mut values = key.to_vec();
    values.extend([digest.into(), tx.now().into()]);
    let taken = tx.conn().execute_raw(Statement::from_sql_and_values(backend, TAKE, values)).await?;
    if taken.rows_affected() > 0 {
        return Ok(None);
    }
    let row = tx.conn().query_one_raw(Statement::from_sql_and_values(backend, READ, key.to_vec())).await?.ok_or(Error::Conflict)?;
    if row.try_get::<String>("", "request_digest")? != digest {
        return Err(Refusal::invalid("REQUEST_ID_REUSED", "request_id", "Mã yêu cầu này đã dùng cho một yêu cầu khác.").into());
    }
    Ok(row.try_get::<Option<Vec<u8>>>("", "response")?.or(Some(Vec::new())))
}

async fn remember(tx: &Tx, key: Key, answer: Vec<u8>) -> Result<(), Error> {
    const KEEP: &str = "UPDATE requests SET response = $4 WHERE principal = $1 AND method = $2 AND request_id = $3";
    let backend = ConnectionTrait::get_database_backend(tx.conn());
    let mut values = key.to_vec();
    values.push(answer.into());
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, KEEP, values)).await?;
    Ok(())
}

/// An outcome on the wire. What is not a refusal is logged here, once, and told without its insides.
pub fn status(error: &Error) -> Status {
    match error {
        Error::Refused(refusal) => rpc::status(refusal),
        Error::Conflict => rpc::status(&Refusal::new(
            RefusalKind::Conflict,
            "CHANGED_MEANWHILE",
            "Người khác vừa sửa nội dung này. Mời tải lại trang rồi làm lại.",
        )),
        Error::Db(cause) => {
            tracing::error!(error = %cause, "the database failed");
            Status::unavailable("the database failed")
        }
        Error::Decode { .. } | Error::Failed { .. } => {
            tracing::error!(error = ?error, "a call failed");
            Status::internal("internal error")
        }
    }
}
