//! Who is looking: the session cookie, the person behind it, and the pages' way to the services.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use proto::common::v1::PostRole;
use proto::identity::v1::{GetMeRequest, GetMeResponse, SecondFactor, SystemRole};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::clients::Caller;
use crate::halt::Halt;
use crate::page::{NavItem, Page, PersonLine, done};
use crate::pages::{guide, hub};

/// Name of the session cookie. Behind https browsers take the prefixed name from this very host only: no neighbour sets it.
const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-sid" } else { "sid" }
}

/// The cookie that opens a session in the browser; an empty secret ends it.
pub fn cookie(app: &App, secret: &str) -> String {
    let name = cookie_name(app.https);
    let secure = if app.https { "; Secure" } else { "" };
    let ends = if secret.is_empty() { "; Max-Age=0" } else { "" };
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}")
}

/// The session secret that the browser sent.
pub fn secret_of(headers: &HeaderMap, https: bool) -> Option<String> {
    let own = cookie_name(https);
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == own && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// What forms of this browser must carry: a digest of the session secret, which no other site can read or guess.
pub fn csrf_of(headers: &HeaderMap, https: bool) -> String {
    secret_of(headers, https).map(|secret| csrf(&secret)).unwrap_or_default()
}

fn csrf(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::new().chain_update("congtam portal csrf\0").chain_update(secret).finalize())
}

/// Tells people apart in a browser that several use, and says no more about them.
fn mark(person_id: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::new().chain_update("congtam portal owner\0").chain_update(person_id).finalize())
}

/// The sign-in page that leads back to `back`.
pub fn sign_in_path(back: &str) -> String {
    if back.is_empty() || back == "/" { "/dang-nhap".to_owned() } else { format!("/dang-nhap?ve={}", escape(back)) }
}

/// Only paths of our own pages may be returned to.
pub fn safe_return(path: &str) -> &str {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(|letter: char| letter == '\\' || letter.is_control());
    if ours { path } else { "/" }
}

/// Percent-encodes what a query value may not contain.
pub fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The signed-in person, with their way to the services.
#[derive(Clone)]
pub struct User {
    /// The services, on this person's behalf.
    pub calls: Caller,
    /// The shared parts.
    pub app: App,
    /// The person.
    pub me: Me,
    csrf: String,
    path: String,
    /// The year that the address asks for: links of the navigation keep it.
    year: Option<i32>,
    notice: &'static str,
    /// What could not be asked for this page.
    missing: Arc<Mutex<BTreeSet<&'static str>>>,
}

/// What pages need to know of the signed-in person.
#[derive(Clone, Debug, Default)]
pub struct Me {
    /// The person.
    pub person_id: String,
    /// Full name.
    pub name: String,
    /// Present post.
    pub title: String,
    /// Agency of the present post.
    pub agency_id: String,
    /// Its name.
    pub agency_name: String,
    /// Heads a unit or an agency, or decides above agencies.
    pub heads: bool,
    /// Heads a unit or an agency by post.
    pub leads: bool,
    /// Heads an agency by post.
    pub leads_agency: bool,
    /// May see the results of the agency.
    pub sees_agency: bool,
    /// May see who reviews whom there.
    pub sees_routing: bool,
    /// Notices not read yet.
    pub unread: i32,
    /// Who helps with the software: name and e-mail.
    pub contacts: Vec<(String, String)>,
    /// System roles, wherever they hold.
    pub roles: Vec<SystemRole>,
    /// Agencies of which one is the HR officer.
    pub officer_of: Vec<String>,
    /// What one signs in with.
    pub email: String,
    /// And beside the password.
    pub second_factor: SecondFactor,
}

