//! The whole house and everybody who stands before its doors: every method of the contract can be called by anybody, by its descriptor.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use congtam::year::{Until, Unwatched, Year, YearOptions};
use prost::Message;
use prost::bytes::{Buf, BufMut, Bytes};
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MethodDescriptor, Value};
use proto::identity::v1 as identity_api;
use proto::identity::v1::account_service_client::AccountServiceClient;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;
use regulation::{Actor, Grant, SystemRole};
use rpc::Signer;
use testkit::TestKeys;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::world::World;

/// The services that have tokens of their own.
const SERVICES: [&str; 5] = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME];
/// Why somebody reads.
const REASON: &str = "Thanh tra theo kế hoạch số 5";

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

/// One method of the contract.
pub struct Method {
    /// The service that has it.
    pub service: String,
    /// Its name.
    pub name: String,
    path: String,
    /// What it is asked.
    pub input: prost_reflect::MessageDescriptor,
}

impl Method {
    fn of(method: &MethodDescriptor) -> Option<Self> {
        let service = method.parent_service().package_name().split('.').nth(1)?.to_owned();
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        Some(Self { service, name: method.name().to_owned(), path, input: method.input() })
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
    channels: BTreeMap<&'static str, Channel>,
    password: String,
    report: congtam::year::YearReport,
    /// What those ask about who ask about somebody else: a colleague of the staff.
    pub ids: BTreeMap<String, String>,
}

impl House {
    /// The year of the small agency, up to some step.
    pub async fn played(until: Option<Until>) -> anyhow::Result<Self> {
        let world = World::start(0).await?;
        let options = YearOptions { until, ..world.options() };
        let report = Year::play(&world.endpoints(), &options, &Unwatched).await?;
        world.come_to_rest().await?;
        let channels = SERVICES.iter().zip(world.urls()).map(|(name, url)| Ok((*name, rpc::channel(url)?)));
        let channels = channels.collect::<anyhow::Result<_>>()?;
        let mut house = Self { world, channels, password: options.password, report, ids: BTreeMap::new() };
        let staff = house.agency().staff_email.clone();
        house.ids = house.ids_of(&staff).await?;
        Ok(house)
    }

    /// The agency that is not the province itself.
    fn agency(&self) -> &congtam::year::AgencyReport {
        self.report.agencies.iter().find(|agency| !agency.staff_email.is_empty()).unwrap_or(&self.report.agencies[0])
    }

    async fn one(&self, service: &str, sql: &str) -> anyhow::Result<String> {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = sea_orm::ConnectionTrait::query_one_raw(&self.world.database(service).db, statement).await?;
        Ok(row.map(|row| row.try_get::<String>("", "name")).transpose()?.unwrap_or_default())
    }

    /// How many reads a service has written down.
    pub async fn reads(&self, service: &str) -> anyhow::Result<String> {
        self.one(service, "SELECT count(*)::text AS name FROM reads").await
    }

