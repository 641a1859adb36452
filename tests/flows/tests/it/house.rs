//! The whole house and everybody who stands before its doors: every method of the contract can be called by anybody, by its descriptor.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use congtam::year::{Until, Unwatched, Year, YearOptions};
use prost::Message;
use prost::bytes::{Buf, BufMut, Bytes};
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, MethodDescriptor, Value};
use proto::identity::v1 as identity_api;
use proto::identity::v1::account_service_client::AccountServiceClient;
use regulation::{Actor, Grant, SystemRole};
use rpc::Signer;
use testkit::TestKeys;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::said;
use crate::world::World;

/// The services that have tokens of their own.
const SERVICES: [&str; 5] = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME];

/// Somebody at the door, and what they ask about.
pub struct Caller {
    /// What they are called in tables.
    pub name: &'static str,
    /// A token for each service; none for who has not signed in.
    tokens: BTreeMap<&'static str, String>,
    ids: BTreeMap<String, String>,
    /// Reads by office, whatever they read of this one.
    pub by_office: bool,
}

impl Caller {
    /// What they show to a service.
    pub fn token(&self, service: &str) -> &str {
        &self.tokens[service]
    }
}

/// One method of the contract.
pub struct Method {
    /// The service that has it.
    pub service: String,
    /// Its name.
    pub name: String,
    path: String,
    /// What it is asked.
    pub input: prost_reflect::MessageDescriptor,
    output: prost_reflect::MessageDescriptor,
}

impl Method {
    fn of(method: &MethodDescriptor) -> Option<Self> {
        let service = method.parent_service().package_name().split('.').nth(1)?.to_owned();
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        Some(Self { service, name: method.name().to_owned(), path, input: method.input(), output: method.output() })
    }

    /// Whether an answer has nothing in it but where its next page would be.
    pub fn tells_nothing(&self, answer: &Bytes) -> bool {
        let answer = DynamicMessage::decode(self.output.clone(), answer.clone()).expect("an answer of the contract");
        let is_empty = |value: &Value| value.as_message().is_some_and(|message| message.fields().next().is_none());
        let tells = |field: FieldDescriptor| field.name() != "page" && answer.has_field(&field) && !is_empty(&answer.get_field(&field));
        !self.output.fields().any(tells)
    }

    /// Whether it changes something.
    pub fn changes(&self) -> bool {
        self.input.get_field_by_name("request_id").is_some()
    }
}

/// Every method, those that change nothing first.
pub fn methods() -> Vec<Method> {
    let pool = DescriptorPool::decode(proto::FILE_DESCRIPTOR_SET).expect("the build encoded it");
    let mut all: Vec<Method> =
        pool.services().flat_map(|service| service.methods().filter_map(|method| Method::of(&method)).collect::<Vec<_>>()).collect();
    all.retain(|method| SERVICES.contains(&method.service.as_str()));
    all.sort_by_key(|method| (method.changes(), SERVICES.iter().position(|name| *name == method.service), method.name.clone()));
    all
}

/// A played year, and everybody in it.
pub struct House {
    pub world: World,
    /// Where the pages are.
    pub portal: String,
    /// Where the pages are that reach all services but one.
    pub portals_without: Vec<(&'static str, String)>,
    channels: BTreeMap<&'static str, Channel>,
    password: String,
    report: congtam::year::YearReport,
    /// Login of an HR officer of the agency.
    pub hr: String,
    /// What those ask about who ask about somebody else: a colleague of the staff.
    pub ids: BTreeMap<String, String>,
}

impl House {
    /// The year of two small agencies, up to some step.
    pub async fn played(until: Option<Until>) -> anyhow::Result<Self> {
        let mut world = World::start(0).await?;
        let portal = world.portal().await?;
        let mut portals_without = Vec::new();
        for service in ["worklog", "evaluation", "scoring", "reporting"] {
            portals_without.push((service, world.portal_without(service).await?));
        }
        let mut options = YearOptions { until, ..world.options() };
        options.workbooks.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/demo-data/lien-minh-htx.xlsx"));
        let report = Year::play(&world.endpoints(), &options, &Unwatched).await?;
        world.come_to_rest().await?;
        let channels = SERVICES.iter().zip(world.urls()).map(|(name, url)| Ok((*name, rpc::channel(url)?)));
        let channels = channels.collect::<anyhow::Result<_>>()?;
        let mut house =
            Self { world, portal, portals_without, channels, password: options.password, report, hr: String::new(), ids: BTreeMap::new() };
        let staff = house.agency().staff_email.clone();
        house.hr = house.officer().await?;
        house.delegate().await?;
        house.somebody_leaves().await?;
        house.ids = house.ids_of(&staff).await?;
        // The right one everywhere: wrong ones would lock out who signs in afterwards.
        house.ids.extend(["password", "current_password"].map(|name| (name.to_owned(), house.password.clone())));
        Ok(house)
    }

