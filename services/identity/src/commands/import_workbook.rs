//! Takes the staff list of an agency: everything or nothing; the same list again changes nothing.

use std::collections::{BTreeMap, HashMap};

use chrono::TimeDelta;
use events::{Error, Tx};
use identity_domain::heads::{Heads, HeadsOf};
use identity_domain::title::Titles;
use identity_domain::workbook::{ListedPerson, ListedUnit, Problem, StaffList, UNITS, read};
use identity_domain::{Account, Grant, Person, PersonId, Post, ServiceFacts, Unit, UnitId, UnitKind, policy, workbook_unreadable};
use kernel::date;
use proto::identity::v1::{ImportWorkbookRequest, ImportWorkbookResponse};
use rpc::Actor;

use crate::{secrets, store, wire, workbook};

/// How long the link of an invitation works.
const INVITATION: TimeDelta = TimeDelta::hours(72);

pub(crate) async fn import_workbook(tx: &mut Tx, portal_url: String, actor: Actor, message: ImportWorkbookRequest) -> Result<ImportWorkbookResponse, Error> {
    let file = message.workbook.ok_or_else(workbook_unreadable)?;
    let list = match read(&workbook::sheets(&file.content)?, &Titles::shipped()) {
        Ok(list) => list,
        Err(problems) => return Ok(refused(problems)),
    };
    let known = known_units(tx, &list).await?;
    policy::may_import(&wire::who(&actor), list.units.first().and_then(|unit| known.get(&unit.code)).map(|unit| unit.agency))?;
    let units = match place_units(tx, &list.units, &known) {
        Ok(units) => units,
        Err(problem) => return Ok(refused(vec![problem])),
    };
    let agency = units.first().map(|unit| unit.agency.to_string()).unwrap_or_default();
    let mut answer = ImportWorkbookResponse { agency_id: agency, ..ImportWorkbookResponse::default() };
    if message.dry_run {
        return Ok(answer);
    }
    for unit in &units {
        let before = known.get(&unit.code);
        if before.is_none_or(|before| !before.says_the_same(unit)) {
            store::units::save(tx, unit).await?;
            answer.units_imported += 1;
        }
    }
    let by_code: HashMap<&str, &Unit> = units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
    let people = listed_people(tx, &list, &by_code).await?;
    answer.people_imported = save_people(tx, people, &units).await?;
    answer.accounts_invited = open_accounts(tx, &list.people, &by_code, &portal_url).await?;
    Ok(answer)
}

fn refused(problems: Vec<Problem>) -> ImportWorkbookResponse {
    ImportWorkbookResponse { problems: problems.into_iter().map(wire::problem).collect(), ..ImportWorkbookResponse::default() }
}

/// Units that are stored already, by code: those of the list and those they hang on.
async fn known_units(tx: &Tx, list: &StaffList) -> Result<HashMap<String, Unit>, Error> {
    let codes = list.units.iter().flat_map(|unit| [unit.code.clone(), unit.parent.clone()]).collect();
    let known = store::units::by_codes(tx.conn(), codes).await?;
    Ok(known.into_iter().map(|unit| (unit.code.clone(), unit)).collect())
}

/// The listed units with ids: those they have, or new ones. The parent of the first must be known.
fn place_units(tx: &Tx, listed: &[ListedUnit], known: &HashMap<String, Unit>) -> Result<Vec<Unit>, Problem> {
    let mut ids: HashMap<&str, UnitId> = known.iter().map(|(code, unit)| (code.as_str(), unit.id)).collect();
    let mut units = Vec::with_capacity(listed.len());
    for (index, unit) in listed.iter().enumerate() {
        let id = *ids.entry(&unit.code).or_insert_with(|| tx.next_id().into());
        let parent = ids.get(unit.parent.as_str()).copied();
        if parent.is_none() && unit.kind != UnitKind::Province {
            let message = format!("Chưa có đơn vị mã «{}»; hãy nhập danh sách của cơ quan cấp trên trước.", unit.parent);
            return Err(Problem { sheet: UNITS, row: index + 2, column: "Mã đơn vị cấp trên", reason: "PARENT_UNKNOWN", message });
        }
        let agency = ids.get(unit.agency.as_str()).copied().unwrap_or(id);
        units.push(Unit {
            id,
            version: known.get(&unit.code).map_or(1, |before| before.version + 1),
            code: unit.code.clone(),
            name: unit.name.clone(),
            abbreviation: unit.abbreviation.clone(),
            kind: unit.kind,
            parent,
            agency,
            sector: unit.sector.clone(),
            place: unit.place.clone(),
            valid_from: None,
            valid_to: None,
        });
    }
    Ok(units)
}

/// A person before and after the list; before is missing for new ones.
struct Change {
    before: Option<Person>,
    after: Person,
}

/// Everybody whom the list may change: those on it, and all others of its agencies, whose heads may be others now.
async fn listed_people(tx: &Tx, list: &StaffList, units: &HashMap<&str, &Unit>) -> Result<BTreeMap<PersonId, Change>, Error> {
    let agencies = units.values().map(|unit| unit.agency).collect();
    let emails = list.people.iter().map(|person| person.email.clone()).collect();
    let mut known = store::people::lock_of_agencies(tx.conn(), agencies).await?;
    known.extend(store::people::lock_by_emails(tx.conn(), emails).await?);
    let mut people: BTreeMap<PersonId, Change> =
        known.into_iter().map(|person| (person.id, Change { before: Some(person.clone()), after: person })).collect();
    let ids: HashMap<String, PersonId> = people.values().map(|change| (change.after.email.clone(), change.after.id)).collect();
    let today = date::office_day(tx.now());
    for listed in &list.people {
        let Some(unit) = units.get(listed.unit.as_str()) else { continue };
        let fresh = person(tx, listed, unit, list.year);
        match ids.get(&listed.email).and_then(|id| people.get_mut(id)) {
            Some(change) => change.after = change.after.clone().updated(fresh, today),
            None => drop(people.insert(fresh.id, Change { before: None, after: fresh })),
        }
    }
    Ok(people)
}

