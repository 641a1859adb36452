//! Who people are, where a service tells only their ids.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, stream};
use proto::identity::v1::{GetPersonRequest, Person};

use crate::session::User;

/// How many people are asked for at once.
const AT_ONCE: usize = 8;

/// Full names by person.
pub type Names = BTreeMap<String, String>;

/// Who is not found, or not for this reader: an id says nothing to people.
const UNKNOWN: &str = "(không rõ tên)";

/// The names of these people.
pub async fn names(user: &User, ids: impl Iterator<Item = &String>) -> Names {
    let ids: BTreeSet<String> = ids.filter(|id| !id.is_empty()).cloned().collect();
    let named = |id: String| async move {
        let name = name_of(user, &id).await;
        (id, name)
    };
    stream::iter(ids).map(named).buffer_unordered(AT_ONCE).collect().await
}

/// The name of one.
pub async fn name_of(user: &User, person_id: &str) -> String {
    let request = GetPersonRequest { person_id: person_id.to_owned(), ..GetPersonRequest::default() };
    let found = user.calls.send(request).await.ok().and_then(|answer| answer.person);
    found.map_or_else(|| UNKNOWN.to_owned(), |person| person.full_name)
}

/// How the list calls this person.
pub fn called(names: &Names, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| UNKNOWN.to_owned())
}

/// Somebody to be chosen among others, as (value, label): people of one name are told apart by their posts.
pub fn choice(person: &Person) -> (String, String) {
    let title = person.posts.first().map(|post| post.title.as_str()).filter(|title| !title.is_empty());
    let label = title.map_or_else(|| person.full_name.clone(), |title| format!("{}, {title}", person.full_name));
    (person.person_id.clone(), label)
}
