//! A running identity service, with an administrator and a way to write staff lists.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use events::sim::SimBus;
use kernel::Clock;
use proto::common::v1::{File, PageRequest};
use proto::identity::v1 as api;
use proto::identity::v1::account_service_client::AccountServiceClient;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;
use rpc::Problem;
use rust_xlsxwriter::{Workbook, XlsxError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, TransactionTrait};
use testkit::{SeededIds, TestClock, TestDb, TestKeys};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::Channel;
use tonic::{Request, Response, Status};
use uuid::Uuid;

pub const ADMIN: &str = "quantri@quangtri.gov.vn";
pub const PASSWORD: &str = "mua xuan tren song thach han";

pub struct App {
    pub test: TestDb,
    pub clock: TestClock,
    pub keys: TestKeys,
    pub mails: PathBuf,
    pub second_factor: identity::SecondFactor,
    pub portal_url: &'static str,
    pub limits: identity::Limits,
    ids: Arc<SeededIds>,
    bus: SimBus,
    channel: Channel,
    stop: Option<DropGuard>,
    folder: tempfile::TempDir,
}

impl App {
    /// The service at 08:00 of Monday 4 November 2019, office time; nobody is known.
    pub async fn empty() -> Self {
        let test = TestDb::new("identity", async |db| identity::migrations().run(db).await).await;
        let clock = TestClock::at("2019-11-04T08:00:00+07:00");
        let folder = tempfile::tempdir().unwrap();
        let ids = Arc::new(SeededIds::new(1, Arc::new(clock.clone())));
        let mails = folder.path().join("mails");
        let channel = rpc::channel("http://127.0.0.1:1").unwrap();
        let mut app = Self {
            test,
            clock,
            keys: TestKeys::default(),
            mails,
            second_factor: identity::SecondFactor::Offered,
            portal_url: "http://cong-tam.test",
            limits: identity::Limits::default(),
            ids,
            bus: SimBus::new(1),
            channel,
            stop: None,
            folder,
        };
        app.restart().await;
        app
    }

    /// With the administrator of Sở Nội vụ.
    pub async fn start() -> Self {
        let app = Self::empty().await;
        let secret = app.first_run().await.unwrap().secret;
        app.bootstrap(&secret, ADMIN).await.unwrap();
        app
    }

