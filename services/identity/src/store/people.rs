//! People.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use events::{Error, Tx};
use identity_domain::{Person, PersonId, PostId, UnitId};
use kernel::{date, text};
use proto::identity::v1::PersonChanged;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, Condition, DatabaseTransaction, QueryOrder, QuerySelect, Statement};
use store::{Page, Versioned};

use crate::{keys, wire};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub version: i64,
    pub email: String,
    pub unit_id: Option<Uuid>,
    pub agency_id: Option<Uuid>,
    pub sort_key: String,
    pub search: String,
    pub turns_on: Option<Date>,
    pub document: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Versioned for Entity {
    fn id_column() -> Column {
        Column::PersonId
    }
    fn version_column() -> Column {
        Column::Version
    }
}

/// Which people a list is about.
#[derive(Default)]
pub(crate) struct Filter {
    pub agencies: Option<Vec<UnitId>>,
    pub unit: Option<UnitId>,
    /// Folded words that must all occur.
    pub words: Vec<String>,
    /// Only those who hold a post that leads something on this day.
    pub leading_on: Option<NaiveDate>,
}

/// Place in a list of people.
pub(crate) type Key = (String, Uuid);

/// Saves and announces a person whose version is one above the stored one.
pub(crate) async fn save(tx: &mut Tx, person: &Person) -> Result<(), Error> {
    let today = date::office_day(tx.now());
    let post = person.post_on(today);
    let document = serde_json::to_value(person)?;
    let row = ActiveModel {
        person_id: Set(person.id.into()),
        version: Set(person.version),
        email: Set(person.email.clone()),
        unit_id: Set(post.map(|post| post.unit.into())),
        agency_id: Set(post.map(|post| post.agency.into())),
        sort_key: Set(text::name_sort_key(&person.full_name)),
        search: Set(keys::search(&person.full_name, &person.email)),
        turns_on: Set(person.turns_after(today)),
        document: Set(document.clone()),
    };
    store::put(tx.conn(), row, person.version - 1).await?;
    super::history::keep(tx, person.id.into(), person.version, document).await?;
    tx.announce(person.id.into(), person.version, &PersonChanged { person: Some(wire::person(person)) })
}

/// The person, if there is one.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: PersonId) -> Result<Option<Person>, Error> {
    Entity::find_by_id(Uuid::from(id)).one(conn).await?.map(domain).transpose()
}

/// Everybody who has one of these logins, locked.
pub(crate) async fn lock_by_emails(conn: &DatabaseTransaction, emails: Vec<String>) -> Result<Vec<Person>, Error> {
    let rows = Entity::find().filter(Column::Email.is_in(emails)).order_by_asc(Column::PersonId).lock_exclusive().all(conn).await?;
    rows.into_iter().map(domain).collect()
}

/// Everybody who was born on one of these days, locked.
pub(crate) async fn lock_born_on(conn: &DatabaseTransaction, days: BTreeSet<NaiveDate>) -> Result<Vec<Person>, Error> {
    let days: Vec<String> = days.into_iter().map(|day| day.to_string()).collect();
    let born = Entity::find().filter(Expr::cust_with_values("document ->> 'birth_date' = ANY($1)", [days]));
    born.order_by_asc(Column::PersonId).lock_exclusive().all(conn).await?.into_iter().map(domain).collect()
}

/// Everybody whose present post is in one of these agencies, locked.
pub(crate) async fn lock_of_agencies(conn: &DatabaseTransaction, agencies: Vec<UnitId>) -> Result<Vec<Person>, Error> {
    let ids = agencies.into_iter().map(Uuid::from);
    let rows = Entity::find().filter(Column::AgencyId.is_in(ids)).order_by_asc(Column::PersonId).lock_exclusive().all(conn).await?;
    rows.into_iter().map(domain).collect()
}

/// Everybody with a post in one of these agencies, whenever and wherever else, locked.
pub(crate) async fn lock_posted_in(conn: &DatabaseTransaction, agencies: BTreeSet<UnitId>) -> Result<Vec<Person>, Error> {
    const POSTED: &str = "EXISTS (SELECT 1 FROM jsonb_array_elements(document -> 'posts') post WHERE post ->> 'agency' = ANY($1))";
    let ids: Vec<String> = agencies.into_iter().map(|id| id.to_string()).collect();
    let posted = Entity::find().filter(Expr::cust_with_values(POSTED, [ids]));
    posted.order_by_asc(Column::PersonId).lock_exclusive().all(conn).await?.into_iter().map(domain).collect()
}

/// The agency where the person was when last saved.
pub(crate) async fn agency_of(conn: &impl ConnectionTrait, id: PersonId) -> Result<Option<UnitId>, Error> {
    let agency = Entity::find_by_id(Uuid::from(id)).select_only().column(Column::AgencyId).into_tuple::<Option<Uuid>>().one(conn).await?;
    Ok(agency.flatten().map(UnitId))
}

