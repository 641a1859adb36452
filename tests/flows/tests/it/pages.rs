//! Every page of the portal with everybody who has a session, or none: what each reader is told at each address, about themself, about a
//! colleague and about somebody of another agency.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Context;
use axum::body::Body;
use futures::future::join_all;
use http::header::{COOKIE, LOCATION};
use http::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use identity_api::SystemRole;
use proto::identity::v1 as identity_api;

use crate::house::House;
use crate::news::Going;

/// What the cells say.
pub const LEGEND: &str = "+ shown   ! asked for a reason first   - refused   . not there for them   s sign in first   > led elsewhere   \
                          m only takes forms   blank: nothing of their own\n";

/// Whose things a page is asked about.
const WHOSE: [&str; 3] = ["own", "near", "far"];

/// What stands before a reader who must say why before anything is read.
const WHY: [&str; 2] = ["ghi lý do trước khi xem", "Lý do được lưu vào nhật ký cùng tên người xem."];

/// Words in addresses, by the page and the place: each of them is a page of its own.
const WORDS: [(&str, &str, &[&str]); 14] = [
    ("/bang-ke/{kind}", "kind", &["tuan"]),
    ("/ban-giao/", "act", &["nguoi-nhan", "ban-giao", "nhan", "tra-lai"]),
    ("/tu-danh-gia/", "section", &["I"]),
    ("/ho-tro/", "act", &["tra-loi", "chuyen", "mo-lai", "dong"]),
    ("/tai-lieu/", "kind", &["tong-hop", "danh-sach", "bien-ban", "phieu", "bang-diem", "thong-bao", "nhat-ky", "ban-giao"]),
    ("/to-chuc/nhan-su/", "act", &["bo-nhiem", "sua-vai-tro", "thoi-giu", "go-chuc-vu", "thoi-viec", "di-hoc"]),
    ("/to-chuc/don-vi/", "act", &["doi-ten", "chuyen", "sap-nhap", "chia-tach", "ket-thuc"]),
    ("/to-chuc/khai-bao/", "kind", &["nghi", "ky-luat", "nhiem-vu", "hoc-tap", "nam-truoc"]),
    (
        "/to-chuc/ho-so/",
        "act",
        &["mo-lai", "khong-danh-gia", "mien-nhan-xet", "tra-lai", "rut-quyet-dinh", "kiem-tra-ban-giay", "tra-loi-kien-nghi"],
    ),
    ("/to-chuc/phan-cong/", "act", &["nguoi-cho-y-kien", "lanh-dao-truc-tiep", "rut-de-nghi"]),
    ("/to-chuc/ket-qua-ky/", "span", &["quy-1"]),
    ("/cong-nghe/tai-khoan/", "act", &["gui-lien-ket", "khoa", "mo-khoa", "cho-hai-lop", "bo-hai-lop", "giao-vai-tro", "thu-vai-tro"]),
    ("/giam-sat/ky/", "kind", &["ket-qua", "van-ban", "con-nguoi", "cong-viec"]),
    ("/dang-thuc-hien/", "service", &["identity"]),
];

/// What is the same whoever is asked about.
const SAME: [(&str, &str); 8] = [
    ("year", "2019"),
    ("day", "2019-03-04"),
    ("place", "0"),
    ("format", "pdf"),
    ("pack", "QT-2019"),
    ("code", "I.1"),
    ("command", "ReportFault"),
    ("operation", "00000000-0000-4000-8000-000000000001"),
];

/// What nobody of this year has.
const NOBODYS: &str = "00000000-0000-4000-8000-000000000000";

/// A reader of pages.
pub struct Reader {
    name: &'static str,
    cookie: String,
    /// Of oneself, when one works in an agency.
    own: Option<Ids>,
}

/// Ids by their names in addresses.
type Ids = BTreeMap<String, String>;

/// What a page is asked by.
struct Row {
    /// As the table calls it.
    name: String,
    /// The place in the table and the address, with names of ids still open.
    address: String,
    whose: &'static str,
}

/// The portal over a played year.
pub struct Portal<'a> {
    house: &'a House,
    client: Client<HttpConnector, Body>,
    rows: Vec<Row>,
    near: Ids,
    far: Ids,
}