    /// Ends the process, if it runs, and begins another one on the same database.
    pub async fn restart(&mut self) {
        self.crash();
        let mut config = identity::Config {
            token_private_key: self.keys.private_pem.clone().into(),
            seal_keys: testkit::seal_keys(),
            second_factor: self.second_factor,
            portal_url: self.portal_url.to_owned(),
            limits: self.limits,
            mail: identity::Mail { folder: self.mails.clone(), ..identity::Mail::default() },
            ..identity::Config::default()
        };
        config.runtime.database.url = self.test.url.clone().into();
        config.runtime.token_public_key = self.keys.public_pem.clone();
        config.runtime.objects.url = self.folder.path().join("objects").display().to_string();
        let deps = runtime::Deps { bus: Arc::new(self.bus.clone()), clock: Arc::new(self.clock.clone()), ids: self.ids.clone() };
        let service = identity::service(config, deps).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.channel = rpc::channel(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(runtime::host(service, listener, stop.clone()));
        self.stop = Some(stop.drop_guard());
    }

    /// Ends the process.
    pub fn crash(&mut self) {
        self.stop = None;
    }

    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    pub fn accounts(&self) -> AccountServiceClient<Channel> {
        AccountServiceClient::new(self.channel.clone())
    }

    pub fn directory(&self) -> DirectoryServiceClient<Channel> {
        DirectoryServiceClient::new(self.channel.clone())
    }

    /// What `congtam init` does.
    pub async fn first_run(&self) -> Option<identity::FirstRun> {
        identity::begin_first_run(&self.test.db, self.clock.now()).await.unwrap()
    }

    pub async fn bootstrap(&self, secret: &str, email: &str) -> Result<String, Problem> {
        self.bootstrap_with(secret, email, api::BootstrapRequest::default()).await
    }

    /// With a second administrator, who is invited.
    pub async fn bootstrap_two(&self, secret: &str, email: &str, second: &str) -> Result<String, Problem> {
        let (second_full_name, second_email) = ("Trần Thị Hai".to_owned(), second.to_owned());
        self.bootstrap_with(secret, email, api::BootstrapRequest { second_full_name, second_email, ..Default::default() }).await
    }

    async fn bootstrap_with(&self, secret: &str, email: &str, rest: api::BootstrapRequest) -> Result<String, Problem> {
        let message = api::BootstrapRequest {
            request_id: request_id(),
            secret: secret.to_owned(),
            full_name: "Nguyễn Thị Quản".to_owned(),
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            ..rest
        };
        answer(self.accounts().bootstrap(message).await).map(|answer| answer.person_id)
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Result<api::SignInResponse, Problem> {
        let (email, password) = (email.to_owned(), password.to_owned());
        let message = api::SignInRequest { request_id: request_id(), email, password, ..Default::default() };
        answer(self.accounts().sign_in(message).await)
    }

    pub async fn token(&self, session: &str, audience: &str) -> Result<String, Problem> {
        let message = api::IssueTokenRequest { session_token: session.to_owned(), audience: audience.to_owned() };
        answer(self.accounts().issue_token(message).await).map(|answer| answer.token)
    }

    /// A request of somebody who signs in for it.
    pub async fn by<T>(&self, email: &str, message: T) -> Request<T> {
        let session = self.sign_in(email, PASSWORD).await.unwrap().session_token;
        rpc::with_token(message, &self.token(&session, "identity").await.unwrap())
    }

    pub async fn me(&self, email: &str) -> api::GetMeResponse {
        let request = self.by(email, api::GetMeRequest {}).await;
        self.accounts().get_me(request).await.unwrap().into_inner()
    }

    pub async fn import(&self, email: &str, list: Vec<u8>, dry_run: bool) -> Result<api::ImportWorkbookResponse, Problem> {
        let workbook = Some(File { name: "danh-sach.xlsx".to_owned(), content_type: String::new(), content: list });
        let request = self.by(email, api::ImportWorkbookRequest { request_id: request_id(), workbook, dry_run }).await;
        answer(self.directory().import_workbook(request).await)
    }

    /// Imports a list that has nothing wrong, and has its heads confirmed.
    pub async fn imported(&self, list: Vec<u8>) -> api::ImportWorkbookResponse {
        let answer = self.import(ADMIN, list, false).await.unwrap();
        assert_eq!(answer.problems, []);
        self.confirm_heads().await;
        answer
    }

    /// A request of another administrator of Sở Nội vụ, who confirms.
    pub fn by_second<T>(&self, message: T) -> Request<T> {
        let grants = vec![regulation::Grant { role: regulation::SystemRole::SnvAdmin, agency: None }];
        let actor = regulation::Actor { person: Uuid::from_u128(2), grants, serves: Vec::new(), session: Uuid::nil() };
        let signer = rpc::Signer::from_pem(&self.keys.private_pem).unwrap();
        rpc::with_token(message, &signer.issue(&actor, "identity", Uuid::from_u128(1), self.now()).unwrap().0)
    }

    /// Has everybody confirmed who waits to lead an agency.
    pub async fn confirm_heads(&self) {
        let mut personnel = PersonnelServiceClient::new(self.channel());
        let page = Some(PageRequest { page_size: 1000, page_token: String::new() });
        let waiting = personnel.list_heads_to_confirm(self.by_second(api::ListHeadsToConfirmRequest { page })).await.unwrap();
        let ready = waiting.into_inner().heads.into_iter().filter(|head| head.yours);
        let post_ids: Vec<String> = ready.map(|head| head.post_id).collect();
        if !post_ids.is_empty() {
            let message = api::ConfirmHeadsRequest { request_id: request_id(), post_ids };
            personnel.confirm_heads(self.by_second(message)).await.unwrap();
        }
    }

    pub async fn activate(&self, token: &str, password: &str) -> Result<String, Problem> {
        let message = api::ActivateRequest {
            request_id: request_id(),
            activation_token: token.to_owned(),
            password: password.to_owned(),
            ..Default::default()
        };
        answer(self.accounts().activate(message).await).map(|answer| answer.email)
    }

    /// Waits for the invitation of somebody, and activates their account.
    pub async fn activated(&self, email: &str) {
        let token = self.invitation(email).await;
        assert_eq!(self.activate(&token, PASSWORD).await.unwrap(), email);
    }

    /// The token in the newest mail to somebody, as soon as it is there.
    pub async fn invitation(&self, email: &str) -> String {
        self.link(email, "/kich-hoat", &[]).await
    }

    /// The token in a mail to somebody that leads to this page, as soon as one is there that `known` does not hold.
    pub async fn link(&self, email: &str, page: &str, known: &[String]) -> String {
        let arrived = async || {
            let mails = self.mail_texts().into_iter();
            let mut links =
                mails.filter(|text| text.contains(&format!("To: {email}")) && text.contains(page)).filter_map(|text| link(&text));
            links.find(|token| !known.contains(token))
        };
        testkit::eventually(&format!("a mail for {email}"), arrived).await
    }

    /// The mails that have left, readable.
    pub fn mail_texts(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.mails) else { return Vec::new() };
        let paths = entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|kind| kind == "eml"));
        paths.map(|path| readable(&std::fs::read_to_string(path).unwrap())).collect()
    }

    /// Waits until no mail waits.
    pub async fn mails_sent(&self) {
        self.gone("mails WHERE sent_at IS NULL").await;
    }

    /// Waits until nobody is left in `from`.
    pub async fn gone(&self, from: &str) {
        testkit::until(&format!("nobody in {from}"), async || self.count(from).await == 0).await;
    }

    /// Waits until somebody is in `from`.
    pub async fn comes(&self, from: &str) {
        testkit::until(&format!("somebody in {from}"), async || self.count(from).await > 0).await;
    }

    /// Publishes an event of another service.
    pub async fn hears<M: prost::Message + prost::Name>(&self, source: &str, message: &M) {
        let [id, aggregate] = [(); 2].map(|()| kernel::Ids::next(&*self.ids));
        let event = events::Incoming::of(id, source, aggregate, 1, self.now(), message);
        events::Bus::publish(&self.bus, &event.0).await.unwrap();
    }

    /// Begins another process, and waits until it has swept what is old.
    pub async fn swept(&mut self) {
        let old = "INSERT INTO tries VALUES ('old', 1, '1970-01-01', NULL, ''); \
             INSERT INTO requests VALUES ('00000000-0000-0000-0000-000000000000', 'old', 'old', '', NULL, '1970-01-01')";
        self.test.db.execute_unprepared(old).await.unwrap();
        self.restart().await;
        self.gone("tries WHERE login_digest = 'old'").await;
        self.gone("requests WHERE method = 'old'").await;
    }

    /// Keeps everybody from writing to a table until the end of this transaction.
    pub async fn lock_out(&self, table: &str) -> DatabaseTransaction {
        let tx = self.test.db.begin().await.unwrap();
        tx.execute_unprepared(&format!("LOCK TABLE {table} IN EXCLUSIVE MODE")).await.unwrap();
        tx
    }

    pub async fn count(&self, from: &str) -> i64 {
        let statement = Statement::from_string(DbBackend::Postgres, format!("SELECT count(*) AS n FROM {from}"));
        self.test.db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
    }

    pub async fn person(&self, email: &str) -> api::Person {
        let message = api::ListPeopleRequest { search: email.to_owned(), ..Default::default() };
        let found = self.directory().list_people(self.by(ADMIN, message).await).await.unwrap().into_inner().people;
        let outline = found.into_iter().find(|person| person.email == email).unwrap_or_else(|| panic!("{email} is not known"));
        let message = api::GetPersonRequest { person_id: outline.person_id, ..Default::default() };
        self.directory().get_person(self.by(ADMIN, message).await).await.unwrap().into_inner().person.unwrap()
    }

    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }
}

