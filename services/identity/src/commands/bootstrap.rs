//! Makes the province and the first administrator of Sở Nội vụ; works once.

use events::{Error, Tx};
use identity_domain::{
    Account, Grant, Person, ServiceFacts, Status, SystemRole, Unit, UnitId, UnitKind, bootstrap_refused, first_name_missing, official,
    password, second_factor,
};
use kernel::text;
use proto::identity::v1::{BootstrapRequest, BootstrapResponse};
use rpc::Problem;
use runtime::Ctx;
use tonic::Status as Answer;

use crate::first_run::LOGIN;
use crate::network::Origin;
use crate::store::account_events::{Action, note};
use crate::store::tries::Key;
use crate::{secrets, store};

/// What the province is called unless somebody says otherwise.
const PROVINCE: &str = "Ủy ban nhân dân tỉnh Quảng Trị";

/// Begins as one try of a login that does not exist yet: wrong secrets make the next one wait, like wrong passwords.
pub(crate) async fn try_to_bootstrap<R>(ctx: &Ctx, begin: impl Future<Output = Result<R, Answer>>) -> Result<R, Answer> {
    let failed = |error: Error| runtime::call::status(&error);
    let login = Key::anywhere(secrets::digest(LOGIN));
    store::tries::begin(ctx, &login).await.map_err(failed)?;
    let begun = begin.await;
    let wrong = begun.as_ref().is_err_and(|status| Problem::from(status).reason == bootstrap_refused().reason);
    let counted = if wrong { store::tries::failed(&ctx.db, &login, ctx.now()).await } else { store::tries::forget(&ctx.db, &login).await };
    counted.map_err(failed)?;
    begun
}

pub(crate) async fn bootstrap(tx: &mut Tx, message: BootstrapRequest) -> Result<BootstrapResponse, Error> {
    let secret = secrets::digest(&second_factor::typed(&message.secret));
    if !store::installation::opens(tx, &secret).await? || !store::accounts::none_yet(tx.conn()).await? {
        return Err(bootstrap_refused().into());
    }
    let (full_name, email) = (text::clean(&message.full_name), text::clean(&message.email).to_lowercase());
    if !text::is_said(&full_name) {
        return Err(first_name_missing().into());
    }
    let domains = official::domains(&message.mail_domains, &email)?;
    let password = password::accept(&message.password, &full_name, &email)?;
    let name = Some(text::clean(&message.province_name)).filter(|name| text::is_said(name)).unwrap_or_else(|| PROVINCE.to_owned());
    store::installation::begin(tx, &domains).await?;
    store::units::save(tx, &province(tx.next_id().into(), name)).await?;
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
    store::credentials::set_password(tx, person.id, secrets::hash(password, &Origin::of(&message.client_address).network).await?).await?;
    note(tx, person.id, Action::RoleGranted, "SNV_ADMIN").await?;
    Ok(BootstrapResponse { person_id: person.id.to_string() })
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