impl<'a> Portal<'a> {
    /// With everything that pages can be asked about.
    pub async fn of(house: &'a House) -> anyhow::Result<Self> {
        let near = ids(house, &house.agency().staff_email).await?;
        let far = ids(house, &house.other_agency()?.it_email).await?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { house, client, rows: portal::addresses().into_iter().flat_map(rows).collect(), near, far })
    }

    /// Everybody who can stand before the pages.
    pub async fn readers(&self) -> anyhow::Result<Vec<Reader>> {
        let (house, agency, other) = (self.house, self.house.agency(), self.house.other_agency()?);
        let deputy = house.titled("Phó Giám đốc Sở").await?;
        let (free, mail) = (house.titled("Phó Chủ tịch Liên minh Hợp tác xã").await?, house.titled("Phó Chủ tịch UBND tỉnh").await?);
        house.give(&free, SystemRole::Ops).await?;
        house.give(&mail, SystemRole::MailAdmin).await?;
        let mut readers = vec![Reader { name: "nobody", cookie: String::new(), own: None }];
        let direct_head = house.direct_head().await?;
        for (name, email) in [
            ("staff of another agency", other.staff_email.as_str()),
            ("the person", agency.staff_email.as_str()),
            ("the direct head", direct_head.as_str()),
            ("the deputy head", deputy.as_str()),
            ("the agency head", agency.head_email.as_str()),
            ("HR of the agency", house.hr.as_str()),
            ("IT of the agency", agency.it_email.as_str()),
            ("Sở Nội vụ", house.admin()),
            ("the higher authority", house.with_role(SystemRole::HigherAuthority)?),
            ("a province leader", house.with_role(SystemRole::ProvinceLeader)?),
            ("the Party authority", house.with_role(SystemRole::PartyAuthority)?),
            ("an auditor", house.with_role(SystemRole::Auditor)?),
            ("operations", free.as_str()),
            ("the mail office", mail.as_str()),
        ] {
            readers.push(self.reader(name, email).await?);
        }
        Ok(readers)
    }

    /// Those whose standing has just ended, by their names in `House::going`.
    pub async fn who_have_gone(&self, gone: &[(&'static str, String, Going)]) -> anyhow::Result<Vec<Reader>> {
        let mut readers = Vec::new();
        for (name, email, _) in gone {
            readers.push(self.reader(name, email).await?);
        }
        Ok(readers)
    }

    async fn reader(&self, name: &'static str, email: &str) -> anyhow::Result<Reader> {
        let secret = self.house.session(email).await.with_context(|| format!("{name} {email}"))?;
        Ok(Reader { name, cookie: format!("sid={secret}"), own: Some(ids(self.house, email).await?) })
    }

    /// What each of them is told, a column each.
    pub async fn told(&self, readers: &[Reader]) -> anyhow::Result<Vec<(&'static str, Vec<char>)>> {
        let column = async |reader: &Reader| {
            let mut cells = Vec::new();
            for row in &self.rows {
                cells.push(self.cell(reader, row).await.with_context(|| format!("{} by {}", row.name, reader.name))?);
            }
            anyhow::Ok((reader.name, cells))
        };
        join_all(readers.iter().map(column)).await.into_iter().collect()
    }

    /// Who is told nothing at home while one service does not answer, though the others do.
    pub async fn left_alone(&self, readers: &[Reader]) -> anyhow::Result<Vec<String>> {
        let mut alone = Vec::new();
        for (service, portal) in &self.house.portals_without {
            for reader in readers.iter().filter(|reader| reader.own.is_some()) {
                let (status, _, text) = self.get(&format!("{portal}/"), reader).await?;
                // Of work and evaluation something waits for everybody, or does not: both need an answer.
                let unsaid = ["worklog", "evaluation"].contains(service) && !text.contains("Tạm thời chưa xem được");
                let denied = text.contains("Tạm thời chưa xem được") && text.contains("Hiện không có việc nào");
                if status != StatusCode::OK || unsaid || denied {
                    alone.push(format!("{} without {service}: {status}", reader.name));
                }
            }
        }
        Ok(alone)
    }

    async fn get(&self, address: &str, reader: &Reader) -> anyhow::Result<(StatusCode, String, String)> {
        let request = Request::get(address).header(COOKIE, &reader.cookie).body(Body::empty())?;
        let answer = self.client.request(request).await?;
        let status = answer.status();
        let target = answer.headers().get(LOCATION).map(|to| to.to_str().map(str::to_owned)).transpose()?.unwrap_or_default();
        let text = axum::body::to_bytes(Body::new(answer.into_body()), usize::MAX).await?;
        Ok((status, target, String::from_utf8_lossy(&text).into_owned()))
    }

    async fn cell(&self, reader: &Reader, row: &Row) -> anyhow::Result<char> {
        let ids = match row.whose {
            "far" => Some(&self.far),
            "own" => reader.own.as_ref(),
            _ => Some(&self.near),
        };
        let Some(address) = ids.and_then(|ids| filled(&row.address, ids)) else { return Ok(' ') };
        let (status, target, text) = self.get(&format!("{}{address}?nam=2019", self.house.portal), reader).await?;
        Ok(match status {
            StatusCode::OK if WHY.iter().any(|why| text.contains(why)) => '!',
            StatusCode::OK => '+',
            StatusCode::SEE_OTHER if target.starts_with("/dang-nhap") => 's',
            StatusCode::SEE_OTHER => '>',
            StatusCode::FORBIDDEN => '-',
            StatusCode::NOT_FOUND => '.',
            StatusCode::METHOD_NOT_ALLOWED => 'm',
            other => anyhow::bail!("{address} answers {other}"),
        })
    }

    /// One line a page, one letter a reader.
    pub fn drawn(&self, columns: &[(&'static str, Vec<char>)]) -> String {
        let wide = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default() + 6;
        let mut drawn = LEGEND.to_owned();
        for (place, (name, _)) in columns.iter().enumerate() {
            writeln!(drawn, "{:width$}{name}", "", width = wide + 2 * place).expect("a string takes all");
        }
        for (place, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = columns.iter().map(|(_, cells)| cells[place].to_string()).collect();
            let line = format!("{:4} {:width$} {}", row.whose, row.name, cells.join(" "), width = wide - 6);
            writeln!(drawn, "{}", line.trim_end()).expect("a string takes all");
        }
        drawn
    }
}

/// The address with its ids; nothing when one of them is of nobody here.
fn filled(address: &str, ids: &Ids) -> Option<String> {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => ids.get(name).filter(|id| !id.is_empty()).cloned(),
        None => Some(part.to_owned()),
    };
    address.split('/').map(part).collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
}

/// The rows of a page: each word that its address may have, and whose it is where it is somebody's.
fn rows(pattern: &'static str) -> Vec<Row> {
    let mut names = vec![pattern.to_owned()];
    for (begins, place, words) in WORDS {
        let open = format!("{{{place}}}");
        if pattern.starts_with(begins) && pattern.contains(&open) {
            let with_each = |name: &String| words.iter().map(|word| name.replace(&open, word)).collect::<Vec<_>>();
            names = names.iter().flat_map(with_each).collect();
        }
    }
    let mut rows = Vec::new();
    for name in names {
        let mut address = name.clone();
        for (place, value) in SAME {
            address = address.replace(&format!("{{{place}}}"), value);
        }
        let is_somebodys = address.contains('{') && !address.contains("{set}");
        let whose: &[&'static str] = if is_somebodys { &WHOSE } else { &[""] };
        rows.extend(whose.iter().copied().map(|whose| Row { name: name.clone(), address: with_subject(&address), whose }));
    }
    rows
}

/// What a document is about depends on its kind.
fn with_subject(address: &str) -> String {
    let about = [
        ("tong-hop", "{agency}"),
        ("danh-sach", "{agency}"),
        ("bien-ban", "{minutes}"),
        ("phieu", "{record}"),
        ("bang-diem", "{record}"),
        ("thong-bao", "{record}"),
        ("nhat-ky", "{person}"),
        ("ban-giao", "{handover}"),
    ];
    let found = about.iter().find(|(kind, _)| address.starts_with(&format!("/tai-lieu/{kind}/")));
    match (found, address.starts_with("/bang-ke/minh-chung/")) {
        (Some((_, subject)), _) => address.replace("{subject}", subject),
        (None, true) => address.replace("{log}", "{evidence_log}").replace("{digest}", "{evidence}"),
        (None, false) => address.replace("{digest}", "{record_file}"),
    }
}

/// Everything of somebody that an address can name.
async fn ids(house: &House, email: &str) -> anyhow::Result<Ids> {
    let mut ids: Ids = house.ids_of(email).await?.into_iter().map(|(name, id)| (name.trim_end_matches("_id").to_owned(), id)).collect();
    let person = ids.get("person").cloned().unwrap_or_default();
    let of = |sql: &str| sql.replace("$PERSON", &person);
    for (name, service, sql) in [
        ("sheet", "evaluation", "SELECT id::text AS name FROM sheets WHERE rater_id = '$PERSON' ORDER BY id LIMIT 1"),
        ("report", "identity", "SELECT report_id::text AS name FROM fault_reports WHERE reporter_id = '$PERSON' ORDER BY 1 LIMIT 1"),
    ] {
        ids.insert(name.to_owned(), house.one(service, &of(sql)).await.context(name)?);
    }
    ids.insert("set".to_owned(), ids.get("criteria_set").cloned().unwrap_or_default());
    for nobodys in ["passkey", "draft"] {
        ids.insert(nobodys.to_owned(), NOBODYS.to_owned());
    }
    Ok(ids)
}