/// Everybody whose posts have turned by `today` and were not saved since.
pub(crate) async fn turned(conn: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Person>, Error> {
    let rows = Entity::find().filter(Column::TurnsOn.lte(today)).order_by_asc(Column::PersonId).all(conn).await?;
    rows.into_iter().map(domain).collect()
}

/// The person, locked, if their posts have still to turn.
pub(crate) async fn lock_turned(conn: &DatabaseTransaction, id: PersonId, today: NaiveDate) -> Result<Option<Person>, Error> {
    let due = Entity::find_by_id(Uuid::from(id)).filter(Column::TurnsOn.lte(today));
    due.lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// The agencies where somebody's title has these words in it, however they are written large or small.
pub(crate) async fn agencies_with_title(conn: &impl ConnectionTrait, title: &str) -> Result<Vec<UnitId>, Error> {
    const TITLED: &str =
        "EXISTS (SELECT 1 FROM jsonb_array_elements(document -> 'posts') post WHERE strpos(lower(post ->> 'title'), lower($1)) > 0)";
    let titled = Entity::find().select_only().column(Column::AgencyId).distinct().filter(Expr::cust_with_values(TITLED, [title]));
    let agencies = titled.filter(Column::AgencyId.is_not_null()).order_by_asc(Column::AgencyId).into_tuple::<Uuid>().all(conn).await?;
    Ok(agencies.into_iter().map(UnitId).collect())
}

/// Everybody with a post in this agency, whenever.
pub(crate) async fn ever_of_agency(conn: &impl ConnectionTrait, agency: UnitId) -> Result<Vec<Person>, Error> {
    let held = serde_json::json!([{"agency": agency}]);
    let ever = Expr::cust_with_values("document -> 'posts' @> $1", [held]);
    Entity::find().filter(ever).order_by_asc(Column::SortKey).all(conn).await?.into_iter().map(domain).collect()
}

/// Who holds a post, locked.
pub(crate) async fn lock_holder(conn: &DatabaseTransaction, post: PostId) -> Result<Option<Person>, Error> {
    let held = Expr::cust_with_values("document -> 'posts' @> $1", [serde_json::json!([{ "id": post }])]);
    Entity::find().filter(held).lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// People who wait to lead an agency, by name.
pub(crate) async fn list_waiting(conn: &impl ConnectionTrait, page: &Page<Key>) -> Result<Vec<(Key, Person)>, Error> {
    const WAITS: &str = "EXISTS (SELECT 1 FROM jsonb_array_elements(document -> 'posts') post WHERE post -> 'waits' IS NOT NULL)";
    sorted(conn, Entity::find().filter(Expr::cust(WAITS)), page).await
}

/// The person, whom nobody else can change until the end of the transaction.
pub(crate) async fn lock(conn: &DatabaseTransaction, id: PersonId) -> Result<Option<Person>, Error> {
    Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(conn).await?.map(domain).transpose()
}

/// Changes of posts take turns: who gets other heads by one may be changed by another, and the order in which people are locked cannot
/// be known before. They are few and quick.
pub(crate) async fn turn(tx: &Tx) -> Result<(), Error> {
    let turn = Statement::from_string(tx.conn().get_database_backend(), "SELECT pg_advisory_xact_lock(hashtextextended('posts', 0))");
    tx.conn().execute_raw(turn).await?;
    Ok(())
}

/// People by name.
pub(crate) async fn list(conn: &impl ConnectionTrait, filter: &Filter, page: &Page<Key>) -> Result<Vec<(Key, Person)>, Error> {
    let mut query = Entity::find();
    if let Some(agencies) = &filter.agencies {
        query = query.filter(Column::AgencyId.is_in(agencies.iter().map(|id| Uuid::from(*id))));
    }
    if let Some(unit) = filter.unit {
        query = query.filter(Column::UnitId.eq(Uuid::from(unit)));
    }
    if let Some(day) = filter.leading_on {
        const LEADS: &str = "EXISTS (SELECT 1 FROM jsonb_array_elements(document -> 'posts') post WHERE post ->> 'role' <> 'STAFF' \
                             AND coalesce(post ->> 'valid_from', '') <= $1 AND coalesce(post ->> 'valid_to', '9999') >= $1)";
        query = query.filter(Expr::cust_with_values(LEADS, [day.to_string()]));
    }
    for word in &filter.words {
        // Not LIKE: what people type is no pattern.
        query = query.filter(Expr::cust_with_values("strpos(search, $1) > 0", [format!(" {word}")]));
    }
    sorted(conn, query, page).await
}

async fn sorted(conn: &impl ConnectionTrait, mut query: Select<Entity>, page: &Page<Key>) -> Result<Vec<(Key, Person)>, Error> {
    if let Some((sort_key, id)) = &page.after {
        let same = Condition::all().add(Column::SortKey.eq(sort_key)).add(Column::PersonId.gt(*id));
        query = query.filter(Condition::any().add(Column::SortKey.gt(sort_key)).add(same));
    }
    let rows = query.order_by_asc(Column::SortKey).order_by_asc(Column::PersonId).limit(page.fetch()).all(conn).await?;
    rows.into_iter().map(|row| Ok(((row.sort_key.clone(), row.person_id), domain(row)?))).collect()
}

fn domain(row: Model) -> Result<Person, Error> {
    Ok(serde_json::from_value(row.document)?)
}
