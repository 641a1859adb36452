//! Takes the staff list of an agency: everything or nothing; the same list again changes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use events::{Error, Tx};
use identity_domain::official::is_official;
use identity_domain::policy::Who;
use identity_domain::workbook::{ListedPerson, ListedPost, ListedUnit, PEOPLE, Problem, Sheets, StaffList, UNITS, agency_code, read};
use identity_domain::{
    Account, Grant, Person, PersonId, Post, ServiceFacts, Unit, UnitId, UnitKind, head_by_own_order, policy, workbook_unreadable,
};
use kernel::date;
use proto::common::v1::File;
use proto::identity::v1::{ImportWorkbookRequest, ImportWorkbookResponse, ImportedChange, ImportedPerson};
use regulation::{Actor, PostRole};

use super::{personnel, roles};
use crate::derive::{self, Around, Change};
use crate::letters::Letters;
use crate::store::account_events::{Action, note};
use crate::workbook::marked;
use crate::{store, wire, workbook};

pub(crate) async fn import_workbook(
    tx: &mut Tx,
    actor: Actor,
    message: ImportWorkbookRequest,
    letters: Letters,
) -> Result<ImportWorkbookResponse, Error> {
    let file = message.workbook.ok_or_else(workbook_unreadable)?;
    let (sheets, notes) = workbook::sheets(&file.content)?;
    let agency = store::units::by_codes(tx.conn(), agency_code(&sheets).into_iter().collect()).await?.pop().map(|unit| unit.agency);
    policy::may_import(&wire::who(&actor), agency)?;
    let list = match read(&sheets, &store::titles::of_agency(tx.conn(), agency).await?) {
        Ok(list) => list,
        Err(found) => {
            let questions = found.questions.iter().map(wire::question).collect();
            return Ok(ImportWorkbookResponse { questions, ..refused(&sheets, found.problems)? });
        }
    };
    let known = known_units(tx, &list).await?;
    let units = match place_units(tx, &list.units, &known) {
        Ok(units) => units,
        Err(problem) => return refused(&sheets, vec![problem]),
    };
    if !wire::who(&actor).takes_every_list() {
        let problems = beyond_own_agency(tx, &list, &units).await?;
        if !problems.is_empty() {
            return refused(&sheets, problems);
        }
    }
    store::people::turn(tx).await?;
    let by_code: HashMap<&str, &Unit> = units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
    let touched = units.iter().map(|unit| unit.agency).collect();
    let around = derive::around(tx, &touched, &units).await?;
    let people = listed_people(tx, &list, &by_code, &around).await?;
    let foreseen = derive::foresee(tx, people.clone(), &around, date::office_day(tx.now())).await?;
    let changes = derive::follow(tx, people, &around, date::office_day(tx.now())).await?;
    let problems = beyond_rights(&wire::who(&actor), &list, &known, &units, &changes);
    if !problems.is_empty() {
        return refused(&sheets, problems);
    }
    let new_units: Vec<&Unit> =
        units.iter().filter(|unit| known.get(&unit.code).is_none_or(|before| !before.says_the_same(unit))).collect();
    let new_logins = without_account(tx, &list, &changes).await?;
    let domains = store::installation::mail_domains(tx.conn()).await?;
    let waiting: Vec<&ListedPerson> = new_logins.iter().copied().filter(|listed| !is_official(&listed.email, &domains)).collect();
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let mut answer = ImportWorkbookResponse {
        agency_id: units.first().map(|unit| unit.agency.to_string()).unwrap_or_default(),
        units_imported: count(new_units.len()),
        people_imported: count(changes.iter().filter(|change| change.is_one()).count()),
        accounts_invited: count(new_logins.len() - waiting.len()),
        passed_over: notes
            .into_iter()
            .chain(list.passed_over.iter().cloned().chain(waiting.iter().map(|listed| waits(listed))).map(wire::problem))
            .chain(not_listed(&list, units.first(), &changes, date::office_day(tx.now())).map(wire::problem))
            .collect(),
        people: preview(tx, &list, &units, &changes, &foreseen).await?,
        email_list_missing: !store::installation::has_email_list(tx.conn()).await?,
        heads_waiting: count(changes.iter().filter(|change| waits_to_lead(&change.after)).count()),
        ..ImportWorkbookResponse::default()
    };
    if message.dry_run {
        return Ok(answer);
    }
    for unit in new_units {
        store::units::save(tx, unit).await?;
    }
    answer.people_imported = derive::keep(tx, changes).await?;
    let invited = list.people.iter().filter(|listed| !waiting.iter().any(|waits| waits.email == listed.email));
    answer.accounts_invited = open_accounts(tx, PersonId(actor.person), invited, &by_code, &letters).await?;
    Ok(answer)
}