pub fn answer<T>(result: Result<Response<T>, Status>) -> Result<T, Problem> {
    result.map(Response::into_inner).map_err(|status| Problem::from(&status))
}

pub fn request_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u128(u128::from(LAST.fetch_add(1, Ordering::Relaxed)) + (1 << 70)).to_string()
}

fn link(mail: &str) -> Option<String> {
    let line = mail.lines().find(|line| line.starts_with("http") && line.contains("://cong-tam.test/"))?;
    line.split_once("?ma=").map(|(_, token)| token.trim().to_owned())
}

/// A mail with its body decoded.
fn readable(mail: &str) -> String {
    let Some((head, body)) = mail.split_once("\r\n\r\n") else { return mail.to_owned() };
    let lower = head.to_lowercase();
    let body = if lower.contains("transfer-encoding: base64") {
        let text: String = body.split_whitespace().collect();
        String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
    } else if lower.contains("transfer-encoding: quoted-printable") {
        let joined = body.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let [first, tail @ ..] = rest {
            rest = tail;
            match (first, tail) {
                (b'=', [a, b, tail @ ..]) => {
                    bytes.extend(hex::decode([*a, *b]).unwrap());
                    rest = tail;
                }
                _ => bytes.push(*first),
            }
        }
        String::from_utf8(bytes).unwrap()
    } else {
        body.to_owned()
    };
    format!("{head}\n\n{body}")
}

