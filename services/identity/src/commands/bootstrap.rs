//! Makes the province and the first administrator of Sở Nội vụ; works once.

use events::{Error, Tx};
use identity_domain::{Account, Grant, Person, ServiceFacts, Status, SystemRole, Unit, UnitId, UnitKind, bootstrap_refused, password};
use kernel::text;
use proto::identity::v1::{BootstrapRequest, BootstrapResponse};

use crate::store::account_events::{Action, note};
use crate::{secrets, store};

pub(crate) async fn bootstrap(tx: &mut Tx, secret: String, message: BootstrapRequest) -> Result<BootstrapResponse, Error> {
    // Equal digests, so that comparing tells nothing about where two secrets begin to differ.
    let right = !secret.is_empty() && secrets::digest(&secret) == secrets::digest(&message.secret);
    if !right || !store::accounts::none_yet(tx.conn()).await? {
        return Err(bootstrap_refused().into());
    }
    let (full_name, email) = (text::clean(&message.full_name), text::clean(&message.email).to_lowercase());
    let password = password::accept(&message.password, &full_name, &email)?;
    store::units::save(tx, &province(tx.next_id().into())).await?;
    let person = Person {
        id: tx.next_id().into(),
        version: 1,
        full_name,
        email: email.clone(),
        birth_date: None,
        party_member: false,
        posts: Vec::new(),
        facts: ServiceFacts::default(),
        direct_head: None,
        agency_head: None,
    };
    store::people::save(tx, &person).await?;
    let account = Account {
        status: Status::Active,
        activated_at: Some(tx.now()),
        grants: vec![Grant { role: SystemRole::SnvAdmin, agency: None }],
        ..Account::invited(person.id, email)
    };
    store::accounts::save(tx, &account).await?;
    store::credentials::set_password(tx, person.id, secrets::hash(password).await?).await?;
    note(tx, person.id, Action::RoleGranted, "SNV_ADMIN").await?;
    Ok(BootstrapResponse { person_id: person.id.to_string() })
}

/// The root of the tree; the province's own staff list may rename it.
fn province(id: UnitId) -> Unit {
    Unit {
        id,
        version: 1,
        code: "H50".to_owned(),
        name: "Ủy ban nhân dân tỉnh Quảng Trị".to_owned(),
        abbreviation: "UBND".to_owned(),
        kind: UnitKind::Province,
        parent: None,
        agency: id,
        sector: String::new(),
        place: "Đông Hà".to_owned(),
        valid_from: None,
        valid_to: None,
    }
}
