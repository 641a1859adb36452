//! What a reader may see of a record.

use std::collections::BTreeMap;

use kernel::SmallestGroup;
use regulation::Class;

use super::{Outcome, Record};
use crate::Signature;
use crate::form::{Author, Filled, Form, Template};

/// How much of a record a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Verification, decision and result.
    pub verdict: bool,
    /// The comment of the Party cell.
    pub party_comment: bool,
    /// Reviewers see only the person's own part.
    pub own_part_only: bool,
    /// Only whom it is about and where it stands.
    pub outline: bool,
    /// What of the opinions of others.
    pub opinions: Opinions,
}

/// What somebody sees of what reviewers gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opinions {
    /// All, at any time: services among themselves.
    Announced,
    /// All, from the minutes on: heads score without seeing the others (A33).
    Known,
    /// From the minutes on, what tells nobody's opinion.
    Masked(SmallestGroup),
}

impl Sight {
    /// As events carry it: everything but the comment of the Party cell, which nobody who hears them may read.
    pub const ANNOUNCED: Self =
        Self { verdict: true, party_comment: false, own_part_only: false, outline: false, opinions: Opinions::Announced };
    /// What a reviewer is shown of a subject.
    pub const REVIEWER: Self = Self {
        verdict: false,
        party_comment: false,
        own_part_only: true,
        outline: false,
        opinions: Opinions::Masked(SmallestGroup::TELLS_NOTHING),
    };
}

impl Record {
    /// The legal form with what has been filled in so far and the reader may see.
    pub fn filled_form(&self, template: &Template, outcome: Option<&Outcome>, sight: Sight) -> Form {
        template.fill(self.subject.group, self.year, |by| match by {
            Author::Subject => self.subject_part(),
            Author::DirectHead => self.direct_heads_part(sight),
            Author::Decider => self.deciders_part(outcome.and_then(|outcome| outcome.class), sight),
        })
    }

    fn subject_part(&self) -> Filled {
        let Some(own) = self.own() else { return Filled::default() };
        let subject = &self.subject;
        let signature =
            Signature { person: subject.person, full_name: subject.full_name.clone(), title: subject.title.clone(), at: own.at };
        Filled { texts: own.answers.clone(), class: Some(own.declared), signature: Some(signature) }
    }

    fn direct_heads_part(&self, sight: Sight) -> Filled {
        if sight.own_part_only {
            return Filled::default();
        }
        let mut texts = BTreeMap::new();
        if !self.collective_opinion.is_empty() {
            texts.insert(crate::form::COLLECTIVE_OPINION.to_owned(), self.collective_opinion.clone());
        }
        let Some(verification) = self.state.verification().filter(|_| sight.verdict) else { return Filled { texts, ..Filled::default() } };
        texts.insert("nhan_xet_truc_tiep".to_owned(), verification.comment.clone());
        Filled { texts, class: None, signature: Some(verification.by.clone()) }
    }

    fn deciders_part(&self, class: Option<Class>, sight: Sight) -> Filled {
        let Some(decision) = self.state.decision().filter(|_| sight.verdict) else { return Filled::default() };
        let texts = BTreeMap::from([("nx_uu_nhuoc".to_owned(), decision.comment.clone())]);
        Filled { texts, class, signature: Some(decision.by.clone()) }
    }

    /// The published result.
    pub fn published_outcome(&self) -> Option<&Outcome> {
        self.state.published().map(|(outcome, _)| outcome)
    }

    /// True once the result is public in the software.
    pub fn is_published(&self) -> bool {
        self.state.published().is_some()
    }
}