/// People of the list who have no account yet.
async fn without_account<'a>(tx: &Tx, list: &'a StaffList, changes: &[Change]) -> Result<Vec<&'a ListedPerson>, Error> {
    let ids: HashMap<&str, PersonId> = changes.iter().map(|change| (change.after.email.as_str(), change.after.id)).collect();
    let listed: Vec<PersonId> = list.people.iter().filter_map(|person| ids.get(person.email.as_str()).copied()).collect();
    let have = store::accounts::who_have(tx.conn(), listed).await?;
    let has = |person: &&ListedPerson| ids.get(person.email.as_str()).is_some_and(|id| have.contains(id));
    Ok(list.people.iter().filter(|person| !has(person)).collect())
}

/// A login that no official domain has is not invited by a staff list: the list of official addresses opens it (article 7.2).
fn waits(listed: &ListedPerson) -> Problem {
    let message = format!("«{}» không thuộc tên miền thư công vụ: chưa mời; chờ danh sách thư công vụ của Sở Nội vụ.", listed.email);
    Problem { sheet: PEOPLE, row: listed.row, column: "Email công vụ", reason: "LOGIN_WAITS", message }
}

/// Whoever is in the agency and not in its list stays there: that is told, for they may have left.
fn not_listed(list: &StaffList, agency: Option<&Unit>, changes: &[Change], today: NaiveDate) -> Option<Problem> {
    const NAMED: usize = 5;
    let listed: HashSet<&str> = list.people.iter().map(|person| person.email.as_str()).collect();
    let here = |person: &Person| agency.is_some_and(|agency| person.post_on(today).is_some_and(|post| post.agency == agency.agency));
    let missing = changes.iter().filter_map(|change| change.before.as_ref()).filter(|person| here(person));
    let missing: Vec<&str> =
        missing.filter(|person| !listed.contains(person.email.as_str())).map(|person| person.full_name.as_str()).collect();
    if missing.is_empty() {
        return None;
    }
    let more = if missing.len() > NAMED { ", …" } else { "" };
    let message = format!(
        "{} người đang thuộc cơ quan không có trong danh sách ({}{more}): họ giữ nguyên chức vụ. Nếu đã nghỉ hoặc chuyển đi, hãy ghi nhận ở trang «Nhân sự».",
        missing.len(),
        missing.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ")
    );
    Some(Problem { sheet: PEOPLE, row: 1, column: "Họ và tên", reason: "NOT_LISTED", message })
}

fn waits_to_lead(person: &Person) -> bool {
    person.posts.iter().any(|post| post.waits.is_some())
}

/// What the list makes of everybody on it, once who waits to lead does.
async fn preview(tx: &Tx, list: &StaffList, units: &[Unit], changes: &[Change], foreseen: &[Change]) -> Result<Vec<ImportedPerson>, Error> {
    let today = date::office_day(tx.now());
    let by_email: HashMap<&str, &Change> = changes.iter().map(|change| (change.after.email.as_str(), change)).collect();
    let names = derive::names_of_heads(tx, foreseen.iter().map(|change| &change.after)).await?;
    let then: HashMap<PersonId, &Person> = foreseen.iter().map(|change| (change.after.id, &change.after)).collect();
    let unit_name = |post: &Post| units.iter().find(|unit| unit.id == post.unit).map(|unit| unit.name.as_str()).unwrap_or_default();
    let shown = |listed: &ListedPerson| {
        let change = by_email.get(listed.email.as_str())?;
        let change_kind = match &change.before {
            None => ImportedChange::New,
            Some(_) if change.is_one() => ImportedChange::Changed,
            Some(_) => ImportedChange::Unchanged,
        };
        let held = change.after.posts.iter().filter(|post| post.holds_on(today) || post.valid_from.is_some_and(|from| from > today));
        Some(ImportedPerson {
            row: i32::try_from(listed.row).unwrap_or(i32::MAX),
            full_name: listed.full_name.clone(),
            email: listed.email.clone(),
            posts: held.map(|post| wire::imported_post(post, unit_name(post))).collect(),
            direct_head_name: then
                .get(&change.after.id)
                .and_then(|person| person.direct_head)
                .and_then(|head| names.get(&head).cloned())
                .unwrap_or_default(),
            change: change_kind.into(),
        })
    };
    Ok(list.people.iter().filter_map(shown).collect())
}

