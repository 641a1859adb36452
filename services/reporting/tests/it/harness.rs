//! The service on its own database, fed by the simulated bus and asked over gRPC.

use std::sync::Arc;

use events::Bus;
use events::sim::SimBus;
use proto::reporting::v1::reporting_service_client::ReportingServiceClient;
use proto::reporting::v1::{
    DocumentFormat, DocumentKind, GetAgencyResultsRequest, GetAgencyResultsResponse, GetDiaryRequest, GetDiaryResponse, GetStatusRequest,
    ListDocumentsRequest, ListDocumentsResponse, RenderDocumentRequest,
};
use regulation::{Actor, Grant, SystemRole};
use reporting::{Config, NAME};
use rpc::{Problem, Signer};
use runtime::Deps;
use testkit::{SeededIds, TestClock, TestDb, TestKeys};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::office;

/// What an auditor of these tests says.
pub const WHY: &str = "Đơn số 5";

pub const NOW: &str = "2020-01-05T09:30:00+07:00";

pub struct Running {
    pub test: TestDb,
    pub client: ReportingServiceClient<Channel>,
    config: Config,
    deps: Deps,
    objects: tempfile::TempDir,
    clock: TestClock,
    signer: Signer,
    stop: CancellationToken,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Running {
    /// The service after it has heard everything about the office, in the order that `seed` makes of it.
    pub async fn start(seed: u64) -> Self {
        let test = TestDb::new(NAME, async |db| reporting::migrations().run(db).await).await;
        let bus = SimBus::new(seed);
        let events = office::events();
        for envelope in &events {
            bus.publish(envelope).await.unwrap();
        }
        let (clock, keys) = (TestClock::at(NOW), TestKeys::default());
        let ids = Arc::new(SeededIds::new(seed, Arc::new(clock.clone())));
        let deps = Deps { bus: Arc::new(bus.clone()), clock: Arc::new(clock.clone()), ids };
        let mut config = Config::default();
        config.runtime.database.url = test.url.clone().into();
        config.runtime.token_public_key = keys.public_pem;
        let objects = tempfile::tempdir().unwrap();
        config.runtime.objects.url = objects.path().display().to_string();
        let stop = CancellationToken::new();
        let client = ReportingServiceClient::new(replica(&config, &deps, &stop).await);
        let signer = Signer::from_pem(&keys.private_pem).unwrap();
        let mut running = Self { test, client, config, deps, objects, clock, signer, stop };
        testkit::until("everything is heard", async || running.heard().await == events.len() && bus.is_quiet()).await;
        running
    }

    /// Starts a replica that has a key, and returns its configuration once it has written down what is kept.
    pub async fn sealed(&self) -> runtime::Config {
        let mut config = self.config.clone();
        config.runtime.bus.signing_key = TestKeys::of(NAME).private_pem.into();
        replica(&config, &self.deps, &self.stop).await;
        let first = self.objects.path().join("audit-ends/reporting/00000001.json");
        testkit::until("what is kept is written down", async || first.exists()).await;
        config.runtime
    }

    pub fn token(&self, person: Uuid, grants: &[Grant]) -> String {
        let actor = Actor { person, grants: grants.to_vec(), serves: vec![office::AGENCY], session: Uuid::from_u128(1) };
        self.signer.issue(&actor, NAME, Uuid::from_u128(2), kernel::Clock::now(&self.clock)).unwrap().0
    }

    async fn heard(&mut self) -> usize {
        let request = rpc::with_token(GetStatusRequest {}, &self.token(Uuid::nil(), &[Grant { role: SystemRole::Ops, agency: None }]));
        let heard: i64 = self.client.get_status(request).await.unwrap().into_inner().events_heard.values().sum();
        usize::try_from(heard).unwrap()
    }

    pub async fn results(&self, reader: &Reader) -> Result<GetAgencyResultsResponse, Problem> {
        let message = GetAgencyResultsRequest { agency_id: office::AGENCY.to_string(), year: office::YEAR, reason: WHY.to_owned() };
        let request = rpc::with_token(message, &self.token(reader.person, &reader.grants));
        self.client.clone().get_agency_results(request).await.map(tonic::Response::into_inner).map_err(|status| Problem::from(&status))
    }

    pub async fn list(&self, reader: &Reader, page: Option<proto::common::v1::PageRequest>) -> Result<ListDocumentsResponse, Problem> {
        let message = ListDocumentsRequest { page, agency_id: office::AGENCY.to_string(), year: office::YEAR };
        let request = rpc::with_token(message, &self.token(reader.person, &reader.grants));
        self.client.clone().list_documents(request).await.map(tonic::Response::into_inner).map_err(|status| Problem::from(&status))
    }

    pub async fn diary(&self, reader: &Reader, message: GetDiaryRequest) -> Result<GetDiaryResponse, Problem> {
        let request = rpc::with_token(message, &self.token(reader.person, &reader.grants));
        self.client.clone().get_diary(request).await.map(tonic::Response::into_inner).map_err(|status| Problem::from(&status))
    }

    pub async fn render(
        &self,
        reader: &Reader,
        kind: DocumentKind,
        format: DocumentFormat,
        subject: Uuid,
    ) -> Result<proto::common::v1::File, Problem> {
        let message = RenderDocumentRequest {
            kind: kind.into(),
            format: format.into(),
            subject_id: subject.to_string(),
            year: office::YEAR,
            reason: WHY.to_owned(),
            month: 6,
        };
        let request = rpc::with_token(message, &self.token(reader.person, &reader.grants));
        let answer = self.client.clone().render_document(request).await.map_err(|status| Problem::from(&status))?;
        Ok(answer.into_inner().file.unwrap())
    }

    /// The text of a PDF as its reader sees it, without line breaks.
    pub async fn text(&self, reader: &Reader, kind: DocumentKind, subject: Uuid) -> Result<String, Problem> {
        let file = self.render(reader, kind, DocumentFormat::Pdf, subject).await?;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("document.pdf");
        std::fs::write(&path, &file.content).unwrap();
        // The last one stays for looking at.
        std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(&file.name), &file.content).unwrap();
        let output = std::process::Command::new("pdftotext").args(["-layout", path.to_str().unwrap(), "-"]).output().unwrap();
        assert!(output.status.success());
        Ok(String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// Who asks.
pub struct Reader {
    pub person: Uuid,
    pub grants: Vec<Grant>,
}

impl Reader {
    pub const fn person(person: Uuid) -> Self {
        Self { person, grants: Vec::new() }
    }

    pub fn with(role: regulation::SystemRole, agency: Option<Uuid>) -> Self {
        Self { person: Uuid::from_u128(0xffff), grants: vec![Grant { role, agency }] }
    }
}

async fn replica(config: &Config, deps: &Deps, stop: &CancellationToken) -> Channel {
    let service = reporting::service(config.clone(), deps.clone()).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(runtime::host(service, listener, stop.clone()));
    rpc::channel(&url).unwrap()
}