impl Me {
    /// Who they are on a day.
    fn on(today: NaiveDate, me: GetMeResponse) -> Self {
        let person = me.person.unwrap_or_default();
        // The post that counts stands in front.
        let held: Vec<_> = person.posts.iter().filter(|post| contract::is_held(post, today)).collect();
        let post = held.first().copied().or(person.posts.last());
        let heads = |role: PostRole| matches!(role, PostRole::AgencyHead | PostRole::UnitHead | PostRole::CommuneChair);
        let agency_id = post.map(|post| post.agency_id.clone()).unwrap_or_default();
        let agency_name = me.units.iter().find(|unit| unit.unit_id == agency_id).map(|unit| unit.name.clone()).unwrap_or_default();
        let roles: Vec<_> = me.account.iter().flat_map(|account| &account.grants).map(|grant| grant.role()).collect();
        let grants = me.account.iter().flat_map(|account| &account.grants);
        let officer_of = grants.filter(|grant| grant.role() == SystemRole::HrOfficer).map(|grant| grant.agency_id.clone()).collect();
        let reads = |role: &SystemRole| {
            matches!(
                role,
                SystemRole::HrOfficer
                    | SystemRole::SnvAdmin
                    | SystemRole::HigherAuthority
                    | SystemRole::PartyAuthority
                    | SystemRole::ProvinceLeader
                    | SystemRole::Auditor
            )
        };
        let decides = |role: &SystemRole| matches!(role, SystemRole::HigherAuthority | SystemRole::PartyAuthority);
        let heads_agency = held.iter().any(|post| matches!(post.role(), PostRole::AgencyHead | PostRole::CommuneChair));
        let routing = [SystemRole::HrOfficer, SystemRole::SnvAdmin, SystemRole::HigherAuthority];
        let leads = held.iter().any(|post| heads(post.role()));
        Self {
            heads: leads || roles.iter().any(decides),
            leads,
            leads_agency: heads_agency,
            sees_agency: heads_agency || roles.iter().any(reads),
            sees_routing: heads_agency || roles.iter().any(|role| routing.contains(role)),
            roles,
            officer_of,
            unread: me.unread_notices,
            contacts: me.contacts.into_iter().map(|contact| (contact.full_name, contact.email)).collect(),
            person_id: person.person_id,
            name: person.full_name,
            title: post.map(|post| post.title.clone()).unwrap_or_default(),
            agency_id,
            agency_name,
            second_factor: me.second_factor.unwrap_or_default(),
            email: me.account.map(|account| account.email).unwrap_or_default(),
        }
    }
}

impl Me {
    /// Whether one of these roles is held, wherever. It decides what is offered; what may be done, the services say.
    pub fn holds(&self, roles: &[SystemRole]) -> bool {
        roles.iter().any(|role| self.roles.contains(role))
    }
}

/// What who opens the page of an office that is not theirs reads.
const NOT_YOURS: &str = "Trang này dành cho người được giao nhiệm vụ.";

impl User {
    /// Keeps the empty form of an office from people who would only be refused when they send it.
    ///
    /// # Errors
    /// For whoever holds none of the roles.
    pub fn only(&self, roles: &[SystemRole]) -> Result<(), Halt> {
        if self.me.holds(roles) { Ok(()) } else { Err(Halt::Forbidden(NOT_YOURS.to_owned())) }
    }

    /// The same for what belongs to one agency: its own officer, and Sở Nội vụ.
    ///
    /// # Errors
    /// For everybody else.
    pub fn only_officer_of(&self, agency_id: &str) -> Result<(), Halt> {
        let is_officer = self.me.holds(&[SystemRole::SnvAdmin]) || self.me.officer_of.iter().any(|agency| agency == agency_id);
        if is_officer { Ok(()) } else { Err(Halt::Forbidden(NOT_YOURS.to_owned())) }
    }

    /// The same for what only one person does.
    ///
    /// # Errors
    /// For everybody else.
    pub fn only_person(&self, person_id: &str) -> Result<(), Halt> {
        if self.me.person_id == person_id { Ok(()) } else { Err(Halt::Forbidden(NOT_YOURS.to_owned())) }
    }