/// What is wrong, and the list that was sent with it marked.
fn refused(sheets: &Sheets, problems: Vec<Problem>) -> Result<ImportWorkbookResponse, Error> {
    let content = marked::write(sheets, &problems).map_err(|error| Error::failed("marking a staff list", error.to_string()))?;
    let marked = File { name: "danh-sach-can-sua.xlsx".to_owned(), content_type: workbook::XLSX.to_owned(), content };
    let problems = problems.into_iter().map(wire::problem).collect();
    Ok(ImportWorkbookResponse { problems, marked: Some(marked), ..ImportWorkbookResponse::default() })
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
    for unit in listed {
        let id = *ids.entry(&unit.code).or_insert_with(|| tx.next_id().into());
        let parent = ids.get(unit.parent.as_str()).copied();
        if let Some(above) = known.get(&unit.parent).filter(|above| !unit.kind.stands_under(above.kind)) {
            let message = format!("«{}» là bộ phận của một cơ quan; cơ quan phải trực thuộc cơ quan khác hoặc tỉnh.", above.name);
            return Err(Problem {
                sheet: UNITS, row: unit.row, column: "Mã đơn vị cấp trên", reason: "AGENCY_UNDER_PART", message
            });
        }
        if parent.is_none() && unit.kind != UnitKind::Province {
            let message = format!("Chưa có đơn vị mã «{}»; hãy nhập danh sách của cơ quan cấp trên trước.", unit.parent);
            return Err(Problem { sheet: UNITS, row: unit.row, column: "Mã đơn vị cấp trên", reason: "PARENT_UNKNOWN", message });
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

/// What only Sở Nội vụ may bring about: units and people of other agencies, and new roles (ID-5).
async fn beyond_own_agency(tx: &Tx, list: &StaffList, units: &[Unit]) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    let own = units.first().map(|unit| unit.agency);
    let today = date::office_day(tx.now());
    for (unit, listed) in units.iter().zip(&list.units).filter(|(unit, _)| Some(unit.agency) != own) {
        let message = format!("Đơn vị «{}» không thuộc cơ quan này; chỉ Sở Nội vụ được nhập.", unit.code);
        problems.push(Problem { sheet: UNITS, row: listed.row, column: "Mã đơn vị", reason: "UNIT_ELSEWHERE", message });
    }
    let emails = list.people.iter().map(|person| person.email.clone()).collect();
    let known = store::people::lock_by_emails(tx.conn(), emails).await?;
    let known: HashMap<&str, &Person> = known.iter().map(|person| (person.email.as_str(), person)).collect();
    for listed in &list.people {
        let person = known.get(listed.email.as_str());
        let problem =
            |column, reason, message: &str| Problem { sheet: PEOPLE, row: listed.row, column, reason, message: message.to_owned() };
        if person.is_some_and(|person| person.post_on(today).map(|post| post.agency) != own) {
            problems.push(problem(
                "Email công vụ",
                "PERSON_ELSEWHERE",
                "Người này đang thuộc cơ quan khác; hãy báo Sở Nội vụ để điều chuyển.",
            ));
        }
        let leads = |person: &Person| person.posts.iter().any(|post| post.holds_on(today) && post.named.leads_agency());
        if listed.posts.iter().any(|post| post.role.leads_agency()) != person.is_some_and(|person| leads(person)) {
            let message = "Người đứng đầu cơ quan do Sở Nội vụ cập nhật; hãy báo Sở Nội vụ.";
            problems.push(problem("Chức vụ, chức danh", "LEADER_BY_SNV", message));
        }
        let account = match person {
            Some(person) => store::accounts::find(tx.conn(), person.id).await?,
            None => None,
        };
        let grants = account.map(|account| account.grants).unwrap_or_default();
        if listed.duties.iter().any(|duty| !grants.contains(&Grant { role: *duty, agency: own })) {
            problems.push(problem("Nhiệm vụ kiêm", "DUTY_BY_SNV", "Nhiệm vụ kiêm mới do Sở Nội vụ cấp; hãy báo Sở Nội vụ."));
        }
    }
    Ok(problems)
}

/// A list is no second way to what a single command refuses: each change that it makes goes through the policy of that command.
fn beyond_rights(who: &Who, list: &StaffList, known: &HashMap<String, Unit>, units: &[Unit], changes: &[Change]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (unit, listed) in units.iter().zip(&list.units) {
        let Some(before) = known.get(&unit.code).filter(|before| !before.says_the_same(unit)) else { continue };
        if policy::may_reorganise(who, &[before, unit], &[]).is_err() {
            let message = format!("Chỉ Sở Nội vụ được đổi đơn vị «{}»; hãy giữ như phần mềm đang có.", before.name);
            problems.push(Problem { sheet: UNITS, row: listed.row, column: "Mã đơn vị", reason: "UNIT_BY_SNV", message });
        }
    }
    // Nor to be the head of others by where a unit stands.
    let me = Some(who.person);
    let gained = |Change { before, after, .. }: &Change| {
        let stays = before.as_ref().filter(|before| before.posts == after.posts);
        after.direct_head == me && stays.is_some_and(|before| before.direct_head != me)
    };
    let moved = list.units.iter().zip(units).find(|(_, unit)| known.get(&unit.code).is_some_and(|was| was.parent != unit.parent));
    if let Some((listed, _)) = moved.filter(|_| changes.iter().any(gained)) {
        let refusal = head_by_own_order();
        problems
            .push(Problem { sheet: UNITS, row: listed.row, column: "Mã đơn vị", reason: refusal.reason, message: refusal.message });
    }
    let by_email: HashMap<&str, &Change> = changes.iter().map(|change| (change.after.email.as_str(), change)).collect();
    for listed in &list.people {
        let Some(change) = by_email.get(listed.email.as_str()) else { continue };
        let before = change.before.as_ref().map(|person| person.posts.as_slice()).unwrap_or_default();
        let touched: Vec<&Post> = personnel::touched(before, &change.after.posts).collect();
        let agencies: Vec<UnitId> = touched.iter().map(|post| post.agency).collect();
        let leads = touched.iter().any(|post| post.named.leads_agency());
        let oneself = change.after.id == who.person;
        if oneself && change.before.as_ref().is_some_and(|before| change.after.says_other_facts(before)) {
            let message = "Không ai tự sửa họ tên, ngày sinh, việc là đảng viên, quá trình công tác, số ngày đào tạo của mình; hãy giữ như phần mềm đang có, hoặc để người khác nhập hàng này.";
            problems.push(Problem {
                sheet: PEOPLE,
                row: listed.row,
                column: "Họ và tên",
                reason: "OWN_FACTS",
                message: message.to_owned(),
            });
        }
        // Whoever brings a list stands on it too, and gains nothing by it.
        let powerless = oneself && touched.iter().all(|post| post.named == PostRole::Staff);
        if touched.is_empty() || powerless || policy::may_change_posts(who, change.after.id, &agencies, leads).is_ok() {
            continue;
        }
        let (reason, message) = match oneself {
            true => ("OWN_POSTS", "Không ai tự đưa mình vào chức vụ lãnh đạo; hãy để người khác nhập hàng này."),
            false => ("POSTS_BY_SNV", "Chức vụ này do Sở Nội vụ cập nhật; hãy báo Sở Nội vụ."),
        };
        let column = "Chức vụ, chức danh";
        problems.push(Problem { sheet: PEOPLE, row: listed.row, column, reason, message: message.to_owned() });
    }
    problems
}

/// Everybody whom the list may change: those on it, and all others of the agencies that it touches or takes people from,
/// whose heads may be others now.
async fn listed_people(
    tx: &Tx,
    list: &StaffList,
    units: &HashMap<&str, &Unit>,
    around: &Around,
) -> Result<BTreeMap<PersonId, Change>, Error> {
    let emails = list.people.iter().map(|person| person.email.clone()).collect();
    let today = date::office_day(tx.now());
    let mut known = store::people::lock_by_emails(tx.conn(), emails).await?;
    let left = known.iter().filter_map(|person| person.post_on(today).map(|post| post.agency));
    let agencies = units.values().map(|unit| unit.agency).chain(around.communes()).chain(left).collect();
    known.extend(store::people::lock_of_agencies(tx.conn(), agencies).await?);
    let mut people: BTreeMap<PersonId, Change> = known.into_iter().map(|person| (person.id, Change::none(person))).collect();
    let ids: HashMap<String, PersonId> = people.values().map(|change| (change.after.email.clone(), change.after.id)).collect();
    for listed in &list.people {
        let fresh = person(tx, listed, units, list.year);
        match ids.get(&listed.email).and_then(|id| people.get_mut(id)) {
            Some(change) => change.after = change.after.clone().updated(fresh, today),
            None => drop(people.insert(fresh.id, Change::to(None, fresh))),
        }
    }
    Ok(people)
}

fn person(tx: &Tx, listed: &ListedPerson, units: &HashMap<&str, &Unit>, year: i32) -> Person {
    let begins = listed.transferred_on.or(listed.recruited_on);
    let post = |post: &ListedPost| {
        let unit = units.get(post.unit.as_str())?;
        Some(Post {
            id: tx.next_id().into(),
            unit: unit.id,
            agency: unit.agency,
            title: post.title.clone(),
            named: post.role,
            waits: None,
            employment: post.employment,
            rank: post.rank.clone(),
            step: post.step.clone(),
            coefficient: post.coefficient.clone(),
            valid_from: begins,
            valid_to: None,
            kind: post.kind,
            role_by_hand: false,
            listed: true,
            ordered_head: None,
        })
    };
    let posts = listed.posts.iter().filter_map(post).collect();
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
        posts,
        facts,
        direct_head: None,
        agency_head: None,
        head_outside: false,
    }
}

/// Invites who has no account yet, and gives the duties that the list names.
async fn open_accounts<'a>(
    tx: &mut Tx,
    actor: PersonId,
    people: impl Iterator<Item = &'a ListedPerson>,
    units: &HashMap<&str, &Unit>,
    letters: &Letters,
) -> Result<i32, Error> {
    let people: Vec<&ListedPerson> = people.collect();
    let emails: Vec<String> = people.iter().map(|person| person.email.clone()).collect();
    let ids: HashMap<String, PersonId> =
        store::people::lock_by_emails(tx.conn(), emails).await?.into_iter().map(|person| (person.email, person.id)).collect();
    let mut invited = 0;
    for listed in people {
        let main = listed.posts.first().and_then(|post| units.get(post.unit.as_str()));
        let (Some(id), Some(unit)) = (ids.get(&listed.email), main) else { continue };
        let known = store::accounts::lock(tx.conn(), *id).await?;
        let is_new = known.is_none();
        let stored_version = known.as_ref().map_or(0, |account| account.version);
        let mut account = known.unwrap_or_else(|| Account::invited(*id, listed.email.clone()));
        for duty in &listed.duties {
            let grant = Grant { role: *duty, agency: Some(unit.agency) };
            if let Some(changed) = account.clone().granted(grant, actor, tx.now())? {
                account = changed;
                note(tx, *id, Action::RoleGranted, &roles::detail(grant, PEOPLE)).await?;
            }
        }
        if is_new || account.version > stored_version {
            account.version = stored_version + 1;
            store::accounts::save(tx, &account).await?;
        }
        if is_new {
            letters.invite(tx, &account, &listed.full_name).await?;
            invited += 1;
        }
    }
    Ok(invited)
}
