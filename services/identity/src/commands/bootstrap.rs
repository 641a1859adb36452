//! Makes the province and the first administrator of Sở Nội vụ; works once.

use events::{Error, Tx};
use identity_domain::{
    Account, Grant, Person, ServiceFacts, Status, Unit, UnitId, UnitKind, bootstrap_refused, first_name_missing, official, password,
    second_administrator_invalid, second_factor,
};
use kernel::{Refusal, text};
use proto::identity::v1::{BootstrapRequest, BootstrapResponse};
use regulation::SystemRole;
use runtime::Ctx;
use tonic::Status as Answer;

use super::tried::{Proof, tried};
use crate::first_run::LOGIN;
use crate::letters::Letters;
use crate::network::Origin;
use crate::store::account_events::{Action, note};
use crate::store::tries::Key;
use crate::{secrets, store};

/// What the province is called unless somebody says otherwise.
const PROVINCE: &str = "Ủy ban nhân dân tỉnh Quảng Trị";

/// Begins as one try of a login that does not exist yet: wrong secrets make the next one from that network wait, like wrong passwords.
pub(crate) async fn try_to_bootstrap<R>(
    ctx: &Ctx,
    address: &str,
    proof: Proof,
    begin: impl Future<Output = Result<R, Answer>>,
) -> Result<R, Answer> {
    let login = Key::of(secrets::digest(LOGIN), &Origin::of(address).network);
    tried(ctx, &login, &bootstrap_refused(), proof, begin).await
}

pub(crate) async fn bootstrap(tx: &mut Tx, message: BootstrapRequest, letters: Letters, proof: Proof) -> Result<BootstrapResponse, Error> {
    let secret = secrets::digest(&second_factor::typed(&message.secret));
    if !store::installation::opens(tx, &secret).await? || !store::accounts::none_yet(tx.conn()).await? {
        return Err(bootstrap_refused().into());
    }
    proof.give();
    let (full_name, email) = (text::clean(&message.full_name), text::clean(&message.email).to_lowercase());
    if !text::is_said(&full_name) {
        return Err(first_name_missing().into());
    }
    let domains = official::domains(&message.mail_domains, &email)?;
    let second = second(&message, &email, &domains)?;
    let password = password::accept(&message.password, &full_name, &email)?;
    let name = Some(text::clean(&message.province_name)).filter(|name| text::is_said(name)).unwrap_or_else(|| PROVINCE.to_owned());
    store::installation::begin(tx, &domains).await?;
    store::units::save(tx, &province(tx.next_id().into(), name)).await?;
    let account = administrator(tx, full_name, email).await?;
    let account = Account { status: Status::Active, activated_at: Some(tx.now()), ..account };
    store::accounts::save(tx, &account).await?;
    store::credentials::set_password(tx, account.person, secrets::hash(password, &Origin::of(&message.client_address).network).await?)
        .await?;
    store::second_factors::allow_alone(tx.conn(), account.person, tx.now() + second_factor::ALONE).await?;
    if let Some((full_name, email)) = second {
        let account = administrator(tx, full_name.clone(), email).await?;
        store::accounts::save(tx, &account).await?;
        letters.invite(tx, &account, &full_name).await?;
    }
    Ok(BootstrapResponse { person_id: account.person.to_string() })
}

/// Name and login of the second administrator; nothing where none is named.
fn second(message: &BootstrapRequest, first: &str, domains: &[String]) -> Result<Option<(String, String)>, Refusal> {
    let (full_name, email) = (text::clean(&message.second_full_name), text::clean(&message.second_email).to_lowercase());
    if full_name.is_empty() && email.is_empty() {
        return Ok(None);
    }
    if !text::is_said(&full_name) || email == first || !official::is_official(&email, domains) {
        return Err(second_administrator_invalid());
    }
    Ok(Some((full_name, email)))
}

/// A person who administers; the account is not stored yet.
async fn administrator(tx: &mut Tx, full_name: String, email: String) -> Result<Account, Error> {
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
        head_outside: false,
    };
    store::people::save(tx, &person).await?;
    note(tx, person.id, Action::RoleGranted, "SNV_ADMIN").await?;
    Ok(Account { grants: vec![Grant { role: SystemRole::SnvAdmin, agency: None }], ..Account::invited(person.id, email) })
}

/// The root of the tree; the province's own staff list may rename it.
fn province(id: UnitId, name: String) -> Unit {
    Unit {
        id,
        version: 1,
        code: "H50".to_owned(),
        name,
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