    /// The agency whose people are asked about.
    pub fn agency(&self) -> &congtam::year::AgencyReport {
        self.report.agencies.iter().find(|agency| !agency.staff_email.is_empty()).unwrap_or(&self.report.agencies[0])
    }

    /// An agency whose people have nothing to do with those.
    pub fn other_agency(&self) -> anyhow::Result<&congtam::year::AgencyReport> {
        let own = &self.agency().agency_id;
        self.report.agencies.iter().find(|agency| agency.agency_id != *own && !agency.it_email.is_empty()).context("one agency only")
    }

    /// The way to a service.
    pub fn channel(&self, service: &str) -> Channel {
        self.channels[service].clone()
    }

    /// Login of the administrator.
    pub fn admin(&self) -> &str {
        &self.report.admin_email
    }

    /// The first column of the one row that a service's database answers with, `name`; empty without one.
    pub async fn one(&self, service: &str, sql: &str) -> anyhow::Result<String> {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = sea_orm::ConnectionTrait::query_one_raw(&self.world.database(service).db, statement).await?;
        Ok(row.map(|row| row.try_get::<Option<String>>("", "name")).transpose()?.flatten().unwrap_or_default())
    }

    /// How many reads a service has written down.
    pub async fn reads(&self, service: &str) -> anyhow::Result<String> {
        self.one(service, "SELECT count(*)::text AS name FROM reads").await
    }

    /// Ids of what is about somebody, by the names of fields.
    pub async fn ids_of(&self, email: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let person = self.one("identity", &format!("SELECT person_id::text AS name FROM people WHERE email = '{email}'")).await?;
        anyhow::ensure!(!person.is_empty(), "{email} is nobody");
        let post = format!("SELECT document -> 'posts' -> 0 ->> 'id' AS name FROM people WHERE person_id = '{person}'");
        let of_person = |column: &str| format!("SELECT {column}::text AS name FROM records WHERE person_id = '{person}'");
        let record = self.one("evaluation", &of_person("id")).await?;
        if record.is_empty() {
            return Ok([("person_id".to_owned(), person.clone()), ("post_id".to_owned(), self.one("identity", &post).await?)].into());
        }
        let (period, agency) =
            (self.one("evaluation", &of_person("period_id")).await?, self.one("evaluation", &of_person("agency_id")).await?);
        let unit = self.one("evaluation", &of_person("unit_id")).await?;
        let sheet = format!("SELECT id::text AS name FROM sheets WHERE record_id = '{record}' ORDER BY rater_id LIMIT 1");
        let minutes = format!("SELECT id::text AS name FROM minutes WHERE unit_id = '{unit}' ORDER BY edition DESC LIMIT 1");
        let work =
            |table: &str, id: &str| format!("SELECT {id}::text AS name FROM {table} WHERE person_id = '{person}' ORDER BY year LIMIT 1");
        let set = "SELECT criteria_set_id AS name FROM criteria_sets ORDER BY 1 LIMIT 1";
        // The agency's own and passed on, which most people may read: what ids sort first is chance.
        let fault = format!(
            "SELECT report_id::text AS name FROM fault_reports ORDER BY agency_id IS NOT DISTINCT FROM '{agency}' DESC, state DESC LIMIT 1"
        );
        let with_file =
            format!(" FROM logs WHERE person_id = '{person}' AND document @? '$.**.attachments[*].digest' ORDER BY log_id LIMIT 1");
        let digest = |path: &str| format!("SELECT jsonb_path_query_first(document, '{path}') #>> '{{}}' AS name");
        let evidence = format!("{}{with_file}", digest("$.**.attachments[*].digest"));
        let record_file = format!("{} FROM records WHERE id = '{record}' AND document @? '$.**.digest'", digest("$.**.digest"));
        let fact = format!("SELECT fact_id::text AS name FROM facts WHERE person_id = '{person}' ORDER BY 1 LIMIT 1");
        let handover = "SELECT handover_id::text AS name FROM handovers ORDER BY 1 LIMIT 1";
        let delegation = "SELECT delegation_id::text AS name FROM delegations ORDER BY 1 LIMIT 1";
        let found = [
            ("person_id", person.clone()),
            ("evidence_log_id", self.one("worklog", &format!("SELECT log_id::text AS name{with_file}")).await?),
            ("evidence", self.one("worklog", &evidence).await?),
            ("record_file", self.one("evaluation", &record_file).await?),
            ("fact_id", self.one("scoring", &fact).await?),
            ("handover_id", self.one("worklog", handover).await?),
            ("delegation_id", self.one("identity", delegation).await?),
            ("post_id", self.one("identity", &post).await?),
            ("report_id", self.one("identity", &fault).await?),
            ("record_id", record),
            ("period_id", period),
            ("agency_id", agency),
            ("unit_id", unit),
            ("sheet_id", self.one("evaluation", &sheet).await?),
            ("minutes_id", self.one("evaluation", &minutes).await?),
            ("log_id", self.one("worklog", &work("logs", "log_id")).await?),
            ("work_list_id", self.one("worklog", &work("work_lists", "work_list_id")).await?),
            ("criteria_set_id", self.one("scoring", set).await?),
            ("pack_id", "QT-2019".to_owned()),
        ];
        Ok(found.into_iter().map(|(name, id)| (name.to_owned(), id)).collect())
    }

