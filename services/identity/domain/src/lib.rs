//! Units, posts, people, accounts: the pure rules.
//!
//! - ID-1: a person's role and group follow from the post held; they are never typed in ([`title`], [`Post`]).
//! - ID-2: the direct head of everybody follows from the posts of the whole tree ([`heads`]).
//! - ID-3: a staff list is taken whole or not at all, and every bad row is told at once ([`workbook`]).
//! - ID-4: an account begins invited, without a password ([`Account`]).
//! - ID-5: nobody gives a role to themself, and nobody alone gives a role of power, makes a head of an agency
//!   ([`policy`], [`Account::granted`], [`Person::leading_as_confirmed`]) or changes the login of such people ([`Account::seconded`]).
//! - ID-6: who runs the servers or audits holds no other role ([`SystemRole::excludes`]).
//! - ID-7: a fault report is read by its reporter, the agency's IT officer and Sở Nội vụ alone ([`fault`]).

mod account;
mod delegation;
pub mod email_list;
mod error;
pub mod fault;
pub mod heads;
mod leading;
pub mod lock;
pub mod notice;
pub mod official;
pub mod password;
mod person;
pub mod placing;
pub mod policy;
pub mod problems;
pub mod second_factor;
pub mod title;
mod unit;
pub mod workbook;

pub use account::{Account, Asked, AskedDeed, DAYS_TO_CONFIRM, Deed, Grant, Seconded, Status};
pub use delegation::Delegation;
pub use error::*;
pub use leading::Waits;
pub use person::{Employment, Person, Post, PostKind, ServiceFacts};
pub use unit::{Unit, UnitKind};

kernel::ids! {
    /// A unit of the organisation.
    UnitId;
    /// A person.
    PersonId;
    /// One post of one person.
    PostId;
    /// A right handed on for a time.
    DelegationId;
    /// A report of a fault.
    FaultId;
    /// Something a person is told.
    NoticeId;
}
