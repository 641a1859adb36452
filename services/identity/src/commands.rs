//! One file a verb, or a few that belong together.

mod bootstrap;
mod close_account;
mod correct_post;
mod delegate;
mod direct_head;
mod faults;
mod import_email_list;
mod import_workbook;
mod issue_token;
pub(crate) mod leading;
mod mark_notices_read;
mod passkey_sign_in;
mod passkeys;
mod passwords;
mod people;
mod personnel;
mod prove_code;
mod reorganise_units;
pub(crate) mod roles;
mod second_factor;
mod seconded;
mod sessions;
mod sign_in;
mod sign_out;
mod titles;
pub(crate) mod trail;
mod tried;

use contract::field;
use events::{Error, Tx};
use identity_domain::policy::Who;
use identity_domain::{Account, PersonId, person_not_found, reason_missing};
use kernel::{Refusal, text};
use regulation::Actor;

use crate::{store, wire};

pub(crate) use bootstrap::{bootstrap, try_to_bootstrap};
pub(crate) use close_account::{disable_account, enable_account};
pub(crate) use correct_post::{correct_post, withdraw_post};
pub(crate) use delegate::{delegate, end_delegation};
pub(crate) use direct_head::order_direct_head;
pub(crate) use faults::{answer_fault_report, close_fault_report, forward_fault_report, reopen_fault_report, report_fault};
pub(crate) use import_email_list::import_email_list;
pub(crate) use import_workbook::import_workbook;
pub(crate) use issue_token::issue_token;
pub(crate) use leading::confirm_heads;
pub(crate) use mark_notices_read::mark_notices_read;
pub(crate) use passkey_sign_in::{begin_passkey_sign_in, sign_in_with_passkey};
pub(crate) use passkeys::{begin_passkey, confirm_passkey, remove_passkey};
use passwords::prove_password;
pub(crate) use passwords::{activate, change_password, request_password_reset, reset_password, send_access_link, try_to_change_password};
pub(crate) use people::{add_person, correct_person};
pub(crate) use personnel::{appoint_to_post, end_post, record_leaving, record_training};
pub(crate) use prove_code::prove_code;
pub(crate) use reorganise_units::reorganise_units;
pub(crate) use roles::{grant_role, revoke_role};
pub(crate) use second_factor::{allow_enrolment, begin_second_factor, confirm_second_factor, reset_second_factor};
pub(crate) use sessions::end_sessions;
pub(crate) use sign_in::{Rules, sign_in};
pub(crate) use sign_out::sign_out;
pub(crate) use titles::{answer_title, correct_post_role};
pub(crate) use tried::Proof;

/// The account of somebody, locked, when `may` lets the actor change it.
async fn others_account(
    tx: &Tx,
    actor: &Actor,
    person_id: &str,
    may: impl FnOnce(&Who, &Account) -> Result<(), Refusal>,
) -> Result<Account, Error> {
    let person: PersonId = field::id("person_id", person_id)?;
    let account = store::accounts::lock(tx.conn(), person).await?.ok_or_else(person_not_found)?;
    may(&wire::who(actor), &account)?;
    Ok(account)
}

const LONGEST_REASON: usize = 500;

/// Why somebody changes what another person may.
fn reason(text: &str) -> Result<String, Refusal> {
    let reason = text::clean(text);
    let fits = (1..=LONGEST_REASON).contains(&reason.chars().count()) && text::is_said(&reason);
    if fits { Ok(reason) } else { Err(reason_missing()) }
}