    /// Ids of what is about somebody, by the names of fields.
    async fn ids_of(&self, email: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let person = self.one("identity", &format!("SELECT person_id::text AS name FROM people WHERE email = '{email}'")).await?;
        anyhow::ensure!(!person.is_empty(), "{email} is nobody");
        let post = format!("SELECT document -> 'posts' -> 0 ->> 'id' AS name FROM people WHERE person_id = '{person}'");
        let of_person = |column: &str| format!("SELECT {column}::text AS name FROM records WHERE person_id = '{person}'");
        let record = self.one("evaluation", &of_person("id")).await?;
        let (period, agency) =
            (self.one("evaluation", &of_person("period_id")).await?, self.one("evaluation", &of_person("agency_id")).await?);
        let unit = self.one("evaluation", &of_person("unit_id")).await?;
        let sheet = format!("SELECT id::text AS name FROM sheets WHERE record_id = '{record}' ORDER BY rater_id LIMIT 1");
        let minutes = format!("SELECT id::text AS name FROM minutes WHERE unit_id = '{unit}' ORDER BY edition DESC LIMIT 1");
        let work =
            |table: &str, id: &str| format!("SELECT {id}::text AS name FROM {table} WHERE person_id = '{person}' ORDER BY year LIMIT 1");
        let set = "SELECT criteria_set_id AS name FROM criteria_sets ORDER BY 1 LIMIT 1";
        let fault = "SELECT report_id::text AS name FROM fault_reports ORDER BY 1 LIMIT 1";
        let found = [
            ("person_id", person.clone()),
            ("post_id", self.one("identity", &post).await?),
            ("report_id", self.one("identity", fault).await?),
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
        let mut accounts = AccountServiceClient::new(self.channels["identity"].clone());
        let request = identity_api::SignInRequest {
            request_id: request_id(),
            email: email.to_owned(),
            password: self.password.clone(),
            ..Default::default()
        };
        let session = accounts.sign_in(rpc::client::plain(request)).await.with_context(|| format!("{name} {email}"))?.into_inner();
        let mut tokens = BTreeMap::new();
        for service in SERVICES {
            let request = identity_api::IssueTokenRequest { session_token: session.session_token.clone(), audience: service.to_owned() };
            tokens.insert(service, accounts.issue_token(rpc::client::plain(request)).await?.into_inner().token);
        }
        Ok(Caller { name, tokens, ids: self.ids.clone(), by_office })
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

    fn with_role(&self, role: identity_api::SystemRole) -> Option<&str> {
        self.report.province_logins.iter().find(|(held, _)| *held == role).map(|(_, email)| email.as_str())
    }

    /// Everybody who has a place in the house, and who has none.
    pub async fn callers(&self) -> anyhow::Result<Vec<Caller>> {
        let agency = self.agency();
        let head_of = format!(
            "SELECT head.email AS name FROM people head JOIN people own ON own.document ->> 'direct_head' = head.person_id::text \
             WHERE own.email = '{}'",
            agency.staff_email
        );
        let direct_head = self.one("identity", &head_of).await?;
        let nobody = Caller { name: "nobody signed in", tokens: BTreeMap::new(), ids: self.ids.clone(), by_office: false };
        let mut all = vec![nobody, self.invented("a stranger", 7001, &[])?];
        for (name, email, by_office) in [
            ("the person", &agency.staff_email, false),
            ("the direct head", &direct_head, false),
            ("the agency head", &agency.head_email, false),
            ("HR of the agency", &agency.hr_email, true),
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
            if let Some(email) = self.with_role(role) {
                all.push(self.signed_in(name, email, true).await?);
            }
        }
        all.push(self.invented("operations", 7002, &[SystemRole::Ops])?);
        all.push(self.invented("the mail office", 7003, &[SystemRole::MailAdmin])?);
        for (name, email) in [("HR about themself", &agency.hr_email), ("the head about themself", &agency.head_email)] {
            all.push(Caller { ids: self.ids_of(email).await?, ..self.signed_in(name, email, false).await? });
        }
        Ok(all)
    }

    /// Those whose standing has just ended, for as long as the house knows.
    pub async fn who_have_gone(&self) -> anyhow::Result<Vec<Caller>> {
        let (head, hr) = (self.agency().head_email.clone(), self.agency().hr_email.clone());
        let auditor = self.with_role(identity_api::SystemRole::Auditor).context("nobody audits")?.to_owned();
        let today = kernel::date::office_day(self.world.now());
        let day = |day: chrono::NaiveDate| Some(proto::common::v1::Day { iso: day.to_string() });
        let yesterday = day(today.pred_opt().context("the first day")?);
        let person =
            async |email: &str| self.one("identity", &format!("SELECT person_id::text AS name FROM people WHERE email = '{email}'")).await;
        let admin = self.signed_in("Sở Nội vụ", &self.report.admin_email.clone(), true).await?;
        let token = &admin.tokens["identity"];
        let mut personnel = PersonnelServiceClient::new(self.channels["identity"].clone());
        let leaving = identity_api::RecordLeavingRequest {
            request_id: request_id(),
            person_id: person(&head).await?,
            last_on: yesterday.clone(),
            reason: "Nghỉ hưu".to_owned(),
        };
        personnel.record_leaving(rpc::with_token(leaving, token)).await?;
        let elsewhere = "SELECT unit_id::text AS name FROM people WHERE agency_id <> (SELECT agency_id FROM people WHERE email = '";
        let unit_id = self.one("identity", &format!("{elsewhere}{hr}') ORDER BY person_id LIMIT 1")).await?;
        let moving = identity_api::AppointToPostRequest {
            request_id: request_id(),
            person_id: person(&hr).await?,
            unit_id,
            title: "Chuyên viên".to_owned(),
            kind: identity_api::PostKind::Main.into(),
            from: yesterday,
            reason: "Điều động".to_owned(),
            ..Default::default()
        };
        personnel.appoint_to_post(rpc::with_token(moving, token)).await?;
        let chairman = self.with_role(identity_api::SystemRole::HigherAuthority).context("nobody is the higher authority")?.to_owned();
        let chairman = self.signed_in("the higher authority", &chairman, true).await?;
        let taking = identity_api::RevokeRoleRequest {
            request_id: request_id(),
            person_id: person(&auditor).await?,
            grant: Some(identity_api::RoleGrant { role: identity_api::SystemRole::Auditor.into(), agency_id: String::new() }),
            reason: "Thôi nhiệm vụ".to_owned(),
        };
        AccountServiceClient::new(self.channels["identity"].clone())
            .revoke_role(rpc::with_token(taking, &chairman.tokens["identity"]))
            .await?;
        self.world.come_to_rest().await?;
        Ok(vec![
            self.signed_in("a head retired yesterday", &head, false).await?,
            self.signed_in("HR moved yesterday", &hr, false).await?,
            self.signed_in("an auditor no more since a minute", &auditor, false).await?,
        ])
    }

    /// What somebody is answered who asks about what they ask about, with nothing else said.
    pub async fn ask(&self, caller: &Caller, method: &Method) -> Result<Bytes, Status> {
        let mut message = DynamicMessage::new(method.input.clone());
        for field in method.input.fields() {
            if let Some(value) = said(caller, method, &field) {
                message.set_field(&field, value);
            }
        }
        self.send(caller, method, message.encode_to_vec().into()).await
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

fn said(caller: &Caller, method: &Method, field: &FieldDescriptor) -> Option<Value> {
    let value = match (field.name(), field.kind()) {
        ("request_id", _) => Value::String(request_id()),
        // Without one nothing is changed, and who may is still told apart from who may not.
        ("reason", Kind::String) if !method.changes() => Value::String(REASON.to_owned()),
        ("year", Kind::Int32) => Value::I32(2019),
        (name, Kind::String) => {
            let single = name.strip_suffix("_ids").map(|name| format!("{name}_id"));
            Value::String(caller.ids.get(single.as_deref().unwrap_or(name))?.clone())
        }
        _ => return None,
    };
    Some(if field.is_list() { Value::List(vec![value]) } else { value })
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
fn request_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u64_pair(0x7265_7175_6573_7473, NEXT.fetch_add(1, Ordering::Relaxed)).to_string()
}