    /// The frame of a page for this person.
    pub fn page(&self, title: impl Into<String>) -> Page {
        let page = frame(&self.me, (&self.path, self.year), title, self.csrf.clone(), self.app.new_id(), self.notice);
        Page { missing: self.missing().iter().copied().collect(), ..page }
    }

    /// A part of a page that others do without: nothing while its service does not answer, and the page says so. Made before the page is.
    pub async fn part<T: Default>(&self, name: &'static str, ask: impl Future<Output = Result<T, Halt>>) -> Result<T, Halt> {
        match ask.await {
            Err(Halt::Unavailable) => {
                self.missing().insert(name);
                Ok(T::default())
            }
            answer => answer,
        }
    }

    fn missing(&self) -> MutexGuard<'_, BTreeSet<&'static str>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The frame of a page for whoever has this session; nothing when it is over.
pub async fn frame_of(app: &App, secret: &str, path: &str, title: &str) -> Option<Page> {
    let me = Caller::new(app.clone(), secret).send(GetMeRequest {}).await.ok()?;
    Some(frame(&Me::on(app.today(), me), (path, None), title, csrf(secret), app.new_id(), ""))
}

/// The frame of a page for a person.
pub fn frame(me: &Me, (path, year): (&str, Option<i32>), title: impl Into<String>, csrf: String, request_id: String, notice: &str) -> Page {
    let post = [me.title.as_str(), me.agency_name.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    Page {
        title: title.into(),
        person: Some(PersonLine { name: me.name.clone(), post }),
        owner: mark(&me.person_id),
        path: escape(path),
        unread: me.unread,
        contacts: me.contacts.clone(),
        nav: navigation(me, path, year),
        doors: hub::Doors::of(me),
        guide: guide::stage_of(path),
        csrf,
        request_id,
        notice: notice.to_owned(),
        ..Page::default()
    }
}

/// Pages that show a year: the navigation leads to the one that is being looked at.
const YEARLY: [&str; 8] = ["/danh-muc", "/bang-ke", "/don-vi", "/bien-ban", "/ket-qua-co-quan", "/co-quan", "/toan-tinh", "/giam-sat"];

/// Pages that belong to another one of the navigation.
const WITHIN: [(&str, &str); 5] =
    [("/quyet-dinh", "/co-quan"), ("/tham-dinh", "/don-vi"), ("/cham-lai", "/don-vi"), ("/tu-danh-gia", "/"), ("/y-kien", "/")];

fn navigation(me: &Me, path: &str, year: Option<i32>) -> Vec<NavItem> {
    let mut items = vec![("/", "Việc của tôi"), ("/danh-muc", "Danh mục công việc"), ("/bang-ke", "Bảng kê")];
    if me.heads {
        items.extend([("/phe-duyet", "Phê duyệt"), ("/don-vi", "Đơn vị của tôi")]);
    }
    items.extend([("/bien-ban", "Biên bản số"), ("/ket-qua", "Kết quả của tôi")]);
    if !me.agency_id.is_empty() {
        items.push(("/ket-qua-co-quan", "Kết quả của cơ quan"));
    }
    if me.heads || me.sees_agency {
        items.push(("/co-quan", "Cơ quan"));
    }
    items.extend(hub::OFFICES.iter().filter(|office| office.concerns(me)).map(|office| (office.path, office.label)));
    let below = |path: &str, href: &str| path == href || path.starts_with(&format!("{href}/"));
    let home = WITHIN.iter().find(|(page, _)| below(path, page)).map_or(path, |(_, home)| home);
    let within = |href: &str| if href == "/" { home == "/" } else { below(home, href) };
    let kept = |href: &str| match year.filter(|_| YEARLY.contains(&href)) {
        Some(year) => format!("{href}?nam={year}"),
        None => href.to_owned(),
    };
    items.into_iter().map(|(href, label)| NavItem { href: kept(href), label, current: within(href) }).collect()
}

impl FromRequestParts<App> for User {
    type Rejection = Halt;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Halt> {
        let back = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let Some(secret) = secret_of(&parts.headers, app.https) else { return Err(Halt::SignIn(back)) };
        let calls = Caller::new(app.clone(), &secret);
        let me: Me = match calls.send(GetMeRequest {}).await.map_err(Halt::from) {
            Ok(me) => Me::on(app.today(), me),
            Err(Halt::SignIn(_)) => return Err(Halt::SignIn(back)),
            Err(other) => return Err(other),
        };
        if !hub::Doors::of(&me).open(parts.uri.path()) {
            return Err(Halt::Forbidden(NOT_YOURS.to_owned()));
        }
        let asked = |name: &str| parts.uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix(name)));
        let (notice, year) = (done(asked("xong=").unwrap_or_default()), asked("nam=").and_then(|year| year.parse().ok()));
        let (csrf, path, missing) = (csrf(&secret), parts.uri.path().to_owned(), Arc::default());
        Ok(Self { calls, app: app.clone(), me, csrf, path, year, notice, missing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_back_into_a_refusal_and_the_year_is_kept() {
        let page = |me: &Me, year| frame(me, ("/to-chuc/ky", year), "Kỳ đánh giá", String::new(), String::new(), "");
        let officer = Me { roles: vec![SystemRole::HrOfficer], ..Me::default() };
        assert_eq!(page(&officer, None).back("/to-chuc").back, "/to-chuc");
        let director = Me { sees_agency: true, sees_routing: true, ..Me::default() };
        assert_eq!(page(&director, None).back("/to-chuc").back, "/", "whose office it is not");
        assert_eq!(page(&director, None).back("/to-chuc/ky?nam=2019").back, "/to-chuc/ky?nam=2019");
        let specialist = page(&Me::default(), None).doors;
        for closed in ["/to-chuc/nhap", "/to-chuc/ky/1", "/to-chuc/phan-cong/1", "/giam-sat/ky/1", "/so-noi-vu/ky/mo?nam=1", "/bat-dau"] {
            assert!(!specialist.open(closed), "{closed}");
        }
        for open in ["/", "/bang-ke", "/to-chuc/ho-so/1/mo-lai", "/giam-satx", "/co-quan/1"] {
            assert!(specialist.open(open), "{open}");
        }
        let hrefs: Vec<String> = page(&director, Some(2019)).nav.into_iter().map(|item| item.href).collect();
        assert!(hrefs.contains(&"/bien-ban?nam=2019".to_owned()) && hrefs.contains(&"/ket-qua".to_owned()), "{hrefs:?}");
    }

    #[test]
    fn only_our_own_paths_are_returned_to() {
        assert_eq!(safe_return("/ket-qua/1?nam=2019"), "/ket-qua/1?nam=2019");
        for foreign in
            ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x", "/a\0b", ""]
        {
            assert_eq!(safe_return(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn the_session_is_found_among_other_cookies_and_its_form_proof_is_not_the_secret() {
        let mut headers = HeaderMap::new();
        assert_eq!((secret_of(&headers, false), csrf_of(&headers, false)), (None, String::new()));
        headers.insert(COOKIE, "a=1; sid=secret; b=2".parse().unwrap());
        assert_eq!(secret_of(&headers, false).as_deref(), Some("secret"));
        assert!(csrf_of(&headers, false).len() == 43 && !csrf_of(&headers, false).contains("secret"));
        assert_eq!(secret_of(&headers, true), None, "behind https only the name that no neighbour can set");
        headers.insert(COOKIE, "sid=planted; __Host-sid=secret".parse().unwrap());
        assert_eq!(secret_of(&headers, true).as_deref(), Some("secret"));
    }

    #[test]
    fn the_return_address_survives_the_query() {
        assert_eq!(sign_in_path("/bang-ke?nam=2019"), "/dang-nhap?ve=/bang-ke%3Fnam%3D2019");
        assert_eq!(sign_in_path("/"), "/dang-nhap");
    }
}