    /// Somebody of the year, signed in anew.
    pub async fn signed_in(&self, name: &'static str, email: &str, by_office: bool) -> anyhow::Result<Caller> {
        let session_token = self.session(email).await.with_context(|| format!("{name} {email}"))?;
        let mut accounts = AccountServiceClient::new(self.channels["identity"].clone());
        let mut tokens = BTreeMap::new();
        for service in SERVICES {
            let request = identity_api::IssueTokenRequest { session_token: session_token.clone(), audience: service.to_owned() };
            tokens.insert(service, accounts.issue_token(rpc::client::plain(request)).await?.into_inner().token);
        }
        Ok(Caller { name, tokens, ids: self.ids.clone(), by_office })
    }

    /// The secret of a session that somebody opens.
    pub async fn session(&self, email: &str) -> anyhow::Result<String> {
        let mut accounts = AccountServiceClient::new(self.channels["identity"].clone());
        let request = identity_api::SignInRequest {
            request_id: request_id(),
            email: email.to_owned(),
            password: self.password.clone(),
            ..Default::default()
        };
        Ok(accounts.sign_in(rpc::client::plain(request)).await?.into_inner().session_token)
    }

    /// Somebody whom no staff list names, with these roles.
    fn invented(&self, name: &'static str, number: u128, roles: &[SystemRole]) -> anyhow::Result<Caller> {
        let grants = roles.iter().map(|role| Grant { role: *role, agency: None }).collect();
        let actor = Actor { person: Uuid::from_u128(number), grants, serves: Vec::new(), session: Uuid::nil() };
        let signer = Signer::from_pem(&TestKeys::default().private_pem)?;
        let token = |service| Ok((service, signer.issue(&actor, service, Uuid::from_u128(number), self.world.now())?.0));
        let tokens = SERVICES.into_iter().map(token).collect::<anyhow::Result<_>>()?;
        Ok(Caller { name, tokens, ids: self.ids.clone(), by_office: false })
    }

    /// Login of who holds a role for the province.
    pub fn with_role(&self, role: identity_api::SystemRole) -> anyhow::Result<&str> {
        let found = self.report.province_logins.iter().find(|(held, _)| *held == role);
        found.map(|(_, email)| email.as_str()).with_context(|| format!("nobody is {role:?}"))
    }

    /// Login of who holds a post of this title; the last by name.
    pub async fn titled(&self, title: &str) -> anyhow::Result<String> {
        self.one(
            "identity",
            &format!("SELECT email AS name FROM people WHERE document::text LIKE '%\"{title}\"%' ORDER BY email DESC LIMIT 1"),
        )
        .await
    }

    /// Login of an HR officer of the agency who sits elsewhere than the person that is asked about: what they read there, they read by office.
    async fn officer(&self) -> anyhow::Result<String> {
        let elsewhere = format!(
            "SELECT hr.email AS name FROM people hr JOIN accounts USING (person_id) JOIN people own ON own.agency_id = hr.agency_id \
             WHERE own.email = '{}' AND own.unit_id <> hr.unit_id AND accounts.document::text ~* 'hr_?officer' ORDER BY 1 LIMIT 1",
            self.agency().staff_email
        );
        self.one("identity", &elsewhere).await
    }