fn person(tx: &Tx, listed: &ListedPerson, unit: &Unit, year: i32) -> Person {
    let post = Post {
        id: tx.next_id().into(),
        unit: unit.id,
        agency: unit.agency,
        title: listed.title.clone(),
        role: listed.role,
        employment: listed.employment,
        rank: listed.rank.clone(),
        step: listed.step.clone(),
        coefficient: listed.coefficient.clone(),
        valid_from: listed.transferred_on.or(listed.recruited_on),
        valid_to: None,
    };
    let facts = ServiceFacts {
        recruited_on: listed.recruited_on,
        transferred_on: listed.transferred_on,
        transferred_from: listed.transferred_from.clone(),
        training_full_days: listed.training_full_days.map(|days| (year, days)).into_iter().collect(),
        education_public_employee: listed.education_public_employee,
        left_on: None,
    };
    Person {
        id: tx.next_id().into(),
        version: 0,
        full_name: listed.full_name.clone(),
        email: listed.email.clone(),
        birth_date: listed.birth_date,
        party_member: listed.party_member,
        posts: vec![post],
        facts,
        direct_head: None,
        agency_head: None,
    }
}

/// Derives everybody's heads and saves whom the list changed.
async fn save_people(tx: &mut Tx, people: BTreeMap<PersonId, Change>, listed: &[Unit]) -> Result<i32, Error> {
    let communes = listed.iter().filter(|unit| unit.kind == UnitKind::Commune);
    let parents: Vec<UnitId> = communes.clone().filter_map(|unit| unit.parent).collect();
    let districts = store::units::by_ids(tx.conn(), parents).await?;
    let above: HashMap<UnitId, UnitId> = communes
        .filter_map(|unit| Some((unit.agency, districts.iter().find(|district| Some(district.id) == unit.parent)?.agency)))
        .collect();
    let leaders = store::people::lock_of_agencies(tx.conn(), above.values().copied().collect()).await?;
    let outside = leaders.iter().filter(|leader| !people.contains_key(&leader.id));
    let heads = Heads::of(people.values().map(|change| &change.after).chain(outside), above);
    let mut saved = 0;
    for Change { before, mut after } in people.into_values() {
        let of = after.present_post().map_or(HeadsOf { direct: None, agency: None }, |post| heads.heads_of(after.id, post));
        (after.direct_head, after.agency_head) = (of.direct, of.agency);
        if before.as_ref().is_some_and(|before| before.says_the_same(&after)) {
            continue;
        }
        after.version += 1;
        store::people::save(tx, &after).await?;
        saved += 1;
    }
    Ok(saved)
}

/// Invites who has no account yet, and gives the duties that the list names.
async fn open_accounts(tx: &mut Tx, people: &[ListedPerson], units: &HashMap<&str, &Unit>, portal_url: &str) -> Result<i32, Error> {
    let emails: Vec<String> = people.iter().map(|person| person.email.clone()).collect();
    let ids: HashMap<String, PersonId> =
        store::people::lock_by_emails(tx.conn(), emails).await?.into_iter().map(|person| (person.email, person.id)).collect();
    let mut invited = 0;
    for listed in people {
        let (Some(id), Some(unit)) = (ids.get(&listed.email), units.get(listed.unit.as_str())) else { continue };
        let known = store::accounts::lock(tx.conn(), *id).await?;
        let is_new = known.is_none();
        let stored_version = known.as_ref().map_or(0, |account| account.version);
        let mut account = known.unwrap_or_else(|| Account::invited(*id, listed.email.clone()));
        for duty in &listed.duties {
            account = account.clone().granted(Grant { role: *duty, agency: Some(unit.agency) })?.unwrap_or(account);
        }
        if is_new || account.version > stored_version {
            account.version = stored_version + 1;
            store::accounts::save(tx, &account).await?;
        }
        if is_new {
            invite(tx, &account, &listed.full_name, portal_url).await?;
            invited += 1;
        }
    }
    Ok(invited)
}

async fn invite(tx: &mut Tx, account: &Account, full_name: &str, portal_url: &str) -> Result<(), Error> {
    let token = secrets::token();
    store::credentials::invite(tx, account.person, secrets::digest(&token), tx.now() + INVITATION).await?;
    let body = format!(
        "Kính gửi {full_name},\n\nSở Nội vụ cấp cho ông/bà tài khoản phần mềm Hỗ trợ đánh giá, phân loại cán bộ, công chức, viên chức.\n\
         Tên đăng nhập: {}\nĐể đặt mật khẩu, mời mở liên kết sau trong vòng 72 giờ:\n\n{portal_url}/kich-hoat?ma={token}\n\n\
         Liên kết chỉ dùng được một lần. Nếu cần trợ giúp, mời liên hệ cán bộ phụ trách CNTT của đơn vị.\n",
        account.email
    );
    store::mails::queue(tx, &account.email, "Kích hoạt tài khoản đánh giá, phân loại", body).await
}