/// One line of the sheet of people: name, e-mail, unit, title, footing, party member, duties.
pub type Line<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

/// A staff list of 2019.
pub fn list(units: &[[&str; 7]], people: &[Line<'_>]) -> Vec<u8> {
    build(units, people).unwrap()
}

fn build(units: &[[&str; 7]], people: &[Line<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Đơn vị")?;
    sheet.write_row(0, 0, ["Mã đơn vị", "Tên đơn vị", "Tên viết tắt", "Loại", "Mã đơn vị cấp trên", "Lĩnh vực", "Địa danh"])?;
    for (row, unit) in (1..).zip(units) {
        sheet.write_row(row, 0, *unit)?;
    }
    let sheet = workbook.add_worksheet().set_name("Nhân sự")?;
    let headings = [
        "Họ và tên",
        "Email công vụ",
        "Mã đơn vị",
        "Chức vụ, chức danh",
        "Diện",
        "Đảng viên",
        "Nhiệm vụ kiêm",
        "Ngày sinh",
        "Ngạch/CDNN",
        "Bậc",
        "Hệ số lương",
        "Ngày vào cơ quan",
        "Ngày chuyển đến",
        "Cơ quan cũ",
        "Số ngày học cả ngày trong năm",
        "Viên chức giáo dục",
    ];
    sheet.write_row(0, 0, headings)?;
    for (row, (name, email, unit, title, footing, party, duties)) in (1..).zip(people) {
        sheet.write_row(row, 0, [*name, *email, *unit, *title, *footing, *party, *duties])?;
        sheet.write(row, 7, "1/2/1980")?;
        sheet.write(row, 9, 3)?;
        sheet.write(row, 10, 3.33)?;
        sheet.write(row, 11, "01-03-2010")?;
    }
    let sheet = workbook.add_worksheet().set_name("Kỳ")?;
    sheet.write(0, 0, "Năm")?;
    sheet.write(0, 1, 2019)?;
    workbook.save_to_buffer()
}

pub const SO: [[&str; 7]; 3] = [
    ["H50.6", "Sở Nội vụ", "SNV", "Sở, ban, ngành", "H50", "", "Đông Hà"],
    ["H50.6-BGD", "Ban Giám đốc", "BGĐ", "Ban lãnh đạo", "H50.6", "", ""],
    ["H50.6-VP", "Văn phòng", "VP", "Phòng, ban, bộ phận", "H50.6", "", ""],
];

pub const CHIEF: Line<'_> = ("Lê Văn Đức", "duc.levan@quangtri.gov.vn", "H50.6-BGD", "Giám đốc Sở", "Công chức", "x", "");
pub const DEPUTY: Line<'_> = ("Võ Thị Ánh", "anh.vothi@quangtri.gov.vn", "H50.6-BGD", "Phó Giám đốc Sở", "Công chức", "x", "");
pub const HEAD: Line<'_> = ("Trần Văn Bình", "binh.tranvan@quangtri.gov.vn", "H50.6-VP", "Chánh Văn phòng", "Công chức", "x", "");
pub const HR: Line<'_> =
    ("Đặng Thị Hoà", "hoa.dangthi@quangtri.gov.vn", "H50.6-VP", "Chuyên viên", "Công chức", "", "Phụ trách tổ chức cán bộ");
pub const STAFF: Line<'_> = ("Nguyễn An", "an.nguyen@quangtri.gov.vn", "H50.6-VP", "Chuyên viên", "Công chức", "", "");

/// A small Sở with everybody above.
pub fn so() -> Vec<u8> {
    list(&SO, &[CHIEF, DEPUTY, HEAD, HR, STAFF])
}

pub const OTHER_CHIEF: Line<'_> = ("Phan Thị Yến", "yen.phanthi@quangtri.gov.vn", "H50.7", "Giám đốc Sở", "Công chức", "", "");

/// Another Sở, of one person.
pub fn other() -> Vec<u8> {
    list(&[["H50.7", "Sở Tư pháp", "STP", "Sở, ban, ngành", "H50", "", "Đông Hà"]], &[OTHER_CHIEF])
}