    /// Login of who directly heads the person that is asked about.
    pub async fn direct_head(&self) -> anyhow::Result<String> {
        let head_of = format!(
            "SELECT head.email AS name FROM people head JOIN people own ON own.document ->> 'direct_head' = head.person_id::text \
             WHERE own.email = '{}'",
            self.agency().staff_email
        );
        self.one("identity", &head_of).await
    }

    /// Who signs in with this address.
    pub async fn person_id(&self, email: &str) -> anyhow::Result<String> {
        self.one("identity", &format!("SELECT person_id::text AS name FROM people WHERE email = '{email}'")).await
    }

    /// Everybody who has a place in the house, and who has none.
    pub async fn callers(&self) -> anyhow::Result<Vec<Caller>> {
        let agency = self.agency();
        let direct_head = self.direct_head().await?;
        let nobody = Caller { name: "nobody signed in", tokens: BTreeMap::new(), ids: self.ids.clone(), by_office: false };
        let mut all = vec![nobody, self.invented("a stranger", 7001, &[])?];
        for (name, email, by_office) in [
            ("the person", &agency.staff_email, false),
            ("the direct head", &direct_head, false),
            ("the agency head", &agency.head_email, false),
            ("HR of the agency", &self.hr, true),
            ("IT of the agency", &agency.it_email, true),
            ("Sở Nội vụ", &self.report.admin_email, true),
        ] {
            if !email.is_empty() {
                all.push(self.signed_in(name, email, by_office).await?);
            }
        }
        for (name, role) in [
            ("the higher authority", identity_api::SystemRole::HigherAuthority),
            ("a province leader", identity_api::SystemRole::ProvinceLeader),
            ("the Party authority", identity_api::SystemRole::PartyAuthority),
            ("an auditor", identity_api::SystemRole::Auditor),
        ] {
            all.push(self.signed_in(name, self.with_role(role)?, true).await?);
        }
        all.push(self.invented("operations", 7002, &[SystemRole::Ops])?);
        all.push(self.invented("the mail office", 7003, &[SystemRole::MailAdmin])?);
        for (name, email) in [("HR about themself", &self.hr), ("the head about themself", &agency.head_email)] {
            all.push(Caller { ids: self.ids_of(email).await?, ..self.signed_in(name, email, false).await? });
        }
        Ok(all)
    }

    /// What somebody is answered who asks about what they ask about.
    pub async fn ask(&self, caller: &Caller, method: &Method) -> Result<Bytes, Status> {
        self.ask_because(caller, method, said::REASON).await
    }

    /// The same with another reason to read, or none.
    pub async fn ask_because(&self, caller: &Caller, method: &Method, reason: &str) -> Result<Bytes, Status> {
        self.send(caller, method, said::request(method, &caller.ids, reason).encode_to_vec().into()).await
    }

    /// What a service answers to these bytes.
    pub async fn send(&self, caller: &Caller, method: &Method, request: Bytes) -> Result<Bytes, Status> {
        let channel = self.channels[method.service.as_str()].clone();
        let mut client = tonic::client::Grpc::new(channel);
        client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let request = match caller.tokens.get(method.service.as_str()) {
            Some(token) => rpc::with_token(request, token),
            None => rpc::client::plain(request),
        };
        let path = method.path.parse().expect("a path of the contract");
        client.unary(request, path, Raw).await.map(tonic::Response::into_inner)
    }
}

/// What an answer says about who asked.
pub fn verdict(answer: &Result<Bytes, Status>) -> char {
    match answer.as_ref().map_err(Status::code) {
        Ok(_) => '+',
        Err(Code::PermissionDenied) => '-',
        Err(Code::NotFound) => '.',
        Err(Code::Unauthenticated) => 'x',
        // Let in, and asked for something sensible.
        Err(_) => '?',
    }
}

/// Whether a service answered as one that does not know what happened to it.
pub fn is_lost(status: &Status) -> bool {
    matches!(status.code(), Code::Internal | Code::Unknown | Code::Unavailable | Code::DataLoss)
}

/// Bytes as they come.
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

/// An id that no request had before.
pub fn request_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u64_pair(0x7265_7175_6573_7473, NEXT.fetch_add(1, Ordering::Relaxed)).to_string()
}
