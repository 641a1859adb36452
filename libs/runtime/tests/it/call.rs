//! Repeated, changed and concurrent requests against a real database.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::join_all;
use kernel::Refusal;
use proto::worklog::v1::{ApproveWorkListRequest, ApproveWorkListResponse, WorkList};
use rpc::Problem;
use store::Migrations;
use testkit::{TestApp, actor, request};
use tokio::sync::Semaphore;
use tonic::{Code, Status};
use uuid::Uuid;

async fn app() -> TestApp {
    TestApp::new(
        "runtime",
        Migrations(vec![events::migration(), events::trust_migration(), events::progress_migration(), events::heal_migration()]),
        "2019-12-01T00:00:00Z",
    )
    .await
}

fn approve(request_id: u128, list: &str) -> ApproveWorkListRequest {
    ApproveWorkListRequest { request_id: Uuid::from_u128(request_id).to_string(), work_list_id: list.to_owned() }
}

/// A command whose effect is one announcement and whose answer names it.
async fn run(app: &TestApp, person: u128, message: ApproveWorkListRequest) -> Result<ApproveWorkListResponse, Status> {
    let answer = app.ctx.mutate(request(&actor(Uuid::from_u128(person)), message), |tx, _, message: ApproveWorkListRequest| {
        async move {
            if message.work_list_id == "refused" {
                return Err(Refusal::precondition("NOT_YET", "Chưa được.").into());
            }
            let id = tx.next_id();
            let list = WorkList { work_list_id: id.to_string(), ..WorkList::default() };
            tx.announce(id, 1, &list)?;
            Ok(ApproveWorkListResponse { work_list: Some(list) })
        }
        .boxed()
    });
    answer.await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_answer_and_has_one_effect() {
    let app = app().await;
    let first = run(&app, 1, approve(1, "a")).await.unwrap();
    assert_eq!(run(&app, 1, approve(1, "a")).await.unwrap(), first);
    assert_eq!(app.announced().await.len(), 1);
}

#[tokio::test]
async fn sixteen_twins_at_once_have_one_effect() {
    let app = app().await;
    let answers = join_all((0..16).map(|_| run(&app, 1, approve(1, "a")))).await;
    let first = answers[0].clone().unwrap();
    assert!(answers.into_iter().all(|answer| answer.unwrap() == first));
    assert_eq!(app.announced().await.len(), 1);
}

#[tokio::test]
async fn a_request_id_belongs_to_one_person_and_one_request() {
    let app = app().await;
    run(&app, 1, approve(1, "a")).await.unwrap();
    let other_body = run(&app, 1, approve(1, "b")).await.unwrap_err();
    assert_eq!(Problem::from(&other_body).reason, "REQUEST_ID_REUSED");
    run(&app, 2, approve(1, "a")).await.unwrap();
    assert_eq!(app.announced().await.len(), 2);
}

#[tokio::test]
async fn a_refused_request_leaves_nothing_and_may_be_made_again() {
    let app = app().await;
    for _ in 0..2 {
        assert_eq!(run(&app, 1, approve(1, "refused")).await.unwrap_err().code(), Code::FailedPrecondition);
    }
    run(&app, 1, approve(1, "a")).await.unwrap();
}

#[tokio::test]
async fn a_request_without_an_id_is_refused_by_name() {
    let app = app().await;
    let refused = run(&app, 1, ApproveWorkListRequest::default()).await.unwrap_err();
    assert_eq!(Problem::from(&refused).fields[0].field, "request_id");
}

#[tokio::test]
async fn a_command_goes_on_to_its_end_when_its_caller_is_gone() {
    let app = app().await;
    let (begun, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let inside = (begun.clone(), gate.clone());
    let called = app.ctx.mutate(request(&actor(Uuid::from_u128(1)), approve(1, "a")), move |tx, _, _: ApproveWorkListRequest| {
        async move {
            tx.announce(tx.next_id(), 1, &WorkList::default())?;
            inside.0.add_permits(1);
            inside.1.acquire().await.unwrap().forget();
            Ok(ApproveWorkListResponse::default())
        }
        .boxed()
    });
    tokio::select! {
        _ = called => panic!("it waits at the gate"),
        permit = begun.acquire() => permit.unwrap().forget(),
    }
    assert!(app.announced().await.is_empty());
    gate.add_permits(1);
    // Its twin waits for it and gets its answer.
    run(&app, 1, approve(1, "a")).await.unwrap();
    assert_eq!(app.announced().await.len(), 1);
}
