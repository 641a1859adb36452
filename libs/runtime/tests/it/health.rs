//! What a service says of itself is true, from its start to its end.

use std::net::SocketAddr;
use std::time::Duration;

use dev_infra::{Durability, Postgres};
use events::sim::SimBus;
use runtime::{Config, Ctx, Deps, GrpcService, Service};
use store::Migrations;
use testkit::{SeededIds, TestClock, TestKeys};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus::{self, NotServing, Serving};
use tonic_health::pb::health_client::HealthClient;

const OWN: &str = "congtam.operations.v1.OperationService";

fn migrations() -> Migrations {
    Migrations(vec![events::migration(), events::trust_migration(), events::progress_migration(), events::heal_migration()])
}

struct World {
    postgres: Postgres,
    config: Config,
    _folder: tempfile::TempDir,
}

impl World {
    /// A server of its own, for it is killed, with an empty database.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let postgres = Postgres::start(folder.path(), Durability::Fast).await.unwrap();
        postgres.create_database("health").await.unwrap();
        let mut config = Config { token_public_key: TestKeys::default().public_pem, ..Config::default() };
        config.database.url = postgres.url("health").into();
        config.objects.url = folder.path().join("objects").display().to_string();
        Self { postgres, config, _folder: folder }
    }

    async fn service(&self) -> Service {
        let clock = std::sync::Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
        let ids = std::sync::Arc::new(SeededIds::new(0, clock.clone()));
        let deps = Deps { bus: std::sync::Arc::new(SimBus::new(0)), ids, clock };
        let ctx = Ctx::open("health", &self.config, deps).await.unwrap();
        GrpcService::new(ctx).build().unwrap().needs(migrations())
    }
}

struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    hosted: tokio::task::JoinHandle<anyhow::Result<()>>,
}

async fn hosted(service: Service) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    Running { address, hosted: tokio::spawn(runtime::host(service, listener, stop.clone())), stop }
}

impl Running {
    fn channel(&self) -> Channel {
        rpc::channel(&format!("http://{}", self.address)).unwrap()
    }

    async fn says(&self, name: &str) -> ServingStatus {
        let request = HealthCheckRequest { service: name.to_owned() };
        HealthClient::new(self.channel()).check(request).await.unwrap().into_inner().status()
    }

    async fn until(&self, name: &str, wanted: ServingStatus) {
        let waiting = async {
            let mut turns = tokio::time::interval(Duration::from_millis(20));
            while self.says(name).await != wanted {
                turns.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("{name} is not {wanted:?}"));
    }

    /// What a call without a token is told.
    async fn call(&self) -> Code {
        use proto::operations::v1::GetOperationRequest;
        use proto::operations::v1::operation_service_client::OperationServiceClient;
        let answer = OperationServiceClient::new(self.channel()).get_operation(GetOperationRequest::default()).await;
        answer.unwrap_err().code()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_says_that_it_serves_when_database_and_schema_are_there_and_not_before() {
    let world = World::new().await;
    let running = hosted(world.service().await).await;
    for (name, wanted) in [("", NotServing), (OWN, NotServing), ("schema", NotServing), ("database", Serving), ("bus", Serving)] {
        assert_eq!(running.says(name).await, wanted, "{name}, before anybody made the tables");
    }
    runtime::migrate("health", &world.config, migrations()).await.unwrap();
    for name in ["", OWN, "schema"] {
        running.until(name, Serving).await;
    }
    assert_eq!(running.call().await, Code::Unauthenticated, "the door is open");

    world.postgres.kill().unwrap();
    for name in ["", OWN, "database"] {
        running.until(name, NotServing).await;
    }
    for _ in 0..100 {
        assert_eq!(running.call().await, Code::Unavailable, "nobody waits for a database that is away");
    }
    world.postgres.restart().await.unwrap();
    running.until(OWN, Serving).await;
    assert_eq!(running.call().await, Code::Unauthenticated);
    running.stop.cancel();
    running.hosted.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_stops_says_so_once_serves_on_for_a_while_and_ends_those_who_watch() {
    let world = World::new().await;
    runtime::migrate("health", &world.config, migrations()).await.unwrap();
    // Long enough for several looks at the database.
    let running = hosted(world.service().await.lingers(Duration::from_secs(3))).await;
    let request = HealthCheckRequest { service: OWN.to_owned() };
    let mut watching = HealthClient::new(running.channel()).watch(request).await.unwrap().into_inner();
    assert_eq!(watching.message().await.unwrap().unwrap().status(), Serving);
    // A caller that says nothing more keeps nobody.
    let silent = running.channel();
    HealthClient::new(silent.clone()).check(HealthCheckRequest::default()).await.unwrap();
    running.stop.cancel();
    assert_eq!(watching.message().await.unwrap().unwrap().status(), NotServing);
    assert_eq!(running.call().await, Code::Unauthenticated, "who has not heard of it is served");
    assert_eq!(watching.message().await.ok().flatten(), None, "nothing else is said until the end");
    running.hosted.await.unwrap().unwrap();
    drop(silent);
}
